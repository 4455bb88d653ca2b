"""What a call costs the client: ours beside a bare one, the SDKs and a peer, in one run.

    python benchmarks/clients.py [--runs 3] [--peer] [--json PATH]

Each client has a process of its own and the endpoint another. Conversations are those of an agent:
the retail policy, its tools, a call in each reply, and a chat that grows by each answer. `--peer`
also measures clients that are not among our dependencies, in virtual environments kept in a cache
folder; it downloads them the first time.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

Chat = list[dict[str, Any]]
Ask = Callable[[int, int, Chat], Awaitable[dict[str, Any]]]
"""Answers a chat of (conversation, question, messages) with the message to append to it."""
LONGEST_S = 180
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Shape:
    """How many conversations there are at once, of how many calls, and how slow an answer is."""

    name: str
    conversations: int
    calls: int
    latency_ms: float

    @property
    def total(self) -> int:
        """Calls of all conversations."""
        return self.conversations * self.calls

    @property
    def ideal_s(self) -> float:
        """How long it takes when the client takes no time at all."""
        return self.calls * self.latency_ms / 1000


SHAPES = (
    Shape("200 conversations x 10 calls at 50 ms", 200, 10, 50),
    Shape("2,000 conversations x 3 calls at 500 ms", 2000, 3, 500),
)


@dataclass(frozen=True, slots=True)
class Client:
    """A client to measure."""

    name: str
    title: str
    package: str
    """The distribution whose version is told."""
    needs: str = ""
    """What is installed for it, in an environment of its own; nothing where ours has it."""


CLIENTS = (
    Client("ours", "apigen-mt, all of it", "apigen-mt"),
    Client("floor", "aiohttp and orjson alone", "aiohttp"),
    Client("openai", "openai SDK", "openai"),
    Client("litellm", "litellm.acompletion", "litellm"),
    Client("openai_peer", "openai SDK, newest", "openai", "openai"),
    Client("openai_aiohttp", "openai SDK, newest, aiohttp", "openai", "openai[aiohttp]"),
    Client("curator", "curator (single calls)", "bespokelabs-curator", "bespokelabs-curator"),
)
NOTES = """
apigen-mt keeps every answer on disk before it is used, within limits, retries and a budget, and
collects garbage less often, as its runs do; of the others, curator alone stores anything. curator
has no conversations whose next call needs the last answer, so it is given as many single calls,
without tools and with the policy alone before each. Retries are off in the others, and their pools
as large as there are conversations."""
TARGETS = (
    ("CPU of a call, ms", "cpu_ms_per_call", 0.8),
    ("wall over ideal", "wall_over_ideal", 2.0),
    ("errors", "errors", 0.0),
)


# The clients, each in its own process; they are imported there alone


@dataclass(frozen=True, slots=True)
class Job:
    """What a client is to do."""

    url: str
    shape: Shape
    policy: str
    tools: list[dict[str, Any]]
    result: str
    """What each tool call returns."""
    folder: str
    """Where it may keep what it stores."""


def said(content: str | None, calls: list[tuple[str, str, str]]) -> dict[str, Any]:
    """Return an assistant's message out of its text and its calls: (id, name, arguments)."""
    message: dict[str, Any] = {"role": "assistant", "content": content}
    if calls:
        message["tool_calls"] = [
            {"id": key, "type": "function", "function": {"name": name, "arguments": arguments}}
            for key, name, arguments in calls
        ]
    return message


@asynccontextmanager
async def floor(job: Job) -> AsyncIterator[Ask]:
    """Send and read JSON, and nothing else."""
    import aiohttp
    import orjson

    tools = [orjson.Fragment(orjson.dumps(one)) for one in job.tools]
    headers = {"Content-Type": "application/json"}
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:

        async def ask(_number: int, _ordinal: int, chat: Chat) -> dict[str, Any]:
            request = {"model": "stand-in", "messages": chat, "tools": tools, "max_tokens": 2048}
            url = f"{job.url}/chat/completions"
            async with session.post(url, data=orjson.dumps(request)) as response:
                answer = orjson.loads(await response.read())
            message: dict[str, Any] = answer["choices"][0]["message"]
            return message

        yield ask


@asynccontextmanager
async def ours(job: Job) -> AsyncIterator[Ask]:
    """Ask a gateway as a run does: limits, a budget, and every answer on disk before it is used."""
    import orjson

    from apigen_mt.config import RunConfig
    from apigen_mt.execution.workshop import spare_collector
    from apigen_mt.llm.model import ChatRequest, Place
    from apigen_mt.llm.open import Models
    from apigen_mt.llm.responses import Responses, whole
    from apigen_mt.storage.journal import SUFFIX

    model = {
        "model": "stand-in",
        "base_url": job.url,
        "max_in_flight": job.shape.conversations,
        "rpm": 1e9,
        "tpm": 1e12,
        "price": {"input": 1, "output": 2},
    }
    limits = {"max_cost": 1e6, "max_calls": 10**9, "item_tokens": 10**9}
    config = RunConfig.model_validate(
        {"models": {"it": model}, "roles": {"agent": "it"}, "limits": limits}
    )
    kept = Responses(Path(job.folder) / f"responses{SUFFIX}")
    models = Models(config, whole(kept))
    spare_collector()  # as every run with models does
    gateway = models.gateways["it"]
    tools = [orjson.Fragment(orjson.dumps(one)) for one in job.tools]

    async def ask(number: int, ordinal: int, chat: Chat) -> dict[str, Any]:
        place = Place(item=number, seed=number, role="agent", attempt=0, ordinal=ordinal)
        reply = await gateway.ask(ChatRequest(place=place, messages=chat, tools=tools))
        calls = [(f"call_{ordinal:03d}", one.name, one.arguments) for one in reply.calls]
        return said(reply.text, calls)

    try:
        yield ask
    finally:
        await models.close()
        await kept.close()


@asynccontextmanager
async def openai(job: Job, carrier: str = "DefaultAsyncHttpxClient") -> AsyncIterator[Ask]:
    """Ask the SDK, with as many connections as there are conversations."""
    import openai as library
    from openai._constants import DEFAULT_CONNECTION_LIMITS

    limits = type(DEFAULT_CONNECTION_LIMITS)  # of httpx or httpx2, as the SDK's version has it
    most = job.shape.conversations
    pool = limits(max_connections=most, max_keepalive_connections=most)
    client: Any = library.AsyncOpenAI(
        base_url=job.url,
        api_key="none",
        max_retries=0,
        timeout=LONGEST_S,
        http_client=getattr(library, carrier)(limits=pool),
    )

    async def ask(_number: int, _ordinal: int, chat: Chat) -> dict[str, Any]:
        answer = await client.chat.completions.create(
            model="stand-in", messages=chat, tools=job.tools, max_tokens=2048
        )
        return _read(answer)

    async with client:
        yield ask


def _read(answer: Any) -> dict[str, Any]:
    message = answer.choices[0].message
    calls = [
        (one.id, one.function.name, one.function.arguments) for one in message.tool_calls or ()
    ]
    return said(message.content, calls)


@asynccontextmanager
async def litellm(job: Job) -> AsyncIterator[Ask]:
    """Ask litellm, its retries off and its price table the packaged one."""
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    most = str(job.shape.conversations)
    os.environ["AIOHTTP_CONNECTOR_LIMIT"] = os.environ["AIOHTTP_CONNECTOR_LIMIT_PER_HOST"] = most
    import litellm as library

    library.telemetry = False
    library.suppress_debug_info = True

    async def ask(_number: int, _ordinal: int, chat: Chat) -> dict[str, Any]:
        answer = await library.acompletion(
            model="openai/stand-in",
            api_base=job.url,
            api_key="none",
            messages=chat,
            tools=job.tools,
            max_tokens=2048,
            timeout=LONGEST_S,
            num_retries=0,
            max_retries=0,
            _skip_mcp_handler=True,  # else calls with tools need the mcp package, an extra
        )
        return _read(answer)

    yield ask


ASKING: dict[str, Callable[[Job], AbstractAsyncContextManager[Ask]]] = {
    "ours": ours,
    "floor": floor,
    "openai": openai,
    "litellm": litellm,
    "openai_peer": openai,
    "openai_aiohttp": partial(openai, carrier="DefaultAioHttpClient"),
}


async def converse(ask: Ask, job: Job, number: int, calls: int) -> str:
    """Play one conversation; return what went wrong in it, or nothing."""
    chat: Chat = [
        {"role": "system", "content": job.policy},
        {"role": "user", "content": f"Order {number}: I'd like to return four of its items."},
    ]
    for ordinal in range(calls):
        try:
            message = await ask(number, ordinal, chat)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        chat.append(message)
        call = message["tool_calls"][0]
        chat.append({"role": "tool", "tool_call_id": call["id"], "content": job.result})
    return ""


async def conversations(name: str, job: Job) -> dict[str, Any]:
    """Play all conversations at once; return the figures of the process."""
    async with ASKING[name](job) as ask:
        await converse(ask, job, job.shape.conversations, 2)  # what is set up once is not counted
        count = job.shape.conversations
        wall, cpu = time.perf_counter(), time.process_time()
        problems = await asyncio.gather(
            *(converse(ask, job, number, job.shape.calls) for number in range(count))
        )
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    found = [one for one in problems if one]
    return {"wall_s": wall, "cpu_s": cpu, "errors": len(found), "error": found[0] if found else ""}


def curator(job: Job) -> dict[str, Any]:
    """Ask as many single questions; it has no conversations whose next call needs the last."""
    spec = importlib.util.find_spec("litellm")
    assert spec is not None and spec.origin is not None
    os.environ |= {
        # It counts tokens with a table from the network, which litellm has in its package.
        "TIKTOKEN_CACHE_DIR": str(Path(spec.origin).parent / "litellm_core_utils" / "tokenizers"),
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "OPENAI_API_KEY": "none",
        "TELEMETRY_ENABLED": "false",
        "CURATOR_DISABLE_RICH_DISPLAY": "1",
        "CURATOR_CACHE_DIR": job.folder,
    }
    from bespokelabs import curator as library  # type: ignore[import-not-found]

    class Asked(library.LLM):  # type: ignore[misc]
        def prompt(self, row: dict[str, Any]) -> Chat:
            asked = {"role": "user", "content": f"Order {row['number']}: return four items."}
            return [{"role": "system", "content": job.policy}, asked]

        def parse(self, row: dict[str, Any], response: str) -> dict[str, Any]:
            return {"number": row["number"], "reply": response}

    most = job.shape.conversations
    model = Asked(
        model_name="stand-in",
        backend="openai",
        backend_params={
            "base_url": job.url,
            "max_requests_per_minute": 10**8,
            "max_tokens_per_minute": 10**11,
            "max_concurrent_requests": most,
            "max_retries": 0,
        },
    )
    rows = [{"number": number} for number in range(job.shape.total)]
    wall, cpu = time.perf_counter(), time.process_time()
    found = model(rows)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    answered = len(getattr(found, "dataset", found))
    return {"wall_s": wall, "cpu_s": cpu, "errors": job.shape.total - answered, "error": ""}


def child(name: str, told: str) -> None:
    """Measure one client in this process; print its figures as the last line."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    fields = json.loads(told)
    job = Job(**fields | {"shape": Shape(**fields["shape"])})
    figures = curator(job) if name == "curator" else asyncio.run(conversations(name, job))
    (package,) = (one.package for one in CLIENTS if one.name == name)
    figures["version"] = version(package)
    figures["rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(figures))


# The run: an endpoint for each shape, a process for each client and run


@contextmanager
def endpoint(latency_ms: float) -> Iterator[str]:
    """Have an endpoint for as long as the context lasts; gives its address."""
    words = [sys.executable, str(HERE / "endpoint.py"), "--latency-ms", str(latency_ms)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


def counts(url: str) -> dict[str, Any]:
    """Return what the endpoint has counted since it was last asked."""
    with urllib.request.urlopen(url, timeout=30) as response:
        told: dict[str, Any] = json.load(response)
    return told


def measured(client: Client, job: dict[str, Any], python: str) -> dict[str, Any]:
    """Return the figures of one client in a fresh process, or why there are none."""
    counts(job["url"].removesuffix("/v1"))
    with tempfile.TemporaryDirectory() as folder:
        told = json.dumps(job | {"folder": folder})
        words = [python, str(HERE / "clients.py"), "--child", client.name]
        try:
            done = subprocess.run(
                words, input=told, capture_output=True, text=True, timeout=LONGEST_S, cwd=folder
            )
        except subprocess.TimeoutExpired:
            return {"failed": f"not done after {LONGEST_S} s"}
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or ["no output"])[-1][:200]}
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    counted = counts(job["url"].removesuffix("/v1"))
    wanted = job["shape"]["conversations"] * job["shape"]["calls"]
    if counted["answered"] < wanted and not figures["errors"]:
        return {"failed": f"the endpoint saw {counted['answered']:,} calls of {wanted:,}"}
    return figures | {"answered": counted["answered"], "at_once": counted["at_once"]}


def python_for(client: Client) -> str:
    """Return the interpreter that has what a client needs, installing it where it is missing."""
    if not client.needs:
        return sys.executable
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = cache / "apigen-mt" / "benchmark-clients" / client.name
    python, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():
        print(f"installing {client.needs} into {folder}", file=sys.stderr)
        venv.create(folder, clear=True, with_pip=True)
        words = [str(python), "-m", "pip", "install", "--quiet", client.needs]
        subprocess.run(words, check=True)
        ready.touch()
    return str(python)


def agents_job(shape: Shape, url: str) -> dict[str, Any]:
    """Return what every client is told: the retail agent's prompt and tools, without the folder."""
    from apigen_mt.environment import load_environment

    environment = load_environment("retail")
    item = {"name": "Water Bottle", "product_id": "8310926033", "item_id": "1656367028"}
    options = {"price": 44.73, "options": {"capacity": "1000ml", "color": "blue"}}
    result = {"order_id": "#W2378156", "status": "delivered", "items": [item | options] * 4}
    return {
        "url": f"{url}/v1",
        "shape": asdict(shape),
        "policy": environment.policy_text,
        "tools": json.loads(environment.published_tools),
        "result": json.dumps(result),
    }


def middle(shape: Shape, runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the medians of a client's runs, with the most errors of any of them."""
    whole = [one for one in runs if "failed" not in one]
    if not whole:
        return {"failed": runs[0]["failed"]}
    wall, cpu, rss = (
        statistics.median(one[key] for one in whole) for key in ("wall_s", "cpu_s", "rss_mb")
    )
    return {
        "version": whole[0]["version"],
        "wall_s": wall,
        "wall_over_ideal": wall / shape.ideal_s,
        "calls_per_s": shape.total / wall,
        "cpu_ms_per_call": 1000 * cpu / shape.total,
        "peak_rss_mb": rss,
        "at_once": max(one["at_once"] for one in whole),
        "errors": max(one["errors"] for one in whole) + len(runs) - len(whole),
        "error": next((one["error"] for one in whole if one["error"]), ""),
        "runs": whole,
    }


def measure(shape: Shape, clients: list[Client], runs: int) -> dict[str, dict[str, Any]]:
    """Return the figures of every client in one shape; the clients take turns."""
    found: dict[str, list[dict[str, Any]]] = {one.name: [] for one in clients}
    with endpoint(shape.latency_ms) as url:
        job = agents_job(shape, url)
        for _ in range(runs):
            for client in clients:
                past = found[client.name]
                if not (past and "failed" in past[-1]):  # what fails once is not waited for again
                    past.append(measured(client, job, python_for(client)))
    return {name: middle(shape, past) for name, past in found.items()}


def report(shape: Shape, clients: list[Client], found: dict[str, dict[str, Any]]) -> None:
    print(f"\n{shape.name}: {shape.total:,} calls, ideal {shape.ideal_s:g} s")
    print(
        f"{'':38}{'wall s':>8}{'/ideal':>8}{'calls/s':>9}{'CPU ms':>9}{'RSS MB':>8}"
        f"{'at once':>9}{'errors':>8}{'CPU/ours':>10}{'wall/ours':>11}"
    )
    mine = found.get("ours", {})
    for client in clients:
        one = found[client.name]
        if "failed" in one:
            print(f"{client.title:38}  failed: {one['failed']}")
            continue
        ratios = ""
        if "wall_s" in mine and not mine["errors"] and not one["errors"]:
            cpu = one["cpu_ms_per_call"] / mine["cpu_ms_per_call"]
            ratios = f"{cpu:>9,.1f}x{one['wall_s'] / mine['wall_s']:>10,.1f}x"
        title = f"{client.title} {one['version']}"
        print(
            f"{title:38}{one['wall_s']:>8.2f}{one['wall_over_ideal']:>8.2f}"
            f"{one['calls_per_s']:>9,.0f}{one['cpu_ms_per_call']:>9.3f}{one['peak_rss_mb']:>8.0f}"
            f"{one['at_once']:>9,}{one['errors']:>8,}{ratios}"
        )
        if one["error"]:
            print(f"    {one['error'][:150]}")


def verdicts(found: dict[str, dict[str, dict[str, Any]]]) -> None:
    """Print whether ours is where it should be."""
    print()
    for shape, clients in found.items():
        mine = clients.get("ours", {"failed": "not measured"})
        if "failed" in mine:
            print(f"{shape}: {mine['failed']}")
            continue
        for name, key, limit in TARGETS:
            value = mine[key]
            met = value <= limit and (key == "errors" or not mine["errors"])
            print(f"{shape:45}{name:20}{value:>8.2f}   <= {limit:<5g}{'met' if met else 'NOT MET'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="runs of each client; medians count")
    parser.add_argument("--peer", action="store_true", help="measure peers too; downloads them")
    parser.add_argument("--clients", help="names, separated by commas; by default all")
    parser.add_argument("--json", type=Path, help="where to write every figure")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child, sys.stdin.read())
        return
    names = options.clients.split(",") if options.clients else [one.name for one in CLIENTS]
    clients = [one for one in CLIENTS if one.name in names and (options.peer or not one.needs)]
    found = {}
    for shape in SHAPES:
        found[shape.name] = measure(shape, clients, options.runs)
        report(shape, clients, found[shape.name])
    print(NOTES)
    verdicts(found)
    if options.json:
        about = {"python": platform.python_version(), "cores": os.cpu_count()}
        options.json.write_text(json.dumps(about | {"shapes": found}, indent=2) + "\n")


if __name__ == "__main__":
    main()
