"""The retail environment: the customer desk of an online shop for home and outdoor goods."""

from tool_envs.retail.environment import Retail

__all__ = ["Retail"]
