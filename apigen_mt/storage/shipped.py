"""Data that ships with the program: blueprints and configs."""

from __future__ import annotations

from pathlib import Path

import apigen_mt


def shipped(kind: str) -> Path:
    """Return the folder of `blueprints` or `configs`.

    An installed package carries them inside; an editable checkout has them beside the package.
    """
    package = Path(apigen_mt.__file__).parent
    inside = package / "data" / kind
    return inside if inside.is_dir() else package.parent / kind
