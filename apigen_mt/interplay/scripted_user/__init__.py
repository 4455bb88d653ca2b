"""A user without a model: wants what the blueprint wants, and says what it knows when asked."""

from apigen_mt.interplay.scripted_user.user import ScriptedUser

__all__ = ["ScriptedUser"]
