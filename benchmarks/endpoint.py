"""A chat endpoint that answers after a set time: always the same, or what a file says.

    python benchmarks/endpoint.py [--latency-ms 50] [--answers FILE]

The file has a JSON array a line: the sha256 of a request's body, and the body to answer with.

Prints its port. `GET /` tells how many calls it answered, how many at once, and its own CPU time.
Standard library alone, and little work a call: what is measured is the client.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

CALL = {
    "id": "call_7f3e2a9c41d04b6e8a15",
    "type": "function",
    "function": {
        "name": "return_delivered_order_items",
        "arguments": json.dumps(
            {
                "order_id": "#W2378156",
                "item_ids": ["1656367028", "4238115171", "9523456873", "1151293680"],
                "payment_method_id": "credit_card_9513926",
            }
        ),
    },
}


def answer(message: dict[str, Any], finish: str) -> bytes:
    """Return a whole HTTP response with one chat completion."""
    content = json.dumps(
        {
            "id": "chatcmpl-0",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": "stand-in",
            "choices": [
                {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}
            ],
            "usage": {"prompt_tokens": 5000, "completion_tokens": 80, "total_tokens": 5080},
        }
    ).encode()
    return _response(content)


def _response(content: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    return head % len(content) + content


CALLING = answer({"content": None, "tool_calls": [CALL]}, "tool_calls")
MISSING = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"
SAYING = answer({"content": "The items of order #W2378156 are on their way back."}, "stop")


class Endpoint:
    """What was answered so far, by all connections."""

    def __init__(self, latency_s: float, answers: dict[bytes, bytes]) -> None:
        self.latency_s = latency_s
        self.answers = answers
        self.answered = 0
        self.under_way = 0
        self.most = 0

    def reply(self, request: bytes) -> bytes:
        """Return the response to a request."""
        if not self.answers:
            return CALLING if b'"tools"' in request else SAYING
        body = request[request.index(b"\r\n\r\n") + 4 :]
        return self.answers.get(sha256(body).digest(), MISSING)

    def told(self) -> bytes:
        """Return the counts, as a response; they start over."""
        counts = {
            "answered": self.answered,
            "at_once": self.most,
            "cpu_s": time.process_time(),
        }
        self.answered = self.most = 0
        return _response(json.dumps(counts).encode())


class Connection(asyncio.Protocol):
    """One connection, one request at a time on it."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.held = bytearray()
        self.whole = 0
        """Bytes of the request under way; 0 until its head is there."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        self.held += data
        while self.held and self._take():
            pass

    def _take(self) -> bool:
        if not self.whole:
            end = self.held.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = bytes(self.held[:end]).lower()
            _, _, rest = head.partition(b"content-length:")
            self.whole = end + 4 + int(rest.partition(b"\r\n")[0] or 0)
        if len(self.held) < self.whole:
            return False
        request = bytes(self.held[: self.whole])
        del self.held[: self.whole]
        self.whole = 0
        if request.startswith(b"GET"):
            self.transport.write(self.endpoint.told())
            return True
        self.endpoint.under_way += 1
        self.endpoint.most = max(self.endpoint.most, self.endpoint.under_way)
        reply = self.endpoint.reply(request)
        asyncio.get_running_loop().call_later(self.endpoint.latency_s, self._give, reply)
        return True

    def _give(self, reply: bytes) -> None:
        self.endpoint.under_way -= 1
        if not self.transport.is_closing():
            self.endpoint.answered += 1
            self.transport.write(reply)


def read_answers(path: Path | None) -> dict[bytes, bytes]:
    """Return whole responses by the digest of the request's body."""
    if path is None:
        return {}
    pairs = map(json.loads, path.open(encoding="utf-8"))
    return {bytes.fromhex(key): _response(body.encode()) for key, body in pairs}


async def serve(latency_s: float, answers: dict[bytes, bytes]) -> None:
    """Answer until the process ends."""
    endpoint = Endpoint(latency_s, answers)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(endpoint), "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency-ms", type=float, default=50)
    parser.add_argument("--answers", type=Path)
    options = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(serve(options.latency_ms / 1000, read_answers(options.answers)))


if __name__ == "__main__":
    main()
