"""The help line of an invented mobile phone company, which cannot see the phones it helps with."""

from tool_envs.telecom.environment import Telecom

__all__ = ["Telecom"]
