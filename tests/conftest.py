"""Settings that all tests share."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "apigen",
    deadline=None,
    max_examples=40,
    stateful_step_count=20,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
    database=None,
)
settings.load_profile("apigen")
