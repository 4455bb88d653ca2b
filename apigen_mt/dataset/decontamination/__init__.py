"""What training data must not share with tasks that a model is tested on."""
