"""apigen-mt: verified multi-turn tool-use training data from executable environments.

An environment gives a scenario; an author drafts a blueprint; checks and a committee accept it or
answer with findings; a simulated user and an agent play it into a trajectory; verification keeps
what reached the gold end state; shards store it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apigen_mt.config import RunConfig
    from apigen_mt.environment import Database, Environment, ToolError, load_environment, tool
    from apigen_mt.execution.run import generate
    from apigen_mt.records.blueprint import Blueprint
    from apigen_mt.records.trajectory import Trajectory

__version__ = "0.1.0"

_WHERE = {
    "Blueprint": "apigen_mt.records.blueprint",
    "Database": "apigen_mt.environment",
    "Environment": "apigen_mt.environment",
    "RunConfig": "apigen_mt.config",
    "ToolError": "apigen_mt.environment",
    "Trajectory": "apigen_mt.records.trajectory",
    "generate": "apigen_mt.execution.run",
    "load_environment": "apigen_mt.environment",
    "tool": "apigen_mt.environment",
}

__all__ = [
    "Blueprint",
    "Database",
    "Environment",
    "RunConfig",
    "ToolError",
    "Trajectory",
    "generate",
    "load_environment",
    "tool",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that importing the package is cheap."""
    if name not in _WHERE:
        raise AttributeError(f"module 'apigen_mt' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_WHERE[name]), name)
