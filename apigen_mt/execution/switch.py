"""Who hears of a run: nobody, or OpenTelemetry where it is switched on.

`otel.py` is imported only when the switch, the variable of OpenTelemetry's own, is set.
"""

from __future__ import annotations

import os

from apigen_mt.errors import ConfigError
from apigen_mt.execution.telemetry import SILENT, Telemetry

SWITCH = "OTEL_EXPORTER_OTLP_ENDPOINT"
"""The variable that holds where traces and metrics go; unset, there are none."""
_heard: dict[int, Telemetry] = {}
"""By process, because what sends does not survive a fork."""


def telemetry() -> Telemetry:
    """Return who is told in this process.

    Raises:
        ConfigError: it is switched on, and the extra is not installed.
    """
    if not os.environ.get(SWITCH) or os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return SILENT
    if os.getpid() not in _heard:
        try:
            from apigen_mt.execution.otel import exporting
        except ModuleNotFoundError as error:
            if (error.name or "").split(".")[0] != "opentelemetry":
                raise
            raise ConfigError(
                f"{SWITCH} is set, but OpenTelemetry is not installed: "
                "pip install 'apigen-mt[otel]'. Or run without that variable."
            ) from None
        _heard[os.getpid()] = exporting()
    return _heard[os.getpid()]
