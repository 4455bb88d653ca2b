"""The nouns of the program: frozen records that are stored, passed on and never changed."""
