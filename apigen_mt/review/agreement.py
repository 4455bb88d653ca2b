"""How far jurors agree beyond chance."""

from __future__ import annotations

from collections.abc import Sequence


def fleiss_kappa(votes: Sequence[tuple[int, int]]) -> float | None:
    """Return Fleiss' kappa of two-way votes: 1 is full agreement, 0 what chance gives.

    Args:
        votes: (against, for) of each subject; those with fewer than two raters do not count.

    Returns:
        None without a subject, or where every vote is the same and chance explains everything.
    """
    counted = [pair for pair in votes if sum(pair) > 1]
    if not counted:
        return None
    everything = sum(sum(pair) for pair in counted)
    shares = [sum(pair[side] for pair in counted) / everything for side in (0, 1)]
    by_chance = sum(share * share for share in shares)
    if by_chance == 1.0:
        return None
    seen = [
        sum(count * (count - 1) for count in pair) / (sum(pair) * (sum(pair) - 1))
        for pair in counted
    ]
    return round((sum(seen) / len(seen) - by_chance) / (1 - by_chance), 4)
