"""The author: writes tasks from tools, rows and policy as they stand in the request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from random import Random
from typing import Any

from apigen_mt.language.match import leaves, normal
from apigen_mt.rehearsal.reading import Heard, blocks
from apigen_mt.rehearsal.speech import is_key, noun
from apigen_mt.rehearsal.telling import known_line
from apigen_mt.rehearsal.writer import Writer

_SLIPS = 0.3
"""Share of first drafts with a mistake, so that feedback has work to do."""
_WHYS = (
    "I only noticed today.",
    "It has been on my mind for a while.",
    "I changed my mind about it.",
    "It would help me a lot.",
    "",
    "",
)


def write(heard: Heard) -> dict[str, Any]:
    """Return a task; a revision avoids what was held against the drafts before."""
    first = str(heard.turns[0].get("content") or "") if heard.turns else ""
    changes = [
        str(change)
        for turn in heard.turns[1:]
        if turn.get("role") == "user"
        for change in blocks(str(turn.get("content") or "")).get("changes") or ()
    ]
    random = Random(sha256(f"{first}/{len(changes)}".encode()).digest())
    writer = Writer(heard.data, random, " ".join(changes))
    wishes = list(writer.wishes(heard.data.get("wanted") or ["act"]))
    if not wishes:
        wishes = list(writer.wishes(["inform", "act", "decline"]))[:1]
    slip = random.choice(("forget", "leak", "stray")) if random.random() < _SLIPS else ""
    task = {
        "thought": f"The rows allow {len(wishes)} wishes; each write is about a row of its own.",
        "instruction": instruction(heard.data, wishes, random, skip=slip == "forget"),
        "wishes": wishes,
    }
    return _spoilt(task, slip) if slip and not changes else task


def instruction(
    data: Mapping[str, Any], wishes: Sequence[Mapping[str, Any]], random: Random, skip: bool = False
) -> str:
    """Return the caller's side of a task as prose; with `skip` it forgets a detail."""
    persona = data.get("persona") or {}
    parts = [str(persona.get("description", ""))]
    parts += [known_line(one) for one in data.get("caller") or ()]
    for wish in wishes:
        parts.append(_wished(wish, random))
        details = list(_details(wish))
        parts += details[skip:]
        skip = skip and not details
    return " ".join(part for part in parts if part)


def _wished(wish: Mapping[str, Any], random: Random) -> str:
    if wish["kind"] == "inform":
        return f"I want to know: {wish['want']}?"
    if wish.get("instead"):
        return f"If I'm told that can't be done, I'd rather {wish['want']}."
    if wish.get("regrets"):
        return f"Once that is done I change my mind: I'd rather {wish['want']}."
    return f"I'd like to {wish['want']}. {random.choice(_WHYS)}".strip()


def _details(wish: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the wish does not say by itself, a sentence each."""
    if wish.get("pressed"):
        yield f"I also say: {wish['pressed']}"
    vague, first = wish.get("vague") or {}, wish.get("first") or {}
    for one in wish["says"]:
        if one["argument"] == vague.get("argument"):
            yield f"I only say {vague['said']}; asked which one, I mean the {one['said']}."
        elif one["argument"] == first.get("argument"):
            yield (
                "When it's read back to me I change my mind: "
                f"not {first['said']} but {one['said']}."
            )
        elif normal(one["said"]) not in normal(wish["want"]):
            yield f"If I'm asked for the {noun(one['argument'])}: {one['said']}."


def _spoilt(task: dict[str, Any], slip: str) -> dict[str, Any]:
    keys = [
        leaf
        for wish in task["wishes"]
        for action in wish["actions"]
        for leaf in leaves(action["arguments"])
        if is_key(leaf)
    ]
    if slip == "leak" and keys:
        task["instruction"] += f" It is {keys[-1]}."
    if slip == "stray":
        for wish in task["wishes"]:
            for action in wish["actions"]:
                action["arguments"] = {**action["arguments"], "urgent": True}
                return task
    return task
