"""How results lie on disk: rows, shards, the manifest."""
