"""A state of a foreign server: its files as a database, which forks, compares and restores them."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import count
from typing import Any, Self

from apigen_mt.environment.adapters.faces import Faced
from apigen_mt.environment.mcp.answer import answered
from apigen_mt.environment.mcp.desk import Desk
from apigen_mt.environment.mcp.files import File, Image, row_of
from apigen_mt.environment.table import Table
from apigen_mt.errors import SeedDataError, ToolError, ToolFault

_numbers = count(1)


class World(Faced):
    """The files of a server as rows, and behind them, from the first call on, a server.

    A fork has no server until it is called; then one is started on a copy of the fork's files. So
    a snapshot costs nothing, and a call can be made in any state that was ever reached.
    """

    files: Table[File]
    content = "content"

    _image: Image
    _desk: Desk

    @classmethod
    def of(cls, image: Image, now: datetime, desk: Desk) -> Self:
        """Return the state in which the files are those of `image`."""
        world = cls.load({"files": rows_of(image)}, now)
        world.__dict__.update(_image=image, _desk=desk, _number=0, _staged=None)
        return world

    def fork(self, seed: int | None = None) -> Self:
        """Return a private copy in the present state, which has no server yet."""
        twin = super().fork(seed)
        twin.__dict__.update(_image=self._image, _desk=self._desk, _number=0, _staged=None)
        return twin

    def ask(self, tool: str, arguments: Mapping[str, Any]) -> Any:
        """Return the answer of the server to a call, and take over what it changed.

        Raises:
            ToolError: the server refused; its state is put back if it had changed anything.
            ToolFault: it ended, did not answer, or a read changed its files; they are put back.
        """
        from mcp import MCPError

        if not self._number:
            self.__dict__["_number"] = next(_numbers)
            weakref.finalize(self, self._desk.leave, self._number).atexit = False
        server = self._desk.take(self._number, self._image, self._seed)
        try:
            result = server.call(tool, arguments)
            found = server.look()
        except MCPError as error:
            server.look()
            self._desk.keep(self._number, server)
            raise ToolError(f"{tool}: {error.message}", "invalid_arguments") from None
        except SeedDataError as error:
            server.stop()
            raise ToolFault(f"Tool '{tool}' left a state that cannot be copied. {error}") from None
        except BaseException:
            server.stop()
            raise
        self._desk.keep(self._number, server)
        answer = answered(result)
        if found != self._image:
            self._adopt(tool, found)
        return answer

    def _adopt(self, tool: str, found: Image) -> None:
        """Make `found` the files of this state, if the write that goes on is kept."""
        changed = [path for path in found if found[path] != self._image.get(path)]
        gone = [path for path in self._image if path not in found]
        if not self._writing:
            raise ToolFault(
                f"Tool '{tool}' is a read and changed {[*changed, *gone][0]}: a read tool tried to "
                "write. List it under writes, or the file under ignore if it is no state."
            )
        for path in gone:
            self.files.delete(path)
        for path in changed:
            fresh = row_of(path, found[path])
            if path in self.files:
                self.files[path].update(fresh)
            else:
                self.files.insert(fresh)
        self.__dict__["_staged"] = found

    def commit(self) -> None:
        """Keep every change since `begin`, all or none."""
        super().commit()
        if self.__dict__["_staged"] is not None:
            self.__dict__.update(_image=self.__dict__["_staged"], _staged=None)

    def rollback(self) -> None:
        """Drop every change since `begin`; the server's files follow before the next call."""
        super().rollback()
        self.__dict__["_staged"] = None

    def close(self) -> None:
        """End the server of this state; another one is started if it is called again."""
        if self._number:
            self._desk.end(self._number)


def rows_of(image: Image) -> Iterable[File]:
    """Return the rows that stand for the files of `image`."""
    return [row_of(path, content) for path, content in image.items()]
