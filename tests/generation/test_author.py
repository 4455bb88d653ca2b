import orjson
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import ValidationError

from apigen_mt.generation import material
from apigen_mt.generation.assembly import Assembly
from apigen_mt.generation.author import ModelAuthor
from apigen_mt.generation.task import Task
from apigen_mt.language.wording import Wording
from apigen_mt.llm.line import Speaker
from apigen_mt.llm.prompt import Prompts
from apigen_mt.records.review import Finding, Reason, Round
from tests.journeys import accepted, journey
from tests.llm.virtual import Scripted, completion, gateway, virtually

STAGE = journey("library")
ENVIRONMENT = STAGE.environment
WORDING = Wording(ENVIRONMENT)


def scenario(index=0):
    return STAGE.sampler.sample(ENVIRONMENT, index)


def test_a_planned_blueprint_written_as_a_task_comes_back_with_the_same_end():
    """What an author would write of a blueprint is enough to build it again, look-ups and all."""
    same = 0
    for one in accepted("library", 40):
        blueprint = one.trajectory.blueprint
        if blueprint.parts:
            continue
        task = Task.model_validate(material.task_of(blueprint))
        assembly = Assembly(ENVIRONMENT, WORDING, blueprint.scenario)
        built = assembly.build(task, "m", ())
        execution, findings = STAGE.checker.check(built)
        assert findings == ()
        assert execution is not None
        assert execution.end_digest == blueprint.end_digest
        same += 1
    assert same > 25


tools = st.sampled_from([*ENVIRONMENT.toolbox, "no_such_tool", ""])
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.text(max_size=9)
    | st.sampled_from(["member_01", "book_01", "loan_1003", "Harbour"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=4,
)
names = st.sampled_from(["member_id", "book_id", "loan_id", "title", "pickup_branch", "x", ""])
actions = st.fixed_dictionaries(
    {"tool": tools, "arguments": st.dictionaries(names, values, max_size=4)}
)
wishes = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["act", "inform", "refuse", "decline"]),
        "want": st.text(max_size=20),
        "actions": st.lists(actions, max_size=3),
        "outputs": st.lists(st.text(max_size=9), max_size=2),
        "says": st.lists(
            st.fixed_dictionaries({"argument": names, "said": st.text(max_size=9)}), max_size=3
        ),
    }
)
tasks = st.fixed_dictionaries(
    {"instruction": st.text(max_size=60), "wishes": st.lists(wishes, max_size=4)}
)


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tasks)
def test_no_task_that_fits_the_schema_breaks_the_pipeline(content):
    """Whatever a model writes becomes findings, never an exception."""
    built = Assembly(ENVIRONMENT, WORDING, scenario()).build(Task.model_validate(content), "m", ())
    judged, findings, _ = virtually(STAGE.judge(built))
    orjson.dumps(material.task_of(judged))
    if not findings:
        assert judged.end_digest


@pytest.mark.parametrize(
    "content", [{}, {"instruction": "x"}, {"instruction": "x", "wishes": [{"kind": "fly"}]}]
)
def test_what_does_not_fit_the_schema_is_refused(content):
    with pytest.raises(ValidationError):
        Task.model_validate(content)


def test_the_author_is_shown_tools_rows_caller_and_examples():
    task = material.task_of(accepted("library")[0].trajectory.blueprint)
    transport = Scripted(completion(orjson.dumps(task).decode()))
    author = ModelAuthor(Speaker("m", gateway(transport), 900), ENVIRONMENT, Prompts())
    scene = next(s for s in map(scenario, range(40)) if s.examples)
    assert virtually(author.draft(scene)) is not None
    body = orjson.loads(transport.sent[0][1])
    shown = body["messages"][1]["content"]
    assert scene.person in shown
    for name in ENVIRONMENT.toolbox:
        assert name in shown
    assert shown.count('"wishes"') == len(scene.examples)
    assert '"refs":{"member_id":"members"' in shown


def test_a_revision_shows_every_earlier_draft_and_what_to_change():
    task = orjson.dumps(material.task_of(accepted("library")[0].trajectory.blueprint)).decode()
    transport = Scripted(*[completion(task)] * 3)
    author = ModelAuthor(Speaker("m", gateway(transport), 900), ENVIRONMENT, Prompts())
    blueprint = virtually(author.draft(scenario()))
    for number in range(2):
        finding = Finding(reason=Reason.LEAK, detail="x", source="t")
        turn = Round(
            number=number,
            findings=(finding,),
            changes=(f"change {number}",),
            draft=material.task_of(blueprint),
        )
        blueprint = virtually(author.revise(blueprint, turn))
    assert [one.number for one in blueprint.rounds] == [0, 1]
    messages = orjson.loads(transport.sent[-1][1])["messages"]
    roles = [one["role"] for one in messages]
    assert roles == ["system", "user", "assistant", "user", "assistant", "user"]
    assert "change 0" in messages[3]["content"]
    assert "change 1" in messages[5]["content"]


def test_rows_come_with_what_they_refer_to_and_fit_a_prompt():
    stage = journey("retail")
    for index in range(20):
        scene = stage.sampler.sample(stage.environment, index)
        rows = material.rows_of(stage.environment, scene)
        assert next(iter(rows)) == "users"
        assert len(orjson.dumps(rows)) < material.MOST_BYTES * 1.3
        held = {row["order_id"] for row in rows.get("orders", [])}
        assert {one.partition("/")[2] for one in scene.rows if one.startswith("orders/")} <= held
        if held:
            assert rows["variants"]
