"""The recipes of docs/recipes, judged by the schemas of those who will read them, and run."""

import copy
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

RECIPES = Path(__file__).parent.parent / "docs" / "recipes"
KUBERNETES = yaml.safe_load((RECIPES / "kubernetes.yaml").read_text(encoding="utf-8"))
SKYPILOT = yaml.safe_load((RECIPES / "skypilot.yaml").read_text(encoding="utf-8"))
SKY = os.environ.get("SKYPILOT_PYTHON", sys.executable)
"""An interpreter that has SkyPilot, whose dependencies do not go with ours (`make recipes`)."""
PARSE = "import sys, sky; print(sky.Task.from_yaml(sys.argv[1]).num_nodes)"


@pytest.fixture
def told(tmp_path):
    """Put a program that notes its words in the worker's place; give what runs a command there."""
    (tmp_path / "apigen-mt").write_text(f'#!/bin/sh\necho "$*" >> {tmp_path / "told"}\n')
    (tmp_path / "apigen-mt").chmod(0o755)

    def run(words, environment):
        path = f"{tmp_path}:{os.environ['PATH']}"
        text = {name: str(value) for name, value in environment.items()}
        subprocess.run(words, env={"PATH": path, **text}, check=True)
        return (tmp_path / "told").read_text().splitlines()

    return run


@pytest.mark.parametrize("version", ["1.31", "1.35"])
def test_kubernetes_takes_the_job(version):
    kubernetes_validate.validate(KUBERNETES, version, strict=True)


def test_kubernetes_would_tell_a_wrong_key():
    wrong = copy.deepcopy(KUBERNETES)
    wrong["spec"]["completion"] = wrong["spec"].pop("completions")
    with pytest.raises(kubernetes_validate.ValidationError, match="completion"):
        kubernetes_validate.validate(wrong, "1.35", strict=True)


def test_the_pods_together_make_each_shard_once(told):
    [container] = KUBERNETES["spec"]["template"]["spec"]["containers"]
    given = {one["name"]: one.get("value", "") for one in container["env"]}
    for index in range(KUBERNETES["spec"]["completions"]):
        words = told(
            [*container["command"], *container["args"]], {**given, "JOB_COMPLETION_INDEX": index}
        )
    assert words == [f"worker --run /runs/demo --of 4 --shard {index}" for index in range(8)]
    assert int(given["OF"]) == KUBERNETES["spec"]["parallelism"]


def test_the_nodes_of_skypilot_together_make_each_shard_once(told):
    for rank in range(SKYPILOT["num_nodes"]):
        words = told(
            ["bash", "-c", SKYPILOT["run"]],
            {**SKYPILOT["envs"], "SKYPILOT_NODE_RANK": rank, "SKYPILOT_NUM_NODES": 4},
        )
    wanted = [f"worker --run /runs/demo --of 16 --shard {index}" for index in range(8)]
    assert sorted(words) == wanted


@pytest.mark.skipif(
    "SKYPILOT_PYTHON" not in os.environ and importlib.util.find_spec("sky") is None,
    reason="SkyPilot is not installed; `make recipes` has it in an environment of its own",
)
def test_skypilot_takes_the_task_and_would_tell_a_wrong_key(tmp_path):
    def parse(text):
        (tmp_path / "task.yaml").write_text(text)
        return subprocess.run(
            [SKY, "-c", PARSE, "task.yaml"],
            cwd=tmp_path,
            env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
        )

    text = (RECIPES / "skypilot.yaml").read_text(encoding="utf-8")
    right = parse(text)
    assert (right.returncode, right.stdout.splitlines()[-1:]) == (0, ["4"]), right.stderr
    wrong = parse(text.replace("num_nodes", "num_nods"))
    assert wrong.returncode != 0
    assert "num_nods" in wrong.stderr
