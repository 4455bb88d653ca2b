"""Everything that a person sets, checked and frozen."""

from apigen_mt.config.models import (
    PROCEDURAL,
    RULE_SEATS,
    LimitsConfig,
    ModelConfig,
    Player,
    Price,
    RolesConfig,
    Seat,
    player,
)
from apigen_mt.config.run import (
    InterplayConfig,
    OutputConfig,
    ReviewConfig,
    RunConfig,
    identity,
)
from apigen_mt.config.sampling import BehaviourMix, SamplerConfig

__all__ = [
    "PROCEDURAL",
    "RULE_SEATS",
    "BehaviourMix",
    "InterplayConfig",
    "LimitsConfig",
    "ModelConfig",
    "OutputConfig",
    "Player",
    "Price",
    "ReviewConfig",
    "RolesConfig",
    "RunConfig",
    "SamplerConfig",
    "Seat",
    "identity",
    "player",
]
