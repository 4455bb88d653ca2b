"""YAML of configs, overrides and recipes: plain values, counted before they are built."""

import itertools

import pytest

from apigen_mt.config import RunConfig
from apigen_mt.environment.mcp.recipe import Recipe
from apigen_mt.errors import ConfigError
from apigen_mt.untrusted.yamltext import LARGEST, MOST, read_yaml_text

LEVELS = "abcdefghi"


def laughs(merged: bool) -> str:
    """Return nine lines that stand for a billion values."""
    lines = ["a: &a {x: 1}" if merged else "a: &a [x, x, x, x, x, x, x, x, x]"]
    for before, name in itertools.pairwise(LEVELS):
        many = ", ".join([f"*{before}"] * 9)
        lines.append(f"{name}: &{name} {{<<: [{many}]}}" if merged else f"{name}: &{name} [{many}]")
    return "\n".join(lines)


HOSTILE = {
    "aliases of aliases": (laughs(False), "more than 20000 values"),
    "merges of merges": (laughs(True), "more than 20000 values"),
    "a list inside itself": ("env: &a [*a]", "alias inside itself"),
    "brackets without end": ("env: " + "[" * 50_000, "nested too deeply"),
    "a file without end": ("# " + "x" * LARGEST, "longer than"),
    "a list without end": ("env: [" + "1," * MOST + "]", "more than 20000 values"),
    "a number without end": ("seed: 1" + "0" * 5000, "a number of 5001 characters"),
    "a hexadecimal number without end": ("seed: 0x" + "f" * 5000, "a number of"),
    "a day that is none": ("env: 2024-99-99", "month must be"),
    "a tag that makes an object": ("env: !!python/object/apply:os.getcwd []", "constructor"),
    "a tag that makes a name": ("env: !!python/name:os.system ''", "constructor"),
    "two documents": ("env: a\n---\nenv: b", "document"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_config_is_one_clear_error(name, tmp_path):
    text, message = HOSTILE[name]
    (tmp_path / "run.yaml").write_text(text)
    for reading in (RunConfig.read, Recipe.read):
        with pytest.raises(ConfigError, match=message) as refused:
            reading(tmp_path / "run.yaml")
        assert len(str(refused.value)) < 600
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "name", ["brackets without end", "a number without end", "a day that is none"]
)
def test_so_is_a_hostile_override(name):
    text, message = HOSTILE[name]
    key, _, value = text.partition(": ")
    with pytest.raises(ConfigError, match=message):
        RunConfig.read(overrides=[f"{key}={value}"])


def test_what_people_write_is_read():
    text = "a: &a {x: 1, y: [1.5, true, ~]}\nb: {<<: *a, z: *a}\n"
    inner = {"x": 1, "y": [1.5, True, None]}
    assert read_yaml_text(text) == {"a": inner, "b": {**inner, "z": inner}}
    assert read_yaml_text("") is None
