"""Phase 2: a user and an agent play a blueprint into a conversation."""
