"""Runs: planned, made shard by shard, settled; and how far they are."""
