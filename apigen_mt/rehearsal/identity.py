"""Finds out who is calling, by what people say of themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from apigen_mt.rehearsal.desk import Desk, Reply, needed, ways_in
from apigen_mt.rehearsal.speech import ADDRESS, ASK, EMAIL, noun

MOST_TRIES = 2
"""How often somebody who was not found is asked again."""
_ZIP = re.compile(r"\b\d{5}\b")
_NUMBERED = re.compile(r"\b[A-Z]{0,3}-?\d[\d-]{3,}\b")
_PLAIN_NAME = re.compile(r"\b([A-Z]\S+) ([A-Z]\S+)\b")
_GREET = ("Happy to help.", "Sure.", "Of course.", "Let me look into that.", "")


def identify(desk: Desk) -> Reply | None:
    """Return a question or a call that finds out who is calling; None once that is known."""
    entries = ways_in(desk)
    names = {str(one["name"]) for one in entries}
    tried = [(name, given) for name, given, _ in desk.calls if name in names]
    if not entries or any(name in names and not refused for name, _, refused in desk.calls):
        return None
    for tool in entries:
        given = {name: _personal(name, desk.about_self) for name in needed(tool)}
        if all(given.values()) and (tool["name"], given) not in tried:
            return [(str(tool["name"]), given)]
    ways = [_listed([f"your {noun(name)}" for name in needed(tool)]) for tool in entries]
    ask = ", or ".join(ways)
    if len(tried) > MOST_TRIES or desk.sorry > MOST_TRIES:
        return f"I'm afraid I can't find your account, so I can't help with it. {desk.more()}"
    if tried:
        return f"I'm sorry, I couldn't find you with that. Could you check {ask} once more?"
    lead = desk.random.choice(_GREET)
    return f"{lead} {desk.random.choice(ASK).format(ask=ask)}".strip()


def _personal(name: str, said: Sequence[str]) -> str:
    """Return what the person said of itself, the latest first, or nothing."""
    for text in reversed(said):
        found = _personal_in(name, text)
        if found:
            return found
    return ""


def _personal_in(name: str, text: str) -> str:
    if "email" in name:
        match = EMAIL.search(text)
        return match.group().rstrip(".") if match else ""
    if name in ("zip", "zip_code", "postcode"):
        match = None if ADDRESS.search(text) else _ZIP.search(text)
        return match.group() if match else ""
    if name in ("first_name", "last_name", "name"):
        return _name_in(name, text)
    match = _NUMBERED.search(text)
    return match.group() if match else ""


def _name_in(name: str, text: str) -> str:
    for part in ("first_name", "last_name"):
        stated = re.search(rf"{part.replace('_', ' ')} is ([\w'-]+)", text, re.IGNORECASE)
        if stated and name == part:
            return stated.group(1)
    match = re.search(
        r"(?:^|(?:name is|it's|its|i'm|i am|sure,|under) )([\w'-]+) ([\w'-]+)(?=[,.]|$)",
        text.strip(),
        re.IGNORECASE,
    )
    pair = match.groups() if match else None
    if pair is None:
        plain = _PLAIN_NAME.search(text)
        pair = plain.groups() if plain else None
    if pair is None:
        return ""
    return {"first_name": pair[0], "last_name": pair[1]}.get(name, " ".join(pair))


def _listed(parts: Sequence[str]) -> str:
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else "".join(parts)
