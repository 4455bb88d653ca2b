"""The airline environment: the customer desk of an invented airline."""

from tool_envs.airline.environment import Airline

__all__ = ["Airline"]
