"""The path of one item, from a draw to a verified trajectory or a rejection."""
