"""Why an engine ends before every shard is complete: it is asked to, or a worker is in trouble."""

from __future__ import annotations

from apigen_mt import errors
from apigen_mt.errors import ApigenError, Stopped


class Ending:
    """Whether nothing new is to begin, and why; the first trouble stands.

    Args:
        stop: holds the reason once a signal asks to stop.
    """

    def __init__(self, stop: list[Stopped]) -> None:
        self._stop = stop
        self._trouble: ApigenError | None = None

    def __bool__(self) -> bool:
        return bool(self._stop) or self._trouble is not None

    def note(self, trouble: ApigenError | None) -> None:
        """Take an error as the reason, where it is one."""
        self._trouble = self._trouble or trouble

    def hear(self, kind: str, text: str) -> None:
        """Take the error that a worker tells of; that it stopped when it was asked to is none."""
        error: type[ApigenError] = getattr(errors, kind)
        if not (self and issubclass(error, Stopped)):
            self.note(error(text))

    def conclude(self) -> None:
        """Raise the reason, where there is one."""
        if self._trouble is not None:
            raise self._trouble
        if self._stop:
            raise self._stop[0]
