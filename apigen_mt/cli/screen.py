"""What commands print: tables, conversations, findings. Text from data is never markup.

Whatever is printed passes `clean`, here and in `cli/exits.py`: names, reasons and messages hold
words of data, of models and of other people's servers.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

import orjson
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from apigen_mt.dataset.verify import Report
    from apigen_mt.environment import Environment
    from apigen_mt.promises import Promise

MOST_PROBLEMS = 20
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What JSON leaves as it is, and a terminal may take for a command or a change of direction."""


class Screen(Console):
    """A console whose own colours are the only commands that reach the terminal."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Yield the pieces of what is printed, their text cleaned."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else clean(text), style, control)


def console() -> Console:
    """Return a console on standard output; wide enough for lines when that is no terminal."""
    width = None if sys.stdout.isatty() else 120
    return Screen(width=width, highlight=False, markup=False, soft_wrap=False)


def print_json(value: Any) -> None:
    """Print a JSON value, indented, and nothing else."""
    option = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
    text = orjson.dumps(value, option=option).decode()
    sys.stdout.write(_UNSAFE.sub(lambda one: f"\\u{ord(one[0]):04x}", text) + "\n")


def say(text: str, file: TextIO | None = None) -> None:
    """Print one line of plain words, on standard output unless told otherwise."""
    print(clean(text.replace("\n", " ")), file=file, flush=True)


def clean(text: str) -> str:
    """Return `text` without control characters, so that data cannot steer a terminal."""
    return "".join(
        one if one == "\n" or one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text
    )


def print_findings(noun: str, found: Mapping[str, Sequence[str]], as_json: bool) -> None:
    """Print problems by name."""
    wrong = {name: list(problems) for name, problems in found.items() if problems}
    counts = Counter(
        reason
        for problems in wrong.values()
        for reason in {problem.partition(":")[0] for problem in problems if ":" in problem}
    )
    if as_json:
        print_json(
            {"checked": len(found), "reasons": dict(sorted(counts.items())), "failed": wrong}
        )
        return
    for name, problems in list(wrong.items())[:MOST_PROBLEMS]:
        for problem in problems:
            say(f"{name}: {problem}")
    for reason, count in sorted(counts.items()):
        say(f"  {reason}: in {count}")
    print(f"{len(found) - len(wrong)} of {len(found)} {noun} hold.")


# Environments


def print_environments(known: Mapping[str, str]) -> None:
    """Print names and where their classes are."""
    table = Table("name", "class")
    for name, ref in known.items():
        table.add_row(name, ref)
    console().print(table)


def tables_of(environment: Environment) -> dict[str, Any]:
    """Return the tables of the seed state by name."""
    return {name: environment.seed.table(name) for name in environment.database.declared()}


def describe_environment(environment: Environment) -> dict[str, Any]:
    """Return an environment as one JSON object."""
    return {
        "name": environment.name,
        "digest": environment.digest,
        "tables": {name: len(rows) for name, rows in tables_of(environment).items()},
        "people": environment.people,
        "tools": [
            {"effect": one.effect, **one.published()["function"]}
            for one in environment.toolbox.values()
        ],
        "rules": [{"name": one.name, "sentence": one.sentence} for one in environment.rules],
        "policy": environment.policy_text,
    }


def print_environment(environment: Environment) -> None:
    """Print tables, tools, rules and the policy."""
    screen = console()
    title = (environment.name, "bold"), f"  digest {environment.digest[:12]}"
    screen.print(Text.assemble(*title))
    rows = Table("table", "rows", title="Tables", title_justify="left")
    for name, found in tables_of(environment).items():
        rows.add_row(name, str(len(found)))
    screen.print(rows)
    tools = Table(
        "tool", "effect", "parameters", "description", title="Tools", title_justify="left"
    )
    for one in environment.toolbox.values():
        colour = "yellow" if one.writes else "cyan"
        names = ", ".join(one.parameters["properties"])
        tools.add_row(one.name, Text(one.effect, colour), names, one.description)
    screen.print(tools)
    rules = Table("rule", "sentence of the policy", title="Rules", title_justify="left")
    for rule in environment.rules:
        rules.add_row(rule.name, rule.sentence)
    screen.print(rules)
    screen.print(Text(environment.policy_text))


def print_promises(promises: Sequence[Promise]) -> None:
    """Print each promise that holds, where one is broken, and which were not judged and why."""
    screen = console()
    for one in promises:
        if one.held:
            screen.print(Text.assemble(("holds  ", "green"), one.name))
        elif one.held is None:
            screen.print(Text.assemble(("skipped ", "dim"), f"{one.name}: {one.problem}"))
        else:
            told = f"{one.name}: {one.where}: {one.problem}"
            screen.print(Text.assemble(("broken ", "red"), told))


# Data


def print_conversation(row: Mapping[str, Any], index: int) -> None:
    """Print a row as a conversation, then the gold actions and what they change."""
    screen = console()
    blueprint = orjson.loads(row["blueprint"])
    screen.print(Text.assemble((f"row {index}", "bold"), f"  {row['id']}  {row['environment']}"))
    behaviours = ", ".join(map(str, row["behaviours"])) or "none"
    screen.print(
        f"{row['n_user_turns']} user turns, {row['n_calls']} calls, "
        f"{row['n_writes']} writes, behaviours: {behaviours}\n"
    )
    screen.print(_aside("What the user wants", Text(clean(blueprint["instruction"]), style="dim")))
    for message in row["messages"]:
        line = _line(message)
        if line is not None:
            screen.print(line)
    screen.print()
    beside = Table(box=None, expand=True, padding=(0, 2, 0, 0), show_header=False)
    beside.add_column(ratio=1)
    beside.add_column(ratio=1)
    beside.add_row(_gold(blueprint), _changes(blueprint))
    screen.print(beside)
    screen.print()
    screen.print(_reviews(blueprint))


def _line(message: Mapping[str, Any]) -> Any:
    role, content = message["role"], message["content"]
    if role == "user":
        return Text.assemble(("\nuser   ", "bold cyan"), content)
    if role == "tool":
        answer = Text(f"= {content}", style="dim", no_wrap=True, overflow="ellipsis")
        return Padding(answer, (0, 0, 0, 9))
    if role == "assistant":
        found: list[Any] = []
        if content:
            found.append(Text.assemble(("\nagent  ", "bold green"), content))
        for call in message["tool_calls"]:
            name, arguments = call["function"]["name"], call["function"]["arguments"]
            text = Text.assemble(("> ", "dim"), (name, "yellow"), f"({_brief(arguments)})")
            found.append(Padding(text, (0, 0, 0, 7)))
        return Group(*found)
    return None


def _brief(arguments: str) -> str:
    found = orjson.loads(arguments)
    return ", ".join(f"{name}={orjson.dumps(value).decode()}" for name, value in found.items())


def _aside(title: str, body: Any) -> Group:
    return Group(Text(title, style="bold"), body)


def _gold(blueprint: Mapping[str, Any]) -> Group:
    lines = [
        Text(f"{place}. {one['tool']}({_brief(orjson.dumps(one['arguments']).decode())})")
        for place, one in enumerate(blueprint["actions"], 1)
    ]
    for output in blueprint["outputs"]:
        kind = "must say" if output["kind"] == "value" else "must refuse, saying"
        lines.append(Text(f"{kind}: {output['text'] or '(no particular words)'}", "magenta"))
    return _aside("Gold actions", Group(*lines))


def _reviews(blueprint: Mapping[str, Any]) -> Group:
    """Return how the committee ruled, and how often the author had to revise before."""
    lines = []
    for turn in blueprint.get("rounds", ()):
        asked = "; ".join(turn.get("changes") or [one["detail"] for one in turn["findings"]])
        lines.append(Text(f"round {turn['number']}, sent back: {asked}", "dim"))
    for one in (blueprint.get("ruling") or {}).get("reviews", ()):
        vote = "abstained" if one.get("abstained") else "for" if one["accepted"] else "against"
        said = [f"{name} {score}" for name, score in one["scores"].items()]
        held = [finding["detail"] for finding in one["findings"]] or [one.get("reflection", "")]
        lines.append(
            Text.assemble(
                (f"{one['juror']}: {vote}", "green" if vote == "for" else "red"),
                f" ({', '.join(said)}) {'; '.join(held)}".rstrip(),
            )
        )
    return _aside("Reviews", Group(*lines))


def _changes(blueprint: Mapping[str, Any]) -> Group:
    lines = []
    for one in blueprint["diff"]:
        before, after = (orjson.dumps(one[key]).decode() for key in ("before", "after"))
        where = f"{one['table']}/{one['row']} {one['field']}: "
        if one["change"] == "added":
            lines.append(Text(f"+ {where}{after}", "green"))
        elif one["change"] == "removed":
            lines.append(Text(f"- {where}{before}", "red"))
        else:
            lines.append(Text(f"~ {where}{before} > {after}", "yellow"))
    return _aside("State diff", Group(*(lines or [Text("nothing changes")])))


def print_report(report: Report) -> None:
    """Print what verification found."""
    for problem in report.files:
        say(problem)
    for name, problems in list(report.failed.items())[:MOST_PROBLEMS]:
        for problem in problems:
            say(f"{name}: {problem}")
    if len(report.failed) > MOST_PROBLEMS:
        print(f"... and {len(report.failed) - MOST_PROBLEMS} more rows")
    good = report.rows - len(report.failed)
    print(f"{good} of {report.rows} rows hold; {report.calls} calls executed again.")


def percent(share: float | None) -> str:
    """Return a share as per cent, one digit after the point."""
    return "none" if share is None else f"{share * 100:.1f} %"


def listed(counts: Mapping[str, int]) -> str:
    """Return names with their counts."""
    return ", ".join(f"{name} {count}" for name, count in counts.items())
