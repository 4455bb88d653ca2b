"""What an endpoint was asked, what it answered and would have charged for."""

from __future__ import annotations

from collections import Counter, defaultdict
from hashlib import sha256
from typing import Any


class Bill:
    """The ledger of a rehearsal; times are those of one monotonic clock, in seconds."""

    GRACE_S = 0.05
    """How late a call may have left before a 429 was read."""

    def __init__(self) -> None:
        self.requests = 0
        self.answered = 0
        self.in_flight = 0
        self.most_in_flight = 0
        self.prompt_tokens = 0
        self.completion_tokens = 0
        self.faults: Counter[str] = Counter()
        self.roles: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()
        self._paid: Counter[str] = Counter()
        self._closed_until: defaultdict[str, float] = defaultdict(float)
        self._told = 0.0
        self._all_closed_until = 0.0
        self.retry_after_violations = 0
        self.early_calls = 0

    def arrive(self, body: bytes, now: float) -> str:
        """Note a request; return the name of its call, the same for every attempt at it."""
        call = sha256(body).hexdigest()
        self.requests += 1
        self._seen[call] += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        if now < self._closed_until[call]:
            self.retry_after_violations += 1
        elif self._told + self.GRACE_S < now < self._all_closed_until:
            self.early_calls += 1
        return call

    def leave(self) -> None:
        """Note that a request is done with."""
        self.in_flight -= 1

    def fail(self, call: str, fault: str, now: float, wait_s: float | None) -> None:
        """Note a fault, and until when its Retry-After closes the door."""
        self.faults[fault] += 1
        if wait_s is not None:
            self._closed_until[call] = now + wait_s
            if now + wait_s > self._all_closed_until:
                self._all_closed_until, self._told = now + wait_s, now

    def answer(self, call: str, role: str, usage: dict[str, int]) -> None:
        """Note an answer that was sent whole."""
        self.answered += 1
        self._paid[call] += 1
        self.roles[role] += 1
        self.prompt_tokens += usage["prompt_tokens"]
        self.completion_tokens += usage["completion_tokens"]

    def summary(self) -> dict[str, Any]:
        """Return the ledger as JSON."""
        return {
            "requests": self.requests,
            "answered": self.answered,
            "calls": len(self._seen),
            "most_attempts": max(self._seen.values(), default=0),
            "paid_twice": sum(count - 1 for count in self._paid.values()),
            "retry_after_violations": self.retry_after_violations,
            "early_calls": self.early_calls,
            "most_in_flight": self.most_in_flight,
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "roles": dict(sorted(self.roles.items())),
            "faults": dict(sorted(self.faults.items())),
        }
