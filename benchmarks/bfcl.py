"""Eight foreign stateful classes, wrapped unmodified and held to what they do when called directly.

    python -m pip install --no-deps bfcl-eval==2026.3.23 && python -m pip install mpmath
    python benchmarks/bfcl.py [--json PATH]

Every ground truth of the package's four multi-turn categories is replayed twice: by calling the
classes, and through an environment of the entry's classes. Calls are read from their text by
`ast`, literals only. It ends with status 1 where a schema, an answer or an end state differs.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import importlib.util
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from apigen_mt.environment import Environment, Tool, environment_of_class, never
from apigen_mt.environment.adapters.methods import methods_of
from apigen_mt.environment.adapters.told import fields_of, told

PACKAGE = "bfcl_eval"
HOME = f"{PACKAGE}.eval_checker.multi_turn_eval.func_source_code"
MODULES = {
    "GorillaFileSystem": "gorilla_file_system",
    "MathAPI": "math_api",
    "MessageAPI": "message_api",
    "TicketAPI": "ticket_api",
    "TradingBot": "trading_bot",
    "TravelAPI": "travel_booking",
    "TwitterAPI": "posting_api",
    "VehicleControlAPI": "vehicle_control",
}
CATEGORIES = ("base", "miss_func", "miss_param", "long_context")
TYPES = {"dict": "object", "float": "number", "tuple": "array"}
LEARNT_FROM = 12
"""Entries in which the methods of a class are observed to find out which of them write."""


class Entry(NamedTuple):
    """One entry of a category, with its ground truth as calls."""

    name: str
    classes: tuple[str, ...]
    scenario: Mapping[str, Any]
    calls: list[tuple[str, dict[str, Any]]]
    long_context: bool


def data_folder() -> Path | None:
    """Return the folder of the package's data, or None where it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    found = list(spec.submodule_search_locations or ()) if spec else []
    return Path(found[0]) / "data" if found else None


def lines(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def class_of(name: str) -> type:
    found: type = getattr(importlib.import_module(f"{HOME}.{MODULES[name]}"), name)
    return found


def parsed(text: str, places: Mapping[str, tuple[str, ...]]) -> tuple[str, dict[str, Any]]:
    """Return the name and arguments of a call written as Python; only literals are taken."""
    call = ast.parse(text, mode="eval").body
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        raise ValueError(f"{text!r} is no call of a function by its name")
    names = places[call.func.id]
    arguments = {names[place]: ast.literal_eval(value) for place, value in enumerate(call.args)}
    for word in call.keywords:
        if word.arg is None:
            raise ValueError(f"{text!r} unpacks its arguments")
        arguments[word.arg] = ast.literal_eval(word.value)
    return call.func.id, arguments


def entries(data: Path, category: str, places: Mapping[str, tuple[str, ...]]) -> Iterator[Entry]:
    name = f"BFCL_v4_multi_turn_{category}.json"
    truths = {one["id"]: one["ground_truth"] for one in lines(data / "possible_answer" / name)}
    for one in lines(data / name):
        calls = [parsed(text, places) for turn in truths[one["id"]] for text in turn]
        yield Entry(
            one["id"],
            tuple(one["involved_classes"]),
            one["initial_config"],
            calls,
            category == "long_context",
        )


# The two ways


def made(kind: type, scenario: Any, long_context: bool) -> Any:
    instance = kind()
    if hasattr(instance, "_load_scenario"):
        instance._load_scenario(scenario or {}, long_context=long_context)
    return instance


def loaded(kind: type, scenario: Any) -> Any:
    return made(kind, scenario, False)


def loaded_long(kind: type, scenario: Any) -> Any:
    return made(kind, scenario, True)


def directly(entry: Entry) -> tuple[list[Any], dict[str, Any]]:
    """Return answers and end state of calling the classes."""
    instances = {
        name: made(class_of(name), copy.deepcopy(entry.scenario.get(name)), entry.long_context)
        for name in entry.classes
    }
    owners = {
        method.name: instance
        for name, instance in instances.items()
        for method in methods_of(class_of(name))
    }
    answers = [
        told(getattr(owners[name], name)(**copy.deepcopy(arguments)))
        for name, arguments in entry.calls
    ]
    ends = {
        name: {key: told(value) for key, value in fields_of(one).items() if key[0] != "_"}
        for name, one in instances.items()
    }
    return answers, ends


def environment_for(entry: Entry, writes: frozenset[str] | None) -> Environment:
    classes = tuple(map(class_of, entry.classes))
    own = entry.scenario if len(classes) > 1 else entry.scenario.get(entry.classes[0])
    if writes is not None:
        writes &= {method.name for one in classes for method in methods_of(one)}
    return environment_of_class(
        *classes,
        scenario=own,
        load=loaded_long if entry.long_context else loaded,
        writes=writes,
        refused=never,
        typed=False,
    )()


def state_of(environment: Environment, db: Any) -> dict[str, Any]:
    return {
        kind.__name__: {row["key"]: row["value"] for row in db.table(table)}
        for table, kind in environment.classes.items()  # type: ignore[attr-defined]
    }


def observed_writes(every: list[Entry]) -> frozenset[str]:
    """Return the methods seen to write in some entry; a read of one entry may write in another."""
    found: set[str] = set()
    answered: set[str] = set()
    seen: Counter[str] = Counter()
    for entry in every:
        if any(seen[name] < LEARNT_FROM for name in entry.classes):
            seen.update(entry.classes)
            environment: Any = environment_for(entry, None)
            calls = environment.observed.calls
            answered |= {name for name in calls if calls[name]}
            found |= {name for name in environment.observed.writes if calls[name]}
            found |= environment.assigning
    every_method = {method.name for name in MODULES for method in methods_of(class_of(name))}
    return frozenset(found | (every_method - answered))


# Comparing


def published(data: Path, name: str) -> dict[str, Any]:
    rows = lines(data / "multi_turn_func_doc" / f"{MODULES[name]}.json")
    return {row["name"]: row["parameters"] for row in rows}


def kinds(schema: Mapping[str, Any]) -> Any:
    """Return the JSON types of a parameter: its own, or an array's with that of its members."""
    options = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    kind = TYPES.get(options[0].get("type", ""), options[0].get("type"))
    items = options[0].get("items")
    return [kind, kinds(items)] if kind == "array" and items else kind


def schema_differences(data: Path, name: str) -> Iterator[str]:
    ours = {method.name: method.parameters for method in methods_of(class_of(name))}
    theirs = published(data, name)
    for method in sorted(ours.keys() ^ theirs.keys()):
        yield f"{name}.{method}: only on one side"
    for method in sorted(ours.keys() & theirs.keys()):
        own, other = ours[method], theirs[method]
        if own["properties"].keys() != other["properties"].keys():
            yield f"{name}.{method}: parameters"
        elif set(own.get("required", ())) != set(other.get("required", ())):
            yield f"{name}.{method}: required"
        else:
            types = {key: kinds(one) for key, one in own["properties"].items()}
            if types != {key: kinds(one) for key, one in other["properties"].items()}:
                yield f"{name}.{method}: types"


class Tally(NamedTuple):
    """What replaying one category came to."""

    entries: int
    calls: int
    misfits: int
    """Calls whose arguments do not fit the published schema; made all the same."""
    errors: int
    equal_answers: int
    equal_states: int
    equal_digests: int
    direct_s: float
    making_s: float
    replay_s: float


def replayed(every: list[Entry], writes: frozenset[str]) -> Tally:
    calls = misfits = errors = answers = states = digests = 0
    direct_s = making_s = replay_s = 0.0
    for entry in every:
        start = time.perf_counter()
        wanted, end = directly(entry)
        direct_s += time.perf_counter() - start
        start = time.perf_counter()
        environment = environment_for(entry, writes)
        environment.session()
        making_s += time.perf_counter() - start
        start = time.perf_counter()
        session = environment.replay(entry.calls)
        replay_s += time.perf_counter() - start
        calls += len(entry.calls)
        for name, arguments in entry.calls:
            misfits += Tool.problem(environment.tool(name), arguments) is not None
        errors += sum(step.error is not None for step in session.trace)
        errors += sum("error" in one for one in wanted if isinstance(one, dict))
        answers += sum(step.result == one for step, one in zip(session.trace, wanted, strict=True))
        states += state_of(environment, session.db) == end
        again = environment.replay(entry.calls)
        digests += again.db.digest == session.db.digest == session.db.full_digest()
    return Tally(
        len(every), calls, misfits, errors, answers, states, digests, direct_s, making_s, replay_s
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="where to write every figure")
    options = parser.parse_args()
    data = data_folder()
    if data is None:
        print(f"Skipped: the package {PACKAGE} is not installed. The head of this file says how.")
        return
    methods = {name: methods_of(class_of(name)) for name in MODULES}
    count = sum(map(len, methods.values()))
    differing = [line for name in MODULES for line in schema_differences(data, name)]
    print(f"schemas: {count - len(differing)} of {count} equal")
    for line in differing:
        print(f"  {line}")
    places = {
        method.name: tuple(method.parameters["properties"])
        for each in methods.values()
        for method in each
    }
    every = {category: list(entries(data, category, places)) for category in CATEGORIES}
    start = time.perf_counter()
    writes = observed_writes([entry for each in every.values() for entry in each])
    print(f"observed: {len(writes)} of {count} write, in {time.perf_counter() - start:.1f} s")
    tallies = {category: replayed(each, writes) for category, each in every.items()}
    print(f"{'':14}" + "".join(f"{name:>15}" for name in Tally._fields))
    for category, tally in tallies.items():
        print(f"{category:14}" + "".join(f"{one:>15.6g}" for one in tally))
    if options.json:
        figures: dict[str, Any] = {name: one._asdict() for name, one in tallies.items()}
        figures |= {"schemas": count, "differing": differing, "writes": sorted(writes)}
        options.json.write_text(json.dumps(figures, indent=2) + "\n")
    same = all(
        not one.errors
        and one.equal_answers == one.calls
        and one.equal_states == one.equal_digests == one.entries
        for one in tallies.values()
    )
    sys.exit(0 if same and not differing else 1)


if __name__ == "__main__":
    main()
