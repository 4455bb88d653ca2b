"""The house keeps its floors: imports go down or stay in their room, and never in a circle."""

import ast
from collections.abc import Iterator
from pathlib import Path

import networkx as nx

ROOT = Path(__file__).parent.parent
FLOORS = {
    "errors": 1,
    "records": 1,
    "environment": 2,
    "storage": 2,
    "config": 2,
    "language": 3,
    "llm": 3,
    "rehearsal": 4,
    "promises": 3,
    "serving": 3,
    "generation": 4,
    "review": 4,
    "interplay": 4,
    "verification": 4,
    "pipeline": 5,
    "dataset": 5,
    "mutation": 5,
    "execution": 6,
    "cli": 7,
    "__main__": 8,
}


def modules(package: str) -> dict[str, Path]:
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, known: set[str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                inner = f"{node.module}.{name.name}"
                yield inner if inner in known else node.module


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def edges() -> list[tuple[str, str]]:
    known = modules("apigen_mt")
    return [
        (name, target)
        for name, path in known.items()
        for target in imports(path, set(known))
        if target.split(".")[0] == "apigen_mt" and target != name
    ]


def test_every_room_has_a_floor():
    assert {room(name) for name in modules("apigen_mt")} - {""} == set(FLOORS)


def test_modules_import_only_from_lower_floors_or_their_own_room():
    wrong = [
        f"{name} imports {target}"
        for name, target in edges()
        if name != "apigen_mt"
        and room(target) not in ("", room(name))
        and not (FLOORS[room(target)] < FLOORS[room(name)])
        and (room(name), room(target)) != ("records", "errors")
    ]
    assert wrong == []


def test_inside_the_house_only_the_version_is_taken_from_the_front_door():
    """The face offers names of every floor; who imports those from it climbs the stairs unseen."""
    known = modules("apigen_mt")
    taken = {
        (module, name.name)
        for module, path in known.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "apigen_mt"
        for name in node.names
        if f"apigen_mt.{name.name}" not in known
    }
    assert {name for _, name in taken} <= {"__version__"}, taken


def test_no_import_is_relative():
    relative = [
        name
        for package in ("apigen_mt", "tool_envs")
        for name, path in modules(package).items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_rooms_on_one_floor_do_not_know_each_other():
    """Records may know errors; storage may know records below it, and nothing else of its floor."""
    wrong = [
        f"{name} imports {target}"
        for name, target in edges()
        if "" not in (room(name), room(target))
        and room(name) != room(target)
        and FLOORS[room(name)] == FLOORS[room(target)]
        and (room(name), room(target)) != ("records", "errors")
    ]
    assert wrong == []


def test_imports_in_functions_and_for_types_alone_are_seen(tmp_path):
    file = tmp_path / "one.py"
    file.write_text(
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from apigen_mt.cli import main\n"
        "def f():\n    import apigen_mt.execution\n    from apigen_mt import pipeline\n"
    )
    found = set(imports(file, {"apigen_mt.pipeline"}))
    assert {"apigen_mt.cli", "apigen_mt.execution", "apigen_mt.pipeline"} <= found


def test_no_modules_import_one_another_in_a_circle():
    runtime = [(a, b) for a, b in edges() if a != "apigen_mt" and b != "apigen_mt"]
    graph = nx.DiGraph(runtime)
    circles = [sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1]
    assert circles == []


def test_the_program_does_not_know_its_environments():
    assert not [
        f"{name} imports {target}"
        for name, path in modules("apigen_mt").items()
        for target in imports(path, set())
        if target.startswith("tool_envs")
    ]


def test_environments_use_the_authors_door_alone():
    wrong = [
        f"{name} imports {target}"
        for name, path in modules("tool_envs").items()
        for target in imports(path, set())
        if target.startswith("apigen_mt") and target != "apigen_mt.environment"
    ]
    assert wrong == []
