"""What environments out of foreign code share: effects found by observing, promises left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar

from apigen_mt.environment.adapters.observing import Observed, observe
from apigen_mt.environment.environment import Environment
from apigen_mt.environment.tool import Tool
from apigen_mt.errors import EnvironmentFault, nearest

_UNJUDGED = {
    "references resolve": "foreign code does not say which texts are keys of what",
    "people are known": "foreign code does not say who calls and what they know",
    "tools can be reached": "calls are tried with values from the state instead",
    "writes take effect": "what foreign code writes may depend on earlier calls",
}


class AdaptedEnvironment(Environment):
    """An environment whose tools know nothing of us; `writes` names those that may write."""

    writes: ClassVar[Collection[str] | None] = None
    """The tools that may write; None has it found out by observing."""

    @property
    def unjudged(self) -> Mapping[str, str]:
        """Promises that cannot apply to foreign code, each with the reason."""
        return _UNJUDGED

    @cached_property
    def bare_tools(self) -> Mapping[str, Tool]:
        """Every tool, declared a write."""
        raise NotImplementedError

    @property
    def assigning(self) -> frozenset[str]:
        """The tools whose code shows that they write; whether seen to do so or not."""
        return frozenset()

    @cached_property
    def observed(self) -> Observed:
        """What the tools did on copies of the seed state."""
        return observe(self.bare_tools, self.seed)

    @cached_property
    def toolbox(self) -> dict[str, Tool]:
        """Every tool by name, with its effect."""
        bare = self.bare_tools
        for name in self.writes or ():
            if name not in bare:
                raise EnvironmentFault(
                    f"Environment '{self.name}': writes names '{name}', which is no tool."
                    f"{nearest(name, bare)}"
                )
        writes = self.observed.writes | self.assigning if self.writes is None else self.writes
        return {
            name: replace(
                one,
                effect="write" if name in writes else "read",
                propose=self._proposals(name),
            )
            for name, one in bare.items()
        }

    def _proposals(self, name: str) -> Any:
        def propose(*_: Any) -> Iterator[Mapping[str, Any]]:
            yield from self.observed.calls[name]

        return propose
