import pytest

from apigen_mt.records.blueprint import Blueprint
from apigen_mt.records.trajectory import Accepted
from apigen_mt.storage.lines import read_lines
from apigen_mt.storage.shipped import shipped
from tests.journeys import finish, journey, rolled_out


@pytest.mark.parametrize("env", ["airline", "bank", "library", "retail", "telecom"])
def test_shipped_blueprints_hold_and_can_be_played(env):
    files = sorted((shipped("blueprints") / env).glob("*.jsonl"))
    blueprints = [Blueprint.model_validate(row) for file in files for row in read_lines(file)]
    assert len(blueprints) >= 30
    assert len({blueprint.id for blueprint in blueprints}) == len(blueprints)
    stage = journey(env)
    for blueprint in blueprints:
        judged, findings, _ = finish(stage.judge(blueprint))
        assert findings == ()
        assert judged.end_digest == blueprint.end_digest
        assert any(isinstance(one, Accepted) for one in rolled_out(stage, judged))
