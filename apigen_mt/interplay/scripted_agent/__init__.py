"""An agent without a model: follows the gold plan, by what it was told or has read alone."""

from apigen_mt.interplay.scripted_agent.agent import ScriptedAgent

__all__ = ["ScriptedAgent"]
