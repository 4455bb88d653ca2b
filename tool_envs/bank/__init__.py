"""The bank environment: the customer desk of an invented retail bank."""

from tool_envs.bank.environment import Bank

__all__ = ["Bank"]
