"""What a message does: asks for a go-ahead, agrees, objects, refuses, asks for something."""

from __future__ import annotations

import re

from apigen_mt.language.match import normal
from apigen_mt.records.chat import STOP

_GO_AHEAD = re.compile(
    r" (shall i|should i|may i (go|do)|can i (go|do)|want me to|like me to|ok(ay)? (for me|if i)|"
    r"go ahead|proceed|do you confirm|do you agree|(please|you) confirm(?! your)|"
    r"is (that|this) (right|correct|ok|okay|fine|all right|what you want)|"
    r"(does|do) (that|this|it) (work|look (right|good|ok|okay|correct))|"
    r"would (that|this) be (ok|okay|fine|all right)|sound(s)? (right|good|ok|okay)|"
    r"are you (happy|fine|okay|ok) with|all right with you) "
)
_TAG = re.compile(r" (ok|okay|alright|all right|agreed|confirm) $")
_OPEN_QUESTION = re.compile(
    r"^ (and |so |then |or |okay |ok )?(what|whats|which|how|anything|something|is there) "
)
_YES = re.compile(
    r" (yes|yeah|yep|yup|yea|ya|y|sure|ok|okay|alright|all right|confirmed|go ahead|please do|"
    r"do it|do that|proceed|(sounds|looks) (good|right|great|fine)|i agree|agreed|approved|"
    r"correct(?! (the|my|it|that|this))|confirm(?! (the|with|whether|if|it))|"
    r"(thats|that is|that would be) (right|fine|correct|great|perfect|ok|okay|good|lovely)|"
    r"perfect|absolutely|definitely|certainly|of course|fine|exactly|(that|this) works|"
    r"works for me|go for it|by all means) "
)
_FIRM_YES = re.compile(r"^ (yes|yeah|yep|yup|yea|go ahead) ")
_NO = re.compile(
    r" (no|nope|not|never|dont|do not|doesnt|isnt|wasnt|arent|cant|cannot|wont|stop|wait|hold on|"
    r"actually|instead|rather|but|except|unless|only if|as long as|provided|wrong|later|unsure|"
    r"changed my mind|nevermind|hang on|on second thought|let me (think|check|confirm|ask|see)) "
)
_HARMLESS = re.compile(
    r" (not? (a )?(problem|worries|rush|hurry|need|questions|objections)|not in a (rush|hurry)|"
    r"why not|dont mind|no thats (fine|right)|mak(e|ing) sure|cant wait) "
)
_REFUSAL = re.compile(
    r" (cant|cannot|can not|unable|not able|not possible|isnt possible|impossible|not allowed|"
    r"isnt allowed|wont be able|not permitted|(isnt|not) something (i|we)|couldnt|"
    r"(have to|must) decline|no way to|no option (to|for)|afraid not|too late to|"
    r"against (our |the |)policy|(doesnt|does not|dont) (allow|permit)|arent able|wont work|"
    r"will not work) "
)
_NOT_FOUND = re.compile(
    r" (cant|cannot|can not|couldnt|could not|unable to|not able to|wasnt able to) "
    r"(find|locate|see|wait)( any|) "
    r"(anyone|anybody|an account|account|your account|you|a match|to) "
)
_CLOSING = re.compile(
    r" (anything else|something else|anything more|what else|else i can|else you need|"
    r"else on your list|other questions|help with anything) "
)
_PRESSES = re.compile(
    r" (hurry up|please hurry|in a( bit of a)? hurry|make (this|it) quick|quickly|asap|sorted fast|"
    r"how long will (this|it) take|take long|got to run|have to run|on my way out|"
    r"running out of time|dont have all day) "
)
_CUTS = re.compile(
    r" (without|skip|no need (for|to)|dont bother|rather not|leave out) (\S+ ){0,6}"
    r"(look|looking|check|checking|verify|verifying|open|opening|ask|asking|say|give|tell|who) "
)
_WONDERS = re.compile(
    r" (what do you mean|(dont|do not) (quite )?(follow|understand|get it)|im (a bit )?lost|"
    r"confused|confusing|what is that|whats that|which details|what is it that you need) "
)
_ENDS = re.compile(
    r"\s(?<=[.!?].)(?<!\b[A-Z]\..)(?<!\b(?:St|Dr|Mr|Ms|No|Rd)\..)(?<!\b(?:Mrs|Ave|Apt)\..)\s*",
    re.DOTALL,
)
"""Where a sentence ends; the dot of an initial or a short form ends none."""
_FIRST = re.compile(r"^First,", re.IGNORECASE)
_FILLER = frozenset(
    "the a an of on in to for your you i it is are this that which and or with any about at like "
    "would youd do mean be as from by my me please want account".split()
)


def asks_go_ahead(text: str) -> bool:
    """Return whether a question in `text` asks for a yes before something is done."""
    return any(_asks_yes(normal(question)) for question in _questions(text))


def _asks_yes(question: str) -> bool:
    if _OPEN_QUESTION.search(question):
        return False
    return _GO_AHEAD.search(question) is not None or _TAG.search(question) is not None


def agrees(text: str) -> bool:
    """Return whether `text` is a clear yes, with nothing taken back, limited or asked about it."""
    if _NO.search(_plain(text)):
        return False
    if _FIRM_YES.search(_plain(text)):
        return True
    return any(_YES.search(_plain(part)) for part in sentences(text) if "?" not in part)


def _plain(text: str) -> str:
    return _HARMLESS.sub(" ", normal(text))


def refuses(text: str) -> bool:
    """Return whether `text` says that something cannot be done; to find nobody is no refusal."""
    return _REFUSAL.search(_NOT_FOUND.sub(" ", normal(text))) is not None


def closes(text: str) -> bool:
    """Return whether `text` asks if there is anything else."""
    return any(_CLOSING.search(normal(question)) for question in _questions(text))


def asks_for(text: str, topic: str) -> bool:
    """Return whether a question in `text` is about `topic`, by its content words."""
    said = normal(" ".join(_FIRST.sub("", question) for question in _questions(text)))
    words = [word for word in normal(topic).split() if word not in _FILLER]
    return bool(words) and sum(f" {word} " in said for word in words) * 2 >= len(words)


def presses(text: str) -> bool:
    """Return whether `text` presses for time."""
    return _PRESSES.search(normal(text)) is not None


def cuts_corners(text: str) -> bool:
    """Return whether a user asks for something to be left out that an agent would look at."""
    return _CUTS.search(normal(text)) is not None


def wonders(text: str) -> bool:
    """Return whether `text` says that a question was not understood."""
    return _WONDERS.search(normal(text)) is not None


def mentions(text: str, topic: str) -> bool:
    """Return whether `text` is about `topic`, by more than half of its content words."""
    said = normal(text)
    words = [word for word in normal(topic).split() if word not in _FILLER]
    return bool(words) and sum(f" {word} " in said for word in words) * 2 > len(words)


def ends(text: str) -> bool:
    """Return whether the user ends the conversation here."""
    return STOP in text


def _questions(text: str) -> list[str]:
    return [part for part in sentences(text) if "?" in part]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return _ENDS.split(text)
