"""Finding environments: by registered name, `package.module:Class` or `mcp:FILE.yaml`."""

from __future__ import annotations

import importlib
import os
import sys
from functools import cache
from importlib.metadata import entry_points

from apigen_mt.environment.environment import Environment
from apigen_mt.errors import ApigenError, EnvironmentRefError, nearest

GROUP = "apigen_mt.environments"


def known_environments() -> dict[str, str]:
    """Return every registered name with its `package.module:Class`, sorted by name."""
    found = {entry.name: entry.value for entry in entry_points(group=GROUP)}
    return dict(sorted(found.items()))


def installed(ref: str) -> str:
    """Return `ref`, which stands in data, if it is the name of an installed environment.

    Any other leads to a module or a command, and data does not choose what code runs.

    Raises:
        EnvironmentRefError: it is no such name.
    """
    if ref not in known_environments():
        raise EnvironmentRefError(
            f"The data is of environment {ref!r}, which is not installed, and data alone starts "
            "no code. If you trust it, name it yourself: --env package.module:Class, or "
            "--env mcp:FILE.yaml."
        )
    return ref


@cache
def load_environment(ref: str) -> Environment:
    """Return the environment that `ref` names, the same object each time.

    Args:
        ref: a registered name such as `retail`, or `package.module:Class`; modules in the working
            directory are found too; or `mcp:FILE.yaml`, which describes an MCP server.

    Raises:
        EnvironmentRefError: nothing is found there, or what is found is no environment.
        ConfigError: the file of an MCP server cannot be used.
    """
    if ref.startswith("mcp:"):
        from apigen_mt.environment.mcp import McpEnvironment

        return McpEnvironment.read(ref.removeprefix("mcp:"))
    known = known_environments()
    path = known.get(ref, ref)
    if ":" not in path:
        raise EnvironmentRefError(
            f"Unknown environment '{ref}'. Known: {', '.join(known) or 'none'}."
            f"{nearest(ref, known) or ' Your own is package.module:Class or mcp:FILE.yaml.'}"
        )
    module_name, _, class_name = path.partition(":")
    if ref not in known and os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        module = importlib.import_module(module_name)
    except ApigenError:
        raise
    except Exception as error:
        raise EnvironmentRefError(
            f"Environment '{ref}': importing {module_name} failed with "
            f"{type(error).__name__}: {error}. Mend the module, or check the path."
        ) from error
    found = getattr(module, class_name, None)
    if not (isinstance(found, type) and issubclass(found, Environment)):
        classes = [
            name
            for name, value in vars(module).items()
            if isinstance(value, type)
            and issubclass(value, Environment)
            and value is not Environment
        ]
        hint = f"It has: {', '.join(classes)}." if classes else "It has no subclass of Environment."
        raise EnvironmentRefError(f"Environment '{ref}': {module_name} has no such class. {hint}")
    try:
        return found()
    except ApigenError:
        raise
    except Exception as error:
        raise EnvironmentRefError(
            f"Environment '{ref}': {class_name}() failed with {type(error).__name__}: {error}."
        ) from error
