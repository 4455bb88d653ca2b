"""How an environment's things and tools are spoken of: the author's hints, or what names give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from apigen_mt.environment.environment import Environment
from apigen_mt.environment.phrasing import Question, ToolPhrasing
from apigen_mt.environment.tool import Tool
from apigen_mt.language.grammar import expand, fill, listed, money, places, sentence, spoken

Find = Callable[[str, Any], Mapping[str, Any] | None]
"""Given a table and a key, the row as the speaker knows it, or None."""

_NAMES = ("name", "title", "label", "description", "subject")


class Wording:
    """Renders the templates of one environment for a speaker who knows certain rows."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.phrasing = environment.phrasing
        people = environment.database.declared().get(environment.people)
        marked = people.shape.marked if people is not None else ()
        self._own = {name for name, shape in marked if (shape.slot or "").startswith("is:")}

    def labels(self, table: str, row: Mapping[str, Any]) -> list[str]:
        """Return what a person calls `row`, best first, never empty."""
        label = self.phrasing.labels.get(table)
        if label is not None:
            found = label(row)
            names = [found] if isinstance(found, str) else list(found)
            names = [name for name in names if name]
            if names:
                return names
        for field in _NAMES:
            if isinstance(row.get(field), str):
                return [row[field]]
        for field, value in row.items():
            if isinstance(value, str) and not field.endswith("_id"):
                return [spoken(value)]
        return [noun(table)]

    def ask(self, parameter: str) -> str:
        """Return what an agent asks for when `parameter` is missing, a noun phrase."""
        hint = self.phrasing.asks.get(parameter)
        if hint:
            return hint
        words = parameter.removesuffix("_ids").removesuffix("_id").replace("_", " ")
        if parameter.endswith(("_id", "_ids")):
            return f"which {words} you mean"
        return f"your {words}" if parameter in self._own else f"the {words}"

    def ask_who(self, tool: Tool) -> str:
        """Return what an agent asks for to find a person by `tool`."""
        hint = self.phrasing.asks.get(tool.name)
        return hint or listed([self.ask(name) for name in tool.accepts.fields or {}])

    def said(self, tool: Tool, parameter: str, value: Any, find: Find) -> str:
        """Return the value of one argument as a person says it; references by their label."""
        shape = (tool.accepts.fields or {}).get(parameter)
        inner = shape.items if shape is not None and shape.items is not None else shape
        if inner is not None and inner.slot is not None and inner.slot.startswith("ref:"):
            table = inner.slot[4:]
            keys = value if isinstance(value, list) else [value]
            names = []
            for key in keys:
                row = find(table, key)
                names.append(self.labels(table, row)[0] if row is not None else noun(table))
            return listed(names)
        return spoken(value)

    def figure(self, tool: Tool, parameter: str, value: Any) -> str:
        """Return a value as the person says it alone: an amount of money in dollars."""
        amount = isinstance(value, int | float) and not isinstance(value, bool)
        wants = self._hints(tool).want
        dollars = amount and any(f"{{{parameter}:money}}" in one for one in wants)
        return money(value) if dollars else spoken(value)

    def want(self, tool: Tool, random: Random) -> str:
        """Return a template of the user's wish, after 'I would like to'."""
        hints = self._hints(tool).want
        return expand(random.choice(hints or self._default_wants(tool)), random)

    def why(self, tool: Tool, random: Random) -> str:
        """Return what may move a user to it, a sentence, or nothing."""
        reasons = self._hints(tool).why
        return expand(random.choice(reasons), random) if reasons else ""

    def offer(self, tool: Tool, random: Random) -> str:
        """Return a template of what the agent is about to do, after 'I will'."""
        return expand(random.choice(self._hints(tool).offer or [self._default_offer(tool)]), random)

    def notice(self, tool: Tool, random: Random) -> str:
        """Return the consequence to be said before the act, a sentence, or nothing."""
        notices = self._hints(tool).notice
        return expand(random.choice(notices), random) if notices else ""

    def done(self, tool: Tool, random: Random) -> str:
        """Return a template of the agent's report after success, or nothing when there is none."""
        reports = self._hints(tool).done
        return expand(random.choice(reports), random) if reports else ""

    def guide(self, tool: Tool, arguments: Mapping[str, Any], random: Random) -> str:
        """Return what a person is asked to do with a tool of theirs, after 'Could you'."""
        hints = self._hints(tool).guide
        words = tool.name.replace("_", " ")
        template = expand(random.choice(hints), random) if hints else words
        return self.render(template, tool, arguments, lambda table, key: None) or words

    def told(
        self, tool: Tool, arguments: Mapping[str, Any], observation: Any, random: Random
    ) -> str:
        """Return what a person tells of what it saw, a sentence, or nothing."""
        hints = self._hints(tool).told
        if not hints:
            return "" if tool.writes else sentence(f"{spoken(observation)}.")
        template = expand(random.choice(hints), random)
        return (
            self.render(template, tool, arguments, lambda table, key: None, result=observation)
            or ""
        )

    def questions(self, tool: Tool) -> Sequence[Question]:
        """Return the questions which the author says this tool answers."""
        return self._hints(tool).questions

    def greeting(self, random: Random) -> str:
        """Return how the agent opens its first message."""
        return expand(random.choice(self.phrasing.greeting or _GREETINGS), random)

    def render(
        self,
        template: str,
        tool: Tool,
        arguments: Mapping[str, Any],
        find: Find,
        result: Any = None,
        override: Mapping[str, str] | None = None,
    ) -> str | None:
        """Return `template` filled for these arguments, or None when something is not known.

        Args:
            template: placeholders are parameters, `result`, or paths into either.
            tool: whose parameters they are.
            arguments: their values.
            find: the rows that the speaker knows.
            result: the tool's answer, for reports.
            override: wordings that replace the rendered argument, such as a label just used.
        """
        fields: dict[str, Any] = {"result": result}
        for name in set(places(template)):
            if name in arguments:
                fields[name] = (override or {}).get(name) or self._field(
                    tool, name, arguments[name], find, f"{{{name}." in template
                )
        try:
            return fill(template, fields)
        except (KeyError, ValueError, TypeError):
            return None

    def _field(self, tool: Tool, name: str, value: Any, find: Find, path: bool) -> Any:
        if path and isinstance(value, str):
            shape = (tool.accepts.fields or {}).get(name)
            if shape is not None and shape.slot and shape.slot.startswith("ref:"):
                return find(shape.slot[4:], value)
        if path:
            return value
        return self.said(tool, name, value, find)

    def _default_want(self, tool: Tool) -> str:
        """Return a wish from the tool's name: `renew_loan` and a loan give `renew the loan “X”`."""
        words = tool.name.replace("_", " ")
        things = self._things(tool)
        if not things:
            return words
        name, what = things[0]
        if words.endswith(f" {what}"):
            return f"{words.removesuffix(what)}the {what} “{{{name}}}”"
        return f"{words} for the {what} “{{{name}}}”"

    def _default_wants(self, tool: Tool) -> list[str]:
        """Return the same, and a wish that leaves the thing out: `renew a loan`."""
        words, things = tool.name.replace("_", " "), self._things(tool)
        if things and words.endswith(f" {things[0][1]}"):
            article = "an" if things[0][1][0] in "aeiou" else "a"
            bare = f"{words.removesuffix(things[0][1])}{article} {things[0][1]}"
            return [self._default_want(tool), bare]
        return [self._default_want(tool)]

    def _default_offer(self, tool: Tool) -> str:
        """Return the same with every other detail in brackets."""
        want, people = self._default_want(tool), noun(self.environment.people)
        things = dict(self._things(tool))
        rest = []
        for name in tool.parameters["properties"]:
            label = name.removesuffix("_ids").removesuffix("_id").replace("_", " ")
            if f"{{{name}}}" not in want and not tool.prose(name) and things.get(name) != people:
                rest.append(f"{label}: {{{name}}}")
        return f"{want} ({'; '.join(rest)})" if rest else want

    def _things(self, tool: Tool) -> list[tuple[str, str]]:
        """Return (parameter, noun) of each row a tool takes, what its name says first."""
        found = []
        for name, shape in (tool.accepts.fields or {}).items():
            slot = (shape.items or shape).slot or ""
            if slot.startswith("ref:"):
                what = noun(slot[4:])
                own = slot[4:] == self.environment.people
                found.append((own, what not in tool.name.replace("_", " "), name, what))
        return [(name, what) for _, _, name, what in sorted(found, key=lambda one: one[:2])]

    def _hints(self, tool: Tool) -> ToolPhrasing:
        return self.phrasing.tools.get(tool.name, _NO_HINTS)


def noun(table: str) -> str:
    """Return the singular of a table's name, as words."""
    words = table.replace("_", " ")
    if words.endswith("ies"):
        return f"{words[:-3]}y"
    return words[:-1] if words.endswith("s") and not words.endswith("ss") else words


_NO_HINTS = ToolPhrasing()
_GREETINGS = (
    "Hello!",
    "Hi there!",
    "Hi, thanks for getting in touch.",
    "Good day!",
    "Hello and welcome.",
)
