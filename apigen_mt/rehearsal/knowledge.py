"""What an agent has seen in one chat: rows by key, keys by kind, and which of them words mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from apigen_mt.language.match import leaves, normal
from apigen_mt.rehearsal.speech import is_key

_STOP = frozenset(
    "the a an of on in to for from my your our with and or it is are be i id like want need would "
    "can could please that this one ones shall go ahead yes with what "
    "which hi hello hey also more thing there something else".split()
)
_WORDS = re.compile(r"\w+")


class Knowledge:
    """Rows and keys out of tools' answers; a fuller view of a row replaces a poorer one."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, dict[str, Any]]] = {}
        self.keys: dict[str, list[str]] = {}
        self.inside: dict[str, set[str]] = {}
        """Key of a row to the keys that were seen inside it."""

    def observe(self, value: Any, around: tuple[str, ...] = ()) -> None:
        """Note everything in a tool's answer."""
        if isinstance(value, list):
            for one in value:
                self.observe(one, around)
        elif isinstance(value, dict):
            self._row(value, around)

    def _row(self, value: Mapping[str, Any], around: tuple[str, ...]) -> None:
        first = next(iter(value), "")
        mine = around
        if first.endswith("_id") and isinstance(value[first], str):
            known = self.rows.setdefault(first, {}).get(value[first], {})
            self.rows[first][value[first]] = {**known, **value}
            mine = (*around, value[first])
        for name, inner in value.items():
            kind = kind_of(name)
            for key in inner if isinstance(inner, list) else [inner]:
                if kind and isinstance(key, str):
                    self._key(kind, key)
                    for holder in around if name == first else mine:
                        self.inside.setdefault(holder, set()).add(key)
            if isinstance(inner, dict | list):
                self.observe(inner, mine)

    def _key(self, kind: str, key: str) -> None:
        if key not in self.keys.setdefault(kind, []):
            self.keys[kind].append(key)

    def row(self, kind: str, key: str) -> dict[str, Any]:
        """Return what was seen of a row."""
        return self.rows.get(kind, {}).get(key, {})

    def ranked(self, kind: str, words: str, within: str = "") -> list[tuple[float, str]]:
        """Return the keys of a kind, the one that the words fit best first."""
        keys = self.keys.get(kind, [])
        if within:
            keys = [key for key in keys if key in self.inside.get(within, ())]
        said = normal(words)
        scored = [(self.fit(kind, key, said), key) for key in keys]
        return sorted(scored, key=lambda pair: -pair[0])

    def covers(self, kind: str, key: str, words: Iterable[str]) -> float:
        """Return the share of words that a row's values and field names hold."""
        wanted = list(words)
        row = self.row(kind, key)
        inner = (name for one in row.values() if isinstance(one, dict) for name in one)
        named = (one.replace("_", " ") for one in (*row, *inner))
        held = set(normal(" ".join([*leaves(row), *named])).split())
        return sum(one in held for one in wanted) / len(wanted) if wanted else 0.0

    def fit(self, kind: str, key: str, said: str) -> float:
        """Return how well words that are already normal fit a row: whole names weigh most."""
        row = self.row(kind, key)
        score = 0.0
        chosen = leaves(row.get("options"))
        for leaf in dict.fromkeys(leaves(row)):
            if is_key(leaf):
                continue
            words = normal(leaf)
            undated = words[:-5] if re.match(r"\d{4}-\d{2}-\d{2}", leaf) else words
            if (len(words) > 3 or leaf in chosen) and undated in said:
                score += 2.0 * len(words.split())
            else:
                shared = set(words.split()) & set(said.split()) - _STOP
                score += 0.4 * len([one for one in shared if len(one) > 2])
        return score


def kind_of(name: str) -> str:
    """Return the kind of key that a field or parameter holds, or nothing."""
    name = re.sub(r"^(new|old|from|to|other|target)_", "", name)
    if name.endswith("_ids"):
        return name[:-1]
    return name if name.endswith("_id") else ""


def content_words(text: str) -> list[str]:
    """Return the words of a text that say what it is about."""
    return [one for one in normal(text).split() if one not in _STOP]


def stems(words: Iterable[str]) -> set[str]:
    """Return words without the endings that do not matter."""
    return set(_stems(words))


def _stems(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        for ending in ("ing", "ies", "es", "ed", "s", "al", "ation"):
            if word.endswith(ending) and len(word) - len(ending) > 2:
                word = word[: -len(ending)]
                break
        yield word.rstrip("e") if len(word) > 3 else word
