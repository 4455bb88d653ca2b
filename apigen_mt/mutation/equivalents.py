"""Edits that leave a trajectory as good as it was; a verifier that rejects one is too strict."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from apigen_mt.language.intent import agrees, asks_go_ahead, refuses
from apigen_mt.language.match import MONTHS, leaves, normal, says
from apigen_mt.mutation.case import (
    Case,
    Messages,
    Site,
    called,
    calling,
    replaced,
    said,
    shuffled,
    uncalled,
)
from apigen_mt.records.chat import STOP, Message

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_DAY = re.compile(rf"\b({'|'.join(MONTHS)}) (\d{{1,2}}), (\d{{4}})")
_DOLLARS = re.compile(r"\$(\d[\d,]*)(\.\d{2})?(?![\d.]|,\d)")
_ASKS = (
    "Would you like me to do that?",
    "Do you want me to go ahead with this?",
    "May I proceed?",
    "Is that okay with you?",
    "Could you confirm that I should do this?",
    "Can you please confirm (yes/no)?",
    "Does that sound good to you?",
    "Just say yes and I'll do it, okay?",
)
_AGREES = (
    "yes",
    "Yes, I confirm.",
    "Sure thing, go ahead!",
    "ok please do that",
    "Yep, that's correct.",
    "Confirmed.",
    "Yes please, that's exactly what I need.",
    "That works for me, thank you.",
    "y",
    "Sounds good, please proceed.",
)
_REFUSES = (
    "I'm sorry, but I can't do that. {because}",
    "Unfortunately, this isn't possible. {because}",
    "{because} That means I'm unable to help with this one.",
    "Sorry, I won't be able to do this: {because}",
    "I've checked, and it cannot be done. {because}",
    "I understand, but our policy doesn't allow it. {because}",
    "I'm afraid that's not possible. {because}",
)
_CHAT = (
    ("One moment please, the system is a little slow today.", "no hurry"),
    ("Thanks for your patience so far.", "sure, take your time"),
    ("Give me a second to look at that.", "ok"),
)


def extra_read(case: Case, random: Random) -> Iterator[Messages]:
    """One look-up more, of something that is known by then."""
    for site in shuffled(case.reads, random):
        for seen in case.tool(site.call.name).seen_in(site.step.observation):
            for tool in case.environment.readers.get(seen.slot, ()):
                parameter = next(iter(tool.parameters["required"]))
                more = calling(tool.name, {parameter: seen.value})
                after = site.place + 1 + len(case.messages[site.place].tool_calls)
                mutant = (*case.messages[:after], more, *case.messages[after:])
                yield _sound(case, case.retaken(mutant))


def commuting_reads(case: Case, random: Random) -> Iterator[Messages]:
    """Two look-ups that do not need each other change places."""
    for one, other in _independent(case, random):
        mutant = replaced(
            case.messages, one.place, called(case.messages[one.place], one.call, other.call)
        )
        mutant = replaced(mutant, other.place, called(mutant[other.place], other.call, one.call))
        yield _sound(case, case.retaken(mutant))


def parallel_reads(case: Case, random: Random) -> Iterator[Messages]:
    """Two look-ups that do not need each other are made in one message."""
    for one, other in _independent(case, random):
        message = case.messages[one.place]
        both = message.model_copy(update={"tool_calls": (*message.tool_calls, other.call)})
        yield case.retaken(uncalled(replaced(case.messages, one.place, both), other))


def argument_order(case: Case, random: Random) -> Iterator[Messages]:
    """Every call has its arguments in another order."""
    yield _recalled(case, lambda name, arguments: dict(reversed(arguments.items())))


def number_form(case: Case, random: Random) -> Iterator[Messages]:
    """Whole numbers are written as 25.0."""

    def floats(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: floats(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [floats(inner) for inner in value]
        whole = isinstance(value, int) and not isinstance(value, bool)
        return float(value) if whole else value

    mutant = _recalled(case, lambda name, arguments: floats(arguments))
    if any(
        isinstance(leaf, float)
        for message in mutant
        for call in message.tool_calls
        for leaf in call.arguments.values()
    ):
        yield mutant


def free_text(case: Case, random: Random) -> Iterator[Messages]:
    """Free text in arguments is worded otherwise."""

    def reword(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        tool = case.environment.toolbox.get(name)
        return {
            key: _reworded(tool.parameters["properties"][key], value, random)
            if tool is not None and tool.prose(key)
            else value
            for key, value in arguments.items()
        }

    mutant = _recalled(case, reword)
    if [m.tool_calls for m in mutant] != [m.tool_calls for m in case.messages]:
        yield mutant


def small_talk(case: Case, random: Random) -> Iterator[Messages]:
    """A remark and its answer more."""
    places = [n for n, one in enumerate(case.messages) if one.role == "assistant" and one.content]
    for place in random.sample(places, len(places)):
        remark, answer = random.choice(_CHAT)
        chat = (Message(role="assistant", content=remark), Message(role="user", content=answer))
        yield (*case.messages[:place], *chat, *case.messages[place:])


def asked_otherwise(case: Case, random: Random) -> Iterator[Messages]:
    """The agent asks for the go-ahead in other words."""

    def ask(part: str) -> str:
        return random.choice(_ASKS) if "?" in part and asks_go_ahead(part) else part

    yield _respoken(case, "assistant", lambda text: " ".join(map(ask, _SENTENCE.split(text))))


def agreed_otherwise(case: Case, random: Random) -> Iterator[Messages]:
    """The user says yes in other words."""
    places = {case.answer(site) for site in case.writes}
    found = [
        said(one, random.choice(_AGREES)) if n in places and agrees(one.content) else one
        for n, one in enumerate(case.messages)
    ]
    if places:
        yield tuple(found)


def refused_otherwise(case: Case, random: Random) -> Iterator[Messages]:
    """The agent gives the same reason in another sentence."""
    reasons = [goal.because for goal in case.blueprint.goals if goal.because]

    def refuse(text: str) -> str:
        for reason in reasons:
            if refuses(text) and says(text, reason) and not asks_go_ahead(text):
                return f"{random.choice(_REFUSES).format(because=reason)} Anything else?"
        return text

    if reasons:
        yield _respoken(case, "assistant", refuse)


def other_forms(case: Case, random: Random) -> Iterator[Messages]:
    """Days and amounts are written in another way."""
    order = random.choice((r"\2 \1 \3", r"\1 \2 \3"))
    form = random.choice(("{} dollars", "{} USD", "${}"))

    def write(text: str) -> str:
        text = _DAY.sub(order, text)
        return _DOLLARS.sub(lambda m: form.format(f"{m[1].replace(',', '')}{m[2] or '.00'}"), text)

    yield _respoken(case, "assistant", write)


def other_typing(case: Case, random: Random) -> Iterator[Messages]:
    """The agent's words in capitals, or the user's without any."""

    def small(text: str) -> str:
        return text.lower().replace(STOP.lower(), STOP)

    yield random.choice((_respoken(case, "assistant", str.upper), _respoken(case, "user", small)))


def _independent(case: Case, random: Random) -> Iterator[tuple[Site, Site]]:
    """Yield pairs of look-ups, one right after the other, of which neither needs the other."""
    pairs = [
        (one, other)
        for one, other in zip(case.sites, case.sites[1:], strict=False)
        if other.place == one.place + 2 and not one.step.writes and not other.step.writes
    ]
    for one, other in random.sample(pairs, len(pairs)):
        before = normal(" ".join(message.content for message in case.messages[: one.place]))
        if all(normal(leaf) in before for leaf in leaves(dict(other.call.arguments))):
            yield one, other


def _recalled(case: Case, change: Callable[[str, dict[str, Any]], dict[str, Any]]) -> Messages:
    """Return the conversation with the arguments of every call changed."""
    return case.retaken(
        [
            one.model_copy(
                update={
                    "tool_calls": tuple(
                        call.model_copy(update={"arguments": change(call.name, call.arguments)})
                        for call in one.tool_calls
                    )
                }
            )
            for one in case.messages
        ]
    )


def _respoken(case: Case, role: str, change: Callable[[str], str]) -> Messages:
    """Return the conversation with what one side says changed; empty if nothing was."""
    found = tuple(
        said(one, change(one.content)) if one.role == role and one.content else one
        for one in case.messages
    )
    return () if found == case.messages else found


def _reworded(schema: Any, value: Any, random: Random) -> Any:
    if isinstance(schema, dict) and schema.get("enum"):
        return random.choice(schema["enum"])
    return f"In short: {value}" if isinstance(value, str) else value


def _sound(case: Case, messages: Messages) -> Messages:
    """Return the conversation if every call works as before and no rule is broken."""
    session = case.session()
    steps = [step for message in messages for step in session.perform(message)]
    failed = sum(step.error is not None for step in steps)
    calls = sum(len(message.tool_calls) for message in case.messages)
    broken = case.environment.breaches(session.trace)
    return messages if failed <= calls - len(case.sites) and not broken else ()
