"""Who calls which server: each session its own, in the state that the session is in."""

from __future__ import annotations

from apigen_mt.environment.mcp.files import Image
from apigen_mt.environment.mcp.recipe import Recipe
from apigen_mt.environment.mcp.server import Server

_IDLE = 2
_SHARED = 0


class Desk:
    """The running servers of one environment, by the number of the world that uses each."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self._seats: dict[int, Server] = {}
        self._idle: list[Server] = []
        self._leaving: list[Server] = []

    def take(self, world: int, image: Image, seed: int = 0) -> Server:
        """Return a server whose files are those of `image`; the caller gives it back by `keep`."""
        world = world if self.recipe.own else _SHARED
        seed = seed if self.recipe.seeded else 0
        server = self._seats.pop(world, None)
        if server is None and self.recipe.rereads:
            server = self._idle.pop() if self._idle else None
        if server is not None and server.alive and server.seed == seed:
            if server.image is image or server.image == image:
                return server
            if self.recipe.rereads or not self.recipe.own:
                server.reset(image)
                return server
        if server is not None:
            server.stop()
        server = Server(self.recipe, image, seed)
        if not self.recipe.own:
            server.reset(image)
        return server

    def keep(self, world: int, server: Server) -> None:
        """Have `server` ready for the next call of `world`; the longest unused makes room.

        One that reads its state anew for every call is ready for any world.
        """
        if self.recipe.own and self._spared(server):
            return
        self._seats[world if self.recipe.own else _SHARED] = server
        while len(self._seats) > self.recipe.most_servers:
            self._seats.pop(next(iter(self._seats))).stop()

    def leave(self, world: int) -> None:
        """Let go of the server of a world that is gone; safe wherever garbage is collected."""
        server = self._seats.pop(world, None)
        if server is not None and not self._spared(server):
            self._leaving = [one for one in self._leaving if not one.ended] + [server]
            server.stop_soon()

    def _spared(self, server: Server) -> bool:
        """Keep a server for whoever comes next, if it can be reset; return whether it is kept."""
        spared = self.recipe.rereads and server.alive and len(self._idle) < _IDLE
        if spared:
            self._idle.append(server)
        return spared

    def end(self, world: int) -> None:
        """End the server of a world, and wait for it, unless another world can go on with it."""
        server = self._seats.pop(world, None)
        if server is not None and not self._spared(server):
            server.stop()

    def close(self) -> None:
        """End every server, and wait for them."""
        for server in [*self._seats.values(), *self._idle, *self._leaving]:
            server.stop()
        self._seats.clear()
        self._idle.clear()
        self._leaving.clear()

    @property
    def running(self) -> int:
        """How many servers there are at the moment."""
        return len(self._seats) + len(self._idle)
