"""The procedural author: composes gold actions by executing them, so they hold by construction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from random import Random
from typing import Any

import orjson

from apigen_mt.environment import Environment, Question, Step, Tool
from apigen_mt.generation.instruction import instruct
from apigen_mt.generation.plan import Plan
from apigen_mt.generation.slips import spoil
from apigen_mt.generation.world import World
from apigen_mt.language.grammar import expand, look_up, places, sentence, spoken
from apigen_mt.language.match import leaves, normal, told_by
from apigen_mt.language.wording import Wording
from apigen_mt.records.blueprint import Blueprint, Change, Fact, Goal, GoalKind, Output
from apigen_mt.records.review import Finding, Round
from apigen_mt.records.scenario import Scenario

NOT_A_REFUSAL = ("invalid_arguments", "unknown_tool", "not_found")


class Planner:
    """Drafts and revises blueprints for one environment, without any model.

    Args:
        environment: whose tools and rows the blueprints use.
        slip: share of drafts that are spoilt on purpose, so that checks have something to find.
    """

    name = "planner"

    def __init__(self, environment: Environment, slip: float = 0.0) -> None:
        self.environment = environment
        self.slip = slip
        self.wording = Wording(environment)

    def draft(self, scenario: Scenario) -> Blueprint | None:
        """Return a blueprint for `scenario`, or None when its world offers nothing to do."""
        return self._write(scenario, ())

    def revise(self, blueprint: Blueprint, findings: Sequence[Finding]) -> Blueprint | None:
        """Return the blueprint with the findings answered and kept as one more round."""
        number = len(blueprint.rounds)
        rounds = (*blueprint.rounds, Round(number=number, findings=tuple(findings)))
        return self._write(blueprint.scenario, rounds)

    def _write(self, scenario: Scenario, rounds: tuple[Round, ...]) -> Blueprint | None:
        blueprint = _Draft(self.environment, self.wording, scenario).blueprint(rounds)
        random = Random(f"{scenario.seed}/slip/{len(rounds)}")
        if blueprint is not None and random.random() < self.slip:
            return spoil(blueprint, self.environment, random)
        return blueprint


class _Draft:
    """One pass over a scenario's goals."""

    def __init__(self, environment: Environment, wording: Wording, scenario: Scenario) -> None:
        self.environment = environment
        self.wording = wording
        self.scenario = scenario
        self.random = Random(f"{scenario.seed}/plan")
        self.world = World(environment, scenario.person, self.random)
        self.plan = Plan(self.world, environment.session(scenario.seed), scenario.focus)
        self.taken: set[tuple[str, str]] = set()
        self.changed = "mind_change" not in scenario.behaviours
        self._probes: dict[tuple[str, str, str], Step] = {}
        self._bindings: dict[str, list[dict[str, Any]]] = {}

    def blueprint(self, rounds: tuple[Round, ...]) -> Blueprint | None:
        if self.environment.people and not self._identify():
            return None
        for kind in self._agenda():
            self._goal(kind)
        if not self.plan.goals and not self._inform():
            return None
        plan = self.plan
        text = instruct(plan, self.scenario, self.random)
        content = orjson.dumps(
            [self.scenario.model_dump(), text, [action.model_dump() for action in plan.actions]]
        )
        return Blueprint(
            id=f"{self.environment.name}-{sha256(content).hexdigest()[:12]}",
            scenario=self.scenario,
            author=Planner.name,
            instruction=text,
            facts=tuple(plan.facts.values()),
            goals=tuple(plan.goals),
            identify=plan.identify,
            actions=tuple(plan.actions),
            outputs=tuple(plan.outputs),
            rounds=rounds,
        )

    def _agenda(self) -> Iterator[str]:
        """Yield the kinds of goal: the focus first, hand-overs last."""
        goals = list(self.scenario.goals)
        if self.scenario.focus is not None:
            source, target, slot = self.scenario.focus
            people = f"ref:{self.environment.people}"
            for name in (source, target):
                tool = self.environment.toolbox[name]
                kind = "act" if tool.writes else "inform"
                if name == source and not tool.writes and slot != people:
                    continue  # the plan takes this read on the way to the target
                if tool.writes and "act" in goals:
                    goals.remove("act")
                elif not tool.writes and "inform" in goals:
                    goals.remove("inform")
                yield f"{kind}:{name}"
        yield from (goal for goal in goals if goal != "decline")
        yield from (goal for goal in goals if goal == "decline")

    def _goal(self, kind: str) -> None:
        kind, _, name = kind.partition(":")
        if kind == "act":
            self._act([name, *self.scenario.tools] if name else self.scenario.tools)
        elif kind == "inform":
            self._inform(name)
        elif kind == "refuse":
            self._refuse(self.scenario.tools)
        elif kind == "decline":
            self._decline()
        elif kind == "substitute":
            refused = self._refuse(self.scenario.tools)
            self._act(self.scenario.tools, instead_of=refused)

    # Who is calling

    def _identify(self) -> bool:
        entries = self.world.entries()
        if not entries:
            return False
        lookup = self.world.lookups[self.random.choice(entries)]
        plan = self.plan
        tool = self.environment.toolbox[lookup.tool]
        for parameter, slot, value in tool.slots(lookup.arguments):
            plan.say_kind(parameter, slot, value)
        if plan.do(tool, lookup.arguments) is None:
            return False
        plan.identify = tuple(range(len(plan.actions)))
        plan.needed = []
        if "mistake" in self.scenario.behaviours:
            self._mistake(tool, lookup.arguments)
        return True

    def _mistake(self, tool: Tool, arguments: Mapping[str, Any]) -> None:
        """Give one identifying fact a wrong first version which the tool does not know."""
        parameter, slot, value = self.random.choice(list(tool.slots(arguments)))
        fact = self.plan.facts.get(slot[3:])
        wrong = _mistyped(str(value), self.random)
        if fact is None or wrong is None:
            return
        step = self.environment.session().call(tool.name, {**arguments, parameter: wrong})
        if step.error is not None and step.error != "invalid_arguments":
            self.plan.facts[fact.key] = fact.model_copy(update={"mistaken": wrong})

    # Wishes that are met

    def _act(self, names: Iterable[str], instead_of: Goal | None = None) -> bool:
        for name in dict.fromkeys(names):
            tool = self.environment.toolbox[name]
            if not tool.writes or name in self._hand_overs:
                continue
            bindings = self._options(tool)
            if instead_of is not None:
                shared = set(_refs(self._tool(instead_of), instead_of.arguments))
                bindings = [one for one in bindings if shared & set(_refs(tool, one))]
            for arguments in sorted(bindings, key=lambda one: not self._flows(tool, one)):
                if self._try_act(tool, arguments, bindings, instead_of):
                    return True
        return False

    def _try_act(
        self,
        tool: Tool,
        arguments: dict[str, Any],
        bindings: list[dict[str, Any]],
        instead_of: Goal | None,
    ) -> bool:
        mark = (tool.name, _main(tool, arguments, self.environment))
        if mark in self.taken or not self._accepted(tool, arguments):
            return False
        if self._undoes(self._probe(tool, arguments)):
            return False
        trial = self.plan.copy()
        place = len(trial.goals)
        said = self._describe(trial, tool, arguments, place)
        if said is None or not self._reachable(trial, tool, arguments):
            return False
        change = self._change(trial, tool, arguments, bindings, place)
        facts = tuple(trial.needed)
        done = self._carry_out(trial, tool, arguments)
        want = self._render_want(tool, arguments, said, change)
        if done is None or want is None:
            return False
        done.goals.append(
            Goal(
                kind="act",
                tool=tool.name,
                arguments=arguments,
                want=want,
                why="" if instead_of else self._why(tool),
                actions=tuple(range(len(self.plan.actions), len(done.actions))),
                facts=facts,
                change=change,
                instead=instead_of is not None,
            )
        )
        self._keep(done)
        self.taken.add(mark)
        if change is not None:
            self.changed = True
            before_change = {**arguments, change.argument: change.before}
            self.taken.add((tool.name, _main(tool, before_change, self.environment)))
        return True

    def _carry_out(self, trial: Plan, tool: Tool, arguments: Mapping[str, Any]) -> Plan | None:
        """Return the plan with the write made, after as many reads as the policy asks for."""
        for thorough in (False, True):
            trial.inspect(tool, arguments, self.random, thorough)
            done = trial.copy()
            step = done.do(tool, arguments)
            if step is None or not step.changed:
                return None
            if not self.environment.breaches(done.session.trace):
                return done
        return None

    def _undoes(self, newest: Step) -> bool:
        """Return whether a write touches again what an earlier one changed.

        Writes that keep apart are also minimal: without one of them its fields stay as they were.
        """
        return any(
            _overlap(new, old)
            for step in self.plan.session.trace
            if step.changed
            for old in step.touched
            for new in newest.touched
        )

    def _accepted(self, tool: Tool, arguments: Mapping[str, Any]) -> bool:
        step = self._probe(tool, arguments)
        return step.error is None and step.changed

    def _probe(self, tool: Tool, arguments: Mapping[str, Any]) -> Step:
        """Return what a call would do in the plan's present state."""
        mark = (tool.name, repr(arguments), self.plan.session.db.digest)
        step = self._probes.get(mark)
        if step is None:
            step = self._probes[mark] = self.plan.session.fork().call(tool.name, arguments)
        return step

    def _reachable(self, plan: Plan, tool: Tool, arguments: Mapping[str, Any]) -> bool:
        """Add the reads for every reference of a call, by the focus's edge where it fits."""
        return all(
            plan.find(slot, value, plan.source(tool.name, slot))
            for _, slot, value in tool.slots(arguments)
            if slot.startswith("ref:")
        )

    def _flows(self, tool: Tool, arguments: Mapping[str, Any]) -> bool:
        """Whether a call would take a value along the focus's edge, as things stand."""
        if self.scenario.focus is None or self.scenario.focus[1] != tool.name:
            return False
        source, _, slot = self.scenario.focus
        return any(
            self.plan.knows((kind, value), source)
            for _, kind, value in tool.slots(arguments)
            if kind == slot
        )

    def _describe(
        self, plan: Plan, tool: Tool, arguments: Mapping[str, Any], place: int
    ) -> dict[str, str] | None:
        """Note the facts behind a call's arguments; return how each is said.

        None when a row cannot be told apart by what a person would call it.
        """
        plan.needed = []
        said: dict[str, str] = {}
        for name, value in arguments.items():
            if tool.prose(name):
                continue
            text = self._said(tool, name, value)
            if text is None:
                return None
            if text == "":
                continue
            said[name] = text
            literal = not any(
                one == name and slot.startswith("ref:") for one, slot, _ in tool.slots(arguments)
            )
            plan.need(f"{place}.{name}", value, text, self.wording.ask(name), literal)
        return said

    def _said(self, tool: Tool, name: str, value: Any) -> str | None:
        """Return how the person says an argument; nothing for itself, None when it cannot."""
        slots = [(slot, one) for param, slot, one in tool.slots({name: value}) if param == name]
        if not slots or not slots[0][0].startswith("ref:"):
            return spoken(value)
        if slots[0][0] == f"ref:{self.environment.people}":
            return ""
        names = [self.world.label(slot, one) for slot, one in slots]
        if None in names or len(set(names)) < len(names):
            return None
        return _joined([str(one) for one in names])

    def _change(
        self,
        plan: Plan,
        tool: Tool,
        arguments: Mapping[str, Any],
        bindings: Sequence[Mapping[str, Any]],
        place: int,
    ) -> Change | None:
        """Return a change of mind: one argument that was something else, and would have worked."""
        if self.changed:
            return None
        for other in bindings:
            differs = [name for name in arguments if other.get(name) != arguments[name]]
            if len(differs) != 1 or set(other) != set(arguments) or tool.prose(differs[0]):
                continue
            name = differs[0]
            text = self._said(tool, name, other[name])
            mine = plan.facts[f"{place}.{name}"].said if f"{place}.{name}" in plan.facts else ""
            if not text or not mine or normal(text) in normal(mine) or normal(mine) in normal(text):
                continue
            if self._accepted(tool, other) and self._reachable(plan, tool, other):
                return Change(
                    argument=name, before=other[name], said_before=text, fact=f"{place}.{name}"
                )
        return None

    def _render_want(
        self,
        tool: Tool,
        arguments: Mapping[str, Any],
        said: Mapping[str, str],
        change: Change | None = None,
    ) -> str | None:
        words = dict(said)
        if change is not None:
            words[change.argument] = change.said_before
        for _ in range(4):
            template = self.wording.want(tool, self.random)
            want = self.wording.render(template, tool, arguments, self._row, override=words)
            if want is not None:
                return want
        return None

    def _why(self, tool: Tool) -> str:
        return self.wording.why(tool, self.random) if self.random.random() < 0.6 else ""

    # Questions

    def _inform(self, name: str = "") -> bool:
        choices: list[tuple[int, Question]] = []
        for place, lookup in enumerate(self.world.lookups):
            tool = self.environment.toolbox[lookup.tool]
            if (name and tool.name != name) or not self._askable(tool, lookup.arguments):
                continue
            choices.extend((place, question) for question in self._questions(tool, lookup.result))
        self.random.shuffle(choices)
        if name:
            tool = self.environment.toolbox[name]
            lookups = self.world.lookups
            choices.sort(key=lambda pair: not self._flows(tool, lookups[pair[0]].arguments))
        for place, question in choices[:6]:
            lookup = self.world.lookups[place]
            tool = self.environment.toolbox[lookup.tool]
            if self._try_inform(tool, lookup.arguments, question):
                return True
        return bool(name) and self._inform()

    def _askable(self, tool: Tool, arguments: Mapping[str, Any]) -> bool:
        people = f"ref:{self.environment.people}"
        slots = {slot for _, slot, _ in tool.slots(arguments)}
        named = all(slot.startswith("ref:") for slot in slots) or not any(
            self.world.own.get(slot) for slot in slots
        )
        return named and (slots != {people} or bool(self.wording.questions(tool)))

    def _questions(self, tool: Tool, result: Any) -> list[Question]:
        hints = [one for one in self.wording.questions(tool) if _scalar(look_up(result, one.field))]
        if hints or self.wording.questions(tool) or not isinstance(result, dict):
            return hints
        return [
            Question(
                f"what's the {field.replace('_', ' ')} of {{{parameter}}}",
                field,
                f"The {field.replace('_', ' ')} is {{value}}.",
            )
            for parameter in tool.parameters.get("required", ())[:1]
            for field, value in result.items()
            if _scalar(value) and not field.endswith("_id")
        ]

    def _try_inform(self, tool: Tool, arguments: dict[str, Any], question: Question) -> bool:
        mark = (f"{tool.name}.{question.field}", _main(tool, arguments, self.environment))
        if mark in self.taken:
            return False
        trial = self.plan.copy()
        said = self._describe(trial, tool, arguments, len(trial.goals))
        if said is None or not self._reachable(trial, tool, arguments):
            return False
        first = len(self.plan.actions)
        step = trial.do(tool, arguments)
        if step is None or self.environment.breaches(trial.session.trace):
            return False
        value = look_up(step.result, question.field)
        want = self.wording.render(
            expand(question.ask, self.random), tool, arguments, self._row, override=said
        )
        if want is None or not _scalar(value):
            return False
        used = set(places(question.ask))
        answering = trial.read[tool.name, repr(sorted(arguments.items()))]
        fresh = [place for place in range(first, len(trial.actions)) if place != answering]
        indices = tuple(sorted((*fresh, answering)))
        text = next(iter(leaves(value)))
        trial.goals.append(
            Goal(
                kind="inform",
                tool=tool.name,
                arguments=arguments,
                want=want,
                actions=indices,
                facts=tuple(
                    key for key in trial.needed if _last(key) in used or not _numbered(key)
                ),
                field=question.field,
                answer=question.answer,
                outputs=(len(trial.outputs),),
            )
        )
        trial.outputs.append(Output(kind="value", text=text))
        self._keep(trial)
        self.taken.add(mark)
        return True

    # Wishes that are not met

    def _refuse(self, names: Iterable[str]) -> Goal | None:
        """Add a wish that cannot be met: a rule forbids it, or the tool would refuse it."""
        tries = [self._refused_by_tool]
        if any(step.changed for step in self.plan.session.trace) and self.random.random() < 0.5:
            tries.insert(0, self._refused_by_rule)
        for refused in tries:
            for name in names:
                tool = self.environment.toolbox[name]
                if name in self._hand_overs:
                    continue
                for arguments in self._options(tool):
                    goal = refused(tool, arguments)
                    if goal is not None:
                        return goal
        return None

    def _refused_by_rule(self, tool: Tool, arguments: dict[str, Any]) -> Goal | None:
        """Add a wish that the tool would serve, but which breaks a rule after what was done."""
        if not self._accepted(tool, arguments):
            return None
        broken = self.environment.breaches([*self.plan.session.trace, self._probe(tool, arguments)])
        if not broken:
            return None
        trial = self.plan.copy()
        said = self._describe(trial, tool, arguments, len(trial.goals))
        if said is None or not self._reachable(trial, tool, arguments):
            return None
        trial.inspect(tool, arguments, self.random, True)
        forbidden = trial.copy()
        step = forbidden.do(tool, arguments)
        broken = self.environment.breaches(forbidden.session.trace)
        if step is None or not broken or self.environment.breaches(trial.session.trace):
            return None
        because = f"{sentence(broken[0][0].explains)}."
        return self._refusal(trial, tool, arguments, said, because)

    def _refused_by_tool(self, tool: Tool, arguments: dict[str, Any]) -> Goal | None:
        if (tool.name, _main(tool, arguments, self.environment)) in self.taken:
            return None
        step = self._probe(tool, arguments)
        if step.error is None or step.error in NOT_A_REFUSAL:
            return None
        trial = self.plan.copy()
        said = self._describe(trial, tool, arguments, len(trial.goals))
        if said is None or not self._reachable(trial, tool, arguments):
            return None
        trial.inspect(tool, arguments, self.random, True)
        if self.environment.breaches(trial.session.trace):
            return None
        because = str(orjson.loads(step.observation)["error"])
        return self._refusal(trial, tool, arguments, said, because)

    def _refusal(
        self,
        trial: Plan,
        tool: Tool,
        arguments: dict[str, Any],
        said: Mapping[str, str],
        because: str,
    ) -> Goal | None:
        """Add the wish, its reads and the expected refusal to the plan."""
        needed = list(trial.needed)
        want = self._render_want(tool, arguments, said)
        if want is None:
            return None
        says = _evidence(because, trial, len(self.plan.actions))
        goal = Goal(
            kind="refuse",
            tool=tool.name,
            arguments=arguments,
            want=want,
            why=self._why(tool),
            actions=tuple(range(len(self.plan.actions), len(trial.actions))),
            facts=tuple(
                key
                for key in needed
                if _mentioned(trial.facts[key], want) or self._matters(tool, arguments, _last(key))
            ),
            because=because,
            outputs=(len(trial.outputs),),
        )
        trial.goals.append(goal)
        trial.outputs.append(Output(kind="refusal", text=says))
        self._keep(trial)
        self.taken.add((tool.name, _main(tool, arguments, self.environment)))
        return goal

    def _matters(self, tool: Tool, arguments: Mapping[str, Any], name: str) -> bool:
        """Whether another value of one argument would change the answer; if in doubt, yes."""
        step = self._probe(tool, arguments)
        others = [one[name] for one in self._options(tool) if one.get(name) != arguments[name]]
        if step.error is None:
            return False  # a rule forbids it, whatever the details
        return not any(
            self._probe(tool, {**arguments, name: other}).error == step.error for other in others
        )

    def _decline(self) -> bool:
        declines = list(self.environment.phrasing.declines)
        self.random.shuffle(declines)
        for decline in declines:
            trial = self.plan.copy()
            trial.needed = []
            actions: tuple[int, ...] = ()
            tool_name, arguments = "", {}
            if decline.hand_over:
                tool = self.environment.tool(decline.hand_over)
                fixed = decline.arguments
                bindings = [{**one, **fixed} for one in self._options(tool)]
                arguments = next((one for one in bindings if self._accepted(tool, one)), {})
                step = trial.do(tool, arguments) if arguments else None
                if step is None or self.environment.breaches(trial.session.trace):
                    continue
                actions, tool_name = (len(trial.actions) - 1,), tool.name
            kind: GoalKind = "decline"
            trial.goals.append(
                Goal(
                    kind=kind,
                    tool=tool_name,
                    arguments=arguments,
                    want=expand(self.random.choice(decline.ask), self.random),
                    actions=actions,
                    because=expand(self.random.choice(decline.because), self.random),
                    outputs=(len(trial.outputs),),
                )
            )
            trial.outputs.append(Output(kind="refusal", text=decline.says))
            self._keep(trial)
            return True
        return False

    # Small things

    def _options(self, tool: Tool) -> list[dict[str, Any]]:
        """Return plausible arguments for a write, the same ones throughout the draft."""
        if tool.name not in self._bindings:
            self._bindings[tool.name] = self.world.bindings(tool, self.random)[:8]
        return self._bindings[tool.name]

    def _keep(self, trial: Plan) -> None:
        kept = set(self.plan.facts)
        for goal in trial.goals:
            kept.update(goal.facts)
        trial.facts = {key: fact for key, fact in trial.facts.items() if key in kept}
        self.plan = trial

    def _tool(self, goal: Goal) -> Tool:
        return self.environment.toolbox[goal.tool]

    def _row(self, table: str, key: Any) -> Mapping[str, Any] | None:
        row: Mapping[str, Any] | None = self.environment.seed.table(table).get(key)
        return row

    @property
    def _hand_overs(self) -> set[str]:
        return {one.hand_over for one in self.environment.phrasing.declines if one.hand_over}


def _refs(tool: Tool, arguments: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((slot, value) for _, slot, value in tool.slots(arguments) if slot.startswith("ref:"))


def _main(tool: Tool, arguments: Mapping[str, Any], environment: Environment) -> str:
    """Return the key of the row that a call is mainly about."""
    people = f"ref:{environment.people}"
    keys = [str(value) for slot, value in _refs(tool, arguments) if slot != people]
    return keys[0] if keys else ""


def _overlap(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """Whether two changed places are the same field, or one lies inside the other."""
    if one[:2] != other[:2]:
        return False
    a, b = f"{one[2]}.", f"{other[2]}."
    return "*" in (one[2], other[2]) or a.startswith(b) or b.startswith(a)


def _scalar(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool) and value != ""


def _joined(names: Sequence[str]) -> str:
    return spoken(list(names))


def _last(key: str) -> str:
    return key.partition(".")[2] or key


def _numbered(key: str) -> bool:
    return key.partition(".")[0].isdigit()


def _mentioned(fact: Fact, want: str) -> bool:
    return normal(fact.said) in normal(want) or not _numbered(fact.key)


def _evidence(because: str, plan: Plan, first: int) -> str:
    """Return words of the reason that the world itself says: a status, a date, an amount."""
    said = normal(because)
    found = ""
    for step in plan.session.trace:
        for leaf in sorted(told_by(step.observation)):
            words = normal(leaf)
            if words in said and 1 <= len(words.split()) <= 3 and len(words) > len(normal(found)):
                found = leaf
    return found


def _mistyped(value: str, random: Random) -> str | None:
    """Return `value` with two neighbouring letters or digits the wrong way round."""
    spots = [
        place
        for place in range(len(value) - 1)
        if value[place].isalnum()
        and value[place + 1].isalnum()
        and value[place] != value[place + 1]
    ]
    if not spots:
        return None
    place = random.choice(spots)
    return value[:place] + value[place + 1] + value[place] + value[place + 2 :]
