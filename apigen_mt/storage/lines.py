"""Files of JSON objects, one a line, compressed or not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from apigen_mt.errors import DatasetError
from apigen_mt.storage.compression import read_bytes_lines


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a file, one a line.

    Raises:
        DatasetError: the file cannot be read, or a line is no JSON object; with the line's number.
    """
    for number, line in enumerate(raw_lines(path), 1):
        yield parse(line, f"{path}, line {number}")


def raw_lines(path: Path, offset: int = 0) -> Iterator[bytes]:
    """Yield the lines of a file from an offset on, without their ends.

    Raises:
        DatasetError: the file cannot be read.
    """
    try:
        for line in read_bytes_lines(path, offset):
            yield line.rstrip(b"\n")
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise DatasetError(f"{path} cannot be read: {error}.") from None


def parse(line: bytes, where: str) -> dict[str, Any]:
    """Return the JSON object of a line.

    Raises:
        DatasetError: it is none; with where it stands.
    """
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise DatasetError(f"{where}: not JSON ({error}).") from None
    if not isinstance(found, dict):
        raise DatasetError(f"{where}: not a JSON object.")
    return found
