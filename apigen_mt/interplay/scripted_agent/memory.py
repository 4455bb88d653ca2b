"""What an agent knows: the user's words and the answers of tools, nothing else."""

from __future__ import annotations

from typing import Any

import orjson

from apigen_mt.environment import Environment, error_in
from apigen_mt.language.consent import Rows
from apigen_mt.language.grounding import Ledger
from apigen_mt.language.match import normal
from apigen_mt.records.blueprint import Action, Fact


class Memory:
    """What was heard and read so far in one conversation."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.ledger = Ledger(environment)
        self.rows = Rows()
        self.results: dict[int, Any] = {}
        """What came of the gold actions made so far, by their place in the plan."""
        self._wish = ""

    def hear(self, text: str) -> None:
        """Note what the user said."""
        self.ledger.hear(text)
        self._wish += normal(text)

    def read(self, action: Action, answer: str) -> Any:
        """Note what a tool answered, a JSON text; return it, or None when it is an error."""
        if error_in(answer) is not None:
            return None
        self.ledger.observe(answer)
        tool = self.environment.toolbox.get(action.tool)
        if tool is not None:
            self.rows.observe(tool, answer)
        return orjson.loads(answer)

    def close_wish(self) -> None:
        """Forget what was said of one wish: it is not meant for the next."""
        self._wish = ""

    def told(self, fact: Fact) -> bool:
        """Whether the user said a fact: one about a wish when it came up, others at any time."""
        if "." in fact.key:
            return normal(fact.said) in self._wish
        return self.ledger.heard(fact.said) or bool(
            fact.mistaken and self.ledger.heard(fact.mistaken)
        )

    def grounds(self, action: Action) -> bool:
        """Whether every argument of a call was said or returned by now."""
        tool = self.environment.toolbox[action.tool]
        return not any(self.ledger.ungrounded(tool, action.arguments))
