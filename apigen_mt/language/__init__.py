"""How people put things, and how we tell whether something was said."""
