"""YAML that people write by hand, within limits that no such file meets.

A few lines of aliases stand for a billion values; what is read here is counted before it is built.
"""

from __future__ import annotations

from typing import Any

import yaml

LARGEST = 1 << 20
"""Most characters of a text."""
MOST = 20_000
"""Most values in it, each alias counted with all it stands for."""
LONGEST_NUMBER = 64
"""Most characters of a number."""
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")


def read_yaml_text(text: str) -> Any:
    """Return the value of a YAML text.

    Raises:
        ValueError: it is no YAML, or more than a person would write; in one line.
    """
    if len(text) > LARGEST:
        raise ValueError(f"longer than {LARGEST} characters")
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        if _weigh(node, {}) > MOST:
            raise ValueError(f"more than {MOST} values, aliases counted with what they stand for")
        return loader.construct_document(node)
    except RecursionError:
        raise ValueError("nested too deeply, or an alias inside itself") from None
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from None
    finally:
        loader.dispose()


def _weigh(node: yaml.Node, known: dict[int, int]) -> int:
    """Return how many values a node stands for."""
    if id(node) in known:
        return known[id(node)]
    if isinstance(node, yaml.ScalarNode):
        if node.tag in _NUMBERS and len(node.value) > LONGEST_NUMBER:
            raise ValueError(f"a number of {len(node.value)} characters")
        return 1
    parts = node.value
    if isinstance(node, yaml.MappingNode):
        parts = [part for pair in parts for part in pair]
    known[id(node)] = 1 + sum(_weigh(part, known) for part in parts)
    return known[id(node)]
