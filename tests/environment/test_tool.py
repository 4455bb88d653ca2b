from collections.abc import Callable
from typing import Annotated, Any, Literal, NotRequired

import pytest

from apigen_mt.environment import Ref, Row, ToolError, tool
from apigen_mt.errors import EnvironmentFault

ItemId = Annotated[str, Ref("items")]


class Address(Row):
    street: str
    zip: NotRequired[str]


@tool("write")
def send(
    db: Any,
    item_ids: list[ItemId],
    address: Address,
    speed: Literal["slow", "fast"] = "slow",
    floors: int = 0,
    weight: float | None = None,
    copy: bool = False,
) -> dict[str, Any]:
    """Send items to an address.

    It takes a day.

    Args:
        item_ids: The items to send,
            all at once.
        address: Where to.
    """
    return {}


FINE: dict[str, Any] = {"item_ids": ["i1"], "address": {"street": "Main"}}


def test_the_schema_comes_from_the_signature_and_the_docstring() -> None:
    properties = send.parameters["properties"]
    assert list(properties) == ["item_ids", "address", "speed", "floors", "weight", "copy"]
    assert send.parameters["required"] == ["item_ids", "address"]
    assert send.parameters["additionalProperties"] is False
    assert properties["item_ids"]["description"] == "The items to send, all at once."
    assert properties["speed"]["enum"] == ["slow", "fast"]
    assert properties["speed"]["default"] == "slow"
    assert properties["address"]["properties"]["street"] == {"type": "string"}
    assert properties["address"]["required"] == ["street"]
    assert send.description == "Send items to an address. It takes a day."
    assert send.schema_problem() is None


def test_the_published_tool_names_neither_the_database_nor_generated_titles() -> None:
    text = str(send.published())
    assert "'db'" not in text
    assert "title" not in text
    assert "$ref" not in text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"address": {"street": "x"}}, "'item_ids' is a required property"),
        (FINE | {"item_ids": "i1"}, "argument 'item_ids': 'i1' is not of type 'array'"),
        (FINE | {"item_ids": ["i1", 2]}, "argument 'item_ids.1': 2 is not of type 'string'"),
        (FINE | {"address": {}}, "argument 'address': 'street' is a required property"),
        (FINE | {"address": {"street": "x", "city": "y"}}, "argument 'address': Additional"),
        (FINE | {"speed": "faster"}, "argument 'speed': 'faster' is not one of ['slow', 'fast']"),
        (FINE | {"floors": 1.5}, "argument 'floors': 1.5 is not of type 'integer'"),
        (FINE | {"floors": True}, "argument 'floors': True is not of type 'integer'"),
        (FINE | {"color": "red"}, "'color' was unexpected"),
        ([], "[] is not of type 'object'"),
    ],
)
def test_unfit_arguments_are_told_with_their_path(arguments: Any, says: str) -> None:
    assert says in str(send.problem(arguments))


def test_fitting_arguments_have_no_problem() -> None:
    assert send.problem(FINE) is None
    assert send.problem(FINE | {"weight": None, "speed": "fast", "copy": True}) is None


def test_the_function_gets_a_copy_in_which_whole_floats_are_integers() -> None:
    given = FINE | {"floors": 2.0, "weight": 3.0}
    taken = send.taken(given)
    assert taken == given
    assert type(taken["floors"]) is int
    assert type(taken["weight"]) is float
    assert taken["item_ids"] is not given["item_ids"]
    assert taken["address"] is not given["address"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1 << 70])
def test_numbers_that_json_cannot_carry_are_refused(value: Any) -> None:
    with pytest.raises(ToolError) as refused:
        send.taken(FINE | {"weight": value})
    assert refused.value.code == "invalid_arguments"


def test_slots_names_each_typed_value_of_the_arguments() -> None:
    found = list(send.slots(FINE | {"item_ids": ["i1", "i2"]}))
    assert found == [("item_ids", "ref:items", "i1"), ("item_ids", "ref:items", "i2")]


@pytest.mark.parametrize("name", ["copy", "json", "schema", "dict", "validate", "model_dump"])
def test_a_parameter_may_have_any_name(name: str) -> None:
    scope: dict[str, Any] = {}
    exec(f"def f(db, {name}: int): 'Do it.'", scope)
    assert list(tool("read")(scope["f"]).parameters["properties"]) == [name]


def untyped(db, x):  # type: ignore[no-untyped-def]
    """Do it."""


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: tool("update"), "the effect is 'read' or 'write'"),
        (lambda: tool("read")(untyped), "parameter 'x' has no type"),
    ],
)
def test_a_tool_that_cannot_be_made_says_why(make: Callable[[], Any], says: str) -> None:
    with pytest.raises(EnvironmentFault, match=says):
        make()
