import pytest

from apigen_mt.errors import DatasetError, StorageError
from apigen_mt.storage.lines import read_lines
from apigen_mt.storage.whole import WholeFile


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    path = tmp_path / "deep" / "shard.jsonl"
    with WholeFile(path) as file:
        file.write(b'{"a":1}')
        assert not path.exists()
        file.write(b'{"a":2}')
    assert path.read_bytes() == b'{"a":1}\n{"a":2}\n'
    assert list(path.parent.iterdir()) == [path]
    assert [row["a"] for row in read_lines(path)] == [1, 2]


def test_an_error_on_the_way_leaves_nothing_behind(tmp_path):
    with pytest.raises(RuntimeError), WholeFile(tmp_path / "x.jsonl") as file:
        file.write(b"{}")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_stays_when_a_new_one_fails(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"old\n")
    with pytest.raises(RuntimeError), WholeFile(path) as file:
        file.write(b"new")
        raise RuntimeError
    assert path.read_bytes() == b"old\n"


def test_a_place_that_cannot_be_written_is_said_with_the_next_step(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(StorageError, match=r"cannot be written.*run the same command again"),
        WholeFile(tmp_path / "file" / "x.jsonl"),
    ):
        pass


@pytest.mark.parametrize(
    ("text", "message"),
    [('{"a":1}\n{"a"', "line 2: not JSON"), ("[1]\n", "line 1: not a JSON object")],
)
def test_a_torn_or_foreign_line_is_named(tmp_path, text, message):
    path = tmp_path / "x.jsonl"
    path.write_text(text)
    with pytest.raises(DatasetError, match=message):
        list(read_lines(path))
