"""Every behaviour with the checker that finds it."""

from __future__ import annotations

from collections.abc import Callable

from apigen_mt.verification.behaviours import choices, people, tools, typos, wishes
from apigen_mt.verification.behaviours.played import Played

CHECKERS: dict[str, Callable[[Played], bool]] = {
    checker.__name__: checker
    for checker in (
        wishes.information,
        wishes.several_writes,
        wishes.recombined,
        wishes.refusal,
        wishes.missing_tool,
        wishes.alternative,
        wishes.limit,
        wishes.pressure,
        wishes.out_of_scope,
        wishes.hand_over,
        choices.missing_parameter,
        choices.mind_change,
        choices.regret,
        choices.near_duplicates,
        tools.parallel_reads,
        tools.read_heavy,
        tools.tool_failure,
        tools.dual_control,
        people.mistaken_identity,
        people.impatient_user,
        people.confused_user,
        typos.typos,
    )
}
"""By name; a checker is called like the behaviour it finds."""


def shown(played: Played) -> tuple[str, ...]:
    """Return the behaviours that a conversation shows, sorted."""
    return tuple(sorted(name for name, happened in CHECKERS.items() if happened(played)))
