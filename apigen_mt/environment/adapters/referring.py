"""An environment over foreign state whose author says what names in it refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import Any, ClassVar

from apigen_mt.environment.adapters.faces import Face, Faced, Finder
from apigen_mt.environment.adapters.labels import name_of
from apigen_mt.environment.adapters.meaning import Knows, Meaning, References
from apigen_mt.environment.adapters.observing import Observed
from apigen_mt.environment.adapters.proposing import Neighbours, proposed
from apigen_mt.environment.adapters.shapes import names_in_rows, shape_seen
from apigen_mt.environment.environment import Environment
from apigen_mt.environment.tool import Tool
from apigen_mt.errors import EnvironmentFault

_NOBODY = {"people are known": "no people are given, and foreign code does not say who calls"}
_UNTYPED = {"references resolve": "no references are given, and nothing else says what is a key"}


class ReferringEnvironment(Environment):
    """With `references`, `knows` and `people`, tables, tools and answers are typed as native ones.

    The tables are found in the state and shown as rows; what holds the state stays as it is.
    """

    references: ClassVar[References] = {}
    """Names of parameters and fields to the tables whose keys stand there."""
    knows: ClassVar[Knows] = ()
    """Names of parameters and fields that hold what people know by heart."""
    outermost: ClassVar[int] = 1
    """How many names it takes at least to say where a table is in `tree`."""

    @property
    def owner(self) -> str:
        """Whose references these are, for messages."""
        return f"Environment '{self.name}'"

    @cached_property
    def meaning(self) -> Meaning:
        """What the author says of names."""
        return Meaning.of(self.references, self.knows, self.people)

    @property
    def referring(self) -> bool:
        """Whether anything is said of names."""
        return bool(self.meaning.slots or self.people)

    @property
    def unjudged(self) -> Mapping[str, str]:
        """Promises that cannot apply to foreign code, each with the reason."""
        told = {} if self.meaning.tables else _UNTYPED
        return told if self.people else {**told, **_NOBODY}

    @cached_property
    def bare_tools(self) -> Mapping[str, Tool]:
        """Every tool as it is, before anything is known of references."""
        raise NotImplementedError

    @cached_property
    def observed(self) -> Observed:
        """What the tools did on copies of the seed state."""
        raise NotImplementedError

    def tree(self) -> tuple[Mapping[str, Any], str]:
        """Return the seed state as it stands, and what to say where it lacks a table."""
        raise NotImplementedError

    def show(self) -> None:
        """Show the tables that references speak of, and check every mark.

        Raises:
            EnvironmentFault: a tool, parameter, table or field is unknown; the nearest is named.
        """
        numbered = self.meaning.numbered(self.bare_tools)
        if self.people in numbered:
            raise EnvironmentFault(
                f"{self.owner}: the keys of '{self.people}' are numbers, and people are known by "
                "texts. Make them texts."
            )
        database = type(self).database
        assert issubclass(database, Faced)
        tree, hint = self.tree()
        faces = Finder(self.owner, tree, self.meaning, hint, self.outermost, numbered).faces()
        self.__dict__["database"] = database.showing(faces)
        labels: dict[str, Any] = {}
        for name, face in faces.items():
            labels[name] = partial(name_of, face.spec)
        labels |= self.phrasing.labels
        self.__dict__["phrasing"] = replace(self.phrasing, labels=labels)
        self.meaning.check(self.owner, self.bare_tools, self._fields(faces))

    def _fields(self, faces: Mapping[str, Face]) -> dict[str, set[str]]:
        return {
            name: names_in_rows(self.seed.table(name)) - face.added for name, face in faces.items()
        }

    @property
    def faced(self) -> Faced:
        """The seed state, as what it is."""
        assert isinstance(self.seed, Faced)
        return self.seed

    @cached_property
    def neighbours(self) -> Neighbours:
        """Which rows of the seed state refer to which."""
        return Neighbours(self.seed, self.people)

    def taking(self, tool: Tool) -> Tool:
        """Return a tool with the references among its parameters."""
        return replace(tool, accepts=self.meaning.typed(tool)) if self.meaning.slots else tool

    def telling(self, tool: Tool, answers: Iterable[Any]) -> Tool:
        """Return a tool with the references where they stood in `answers`, and proposals."""
        place = f"{tool.name}()"
        own = self.meaning.slots.get(place)
        shape = shape_seen(answers, self.meaning.within(place), own)
        if tool.accepts.slots:
            propose: Any = partial(self._proposed, tool) if tool.writes else None
        else:
            propose = partial(_observed, self.observed.calls[tool.name])
        return replace(tool, returns=shape, propose=propose)

    def _proposed(
        self, tool: Tool, db: Any, person: Mapping[str, Any] | None, random: Any
    ) -> Iterator[Mapping[str, Any]]:
        return proposed(tool, self.neighbours, self.observed.calls[tool.name], person, random)


def _observed(calls: tuple[Mapping[str, Any], ...], *_: Any) -> Iterator[Mapping[str, Any]]:
    yield from calls
