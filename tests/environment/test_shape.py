from typing import Annotated, Any, Literal, NotRequired

from apigen_mt.environment.shape import (
    PLAIN,
    FreeText,
    Is,
    Ref,
    Row,
    harvest,
    holds_prose,
    shape_of,
    without_prose,
)

ItemId = Annotated[str, Ref("items")]
Note = Annotated[str, FreeText()]


class Item(Row):
    item_id: ItemId
    name: str
    note: NotRequired[Note]


class Order(Row):
    order_id: Annotated[str, Ref("orders")]
    items: list[Item]
    gift_for: Annotated[str, Is("email")] | None
    remarks: list[Note]
    by_day: dict[str, Note]
    kind: Literal["a", "b"]


ORDER: dict[str, Any] = {
    "order_id": "o1",
    "items": [{"item_id": "i1", "name": "lamp", "note": "brass"}, {"item_id": "i2", "name": "x"}],
    "gift_for": "a@b.example",
    "remarks": ["soon", "please"],
    "by_day": {"monday": "call first"},
    "kind": "a",
}


def test_types_without_marks_are_plain() -> None:
    for annotation in (str, int, list[str], dict[str, int], Literal["a"], str | None, Any):
        assert shape_of(annotation) in (PLAIN, shape_of(list[str]))
    assert shape_of(str).plain


def test_a_mark_on_a_list_belongs_to_its_members() -> None:
    marked = shape_of(Annotated[list[str], Ref("items")])
    assert marked == shape_of(list[ItemId])
    assert marked.slots == ("ref:items",)


def test_marks_are_found_through_optionals_not_required_and_dictionaries() -> None:
    assert shape_of(ItemId | None).slot == "ref:items"
    assert shape_of(dict[str, ItemId]).slots == ("ref:items",)
    assert shape_of(list[Item] | None).slots == ("ref:items",)
    assert holds_prose(shape_of(Item))


def test_harvest_yields_marked_values_in_document_order_with_their_holder() -> None:
    found = list(harvest(shape_of(Order), ORDER))
    assert [(seen.slot, seen.value) for seen in found] == [
        ("ref:orders", "o1"),
        ("ref:items", "i1"),
        ("ref:items", "i2"),
        ("is:email", "a@b.example"),
    ]
    assert found[1].holder is ORDER["items"][0]
    assert found[1].field == "item_id"


def test_harvest_passes_over_missing_and_empty_values() -> None:
    assert list(harvest(shape_of(Order), {"gift_for": None})) == []
    assert list(harvest(shape_of(Order), None)) == []


def test_without_prose_drops_free_text_wherever_it_is_and_leaves_the_original() -> None:
    kept = without_prose(shape_of(Order), ORDER)
    assert kept["items"] == [{"item_id": "i1", "name": "lamp"}, {"item_id": "i2", "name": "x"}]
    assert "soon" not in str(kept)
    assert "call first" not in str(kept)
    assert ORDER["items"][0]["note"] == "brass"
