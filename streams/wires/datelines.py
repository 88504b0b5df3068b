"""The dateline of a story: where and when it was filed, and whose report it is.

Flows in: the first paragraph. Flows out: the dateline, its city, the credited agency, and the text after it.
"""

import re
from dataclasses import dataclass
from functools import cache

from streams.wires.agencies import agency, ambiguous
from streams.wires.tables import any_of, table

_LONGEST = 120
# Dashes that end a dateline; a bare hyphen only with spaces around it. One agency underlines, one has slashes.
_END = re.compile(r"\s*(?:\s--?\s|\s[-_]\s|\s?[—–]\s?|\s?--\s?)\s*")
_SLASHED = re.compile(r"(?P<head>[^/\n]{2,80}?)[.,]? /(?P<credit>[^/\n]{2,30})/[.:]?\s*(?:[-–—]\s*)?")
# "LIMA, Oct 4 (EFE).- ", "KABUL (Pajhwok): ", "NEW DELHI, Aug 3 (PTI) Police": a known agency needs no dash.
_BRACKETED = re.compile(
    r"(?P<head>[^()\n]{2,80}?) ?\((?P<credit>[^()\n]{2,40})\)(?P<end>(?:[.:]? ?[-–—]{1,2}|:)?)\s+(?=\S)"
)
_ALONE = re.compile(r"\((?P<credit>[^()\n]{2,40})\)[.:]? (?=[\"“‘'«„(]?[^\W\d_a-z])")
_CREDIT = re.compile(r"\s*\((?P<credit>[^()\n]{2,40})\)\s*\Z")
_WORD = re.compile(r"[^\W\d_][\w.’'&-]*")
_AGENCY_SHAPE = re.compile(r"[a-z]{2,5}(?:-[a-z]+)?|[A-Z]{2,}|[A-Za-z]*[a-z][A-Z][A-Za-z]*")
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline found at the head of a text.

    Attributes:
        text: as it stands, without the dash that ends it.
        located: the city, in ordinary case.
        credit: the agency in brackets, under its usual name.
        rest: the paragraph after the dateline.
    """

    text: str
    located: str | None
    credit: str | None
    rest: str


def find(paragraph: str) -> Dateline | None:
    """Find the dateline at the head of a paragraph.

    A place in capitals is enough before a dash; one in ordinary case needs a date or a credit too, so that
    "Manchester United - the champions - …" is left alone.

    Returns:
        None where the paragraph begins with its text.
    """
    if slashed := _SLASHED.match(paragraph):
        credit = agency(slashed["credit"])
        if credit and _place(slashed["head"], marked=True):
            head = slashed["head"]
            return Dateline(slashed[0].rstrip(" -–—.:"), located(head), credit, paragraph[slashed.end() :])
    if (alone := _ALONE.match(paragraph)) and (credit := agency(alone["credit"])):
        return Dateline(f"({alone['credit']})", None, credit, paragraph[alone.end() :])
    if (bracketed := _BRACKETED.match(paragraph)) and (found := _without_dash(bracketed, paragraph)):
        return found
    for end in _END.finditer(paragraph, 0, _LONGEST):
        head, rest = paragraph[: end.start()], paragraph[end.end() :]
        if rest and (found := _read(head, rest)):
            return found
    return None


def located(dateline: str) -> str | None:
    """Give the city that a dateline names, in ordinary case ("UNITED NATIONS, Sept 5 (AP)" → "United Nations")."""
    bare = _date().sub("", _CREDIT.sub("", _trimmed(dateline)))
    city = re.split(r"[,/;(]", bare)[0].strip(" .")
    if not city or not _WORD.match(city):
        return None
    return " ".join(_ordinary(word) for word in city.split()) if city.isupper() else city


def credit_of(dateline: str) -> str | None:
    """Give the agency that a dateline credits in brackets."""
    match = _CREDIT.search(_trimmed(dateline))
    return _credited(match["credit"]) if match else None


def _trimmed(dateline: str) -> str:
    return dateline.strip().rstrip("-–—_ ").strip()


def _without_dash(bracketed: re.Match[str], paragraph: str) -> Dateline | None:
    head, credit = bracketed["head"], agency(bracketed["credit"])
    place = _date().sub("", head).rstrip(" ,.")
    if credit is None or not place or not _place(place, marked=True):
        return None
    dated = place != head.rstrip(" ,.")
    if not bracketed["end"] and not (dated and _begins_sentence(paragraph[bracketed.end() :])):
        return None
    text = paragraph[: bracketed.end()].rstrip(" -–—:").removesuffix(".")
    return Dateline(text, located(head), credit, paragraph[bracketed.end() :])


def _unbracketed(head: str) -> tuple[str, str | None]:
    """Part a head from the agency that its first or last part names: "ACCRA, June 5, GNA", "Xinhua, Orlen, March 2"."""
    if credit := agency(head):
        return "", credit
    first, _, after = head.partition(", ")
    if after and (credit := agency(first)):
        return after, credit
    before, mark, last = head.rstrip().rpartition(", ")
    if not mark:
        before, mark, last = head.rstrip().rpartition(". ")
    # "HARRISBURG, PA" is a town and its state.
    credit = agency(last) if mark and (last not in ambiguous() or _date().search(before)) else None
    return (before, credit) if credit else (head, None)


def _read(head: str, rest: str) -> Dateline | None:
    match = _CREDIT.search(head)
    place = head[: match.start()] if match else head
    named = None
    if match is None:
        place, named = _unbracketed(head)
    bare = _date().sub("", place).rstrip(" ,.")
    dated = bare != place.rstrip(" ,.")
    if match is None and named is None and not dated and not (bare.split(",")[0].isupper() and _begins_sentence(rest)):
        return None
    credit = _credited(match["credit"]) if match else named
    if not bare:
        # "(Reuters) - ", "2 March, Interfax - ": without a place.
        return Dateline(head.strip(), None, credit, rest) if credit else None
    if not _place(bare, marked=dated or match is not None):
        return None
    return Dateline(head.strip(), located(bare), credit, rest)


def _credited(name: str) -> str | None:
    return agency(name) or (name.strip() if _AGENCY_SHAPE.fullmatch(name.strip()) else None)


def _place(text: str, *, marked: bool) -> bool:
    """Tell whether a text has the shape of a place; unmarked, it must not be a known word in capitals."""
    text = _date().sub("", text).strip(" ,.")
    words = text.replace("/", " ").replace(",", " ").split()
    if not 1 <= len(words) <= _MOST_WORDS or (not marked and text.split(",")[0] in table("datelines")["not_places"]):
        return False
    particles = table("datelines")["particles"]
    return words[0][0].isupper() and all(
        _WORD.fullmatch(word) and (word[0].isupper() or word in particles) for word in words
    )


def _begins_sentence(rest: str) -> bool:
    first = rest.lstrip("\"“‘'«„(")[:1]
    return first.isupper() or first.isdigit()


def _ordinary(word: str) -> str:
    # Not str.title(), which makes "St. John'S".
    return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))


@cache
def _date() -> re.Pattern[str]:
    month = rf"(?:{any_of(table('datelines')['months'])})\.?"
    day = r"(?:[0-3]?[0-9](?:st|nd|rd|th)?)"
    years = r"(?:,? (?:19|20)[0-9]{2})?"
    shapes = rf"{month} {day}{years}|{day}\.? (?:de |di )?{month}{years}"
    return re.compile(
        rf"[,.;]?\s*\(?\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?(?:{shapes})\)?(?![\w])", re.IGNORECASE
    )
