"""ANPA 1312 text → items: two header lines, lines of slug, headline and byline, the story in paragraphs.

Flows in: the characters of a stream, with its control characters or without. Flows out: `Item`s. A story has no
number that lasts, so it is named by its slug and day; the take key ("2nd Ld-Writethru") is its version.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from streams.wires import lifecycle
from streams.wires.item import Item
from streams.wires.reasons import Reason, refuse
from streams.wires.tables import table
from streams.wires.transmission import Transmission, teletype

CONTENT_TYPE = "text/vnd.anpa.1312"
_HEADER = re.compile(
    r"(?m)^[ ]{0,8}(?P<level>[A-Za-z])[ ]?(?P<number>\d{4})[ ]?(?P<selector>[\w-]{1,10})?[ ]{0,8}\n"
    r"[ ]{0,8}(?P<priority>[A-Za-z])[ ]{1,8}(?P<category>[A-Za-z])[ ]{1,8}(?P<slug>\S[^\n]{0,60}?)[ ]{1,8}"
    r"(?P<month>\d{1,2})-(?P<day>\d{1,2})[ ]{1,8}(?P<words>\d{1,5})[ ]{0,8}$"
)
_TRAILER = re.compile(
    r"[A-Z]{2,4}-[A-Z]{2}-(?P<month>\d{2})-(?P<day>\d{2})-(?P<year>\d{2})[ ]{1,4}(?P<time>\d{4})(?P<zone>[A-Z]{1,4})<?"
)
_COUNT = re.compile(r"[, ][ ]{0,4}\d{1,5}$")
_SLUG_LONGEST = 200
_BYLINE = re.compile(r"(?:By|Von|Por|Par)\s", re.IGNORECASE)
_ASIDE = re.compile(r"(?i:eds?[:.,]|editors?:|\(?eds\b|(?:\w{2,4} )?(?:photo|video|graphic|audio)s?\b)")
_SLUG = re.compile(r"\b[A-Z]{2}-[A-Z]{2,4}(?:-[A-Z]{2,4})*--[A-Z][^,.;:\n\"”]{1,60}")
# A note to editors wherever it stands: a header line that lost its caret leaves those after it in the text.
_NOTE = re.compile(r"(?im)^[ \t]*(?:\^[ \t]*)?\(?(?:eds?|editors?)[:.,].*$\n?")
_PARAGRAPH = re.compile(r"\n(?=[ ]*\t|[ ]{3,}\S)")


def item(found: Transmission) -> Item:
    """Read one message."""
    header = _HEADER.match(found.header)
    if header is None:
        raise refuse(Reason.WRONG_SCHEMA, "a message without a header")
    above, text = _parts(found.text)
    slug, headline, byline, asides = _above(above)
    slug = slug or header["slug"].strip()
    trailer = _last_trailer(f"{text}\n{found.trailer}")
    asides += _NOTE.findall(text)
    body = _body(_NOTE.sub("", text))
    day = _day(header, trailer)
    name = _name(slug, header, day)
    letters: dict[str, int] = table("priorities")["letters"]
    return Item(
        content_type=CONTENT_TYPE,
        guid=name.guid,
        version=name.version,
        signals=lifecycle.of_note(*asides),
        urgency=letters.get(header["priority"].lower()),
        headline=headline,
        body=body,
        byline=byline,
        slugline=slug,
        version_created=_time(trailer) if trailer else None,
        evolved_from=name.evolved_from,
        concerns=_concerns(headline, body, day, name.guid),
    )


@dataclass(frozen=True, slots=True)
class _Name:
    guid: str
    version: int | None = None
    evolved_from: str | None = None


def _name(slug: str, header: re.Match[str], day: str) -> _Name:
    """Name the story that a slug with its take key is a version of.

    An add is no version, as it does not stand for the story; nor can a slug be a name that many stories share.
    """
    patterns = _takes()
    if patterns["shared"].search(slug):
        return _Name(f"anpa:{day}:{header['level'].lower()}{header['number']}")
    base, take = _without_take(slug)
    guid = _guid(base, day)
    if numbered := patterns["numbered"].search(take):
        return _Name(guid, int(numbered["number"]))
    if patterns["order"].search(take):
        return _Name(guid)
    if patterns["other"].search(take):
        corrects = "correct" in take.lower()
        return _Name(_guid(f"{base}+{take}", day), evolved_from=guid if corrects else None)
    return _Name(guid, 1 if patterns["again"].search(take) else 0)


def _guid(slug: str, day: str) -> str:
    return f"anpa:{day}:{re.sub(r'[^a-z0-9+-]', '', slug.lower())}"


def _without_take(slug: str) -> tuple[str, str]:
    """Part the slug from its take key: behind the first comma, or where a take key stands within the header's slug."""
    base, comma, take = slug.partition(",")
    if comma:
        return base, take
    starts = [match.start() for name in ("numbered", "again") if (match := _takes()[name].search(slug, 1))]
    return (slug[: min(starts)], slug[min(starts) :]) if starts else (slug, "")


def _concerns(headline: str, body: str, day: str, own: str) -> tuple[str, ...]:
    """Give the stories that an order to kill or hold names by their slugs."""
    if not lifecycle.orders(headline, body):
        return ()
    named = (_guid(_without_take(one)[0], day) for one in _SLUG.findall(f"{headline}\n{body}"))
    return tuple(one for one in dict.fromkeys(named) if one != own)


def _parts(text: str) -> tuple[list[str], str]:
    lines = text.strip("\n ").split("\n")
    first = next(
        (at for at, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("^")), len(lines)
    )
    return [line.strip().lstrip("^").strip() for line in lines[:first] if line.strip()], "\n".join(lines[first:])


def _above(lines: Sequence[str]) -> tuple[str | None, str, str | None, list[str]]:
    """Tell slug, headline, byline and notes apart: a line of a byline ends with an equals sign, others with `<`."""
    named = [line for line in lines if line.endswith("=")]
    byline = next((line.rstrip("= ") for line in named if _BYLINE.match(line)), None)
    rest = [line.rstrip("< ") for line in lines if not line.endswith("=")]
    first = rest[0] if rest and len(rest[0]) <= _SLUG_LONGEST else ""
    slug = _COUNT.sub("", rest.pop(0)) if _COUNT.search(first) or "--" in first else None
    asides = [line for line in rest if _ASIDE.match(line)]
    return slug, next((line for line in rest if line not in asides), ""), byline, asides


def _body(text: str) -> str:
    text = _TRAILER.sub("", text)
    paragraphs = [" ".join(one.split()) for one in _PARAGRAPH.split(f"\n{text}")] if "\t" in text else [text]
    whole = "\n\n".join(one for one in paragraphs if one)
    whole = re.sub(r"(?m)^\^|<[ ]*$", "", whole)
    return whole.replace("``", "“").replace("''", "”").replace(" _ ", " — ")


def _last_trailer(text: str) -> re.Match[str] | None:
    return next(iter(reversed(list(_TRAILER.finditer(text)))), None)


def _time(trailer: re.Match[str]) -> str:
    zone = table("transmissions")["zones"].get(trailer["zone"].lower(), "")
    clock = f"{trailer['time'][:2]}:{trailer['time'][2:]}"
    return f"20{trailer['year']}-{trailer['month']}-{trailer['day']}T{clock}{zone}"


def _day(header: re.Match[str], trailer: re.Match[str] | None) -> str:
    """Give the header's day, which has no year; that of the trailer may already be the next, in Greenwich."""
    month, day = int(header["month"]), int(header["day"])
    if trailer is None:
        return f"{month:02}-{day:02}"
    year = 2000 + int(trailer["year"]) - (month > int(trailer["month"]))
    return f"{year}-{month:02}-{day:02}"


@cache
def _takes() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in table("transmissions")["take"].items()}


WIRE = teletype("ANPA 1312", CONTENT_TYPE, _HEADER, item)
