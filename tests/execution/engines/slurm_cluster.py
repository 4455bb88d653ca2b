"""A Slurm of one's own: Debian's packages, unpacked and never installed, on loopback alone."""

import getpass
import os
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.execution.engines.watching import below, until

PACKAGES = (
    "libhwloc15 liblua5.1-0 libmunge2 munge slurm-wlm-basic-plugins slurm-client slurmctld slurmd"
)
NODES = ("n1", "n2")
CONFIG = """\
ClusterName=loopback
SlurmctldHost=localhost(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
SlurmctldPort={ports[0]}
AuthType=auth/munge
AuthInfo=socket={place}/munge.socket,cred_expire=5
CredType=cred/munge
PluginDir={plugins}
StateSaveLocation={place}/state
SlurmdSpoolDir={place}/%n
SlurmctldPidFile={place}/slurmctld.pid
SlurmdPidFile={place}/%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0
SlurmdParameters=config_overrides
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SlurmdTimeout=3
TCPTimeout=2
MessageTimeout=5
KillWait=5
MaxArraySize=3
MailProg=/bin/true
NodeName=n1 NodeHostname=localhost NodeAddr=127.0.0.1 Port={ports[1]} CPUs=1
NodeName=n2 NodeHostname=localhost NodeAddr=127.0.0.1 Port={ports[2]} CPUs=1
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
"""


class Cluster:
    """Controller and nodes; `environment` is what a person on its login node has."""

    def __init__(self, programs, place):
        library = next(programs.glob("usr/lib/*/slurm-wlm"))
        self.place = place
        self.environment = {
            **os.environ,
            "LD_LIBRARY_PATH": f"{library.parent}:{library}",
            "SLURM_CONF": str(place / "slurm.conf"),
            "PATH": f"{programs}/usr/bin:{os.environ['PATH']}",
        }
        self._sbin = programs / "usr/sbin"
        self._running = {}
        for name in ("state", *NODES):
            (place / name).mkdir()
        (place / "key").write_bytes(os.urandom(128))
        (place / "key").chmod(0o600)
        (place / "slurm.conf").write_text(
            CONFIG.format(user=getpass.getuser(), ports=free_ports(3), place=place, plugins=library)
        )

    def start(self):
        self._start(
            "munged",
            *("--foreground", "--force", "--key-file", "key", "--socket", "munge.socket"),
            *("--pid-file", "munged.pid", "--log-file", "munged.log", "--seed-file", "munge.seed"),
        )
        until(lambda: (self.place / "munge.socket").exists(), 20)
        self._start("slurmctld-wlm", "-D", "-c")
        for node in NODES:
            self.start_node(node)
        until(lambda: self.ask("sinfo", "-h", "-o", "%T %D") == "idle 2", 40)

    def start_node(self, node):
        stepd = str(self._sbin / "slurmstepd-wlm")
        self._start("slurmd-wlm", "-D", "-N", node, "-d", stepd, name=node)

    def kill_node(self, node):
        """Kill a node as a power cut would: its daemon and everything that it runs."""
        daemon = self._running.pop(node)
        doomed = [daemon.pid, *below(daemon.pid), *self._steps(node)]
        for number in doomed:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue
        daemon.wait()

    def ask(self, *words):
        """Return what a command of Slurm's prints, or nothing while it fails."""
        done = subprocess.run(
            words, env=self.environment, capture_output=True, text=True, check=False
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    def stop(self):
        for node in [name for name in NODES if name in self._running]:
            self.kill_node(node)
        for process in reversed(list(self._running.values())):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, program, *words, name=None):
        with (self.place / f"{name or program}.log").open("ab") as log:
            self._running[name or program] = subprocess.Popen(
                [self._sbin / program, *words],
                cwd=self.place,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _steps(self, node):
        """Return the processes that a node's daemon started and let go of."""
        spool = f"SLURMD_NODENAME={node}".encode()
        mine = str(self.place).encode()
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                environment = (place / "environ").read_bytes()
                words = (place / "cmdline").read_bytes()
            except OSError:
                continue
            if mine in environment and spool in environment.split(b"\0"):
                found.append(int(place.name))
            elif words.startswith(b"slurmstepd") and mine in environment:
                found += [int(place.name)] if owned_by(node, int(place.name)) else []
        return found


def owned_by(node, number):
    """Whether a step's daemon works for a node: its task says so."""
    wanted = f"SLURMD_NODENAME={node}".encode()
    for inner in below(number):
        try:
            if wanted in Path(f"/proc/{inner}/environ").read_bytes().split(b"\0"):
                return True
        except OSError:
            continue
    return False


def free_ports(count):
    knocks = [socket.socket() for _ in range(count)]
    try:
        for one in knocks:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in knocks]
    finally:
        for one in knocks:
            one.close()


def unpacked():
    """Return the folder of Slurm's programs, downloaded the first time; skip without them."""
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        pytest.skip("no Slurm here: its packages are Debian's")
    cache = Path(tempfile.gettempdir()) / f"apigen-mt-slurm-{os.getuid()}"
    cache.mkdir(mode=0o700, exist_ok=True)
    held = cache.lstat()
    if not stat.S_ISDIR(held.st_mode) or held.st_uid != os.getuid() or held.st_mode & 0o077:
        pytest.skip(f"{cache} is not ours alone, so nothing in it is run")
    ready = cache / "ready"
    if not ready.exists():
        with tempfile.TemporaryDirectory(dir=cache) as fresh:
            try:
                subprocess.run(
                    ["apt-get", "download", *PACKAGES.split()],
                    cwd=fresh, capture_output=True, check=True, timeout=120,
                )  # fmt: skip
                for package in Path(fresh).glob("*.deb"):
                    subprocess.run(["dpkg", "-x", package, f"{fresh}/ready"], check=True)
                os.rename(f"{fresh}/ready", ready)
            except (subprocess.SubprocessError, OSError) as error:
                said = getattr(error, "stderr", b"") or b""
                pytest.skip(f"Slurm's packages cannot be had: {said.decode()[-300:] or error}")
    return ready


@contextmanager
def slurm(place):
    """Give a cluster of two nodes with one core each; skip where it does not start."""
    cluster = Cluster(unpacked(), place)
    try:
        try:
            cluster.start()
        except (OSError, StopIteration, TimeoutError) as error:
            logs = "\n".join(one.read_text()[-400:] for one in place.glob("*.log"))
            pytest.skip(f"Slurm does not start here: {error}\n{logs}")
        yield cluster
    finally:
        cluster.stop()
