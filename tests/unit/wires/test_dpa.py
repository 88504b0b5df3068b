"""dpa digitalwires: every field in its place, and no note in any of them."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from schemas import Article, Kind, Pubstatus, Signal, Subject
from streams.errors import WireError

Read = Callable[..., Article]


@pytest.fixture
def entry(fixtures: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((fixtures / "dpa" / "story.json").read_bytes())
    return found


def test_an_entry_is_read(article: Read, entry: dict[str, Any]) -> None:
    story = article(entry)
    assert story.guid == "urn:newsml:nordfunk.example:20260304:260304-930-1177"
    assert (story.version, story.urgency, story.language, story.genre) == (3, 3, "de", "Meldung")
    assert (story.pubstatus, story.signal, story.kind) == (Pubstatus.USABLE, Signal.CORRECTION, Kind.NEWS)
    assert story.headline == "Küstenwache befreit Fährbesatzung"
    assert story.body == (
        "Die Küstenwache hat die Besatzung einer Fähre befreit.\n\nDank an die Retter\n\n"
        "Kapitän Ole Brandt dankte den Helfern."
    )
    assert (story.dateline, story.located) == ("Warnemünde (nfk)", "Warnemünde")
    assert (story.byline, story.slugline) == ("Von Mara Vogt, nordfunk", "Seenot")
    assert story.version_created_at == datetime.fromisoformat("2026-03-04T10:15:30+01:00")
    assert not story.time_zone_assumed
    assert story.subjects == (
        Subject(scheme="dpacat", code="vm", name="vm"),
        Subject(scheme="medtop", code="20000148", name="Seeunfall"),
    )
    assert (story.people, story.organisations) == (("Ole Brandt",), ("Küstenwache",))
    assert story.places == ("Ostsee", "Alter Strom")
    assert story.usage_terms == "Nur nach Absprache."
    assert story.raw.content_type == "application/vnd.dpa.digitalwires+json"


def test_only_the_public_words_of_a_correction_leave_the_notes(article: Read, entry: dict[str, Any]) -> None:
    story = article(entry)
    assert story.correction_note == "Zahl der Geretteten berichtigt."
    told = story.model_dump_json()
    assert "SECRETNOTE" not in told
    assert "555-" not in told
    assert "INFOBOX" not in told


def test_an_unpublishable_correction_is_a_flag_alone(article: Read, entry: dict[str, Any]) -> None:
    notes = [{"role": "dnlrole:x.ednote", "ednote": "Eds: CORRECTS SECRETNOTE", "is_publishable": False}]
    story = article({**entry, "signal": None, "ednotes": notes})
    assert (story.signal, story.correction_note) == (Signal.CORRECTION, None)


@pytest.mark.parametrize("status", [None, ""])
def test_no_status_is_usable(article: Read, entry: dict[str, Any], status: object) -> None:
    assert article({**entry, "pubstatus": status}).pubstatus is Pubstatus.USABLE


def test_the_status_among_the_categories_counts_where_there_is_no_other(article: Read, entry: dict[str, Any]) -> None:
    categories = [{"type": "dnltype:pubstatus", "name": "canceled", "qcode": "stat:canceled"}]
    killed = article({**entry, "pubstatus": None, "article_html": None, "categories": categories})
    assert (killed.pubstatus, killed.signal, killed.body) == (Pubstatus.CANCELED, Signal.KILL, "")


def test_an_embargo_is_its_time(article: Read, entry: dict[str, Any]) -> None:
    note = [{"role": "dpaednoterole:embargo", "ednote": "Bitte beachten.", "is_publishable": True}]
    held = article({**entry, "embargoed": "2026-03-05T19:00:00+01:00", "ednotes": note})
    assert held.embargoed_until == datetime.fromisoformat("2026-03-05T19:00:00+01:00")
    assert held.pubstatus is Pubstatus.USABLE
    assert article({**entry, "ednotes": note}).pubstatus is Pubstatus.WITHHELD
    assert article({**entry, "embargoed": ["SECRETNOTE"]}).pubstatus is Pubstatus.WITHHELD


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"article_html": None, "associations": [{"type": "image"}]}, Kind.MEDIA),
        ({"article_html": None, "associations": [{"type": "audio"}]}, Kind.MEDIA),
        ({"article_html": "<p>Die Fähre lief ein.</p>", "associations": [{"type": "image"}]}, Kind.NEWS),
        ({"categories": [{"type": "dnltype:genre", "name": "Vorschau"}]}, Kind.PLANNING),
        ({"categories": [{"type": "dnltype:genre", "name": "Achtung"}]}, Kind.ADVISORY),
        ({"ednotes": [{"role": "x:genrenote", "ednote": "Planungshinweis"}]}, Kind.PLANNING),
        (
            {"categories": [{"type": "x:desk", "name": "sp"}, {"type": "x:keyword", "name": "Ergebnisse"}]},
            Kind.SPORTS_TABLE,
        ),
    ],
)
def test_what_is_no_news_is_told_apart(
    article: Read, entry: dict[str, Any], changed: dict[str, object], kind: Kind
) -> None:
    assert article({**entry, **changed}).kind is kind


def test_a_list_of_entries_is_read_in_order_though_one_is_bad(
    outcomes: Callable[..., list[Article | WireError]], entry: dict[str, Any]
) -> None:
    bad = {**entry, "headline": {"x": "SECRETNOTE"}}
    first, second, third, fourth = outcomes({"entries": [entry, bad, 7, {**entry, "urn": "urn:x:2"}]})
    assert isinstance(first, Article)
    assert isinstance(second, WireError)
    assert (second.reason, second.detail, second.index) == ("wrong_schema", "headline is not a string", 1)
    assert isinstance(third, WireError)
    assert isinstance(fourth, Article)
    assert (fourth.guid, fourth.raw.index) == ("urn:x:2", 3)


def test_an_empty_list_of_entries_is_refused(error: Callable[..., WireError], entry: dict[str, Any]) -> None:
    assert error({**entry, "entries": []}).reason == "empty"


@pytest.mark.parametrize(
    "named", ["260304-930-1102", "dpa:260304-930-1102/2", "urn:newsml:nordfunk.example:20260304:260304-930-1102"]
)
def test_a_hold_of_another_number_concerns_that_one(article: Read, entry: dict[str, Any], named: str) -> None:
    text = f"<section class='main'><p>HOLD HOLD HOLD</p><p>Bitte die Meldung {named} nicht verwenden.</p></section>"
    hold = article({**entry, "signal": None, "ednotes": [], "headline": "HOLD", "article_html": text})
    assert hold.concerns == ("urn:newsml:nordfunk.example:20260304:260304-930-1102",)
    assert (hold.signal, hold.pubstatus, hold.kind) == (Signal.HOLD, Pubstatus.USABLE, Kind.ADVISORY)


def test_a_public_note_with_a_telephone_number_is_kept_back(article: Read, entry: dict[str, Any]) -> None:
    notes = [{"role": "x:correction", "ednote": "Berichtigt, Tel. +49 30 5550199.", "is_publishable": True}]
    story = article({**entry, "ednotes": notes})
    assert (story.signal, story.correction_note) == (Signal.CORRECTION, None)
