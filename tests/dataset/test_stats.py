from apigen_mt.dataset.run import StoredRun
from apigen_mt.dataset.stats import measure
from tests.runs import run


def test_figures_are_counted_from_the_rows(tmp_path):
    run(tmp_path, slip=0.3)
    stored = StoredRun(tmp_path)
    figures = measure(stored)
    rows = list(stored.rows())
    assert figures["counts"]["accepted"] == len(rows)
    assert figures["counts"]["rejected"] == len(list(stored.rejects()))
    calls = [row["n_calls"] for row in rows]
    assert figures["sizes"]["calls"]["most"] == max(calls)
    assert abs(figures["sizes"]["calls"]["mean"] - sum(calls) / len(calls)) < 0.01
    assert 0 < figures["edges"]["share"] <= 1
    assert (
        figures["edges"]["used"] + len(figures["edges"]["unused"]) == figures["edges"]["feasible"]
    )
    assert figures["yield"]["items"] == round(figures["counts"]["items_kept"] / 24, 4)


def test_an_empty_run_has_no_sizes(tmp_path):
    run(tmp_path, count=1, slip=1.0)
    figures = measure(StoredRun(tmp_path))
    assert figures["counts"]["accepted"] == 0
    assert figures["sizes"] == {}
    assert figures["yield"] == {"items": 0.0, "attempts": 0.0}
