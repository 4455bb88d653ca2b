"""Progress of a run: a live bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Column

from apigen_mt.execution.run import Progress as Report

MOST = 3
"""How many reasons a line names."""
LINES = 10
"""About how many plain lines a run prints."""


@contextmanager
def progress_bar(items: int, silent: bool) -> Iterator[Report | None]:
    """Give a function to call as items finish."""
    if silent:
        yield None
    elif sys.stderr.isatty():
        with _bar(items) as report:
            yield report
    else:
        yield _lines(items)


class _Tally:
    """What has come of the items so far."""

    def __init__(self) -> None:
        self.items = self.accepted = 0
        self.reasons: Counter[str] = Counter()
        self._start = time.monotonic()

    def add(self, items: int, accepted: int, reasons: list[str]) -> None:
        self.items += items
        self.accepted += accepted
        self.reasons.update(reasons)

    @property
    def rate(self) -> float:
        return self.accepted / max(time.monotonic() - self._start, 1e-9)

    def __str__(self) -> str:
        text = f"{self.accepted} accepted"
        if self.reasons:
            held = ", ".join(f"{name} {count}" for name, count in self.reasons.most_common(MOST))
            text += f"; rejected: {held}"
        return text


@contextmanager
def _bar(items: int) -> Iterator[Report]:
    tally = _Tally()
    with Progress(
        BarColumn(bar_width=16),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]},"),
        TimeRemainingColumn(compact=True),
        TextColumn("left |"),
        TextColumn("[green]{task.description}", table_column=Column(no_wrap=True, ratio=1)),
        console=Console(stderr=True),
        expand=True,
        refresh_per_second=8,
    ) as bar:
        task = bar.add_task("starting", total=items, rate="")

        def report(count: int, accepted: int, reasons: list[str]) -> None:
            tally.add(count, accepted, reasons)
            bar.update(task, advance=count, description=str(tally), rate=f"{tally.rate:.0f}/s")

        yield report


def _lines(items: int) -> Report:
    tally = _Tally()
    step = max(1, items // LINES)

    def report(count: int, accepted: int, reasons: list[str]) -> None:
        before = tally.items // step
        tally.add(count, accepted, reasons)
        if tally.items // step > before or tally.items == items:
            left = (items - tally.items) * (time.monotonic() - tally._start) / tally.items
            pace = f"{tally.rate:.0f}/s, about {left:.0f} s left"
            print(f"{tally.items}/{items} items: {tally} ({pace})", file=sys.stderr, flush=True)

    return report
