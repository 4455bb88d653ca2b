"""The error tree of the whole program; what a person can mend carries its next step.

ApigenError
├── ConfigError           a config file, override or flag that cannot be used
├── EnvironmentRefError   a name or module path that leads to no environment
├── EnvironmentFault      an author's environment breaks a promise
│   ├── SeedDataError     seed data that does not fit its declared rows
│   └── ToolFault         a tool that fails with anything but ToolError
├── EngineError           a cluster that is not there, or does not take the run
├── RunFolderError        an output folder that cannot be used, or holds another run
├── DatasetError          a stored run that cannot be read
├── WorkerLost            processes die on one shard again and again
├── Stopped               the run was asked to stop before its end
│   └── Superseded        another attempt has taken over the shard
├── ModelError            a model's endpoint cannot be used: key, quota, name, or nobody there
│   └── BudgetSpent       the run reached what it may spend
└── StorageError          writing failed (full disk, no permission)

ToolError stands beside the tree: it is not a failure of ours but a tool's answer to the agent.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class ApigenError(Exception):
    """Something that a person can mend; the message says what was wrong and the next step."""


class ConfigError(ApigenError):
    """A config file, override or flag that cannot be used."""


class EnvironmentRefError(ApigenError):
    """A name or `package.module:Class` that leads to no environment."""


class EnvironmentFault(ApigenError):
    """An author's environment breaks a promise of its own."""


class SeedDataError(EnvironmentFault):
    """Seed data that does not fit the declared row type; names table, row and field."""


class ToolFault(EnvironmentFault):
    """A tool failed with something other than ToolError, or left an invalid row behind."""


class EngineError(ApigenError):
    """A cluster that is not there, or that does not take the run; its folder is as it was."""


class RunFolderError(ApigenError):
    """An output folder that cannot be used, or that holds another run."""


class DatasetError(ApigenError):
    """A stored run that cannot be read."""


class WorkerLost(ApigenError):
    """Processes die on one shard again and again."""


class Stopped(ApigenError):
    """The run was asked to stop before its end; the same command continues."""


class Superseded(Stopped):
    """Another attempt has taken over a shard, or has completed it; this one has nothing to do."""


class ModelError(ApigenError):
    """A model's endpoint cannot be used; what was answered before is kept."""


class BudgetSpent(ModelError):
    """The run reached what it may spend; with more it continues where it stopped."""


class StorageError(ApigenError):
    """Writing to disk failed; what was complete before is still there."""


class ToolError(Exception):
    """A tool's refusal, worded for the agent; the call leaves no trace in the database.

    Args:
        message: what was wrong, in one sentence which the agent may repeat to the user.
        code: a short stable name of the reason, such as `not_delivered`.
    """

    def __init__(self, message: str, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ` Did you mean 'x'?` for the nearest known word, or nothing when none is near."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean '{found[0]}'?" if found else ""
