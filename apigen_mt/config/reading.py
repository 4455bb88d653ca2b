"""Settings as people write them: YAML, `key.path=value`, and what is wrong with either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from apigen_mt.errors import ConfigError, nearest
from apigen_mt.untrusted.yamltext import read_yaml_text


def read_yaml(file: Path) -> dict[str, Any]:
    """Return the settings of a file.

    Raises:
        ConfigError: it cannot be read, is no YAML, or holds no keys.
    """
    try:
        found = read_yaml_text(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"Config {file} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise ConfigError(f"Config {file} is not YAML that can be used: {error}.") from None
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ConfigError(f"Config {file} holds {type(found).__name__}, not keys with values.")
    return found


def put_override(settings: dict[str, Any], override: str) -> None:
    """Put `key.path=value` into settings."""
    key, equals, text = override.partition("=")
    if not equals or not key:
        raise ConfigError(f"Override '{override}' is not key.path=value.")
    try:
        value = read_yaml_text(text)
    except ValueError as error:
        raise ConfigError(
            f"Override '{key}' is not a YAML value that can be used: {error}."
        ) from None
    put(settings, key.split("."), value)


def put(settings: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Put a value at a path, making what is missing on the way."""
    for part in path[:-1]:
        inner = settings.setdefault(part, {})
        if not isinstance(inner, dict):
            raise ConfigError(f"Override '{'.'.join(path)}': '{part}' has no keys inside.")
        settings = inner
    settings[path[-1]] = value


def refuse_unknown(settings: Mapping[str, Any], part: type[BaseModel], path: str = "") -> None:
    """Refuse a key that `part` does not have, or values where keys should be.

    Raises:
        ConfigError: naming the key, the known ones and the nearest.
    """
    for key, value in settings.items():
        if key == "api_key" and path.startswith("models."):
            raise ConfigError(
                f"Config key '{path}api_key': a key never stands in a config. Put it into an "
                "environment variable, and that variable's name into api_key_env."
            )
        if key not in part.model_fields:
            raise ConfigError(
                f"Unknown config key '{path}{key}'. Known: {', '.join(part.model_fields)}."
                f"{nearest(str(key), part.model_fields)}"
            )
        annotation = part.model_fields[key].annotation
        for place, inner, one in _parts(annotation, value):
            where = f"{path}{key}{place}"
            if isinstance(one, Mapping):
                refuse_unknown(one, inner, f"{where}.")
            elif annotation is inner or get_origin(annotation) is dict:
                raise ConfigError(f"Config key '{where}' is {one!r}, but has keys inside.")


def _parts(annotation: Any, value: Any) -> Iterator[tuple[str, type[BaseModel], Any]]:
    """Yield the places of a value that are parts of a config: (place, kind, value)."""
    inner = _kind(annotation)
    if inner is None:
        return
    origin = get_origin(annotation)
    if origin is dict and isinstance(value, Mapping):
        yield from ((f".{name}", inner, one) for name, one in value.items())
    elif origin is tuple and isinstance(value, list | tuple):
        yield from ((f".{place}", inner, one) for place, one in enumerate(value))
    else:
        yield "", inner, value


def _kind(annotation: Any) -> type[BaseModel] | None:
    """Return the part inside an annotation, if there is one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := _kind(one))), None)


def say(error: ValidationError) -> str:
    """Return the first problem: the key, its value where that is short and no secret, and why."""
    first = error.errors(include_url=False)[0]
    parts = [str(part) for part in first["loc"] if part not in ("str", "Player", "Seat")]
    problem = first["msg"].removeprefix("Value error, ")
    if not problem.endswith((".", "?")):
        problem += "."
    value = first["input"]
    secret = bool(parts) and parts[-1] in ("base_url", "api_key_env")
    if not parts:
        return f"Config: {problem}"
    key = ".".join(parts)
    if secret or isinstance(value, Mapping | BaseModel):
        return f"Config key '{key}': {problem}"
    return f"Config key '{key}' is {value!r}: {problem}"
