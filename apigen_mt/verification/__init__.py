"""Whether a conversation did what its blueprint says, judged from the messages alone."""
