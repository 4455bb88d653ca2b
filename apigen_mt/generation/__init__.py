"""Phase 1: from a draw to a blueprint whose right outcome is known."""
