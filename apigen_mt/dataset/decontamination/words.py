"""Texts as words, and the runs of words by which texts are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_PART = re.compile(r"(?<=[.?!:;])\s+|\n+")


def words(text: str) -> list[str]:
    """Return the words of a text: NFKC, case folded, punctuation and underscores left out."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("\u2019", "'")
    return _WORD.findall(text.casefold())


def ngrams(texts: Iterable[str], size: int) -> set[int]:
    """Return the hashes of all runs of `size` words; no run spans two texts."""
    found: set[int] = set()
    for text in texts:
        found |= _runs(words(text), size)
    return found


def shingles(texts: Iterable[str], size: int) -> set[int]:
    """Return the hashes of all runs of `size` words inside sentences, whatever their order."""
    return ngrams((part for text in texts for part in _PART.split(text)), size)


def _runs(said: list[str], size: int) -> set[int]:
    # 64-bit hashes of this process; they are compared with one another and never stored.
    return {hash(tuple(said[at : at + size])) for at in range(len(said) - size + 1)}
