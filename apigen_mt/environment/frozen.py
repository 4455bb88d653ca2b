"""JSON values that cannot be changed, so that forks may share them."""

from __future__ import annotations

from typing import Any, NoReturn

_ADVICE = "this value is read-only; in a write tool take the row by its key: db.table[key]"


class ReadOnlyValue(TypeError):
    """Somebody tried to change a value that forks share."""


def _refuse(self: object, *args: object, **kwargs: object) -> NoReturn:
    raise ReadOnlyValue(_ADVICE)


class FrozenDict(dict[str, Any]):
    """A dictionary which refuses every change; reads cost what a plain one costs."""

    __slots__ = ()
    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = _refuse
    __ior__ = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return (FrozenDict, (dict(self),))


class FrozenList(list[Any]):
    """A list which refuses every change; reads cost what a plain one costs."""

    __slots__ = ()
    __setitem__ = __delitem__ = append = clear = extend = insert = pop = remove = _refuse
    reverse = sort = _refuse
    __iadd__ = __imul__ = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return (FrozenList, (list(self),))


_ATOMS = frozenset((str, int, float, bool, type(None)))
"""Types that are frozen by nature; they are most of every row, so no call is spent on them."""


def freeze(value: Any) -> Any:
    """Return a frozen copy of a JSON value; nothing in it is shared with the original."""
    kind = type(value)
    if kind in _ATOMS or kind is FrozenDict or kind is FrozenList:
        return value
    if isinstance(value, dict):
        return FrozenDict(
            {
                name: inner if type(inner) in _ATOMS else freeze(inner)
                for name, inner in value.items()
            }
        )
    if isinstance(value, list | tuple):
        return FrozenList([inner if type(inner) in _ATOMS else freeze(inner) for inner in value])
    return value


def thaw(value: Any) -> Any:
    """Return a plain copy of a JSON value which its owner may change."""
    if isinstance(value, dict):
        return {
            name: inner if type(inner) in _ATOMS else thaw(inner) for name, inner in value.items()
        }
    if isinstance(value, list):
        return [inner if type(inner) in _ATOMS else thaw(inner) for inner in value]
    return value
