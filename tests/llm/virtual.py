"""A loop whose clock jumps to the next timer, so that hours of waiting take no time."""

import asyncio
import selectors

import orjson

from apigen_mt.config import LimitsConfig, ModelConfig
from apigen_mt.execution.order import cancel
from apigen_mt.llm.gateway import Gateway
from apigen_mt.llm.ledger import Ledger
from apigen_mt.llm.model import ChatRequest, Place
from apigen_mt.llm.responses import Responses, whole


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.now = 1000.0
        self._real = selectors.DefaultSelector()
        super().__init__(self)

    def time(self):
        return self.now

    def select(self, timeout=None):
        events = self._real.select(0 if timeout is not None else None)
        if not events and timeout:
            self.now += timeout
        return events

    def register(self, *args):
        return self._real.register(*args)

    def unregister(self, *args):
        return self._real.unregister(*args)

    def modify(self, *args):
        return self._real.modify(*args)

    def get_map(self):
        return self._real.get_map()

    def get_key(self, fileobj):
        return self._real.get_key(fileobj)

    def _close_selector(self):
        self._real.close()


def virtually(coroutine):
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.run_until_complete(cancel(asyncio.all_tasks(loop)))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


def completion(text="fine", calls=(), finish="stop", usage=(10, 5), **message):
    found = {
        "role": "assistant",
        "content": text,
        "tool_calls": [
            {"id": f"c{place}", "type": "function", "function": {"name": name, "arguments": given}}
            for place, (name, given) in enumerate(calls)
        ]
        or None,
        **message,
    }
    body = {"choices": [{"index": 0, "message": found, "finish_reason": finish}]}
    if usage:
        body["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
    return 200, {}, orjson.dumps(body)


class Scripted:
    """Answers with one response after the other; an exception is raised, a number is a pause."""

    key = ""

    def __init__(self, *responses, latency=0.0):
        self.responses = list(responses)
        self.latency = latency
        self.sent = []
        self.in_flight = self.most_in_flight = 0

    async def send(self, body):
        loop = asyncio.get_running_loop()
        self.sent.append((loop.time(), body))
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            if self.latency:
                await asyncio.sleep(self.latency)
            answer = self.responses.pop(0) if self.responses else completion()
            if isinstance(answer, Exception):
                raise answer
            return answer(loop.time()) if callable(answer) else answer
        finally:
            self.in_flight -= 1

    async def close(self):
        pass


def gateway(transport, responses=None, limits=None, key="", lender=None, **settings):
    config = ModelConfig(
        **{"model": "m", "base_url": "http://127.0.0.1:9/v1", "backoff_s": 0.5, **settings}
    )
    ledger = Ledger(limits or LimitsConfig(), lender=lender)
    return Gateway("default", config, transport, whole(responses or Responses()), ledger, key)


def request(ordinal=0, text="hi", item=1, **options):
    return ChatRequest(
        Place(item=item, seed=100 + item, role="agent", attempt=0, ordinal=ordinal),
        [{"role": "user", "content": text}],
        **options,
    )
