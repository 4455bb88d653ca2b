"""A runnable environment to start from: two tables, four tools, one rule, in one folder."""

from __future__ import annotations

import keyword
import sys
from importlib.util import find_spec
from pathlib import Path

from apigen_mt.errors import EnvironmentRefError, StorageError

_FILES = {
    "__init__.py": "init.py.txt",
    "environment.py": "environment.py.txt",
    "policy.md": "policy.md.txt",
    "config.yaml": "config.yaml.txt",
    "README.md": "README.md.txt",
}
_TAKEN = frozenset((*sys.stdlib_module_names, "apigen_mt", "tool_envs", "tests"))


def write_starter(name: str, folder: Path) -> str:
    """Write a new environment into `folder / name`; return its `package.module:Class`.

    Args:
        name: the package's name, a Python identifier; the class is called after it.
        folder: where the package is made; it is created if need be.

    Raises:
        EnvironmentRefError: the name cannot be a package's, or something of that name is there.
        StorageError: writing failed.
    """
    class_name = _class_name(name)
    target = folder / name
    if target.exists() or target.is_symlink():
        raise EnvironmentRefError(f"{target} exists already. Take another name, or another --dir.")
    files = Path(__file__).parent / "starter_files"
    try:
        target.mkdir(parents=True)
        for file, template in _FILES.items():
            text = (files / template).read_text(encoding="utf-8")
            filled = text.replace("{{name}}", name).replace("{{Class}}", class_name)
            (target / file).write_text(filled, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{target}: {error.strerror}. Choose a folder with --dir.") from None
    return f"{name}.environment:{class_name}"


def _class_name(name: str) -> str:
    """Return the name of the class for `name`.

    Raises:
        EnvironmentRefError: `name` cannot be the name of a package.
    """
    if not (name.isascii() and name.isidentifier()) or keyword.iskeyword(name):
        raise EnvironmentRefError(
            f"'{name}' cannot be the name of a Python package. "
            "Take letters, digits and underscores, beginning with a letter, such as bike_shop."
        )
    class_name = "".join(part[:1].upper() + part[1:] for part in name.split("_"))
    if not class_name[:1].isalpha() or keyword.iskeyword(class_name):
        raise EnvironmentRefError(f"'{name}' gives no name for a class. Begin with a letter.")
    if name in _TAKEN or _installed(name):
        raise EnvironmentRefError(
            f"A module called '{name}' is installed, and Python would find that one. "
            f"Take another name, such as my_{name}."
        )
    return class_name


def _installed(name: str) -> bool:
    """Whether a module of that name would be found elsewhere than in the working directory."""
    found = find_spec(name)
    if found is None:
        return False
    places = [*(found.submodule_search_locations or ()), *([found.origin] if found.origin else [])]
    here = Path.cwd().resolve()
    own = (here / name, here / name / "__init__.py", here / f"{name}.py")
    return not any(Path(place).resolve() in own for place in places)
