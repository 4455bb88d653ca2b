"""What environments out of foreign code share: effects and answers found by observing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cached_property
from typing import ClassVar

from apigen_mt.environment.adapters.observing import Observed, observe
from apigen_mt.environment.adapters.referring import ReferringEnvironment
from apigen_mt.environment.tool import Tool
from apigen_mt.errors import EnvironmentFault, nearest

_EFFECT = {"writes take effect": "what foreign code writes may depend on earlier calls"}
_TRIED = {"tools can be reached": "no references are given; calls are tried with known values"}


class AdaptedEnvironment(ReferringEnvironment):
    """An environment whose tools know nothing of us; `writes` names those that may write."""

    writes: ClassVar[Collection[str] | None] = None
    """The tools that may write; None has it found out by observing."""

    def __init__(self) -> None:
        if self.referring:
            self.show()

    @property
    def unjudged(self) -> Mapping[str, str]:
        """Promises that cannot apply to foreign code, each with the reason."""
        tried = {} if self.meaning.tables else _TRIED
        return {**super().unjudged, **tried, **_EFFECT}

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
        tools = {name: self.taking(one) for name, one in self.bare_tools.items()}
        return observe(tools, self.faced, keys=self.neighbours.keys)

    @cached_property
    def toolbox(self) -> dict[str, Tool]:
        """Every tool by name, with its effect, and the references among what it answers."""
        bare = self.bare_tools
        for name in self.writes or ():
            if name not in bare:
                raise EnvironmentFault(
                    f"Environment '{self.name}': writes names '{name}', which is no tool."
                    f"{nearest(name, bare)}"
                )
        writes = self.observed.writes | self.assigning if self.writes is None else self.writes
        return {name: self._judged(one, name in writes) for name, one in bare.items()}

    def _judged(self, tool: Tool, writes: bool) -> Tool:
        found = replace(self.taking(tool), effect="write" if writes else "read")
        return self.telling(found, self.observed.answers[tool.name])
