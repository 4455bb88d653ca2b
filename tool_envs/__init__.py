"""Built-in environments; each is a folder that uses apigen_mt.environment only."""
