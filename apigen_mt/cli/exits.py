"""Exit codes, and how errors end a command: one message, no traceback."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from apigen_mt.errors import ApigenError, BudgetSpent, Stopped, StorageError

OK = 0
FAILED = 1
"""Nothing was accepted, a gate failed, a budget is spent, or the disk could not be written."""
BAD_INPUT = 2
STOPPED = 75
"""Asked to stop before the end: the same command continues (EX_TEMPFAIL of sysexits.h)."""


@contextmanager
def closing() -> Iterator[None]:
    """End the process with the right code when an error that a person can mend escapes.

    SIGTERM is taken as Ctrl-C, where nothing else listens for it.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except (StorageError, BudgetSpent) as error:
        _end(str(error), FAILED)
    except Stopped as error:
        _end(str(error), STOPPED)
    except ApigenError as error:
        _end(str(error), BAD_INPUT)
    except KeyboardInterrupt:
        _end("Stopped. What is complete stays; the same command continues from there.", STOPPED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(OK)


def _end(message: str, code: int) -> None:
    print(f"apigen-mt: {message}", file=sys.stderr)
    sys.exit(code)
