"""zstd in frames of a few lines each, so that a compressed file can be read from the middle."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import zstandard

COMPRESSED = ".zst"
"""How the name of a compressed file ends."""
LINES_A_FRAME = 64
_LEVEL = 3


class Frames:
    """Packs lines into independent frames with checksums."""

    def __init__(self) -> None:
        self.index: list[tuple[int, int]] = []
        """Offset and first line of each frame."""
        self._packer = _packer()
        self._lines: list[bytes] = []
        self._offset = 0
        self._count = 0

    def add(self, line: bytes) -> bytes:
        """Return the frame that a line completes, or nothing yet."""
        self._lines.append(line)
        return self.rest() if len(self._lines) == LINES_A_FRAME else b""

    def rest(self) -> bytes:
        """Return the lines that are left as a last frame."""
        if not self._lines:
            return b""
        frame = self._packer.compress(b"\n".join(self._lines) + b"\n")
        self.index.append((self._offset, self._count))
        self._offset += len(frame)
        self._count += len(self._lines)
        self._lines.clear()
        return frame


def read_bytes_lines(path: Path, offset: int = 0) -> Iterator[bytes]:
    """Yield the lines of a file, compressed or not, from an offset on.

    Raises:
        OSError: the file cannot be read.
        ValueError: what is there is no zstd, or damaged.
    """
    with path.open("rb") as file:
        file.seek(offset)
        if path.suffix != COMPRESSED:
            yield from file
            return
        import zstandard

        reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        try:
            yield from io.BufferedReader(reader, 1 << 20)
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from None


def _packer() -> zstandard.ZstdCompressor:
    import zstandard

    return zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True, write_content_size=True)
