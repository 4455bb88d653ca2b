"""The endpoint: chat completions over HTTP on this machine, with delays, limits and faults."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import orjson
from aiohttp import web

from apigen_mt.rehearsal import faults
from apigen_mt.rehearsal.answer import answer
from apigen_mt.rehearsal.bill import Bill
from apigen_mt.rehearsal.faults import Fault
from apigen_mt.rehearsal.reading import read

Chooser = Callable[[int, Mapping[str, Any]], str | None]
"""Given the number of a request and its body, names the fault that it gets, or None."""
LARGEST = 32 * 1024 * 1024
"""Most bytes of a request."""


class Rehearsal:
    """One endpoint and its bill.

    Args:
        latency_ms: delay of each answer.
        fault_rate: share of requests that get a passing fault.
        rpm: requests a minute, more of which are answered with 429; None for no limit.
        seed: decides which requests fail, and how.
        chooser: names faults one by one, in place of the rate.
    """

    def __init__(
        self,
        latency_ms: float = 0,
        fault_rate: float = 0,
        rpm: float | None = None,
        seed: int = 0,
        chooser: Chooser | None = None,
    ) -> None:
        self.latency_s = latency_ms / 1000
        self.fault_rate = fault_rate
        self.rpm = rpm
        self.random = Random(seed)
        self.chooser = chooser
        self.bill = Bill()
        self._level = max((rpm or 0) / 60, 1.0)
        self._at: float | None = None

    def app(self) -> web.Application:
        """Return the web application."""
        app = web.Application(client_max_size=LARGEST)
        for path in ("/v1/chat/completions", "/chat/completions"):
            app.router.add_post(path, self.complete)
        app.router.add_get("/v1/models", self.models)
        app.router.add_get("/bill", self.show_bill)
        return app

    async def complete(self, request: web.Request) -> web.StreamResponse:
        """Answer one request, or fail it."""
        content = await request.read()
        now = asyncio.get_running_loop().time()
        call = self.bill.arrive(content, now)
        try:
            return await self._respond(request, call, content)
        finally:
            self.bill.leave()

    async def models(self, request: web.Request) -> web.Response:
        """List the one model there is."""
        model = {"id": "rehearsal", "object": "model", "created": 0, "owned_by": "apigen-mt"}
        return _json({"object": "list", "data": [model]})

    async def show_bill(self, request: web.Request) -> web.Response:
        """Tell what was asked and what it would have cost."""
        return _json(self.bill.summary())

    async def _respond(self, request: web.Request, call: str, content: bytes) -> web.StreamResponse:
        try:
            asked = orjson.loads(content)
            assert isinstance(asked, dict)
        except (orjson.JSONDecodeError, AssertionError):
            return _json({"error": {"message": "The body is no JSON object."}}, 400)
        if asked.get("stream"):
            return _json({"error": {"message": "stream is not rehearsed; leave it out."}}, 400)
        wait = self._over_limit()
        if wait is not None:
            headers = (("retry-after-ms", str(int(wait * 1000) + 1)),)
            return await self._fail(request, call, "rpm", Fault(429, headers, wait_s=wait))
        name = self._fault(asked)
        response = answer(asked)
        if name in faults.SPOILT:
            self.bill.faults[name] += 1
            response = faults.spoil(name, response)
        elif name is not None:
            header = request.headers.get("Authorization", "")
            fault = faults.make(name, orjson.dumps(response), header, self.random)
            return await self._fail(request, call, name, fault)
        if self.latency_s:
            await asyncio.sleep(self.latency_s)
        usage = response.get("usage") or {"prompt_tokens": 0, "completion_tokens": 0}
        sent = _json(response)
        await sent.prepare(request)
        await sent.write_eof()
        self.bill.answer(call, read(asked).role, usage)
        return sent

    def _fault(self, asked: Mapping[str, Any]) -> str | None:
        if self.chooser is not None:
            return self.chooser(self.bill.requests, asked)
        return faults.draw(self.random) if self.random.random() < self.fault_rate else None

    def _over_limit(self) -> float | None:
        """Return the seconds until a request may come, when there are too many."""
        if self.rpm is None:
            return None
        now, rate = asyncio.get_running_loop().time(), self.rpm / 60
        if self._at is not None:
            self._level = min(max(rate, 1.0), self._level + (now - self._at) * rate)
        self._at = now
        if self._level < 1.0 - 1e-6:
            return (1.0 - self._level) / rate
        self._level -= 1.0
        return None

    async def _fail(
        self, request: web.Request, call: str, name: str, fault: Fault
    ) -> web.StreamResponse:
        self.bill.fail(call, name, asyncio.get_running_loop().time(), fault.wait_s)
        if fault.how == "whole":
            headers = {"Content-Type": "application/json", **dict(fault.headers)}
            return web.Response(status=fault.status, headers=headers, body=fault.body)
        if fault.how == "silence":
            await _until_gone(request)
        elif fault.how != "reset":
            await _drip(request, fault)
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)


async def _drip(request: web.Request, fault: Fault) -> None:
    """Send a body in part: half of it, a byte now and then, or far too much."""
    size = faults.HUGE if fault.how == "huge" else len(fault.body)
    response = web.StreamResponse(headers={"Content-Length": str(size)})
    with contextlib.suppress(ConnectionError):
        await response.prepare(request)
        if fault.how == "cut":
            await response.write(fault.body[: size // 2])
        elif fault.how == "huge":
            for _ in range(size // 65536):
                await response.write(b" " * 65536)
        else:
            for place in range(size):
                await response.write(fault.body[place : place + 1])
                await asyncio.sleep(0.2)


async def _until_gone(request: web.Request) -> None:
    while request.transport is not None and not request.transport.is_closing():
        await asyncio.sleep(0.05)


def _json(value: Any, status: int = 200) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(value), content_type="application/json")


async def serve(
    port: int,
    latency_ms: float = 0,
    fault_rate: float = 0,
    rpm: float | None = None,
    seed: int = 0,
    ready: Callable[[int], None] | None = None,
    rehearsal: Rehearsal | None = None,
) -> None:
    """Serve on 127.0.0.1 until cancelled; `ready` is told the port, which 0 leaves open.

    Raises:
        OSError: the port cannot be used.
    """
    endpoint = rehearsal or Rehearsal(latency_ms, fault_rate, rpm, seed)
    runner = web.AppRunner(endpoint.app(), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", port, backlog=4096)
        await site.start()
        if ready is not None:
            ready(int(runner.addresses[0][1]))
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
