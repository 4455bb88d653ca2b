"""What the tasks of a run are like, as lines of the table of `dataset stats`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apigen_mt.cli.screen import listed, percent


def task_lines(figures: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (label, text) of difficulty, diversity, splits and policy rules."""
    for name, size in figures["difficulty"].items():
        label = f"gold {name.replace('_', ' ')}"
        yield label, f"mean {size['mean']}, {size['least']} to {size['most']}"
    diverse = figures["diversity"]
    yield (
        "entropy, bits",
        f"tools {diverse['tool_entropy']}, skeletons {diverse['skeleton_entropy']}, "
        f"argument values {diverse['argument_entropy']}",
    )
    yield (
        "skeletons",
        f"{diverse['skeletons']}, {percent(diverse['skeletons_used_once'])} of them used once, "
        f"the commonest {diverse['rows_of_commonest_skeleton']} times",
    )
    yield "splits", listed(diverse["splits"])
    yield "distinct-1, distinct-2", f"{diverse['distinct_1']}, {diverse['distinct_2']}"
    rules = figures["policy"]["rules"]
    if rules:
        yield (
            "policy rules",
            "\n".join(
                f"{name}: kept {count['complied']}, refused {count['refused']}"
                for name, count in rules.items()
            ),
        )
        lacking = figures["policy"]["without_both"]
        yield "rules without both", ", ".join(lacking) or "none"
