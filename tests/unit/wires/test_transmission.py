"""IPTC 7901 and ANPA 1312: messages between control characters, or with these lost on the way."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from schemas import Article, Kind, Pubstatus, Signal
from streams.errors import WireError
from streams.wires import transmission

Read = Callable[..., Article]
ReadAll = Callable[..., list[Article | WireError]]

ANPA = (
    "r1234-----\nr i BC-EU--Ferry{header}  03-04 0120\n"
    "^BC-EU--Ferry{take},98<\n^Ferry freed<\n\t   The ferry is free.\n"
)


def _articles(found: list[Article | WireError]) -> list[Article]:
    return [one for one in found if isinstance(one, Article)]


def test_iptc_7901_is_read(outcomes: ReadAll, fixtures: Path) -> None:
    story, _ = _articles(outcomes(fixtures / "iptc7901" / "stream.txt"))
    assert (story.guid, story.version, story.urgency) == ("nfk1888:2026-03-04", None, 3)
    assert (story.signal, story.kind, story.pubstatus) == (Signal.CORRECTION, Kind.NEWS, Pubstatus.USABLE)
    assert story.headline == "Coast guard frees crew of a ferry off Tallinn, captain says"
    assert story.byline == "By Ann Bell and nfk correspondents"
    assert (story.dateline, story.located, story.slugline) == ("Tallinn (nfk)", "Tallinn", "Estonia/shipping")
    assert story.body == (
        "The coast guard freed the crew of a ferry on Wednesday after a night in the ice, Captain Mart Kask told "
        "reporters in the harbour.\n\n"
        "The crew was thankful, he said at the café of the port, and nobody had been hurt."
    )
    assert story.version_created_at == datetime.fromisoformat("2026-03-04T10:15:00+00:00")
    assert not story.time_zone_assumed
    assert story.raw.content_type == "text/vnd.iptc.7901"


def test_a_hold_of_another_number_concerns_that_one(outcomes: ReadAll, fixtures: Path) -> None:
    story, hold = _articles(outcomes(fixtures / "iptc7901" / "stream.txt"))
    assert (hold.signal, hold.kind, hold.pubstatus) == (Signal.HOLD, Kind.ADVISORY, Pubstatus.USABLE)
    assert hold.concerns == (story.guid,)
    assert hold.raw.index == 1


def test_anpa_is_read(outcomes: ReadAll, fixtures: Path) -> None:
    story, _ = _articles(outcomes(fixtures / "anpa" / "stream.txt"))
    assert (story.guid, story.version, story.urgency) == ("anpa:2026-03-04:bc-eu--ferrycrew", 2, 3)
    assert (story.signal, story.kind) == (Signal.CORRECTION, Kind.NEWS)
    assert (story.headline, story.byline) == ("Coast guard frees ferry crew", "By ANN BELL")
    assert story.slugline == "BC-EU--Ferry Crew, 2nd Ld-Writethru"
    assert (story.dateline, story.located) == ("TALLINN, Estonia (NordWire)", "Tallinn")
    assert story.body == (
        "The coast guard freed the crew of a ferry on Wednesday.\n\n"
        "“They were thankful,” Captain Mart Kask said — and slept."
    )
    assert story.version_created_at == datetime.fromisoformat("2026-03-05T03:37:00+00:00")


def test_a_kill_of_another_slug_concerns_that_story(outcomes: ReadAll, fixtures: Path) -> None:
    story, kill = _articles(outcomes(fixtures / "anpa" / "stream.txt"))
    assert (kill.signal, kill.kind, kill.pubstatus) == (Signal.KILL, Kind.ADVISORY, Pubstatus.USABLE)
    assert kill.concerns == (story.guid,)


@pytest.mark.parametrize("wire", ["iptc7901", "anpa"])
def test_a_message_whose_control_characters_are_lost_is_read_the_same(
    outcomes: ReadAll, article: Read, fixtures: Path, wire: str
) -> None:
    whole = _articles(outcomes(fixtures / wire / "stream.txt"))[0]
    bare = article(fixtures / wire / "bare.txt", content_type="text/plain")
    for name in ("guid", "version", "headline", "body", "byline", "dateline", "signal", "urgency", "slugline"):
        assert getattr(bare, name) == getattr(whole, name)


@pytest.mark.parametrize("name", ["iptc7901/stream.txt", "iptc7901/bare.txt", "anpa/stream.txt", "anpa/bare.txt"])
def test_no_note_is_in_any_field(outcomes: ReadAll, fixtures: Path, name: str) -> None:
    told = "".join(one.model_dump_json() for one in _articles(outcomes(fixtures / name)))
    assert "SECRETNOTE" not in told
    assert "555" not in told


def test_a_note_behind_a_line_that_lost_its_caret_is_a_note_all_the_same(article: Read, fixtures: Path) -> None:
    whole = (fixtures / "anpa" / "bare.txt").read_text()
    broken = whole.replace("^BC-EU--Ferry Crew,", "BC-EU--Ferry Crew,").replace(
        "555-0199.", "555-0199.<\nEds: ask SECRETNOTE."
    )
    read = article(broken.encode(), content_type="text/plain")
    assert "SECRETNOTE" not in read.model_dump_json()
    assert "555" not in read.model_dump_json()
    assert read.signal == Signal.CORRECTION
    assert "Captain Mart Kask said" in read.body


def test_a_message_without_a_header_is_refused_alone(outcomes: ReadAll, fixtures: Path) -> None:
    stream = (fixtures / "iptc7901" / "stream.txt").read_bytes()
    first, bad, last = outcomes(stream.replace(b"\x04\x01", b"\x04\x01SECRETNOTE\x02x\x03\x04\x01"))
    assert isinstance(first, Article)
    assert isinstance(bad, WireError)
    assert (bad.reason, bad.index) == ("wrong_schema", 1)
    assert "SECRETNOTE" not in str(bad)
    assert isinstance(last, Article)


@pytest.mark.parametrize(
    ("take", "guid", "version", "signal"),
    [
        ("", "bc-eu--ferry", 0, Signal.NEW),
        (", 1st Ld-Writethru", "bc-eu--ferry", 1, Signal.UPDATE),
        (", 10th Ld", "bc-eu--ferry", 10, Signal.UPDATE),
        (", Writethru", "bc-eu--ferry", 1, Signal.UPDATE),
        (", KILL", "bc-eu--ferry", None, Signal.KILL),
        (", 1st Add", "bc-eu--ferry+1stadd", None, Signal.NEW),
    ],
)
def test_the_take_key_is_the_version_of_a_slugs_story(
    article: Read, take: str, guid: str, version: int | None, signal: Signal
) -> None:
    story = article(ANPA.format(header="", take=take))
    assert (story.guid, story.version, story.signal) == (f"anpa:03-04:{guid}", version, signal)


def test_a_correction_by_slug_takes_the_place_of_its_story(article: Read) -> None:
    story = article(ANPA.format(header="", take=", CORRECTION"))
    assert (story.evolved_from, story.signal) == ("anpa:03-04:bc-eu--ferry", Signal.CORRECTION)


def test_a_slug_in_the_header_alone_will_do(article: Read) -> None:
    text = ANPA.format(header=" 2ndLd-Writethru", take="").replace("^BC-EU--Ferry,98<\n", "")
    story = article(text)
    assert (story.guid, story.version, story.headline) == ("anpa:03-04:bc-eu--ferry", 2, "Ferry freed")


def test_a_slug_that_many_stories_share_names_none(article: Read) -> None:
    alert = ANPA.format(header="", take="").replace("BC-EU--Ferry", "BC-NWNewsAlert--Flash")
    assert article(alert).guid == "anpa:03-04:r1234"


@pytest.mark.parametrize(("letter", "urgency"), [("f", 1), ("b", 2), ("u", 3), ("r", 4), ("d", 5), ("q", None)])
def test_the_priority_letter_is_an_urgency(article: Read, letter: str, urgency: int | None) -> None:
    assert article(ANPA.format(header="", take="").replace("\nr i", f"\n{letter} i")).urgency == urgency


def test_german_times_and_byte_values_of_old_are_read(article: Read) -> None:
    text = (
        "bdt0042 4 pl 12  nfk 0042\n\nFähre/\nFähre befreit =\n\nTallinn (nfk) - Die Fähre ist frei.\n\n041015 Mrz 26\n"
    )
    story = article(text.encode("latin-1"))
    assert (story.headline, story.body) == ("Fähre befreit", "Die Fähre ist frei.")
    assert story.version_created_at == datetime.fromisoformat("2026-03-04T10:15:00+00:00")
    assert story.time_zone_assumed


def test_a_message_without_a_time_has_no_number_that_lasts(article: Read) -> None:
    assert article("bdt0042 4 pl 12  nfk 0042\n\nFerry freed =\n\nThe ferry is free.\n").guid is None


@pytest.mark.parametrize(
    "text",
    [
        "Ferry freed\n\nThe ferry is free.",
        "Apollo 13 3 i 93\n\nA list of numbers.",
        "r1234\n\nThe room number of the hotel was on the door.",
        "The ship left on 03-04 0120\n\nIt came back.",
        "A line before\nbdt0042 4 pl 12  nfk 0042\n\nFerry freed =\n\nFree.",
    ],
)
def test_prose_is_no_transmission(article: Read, text: str) -> None:
    story = article(text)
    assert story.raw.content_type == "text/plain"
    assert story.headline == text.split("\n", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("041015 GMT Mar 26", "2026-03-04T10:15Z"),
        ("041015 MEZ Mär 2026", "2026-03-04T10:15+01:00"),
        ("041015 Mar 26", "2026-03-04T10:15"),
        ("011015 Mar 26\n041015 GMT Mar 26", "2026-03-04T10:15Z"),
        ("041015 GMT Foo 26", None),
        ("", None),
    ],
)
def test_times_with_the_day_first_are_read(text: str, time: str | None) -> None:
    assert transmission.day_first(text) == time


def test_a_kill_addressed_to_editors_concerns_what_it_names(article: Read) -> None:
    named = "urn:newsml:wire.example:20260304:item-9"
    order = article(
        {"id": "a2", "headline": "Advisory", "body": f"EDITORS: A kill is mandatory for {named}.\n\nIt was wrong."}
    )
    assert (order.concerns, order.pubstatus, order.kind) == ((named,), Pubstatus.USABLE, Kind.ADVISORY)


def test_seven_bits_hold_umlauts_in_place_of_brackets(article: Read) -> None:
    text = "bdt0042 4 pl 12  nfk 0042\n\nF{hre/\nF{hre f}r Tallinn =\n\nTallinn (nfk) - Die gro~e F{hre ist frei.\n"
    story = article(text)
    assert (story.headline, story.body, story.slugline) == ("Fähre für Tallinn", "Die große Fähre ist frei.", "Fähre")
    plain = "bdt0042 4 pl 12  nfk 0042\n\nFerry =\n\nTallinn (nfk) - The ferry {that of March} is free.\n"
    assert article(plain).body == "The ferry {that of March} is free."


@pytest.mark.parametrize(
    ("line", "signal"),
    [
        ("(Zusammenfassung 1400 - neu: SECRETNOTE)", Signal.NEW),
        ("(Berichtigung: SECRETNOTE)", Signal.CORRECTION),
        ("(Wiederholung)", Signal.REPEAT),
        ("(SECRETNOTE)", Signal.NEW),
        ("KORREKTUR", Signal.CORRECTION),
        ("2nd lead", Signal.UPDATE),
        ("EXTRA", Signal.NEW),
    ],
)
def test_what_stands_above_the_headline_is_heard_and_is_not_the_headline(
    article: Read, line: str, signal: Signal
) -> None:
    story = article(f"bdt0042 4 pl 12  nfk 0042\n\nFerry/\n{line}\nFerry freed =\n\nThe ferry is free.\n")
    assert (story.headline, story.signal) == ("Ferry freed", signal)
    assert "SECRETNOTE" not in story.model_dump_json()


@pytest.mark.parametrize("wire", ["iptc7901", "anpa"])
@pytest.mark.parametrize("filler", [b" ", b"\n", b" ,", b"=", b"^", b"041015 ", b"\x02", b"A "])
def test_no_filler_makes_a_message_slow(outcomes: ReadAll, fixtures: Path, wire: str, filler: bytes) -> None:
    value = (fixtures / wire / "stream.txt").read_bytes()
    began = time.monotonic()
    for at in range(0, len(value), 150):
        outcomes(value[:at] + filler * 5_000 + value[at:])
    assert time.monotonic() - began < 10
