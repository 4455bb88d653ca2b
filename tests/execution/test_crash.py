"""The crash trial, small: benchmarks/crash.py has the whole of it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "crash.py"


@pytest.mark.parametrize(
    "words",
    [
        ("--items", "30", "--kills", "5", "--seed", "1"),
        ("--items", "8", "--kills", "4", "--seed", "4", "--roles", "author,user,critic,agent"),
    ],
)
def test_kills_and_faults_lose_nothing_and_change_no_byte(words, tmp_path):
    path = tmp_path / "found.json"
    command = [sys.executable, str(SCRIPT), *words, "--shard", "6", "--in-flight", "4"]
    done = subprocess.run([*command, "--json", str(path)], capture_output=True, text=True)
    found = json.loads(path.read_text())
    assert done.returncode == 0, found
    assert found["kills"] >= 3
    assert found["faulty_calls"] > 10
    assert found["rows"] > 0
