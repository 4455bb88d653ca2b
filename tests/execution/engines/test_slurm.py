"""A real Slurm on loopback: two nodes of one core each, one of which loses its power."""

import re
from pathlib import Path

import pytest

from apigen_mt.errors import EngineError
from apigen_mt.execution.engines.slurm import Slurm
from apigen_mt.execution.engines.slurm_script import Asked
from apigen_mt.execution.run import generate
from tests.endpoint import rehearsing, settings
from tests.execution.engines.slurm_cluster import slurm
from tests.execution.engines.watching import SLOW, SMALL, at_work, data, until
from tests.runs import apigen, config

pytestmark = pytest.mark.xdist_group("slurm")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with slurm(tmp_path_factory.mktemp("slurm")) as found, pytest.MonkeyPatch.context() as patch:
        for name in ("PATH", "LD_LIBRARY_PATH", "SLURM_CONF"):
            patch.setenv(name, found.environment[name])
        yield found


def queue(cluster):
    return cluster.ask("squeue", "--noheader", "--array", "--format=%i").split()


def test_an_array_makes_every_shard_with_the_bytes_of_a_local_run(tmp_path, cluster):
    folder = tmp_path / "a run; of 'mine'"
    words = ("generate", "--env", "library", "--count", "24", "--seed", "3", "--out", folder.name)
    words += ("output.shard_size=4", "--engine", "slurm", "--partition", "main", "--workers", "2")
    submitted = apigen(tmp_path, *words)
    assert submitted.returncode == 0, submitted.stderr
    assert "has 6 shards in 3 tasks" in submitted.stdout  # the cluster takes arrays of 3
    until(lambda: not queue(cluster), 60)
    logs = "".join(one.read_text() for one in (folder / "slurm").glob("*.log"))
    done = apigen(tmp_path, *words)
    assert done.returncode == 0, done.stderr + logs
    generate(config(output={"shard_size": 4}), tmp_path / "local")
    assert data(folder) == data(tmp_path / "local")
    assert len(set(re.findall(r"(shard-\d+)\.jsonl is complete", logs))) == 6


def test_a_node_loses_its_power_and_the_array_ends_unaided(tmp_path, cluster):
    with rehearsing(latency_ms=60) as (url, _):
        wanted, folder = settings(url, **SMALL, **SLOW), tmp_path / "run"
        engine = Slurm(Asked(partition="main"))
        generate(wanted, folder, workers=2, engine=engine)
        with pytest.raises(EngineError, match=f"Job {engine.submission.job} still has"):
            generate(wanted, folder, workers=2, engine=engine)
        until(lambda: at_work(folder), 60)
        node = node_of(at_work(folder)[0])
        cluster.kill_node(node)
        until(lambda: not queue(cluster), 100)
        cluster.start_node(node)
        assert generate(wanted, folder, engine=never).complete
        generate(settings(url, **SMALL), tmp_path / "local")
    assert data(folder) == data(tmp_path / "local")
    assert claims(folder) > 3
    until(lambda: cluster.ask("sinfo", "-h", "-o", "%T %D") == "idle 2", 60)


def test_a_task_whose_time_is_nearly_up_takes_another_turn_and_goes_on(tmp_path, cluster):
    with rehearsing(latency_ms=60) as (url, _):
        wanted, folder = settings(url, **{**SMALL, **SLOW, "count": 4}), tmp_path / "run"
        engine = Slurm(Asked())
        generate(wanted, folder, engine=engine)
        until(lambda: at_work(folder), 60)
        cluster.ask("scancel", "--batch", "--signal=USR1", f"{engine.submission.job}_0")
        until(lambda: not queue(cluster), 60)
        assert generate(wanted, folder, engine=never).complete
    assert claims(folder) == 2
    assert '"found":0' not in (folder / "events.jsonl").read_text().splitlines()[-3]


def never(job):
    raise AssertionError(f"shards {job.numbers} are open")


def claims(folder):
    return (folder / "events.jsonl").read_text().count('"claimed"')


def node_of(process):
    words = Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
    [name] = [word for word in words if word.startswith(b"SLURMD_NODENAME=")]
    return name.partition(b"=")[2].decode()
