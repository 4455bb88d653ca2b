import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apigen_mt.execution.engines.lending import Limits, Rate, Total


@given(st.integers(6, 60_000), st.integers(1, 12), st.integers(0, 1000))
def test_all_borrowers_together_stay_within_a_rate(per_minute, borrowers, seed):
    drawn = random.Random(seed)
    rate, now, lent = Rate(per_minute), 0.0, []
    for _ in range(400):
        now += drawn.expovariate(20)
        amount = rate.borrow(f"w{drawn.randrange(borrowers)}", drawn.uniform(1, per_minute), now)
        assert amount >= 0
        lent.append((now, amount))
    burst = max(1.0, per_minute / 60)
    for start, _ in lent[::40]:
        for end in (at for at, _ in lent[::40] if at >= start):
            used = sum(amount for at, amount in lent if start <= at <= end)
            assert used <= burst + (end - start) * per_minute / 60 + 1e-6


def test_a_borrower_that_is_alone_gets_the_whole_rate_and_ten_share_it_evenly():
    for count in (1, 10):
        drawn, rate, got = random.Random(5), Rate(6000), dict.fromkeys(range(count), 0.0)
        for tick in range(1200):
            for who in drawn.sample(sorted(got), count):
                got[who] += rate.borrow(str(who), 1000, tick * 0.05)
        assert sum(got.values()) == pytest.approx(6000, rel=0.05)
        assert min(got.values()) >= 0.8 * max(got.values())


def test_who_is_gone_leaves_its_share_of_the_rate_to_the_others():
    rate = Rate(6000)
    for who in "abcd":
        rate.borrow(who, 1000, 0.0)
    late = sum(rate.borrow("a", 1000, 10 + tick * 0.05) for tick in range(200))
    assert late == pytest.approx(1000, rel=0.15)


def test_less_than_a_call_is_not_lent_but_saved_up():
    rate = Rate(30)
    assert rate.borrow("a", 10, 0.0) == 1.0
    assert rate.borrow("a", 10, 1.0) == 0.0
    assert rate.borrow("a", 10, 2.0) == 1.0


def test_what_a_rate_lent_and_gets_back_can_be_lent_again():
    rate = Rate(600)
    assert rate.borrow("a", 10, 0.0) == 10
    assert rate.borrow("b", 10, 0.0) == 0
    rate.borrow("a", -6, 0.0)
    assert rate.borrow("b", 10, 0.0) == 3  # half of it: two ask


@given(
    st.integers(0, 5000),
    st.integers(0, 5000),
    st.lists(st.tuples(st.integers(0, 5), st.integers(1, 300)), max_size=200),
)
def test_no_more_of_a_total_is_lent_than_is_left_of_it(most, spent, wishes):
    total, held, used = Total(most, spent), dict.fromkeys(range(6), 0), 0
    for who, wanted in wishes:
        held[who] += total.borrow(wanted)
        if wanted % 3 == 0:  # some comes back, the rest is spent
            back = held[who] // 2
            total.borrow(-back)
            held[who], used = 0, used + held[who] - back
        assert used + sum(held.values()) + total.left == max(0, most - spent)
        assert total.left >= 0


def test_a_total_is_lent_to_its_end_in_blocks_that_shrink_towards_it():
    total, blocks = Total(1000, 200), []
    while amount := total.borrow(10**9):
        blocks.append(amount)
    assert sum(blocks) == 800
    assert max(blocks) == 10
    assert blocks[-3:] == [1, 1, 1]


def test_limits_are_known_by_name():
    limits = Limits({"m.rpm": 60}, {"calls": (10, 0)})
    assert limits.borrow("a", "m.rpm", 5, 0.0) == 1
    assert limits.borrow("a", "calls", 5, 0.0) == 1
    with pytest.raises(KeyError):
        limits.borrow("a", "m.tpm", 5, 0.0)
