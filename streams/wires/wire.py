"""What a wire is to the registry: which messages it claims, and how it reads one.

Flows in: decoded messages. Flows out: `Message`, `Wire`; each adapter module defines one `WIRE`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from streams.errors import WireError
from streams.wires import limits
from streams.wires.item import Item
from streams.wires.reasons import Reason, refuse

_VALUE = rb"""\s*=\s*(?:"[^"<]*"|'[^'<]*'|[^\s"'<>]+)"""
_CROWDED = re.compile(
    rb"""[A-Za-z][^\s<>]*(?>\s+[^\s=<>"'/]+(?:%b)?){%d}""" % (_VALUE, limits.MAX_ATTRIBUTES)  # atomic: linear
)


class Family(StrEnum):
    """What the bytes of a message are, before anybody asks which wire they are of."""

    JSON = "json"
    XML = "xml"
    TEXT = "text"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Message:
    """One message, or one object of a JSON array, decoded as far as its family tells.

    Attributes:
        family: JSON, XML or text.
        value: the bytes as received.
        fields: the object, of JSON.
        root: the local name of the root element, of XML.
        text: the characters, of plain text.
        charset: the character set that the message's header names.
    """

    family: Family
    value: bytes = b""
    fields: Mapping[str, Any] = field(default_factory=dict)
    root: str = ""
    text: str = ""
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Wire:
    """One wire format.

    Attributes:
        name: for people.
        family: of the messages it reads.
        content_types: media types that mean this wire and no other.
        claims: whether a message of the family is of this wire.
        read: the items of a message, in order; an item that cannot be read is a `WireError` in its place.
            Raises `WireError` where that is the message as a whole.
    """

    name: str
    family: Family
    content_types: frozenset[str]
    claims: Callable[[Message], bool]
    read: Callable[[Message], Sequence[Item | WireError]]


def is_crowded(value: bytes) -> bool:
    """Tell whether a tag has more attributes than any sender sets: some parsers compare each with every other."""
    tags = (one for one in value.split(b"<")[1:] if len(one) > 2 * limits.MAX_ATTRIBUTES)
    return any(map(_CROWDED.match, tags))


def sound(text: str) -> str:
    """Give a text that can be encoded: a lone half of a surrogate pair becomes a question mark."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def string(fields: Mapping[str, Any], *names: str) -> str | None:
    """Give the first of some fields that is a string with a word in it; anything else says nothing."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and value.strip():
            return value
    return None


def strict_string(fields: Mapping[str, Any], *names: str) -> str | None:
    """Give the first of some fields that holds a word, where a wrong type would change what the item means.

    Raises:
        WireError: one of them is neither a string nor null.
    """
    for name in names:
        if not isinstance(fields.get(name), str | None):
            raise refuse(Reason.WRONG_SCHEMA, f"{name} is not a string")
    return string(fields, *names)


def scalar(fields: Mapping[str, Any], *names: str) -> str | int | float | None:
    """Give the first of some fields that is a string or a number."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
            return value
    return None


def objects(fields: Mapping[str, Any], *names: str) -> list[Mapping[str, Any]]:
    """Give the objects in the first of some fields that is a list (or one object alone), in order."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, dict):
            return [value]
        if isinstance(value, list):
            return [one for one in value[: limits.MAX_LIST] if isinstance(one, dict)]
    return []


def strings(fields: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    """Give the strings of some fields: alone, in lists, or as the name of objects in them."""
    found: list[str] = []
    for name in names:
        value = fields.get(name)
        for one in value[: limits.MAX_LIST] if isinstance(value, list) else [value]:
            word = string(one, "name", "qcode", "code", "literal", "value", "uri") if isinstance(one, dict) else one
            if isinstance(word, str) and word.strip():
                found.append(word)
    return tuple(found)


def version(fields: Mapping[str, Any]) -> str | int | float | None:
    """Give an object's version.

    Raises:
        WireError: it is neither a string nor a whole number, so that the order of versions would be lost.
    """
    value = fields.get("version")
    if isinstance(value, bool | list | dict) or (isinstance(value, float) and not value.is_integer()):
        raise refuse(Reason.WRONG_SCHEMA, "version is neither a string nor a whole number")
    return scalar(fields, "version")


def each(found: Sequence[object], read: Callable[[Mapping[str, Any]], Item]) -> list[Item | WireError]:
    """Read the objects of a list in order; one that cannot be read is an error in its place.

    Raises:
        WireError: there are none, or too many.
    """
    if not found:
        raise refuse(Reason.EMPTY, "an empty list")
    if len(found) > limits.MAX_ITEMS:
        raise refuse(Reason.TOO_MANY_ITEMS, f"a list of more than {limits.MAX_ITEMS} items")
    return [_one(one, read) for one in found]


def _one(found: object, read: Callable[[Mapping[str, Any]], Item]) -> Item | WireError:
    if not isinstance(found, dict):
        return refuse(Reason.WRONG_SCHEMA, "an item that is no JSON object")
    try:
        return read(found)
    except WireError as error:
        return error
