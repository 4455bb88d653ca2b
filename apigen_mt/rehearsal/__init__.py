"""An endpoint that plays every role without a model, from the text of each request alone."""
