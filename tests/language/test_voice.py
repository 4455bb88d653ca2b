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
