from collections import Counter
from dataclasses import replace

from apigen_mt.environment import Session
from apigen_mt.generation.tried import Tried
from tests.environment.kiosk import Kiosk

RENT = {"guest_id": "guest_1", "bike_ids": ["bike_1"]}
GUEST = {"phone": "5550001"}


def counted() -> tuple[Session, Counter[str]]:
    """Return a session of the kiosk, and how often each of its tools has run."""
    runs: Counter[str] = Counter()

    def counting(tool):
        def function(db, **arguments):
            runs[tool.name] += 1
            return tool.function(db, **arguments)

        return replace(tool, function=function)

    session = Kiosk().session()
    return Session({name: counting(one) for name, one in session.toolbox.items()}, session.db), runs


def test_a_call_tried_first_and_made_then_runs_once():
    session, runs = counted()
    tried, tool = Tried(), session.toolbox["rent_bikes"]
    step = tried.would(session, tool, RENT)
    assert (session.trace, session.db.digest) == ([], step.before.digest)
    assert tried.make(session, tool, RENT, "agent") is step
    assert (session.trace, session.db.digest) == ([step], step.after.digest)
    assert runs["rent_bikes"] == 1


def test_forks_share_what_was_tried_until_one_of_them_writes():
    session, runs = counted()
    tried, find = Tried(), session.toolbox["find_guest"]
    for fork in (session.fork(), session.fork()):
        tried.make(fork, find, GUEST, "agent")
    assert runs["find_guest"] == 1
    fork = session.fork()
    tried.make(fork, session.toolbox["rent_bikes"], RENT, "agent")
    tried.make(fork, find, GUEST, "agent")
    assert runs["find_guest"] == 2


def test_the_same_call_twice_in_one_trace_is_two_steps():
    session, _ = counted()
    tried, find = Tried(), session.toolbox["find_guest"]
    one, other = (tried.make(session, find, GUEST, "agent") for _ in range(2))
    assert one is not other
    assert session.trace == [one, other]
