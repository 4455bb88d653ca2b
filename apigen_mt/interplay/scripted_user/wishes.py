"""How a user brings up what it wants, from the first message to the goodbye."""

from __future__ import annotations

from apigen_mt.interplay.scripted_user import lines
from apigen_mt.interplay.scripted_user.person import Person
from apigen_mt.language.grammar import pick, sentence
from apigen_mt.language.match import normal
from apigen_mt.language.telling import mine, named, unsaid
from apigen_mt.records.blueprint import Goal


def opening(person: Person) -> str:
    """Return the first message: a greeting, the first wish and what moves the user."""
    goal = person.wish
    if goal is None:
        return person.line(lines.HELLO)
    parts = [_wanted(person, goal, lines.OPENING[_kind(goal)])]
    parts += [part for part in (goal.why, _also(person, goal), goal.pressed) if part]
    if person.persona.length == "chatty":
        parts.insert(person.random.choice((0, len(parts))), person.line(lines.SMALL_TALK))
    if person.persona.length != "terse" or not person.chance(0.6):
        parts[0] = _after_hello(person.line(lines.HELLO), parts[0])
    text = " ".join(parts)
    person.note(text)
    return text


def _after_hello(hello: str, text: str) -> str:
    if hello.endswith(",") and not text.startswith(("I ", "I'", "“")):
        text = text[0].lower() + text[1:]
    return f"{hello} {text}"


def next_wish(person: Person, goal: Goal, refused: bool) -> str:
    """Return the message that brings up another wish, after the one before was done or refused."""
    if goal.regrets:
        text = _regret(person, goal)
    elif goal.instead:
        text = _wanted(person, goal, lines.NEXT["instead"])
    else:
        text = _wanted(person, goal, lines.NEXT[_kind(goal)])
        if refused and person.chance(0.6):
            text = f"{person.line(lines.ACCEPTED)} {text}"
    if goal.why and (person.persona.length != "terse" or person.chance(0.3)):
        text = f"{text} {goal.why}"
    text = " ".join(part for part in (text, _also(person, goal), goal.pressed) if part)
    person.note(text)
    return text


def goodbye(person: Person) -> str:
    """Return the last words."""
    return person.line(lines.BYE_TERSE if person.persona.length == "terse" else lines.THANKS)


def _kind(goal: Goal) -> str:
    return "inform" if goal.kind == "inform" else "act"


def _wanted(person: Person, goal: Goal, bank: tuple[str, ...]) -> str:
    """Return a wish in a line of `bank`; in few words, at times, if the person spends few."""
    template = pick(bank, person.random)
    if person.persona.length == "terse" and person.chance(0.3) and goal.kind != "inform":
        return person.line(lines.TERSE, want=goal.want)
    return template.format(want=goal.want, Want=sentence(goal.want))


def _regret(person: Person, goal: Goal) -> str:
    """Return the wish to have what was just done otherwise."""
    assert person.last_wish.kind == "act"
    fact = person.blueprint.fact(goal.facts[0])
    before = named(fact, goal.want.partition(" instead of ")[2])
    return person.line(lines.REGRET, facts=named(fact, fact.said), before=before)


def _also(person: Person, goal: Goal) -> str:
    """Return the details that the wish leaves out, for a user who tells everything at once."""
    if "missing_parameter" in person.blueprint.scenario.behaviours or goal.kind != "act":
        return ""
    keys, parts, change = unsaid(person.blueprint, goal), [], goal.change
    if change is not None and normal(change.said_before) not in normal(goal.want):
        keys.append(change.fact)
    for fact in (one for one in person.known() if one.key in keys):
        ask = mine(fact.ask)
        bank = lines.ALSO if ask.startswith(("the new", "my")) else lines.ALSO[:1]
        parts.append(person.line(bank, Ask=sentence(ask), said=fact.said))
    return " ".join(parts)
