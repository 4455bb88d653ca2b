"""Writes the wishes of one task: the kinds that are wanted, with what is to happen on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from random import Random
from typing import Any

from apigen_mt.language.match import leaves
from apigen_mt.rehearsal.deed import Deed, Wish, bind
from apigen_mt.rehearsal.knowledge import content_words, stems
from apigen_mt.rehearsal.limits import shared
from apigen_mt.rehearsal.speech import called
from apigen_mt.rehearsal.store import Store, key_of
from apigen_mt.rehearsal.twists import SIGNS, TWISTS

_DECLINES = ("get a discount on my next purchase", "have somebody recommend me another company")
_FIELDS = ("total", "status", "price", "due_on", "shelf", "author")
_TRIES = 4
"""How many rows a tool is tried on while something is to happen on the way."""
_GONE = re.compile(r"not there in this task is (\w+)")
_RULE = re.compile(r"caller had done before: (.+)")
_PRESSED = re.compile(r"shortcut that this rule does not allow: (.+?) `pressed` is")
_SHORTCUTS = {
    "Can we skip the part where you ask who I am?": "find customer member identify known pair",
    "Please just do it without checking anything first.": "open look check",
}
"""What people ask to be spared, and words of the rules that stand against it."""
_STRANGER = "I can only do that for the person whose it is."
_BECAUSE = "I can't do that without knowing who you are and checking first."
_HUMAN = re.compile(r"tool for `hand_over` is (\w+)")


class Writer:
    """Writes the wishes of one task."""

    def __init__(self, data: Mapping[str, Any], random: Random, avoid: str) -> None:
        self.tools: list[Mapping[str, Any]] = list(data.get("tools") or ())
        self.store = Store(data, random)
        self.random = random
        self.avoid = avoid
        """What was held against earlier drafts; calls named there are not made again."""
        asked = " ".join(str(one) for one in data.get("behaviours") or ())
        self.due = [name for name, sign in SIGNS.items() if sign in asked]
        self.gone, self.human = _named(_GONE, asked), _named(_HUMAN, asked)
        self.rule, self.pressed = _named(_RULE, asked), _named(_PRESSED, asked)
        self.taken: set[str] = set()
        self.used: set[str] = set()

    def wishes(self, wanted: Sequence[str]) -> Iterator[Wish]:
        """Yield the wishes of each kind that this world has something for."""
        for kind in wanted:
            for wish in self._of(kind):
                yield self._hurried(wish) if self.pressed and wish["kind"] == "act" else wish

    def _of(self, kind: str) -> Iterator[Wish]:
        """Yield the wishes of one kind."""
        if kind == "act":
            yield from self._act()
        elif kind == "substitute":
            yield from self._substitute()
        elif kind == "refuse":
            yield from list(self._limited()) or self._refused()
        elif kind == "forbidden":
            yield from self._forbidden()
        elif kind == "inform":
            yield from self._inform()
        elif kind == "missing":
            yield from self._missing()
        elif kind == "hand_over":
            yield from self._hand_over()
        elif kind == "decline" and "decline" not in self.used:
            self.used.add("decline")
            yield self._decline()

    def _act(self) -> Iterator[Wish]:
        """Yield an act, one with a turn that is due if any suits."""
        deeds = list(self._deeds(self._writes()))
        for name in self.due:
            for deed in deeds:
                wishes = TWISTS[name](self.store, deed)
                if wishes:
                    self.due.remove(name)
                    self._take(deed)
                    yield from wishes
                    return
        if deeds:
            self._take(deeds[0])
            yield deeds[0].wish()

    def _substitute(self) -> Iterator[Wish]:
        refused = list(self._refused())
        yield from refused
        for deed in self._deeds(self._writes()):
            self._take(deed)
            yield {**deed.wish(), "instead": True} if refused else deed.wish()
            return

    def _refused(self) -> Iterator[Wish]:
        """Yield a wish for a row in a state that its tool does not take."""
        for deed in self._deeds(self._writes(), refused=True):
            states = (self.store.rows.get(mark.partition("/")[0]) for mark in deed.marks)
            if any("status" in row for rows in states for row in rows or ()):
                self._take(deed)
                yield deed.wish("refuse")
                return

    def _limited(self) -> Iterator[Wish]:
        """Yield what a rule forbids a second time, after the first if that is still to come."""
        near = {str(one["name"]): shared(one, self.rule) for one in self._writes()}
        for tool in self._writes() if " once " in self.rule else ():
            if near[tool["name"]] < max(2, *near.values()):
                continue
            first, second = bind(self.store, tool), bind(self.store, tool)
            if first is None or second is None or first.told == second.told:
                continue
            if tool["name"] not in self.used:
                self._take(first)
                yield first.wish()
            yield second.wish("refuse")
            return

    def _forbidden(self) -> Iterator[Wish]:
        """Yield somebody else's wish."""
        for deed in self._deeds(self._writes()):
            wish = deed.wish("forbidden")
            if " my " in wish["want"]:
                want = wish["want"].replace(" my ", " my sister's ", 1)
                yield {**wish, "want": want, "actions": [], "says": [], "because": _STRANGER}
                return

    def _hurried(self, wish: Wish) -> Wish:
        """Return a wish with the shortcut that somebody asks for."""
        rule = stems(content_words(self.pressed))
        fits = {words: len(rule & stems(about.split())) for words, about in _SHORTCUTS.items()}
        self.pressed = ""
        return {**wish, "pressed": max(fits, key=lambda one: fits[one]), "because": _BECAUSE}

    def _missing(self) -> Iterator[Wish]:
        tools = [one for one in self.tools if one["name"] == self.gone]
        wishes = [deed.wish("missing") for deed in self._deeds(tools)]
        wishes += [Deed(tool).wish("missing") | {"actions": []} for tool in tools]
        yield from wishes[:1]

    def _hand_over(self) -> Iterator[Wish]:
        tools = [one for one in self.tools if one["name"] == self.human]
        want = "have a person from your team call me back"
        yield from islice(
            ({**one.wish("hand_over"), "want": want} for one in self._deeds(tools)), 1
        )

    def _writes(self) -> list[Mapping[str, Any]]:
        """Return the writes to try, those not used yet first."""
        tools = [
            one
            for one in self.tools
            if one.get("effect") == "write"
            and one.get("of") is None
            and one["name"] not in (self.gone, self.human)
            and "hand_over" not in str(one["name"])
        ]
        self.random.shuffle(tools)
        return sorted(tools, key=lambda one: one["name"] in self.used)

    def _deeds(self, tools: Iterable[Mapping[str, Any]], refused: bool = False) -> Iterator[Deed]:
        for tool in tools:
            if f"({tool['name']})" in self.avoid and tool["name"] != self.human:
                continue
            for _ in range(_TRIES if self.due else 1):
                deed = bind(self.store, tool, refused)
                if deed is not None and not deed.marks & self.taken:
                    yield deed

    def _take(self, deed: Deed) -> None:
        self.taken |= deed.marks
        self.used.add(str(deed.tool["name"]))

    def _inform(self) -> Iterator[Wish]:
        reads = [one for one in self.tools if one.get("effect") == "read" and not one.get("of")]
        self.random.shuffle(reads)
        for tool in sorted(reads, key=lambda one: not str(one["name"]).startswith("get_")):
            required = tool["parameters"].get("required", ())
            table = tool.get("refs", {}).get(required[0]) if len(required) == 1 else None
            if table in (None, self.store.people) or f"({tool['name']})" in self.avoid:
                continue
            rows = self.store.mine(table)
            for row in self.random.sample(rows, len(rows)):
                found = [name for name in _FIELDS if row.get(name)]
                mark = f"{tool['name']}/{key_of(row)}"
                if not found or mark in self.taken or f"{table}/{key_of(row)}" in self.taken:
                    continue
                self.taken.add(mark)
                name = self.random.choice(found)
                yield {
                    "kind": "inform",
                    "want": f"what is the {name.replace('_', ' ')} of the {called(row)}",
                    "because": "",
                    "actions": [{"tool": tool["name"], "arguments": {required[0]: key_of(row)}}],
                    "outputs": [leaves([row[name]])[0]],
                    "says": [{"argument": required[0], "said": called(row)}],
                }
                return

    def _decline(self) -> Wish:
        return {
            "kind": "decline",
            "want": self.random.choice(_DECLINES),
            "because": "that's not something I can do here",
            "actions": [],
            "outputs": [],
            "says": [],
        }


def _named(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group(1) if found else ""
