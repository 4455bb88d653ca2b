"""An MCP server over HTTP that wants to see a token, and tells it to whoever asks."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOOLS = ("look", "echo", "fail")


class Guarded(BaseHTTPRequestHandler):
    """Answers requests with the right token and header; others are told what they sent."""

    token = ""

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        told = f"{self.headers['Authorization']} {self.headers['X-Team']}"
        if told != f"Bearer {self.token} blue":
            return self._send(401, {"error": f"unknown: {told}"})
        if "id" not in sent:
            return self._send(202, None)
        return self._send(200, {"jsonrpc": "2.0", "id": sent["id"], **self._answer(sent, told)})

    def _answer(self, sent: dict[str, Any], told: str) -> dict[str, Any]:
        if sent["method"] == "initialize":
            version = sent["params"]["protocolVersion"]
            about = {"name": "guarded", "version": "1"}
            hello = {"protocolVersion": version, "capabilities": {"tools": {}}, "serverInfo": about}
            return {"result": {**hello, "instructions": f"You came with {told}, as one does."}}
        if sent["method"] == "tools/list":
            schema = {"type": "object", "properties": {}}
            return {"result": {"tools": [{"name": n, "inputSchema": schema} for n in TOOLS]}}
        name = sent["params"]["name"]
        if name == "fail":
            return {"error": {"code": -32602, "message": f"no good: {told}"}}
        text = told if name == "echo" else "all is well"
        return {"result": {"content": [{"type": "text", "text": text}], "isError": False}}

    def do_GET(self) -> None:
        self._send(405, None)

    do_DELETE = do_GET

    def _send(self, status: int, body: Any) -> None:
        told = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def guarded(token: str) -> Iterator[str]:
    """Yield the url of a server that wants to see `token`."""
    handler = type("Handler", (Guarded,), {"token": token})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/mcp"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
