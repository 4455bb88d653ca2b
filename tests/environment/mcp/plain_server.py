"""An MCP server without any library, whose tools misbehave on demand: `plain_server.py FOLDER`."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
TOOLS = {
    "put": "Write a file.",
    "get": "Read a file.",
    "die": "Write, and end in mid-call.",
    "hang": "Write, and never answer.",
    "babble": "Print among the messages.",
    "spawn": "Start another process.",
    "pid": "Return the process id.",
    "calls": "Count the calls of this process.",
    "link": "Leave a link behind.",
    "long": "Answer with a lot.",
}
READS = {"get", "pid", "calls", "long"}
ANY = {"type": "object", "properties": {"path": {"type": "string"}, "text": {"type": "string"}}}
calls = 0


def run(name: str, path: str = "x", text: str = "") -> object:
    global calls
    calls += 1
    if name == "put":
        (FOLDER / path).write_text(text)
    elif name == "get":
        return (FOLDER / path).read_text()
    elif name == "die":
        (FOLDER / "half").write_text("written")
        print("out of luck", file=sys.stderr, flush=True)
        os._exit(3)
    elif name == "hang":
        (FOLDER / "half").write_text("written")
        time.sleep(600)
    elif name == "babble":
        print("not a message", flush=True)
    elif name == "spawn":
        program = f"import time; held = open({text!r}, 'wb'); time.sleep(60)"
        subprocess.Popen([sys.executable, "-c", program])
    elif name == "pid":
        return os.getpid()
    elif name == "calls":
        return calls
    elif name == "link":
        (FOLDER / "link").symlink_to("/etc/hostname")
    elif name == "long":
        return "x" * 300_000
    return "done"


def answer(method: str, params: dict) -> dict:
    if method == "initialize":
        return {
            "protocolVersion": params["protocolVersion"],
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "plain", "version": "1"},
        }
    if method == "tools/list":
        place = int(params.get("cursor", 0))  # two pages, as servers may give them
        names = list(TOOLS)[place : place + 5]
        page: dict = {
            "tools": [
                {
                    "name": name,
                    "description": TOOLS[name],
                    "inputSchema": ANY,
                    "annotations": {"readOnlyHint": name in READS},
                }
                for name in names
            ]
        }
        return page if place else {**page, "nextCursor": "5"}
    try:
        told, wrong = run(params["name"], **params.get("arguments", {})), False
    except OSError as error:
        told, wrong = {"error": str(error.strerror), "code": "no_file"}, True
    text = told if isinstance(told, str) else json.dumps(told)
    return {"content": [{"type": "text", "text": text}], "isError": wrong}


for line in sys.stdin:
    request = json.loads(line)
    if "id" in request:
        result = answer(request["method"], request.get("params") or {})
        print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}), flush=True)
