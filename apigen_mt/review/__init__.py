"""Stage 2: a committee reads a checked blueprint and rules on it by majority."""
