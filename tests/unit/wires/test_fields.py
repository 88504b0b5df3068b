"""Every field that a wire has a place for arrives in the article: one whole story, as each of the wires writes it.

What a wire has no place for is listed too, so that a field can neither be forgotten nor come from nowhere.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas import Article, Kind, Pubstatus, Signal, Subject

GUID = "urn:newsml:nordwire.example:20260304:lindby-port-4711"
ADDRESS = "https://nordwire.example/world/lindby-port"
CORRECTION = "The number of passengers in the second paragraph was 212, not 112."
TOPICS = {
    "20000349": "port and waterway",
    "20000148": "transport accident",
    "20000533": "strike",
    "20000139": "accident and emergency",
    "20000337": "shipping and postal service",
}
TERMS = "For subscribers of Nordwire only. Not to be kept for more than 30 days."


def _at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 3, 4, hour, minute, second, tzinfo=UTC)


def _subjects(scheme: str | None, prefix: str | None = "") -> tuple[Subject, ...]:
    return tuple(
        Subject(scheme=scheme, code=None if prefix is None else prefix + code, name=name)
        for code, name in TOPICS.items()
    )


UPDATED = _at(11, 40, 30)
WHOLE: dict[str, Any] = {
    "guid": GUID,
    "url": None,
    "version": 3,
    "pubstatus": Pubstatus.USABLE,
    "signal": Signal.CORRECTION,
    "correction_note": CORRECTION,
    "urgency": 3,
    "kind": Kind.NEWS,
    "genre": "Current",
    "language": "en-GB",
    "headline": "Port of Lindby reopens after nine days",
    "byline": "By Ann Bell and Jan Roos",
    "dateline": "LINDBY, March 4 (Nordwire)",
    "slugline": "Lindby-Port",
    "located": "Lindby",
    "published_at": UPDATED,
    "first_created_at": _at(10, 5),
    "version_created_at": UPDATED,
    "embargoed_until": _at(11, 45),
    "time_zone_assumed": False,
    "subjects": _subjects("medtop"),
    "people": ("Mira Holt", "Omar Said", "Ann Lind", "Jonas Berg"),
    "organisations": ("Dockers' League", "Sund Aggregates", "Bank of Lindby"),
    "places": ("Lindby", "Oldhaven", "Stenborg"),
    "evolved_from": "urn:newsml:nordwire.example:20260303:lindby-port-4700",
    "concerns": (),
    "origin": "Ritzau",
    "usage_terms": TERMS,
}
NOTHING: dict[str, Any] = {name: field.get_default() for name, field in Article.model_fields.items() if name in WHOLE}
SUBJ = (("04015003", "Port"), ("03015001", "Shipping accident"), ("09004000", "Strike"))


def _without(*names: str) -> dict[str, Any]:
    return {name: NOTHING[name] for name in names}


# A feed has no versions but times, and no status, embargo, slug, urgency or links to earlier items.
FEED: dict[str, Any] = {
    **_without("correction_note", "urgency", "genre", "slugline", "first_created_at", "embargoed_until"),
    **_without("people", "organisations", "evolved_from", "signal"),
    "version": int(UPDATED.timestamp()),
    "url": ADDRESS,
    "byline": "Ann Bell, Jan Roos",
    "places": ("Lindby",),
}
PAGE: dict[str, Any] = {
    **_without("guid", "urgency", "slugline", "first_created_at", "embargoed_until", "evolved_from"),
    "url": ADDRESS,
    "version": int(UPDATED.timestamp()),
    "byline": "Ann Bell, Jan Roos",
    "published_at": _at(11, 45),
    "subjects": (
        Subject(scheme="section", name="World"),
        *(Subject(scheme="keyword", name=name) for name in ("ports", "shipping", "strikes")),
    ),
}
# Teletype has a header, and nothing that describes the story.
TELETYPE: dict[str, Any] = {
    **_without("correction_note", "genre", "first_created_at", "embargoed_until", "subjects", "people"),
    **_without("organisations", "places", "evolved_from", "usage_terms", "origin"),
    "language": "en",
    "published_at": _at(11, 40),
    "version_created_at": _at(11, 40),
}

FORMATS: dict[str, dict[str, Any]] = {
    "ninjs-1.json": {},
    "ninjs-2.json": {},
    "ninjs-3.json": {},
    "newsml-g2.xml": {},
    "nitf.xml": {
        "dateline": "Lindby, March 4 (Nordwire)",
        "subjects": tuple(Subject(scheme="subj", code=code, name=name) for code, name in SUBJ),
    },
    "newsml-1.xml": {
        # Its notes are for desks alone.
        **_without("correction_note"),
        "subjects": tuple(Subject(scheme="subj", code=code) for code, _ in SUBJ),
    },
    "ap.json": {
        **_without("correction_note", "evolved_from"),
        "guid": "7c1e0a77b2d34e5a8c6b7d8e9f004711",
        "byline": "By ANN BELL; By JAN ROOS",
        "slugline": "EU--Lindby Port,3rd Ld-Writethru",
        "subjects": _subjects("ap", "8783d"),
        "usage_terms": "For subscribers of Nordwire only",
    },
    "dpa.json": {
        **_without("evolved_from"),
        "guid": "urn:newsml:nordwire.example:20260304:260304-930-4711",
        "correction_note": "Zahl der Fahrgäste berichtigt.",
        "genre": "Zusammenfassung",
        "language": "de",
        "headline": "Hafen von Lindby nach neun Tagen wieder offen",
        "byline": "Von Ann Bell und Jan Roos, Nordwire",
        "dateline": "Lindby (nwr)",
        "origin": "nwr",
        "slugline": "Schifffahrt",
        "subjects": (Subject(scheme="dpacat", code="vm", name="vm"), *_subjects("medtop")),
        "organisations": ("Hafenarbeiter", "Sund Kies", "Bank von Lindby"),
        "places": ("Lindby", "Althaven", "Stenborg", "Kai 4"),
        "usage_terms": "Nur für Bezieher.",
    },
    "rss.xml": {
        **FEED,
        "url": f"{ADDRESS}?utm_source=rss",
        "subjects": _subjects("https://nordwire.example/topics", None),
    },
    "rdf.xml": {**FEED, "guid": ADDRESS, "subjects": _subjects(None, None)},
    "atom.xml": {**FEED, "published_at": _at(10, 5), "subjects": _subjects("https://nordwire.example/topics", "t")},
    "page.html": PAGE,
    "page.warc": PAGE,
    "plain.json": {"url": ADDRESS, "published_at": _at(11, 45)},
    "iptc7901.txt": {
        **TELETYPE,
        **_without("version"),
        "guid": "nwr4711:2026-03-04",
        "dateline": "Lindby (nwr)",
        "origin": "nwr",
        "slugline": "Norway/shipping",
    },
    "anpa.txt": {
        **TELETYPE,
        "guid": "anpa:2026-03-04:bc-eu--lindbyport",
        # The take key counts from the first lead.
        "version": 2,
        "byline": "By ANN BELL",
        "dateline": "LINDBY, Norway (Nordwire)",
        "slugline": "BC-EU--Lindby Port, 2nd Ld-Writethru",
    },
    "plain.txt": {
        **TELETYPE,
        **_without("guid", "version", "signal", "urgency", "slugline", "published_at", "version_created_at"),
        "byline": "Ann Bell and Jan Roos",
    },
}


def test_every_whole_story_is_in_the_table(fixtures: Path) -> None:
    assert {path.name for path in (fixtures / "full").iterdir()} == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_every_field_arrives(article: Callable[..., Article], fixtures: Path, name: str) -> None:
    found = article(fixtures / "full" / name)
    expected = {**WHOLE, **FORMATS[name]}
    assert {field: getattr(found, field) for field in expected} == expected


@pytest.mark.parametrize("name", FORMATS)
def test_the_story_is_whole_and_alone(article: Callable[..., Article], fixtures: Path, name: str) -> None:
    found = article(fixtures / "full" / name)
    first, last = found.body.split("\n\n")[0], found.body.split("\n\n")[-1]
    german = name == "dpa.json"
    assert first.startswith("Neun Tage nach" if german else "The harbour council of Lindby reopened")
    assert last.endswith("nicht wieder zulegt." if german else "at the expense of the council.")
    around = ("SECRETNOTE", "555", "TEASERTEXT", "OTHERHEADLINE", "NAVIGATION", "HEDLINE", "INFOBOX")
    assert not [word for word in around if word in found.model_dump_json(exclude={"raw"})]
