import asyncio
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apigen_mt.errors import DatasetError, StorageError
from apigen_mt.storage.journal import Journal, frame, journals, read_journal, record_at, unframe


def write(folder, records):
    async def all_of():
        journal = Journal(folder)
        offsets = await asyncio.gather(*(journal.append(one) for one in records))
        await journal.close()
        return offsets

    return asyncio.run(all_of())


def test_what_was_appended_is_read_again_and_found_at_its_offset(tmp_path):
    records = [{"n": n, "text": "x\n\u2028" * n} for n in range(50)]
    offsets = write(tmp_path / "r", records)
    (path,) = journals(tmp_path / "r")
    assert [record for _, record in read_journal(path)] == records
    assert [record_at(path, offset) for offset in offsets] == records


def test_each_writer_has_a_file_of_its_own_that_nobody_else_may_read(tmp_path):
    for n in range(3):
        write(tmp_path / "r", [n])
    paths = journals(tmp_path / "r")
    assert [path.name for path in paths] == [f"{n:05d}.journal" for n in range(3)]
    assert {stat.S_IMODE(os.stat(path).st_mode) for path in paths} == {0o600}
    assert stat.S_IMODE(os.stat(tmp_path / "r").st_mode) == 0o700


def test_a_torn_tail_is_left_out_wherever_it_is_torn(tmp_path):
    whole = frame({"a": 1}) + frame({"b": 2})
    path = tmp_path / "00000.journal"
    for length in range(len(frame({"a": 1})), len(whole)):
        path.write_bytes(whole[:length])
        assert [record for _, record in read_journal(path)] == [{"a": 1}]


def test_damage_in_the_middle_is_loud(tmp_path):
    path = tmp_path / "00000.journal"
    bad = bytearray(frame({"a": 1}) + frame({"b": 2}) + frame({"c": 3}))
    bad[len(frame({"a": 1})) + 14] ^= 1
    path.write_bytes(bytes(bad))
    with pytest.raises(DatasetError, match=f"offset {len(frame({'a': 1}))}"):
        list(read_journal(path))


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=40), max_size=4))
def test_a_frame_opens_to_what_went_in(record):
    assert unframe(frame(record)) == record


def test_a_folder_that_cannot_be_written_is_an_error_with_a_next_step(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="run the same command again"):
        write(tmp_path / "file" / "r", [1])
