"""Running tools as on another machine at another time, to see whether they notice."""

from __future__ import annotations

import datetime
import random
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_DAYS = 1234
_SECONDS = _DAYS * 86400
_LATER = datetime.timedelta(days=_DAYS)


@contextmanager
def elsewhere(modules: Iterable[ModuleType]) -> Iterator[None]:
    """Move the clock which `modules` see some years ahead and reseed `random`, then undo both.

    Reaches `time.time`, `date.today`, `datetime.now` and what stands on `random`; the system's own
    entropy (`uuid4`, `secrets`) differs from call to call anyway.
    """
    swaps = _swaps()
    undo: list[tuple[dict[str, Any], str, Any]] = []
    for scope in [vars(time), *map(vars, modules)]:
        for name, value in list(scope.items()):
            other = swaps.get(id(value))
            if other is not None:
                undo.append((scope, name, value))
                scope[name] = other
    state = random.getstate()
    random.seed(_DAYS)
    try:
        yield
    finally:
        random.setstate(state)
        for scope, name, value in undo:
            scope[name] = value


def _swaps() -> dict[int, Any]:
    """Return what stands for the machine's clock, by the id of what it replaces."""
    found: dict[int, Any] = {
        id(time.time): _ahead(time.time, _SECONDS),
        id(time.time_ns): _ahead(time.time_ns, _SECONDS * 10**9),
    }
    later = ModuleType("datetime")
    vars(later).update(vars(datetime))
    for real, makers in ((datetime.date, ("today",)), (datetime.datetime, ("now", "today"))):
        found[id(real)] = _later(real, makers)
        setattr(later, real.__name__, found[id(real)])
    found[id(datetime)] = later
    return found


def _ahead(clock: Callable[[], Any], by: int) -> Callable[[], Any]:
    return lambda: clock() + by


class _Likeness(type):
    """Makes instances of the real class count as instances of its likeness."""

    def __instancecheck__(cls, value: Any) -> bool:
        return isinstance(value, cls.__mro__[1])


def _later(real: Any, makers: tuple[str, ...]) -> Any:
    """Return a class like `real` that makes real values, except that now is later."""

    def make(_: Any, *args: Any, **kwargs: Any) -> Any:
        return real(*args, **kwargs)

    body: dict[str, Any] = {"__new__": make}
    for name in makers:
        body[name] = staticmethod(_moved(getattr(real, name)))
    return _Likeness(real.__name__, (real,), body)


def _moved(now: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args, **kwargs: now(*args, **kwargs) + _LATER
