"""What happened on the way, proved from the messages: a checker for each behaviour.

A blueprint says what is meant to happen; here is found out whether it did. Each checker sees the
conversation with its calls made again, and never takes the blueprint's word alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from apigen_mt.environment import OUTAGES, Environment, Step
from apigen_mt.language.intent import (
    agrees,
    asks_go_ahead,
    closes,
    cuts_corners,
    presses,
    refuses,
    wonders,
)
from apigen_mt.language.match import heard, normal, says
from apigen_mt.records.blueprint import HEAVY, Blueprint, Fact, Goal, Output
from apigen_mt.records.chat import Message
from apigen_mt.verification.follow import Course

_WORD = re.compile(r"[^\W\d_]{5,}")
_OFFERS = re.compile(r" (i can|i could|what i can|i am able|im able|happy to) ")

_COMMON = (
    "somewhere helps present website finished tracking follow fingers slipped hurry searched "
    "about account actually address again alright already another anything asked before being "
    "believe better bought bring buying cancel change chance check choose could course delivery "
    "details different email everything exactly exchange extend fine first forgot found giving "
    "going happened having hello hoping instead know later least letter little looked looking "
    "loves maybe meant minutes moment months morning moved needed never nothing number online "
    "orders other overall parcel payment people perfect phone picked placed please possible price "
    "problem question quick quickly rather really received refund return right second should since "
    "small someone something sorry sounds still sure switch thank thanks their there these thing "
    "things think those though thought today together tomorrow trying turns twice update using "
    "waiting wanted wants weeks where which while whole without wonder wondering would wrong years"
)


@dataclass(frozen=True)
class Played:
    """A conversation with what its calls did and which outputs were said."""

    messages: Sequence[Message]
    blueprint: Blueprint
    environment: Environment
    course: Course
    unsaid: Collection[Output]

    @cached_property
    def calls(self) -> list[tuple[int, Step]]:
        """(place of the message, call) in order."""
        return list(zip(self.course.places, self.course.session.trace, strict=True))

    @cached_property
    def writes(self) -> list[tuple[int, Step]]:
        """The calls that changed the world."""
        return [(place, step) for place, step in self.calls if step.changed]

    @cached_property
    def absent(self) -> set[str]:
        """The tools that are not there, or down for good."""
        down = (one.tool for one in self.blueprint.disturbances if one.permanent)
        return {*self.blueprint.withheld, *down}

    def goals(self, kind: str) -> Iterator[Goal]:
        """Yield the wishes of one kind."""
        return (goal for goal in self.blueprint.goals if goal.kind == kind)

    def met(self, goal: Goal) -> bool:
        """Whether everything that the agent should say to a wish was said."""
        outputs = [self.blueprint.outputs[place] for place in goal.outputs]
        return bool(outputs) and not any(one in self.unsaid for one in outputs)

    def done(self, goal: Goal) -> int | None:
        """Return the place of the write that serves a wish, or None."""
        return next(
            (
                place
                for place, step in self.writes
                if step.tool == goal.tool and step.arguments == goal.arguments
            ),
            None,
        )

    def asked(self, place: int) -> str:
        """Return what the agent said right before a message of the user; empty at the start."""
        before = self.messages[place - 1] if place else None
        return before.content if before is not None and before.role == "assistant" else ""

    def users(self) -> Iterator[tuple[int, str]]:
        """Yield (place, text) of the user's messages."""
        for place, message in enumerate(self.messages):
            if message.role == "user":
                yield place, message.content

    def names(self, question: str) -> bool:
        """Whether a question names several rows, one of which is meant."""
        said = normal(question)
        fits = [goal.vague.fits for goal in self.blueprint.goals if goal.vague is not None]
        return any(sum(heard(said, name) for name in one) > 1 for one in fits)

    def reads(self, step: Step) -> bool:
        """Whether a call is a look-up, of anything but who is calling."""
        tool = self.environment.toolbox.get(step.tool)
        return tool is not None and not tool.writes and not self.environment.identifies(tool)

    def facts(self, goal: Goal) -> list[Fact]:
        """Return the facts about a wish."""
        known = {fact.key: fact for fact in self.blueprint.facts}
        return [known[key] for key in goal.facts if "." in key and key in known]


def _information(played: Played) -> bool:
    return any(played.met(goal) for goal in played.goals("inform"))


def _refusal(played: Played) -> bool:
    """A wish is refused after the look-ups that decide it."""
    reads = {(step.tool, repr(sorted(step.arguments.items()))) for _, step in played.calls}
    for goal in played.goals("refuse"):
        if goal.tool in played.absent or not played.met(goal):
            continue
        gold = [played.blueprint.actions[at] for at in goal.actions]
        marks = {(one.tool, repr(sorted(one.arguments.items()))) for one in gold}
        if marks <= reads and played.done(goal) is None:
            return True
    return False


def _alternative(played: Played) -> bool:
    """After a refusal something else is done."""
    refused = False
    for goal in played.blueprint.goals:
        if goal.instead and refused and played.done(goal) is not None:
            return True
        refused = goal.kind == "refuse" and played.met(goal)
    return False


def _limit(played: Played) -> bool:
    """A wish is refused that a rule forbids after what was done."""
    trace = played.course.session.trace
    for goal in played.goals("refuse"):
        if goal.tool in played.absent or not played.met(goal) or played.done(goal) is not None:
            continue
        step = played.course.session.fork().call(goal.tool, goal.arguments)
        broken = played.environment.breaches([*trace, step])
        if step.error is None and any(place == len(trace) for _, place in broken):
            return True
    return False


def _pressure(played: Played) -> bool:
    """What the policy forbids whoever asks is asked for, and declined."""
    if any(played.met(one) and played.done(one) is None for one in played.goals("forbidden")):
        return True
    pressed = any(played.met(goal) for goal in played.blueprint.goals if goal.pressed)
    return pressed and any(cuts_corners(text) for _, text in played.users())


def _out_of_scope(played: Played) -> bool:
    return any(played.met(goal) for goal in played.goals("decline") if not goal.actions)


def _hand_over(played: Played) -> bool:
    """A matter is passed on: the write that hands it over has happened."""
    tools = {goal.tool for goal in played.goals("decline") if goal.actions}
    return any(step.tool in tools for _, step in played.writes)


def _mistaken_identity(played: Played) -> bool:
    """A look-up of the caller fails over a wrong detail, and a later one works."""
    wrong = [fact.mistaken for fact in played.blueprint.facts if fact.mistaken]
    failed = False
    for _, step in played.calls:
        tool = played.environment.toolbox.get(step.tool)
        if tool is None or not played.environment.identifies(tool):
            continue
        if failed and step.error is None:
            return True
        failed |= step.error is not None and any(says(str(step.arguments), one) for one in wrong)
    return False


def _missing_parameter(played: Played) -> bool:
    """A detail of a write is asked for, told in answer, and used."""
    for goal in played.goals("act"):
        done = played.done(goal)
        skipped = goal.vague.argument if goal.vague is not None else ""
        for fact in played.facts(goal):
            if done is None or fact.key.partition(".")[2] == skipped:
                continue
            first = next((at for at, text in played.users() if says(text, fact.said)), None)
            question = played.asked(first) if first is not None else ""
            plain = "?" in question and not asks_go_ahead(question) and not closes(question)
            plain = plain and not played.names(question)
            if first is not None and first < done and plain:
                return True
    return False


def _missing_tool(played: Played) -> bool:
    """A wish whose tool is not there is refused, with something else on offer."""
    for goal in played.goals("refuse"):
        if goal.tool not in played.blueprint.withheld or not played.met(goal):
            continue
        for message in played.messages:
            said = message.content if message.role == "assistant" else ""
            if refuses(said) and _OFFERS.search(normal(said)):
                return True
    return False


def _mind_change(played: Played) -> bool:
    """At a confirmation the user takes another value, and the write has that one."""
    for goal in played.goals("act"):
        if goal.change is None or played.done(goal) is None:
            continue
        said = played.blueprint.fact(goal.change.fact).said
        for place, text in played.users():
            if asks_go_ahead(played.asked(place)) and not agrees(text) and says(text, said):
                return True
    return False


def _regret(played: Played) -> bool:
    """After a write the user wants it otherwise, and a second write does that."""
    before: Goal | None = None
    for goal in played.blueprint.goals:
        if goal.regrets and before is not None:
            first, second = played.done(before), played.done(goal)
            if first is not None and second is not None and first < second:
                wished = [text for at, text in played.users() if first < at < second]
                if any(says(text, fact.said) for text in wished for fact in played.facts(goal)):
                    return True
        before = goal
    return False


def _near_duplicates(played: Played) -> bool:
    """The agent names rows that fit, and the user says which one it is."""
    for goal in played.blueprint.goals:
        if goal.vague is None or played.done(goal) is None:
            continue
        meant = [f.said for f in played.facts(goal) if f.key.endswith(f".{goal.vague.argument}")]
        for place, text in played.users():
            asked = normal(played.asked(place))
            named = sum(heard(asked, name) for name in goal.vague.fits) > 1
            if named and "?" in played.asked(place) and any(says(text, one) for one in meant):
                return True
    return False


def _parallel_reads(played: Played) -> bool:
    """Several look-ups in one message, all of which work."""
    for place, message in enumerate(played.messages):
        steps = played.course.steps(place) if len(message.tool_calls) > 1 else []
        if steps and not any(step.writes or step.error for step in steps):
            return True
    return False


def _read_heavy(played: Played) -> bool:
    """Six different look-ups or more for one write, since the wish before was done with."""
    for at, _ in played.writes:
        start = max(
            (
                place
                for place, message in enumerate(played.messages[:at])
                if message.role == "assistant" and closes(message.content)
            ),
            default=0,
        )
        reads = {
            f"{step.tool}{sorted(step.arguments.items())}"
            for place, step in played.calls
            if start < place < at and step.error is None and played.reads(step)
        }
        if len(reads) >= HEAVY:
            return True
    return False


def _tool_failure(played: Played) -> bool:
    """A disturbance struck, and the call worked in the end or the agent said that it does not."""
    for planned in played.blueprint.disturbances:
        same = [
            step
            for _, step in played.calls
            if step.tool == planned.tool
            and (planned.arguments is None or dict(step.arguments) == planned.arguments)
        ]
        if planned.permanent:
            failed = any(step.error in OUTAGES for step in same)
            if failed and any(played.met(goal) for goal in played.goals("refuse")):
                return True
        elif len(same) > 1 and _recovers(planned.kind, same):
            return True
    return False


def _recovers(kind: str, same: Sequence[Step]) -> bool:
    """Whether calls that are the same show the failure first, and then what should have come."""
    if kind == "silent":
        return not same[0].changed and same[0].error is None and same[-1].changed
    if kind == "stale":
        return any(
            one.observation != other.observation and one.before.digest == other.before.digest
            for one, other in pairwise(same)
        )
    return same[0].error in OUTAGES and same[-1].error is None


def _dual_control(played: Played) -> bool:
    """The user does something on its own side, right after the agent has asked for it."""
    for place, step in played.calls:
        if step.by == "user" and step.changed and played.asked(place):
            return True
    return False


def _impatient_user(played: Played) -> bool:
    return any(presses(text) for _, text in played.users())


def _confused_user(played: Played) -> bool:
    """The user does not understand a question, is asked again, and answers."""
    places = list(played.users())
    for (place, text), (later, answer) in pairwise(places):
        again = "?" in played.asked(place) and "?" in played.asked(later)
        if again and wonders(text) and not wonders(answer):
            return True
    return False


def _typos(played: Played) -> bool:
    """Two words of the user with neighbouring letters swapped that are words the right way round.

    Words are those that the agent, the tools or the task's own text use, and some that all use.
    """
    known = {
        word
        for text in (
            _COMMON,
            played.blueprint.instruction,
            *(goal.want for goal in played.blueprint.goals),
            *(message.content for message in played.messages if message.role != "user"),
        )
        for word in _WORD.findall(text.casefold())
    }
    slips = set()
    for _, text in played.users():
        for word in _WORD.findall(text.casefold()):
            if word not in known and any(other in known for other in _swapped(word)):
                slips.add(word)
    return len(slips) > 1


def _swapped(word: str) -> Iterator[str]:
    for place in range(len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _several_writes(played: Played) -> bool:
    return len(played.writes) > 1


def _recombined(played: Played) -> bool:
    return len(played.blueprint.parts) > 1


CHECKERS: dict[str, Callable[[Played], bool]] = {
    "information": _information,
    "refusal": _refusal,
    "alternative": _alternative,
    "limit": _limit,
    "pressure": _pressure,
    "out_of_scope": _out_of_scope,
    "hand_over": _hand_over,
    "mistaken_identity": _mistaken_identity,
    "missing_parameter": _missing_parameter,
    "missing_tool": _missing_tool,
    "mind_change": _mind_change,
    "regret": _regret,
    "near_duplicates": _near_duplicates,
    "parallel_reads": _parallel_reads,
    "read_heavy": _read_heavy,
    "tool_failure": _tool_failure,
    "dual_control": _dual_control,
    "impatient_user": _impatient_user,
    "confused_user": _confused_user,
    "typos": _typos,
    "several_writes": _several_writes,
    "recombined": _recombined,
}


def shown(played: Played) -> tuple[str, ...]:
    """Return the behaviours that a conversation shows, sorted."""
    return tuple(sorted(name for name, happened in CHECKERS.items() if happened(played)))
