"""The way to a Ray cluster: one that is there, or one of this machine that nobody else reaches."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from apigen_mt.errors import EngineError

NAMESPACE = "apigen-mt"
LOOPBACK = "127.0.0.1"
_PATIENCE_S = 10.0


@contextmanager
def connected(address: str | None, workers: int) -> Iterator[Any]:
    """Give the module of Ray while this process is a driver of the cluster.

    Who is one already stays one. Ray's own settings, such as RAY_AUTH_MODE, hold.

    Args:
        address: the cluster; None for that of `RAY_ADDRESS`, else for one of this machine alone.
        workers: cores of a cluster of our own; 0 for all.

    Raises:
        EngineError: Ray is missing, or there is no such cluster.
    """
    there = address or os.environ.get("RAY_ADDRESS")
    joins = None if there == "local" else there
    ray = _imported(alone=joins is None)
    if ray.is_initialized():
        yield ray
        return
    if joins is not None:
        _knock(joins)
    settings: dict[str, Any] = {"address": joins or "local", "namespace": NAMESPACE}
    if joins is None:
        settings |= {"num_cpus": workers or None, "include_dashboard": False}
    try:
        ray.init(log_to_driver=False, logging_level="ERROR", **settings)
    except (ConnectionError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
        said = " ".join(str(error).split())[:300]
        raise EngineError(f"No Ray cluster at {joins or LOOPBACK}: {said}") from None
    try:
        if joins is None:
            _refuse_open_doors(ray)
        yield ray
    finally:
        ray.shutdown()


def _knock(address: str) -> None:
    """Refuse a cluster where nobody is; Ray itself would try for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not port.isdigit():  # auto
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE_S).close()
    except OSError as error:
        raise EngineError(f"No Ray cluster at {address}: {error.strerror or error}.") from None


def _imported(alone: bool) -> Any:
    """Return the module of Ray; a cluster that it starts will listen on loopback alone."""
    if alone:
        # Read when Ray is imported; without it a local cluster listens on every interface.
        os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
    try:
        import ray
        import ray.exceptions
        import ray.util.scheduling_strategies
    except ImportError:
        raise EngineError(
            "--engine ray needs Ray, which is not installed: pip install 'apigen-mt[ray]'."
        ) from None
    return ray


def _refuse_open_doors(ray: Any) -> None:
    """Refuse a cluster of our own that others could reach."""
    hosts = {node["NodeManagerAddress"] for node in ray.nodes()}
    if hosts != {LOOPBACK}:
        raise EngineError(
            f"Ray started a cluster on {', '.join(sorted(hosts))}, which is not loopback. Set "
            "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER=0 before Ray is imported, or start a cluster "
            "yourself, with RAY_AUTH_MODE=token, and name it in --address."
        )
