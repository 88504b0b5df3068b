"""Does an object keep to a version of ninjs, by the letter?

Flows in: a JSON object and a version. Flows out: the first fault, or none. What each version allows stands in
`data/ninjs.toml`; this module reads its kinds and rules. Senders are not held to it unless somebody asks.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeGuard

from streams.wires.tables import table

_RANGE = re.compile(r"(\d+)-(\d+)")
_DAY = r"(?:0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?"
_TRUNCATED = re.compile(rf"-?(?:[1-9][0-9]*)?[0-9]{{4}}(?:-(?:0[1-9]|1[0-2])(?:-{_DAY}(?:T{_CLOCK})?)?)?")
# What has another shape is no field's name but somebody's text, and is not quoted.
_FIELD_NAME = re.compile(r"\$?[A-Za-z][A-Za-z0-9_]{0,39}")
_LEAST_COORDINATES = 2
_MUST, _ONE_OF, _OPEN, _NAMES, _LIKE = "+must", "+one_of", "+open", "+names", "+like"

Shape = Mapping[str, Any]


def versions() -> tuple[str, ...]:
    """Give the versions that are known, the oldest first."""
    return tuple(one["name"] for one in table("ninjs")["version"])


def stated(fields: Mapping[str, Any]) -> str | None:
    """Give the version that an object says it is of, if that is a known one."""
    named = fields.get("$standard", fields.get("standard"))
    word = named.get("version") if isinstance(named, dict) else None
    return word if word in versions() else None


def fault(fields: Mapping[str, Any], version: str) -> str | None:
    """Find what keeps an object from being ninjs of a version.

    Args:
        fields: the object.
        version: one of `versions()`.

    Returns:
        The place and the rule, in field names of the standard and our own words; None where there is no fault.
    """
    return _fault(fields, "item", _shapes(version), "")


@cache
def _shapes(version: str) -> Mapping[str, Shape]:
    entry = next(one for one in table("ninjs")["version"] if one["name"] == version)
    earlier = _shapes(entry["after"]) if entry["after"] else {}
    added: dict[str, dict[str, Any]] = entry["shapes"]
    return {name: {**earlier.get(name, {}), **added.get(name, {})} for name in {**earlier, **added}}


def _whole(name: str, shapes: Mapping[str, Shape]) -> Shape:
    shape = shapes[name]
    return {**_whole(shape[_LIKE], shapes), **shape} if _LIKE in shape else shape


def _fault(value: object, kind: str, shapes: Mapping[str, Shape], path: str) -> str | None:
    if " or " in kind and not kind.startswith("["):
        found = [_fault(value, one, shapes, path) for one in kind.split(" or ")]
        return None if None in found else found[-1]
    if kind.startswith("["):
        return _list_fault(value, kind[1:-1], shapes, path)
    if kind in shapes:
        return _shape_fault(value, _whole(kind, shapes), shapes, path)
    return None if _holds(value, kind) else f"{path}: not {_said(kind)}"


def _list_fault(value: object, kind: str, shapes: Mapping[str, Shape], path: str) -> str | None:
    if not isinstance(value, list):
        return f"{path}: not a list"
    found = (_fault(one, kind, shapes, f"{path}[{at}]") for at, one in enumerate(value))
    return next((one for one in found if one), None)


def _shape_fault(value: object, shape: Shape, shapes: Mapping[str, Shape], path: str) -> str | None:
    if not isinstance(value, dict):
        return f"{path}: not an object"
    missing = next((name for name in shape.get(_MUST, ()) if name not in value), None)
    if missing:
        return f"{_at(path, missing)}: missing"
    groups = shape.get(_ONE_OF, [])
    if groups and not any(sum(name in value for name in group) == 1 for group in groups):
        return f"{path}: needs exactly one of {' and '.join(groups[0])}"
    for name, one in value.items():
        kind = None if name.startswith("+") else shape.get(name, _by_name(name, shape))
        said = _at(path, name if _FIELD_NAME.fullmatch(name) else "…")
        if kind is None and not shape.get(_OPEN):
            return f"{said}: a field that the version does not have"
        found = _fault(one, kind, shapes, said) if kind else None
        if found:
            return found
    return None


def _by_name(name: str, shape: Shape) -> str | None:
    patterns: dict[str, str] = shape.get(_NAMES, {})
    return next((kind for pattern, kind in patterns.items() if re.match(pattern, name)), None)


def _at(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _holds(value: object, kind: str) -> bool:
    """Tell whether a value is of a kind that is no shape."""
    if " | " in kind:
        return isinstance(value, str) and value in kind.split(" | ")
    if limits := _RANGE.fullmatch(kind):
        return _is_integer(value) and int(limits[1]) <= value <= int(limits[2])
    if kind == "numbers":
        return isinstance(value, list) and (_is_position(value) or all(_holds(one, kind) for one in value))
    if kind == "truncated":
        return isinstance(value, str) and _TRUNCATED.fullmatch(value) is not None
    simple = {
        "string": isinstance(value, str),
        "object": isinstance(value, dict),
        "number": _is_number(value),
        "integer": _is_integer(value),
        "null": value is None,
    }
    return simple[kind]


def _is_position(value: list[object]) -> bool:
    return len(value) >= _LEAST_COORDINATES and all(map(_is_number, value))


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: object) -> TypeGuard[float]:
    return _is_number(value) and value == int(value)


def _said(kind: str) -> str:
    if " | " in kind:
        return f"one of {', '.join(kind.split(' | '))}"
    return f"an integer of {kind}" if _RANGE.fullmatch(kind) else f"of kind {kind}"
