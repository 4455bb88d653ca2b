"""The skeleton of a task, by which data is split and capped: what has to be called, bare of rows.

Two tasks have one skeleton when they make the same writes equally often and use the same kinds of
look-up. Order and repeated look-ups are left out, because they hang on chance (which wish comes
first, how many orders are opened on the way); so two tasks with the same sequence of calls always
have the same skeleton, and many that merely look different have too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Literal

from apigen_mt.environment.tool import Tool

Split = Literal["train", "heldout"]


def skeleton(toolbox: Mapping[str, Tool], tools: Iterable[str]) -> str:
    """Return the skeleton of a task whose gold actions call `tools`: `book_course*2 | find_guest`.

    A tool that is not in `toolbox` counts as a look-up.
    """
    writes, reads = Counter[str](), set[str]()
    for name in tools:
        tool = toolbox.get(name)
        if tool is not None and tool.writes:
            writes[name] += 1
        else:
            reads.add(name)
    done = [f"{name}*{count}" if count > 1 else name for name, count in sorted(writes.items())]
    return " ".join([*done, "|", *sorted(reads)])


def split_of(skeleton: str, heldout: float) -> Split:
    """Return the side of a skeleton, drawn by its hash: the same in every run and every process.

    Args:
        skeleton: what `skeleton` returns.
        heldout: share of skeletons to hold out; a greater one holds out all that a smaller does.
    """
    drawn = int.from_bytes(sha256(skeleton.encode()).digest()[:8], "big") / 2**64
    return "heldout" if drawn < heldout else "train"
