"""The base of every part of a config."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """Frozen, closed to unknown keys, documented key by key."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
