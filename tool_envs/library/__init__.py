"""The teaching environment: a small public library that lends books."""

from tool_envs.library.environment import Library

__all__ = ["Library"]
