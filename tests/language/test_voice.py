from random import Random

from hypothesis import given
from hypothesis import strategies as st

from apigen_mt.language.match import says
from apigen_mt.language.voice import draw_persona, utter
from apigen_mt.records.chat import STOP
from apigen_mt.records.scenario import Persona

SLOPPY = Persona(description="x", casing="lower", typos=1.0)


@given(st.integers(0, 1000))
def test_facts_and_the_stop_token_survive_the_sloppiest_typist(seed):
    fact = "12 Kingfisher Lane, Minneapolis"
    text = utter(f"Please deliver everything to {fact}. {STOP}", SLOPPY, Random(seed), [fact])
    assert says(text, fact)
    assert text.endswith(STOP)


def test_typos_happen_where_nothing_depends_on_them():
    text = "Something wonderful happened yesterday afternoon"
    assert utter(text, SLOPPY, Random(1)) != text.lower()


def test_a_persona_depends_on_its_seed_alone_and_varies():
    assert draw_persona(Random(3)) == draw_persona(Random(3))
    assert len({draw_persona(Random(seed)).description for seed in range(100)}) > 60


@given(
    st.integers(0, 10_000),
    st.sampled_from(["normal", "lower"]),
    st.sampled_from(["terse", "plain", "chatty"]),
    st.booleans(),
    st.sampled_from(["k.choi.11561@example.com", "Visa ending in 9745", "Thảo Nguyễn", "LC-4821"]),
)
def test_facts_survive_every_manner_of_writing(seed, casing, length, polite, fact):
    persona = Persona(description="x", casing=casing, length=length, polite=polite, typos=0.5)
    text = utter(f"Certainly, please note {fact}, thank you. {STOP}", persona, Random(seed), [fact])
    assert says(text, fact)
    assert text.endswith(STOP)
    assert text.count(STOP) == 1


def test_the_same_seed_makes_the_same_slips():
    text = "Something wonderful happened yesterday afternoon"
    assert utter(text, SLOPPY, Random(3)) == utter(text, SLOPPY, Random(3))


def test_a_careful_writer_changes_nothing():
    careful = Persona(description="x")
    assert utter("Yes, I'd like that, please.", careful, Random(1)) == "Yes, I'd like that, please."
