from hypothesis import given
from hypothesis import strategies as st

from apigen_mt.environment import load_environment
from apigen_mt.environment.skeleton import skeleton, split_of

LIBRARY = load_environment("library")
TOOLS = st.lists(st.sampled_from(sorted(LIBRARY.toolbox)), max_size=8)


@given(TOOLS, st.randoms())
def test_order_and_repeated_look_ups_decide_nothing(tools, random):
    mixed = [*tools, *(name for name in tools if not LIBRARY.tool(name).writes)]
    random.shuffle(mixed)
    assert skeleton(LIBRARY.toolbox, mixed) == skeleton(LIBRARY.toolbox, tools)


@given(TOOLS, st.sampled_from([one.name for one in LIBRARY.toolbox.values() if one.writes]))
def test_one_write_more_is_another_skeleton(tools, more):
    assert skeleton(LIBRARY.toolbox, [*tools, more]) != skeleton(LIBRARY.toolbox, tools)


def test_a_skeleton_can_be_read():
    tools = ["find_member", "return_book", "list_loans", "return_book", "list_loans"]
    assert skeleton(LIBRARY.toolbox, tools) == "return_book*2 | find_member list_loans"


@given(st.text(), st.floats(0, 1), st.floats(0, 1))
def test_a_greater_share_holds_out_all_that_a_smaller_does(name, one, other):
    least, most = sorted((one, other))
    if split_of(name, least) == "heldout":
        assert split_of(name, most) == "heldout"


def test_the_share_of_skeletons_is_about_right_and_its_ends_are_exact():
    names = [f"tool_{place} |" for place in range(4000)]
    held = sum(split_of(name, 0.05) == "heldout" for name in names)
    assert abs(held / 4000 - 0.05) < 0.011
    assert {split_of(name, 0.0) for name in names} == {"train"}
    assert {split_of(name, 1.0) for name in names} == {"heldout"}
