"""One server process: its own variables and folder, and an end that leaves nothing behind."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
from contextlib import suppress
from pathlib import Path

from apigen_mt.environment.mcp.private import PrivateFolder
from apigen_mt.environment.mcp.recipe import Recipe
from apigen_mt.errors import EnvironmentFault

_LONGEST_LINE = 1 << 26
_GRACE_S = 2.0


class Process:
    """A server that was started here, in a private folder with its copy of the state."""

    def __init__(self, recipe: Recipe, folder: PrivateFolder, state: Path, seed: int) -> None:
        self.recipe = recipe
        self.port = _free_port() if recipe.url else 0
        self._folder = folder
        self._places = {"{state}": str(state), "{seed}": str(seed), "{port}": str(self.port)}
        self._errors = folder.path / "stderr"
        self._child: asyncio.subprocess.Process | None = None

    @property
    def child(self) -> asyncio.subprocess.Process:
        """The process, which has been started."""
        assert self._child is not None
        return self._child

    @property
    def url(self) -> str:
        """Where it answers, if it speaks HTTP."""
        return self._filled(self.recipe.url)

    async def start(self) -> None:
        """Start it.

        Raises:
            EnvironmentFault: there is no such program, or it cannot be run.
        """
        command = [self._filled(part) for part in self.recipe.command]
        variables = self._variables()
        program = shutil.which(command[0], path=os.environ.get("PATH")) or command[0]
        beside = self.recipe.cwd / command[0]
        if os.sep in command[0] and beside.is_file():
            program = str(beside)
        speaks = asyncio.subprocess.DEVNULL if self.recipe.url else asyncio.subprocess.PIPE
        with self._errors.open("wb") as errors:
            try:
                self._child = await asyncio.create_subprocess_exec(
                    program,
                    *command[1:],
                    stdin=speaks,
                    stdout=speaks,
                    stderr=errors,
                    env=variables,
                    cwd=self._filled(str(self.recipe.cwd)),
                    limit=_LONGEST_LINE,
                    start_new_session=True,
                )
            except OSError as error:
                raise EnvironmentFault(
                    f"MCP server of '{self.recipe.name}': {command[0]!r} cannot be started "
                    f"({error.strerror}). Name a program that is there, or give its full path."
                ) from None
        self._folder.occupied_by(self._child.pid)

    async def listens(self) -> None:
        """Return once its port takes connections, or the process has ended."""
        while self.child.returncode is None:
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                with suppress(OSError):
                    await writer.wait_closed()
                return
            await asyncio.sleep(0.02)

    async def stop(self, patiently: bool = True) -> None:
        """End it and everything it started: by closing its input if it listens, then by signals."""
        if self._child is None:
            return
        if self._child.stdin is not None:
            self._child.stdin.close()
        if self._child.stdin is None or not patiently or not await self.ended():
            self._signal(signal.SIGTERM)
            if not await self.ended():
                self._signal(signal.SIGKILL)
                await self.ended()
        self._signal(signal.SIGKILL)  # what it started and did not end
        transport = getattr(self._child, "_transport", None)
        if transport is not None:  # closes pipes that a stray descendant still holds
            transport.close()

    def last_words(self) -> str:
        """Return how it ended and the end of what it wrote to stderr, on one line."""
        code = self._child.returncode if self._child is not None else None
        ended = "it is still running" if code is None else f"exit code {code}"
        try:
            said = self._errors.read_bytes()[-2000:].decode(errors="replace")
        except OSError:
            said = ""
        line = next((one.strip() for one in reversed(said.splitlines()) if one.strip()), "")
        plain = "".join(char if char.isprintable() else " " for char in line)[:300]
        return f"{ended}; its last line on stderr: {plain}" if plain else f"{ended}, nothing said"

    async def ended(self) -> bool:
        """Return whether it is gone, after waiting a little for that."""
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._gone()), _GRACE_S)
        return self.child.returncode is not None

    async def _gone(self) -> None:
        while self.child.returncode is None:  # wait() would also wait for its descendants' pipes
            await asyncio.sleep(0.005)

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self.child.pid, number)
            else:
                self.child.send_signal(number)

    def _variables(self) -> dict[str, str]:
        passed = {name: os.environ[name] for name in self.recipe.pass_env if name in os.environ}
        return {**passed, **{name: self._filled(text) for name, text in self.recipe.env.items()}}

    def _filled(self, text: str) -> str:
        for place, value in self._places.items():
            text = text.replace(place, value)
        return text


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
