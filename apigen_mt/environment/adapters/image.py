"""A snapshot of an instance from which any number of private copies can be made."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import orjson

from apigen_mt.environment.adapters.told import fields_of, told
from apigen_mt.errors import EnvironmentFault


class Image:
    """The state of one instance, never changed; forks share it.

    It is kept pickled where the instance can be pickled, which is fastest, else as an instance of
    its own that is only ever deep-copied. Neither leaves the process.
    """

    __slots__ = ("_kept", "_pickled")

    def __init__(self, instance: Any) -> None:
        """Take over `instance`; its owner lets go of it."""
        self._kept: Any = None
        self._pickled: bytes | None = None
        try:
            self._pickled = pickle.dumps(instance, pickle.HIGHEST_PROTOCOL)
        except (pickle.PicklingError, AttributeError, TypeError):
            self._kept = instance
            self.copy()

    def copy(self) -> Any:
        """Return an instance in this state, the caller's own.

        Raises:
            EnvironmentFault: it can neither be pickled nor copied.
        """
        if self._pickled is not None:
            return pickle.loads(self._pickled)
        try:
            return copy.deepcopy(self._kept)
        except Exception as error:
            raise EnvironmentFault(
                f"{type(self._kept).__name__} cannot be copied: {error}. "
                "Give it __deepcopy__ or __getstate__ which leave out what cannot be copied."
            ) from error

    def same(self, other: Image) -> bool:
        """Return whether both hold the same state, private attributes included."""
        if self._pickled is not None and self._pickled == other._pickled:
            return True
        return _all_of(self.copy()) == _all_of(other.copy())


def _all_of(instance: Any) -> dict[str, bytes]:
    return {name: _bytes(value) for name, value in fields_of(instance).items()}


def _bytes(value: Any) -> bytes:
    getstate = getattr(value, "getstate", None)  # random generators tell their state only so
    try:
        return orjson.dumps(told(getstate() if getstate else value, private=True))
    except TypeError:
        return repr(type(value)).encode()
