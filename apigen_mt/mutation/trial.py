"""The trial: every operator on every trajectory, and what the verifier says to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

from apigen_mt.environment import Environment
from apigen_mt.generation.checks import Checker
from apigen_mt.generation.slips import SPOILERS
from apigen_mt.mutation import answers, arguments, breaches, equivalents, talk, writes
from apigen_mt.mutation.agents import AGENTS
from apigen_mt.mutation.case import Case, Messages, Operator
from apigen_mt.records.blueprint import Blueprint
from apigen_mt.review.rules import SEATS
from apigen_mt.verification.verify import Verifier

Kind = Literal["mutation", "blueprint", "agent", "equivalence"]

MUTATIONS: dict[str, Operator] = {
    one.__name__: one
    for one in (
        writes.drop_write,
        writes.duplicate_write,
        writes.reorder_writes,
        writes.add_write,
        writes.wrong_tool,
        writes.early_stop,
        writes.idle_user,
        arguments.wrong_value,
        arguments.wrong_type,
        arguments.wrong_entity,
        arguments.omitted_argument,
        arguments.unsaid_argument,
        arguments.guessed_read,
        answers.tampered_observation,
        answers.fabricated_result,
        answers.error_made_good,
        answers.unanswered_call,
        talk.missing_output,
        talk.containing_number,
        talk.wrong_unit,
        talk.invented_figure,
        talk.unconfirmed_write,
        talk.other_confirmation,
        talk.leaked_gold,
        talk.talk_after_the_end,
        breaches.policy_breach,
    )
}
EQUIVALENTS: dict[str, Operator] = {
    one.__name__: one
    for one in (
        equivalents.extra_read,
        equivalents.commuting_reads,
        equivalents.parallel_reads,
        equivalents.argument_order,
        equivalents.number_form,
        equivalents.free_text,
        equivalents.small_talk,
        equivalents.asked_otherwise,
        equivalents.agreed_otherwise,
        equivalents.refused_otherwise,
        equivalents.other_forms,
        equivalents.other_typing,
    )
}
RECALL = 0.99
RECALL_OF_AN_OPERATOR = 0.95
FALSE_REJECTS = 0.01
MOST_TRIES = 40
"""How many candidates of one operator are looked at for one trajectory."""


@dataclass
class Tried:
    """What came of one operator."""

    operator: str
    kind: Kind
    tried: int = 0
    rejected: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    surprises: list[str] = field(default_factory=list)
    """Ids of trajectories whose mutant passed, or whose harmless edit was rejected."""

    def count(self, name: str, reasons: set[str]) -> None:
        """Note one verdict on an edit of trajectory `name`."""
        self.tried += 1
        self.rejected += bool(reasons)
        self.reasons.update(sorted(reasons))
        if bool(reasons) == (self.kind == "equivalence"):
            self.surprises.append(name)

    @property
    def rate(self) -> float | None:
        """The share that was rejected, or None where nothing was tried."""
        return round(self.rejected / self.tried, 4) if self.tried else None


@dataclass
class Trial:
    """What the verifier made of all edits."""

    trajectories: int = 0
    refused: int = 0
    """Trajectories that do not pass as they are, and were left out."""
    rows: dict[str, Tried] = field(default_factory=dict)

    def of(self, *kinds: Kind) -> list[Tried]:
        """Return the rows of some kinds at which anything was tried."""
        return [row for row in self.rows.values() if row.kind in kinds and row.tried]

    @property
    def recall(self) -> float | None:
        """The share of mutants of trajectories and blueprints, and of bad agents, found out."""
        return _rate(self.of("mutation", "blueprint", "agent"))

    @property
    def false_rejects(self) -> float | None:
        """The share of harmless edits that were rejected."""
        return _rate(self.of("equivalence"))

    @property
    def holds(self) -> bool:
        """Whether recall and false rejects are as promised, in all and operator by operator."""
        recall, false_rejects = self.recall, self.false_rejects
        if recall is None or false_rejects is None or self.refused:
            return False
        each = [row.rate or 0.0 for row in self.of("mutation", "blueprint")]
        agents = [row.rate or 0.0 for row in self.of("agent")]
        return (
            recall >= RECALL
            and min(each, default=0.0) >= RECALL_OF_AN_OPERATOR
            and min(agents, default=1.0) == 1.0
            and false_rejects <= FALSE_REJECTS
        )

    def told(self) -> dict[str, Any]:
        """Return the trial as a JSON object."""
        return {
            "holds": self.holds,
            "trajectories": self.trajectories,
            "refused": self.refused,
            "recall": self.recall,
            "false_rejects": self.false_rejects,
            "operators": [
                {
                    "operator": row.operator,
                    "kind": row.kind,
                    "tried": row.tried,
                    "rejected": row.rejected,
                    "rate": row.rate,
                    "reasons": dict(row.reasons.most_common()),
                    "surprises": row.surprises[:20],
                }
                for row in self.rows.values()
            ],
        }


async def examine(
    environment: Environment,
    trajectories: Iterable[tuple[Blueprint, Messages]],
    seed: int = 0,
    look: Callable[[str, Blueprint, Messages], None] = lambda operator, blueprint, messages: None,
) -> Trial:
    """Return what the verifier says to edits of accepted trajectories.

    Args:
        environment: where they were played.
        trajectories: blueprint and messages of each.
        seed: decides where edits are made.
        look: is shown each surprise: operator, blueprint, the edited messages; no messages where
            the blueprint itself was spoilt.
    """
    verifier, trial = Verifier(environment), Trial(rows=_rows())
    for blueprint, messages in trajectories:
        if verifier.verify(messages, blueprint).reward == 0:
            trial.refused += 1
            continue
        trial.trajectories += 1
        case = Case(blueprint, messages, environment)
        for name, operator in {**MUTATIONS, **EQUIVALENTS}.items():
            random = Random(f"{seed}/{blueprint.id}/{name}")
            edited = _first(operator(case, random))
            if edited:
                _judge(verifier, case, trial.rows[name], edited, look)
        for name, play in AGENTS.items():
            played = await play(case, Random(f"{seed}/{blueprint.id}/{name}"))
            if played and case.writes:
                _judge(verifier, case, trial.rows[name], played, look)
        for name, spoilt, reasons in _spoilt(case, seed):
            trial.rows[name].count(blueprint.id, reasons)
            if not reasons:
                look(name, spoilt, ())
    return trial


def _rows() -> dict[str, Tried]:
    kinds: list[tuple[Kind, Iterable[str]]] = [
        ("mutation", MUTATIONS),
        ("blueprint", map(_of_blueprint, SPOILERS)),
        ("agent", AGENTS),
        ("equivalence", EQUIVALENTS),
    ]
    return {name: Tried(name, kind) for kind, names in kinds for name in names}


def _first(candidates: Iterable[Messages]) -> Messages:
    for _, edited in zip(range(MOST_TRIES), candidates, strict=False):
        if edited:
            return edited
    return ()


def _judge(
    verifier: Verifier,
    case: Case,
    row: Tried,
    edited: Messages,
    look: Callable[[str, Blueprint, Messages], None],
) -> None:
    outcome = verifier.verify(edited, case.blueprint)
    reasons = {finding.reason.value for finding in outcome.findings}
    row.count(case.blueprint.id, reasons)
    if bool(reasons) == (row.kind == "equivalence"):
        look(row.operator, case.blueprint, edited)


def _spoilt(case: Case, seed: int) -> Iterable[tuple[str, Blueprint, set[str]]]:
    """Yield each spoilt version of the blueprint, and what checks and rule jurors find in it."""
    checker = Checker(case.environment)
    for name, spoil in SPOILERS.items():
        random = Random(f"{seed}/{case.blueprint.id}/{name}")
        spoilt = spoil(case.blueprint, case.environment, random)
        if spoilt is None:
            continue
        execution, findings = checker.check(spoilt)
        reasons = {finding.reason.value for finding in findings}
        if execution is not None:
            spoilt = spoilt.model_copy(update={"diff": execution.diff})
            objections = {one for seat in SEATS.values() for one in seat}
            reasons = {
                reason.value
                for objection in objections
                for reason, _ in objection(spoilt, case.environment)
            }
        yield _of_blueprint(name), spoilt, reasons


def _of_blueprint(name: str) -> str:
    return f"blueprint_{name}"


def _rate(rows: list[Tried]) -> float | None:
    tried = sum(row.tried for row in rows)
    return round(sum(row.rejected for row in rows) / tried, 5) if tried else None
