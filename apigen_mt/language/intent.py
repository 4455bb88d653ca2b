"""What a message does: asks for a go-ahead, agrees, objects, refuses, asks for something."""

from __future__ import annotations

import re

from apigen_mt.language.match import normal
from apigen_mt.records.chat import STOP

_GO_AHEAD = re.compile(
    r" (shall i|should i|may i go|can i go|want me to|like me to|ok(ay)? (for me|if i)|"
    r"go ahead|proceed|do you confirm|please confirm|is that (right|correct|ok|okay|all right)|"
    r"sound(s)? (right|good|ok|okay)|are you (happy|fine|okay|ok) with|all right with you) "
)
_YES = re.compile(
    r" (yes|yeah|yep|yup|ya|sure|ok|okay|correct|confirmed|confirm|go ahead|please do|do it|"
    r"sounds good|thats right|thats fine|thats correct|perfect|absolutely|definitely|fine|exactly|"
    r"works for me|go for it|by all means) "
)
_NO = re.compile(
    r" (no|nope|dont|do not|stop|wait|hold on|actually|instead|rather not|not yet|cancel that|"
    r"changed my mind|never mind|nevermind|hang on|on second thought) "
)
_HARMLESS = re.compile(r" (no problem|no worries|no rush|why not|dont mind|no thats (fine|right)) ")
_REFUSAL = re.compile(
    r" (cant|cannot|can not|unable|not able|not possible|isnt possible|impossible|not allowed|"
    r"isnt allowed|wont be able|not permitted|not something i|couldnt|have to decline|no way to|"
    r"doesnt allow|does not allow|arent able|wont work|will not work) "
)
_CLOSING = re.compile(
    r" (anything else|something else|anything more|what else|else i can|else you need|"
    r"else on your list|other questions|help with anything) "
)
_FILLER = frozenset(
    "the a an of on in to for your you i it is are this that which and or with any about at like "
    "would youd do mean be as from by my me please want account".split()
)


def asks_go_ahead(text: str) -> bool:
    """Return whether `text` asks for a yes before something is done."""
    return "?" in text and _GO_AHEAD.search(_spaced(text)) is not None


def agrees(text: str) -> bool:
    """Return whether `text` is a clear yes, with nothing taken back."""
    plain = _HARMLESS.sub(" ", _spaced(text))
    return _YES.search(plain) is not None and _NO.search(plain) is None


def refuses(text: str) -> bool:
    """Return whether `text` says that something cannot be done."""
    return _REFUSAL.search(_spaced(text)) is not None


def closes(text: str) -> bool:
    """Return whether `text` asks if there is anything else."""
    return "?" in text and _CLOSING.search(_spaced(text)) is not None


def asks_for(text: str, topic: str) -> bool:
    """Return whether a question in `text` is about `topic`, by its content words."""
    said = _spaced(" ".join(part for part in re.split(r"(?<=[.!?])\s+", text) if "?" in part))
    words = [word for word in normal(topic).split() if word not in _FILLER]
    return bool(words) and sum(f" {word} " in said for word in words) * 2 >= len(words)


def ends(text: str) -> bool:
    """Return whether the user ends the conversation here."""
    return STOP in text


def _spaced(text: str) -> str:
    return normal(text)
