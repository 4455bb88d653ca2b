"""Prompts: Markdown files with named places, filled with data that cannot be taken for words.

`{{name}}` becomes JSON between the tags <name> and </name>; no text inside can close the tag.
`{{name|text}}` becomes the text itself, for what the environment's own author wrote. A line of
three stars parts the system message from the user message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

import apigen_mt
from apigen_mt.errors import ConfigError, nearest

ROLES = (
    "author revise recombine wording juror feedback user critic agent repair".split()
)  # one Markdown file each
_PLACE = re.compile(r"\{\{(\w+)(\|text)?\}\}")
_PARTING = re.compile(r"^\*\*\*\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Prompt:
    """One role's text with named places."""

    name: str
    """The role, and the file's name without `.md`."""
    text: str
    """The file's content."""

    @cached_property
    def places(self) -> frozenset[str]:
        """The names of the places."""
        return frozenset(name for name, _ in _PLACE.findall(self.text))

    @property
    def digest(self) -> str:
        """64 hexadecimal digits of the text."""
        return sha256(self.text.encode()).hexdigest()

    def fill(self, **fields: Any) -> list[dict[str, Any]]:
        """Return the messages: a system message, and a user message where the prompt has one.

        Raises:
            ConfigError: a place has no field, or a field no place.
        """
        if fields.keys() != self.places:
            raise ConfigError(self._mismatch(fields))

        def put(match: re.Match[str]) -> str:
            name, plain = match.groups()
            return str(fields[name]) if plain else delimited(name, fields[name])

        parts = [_PLACE.sub(put, part).strip() for part in _PARTING.split(self.text, 1)]
        roles = ("system", "user")
        return [{"role": role, "content": part} for role, part in zip(roles, parts, strict=False)]

    def say(self, **fields: Any) -> str:
        """Return the filled text of a prompt that is one message within a conversation."""
        return str(self.fill(**fields)[0]["content"])

    def _mismatch(self, fields: Mapping[str, Any]) -> str:
        missing, strange = sorted(fields.keys() - self.places), sorted(self.places - fields.keys())
        if strange:
            return (
                f"Prompt '{self.name}' has the place {{{{{strange[0]}}}}}, which nothing fills. "
                f"Known: {', '.join(fields)}.{nearest(strange[0], fields)}"
            )
        return f"Prompt '{self.name}' lacks the place {{{{{missing[0]}}}}}. Add it."


def delimited(name: str, value: Any) -> str:
    """Return a value as JSON between tags; `<` inside is escaped, so nothing closes the tag."""
    text = orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode().replace("<", "\\u003c")
    return f"<{name}>\n{text}\n</{name}>"


class Prompts:
    """The prompts of a run: those that ship, some of them replaced by a user's own.

    Args:
        folder: Markdown files named after roles, or None.

    Raises:
        ConfigError: the folder is missing, or a file in it is named after no role.
    """

    def __init__(self, folder: Path | None = None) -> None:
        shipped = Path(apigen_mt.__file__).parent / "prompts"
        files = {name: shipped / f"{name}.md" for name in ROLES}
        if folder is not None:
            if not folder.is_dir():
                raise ConfigError(f"Config key 'prompts': {folder} is no folder.")
            for file in sorted(folder.glob("*.md")):
                if file.stem not in files:
                    raise ConfigError(
                        f"Prompt {file} is for no role. Known: {', '.join(ROLES)}."
                        f"{nearest(file.stem, ROLES)}"
                    )
                files[file.stem] = file
        self._prompts = {
            name: Prompt(name, file.read_text(encoding="utf-8")) for name, file in files.items()
        }

    def __getitem__(self, role: str) -> Prompt:
        return self._prompts[role]

    @property
    def digests(self) -> dict[str, str]:
        """Role to digest."""
        return {name: prompt.digest for name, prompt in self._prompts.items()}
