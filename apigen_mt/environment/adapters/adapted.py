"""What environments out of foreign code share: what is found by observing, and references."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import Any, ClassVar

from apigen_mt.environment.adapters.faces import Face, Faced, Finder
from apigen_mt.environment.adapters.labels import name_of
from apigen_mt.environment.adapters.meaning import Knows, Meaning, References
from apigen_mt.environment.adapters.observing import Observed, observe
from apigen_mt.environment.adapters.proposing import Neighbours, proposed
from apigen_mt.environment.adapters.shapes import names_in_rows, shape_seen
from apigen_mt.environment.environment import Environment
from apigen_mt.environment.phrasing import Phrasing
from apigen_mt.environment.shape import Shape
from apigen_mt.environment.tool import Tool
from apigen_mt.errors import EnvironmentFault, nearest

_EFFECT = {"writes take effect": "what foreign code writes may depend on earlier calls"}
_UNJUDGED = {
    "references resolve": "no references are given, and code does not say which texts are keys",
    "tools can be reached": "no references are given; calls are tried with values from the state",
    **_EFFECT,
}
_NOBODY = {"people are known": "no people are given, and code does not say who calls"}


class AdaptedEnvironment(Environment):
    """An environment whose tools know nothing of us; `writes` names those that may write.

    With `references`, `knows` and `people` its tables, tools and answers are typed as native ones.
    """

    writes: ClassVar[Collection[str] | None] = None
    """The tools that may write; None has it found out by observing."""
    references: ClassVar[References] = {}
    """Names of parameters and fields to the tables whose keys stand there."""
    knows: ClassVar[Knows] = ()
    """Names of parameters and fields that hold what people know by heart."""

    def __init__(self) -> None:
        self.meaning = Meaning.of(self.references, self.knows, self.people)
        if not (self.meaning.slots or self.people):
            return
        database = type(self).database
        assert issubclass(database, Faced)
        where = f"Environment '{self.name}'"
        tree, hint = self.tree()
        numbered = self.meaning.numbered(self.bare_tools)
        if self.people in numbered:
            raise EnvironmentFault(
                f"{where}: the keys of its people are numbers. Make them texts in '{self.people}'."
            )
        faces = Finder(where, tree, self.meaning, hint, self.outermost, numbered).faces()
        self.__dict__["database"] = database.showing(faces)
        fields = {
            name: names_in_rows(self.seed.table(name)) - face.added for name, face in faces.items()
        }
        self.__dict__["phrasing"] = self._labels(faces)
        self.meaning.check(where, self.bare_tools, fields)

    outermost: ClassVar[int] = 1
    """How many names it takes at least to say where a table is in `tree`."""

    def tree(self) -> tuple[Mapping[str, Any], str]:
        """Return the seed state as it stands, and what to say where it lacks a table."""
        raise NotImplementedError

    @property
    def unjudged(self) -> Mapping[str, str]:
        """Promises that cannot apply to foreign code, each with the reason."""
        told = _EFFECT if self.meaning.tables else _UNJUDGED
        return told if self.people else {**told, **_NOBODY}

    @cached_property
    def bare_tools(self) -> Mapping[str, Tool]:
        """Every tool, declared a write."""
        raise NotImplementedError

    @property
    def assigning(self) -> frozenset[str]:
        """The tools whose code shows that they write; whether seen to do so or not."""
        return frozenset()

    def _labels(self, faces: Mapping[str, Face]) -> Phrasing:
        """Return the hints on wording, with a name for each row of the faces that has none."""
        own = {
            name: partial(name_of, face.spec.key, face.spec.name) for name, face in faces.items()
        }
        return replace(self.phrasing, labels={**own, **self.phrasing.labels})

    @cached_property
    def neighbours(self) -> Neighbours:
        """Which rows of the seed state refer to which."""
        return Neighbours(self.seed, self.people)

    @cached_property
    def typed_tools(self) -> Mapping[str, Tool]:
        """Every tool, declared a write, with the references among its parameters."""
        return {
            name: replace(one, accepts=self.meaning.typed(one)) if self.meaning.slots else one
            for name, one in self.bare_tools.items()
        }

    @cached_property
    def observed(self) -> Observed:
        """What the tools did on copies of the seed state."""
        return observe(self.typed_tools, self.seed, keys=self.neighbours.keys)

    @cached_property
    def toolbox(self) -> dict[str, Tool]:
        """Every tool by name, with its effect, and the references among what it answers."""
        for name in self.writes or ():
            if name not in self.typed_tools:
                raise EnvironmentFault(
                    f"Environment '{self.name}': writes names '{name}', which is no tool."
                    f"{nearest(name, self.typed_tools)}"
                )
        writes = self.observed.writes | self.assigning if self.writes is None else self.writes
        return {name: self._judged(one, name in writes) for name, one in self.typed_tools.items()}

    def _judged(self, tool: Tool, writes: bool) -> Tool:
        found = replace(tool, effect="write" if writes else "read")
        if not found.accepts.slots:
            propose: Any = partial(_observed, self.observed.calls[tool.name])
        else:
            propose = partial(self._proposed, found) if writes else None
        return replace(found, propose=propose, returns=self._answers(tool.name))

    def _answers(self, name: str) -> Shape:
        """Return where marked values stood in what a tool answered."""
        place = f"{name}()"
        own = self.meaning.slots.get(place)
        return shape_seen(self.observed.answers[name], self.meaning.within(place), own)

    def _proposed(
        self, tool: Tool, db: Any, person: Mapping[str, Any] | None, random: Any
    ) -> Iterator[Mapping[str, Any]]:
        return proposed(tool, self.neighbours, self.observed.calls[tool.name], person, random)


def _observed(calls: tuple[Mapping[str, Any], ...], *_: Any) -> Iterator[Mapping[str, Any]]:
    yield from calls
