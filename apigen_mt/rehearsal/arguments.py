"""The arguments of a call: keys of rows that were seen, and values that the person said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from apigen_mt.language.match import normal
from apigen_mt.rehearsal.desk import Desk, form_of, needed, whose
from apigen_mt.rehearsal.knowledge import content_words, kind_of, stems
from apigen_mt.rehearsal.speech import ADDRESS, EMAIL, called, noun, the

_PHRASE = re.compile(
    r"\b(?:the|a|an) ((?:(?:[\w'-]|\.(?=\d))+ ){0,7}?(?:[\w'-]|\.(?=\d))+)"
    r"(?= (?:to|on|in (?:my|the)|from|for|off|as|into|instead|and)\b|[.,?!:]|$)"
)


_WHOLE = 0.85
"""Which share of somebody's words a row has to have, to be the one that is meant."""
MOST_NAMED = 4
"""How many rows are named in one question."""
FREE = ("summary", "note", "message", "comment", "text")
"""Arguments that hold prose."""


def fill(desk: Desk, tool: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the arguments that can be filled, and the first one that cannot."""
    found: dict[str, Any] = {}
    for name in needed(tool):
        value = _value(desk, tool, name, found)
        if value in (None, "", []):
            return found, name
        found[name] = value
    return found, ""


def corrected(desk: Desk, tool: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of before, with what the wish says otherwise."""
    names = [name for name in needed(tool) if name not in FREE]
    values = {name: _value(desk, tool, name, before) for name in names}
    return {**before, **{name: one for name, one in values.items() if one not in (None, "", [])}}


def alike(desk: Desk, missing: str) -> str:
    """Return a question for the one that is meant of several rows, or nothing."""
    kind, said = kind_of(missing), normal(desk.text)
    if not kind:
        return ""
    ranked = _fitting(desk, kind, desk.text)
    names = _equals(desk, kind, ranked)
    if not 2 <= len(names) <= MOST_NAMED or not (ranked[0][0] >= 1.0 or f" {noun(kind)} " in said):
        return ""
    fits = " and ".join(the(name) for name in names)
    return f"I see {fits}. Which one do you mean?"


def _value(desk: Desk, tool: Mapping[str, Any], name: str, found: Mapping[str, Any]) -> Any:
    schema, kind = form_of(tool, name), kind_of(name)
    if kind:
        return _keys(desk, tool, name, kind, schema, found)
    options = schema.get("enum")
    if options:
        return _option(options, desk.text)
    if schema.get("type") == "object":
        return _object(schema, desk.text)
    if "email" in name:
        emails = EMAIL.findall(desk.text)
        return emails[-1].rstrip(".") if emails else ""
    if schema.get("type") in ("integer", "number"):
        numbers = re.findall(r"\b\d+\b", desk.text)
        return int(numbers[-1]) if numbers else None
    if name in FREE:
        return desk.wish[0][:200] if desk.wish else ""
    return search_term(desk, tool, name)


def _keys(
    desk: Desk,
    tool: Mapping[str, Any],
    name: str,
    kind: str,
    schema: Mapping[str, Any],
    found: Mapping[str, Any],
) -> Any:
    keys = desk.known.keys.get(kind, [])
    if not keys:
        return None
    if whose(desk) == kind:
        return keys[0]
    words = desk.text if "payment" in name else _part_of(name, desk.text, found)
    holder = next(
        (one for one in found.values() if isinstance(one, str) and one in desk.known.inside), ""
    )
    new = name.startswith("new_")
    within = "" if new or kind == "payment_method_id" else holder
    ranked = _fitting(desk, kind, words, within)
    if not ranked or ranked[0][0] < 1.0:
        return None
    if schema.get("type") != "array" and len(_equals(desk, kind, ranked)) > 1:
        return None
    if schema.get("type") == "array":
        old = next((v for v in found.values() if isinstance(v, list)), [])
        best = ranked[0][0]
        alike = [key for score, key in ranked if score >= 0.8 * best and key not in old]
        return alike[: len(old) or (2 if " and the " in words else 1)]
    return ranked[0][1]


def _fitting(desk: Desk, kind: str, words: str, within: str = "") -> list[tuple[float, str]]:
    """Return the rows that words may mean, best first; a version of a thing by all of its words."""
    ranked = desk.known.ranked(kind, words, within) or desk.known.ranked(kind, words)
    ranked = [one for one in ranked if desk.known.row(kind, one[1])]
    if not any(desk.known.row(kind, key).get("options") for _, key in ranked):
        return ranked
    answers = [one.partition(",")[0] for one in desk.wish[1:]]
    phrases = [content_words(one) for one in (*_PHRASE.findall(words), *answers)]
    return [
        one
        for one in ranked
        if any(part and desk.known.covers(kind, one[1], part) > _WHOLE for part in phrases)
    ]


def _equals(desk: Desk, kind: str, ranked: Sequence[tuple[float, str]]) -> list[str]:
    """Return what the rows are called that fit the words best, and equally well."""
    best = [key for score, key in ranked if score == ranked[0][0]]
    return list(dict.fromkeys(called(desk.known.row(kind, key)) for key in best))


def _part_of(name: str, text: str, found: Mapping[str, Any]) -> str:
    """Return the part of a wish that speaks of a parameter: what comes, or what goes."""
    for mark, new_first in ((" instead of ", True), (" rather than ", True), (" for the ", False)):
        if mark in text:
            before, _, after = text.partition(mark)
            after = f"{'the ' * mark.endswith('the ')}{after}"
            if name.startswith("new_"):
                return before if new_first else after
            if any(other.startswith("new_") for other in (name, *found)) or "variant" in name:
                return after if new_first else before
    return text


def _option(options: Sequence[Any], text: str) -> Any:
    said = normal(text)
    for one in options:
        if normal(str(one)) in said:
            return one
    words = stems(content_words(text))
    for one in options:
        mine = stems(content_words(str(one)))
        if mine and len(mine & words) / len(mine) > 0.6:
            return one
    return None


def _object(schema: Mapping[str, Any], text: str) -> dict[str, Any] | None:
    addresses = ADDRESS.findall(text)
    names = list(schema.get("properties", {}))
    if not addresses or len(names) != len(addresses[-1]):
        return None
    return dict(zip(names, (part.strip() for part in addresses[-1]), strict=True))


def search_term(desk: Desk, tool: Mapping[str, Any], parameter: str) -> str:
    """Return the words of the wish to search a catalogue for, or nothing."""
    if form_of(tool, parameter).get("enum"):
        return ""
    quoted = re.search(r"[“\"]([^”\"]+)[”\"]", desk.text)
    if quoted:
        return quoted.group(1)
    phrases = [*_PHRASE.findall(_part_of(parameter, desk.text, {})), *desk.wish[1:]]
    name = re.split(r" (?:in|with) |[.,]", phrases[-1])[0] if phrases else ""
    return " ".join(name.split()[-2:])
