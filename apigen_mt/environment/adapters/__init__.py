"""Environments out of code that knows nothing of us: classes, and functions over a nested dict."""
