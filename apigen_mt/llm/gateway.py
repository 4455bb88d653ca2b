"""The one way to a model: stored answers first, then budget, limits, retries and the wire."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from random import Random

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt

from apigen_mt.config import ModelConfig
from apigen_mt.errors import ApigenError, ModelError
from apigen_mt.llm.fault import Refused, Transient, judge
from apigen_mt.llm.ledger import Ledger
from apigen_mt.llm.limits import Limiter
from apigen_mt.llm.model import CallFailed, ChatReply, ChatRequest
from apigen_mt.llm.price import nanodollars, price_of
from apigen_mt.llm.responses import Shelf
from apigen_mt.llm.transport import Transport
from apigen_mt.llm.wire import Unreadable, decode, encode, estimate, key_of
from apigen_mt.records.review import Reason
from apigen_mt.records.usage import Usage

MOST_GIVEN_UP = 20
"""Calls in a row that get no answer before the run stops."""
MOST_REFUSED = 10
"""Calls in a row that the endpoint does not take before the run stops."""
_UNREACHED = 3
"""Attempts at an endpoint that has never answered and where nobody is."""
_LONGEST_PAUSE_S = 30.0


class Gateway:
    """A model behind an endpoint.

    Args:
        name: the model's name in the config, for messages.
        config: the model.
        transport: carries requests.
        shelf: where the answers of an item are kept.
        ledger: where spending is noted; one for all models of a run.
        key: the secret, to be blotted out of whatever the endpoint says.
        ended: told why no question will be answered any more.
    """

    def __init__(
        self,
        name: str,
        config: ModelConfig,
        transport: Transport,
        shelf: Shelf,
        ledger: Ledger,
        key: str = "",
        ended: Callable[[ApigenError], None] | None = None,
    ) -> None:
        self.name = name
        self.config = config
        self.transport = transport
        self.shelf = shelf
        self.ledger = ledger
        self.limiter = Limiter(config, ledger.lender, name)
        self._key = key
        self._ended = ended
        self._price = price_of(config)
        self._random = Random()
        self._closed: ApigenError | None = None
        self._stopping = asyncio.Event()
        self._answered = False
        self._given_up = 0
        self._refused = 0

    async def ask(self, request: ChatRequest) -> ChatReply:
        """Return the answer; it is on disk by then.

        Raises:
            CallFailed: no usable answer within the attempts, or the item's tokens are used up.
            ModelError: no call will be answered, or the budget is spent.
        """
        body = encode(self.config, request)
        key = key_of(body, request.place)
        responses = self.shelf(request.place.item)
        stored = responses.get(key)
        if stored is not None:
            reply = self._read(stored["body"].encode(), request, len(body), stored["attempts"])
            self.ledger.recalled(request.place, reply.usage)
            return reply
        attempts = 0
        guess = float(estimate(len(body)))

        async def attempt() -> ChatReply:
            nonlocal attempts
            if self._closed is not None:
                raise self._closed
            await self.ledger.admit(request.place)
            async with self.limiter.slot(guess) as admitted:
                if self._closed is not None:
                    raise self._closed
                await self.ledger.admit(request.place)
                attempts += 1
                self.ledger.attempt(request.place)
                try:
                    reply, content = await self._once(body, request, attempts)
                except Transient as fault:
                    self._note(request, fault, admitted)
                    raise
                self.limiter.grow()
                # still in flight: a kill loses no more answers than there are calls at once
                await responses.put(_record(key, request, reply.usage) | {"body": content})
                self.ledger.answered(request.place, reply.usage)
            self.limiter.settle(guess, float(reply.usage.tokens))
            return reply

        try:
            reply = await self._retrying()(attempt)
        except Transient as fault:
            await self._give_up(key, request, attempts)
            raise CallFailed(
                Reason.NO_ANSWER, f"no answer from '{self.name}' in {attempts} attempts: {fault}"
            ) from None
        except Refused:
            await self._give_up(key, request, attempts, refused=True)
            raise
        except ModelError as error:
            self._end(error)
            raise
        self._answered, self._given_up, self._refused = True, 0, 0
        return reply

    def stop(self, error: ApigenError) -> None:
        """Make no new attempt, and raise `error` where one is wanted; the first reason stands."""
        if self._closed is None:
            self._closed = error
        self._stopping.set()
        self.limiter.stop(self._closed)

    async def close(self) -> None:
        """Let go of connections."""
        await self.transport.close()

    def _end(self, error: ModelError) -> None:
        """Stop, and have it known where other models of the run are asked."""
        self.stop(error)
        if self._ended is not None:
            self._ended(error)

    async def _once(
        self, body: bytes, request: ChatRequest, attempts: int
    ) -> tuple[ChatReply, str]:
        """Make one attempt; return the reply and the body it came in."""
        status, headers, content = await self.transport.send(body)
        if status != 200:
            judge(status, headers, content, self.config, self._key)
        try:
            return self._read(content, request, len(body), attempts), content.decode()
        except Unreadable as error:
            raise Transient(str(error)) from None
        except UnicodeDecodeError:
            raise Transient("a body that is no text") from None

    def _read(self, content: bytes, request: ChatRequest, sent: int, attempts: int) -> ChatReply:
        reply = decode(content, request, self.config, sent)
        price = nanodollars(self._price, reply.usage)
        usage = reply.usage + Usage(attempts=attempts, nanodollars=price)
        return ChatReply(reply.text, reply.calls, reply.finish, usage)

    def _note(self, request: ChatRequest, fault: Transient, admitted: float) -> None:
        """Let the endpoint breathe, as far as it asks to."""
        self.ledger.fault(request.place, fault.what)
        if fault.crowded:
            self.limiter.shrink(admitted)
        if fault.after is None:
            return
        if fault.after > self.config.max_wait_s:
            raise ModelError(
                f"{self.config.base_url} asks to wait {fault.after:.0f} s, longer than max_wait_s "
                f"({self.config.max_wait_s:g} s). What was answered is kept; the same command "
                "continues later."
            )
        self.limiter.pause(fault.after)

    def _retrying(self) -> AsyncRetrying:
        return AsyncRetrying(
            stop=self._stop,
            wait=self._pause,
            sleep=self._sleep,
            retry=retry_if_exception_type(Transient),
            reraise=True,
        )

    async def _sleep(self, seconds: float) -> None:
        """Wait, unless the run stops."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()

    def _stop(self, state: RetryCallState) -> bool:
        fault = state.outcome.exception() if state.outcome is not None else None
        unreached = isinstance(fault, Transient) and fault.unreached
        if unreached and not self._answered and state.attempt_number >= _UNREACHED:
            raise ModelError(
                f"Nobody answers at {self.config.base_url}: {fault}. Start the endpoint, or set "
                f"models.{self.name}.base_url; the same command then continues."
            )
        return bool(stop_after_attempt(self.config.attempts)(state))

    def _pause(self, state: RetryCallState) -> float:
        """Return the seconds before the next attempt: what the endpoint asks for, or a backoff."""
        fault = state.outcome.exception() if state.outcome is not None else None
        if isinstance(fault, Transient) and fault.after is not None:
            return fault.after * self._random.uniform(1.0, 1.1)
        longest = min(_LONGEST_PAUSE_S, self.config.backoff_s * 2.0**state.attempt_number)
        return self._random.uniform(0.0, longest)

    async def _give_up(
        self, key: str, request: ChatRequest, attempts: int, refused: bool = False
    ) -> None:
        """Note a call without an answer; too many in a row end the run."""
        responses = self.shelf(request.place.item)
        await responses.put(_record(key, request, Usage(attempts=attempts)))
        self._given_up += 1
        self._refused += refused
        if self._given_up >= MOST_GIVEN_UP or self._refused >= MOST_REFUSED:
            what = "takes none of" if refused else "has not answered"
            error = ModelError(
                f"{self.config.base_url} {what} {self._given_up} calls in a row. See the reasons "
                "under rejects/, mend the model's settings or the endpoint, and run the same "
                "command again."
            )
            self._end(error)
            raise error


def _record(key: str, request: ChatRequest, usage: Usage) -> dict[str, object]:
    return {
        "key": key,
        "role": request.place.role,
        "item": request.place.item,
        "attempts": usage.attempts,
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "nanodollars": usage.nanodollars,
        "usage_estimated": usage.estimated,
    }
