"""What to look at next, and what to tell of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apigen_mt.language.match import normal
from apigen_mt.rehearsal.arguments import fill, search_term
from apigen_mt.rehearsal.choosing import widened
from apigen_mt.rehearsal.desk import Desk, Missing, Reply, form_of, needed, ways_in, whose, writes
from apigen_mt.rehearsal.knowledge import content_words, kind_of, stems
from apigen_mt.rehearsal.offers import beside_name
from apigen_mt.rehearsal.speech import ASK, called, details, noun, spoken, the

MOST_READS = 12
"""Reads for one wish."""
TOGETHER = "together, in one message"
"""Words of the agent's prompt that ask for several calls at once."""
_MOST_TOGETHER = 3
_SURE = 0.9
"""Which share of a question's words a row has to have."""


def tell(desk: Desk, tool: Mapping[str, Any]) -> Reply:
    """Answer a question: look until the read can be made, make it, say what it tells."""
    name = str(tool["name"])
    if desk.calls and desk.calls[-1][0] == name and desk.latest is not None:
        return f"{_answer(desk.latest)} {desk.more()}"
    if desk.refusal and desk.calls[-1][0] == name:
        return f"I'm afraid I can't tell: {desk.refusal} {desk.more()}"
    arguments, missing = fill(desk, tool)
    if missing:
        return look_or_ask(desk, tool, missing)
    if (name, arguments, False) in desk.calls:
        desk.latest = None
    return [(name, arguments)]


def tell_row(desk: Desk) -> Reply | None:
    """Answer a question from the row that it speaks of, opened; None where none is found."""
    said, words = normal(desk.text), content_words(desk.text)
    found = [
        (desk.known.covers(kind, key, words), desk.known.fit(kind, key, said), kind, key)
        for kind, rows in desk.known.rows.items()
        for key in rows
        if kind != whose(desk)
        and "payment" not in kind
        and desk.known.covers(kind, key, words) >= 0.4
    ]
    if not found:
        return _next_reads(desk, "") or None
    _, _, kind, key = max(found)
    row = desk.known.row(kind, key)
    beside = {name: one for name, one in row.items() if kind_of(name) and isinstance(one, str)}
    opened = next(unopened(desk, {kind: key, **beside}), None)
    if opened is not None:
        return [opened]
    if desk.known.covers(kind, key, words) < _SURE:
        reads = _next_reads(desk, "")
        if reads:
            return reads
    asked = [one for one in row if set(one.split("_")) <= set(words) and not kind_of(one)]
    plain = [one for one in asked if isinstance(row[one], str | int | float)]
    if plain:
        field = plain[0]
        text = f"The {field.replace('_', ' ')} of {the(called(row))} is"
        return f"{text} {spoken(row[field], field)}. {desk.more()}"
    shown = row
    for name, one in beside.items():
        if kind_of(name) != whose(desk):
            shown = {**shown, **desk.known.row(kind_of(name), one), **row}
    return f"{_answer(shown)} {desk.more()}"


def _answer(answer: Any) -> str:
    if isinstance(answer, list):
        rows = [one for one in answer if isinstance(one, dict)]
        listed = "; ".join(", ".join([called(one), *details(one, 4)]) for one in rows[:6])
        return f"Here is what I see: {listed}." if listed else "There is nothing there."
    if not isinstance(answer, dict):
        return f"It's {spoken(answer)}."
    inner = [one for one in answer.values() if isinstance(one, dict)]
    name = called(answer)
    told = beside_name(details(answer, 12), name)
    told += [spoken(one) for one in inner]
    return f"For {the(name)}: {', '.join(told)}."


def look_or_ask(desk: Desk, tool: Mapping[str, Any], missing: str) -> Reply:
    """Return a read that may show what is missing, or a question for it."""
    whole = f"list_{noun(kind_of(missing)).replace(' ', '_')}s"
    shown = any(name == whole for name, _, _ in desk.calls)
    reads = [] if shown and not desk.questions else _next_reads(desk, missing)
    if reads:
        return reads
    choices = [str(one) for one in form_of(tool, missing).get("enum") or ()]
    ask = f"the {noun(missing)}"
    if choices:
        ask += f" ({', '.join(choices[:-1])} or {choices[-1]})"
    return Missing(desk.random.choice(ASK[:2]).format(ask=ask))


def _next_reads(desk: Desk, missing: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the read that may best show what is missing; a few alike where that is the manner."""
    made = [(name, arguments) for name, arguments, _ in desk.calls]
    if len(desk.calls) - desk.since >= MOST_READS:
        return []
    words = stems(widened(desk.text)) | stems(noun(missing).split())
    options: list[tuple[float, tuple[str, dict[str, Any]]]] = []
    for tool in desk.tools:
        required = needed(tool)
        if writes(tool) or len(required) != 1 or tool in ways_in(desk):
            continue
        name, kind = str(tool["name"]), kind_of(required[0])
        about = stems(name.split("_")[1:])
        near = len(about & words) + 0.5 * (stems(noun(missing).split()) <= about)
        if not kind:
            term = search_term(desk, tool, required[0])
            for text in dict.fromkeys((term, term.rpartition(" ")[2])):
                call = (name, {required[0]: text})
                if text and call not in made:
                    options.append((near + 1.0 - 0.1 * (text != term), call))
            continue
        for score, key in desk.known.ranked(kind, desk.text)[:6]:
            call = (name, {required[0]: key})
            mine = kind == whose(desk)
            if call not in made and (mine or score > 0.5):
                options.append((near + (1.2 if mine else 0.4 * score), call))
    if not options:
        return []
    best = max(options, key=lambda one: one[0])[1]
    alike = [call for _, call in options if call[0] == best[0] and call != best]
    return [best, *(alike if TOGETHER in desk.system else [])][:_MOST_TOGETHER]


def unopened(desk: Desk, arguments: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the reads that open rows before they are changed, where they were not opened yet."""
    made = [(name, given) for name, given, _ in desk.calls]
    for name, value in arguments.items():
        kind = kind_of(name)
        for key in value if isinstance(value, list) else [value]:
            for tool in desk.tools:
                required = needed(tool)
                call = (str(tool["name"]), {required[0]: key}) if required else ("", {})
                opens = str(tool["name"]) == f"get_{kind.removesuffix('_id')}"
                if kind and opens and required == [kind] and call not in made:
                    yield call
