"""One running server with a copy of the state of its own, as an object that is simply called."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from apigen_mt.environment.mcp import loop
from apigen_mt.environment.mcp.extra import require_mcp
from apigen_mt.environment.mcp.files import Image, image_of, put
from apigen_mt.environment.mcp.private import PrivateFolder
from apigen_mt.environment.mcp.process import Process
from apigen_mt.environment.mcp.recipe import Recipe
from apigen_mt.environment.mcp.secrets import Secrets
from apigen_mt.environment.mcp.transport import streams
from apigen_mt.errors import EnvironmentFault, ToolFault

T = TypeVar("T")


class Server:
    """A server in a known state; whoever made it calls `stop`.

    Raises:
        EnvironmentFault: it does not start, or does not introduce itself in time.
    """

    def __init__(self, recipe: Recipe, image: Image, seed: int = 0) -> None:
        require_mcp("MCP servers need")
        self.recipe = recipe
        self.seed = seed
        self.image: Image = image if recipe.own else {}
        """What its files held when they were last looked at."""
        self.instructions = ""
        self._secrets = Secrets.of(recipe)
        self._born_in = os.getpid()
        self._folder = PrivateFolder() if recipe.own else None
        self._root = self._place(image)
        self._process: Process | None = None
        self._session: Any = None
        self._hangs = False
        self._task: asyncio.Task[None] | None = None
        self._ending: asyncio.Future[None] | None = None
        loop.wait(self._start())
        if not recipe.own:
            self.image = self.look()
            self._seed_image = self.image

    def _place(self, image: Image) -> Path | None:
        """Put the private copy where the server will find it; return the folder to look at."""
        state = self.recipe.state
        if self._folder is None:
            return None if state is None else state if state.is_dir() else state.parent
        root = self._folder.path / "state"
        root.mkdir()
        put(image, root)
        return root

    @property
    def alive(self) -> bool:
        """Whether it can be called, in this process."""
        return (
            self._born_in == os.getpid()
            and self._task is not None
            and not self._task.done()
            and (self._process is None or self._process.child.returncode is None)
        )

    @property
    def ended(self) -> bool:
        """Whether nothing is left of it."""
        return self._ending is not None and self._ending.done()

    def tools(self) -> list[Any]:
        """Return the server's tools as `mcp` describes them."""
        return loop.wait(self._listed())

    def call(self, tool: str, arguments: Mapping[str, Any]) -> Any:
        """Return the `CallToolResult` of a call.

        Raises:
            ToolFault: the server ended, gave no answer in time, or none that can be read.
            mcp.MCPError: the server refused the request itself.
        """
        return loop.wait(self._called(tool, dict(arguments)))

    def look(self) -> Image:
        """Return what the server's files hold now, and keep it as `image`."""
        if self._root is None or self.recipe.state is None:
            self.image = {}
            return self.image
        found = image_of(self._root, self.recipe.ignore)
        if self._folder is None and not self.recipe.state.is_dir():
            name = self.recipe.state.name
            found = {name: found[name]} if name in found else {}
        self.image = found
        return found

    def reset(self, image: Image) -> None:
        """Make the server's files those of `image`, for a server that reads them every time."""
        if self._root is not None:
            put(image, self._root, self.look())
        self.image = image

    def stop(self) -> None:
        """End it, and remove its private folder."""
        if self._born_in == os.getpid():
            loop.wait(self._stop())

    def stop_soon(self) -> None:
        """End it without waiting for that."""
        if self._born_in == os.getpid():
            loop.soon(lambda: setattr(self, "_last", asyncio.ensure_future(self._stop())))

    # On the thread of the loop

    async def _start(self) -> None:
        loop.at_end(self, self._stop)
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._leave = asyncio.Event()
        try:
            if self._folder is not None:
                state, own = self.recipe.state, self._folder.path / "state"
                place = own if state is None or state.is_dir() else own / state.name
                self._process = Process(self.recipe, self._folder, place, self.seed)
                await self._process.start()
            self._task = asyncio.create_task(self._talk(ready))
            async with asyncio.timeout(self.recipe.start_timeout_s):
                await self._or_its_end(ready)
        except EnvironmentFault:
            await self._stop()
            raise
        except Exception as error:
            late = isinstance(error, TimeoutError)
            if self._process is not None and not late:
                await self._process.ended()
            after = f" within {self.recipe.start_timeout_s:g} s" if late else ""
            why = self._last_words() if self._process is not None else self._named(error)
            await self._stop()
            raise EnvironmentFault(
                f"The MCP server of '{self.recipe.name}' did not introduce itself{after}: {why}. "
                f"Try its command by hand: {' '.join(self.recipe.command) or self.recipe.url}"
            ) from None

    async def _talk(self, ready: asyncio.Future[None]) -> None:
        """Hold the connection, in one task from its first to its last message."""
        try:
            from mcp import ClientSession

            async with (
                streams(self.recipe, self._process, self._secrets.headers) as (reading, writing),
                ClientSession(reading, writing) as session,
            ):
                told = await session.initialize()
                self.instructions = self._secrets.hidden(told.instructions or "")
                self._session = session
                ready.set_result(None)
                await self._leave.wait()
        except Exception as error:
            if not ready.done():
                ready.set_exception(_first(error))

    async def _listed(self) -> list[Any]:
        from mcp_types import PaginatedRequestParams

        found: list[Any] = []
        cursor: str | None = None
        try:
            async with asyncio.timeout(self.recipe.start_timeout_s):
                while True:
                    page = await self._session.list_tools(
                        params=PaginatedRequestParams(cursor=cursor)
                    )
                    found.extend(self._secrets.kept(page, "The list of tools").tools)
                    cursor = page.next_cursor
                    if not cursor:
                        return found
        except Exception as error:
            raise EnvironmentFault(
                f"The MCP server of '{self.recipe.name}' did not list its tools: "
                f"{self._named(error)}."
            ) from None

    async def _called(self, tool: str, arguments: dict[str, Any]) -> Any:
        from mcp import MCPError
        from mcp_types import (
            CONNECTION_CLOSED,
            CallToolRequest,
            CallToolRequestParams,
            CallToolResult,
        )

        # Not `call_tool`, which would list the tools again in every new process.
        request = CallToolRequest(params=CallToolRequestParams(name=tool, arguments=arguments))
        try:
            async with asyncio.timeout(self.recipe.timeout_s):
                asked = self._session.send_request(request, CallToolResult)
                return self._secrets.kept(await self._or_its_end(asked), f"Tool '{tool}'")
        except ToolFault:
            raise
        except TimeoutError:
            self._hangs = True
            raise ToolFault(
                f"Tool '{tool}': the MCP server of '{self.recipe.name}' gave no answer within "
                f"{self.recipe.timeout_s:g} s. The state is as it was; timeout_s sets the limit."
            ) from None
        except _Ended:
            raise self._death(tool) from None
        except MCPError as error:
            if error.code == CONNECTION_CLOSED:
                if self._process is not None:
                    await self._process.ended()
                raise self._death(tool) from None
            raise MCPError(error.code, self._secrets.hidden(error.message)) from None
        except Exception as error:
            raise ToolFault(
                f"Tool '{tool}': the answer of the MCP server of '{self.recipe.name}' cannot be "
                f"read: {self._named(error)}. Mend the server."
            ) from None

    def _death(self, tool: str) -> ToolFault:
        how = self._last_words() if self._process is not None else "the connection closed"
        return ToolFault(
            f"Tool '{tool}': the MCP server of '{self.recipe.name}' ended during the call ({how}). "
            "The state is as it was before it; the next call starts another server."
        )

    def _last_words(self) -> str:
        return self._secrets.hidden(self._process.last_words() if self._process else "")

    def _named(self, error: BaseException) -> str:
        first = _first(error)
        told = self._secrets.hidden(" ".join(str(first).split()))
        return f"{type(first).__name__}: {told[:300]}"

    async def _or_its_end(self, answer: Awaitable[T]) -> T:
        """Return the answer, or raise `_Ended` once the process is gone without one."""
        if self._process is None:
            return await answer
        asked = asyncio.ensure_future(answer)
        gone = asyncio.ensure_future(self._process.child.wait())
        try:
            await asyncio.wait({asked, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not asked.done():  # its last answer may still be on the way
                await asyncio.wait({asked}, timeout=0.2)
            if not asked.done():
                raise _Ended
            return await asked
        finally:
            for one in (asked, gone):
                one.cancel()
            await asyncio.wait({asked, gone})

    async def _stop(self) -> None:
        if self._ending is None:
            self._ending = asyncio.ensure_future(self._end())
        await asyncio.shield(self._ending)

    async def _end(self) -> None:
        if self._task is not None:
            self._leave.set()
            done, _ = await asyncio.wait({self._task}, timeout=1)
            if not done:
                self._task.cancel()
                await asyncio.wait({self._task}, timeout=1)
        if self._process is not None:
            await self._process.stop(patiently=not self._hangs)
        if self._folder is not None:
            self._folder.remove()
        elif self._session is not None:
            self.reset(self._seed_image)
        loop.forget(self)


class _Ended(Exception):
    """The server's process is gone."""


def _first(error: BaseException) -> Exception:
    """Return the error inside groups of one."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error if isinstance(error, Exception) else RuntimeError(str(error))
