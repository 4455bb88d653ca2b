"""The state of a foreign server: the files it keeps, as rows that our engine forks and compares.

JSON and JSON Lines count by their values, whatever their spacing and order of keys; other text by
its characters, everything else by its bytes. Modes and times of files are no part of the state.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

import orjson
from pydantic import JsonValue

from apigen_mt.environment.shape import Ref, Row
from apigen_mt.errors import SeedDataError

Image = Mapping[str, bytes]
"""The contents of files by path; a path that ends with `/` is an empty folder."""

_EXACT = re.compile(rb"\d{19}")
"""Numbers which a reader of JSON may round; such a file counts as text."""
_MOST = 1 << 28


class File(Row):
    """One file of the state."""

    path: Annotated[str, Ref("files")]
    kind: Literal["json", "lines", "text", "bytes", "folder"]
    content: JsonValue


def image_of(root: Path, ignore: Sequence[str] = ()) -> Image:
    """Return what the files in `root` hold, sorted by path.

    Raises:
        SeedDataError: a link or device among them, too much data, or a file that cannot be read.
    """
    found: dict[str, bytes] = {}
    left = _MOST
    for path in _below(root, root, ignore):
        name = path.relative_to(root).as_posix()
        if path.is_dir() and not path.is_symlink():
            found[f"{name}/"] = b""
            continue
        if path.is_symlink() or not path.is_file():
            raise SeedDataError(
                f"State {path} is a link or a device, of which no private copy can be made. "
                "Put the file itself there, or list it under ignore."
            )
        try:
            found[name] = path.read_bytes()
        except OSError as error:
            raise SeedDataError(f"State {path} cannot be read: {error.strerror}.") from None
        left -= len(found[name])
        if left < 0:
            raise SeedDataError(
                f"State {root} holds more than {_MOST >> 20} MB. "
                "Take a smaller one, or list files that are no state under ignore."
            )
    return found


def _below(root: Path, folder: Path, ignore: Sequence[str]) -> Iterator[Path]:
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        raise SeedDataError(f"State {folder} cannot be read: {error.strerror}.") from None
    kept = [
        path
        for path in inside
        if not any(
            fnmatch(path.name, one) or fnmatch(path.relative_to(root).as_posix(), one)
            for one in ignore
        )
    ]
    if not kept and folder != root:
        yield folder
    for path in kept:
        if path.is_dir() and not path.is_symlink():
            yield from _below(root, path, ignore)
        else:
            yield path


def put(image: Image, root: Path, known: Image | None = None) -> None:
    """Make the files in `root` those of `image`; `known` is what they hold now, if not nothing."""
    before = known or {}
    for name in before:
        if name not in image:
            path = root / name
            if name.endswith("/"):
                _empty(path)
            else:
                path.unlink(missing_ok=True)
    for name in before:
        for folder in (root / name).parents:
            if folder == root or not folder.is_relative_to(root):
                break
            _empty(folder)
    for name, content in image.items():
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        elif before.get(name) != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _empty(folder: Path) -> None:
    """Remove a folder in which nothing is left."""
    try:
        folder.rmdir()
    except OSError:
        return


def row_of(path: str, content: bytes) -> File:
    """Return the row that stands for a file in comparisons."""
    if path.endswith("/"):
        return {"path": path, "kind": "folder", "content": None}
    suffix = Path(path).suffix.lower()
    exact = _EXACT.search(content) is not None
    if suffix in (".json", ".jsonl", ".ndjson") and content.strip() and not exact:
        if suffix == ".json":
            try:
                return {"path": path, "kind": "json", "content": orjson.loads(content)}
            except orjson.JSONDecodeError:
                pass
        try:
            lines = [orjson.loads(line) for line in content.splitlines() if line.strip()]
        except orjson.JSONDecodeError:
            pass
        else:
            numbered: dict[str, Any] = {str(place): one for place, one in enumerate(lines, 1)}
            return {"path": path, "kind": "lines", "content": numbered}
    try:
        return {"path": path, "kind": "text", "content": content.decode()}
    except UnicodeDecodeError:
        told: dict[str, JsonValue] = {
            "bytes": len(content),
            "sha256": sha256(content).hexdigest(),
        }
        return {"path": path, "kind": "bytes", "content": told}
