import asyncio
import os
import shutil

import pytest

from apigen_mt.errors import StorageError
from apigen_mt.records.usage import Usage
from apigen_mt.storage import disk
from apigen_mt.storage import seal as sealing
from apigen_mt.storage.attempt import Attempt, clear_all, items_of
from apigen_mt.storage.items import Item, Items
from apigen_mt.storage.journal import Journal
from apigen_mt.storage.lines import raw_lines
from apigen_mt.storage.seal import complete, put_right, revise, seal
from apigen_mt.storage.shard import read_entry
from tests.storage.plug import lay_out, outcomes, recorded


def item(index, word="row"):
    rejects = (b'{"reasons":["no_plan"]}',) if index % 3 == 0 else ()
    row = b'{"task_id":"%d","is":"%s"}' % (index, word.encode())
    return Item(index, (row,), rejects, ("no_plan",) * len(rejects))


def attempted(folder, indices, word="row", accepted=lambda index: None):
    """Make some items of shard 0 in a new attempt; return it with all that there is."""

    async def make():
        attempt = Attempt.claim(folder, 0)
        found, journal = Items.read(folder, 0), Journal(attempt.items)
        for index in indices:
            if index not in found:
                one = item(index, word)
                found.add(one, journal.path, await journal.append(one.record()))
                accepted(index)
        await journal.close()
        return attempt, found

    return asyncio.run(make())


def content(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def sealed(folder, count):
    """Finish shard 0, whatever is there of it; return what the folder holds then."""
    if complete(folder, 0) is None:
        attempt, found = attempted(folder, range(count))
        seal(attempt, 0, count, found)
        attempt.release()
    clear_all(folder)
    return content(folder)


def rows(folder, name="shard-00000.jsonl"):
    return list(raw_lines(folder / name))


def rejected(folder):
    return rows(folder / "rejects")


def test_a_sealed_shard_has_its_items_in_order_and_nothing_else_is_left(tmp_path):
    attempt, found = attempted(tmp_path, (3, 1, 0, 2))
    entry = seal(attempt, 0, 4, found, {"agent": Usage(calls=2)}, {"status 500": 1})
    attempt.release()
    assert rows(tmp_path) == [item(index).rows[0] for index in range(4)]
    assert (entry.rows, entry.rejects, entry.reasons, entry.items_kept) == (4, 2, {"no_plan": 2}, 4)
    assert entry.spent == {"agent": Usage(calls=2)}
    assert read_entry(tmp_path, 0) == entry == complete(tmp_path, 0)
    assert set(content(tmp_path)) == {
        "manifests/shard-00000.json",
        "rejects/shard-00000.jsonl",
        "shard-00000.jsonl",
    }


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_attempts_at_once_the_first_seal_stands_whole(tmp_path, first):
    """An engine lost sight of a worker and started another; both finish, with other answers."""
    two = [attempted(tmp_path, range(6), "older")]
    (tmp_path / "journal").rename(tmp_path / "hidden")  # not yet written when the second looks
    two.append(attempted(tmp_path, range(6), "newer"))
    for path in (tmp_path / "hidden").iterdir():
        path.rename(tmp_path / "journal" / path.name)
    words = ["older", "newer"]
    entry = seal(two[first][0], 0, 6, two[first][1])
    sealed = content(tmp_path)
    late = two[1 - first]
    assert seal(late[0], 0, 6, late[1]) == complete(tmp_path, 0) == entry
    late[0].release()
    assert {b'"is":"%s"' % words[first].encode() in row for row in rows(tmp_path)} == {True}
    assert content(tmp_path) == {name: text for name, text in sealed.items() if ".js" in name}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_decision_that_another_has_made_is_carried_out(tmp_path, monkeypatch, order):
    """Both have written their parts; one is stopped after deciding, the other comes by."""
    two = [attempted(tmp_path, range(6), word) for word in ("older", "newer")]
    winner, loser = (two[place] for place in order)

    def stopped(source, target):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(disk, "replace", stopped)
        with pytest.raises(KeyboardInterrupt):
            seal(winner[0], 0, 6, winner[1])
    assert read_entry(tmp_path, 0) is None
    assert seal(loser[0], 0, 6, loser[1]).rows == 6
    assert len(rows(tmp_path)) == 6
    assert [name for name in content(tmp_path) if name.endswith((".part", ".sealing"))] == []


def test_the_older_attempt_wins_where_both_have_made_an_item(tmp_path):
    attempted(tmp_path, (0, 1), "older")
    path = items_of(tmp_path, 0)[0]
    hidden = path.rename(tmp_path / "hidden")
    attempted(tmp_path, (1, 2), "newer")
    hidden.rename(path)
    found = Items.read(tmp_path, 0)
    assert [one.rows[0][-8:-2] for one in found] == [b'"older', b'"older', b'"newer']
    assert (len(found), found.rows, found.kept) == (3, 3, 3)


def test_no_moment_of_a_loss_of_power_costs_an_accepted_item(tmp_path, monkeypatch):
    source, whole = tmp_path / "run", tmp_path / "whole"
    source.mkdir()
    count, marks = 24, {}
    with recorded(monkeypatch) as trace:
        attempted(
            source, range(count // 2), accepted=lambda index: marks.update({index: len(trace)})
        )
        attempt, found = attempted(
            source, range(count), accepted=lambda index: marks.update({index: len(trace)})
        )
        done = len(trace)
        seal(attempt, 0, count, found)
    whole.mkdir()
    seal(*(lambda made: (made[0], 0, count, made[1]))(attempted(whole, range(count))))
    wanted = {name: text for name, text in content(whole).items() if "shard-00000.js" in name}
    wanted = {name: text for name, text in wanted.items() if not name.startswith(("lea", "pro"))}
    moments = 0
    for name in ("fsync", "fdatasync"):  # what comes after the loss needs no real disk
        monkeypatch.setattr(os, name, lambda handle: None)
    for place, way, tree in outcomes(trace):
        folder = tmp_path / "after"
        lay_out(tree, source, folder)
        folder.mkdir(exist_ok=True)
        sure = {index for index, mark in marks.items() if mark <= place}
        entry = complete(folder, 0)
        if entry is None:
            held = Items.read(folder, 0)
            assert sure <= {one.index for one in held}, (place, way)
        sealed(folder, count)
        clear_all(folder)  # as at the end of a run: a lease needs no sync, so half of one may stay
        assert content(folder) == wanted, (place, way)
        moments += 1
        shutil.rmtree(folder)
    assert moments == len(trace) * 6
    assert len(trace) - done >= 20


def test_a_disk_that_fails_at_any_moment_leaves_the_shard_as_it_was(tmp_path, monkeypatch):
    """Full or broken, at each operation of a seal; then there is room again."""
    whole = tmp_path / "whole"
    whole.mkdir()
    attempt, found = attempted(whole, range(6))
    with recorded(monkeypatch) as trace:
        seal(attempt, 0, 6, found)
    attempt.release()
    for place in range(len(trace)):
        folder = tmp_path / str(place)
        folder.mkdir()
        attempt, found = attempted(folder, range(6))
        with monkeypatch.context() as patch:
            _break(patch, place)
            with pytest.raises(StorageError, match="No space left"):
                seal(attempt, 0, 6, found)
        entry = complete(folder, 0)
        if entry is None:
            assert len(Items.read(folder, 0)) == 6
        assert sealed(folder, 6) == content(whole), place


def _break(patch, place):
    """Let the disk fail at one operation, counted from 0, and at all that follow."""
    left = [place]

    def failing(real):
        def run(*words):
            if left[0] <= 0:
                raise OSError(28, "No space left on device")
            left[0] -= 1
            return real(*words)

        return run

    for name in ("link", "replace", "remove", "sync_folder"):
        patch.setattr(disk, name, failing(getattr(disk, name)))
    for name in ("__init__", "write", "sync"):
        patch.setattr(disk.NewFile, name, failing(getattr(disk.NewFile, name)))


def test_files_without_an_entry_are_described_and_an_entry_without_files_goes(tmp_path):
    attempt, found = attempted(tmp_path, range(4))
    entry = seal(attempt, 0, 4, found)
    (tmp_path / "manifests" / "shard-00000.json").unlink()
    assert put_right(tmp_path, 0, 0, 4) == entry
    (tmp_path / "shard-00000.jsonl").unlink()
    assert put_right(tmp_path, 0, 0, 4) is None
    assert content(tmp_path) == {} or set(content(tmp_path)) == {"leases/shard-00000.json"}


def test_a_compressed_shard_holds_the_same_lines(tmp_path):
    attempt, found = attempted(tmp_path, range(150))
    entry = seal(attempt, 0, 150, found, compressed=True)
    assert entry.name == "shard-00000.jsonl.zst"
    assert rows(tmp_path, entry.name) == [item(index).rows[0] for index in range(150)]
    assert [first for _, first in entry.frames] == [0, 64, 128]
    offset, first = entry.frames[1]
    assert next(raw_lines(tmp_path / entry.name, offset)) == item(first).rows[0]


@pytest.mark.parametrize("step", ["replace", "replace_entry", "remove"])
def test_who_passes_by_a_revision_touches_nothing_of_it(tmp_path, monkeypatch, step):
    """A worker that is started once more looks at a shard while rows of it are left out."""
    attempt, found = attempted(tmp_path, range(4))
    before = seal(attempt, 0, 4, found)
    attempt.release()
    real = getattr(disk if step != "replace_entry" else sealing, step)

    def passed(*words):
        seen = content(tmp_path)
        assert complete(tmp_path, 0) in (before, read_entry(tmp_path, 0))
        assert content(tmp_path) == seen
        real(*words)
        complete(tmp_path, 0)

    with monkeypatch.context() as patch:
        patch.setattr(disk if step != "replace_entry" else sealing, step, passed)
        revised = revise(tmp_path, before, rows(tmp_path)[:2], rejected(tmp_path))
    assert put_right(tmp_path, 0, 0, 4) == read_entry(tmp_path, 0) == revised
    assert (revised.rows, len(rows(tmp_path))) == (2, 2)
    assert len(content(tmp_path)) == 3


def test_a_revision_that_was_cut_off_is_finished_by_who_holds_the_lock(tmp_path, monkeypatch):
    attempt, found = attempted(tmp_path, range(4))
    before = seal(attempt, 0, 4, found)
    attempt.release()

    def cut_off(*words):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sealing, "replace_entry", cut_off)
        with pytest.raises(KeyboardInterrupt):
            revise(tmp_path, before, rows(tmp_path)[:2], rejected(tmp_path))
    assert complete(tmp_path, 0) == before
    assert put_right(tmp_path, 0, 0, 4).rows == 2
    assert len(content(tmp_path)) == 3


def test_a_late_seal_finds_another_and_leaves_nothing_behind(tmp_path, monkeypatch):
    """It reads the journals, and the shard is completed before it has decided."""
    late, found = attempted(tmp_path, range(4))
    real = disk.link

    def overtaken(source, target):
        monkeypatch.setattr(disk, "link", real)
        sealed(tmp_path, 4)
        return real(source, target)

    monkeypatch.setattr(disk, "link", overtaken)
    entry = seal(late, 0, 4, found)
    late.release()
    assert entry == complete(tmp_path, 0)
    assert len(content(tmp_path)) == 3


def test_a_seal_that_is_half_carried_out_is_not_taken_for_files_of_ones_own(tmp_path, monkeypatch):
    """Files are there, and their entry is on its way: what was spent must not get lost."""
    attempt, found = attempted(tmp_path, range(4))
    real, moved = sealing._adopt, sealing._move_parts

    def sealed_meanwhile(*words):
        with monkeypatch.context() as patch:
            patch.setattr(sealing, "_move_parts", lambda *words: moved(*words) or 1 / 0)
            with pytest.raises(ZeroDivisionError):
                seal(attempt, 0, 4, found, {"agent": Usage(calls=2)})
        return real(*words)

    monkeypatch.setattr(sealing, "_adopt", sealed_meanwhile)
    assert put_right(tmp_path, 0, 0, 4).spent == {"agent": Usage(calls=2)}
