import asyncio
import errno
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apigen_mt.errors import DatasetError, StorageError
from apigen_mt.storage import disk, journal
from apigen_mt.storage.journal import Journal, frame, journals, read_journal, record_at, unframe


def write(path, records):
    async def all_of():
        journal = Journal(path)
        offsets = await asyncio.gather(*(journal.append(one) for one in records))
        await journal.close()
        return offsets

    return asyncio.run(all_of())


def test_what_was_appended_is_read_again_and_found_at_its_offset(tmp_path):
    records = [{"n": n, "text": "x\n\u2028" * n} for n in range(50)]
    path = tmp_path / "r" / "one.journal"
    offsets = write(path, records)
    assert [record for _, record in read_journal(path)] == records
    assert [record_at(path, offset) for offset in offsets] == records


def test_nobody_else_may_read_a_journal(tmp_path):
    path = tmp_path / "r" / "one.journal"
    write(path, [1])
    assert journals(tmp_path / "r") == [path]
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(tmp_path / "r").st_mode) == 0o700


def test_a_journal_is_never_another_writers(tmp_path):
    path = tmp_path / "one.journal"
    write(path, [1])
    with pytest.raises(StorageError, match="File exists"):
        write(path, [2])
    assert [record for _, record in read_journal(path)] == [1]


def test_a_line_that_is_just_being_written_is_no_damage(tmp_path, monkeypatch):
    """A reader comes to its first half; the rest and another line are there when it looks again."""
    path, lines = tmp_path / "one.journal", [frame({"n": n}) for n in range(3)]
    path.write_bytes(lines[0] + lines[1][:9])

    def goes_on(line):
        if line == lines[1][:9]:
            path.write_bytes(b"".join(lines))
        return unframe(line)

    monkeypatch.setattr(journal, "unframe", goes_on)
    with path.open("rb", buffering=0) as file:  # nothing is read ahead
        monkeypatch.setattr(type(path), "open", lambda *words: file)
        assert [record for _, record in read_journal(path)][:1] == [{"n": 0}]


def test_after_a_failed_sync_nothing_is_appended_any_more(tmp_path, monkeypatch):
    """Whether the bytes are there then, nobody knows; trying again proves nothing."""

    async def three():
        journal = Journal(tmp_path / "one.journal")
        assert await journal.append(1) == 0
        with monkeypatch.context() as patch:
            patch.setattr(disk.NewFile, "sync", broken)
            with pytest.raises(StorageError, match="Input/output error"):
                await journal.append(2)
        with pytest.raises(StorageError, match="Input/output error"):
            await journal.append(3)
        await journal.close()

    def broken(self):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    asyncio.run(three())
    assert [record for _, record in read_journal(tmp_path / "one.journal")] in ([1], [1, 2])


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
        write(tmp_path / "file" / "r" / "one.journal", [1])
