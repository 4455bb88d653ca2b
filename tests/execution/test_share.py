import pytest
from hypothesis import given
from hypothesis import strategies as st

from apigen_mt.config import OutputConfig
from apigen_mt.errors import BudgetSpent
from apigen_mt.execution.share import share
from apigen_mt.execution.worker import work
from apigen_mt.records.usage import Usage
from apigen_mt.storage.manifest import Manifest
from apigen_mt.storage.shard import ShardEntry, replace_entry, shard_name
from tests.endpoint import rehearsing, settings
from tests.runs import planned

NOTHING = Usage()


def wanted(url="http://127.0.0.1:9/v1", size=4, model=None, **flags):
    found = settings(url, model=model or {}, count=10, **flags)
    return found.model_copy(update={"output": OutputConfig(shard_size=size)})


def test_a_run_of_which_nothing_is_done_is_split_by_items(tmp_path):
    limits = {"limits.max_calls": 100, "limits.max_cost": 2.0}
    config = wanted(model={"rpm": 60}, **limits)
    plan, _ = planned(tmp_path / "run", config)
    parts = [share(config, tmp_path / "run", n, 3, NOTHING) for n in plan.numbers]
    assert [one.limits.max_calls for one in parts] == [40, 40, 20]
    assert sum(one.limits.max_cost for one in parts) == pytest.approx(2.0)
    assert [one.models["default"].rpm for one in parts] == [20, 20, 20]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("share") / "run"
    plan, _ = planned(folder, wanted(size=2))
    return folder, plan


def complete(folder, plan, number, spent):
    first, last = plan.span(number)
    entry = ShardEntry(
        **dict.fromkeys(("rows", "bytes", "rejects", "items_kept"), 0),
        **dict.fromkeys(("sha256", "rejects_sha256"), ""),
        name=shard_name(number),
        first=first,
        last=last,
        reasons={},
        spent={"agent": Usage(attempts=spent)},
    )
    replace_entry(folder, entry)


@given(st.lists(st.floats(0, 1), min_size=5, max_size=5), st.permutations(range(5)))
def test_shards_in_turn_spend_no_more_than_the_whole(run, greeds, order):
    """Each spends some of what it may, and the next divides what is left."""
    folder, plan = run
    config = wanted(size=2, **{"limits.max_calls": 1000})
    for path in folder.glob("manifests/*"):
        path.unlink()
    total = 0
    for number in order:
        may = share(config, folder, number, 1, NOTHING).limits.max_calls
        spent = int(may * greeds[number])
        total += spent
        complete(folder, plan, number, spent)
    assert total <= 1000
    assert may >= 200  # what the others left over


def test_a_shard_that_another_has_just_completed_still_has_a_part(run):
    folder, _ = run
    for number in range(5):
        complete(*run, number, spent=0)
    config = wanted(size=2, **{"limits.max_calls": 1000})
    assert share(config, folder, 0, 1, NOTHING).limits.max_calls <= 1000


def test_a_shard_that_has_used_its_part_gets_more_of_what_is_left(tmp_path):
    with rehearsing() as (url, rehearsal):
        plan, _ = planned(tmp_path / "run", wanted(url, **{"limits.max_calls": 30}))
        before, spent = -1, 0
        while spent != before:  # each round divides what is left; in the end nothing is
            for number in plan.numbers:
                with pytest.raises(BudgetSpent):
                    work(tmp_path / "run", number)
            before, spent = spent, rehearsal.bill.requests
    assert 24 <= spent <= 30
    assert Manifest.read(tmp_path / "run").shards == ()
    assert rehearsal.bill.summary()["paid_twice"] == 0
