"""What one of several workers may use of limits that hold for all of them, without asking anybody.

Rates are split by the number of workers. Of what may still be spent, a shard gets the part that its
items are of all open items. Whoever starts later divides what is left by then, so the parts add up
to no more than the whole, and what one leaves over is there for others.
"""

from __future__ import annotations

from pathlib import Path

from apigen_mt.config import RunConfig
from apigen_mt.config.models import LimitsConfig
from apigen_mt.records.usage import Usage
from apigen_mt.storage.manifest import Manifest
from apigen_mt.storage.progress import progress_of
from apigen_mt.storage.shard import number_of


def share(config: RunConfig, folder: Path, number: int, of: int, own: Usage) -> RunConfig:
    """Return the settings of a worker on one shard.

    Args:
        config: the run.
        folder: where it lies; what others have spent is read there, some seconds old at most.
        number: the shard.
        of: how many workers run at once.
        own: what has been spent on the shard so far.
    """
    models = {
        name: one.model_copy(
            update={"rpm": one.rpm and one.rpm / of, "tpm": one.tpm and one.tpm / of}
        )
        for name, one in config.models.items()
    }
    limits = _limits(config.limits, folder, number, own)
    return config.model_copy(update={"models": models, "limits": limits})


def _limits(limits: LimitsConfig, folder: Path, number: int, own: Usage) -> LimitsConfig:
    if limits.max_cost is None and limits.max_calls is None:
        return limits
    manifest = Manifest.read(folder)
    whole = {number_of(entry.name) for entry in manifest.shards}
    growing = progress_of(folder)
    others = [one.spent for n, one in growing.items() if n not in whole and n != number]
    spent = sum((u for each in (manifest.usage, *others) for u in each.values()), own)
    items = {n: last - first for n in manifest.numbers for first, last in [manifest.span(n)]}
    part = items[number] / sum(count for n, count in items.items() if n == number or n not in whole)
    found: dict[str, float | int] = {}
    if limits.max_cost is not None:
        left = max(limits.max_cost - spent.cost, 0.0)
        found["max_cost"] = own.cost + left * part
    if limits.max_calls is not None:
        found["max_calls"] = own.attempts + int(max(limits.max_calls - spent.attempts, 0) * part)
    return limits.model_copy(update=found)
