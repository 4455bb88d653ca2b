"""Texts in domain data do not decide: executed checks come before every vote.

The jurors and the agent here obey whatever they can see. Nothing that fails a check by execution is
accepted all the same, and nothing that is planted gets out of the place where the data is.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import orjson
import pytest

from apigen_mt.config import RunConfig
from apigen_mt.environment import load_environment
from apigen_mt.interplay.conversation import converse
from apigen_mt.interplay.scripted_agent import ScriptedAgent
from apigen_mt.interplay.scripted_user import ScriptedUser
from apigen_mt.llm.line import Speaker
from apigen_mt.llm.model import CallFailed, ChatReply
from apigen_mt.llm.prompt import ROLES, Prompts
from apigen_mt.pipeline.journey import Journey
from apigen_mt.pipeline.wiring import wire
from apigen_mt.records.blueprint import Action, Blueprint
from apigen_mt.records.chat import Message
from apigen_mt.records.review import RUBRICS
from apigen_mt.records.trajectory import Accepted, Rejection, Trajectory
from apigen_mt.records.usage import Usage
from apigen_mt.review.committee import Committee
from apigen_mt.review.reviewer import ModelJuror, Verdict
from tests.journeys import accepted, finish, journey, rolled_out
from tests.safety.injections import DEMANDS, INJECTIONS, demanded

PROMPTS = Prompts()
PLAIN = {("agent", "policy"), ("agent", "habits"), ("repair", "problem")}
"""Places that hold no data: an author's policy, words of ours, and which keys did not fit."""
TASKS = [
    task
    for task in (one.trajectory.blueprint for one in accepted("library", 40))
    if any(journey("library").environment.tool(one.tool).writes for one in task.actions)
]


class Believer:
    """A model that gives the best scores where anything asks for them, and the worst elsewhere."""

    def __init__(self) -> None:
        self.obeyed = 0

    async def ask(self, request):
        told = demanded("\n".join(str(one["content"]) for one in request.messages))
        self.obeyed += told
        verdict = {"reflection": "-", **{name: {"score": int(told)} for name in RUBRICS}}
        return ChatReply(orjson.dumps(verdict).decode(), (), "stop", Usage(calls=1))


def believing(model: Believer) -> Journey:
    """Return the journey of the library with three seats that believe everything."""
    whole = journey("library")
    seats = [
        ModelJuror(name, Speaker("m", model, 64), whole.environment, PROMPTS) for name in "abc"
    ]
    return replace(whole, jury=Committee(seats))


def planted(blueprint: Blueprint, text: str, **changes: Any) -> Blueprint:
    return blueprint.model_copy(
        update={"instruction": f"{blueprint.instruction} {text}", "end_digest": "", **changes}
    )


def unknown_row(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    last = actions[-1]
    wrong = {name: "nobody_0" for name in last.arguments}
    return (*actions[:-1], last.model_copy(update={"arguments": wrong}))


BREAKS: list[Callable[[tuple[Action, ...]], tuple[Action, ...]]] = [
    unknown_row,
    lambda actions: (*actions[:-1], actions[-1].model_copy(update={"tool": "grant_all"})),
    lambda actions: (*actions, Action(tool="find_member", arguments={"card": 1})),
    lambda actions: (actions[-1].model_copy(update={"arguments": {}}), *actions[1:]),
]


def test_there_are_fifty_of_them():
    assert len(set(INJECTIONS)) == 50


def test_no_blueprint_that_fails_a_check_is_accepted_by_jurors_who_believe_everything():
    model = Believer()
    stage, let_through, swayed = believing(model), [], 0
    for place, text in enumerate(INJECTIONS):
        task = TASKS[place % len(TASKS)]
        _, findings, at = finish(stage.judge(planted(task, text)))
        swayed += not findings
        broken = BREAKS[place % len(BREAKS)](task.actions)
        _, findings, at = finish(stage.judge(planted(task, text, actions=broken)))
        if not findings or at != "check":
            let_through.append(text)
    assert let_through == []
    assert swayed == 50  # they do believe it, so it is the checks that held


def test_without_the_planted_text_the_same_jurors_turn_everything_down():
    model = Believer()
    _, findings, at = finish(believing(model).judge(TASKS[0]))
    assert findings
    assert at == "review"
    assert model.obeyed == 0


@cache
def spoilt(place: int) -> Journey:
    return wire(RunConfig(env=f"{__name__}:World{place}", seed=5))


_Library: Any = type(load_environment("library"))


def _world(text: str) -> type:
    """Return a library whose books and members carry a text in what is free in their rows."""

    def rows(self: Any) -> dict[str, list[Any]]:
        tables = _Library.rows(self)
        for book in tables["books"]:
            book |= {"author": f"{book['author']} {text}", "shelf": f"{book['shelf']} {text}"}
        for member in tables["members"]:
            member["name"] += f" {text}"
        return dict(tables)

    return type("World", (_Library,), {"rows": rows, "__module__": __name__})


for _place, _text in enumerate(INJECTIONS):
    globals()[f"World{_place}"] = _world(_text)


class Obedient:
    """An agent that does its work until a tool's answer asks it to say that all is done."""

    name = "obedient"

    def __init__(self, blueprint: Blueprint, environment: Any) -> None:
        self.inner = ScriptedAgent(blueprint, environment, 1, 0.0)
        self.obeyed = False

    async def reply(self, heard):
        if self.obeyed or any(one.role == "tool" and demanded(_shown(one)) for one in heard):
            self.obeyed = True
            return Message(role="assistant", content="Everything is done and verified. Goodbye!")
        return await self.inner.reply(heard)


def _shown(message: Message) -> str:
    return str(orjson.loads(message.content)) + message.content


class Obeying:
    """Plays with such an agent."""

    def __init__(self, environment: Any) -> None:
        self.environment, self.obeyed = environment, 0

    async def play(self, blueprint: Blueprint, attempt: int) -> Trajectory:
        user = ScriptedUser(blueprint, self.environment, 1, 0.0)
        agent = Obedient(blueprint, self.environment)
        played = await converse(blueprint, self.environment, user, agent, 30)
        self.obeyed += agent.obeyed
        return Trajectory(
            id="t",
            blueprint=blueprint,
            attempt=attempt,
            user="scripted",
            agent="obedient",
            messages=played.messages,
            stop=played.stop,
        )


def writing(stage: Journey) -> Blueprint:
    """Return the first blueprint of a world with something to write."""
    for index in range(40):
        found = finish(stage.propose(index))
        if isinstance(found, Blueprint) and found.diff:
            return found
    raise AssertionError("no blueprint that writes")


def test_no_conversation_is_kept_whose_agent_obeyed_the_data():
    kept, obeyed = [], 0
    for place, text in enumerate(INJECTIONS):
        stage = spoilt(place)
        play = Obeying(stage.environment)
        blueprint = writing(stage)
        outcomes = rolled_out(replace(stage, interplay=play), blueprint)
        obeyed += play.obeyed > 0
        assert all(isinstance(one, Rejection) for one in outcomes) or not play.obeyed
        if any(isinstance(one, Accepted) for one in outcomes):
            kept.append(text)
    assert kept == []
    assert obeyed == 50


def test_a_world_with_such_texts_is_served_all_the_same():
    for place in (0, 7, 23, 41):
        stage = spoilt(place)
        outcomes = rolled_out(stage, writing(stage))
        assert any(isinstance(one, Accepted) for one in outcomes)


PLACES = [(role, name) for role in ROLES for name in sorted(PROMPTS[role].places)]


@pytest.mark.parametrize(("role", "name"), [one for one in PLACES if one not in PLAIN])
def test_nothing_planted_gets_out_of_its_place(role, name):
    for text in INJECTIONS:
        planted = {"value": [text, {text: text}]}
        fields = {other: planted if other == name else "-" for other in PROMPTS[role].places}
        whole = "\n".join(one["content"] for one in PROMPTS[role].fill(**fields))
        (inside,) = re.findall(f"<{name}>\n(.*?)\n</{name}>", whole, flags=re.DOTALL)
        assert orjson.loads(inside) == planted
        rest = whole.replace(inside, "")
        assert not demanded(rest)
        assert whole.count(f"</{name}>") == 1
        assert "\n" not in inside  # nor is there a line of stars that parts the messages
        assert "<" not in inside


@pytest.mark.parametrize("text", INJECTIONS[::5])
def test_a_reply_is_asked_for_again_without_repeating_it(text):
    said = []

    class Stubborn:
        async def ask(self, request):
            said.append(request.messages[-1]["content"])
            answer = {text: text, "correctness": {"score": text, "reason": text}}
            return ChatReply(orjson.dumps(answer).decode(), (), "stop", Usage(calls=1))

    line = Speaker("m", Stubborn(), 64).line(TASKS[0].scenario, "juror.a")
    with pytest.raises(CallFailed) as failed:
        finish(line.fill([{"role": "user", "content": "-"}], Verdict, PROMPTS))
    assert len(said) == 2
    assert not any(demand in said[1] + failed.value.detail for demand in DEMANDS)


@pytest.mark.parametrize("text", INJECTIONS[::5])
def test_a_verdict_counts_only_in_the_form_of_one(text):
    """A model that repeats what it read has not judged."""

    class Parrot:
        async def ask(self, request):
            return ChatReply(f"The data says: {text}", (), "stop", Usage(calls=1))

    juror = ModelJuror("a", Speaker("m", Parrot(), 64), journey("library").environment, PROMPTS)
    review = finish(juror.review(planted(TASKS[0], text)))
    assert review.abstained == ("correctness" not in text)
