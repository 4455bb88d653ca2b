"""What a call costs over MCP, beside the same call in process; the same environment, one run.

    python benchmarks/servers.py [--calls 300] [--starts 5] [--json PATH]

Needs the extra `mcp`. `library` is served over stdio and over HTTP, and called through an
McpEnvironment whose state is a file; the calls and their answers are those of the session in
process, and are compared.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from apigen_mt.environment import Environment, Session, load_environment
from apigen_mt.environment.exploration import explore
from apigen_mt.environment.mcp import McpEnvironment
from apigen_mt.serving.state import save

SERVE = (sys.executable, "-c", "from apigen_mt.cli import main; main()", "env", "serve", "library")


def served(folder: Path, library: Environment, **keys: Any) -> McpEnvironment:
    state = folder / "state.json"
    save(library.session(), state)
    return McpEnvironment.of(
        *SERVE,
        *(("--http", "{port}") if "url" in keys else ("--state", "{state}")),
        **({} if "url" in keys else {"state": state}),
        name="library",
        pass_env=("PATH", *(name for name in ("PYTHONPATH",) if name in os.environ)),
        **keys,
    )


def microseconds(session: Session, tool: str, arguments: dict[str, Any], calls: int) -> float:
    """Return the median time of a call."""
    took = []
    for _ in range(calls):
        start = time.perf_counter()
        session.call(tool, arguments)
        took.append((time.perf_counter() - start) * 1e6)
    return statistics.median(took)


def milliseconds(action: Callable[[], object], times: int) -> float:
    """Return the median time of an action."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        took.append((time.perf_counter() - start) * 1e3)
    return statistics.median(took)


def measure(environment: Environment, library: Environment, args: Any) -> dict[str, float]:
    steps = explore(library)
    read = next(step for step in steps if not step.writes and step.error is None)
    write = next(step for step in steps if step.changed)
    environment.toolbox  # noqa: B018  asked once, before the clock runs

    def first_call() -> None:
        with environment.session() as session:
            session.call(read.tool, read.arguments)

    def write_anew() -> float:
        with environment.session() as session:
            session.call(read.tool, read.arguments)
            start = time.perf_counter()
            step = session.call(write.tool, write.arguments)
            took = (time.perf_counter() - start) * 1e6
            assert step.observation == write.observation
        return took

    found = {"session to first answer, ms": milliseconds(first_call, args.starts)}
    with environment.session() as session:
        assert session.call(read.tool, read.arguments).observation == read.observation
        arguments = dict(read.arguments)
        found["read, us"] = microseconds(session, read.tool, arguments, args.calls)
    found["write and compare, us"] = statistics.median(write_anew() for _ in range(args.starts))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    library = load_environment("library")
    told = {"in process": measure(library, library, args)}
    with tempfile.TemporaryDirectory() as folder:
        over_http = {"url": "http://127.0.0.1:{port}/mcp"}
        for name, keys in (("stdio, state in a file", {}), ("HTTP, no state", over_http)):
            environment = served(Path(folder), library, **keys)
            told[name] = measure(environment, library, args)
            environment.close()
    for name, figures in told.items():
        print(name)
        for what, figure in figures.items():
            print(f"  {what:<30} {figure:12.2f}")
    if args.json:
        args.json.write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
