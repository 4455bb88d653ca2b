"""What the author of an environment promises, and whether it holds."""

from apigen_mt.promises.check import NAMES, Promise, check

__all__ = ["NAMES", "Promise", "check"]
