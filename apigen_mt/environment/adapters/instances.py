"""Any class as an environment: its public methods are tools, its attributes the state."""

from __future__ import annotations

import copy
import inspect
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from apigen_mt.environment.adapters.adapted import AdaptedEnvironment
from apigen_mt.environment.adapters.cells import cells
from apigen_mt.environment.adapters.instance_state import InstanceDatabase, told_fields
from apigen_mt.environment.adapters.meaning import Knows, References
from apigen_mt.environment.adapters.methods import Method, methods_of
from apigen_mt.environment.adapters.refusals import Refused, answered, told_error
from apigen_mt.environment.adapters.told import fields_of, told
from apigen_mt.environment.adapters.untyped import UntypedTool
from apigen_mt.environment.environment import SeedRows
from apigen_mt.environment.tool import Tool
from apigen_mt.errors import EnvironmentFault, SeedDataError

Load = Callable[[type, Any], Any]
"""Given a class and its scenario, an instance in the state that the scenario describes."""

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LOADERS = ("_load_scenario", "load_scenario")


class ClassEnvironment(AdaptedEnvironment):
    """What `environment_of_class` makes; subclass that for rules, a policy file or hints."""

    classes: ClassVar[Mapping[str, type]] = {}
    """The wrapped classes by table."""
    scenario: ClassVar[Any] = None
    """What the seed state is loaded from; with several classes, one a class, by its name."""
    load: ClassVar[Load]
    refused: ClassVar[Refused]
    typed: ClassVar[bool] = True
    database: ClassVar[type[InstanceDatabase]]

    def instances(self) -> dict[str, Any]:
        """Return new instances in the seed state, by table.

        Raises:
            SeedDataError: an instance cannot be made of the scenario.
        """
        load, made = type(self).load, {}
        for name, kind in self.classes.items():
            own = self.scenario
            if len(self.classes) > 1:
                own = (self.scenario or {}).get(kind.__name__)
            try:
                made[name] = load(kind, copy.deepcopy(own))
            except Exception as error:
                raise SeedDataError(
                    f"{kind.__name__} cannot be made of its scenario: {type(error).__name__}: "
                    f"{error}. Mend the scenario, or give load=(class, scenario) -> instance."
                ) from error
        return made

    outermost = 2

    def tree(self) -> tuple[Mapping[str, Any], str]:
        """Return what the public attributes of new instances hold, by table."""
        made = self.instances()
        private = [
            attribute
            for one in made.values()
            for attribute, value in fields_of(one).items()
            if attribute.startswith("_") and isinstance(value, dict | list)
        ]
        hint = f" Private attributes are no tables: {', '.join(private)}." if private else ""
        return {name: told_fields(one) for name, one in made.items()}, hint

    def rows(self) -> SeedRows:
        """Return the attributes of new instances as rows."""
        return {name: cells(told_fields(one)) for name, one in self.instances().items()}

    @cached_property
    def seed(self) -> InstanceDatabase:
        """The seed state, loaded once; every session forks it."""
        return self.database.holding(self.instances(), self.now)

    @property
    def assigning(self) -> frozenset[str]:
        """The methods whose code sets an attribute; whether seen to do so or not."""
        return frozenset(
            method.name
            for kind in self.classes.values()
            for method in methods_of(kind)
            if method.assigns
        )

    @cached_property
    def bare_tools(self) -> Mapping[str, Tool]:
        """Every public method as a tool, declared a write."""
        found: dict[str, Tool] = {}
        for table, kind in self.classes.items():
            for method in methods_of(kind):
                if method.name in found:
                    raise EnvironmentFault(f"Two methods are called '{method.name}'. Rename one.")
                found[method.name] = self._tool(kind, table, method)
        return found

    def _tool(self, kind: type, table: str, method: Method) -> Tool:
        refused = type(self).refused

        def function(db: InstanceDatabase, **arguments: Any) -> Any:
            return told(answered(lambda: db.run(table, method, arguments), refused))

        function.__module__ = kind.__module__
        make = Tool if self.typed else UntypedTool
        return make(method.name, method.description, method.parameters, "write", function)


def environment_of_class(
    *classes: type,
    scenario: Any = None,
    load: Load | None = None,
    writes: Collection[str] | None = None,
    refused: Refused = told_error,
    typed: bool = True,
    references: References | None = None,
    people: str = "",
    knows: Knows = (),
    name: str = "",
    policy: str = "",
) -> type[ClassEnvironment]:
    """Return an environment class whose tools are the public methods of `classes`.

    A call runs on a private copy of the instance: an exception, or an answer that is an error,
    leaves the state as it was. The state is what the public attributes hold, as JSON.

    Args:
        *classes: one class, or several whose tools belong to one world; they stay as they are.
        scenario: what the seed state is loaded from; with several classes, class name to scenario.
        load: makes an instance of a class and its scenario. By default `_load_scenario(scenario)`
            is called on a new instance where the class has it; else the scenario's values go to
            the constructor if that takes them, or become attributes.
        writes: the methods that may change the state, private attributes included; by default
            this is found out by observing the methods on copies. Give it for a class that reaches
            beyond its attributes, to files or a network: observing would call it for real.
        refused: tells the message of an answer that is an error; `told_error` or `never`.
        typed: whether arguments are held to the annotations, or only to the parameters' names.
        references: names of parameters and fields to the table whose keys stand there, such as
            `{"order_id": "orders"}` for every tool and row, or `{"get_order.order_id": "orders"}`;
            `"find_user()"` marks what a tool answers. Tables are public attributes that
            are dictionaries of rows, or hold some.
        people: the table of the people who call.
        knows: names of parameters and fields that hold what people know by heart or can name:
            `("email", "title")`; a mapping where names differ, `{"mail": "email"}`.
        name: the environment's name; by default from the first class.
        policy: the policy text; by default what the classes say of themselves.

    Raises:
        EnvironmentFault: a class cannot be wrapped; the message says what to change.
    """
    for one in classes:
        if not isinstance(one, type):
            raise EnvironmentFault(f"{one!r} is no class. Give the class, not an instance.")
    tables = _tables(classes)
    for one in classes:
        methods_of(one)
    first = classes[0]
    body = {
        "__doc__": f"{', '.join(one.__name__ for one in classes)} as an environment.",
        "__module__": first.__module__,
        "name": name or next(iter(tables)),
        "policy": policy or "\n\n".join(map(_about, classes)),
        "database": InstanceDatabase.of(tables),
        "classes": tables,
        "scenario": copy.deepcopy(scenario),
        "load": staticmethod(load or loaded),
        "writes": None if writes is None else frozenset(writes),
        "refused": staticmethod(refused),
        "typed": typed,
        "references": references or {},
        "people": people,
        "knows": knows,
    }
    return type(f"{first.__name__}Environment", (ClassEnvironment,), body)


def loaded(kind: type, scenario: Any) -> Any:
    """Return an instance of `kind` in the state of `scenario`, as `environment_of_class` says."""
    loader = next((one for one in _LOADERS if hasattr(kind, one)), None)
    if loader is not None:
        instance = kind()
        getattr(instance, loader)({} if scenario is None else scenario)
        return instance
    if scenario is None:
        return kind()
    if not isinstance(scenario, Mapping):
        raise TypeError(
            f"the scenario is a {type(scenario).__name__} and {kind.__name__} no loader"
        )
    try:
        inspect.signature(kind).bind(**scenario)
    except TypeError:
        instance = kind()
        for name, value in scenario.items():
            setattr(instance, name, value)
        return instance
    return kind(**scenario)


def _tables(classes: Iterable[type]) -> dict[str, type]:
    found: dict[str, type] = {}
    for one in classes:
        table = _WORD.sub("_", one.__name__).lower().lstrip("_")
        if table in found:
            raise EnvironmentFault(f"Two classes are called {one.__name__}. Rename one.")
        found[table] = one
    if not found:
        raise EnvironmentFault("No class is given. Give at least one.")
    return found


def _about(kind: type) -> str:
    own = inspect.cleandoc(kind.__doc__ or "")
    return own or f"You help with what the tools of {kind.__name__} can do, and with nothing else."
