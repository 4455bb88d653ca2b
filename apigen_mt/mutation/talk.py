"""Mutations of what is said: outputs, figures, confirmations, leaks, words after the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Any

from apigen_mt.environment import Tool
from apigen_mt.language.consent import Rows
from apigen_mt.language.grammar import money, sentence, spoken
from apigen_mt.language.intent import asks_go_ahead, refuses
from apigen_mt.language.match import normal, says
from apigen_mt.language.wording import Wording
from apigen_mt.mutation.case import Case, Messages, Site, replaced, said, shuffled
from apigen_mt.records.blueprint import Output
from apigen_mt.records.chat import STOP, Message

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?(?![\w]|[.,]\d)")
_VAGUE = (
    "Hm, what would that mean for me?",
    "Let me think about it for a moment.",
    "I'd have to ask my wife first.",
    "Is there a fee for that?",
)


def missing_output(case: Case, random: Random) -> Iterator[Messages]:
    """The agent never says one of the things that it should."""
    for output in random.sample(case.blueprint.outputs, len(case.blueprint.outputs)):
        if output.kind == "value":
            yield _spoken_anew(case, output.text, "as you can see there")
        else:
            yield _unrefused(case, output)


def containing_number(case: Case, random: Random) -> Iterator[Messages]:
    """The agent says a number that contains the right one."""
    for output in random.sample(case.blueprint.outputs, len(case.blueprint.outputs)):
        if output.kind == "value" and re.fullmatch(r"\d+(\.\d+)?", output.text):
            longer = random.choice((f"1{output.text}", f"{output.text.partition('.')[0]}0"))
            yield _spoken_anew(case, output.text, longer)


def wrong_unit(case: Case, random: Random) -> Iterator[Messages]:
    """An amount is said in another unit."""
    for output in random.sample(case.blueprint.outputs, len(case.blueprint.outputs)):
        if output.unit == "$":
            text = money(output.text)
            form = random.choice(("€{}", "{} euros", "{} cents", "{} points", "£{}"))
            other = form.format(text.lstrip("$"))
            yield tuple(
                said(one, one.content.replace(text, other)) if one.role == "assistant" else one
                for one in case.messages
            )


def invented_figure(case: Case, random: Random) -> Iterator[Messages]:
    """The agent names an amount that came from nowhere."""
    places = _spoken_by_agent(case)
    for place in random.sample(places, len(places)):
        amount = f"${random.randint(3100, 98000) / 7:.2f}"
        more = random.choice((f"The fee is {amount}.", f"That would usually be {amount}."))
        text = case.messages[place].content
        if amount not in text:
            yield replaced(case.messages, place, said(case.messages[place], f"{more} {text}"))


def unconfirmed_write(case: Case, random: Random) -> Iterator[Messages]:
    """A write is made to which the user did not say yes."""
    for site in shuffled(case.writes, random):
        offer, answer = case.offer(site), case.answer(site)
        vague = said(case.messages[answer], random.choice(_VAGUE))
        told = said(case.messages[offer], _announced(case.messages[offer].content))
        ways = [
            replaced(case.messages, answer, vague),
            replaced(case.messages, offer, told),
            (*case.messages[:offer], *case.messages[answer + 1 :]),
        ]
        yield from random.sample(ways, len(ways))


def other_confirmation(case: Case, random: Random) -> Iterator[Messages]:
    """The agent asks for a yes to other details than those of the write."""
    wording = Wording(case.environment)
    for site in shuffled(case.writes, random):
        place, tool = case.offer(site), case.tool(site.call.name)
        if not asks_go_ahead(case.messages[place].content):
            continue
        rows = _rows(case, site)
        ways = list(_reworded(case, site, rows, wording))
        for other in case.bindings(tool):
            if _differs(tool, other, site.call.arguments):
                text = wording.render(wording.offer(tool, random), tool, other, rows.find)
                if text is not None:
                    ways.append(f"I'll {text}. Shall I go ahead?")
        for text in random.sample(ways, len(ways)):
            yield replaced(case.messages, place, said(case.messages[place], sentence(text)))


def leaked_gold(case: Case, random: Random) -> Iterator[Messages]:
    """The user says what only the tools know: a key, or the name of a tool."""
    for site in shuffled(case.sites, random):
        agent = normal(" ".join(one.content for one in case.messages if one.role == "assistant"))
        first = next(n for n, one in enumerate(case.messages) if one.role == "user")
        keys = [
            key
            for _, slot, key in case.tool(site.call.name).slots(site.call.arguments)
            if slot.startswith("ref:")
            and normal(key) not in agent
            and not says(case.blueprint.instruction, key)
            and not any(says(fact.said, key) for fact in case.blueprint.facts)
        ]
        hints = [f"It's {key}." for key in keys]
        if "_" in site.call.name:
            hints.append(f"You can use {site.call.name} for that.")
        if hints:
            text = f"{case.messages[first].content} {random.choice(hints)}"
            yield replaced(case.messages, first, said(case.messages[first], text))


def talk_after_the_end(case: Case, random: Random) -> Iterator[Messages]:
    """The conversation goes on after the user has ended it."""
    more = Message(role="assistant", content="By the way, have you seen our new offers?")
    yield (*case.messages, more, Message(role="user", content=f"no {STOP}"))


def _spoken_by_agent(case: Case) -> list[int]:
    return [n for n, one in enumerate(case.messages) if one.role == "assistant" and one.content]


def _spoken_anew(case: Case, value: str, other: str) -> Messages:
    """Return the conversation with a value replaced in the agent's words; empty if none was."""
    forms = {value, spoken(value)}
    number = re.fullmatch(r"-?\d+(\.\d+)?", value)

    def swap(match: re.Match[str]) -> str:
        return other if float(match.group().replace(",", "")) == float(value) else match.group()

    found = []
    for one in case.messages:
        text = one.content
        if one.role == "assistant" and text:
            if number:
                text = _NUMBER.sub(swap, text)
            else:
                for form in sorted(forms, key=len, reverse=True):
                    text = re.sub(re.escape(form), other, text, flags=re.IGNORECASE)
        found.append(said(one, text))
    return () if tuple(found) == case.messages else tuple(found)


def _unrefused(case: Case, output: Output) -> Messages:
    """Return the conversation without the refusal of one wish."""
    goal = next(
        goal
        for goal in case.blueprint.goals
        if case.blueprint.outputs.index(output) in goal.outputs
    )
    for place in _spoken_by_agent(case):
        text = case.messages[place].content
        if refuses(text) and says(text, goal.because):
            return replaced(case.messages, place, said(case.messages[place], "Anything else?"))
    return ()


def _announced(text: str) -> str:
    """Return an offer without its question."""
    kept = [part for part in re.split(r"(?<=[.!?])\s+", text) if "?" not in part]
    return " ".join(kept) or "I'm doing that now."


def _rows(case: Case, site: Site) -> Rows:
    rows = Rows()
    for one in case.sites:
        if one.place < site.place:
            rows.observe(case.tool(one.call.name), one.step.observation)
    return rows


def _reworded(case: Case, site: Site, rows: Rows, wording: Wording) -> Iterator[str]:
    """Yield the offer with one row called by the name of another one that was seen."""
    text = case.messages[case.offer(site)].content
    people = f"ref:{case.environment.people}"
    taken = {(slot, key) for _, slot, key in case.tool(site.call.name).slots(site.call.arguments)}
    for _, slot, key in case.tool(site.call.name).slots(site.call.arguments):
        mine = rows.find(slot[4:], key) if slot.startswith("ref:") and slot != people else None
        if mine is None:
            continue
        label = wording.labels(slot[4:], mine)[0]
        for other in rows.of(slot):
            row = case.environment.seed.table(slot[4:]).get(other)
            name = wording.labels(slot[4:], row)[0] if row is not None else label
            if (slot, other) not in taken and label in text and name not in text:
                yield text.replace(label, name)


def _differs(tool: Tool, one: dict[str, Any], other: Any) -> bool:
    names = [name for name in one if not tool.prose(name)]
    return any(one[name] != other.get(name) for name in names)
