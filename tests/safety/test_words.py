"""No word in our code turns bytes of data into objects or into code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FILES = [
    path
    for package in ("apigen_mt", "tool_envs")
    for path in sorted((ROOT / package).rglob("*.py"))
]
COPIES = ROOT / "apigen_mt/environment/adapters/image.py"
"""Holds an author's instance in memory, pickled because that is the fastest way to copy it."""
MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "code"}
NAMES = {"eval", "exec", "compile", "__import__", "breakpoint"}
METHODS = {
    ("yaml", "load"),
    ("yaml", "load_all"),
    ("yaml", "full_load"),
    ("yaml", "unsafe_load"),
    ("yaml", "Loader"),
    ("yaml", "UnsafeLoader"),
    ("yaml", "FullLoader"),
    ("os", "system"),
    ("os", "popen"),
    ("multiprocessing", "Queue"),
    ("multiprocessing", "Manager"),
}
OBJECTS = {"recv", "put_nowait"}
"""Methods of pipes and queues that pickle; the bytes of JSON go by `recv_bytes`."""


def words(tree: ast.AST) -> Iterator[str]:
    """Yield what must not stand in a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name.split(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom):
            if (node.module or "").split(".")[0] in MODULES:
                yield node.module or ""
            yield from (
                f"{node.module}.{one.name}"
                for one in node.names
                if (node.module, one.name) in METHODS or one.name == "ProcessPoolExecutor"
            )
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in NAMES:
                yield node.func.id
        elif isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            if (owner, node.attr) in METHODS or node.attr in OBJECTS:
                yield f"{owner}.{node.attr}"
        elif isinstance(node, ast.keyword) and node.arg == "shell":
            yield "shell="


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_in_the_program_makes_code_or_objects_of_data(file):
    found = list(words(ast.parse(file.read_text(encoding="utf-8"))))
    assert found == (["pickle"] if file == COPIES else [])


def test_the_one_that_copies_by_pickle_reads_nothing_but_what_it_has_pickled():
    tree = ast.parse(COPIES.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    loads = [ast.unparse(one) for one in calls if ast.unparse(one.func) == "pickle.loads"]
    assert loads == ["pickle.loads(self._pickled)"]
    kept = [
        ast.unparse(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "self._pickled"
    ]
    assert kept == ["pickle.dumps(instance, pickle.HIGHEST_PROTOCOL)"]


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from marshal import loads",
        "import shelve as s",
        "def f():\n    eval('1')",
        "exec(text)",
        "yaml.load(text, yaml.SafeLoader)",
        "from yaml import unsafe_load",
        "import os\nos.system('x')",
        "subprocess.run('x', shell=True)",
        "channel.recv()",
        "from concurrent.futures import ProcessPoolExecutor",
    ],
)
def test_such_a_word_is_seen(text):
    assert list(words(ast.parse(text)))
