"""A rehearsal endpoint over real HTTP, in a thread of its own."""

import asyncio
import threading
from contextlib import contextmanager

from apigen_mt.config import RunConfig
from apigen_mt.rehearsal.server import Rehearsal, serve

ALL = {role: "default" for role in ("author", "feedback", "user", "critic", "agent")}


@contextmanager
def rehearsing(**options):
    """Give (base_url, rehearsal) of an endpoint on a free port."""
    rehearsal = Rehearsal(**options)
    loop = asyncio.new_event_loop()
    started, ports = threading.Event(), []

    def ready(port):
        ports.append(port)
        started.set()

    task = loop.create_task(serve(0, rehearsal=rehearsal, ready=ready))

    def run():
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(task)
        except asyncio.CancelledError:
            pass
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert started.wait(20)
        yield f"http://127.0.0.1:{ports[0]}/v1", rehearsal
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(20)


def settings(url, roles=None, **flags):
    """Return a small run with every role on the endpoint."""
    model = {
        "model": "rehearsal",
        "base_url": url,
        "timeout_s": 20,
        "backoff_s": 0.001,
        "price": {"input": 1, "output": 2},
    }
    model.update(flags.pop("model", {}))
    seats = [{"name": name, "model": "default"} for name in ("strict", "plain", "curious")]
    found = {
        "env": "library",
        "count": 2,
        "seed": 2,
        "sampler.recombined": 0,
        "models.default": model,
        "roles": ALL if roles is None else roles,
        "review.seats": seats,
        "interplay": {"attempts": 1, "best_of": 1},
        **flags,
    }
    return RunConfig.read(flags=found)
