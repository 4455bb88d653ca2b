"""What a run shares with tasks that models are tested on, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from apigen_mt.cli.screen import console, listed

if TYPE_CHECKING:
    from apigen_mt.dataset.decontamination.compare import Contamination

MOST_SHOWN = 40


def print_contamination(found: Contamination, dropped: bool) -> None:
    """Print the offenders, a line a reason, and what was made of them."""
    lines = [(name, one) for name, matches in found.offenders.items() for one in matches]
    if lines:
        table = Table("row", "reason", "shared", "task", "file", title="Contaminated")
        for name, one in lines[:MOST_SHOWN]:
            table.add_row(name, one.reason, f"{one.share:.0%}", one.task, one.file)
        console().print(table)
    if len(lines) > MOST_SHOWN:
        print(f"... and {len(lines) - MOST_SHOWN} more; --json lists all.")
    count = len(found.offenders)
    print(f"{count} of {found.rows} rows share too much with {found.tasks} tasks.")
    if found.offenders:
        print(f"Reasons: {listed(found.reasons)}.")
    print(f"{found.sharing} rows name a row of the database that some task names too.")
    if dropped:
        print(f"Left out: {count}. They lie with the rejects, with the reason 'contaminated'.")
    elif count:
        print("Leave them out with --drop.")
