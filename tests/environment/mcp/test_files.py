import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apigen_mt.environment.mcp.files import image_of, put, row_of
from apigen_mt.errors import SeedDataError

names = st.sampled_from(["a", "b", "c"])
paths = st.lists(names, min_size=1, max_size=3).map("/".join)
images = st.dictionaries(paths, st.binary(max_size=8), max_size=6).filter(
    lambda image: not any(f"{one}/" in other for one in image for other in image if one != other)
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@given(images, images)
def test_what_is_put_is_found_again_whatever_was_there(tmp_path_factory, one, other):
    root = tmp_path_factory.mktemp("state")
    put(one, root)
    assert image_of(root) == one
    put(other, root, image_of(root))
    assert image_of(root) == other


@given(values)
def test_json_counts_by_its_value_and_not_its_spacing(value):
    tight, wide = orjson.dumps(value), orjson.dumps(value, option=orjson.OPT_INDENT_2)
    assert row_of("a.json", tight) == row_of("a.json", wide)


@pytest.mark.parametrize(
    ("path", "content", "kind", "told"),
    [
        ("a.json", b'{"b": 1}', "json", {"b": 1}),
        ("a.jsonl", b'{"b": 1}\n\n[2]\n', "lines", {"1": {"b": 1}, "2": [2]}),
        ("memory.json", b'{"b": 1}\n{"b": 2}\n', "lines", {"1": {"b": 1}, "2": {"b": 2}}),
        ("a.json", b"no json", "text", "no json"),
        ("a.json", b"[12345678901234567890123]", "text", "[12345678901234567890123]"),
        ("a.txt", "caf\u00e9".encode(), "text", "caf\u00e9"),
        ("a/", b"", "folder", None),
    ],
)
def test_a_file_is_told_as_what_it_is(path, content, kind, told):
    row = row_of(path, content)
    assert (row["kind"], row["content"]) == (kind, told)


def test_bytes_are_told_by_length_and_digest():
    row = row_of("a.db", b"\xff\x00")
    assert row["kind"] == "bytes"
    assert row["content"]["bytes"] == 2 and len(row["content"]["sha256"]) == 64


def test_what_is_no_state_is_left_out(tmp_path):
    put({"a.json": b"1", "log/today.log": b"x", "kept/b": b"2"}, tmp_path)
    assert image_of(tmp_path, ("*.log",)) == {"a.json": b"1", "kept/b": b"2", "log/": b""}
    assert image_of(tmp_path, ("log", "kept/*")) == {"a.json": b"1", "kept/": b""}


def test_a_link_is_refused(tmp_path):
    (tmp_path / "link").symlink_to("elsewhere")
    with pytest.raises(SeedDataError, match="no private copy can be made"):
        image_of(tmp_path)
    assert image_of(tmp_path, ("link",)) == {}
