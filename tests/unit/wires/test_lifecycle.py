"""What the desk says an item is, in every spelling, and what that does to the article."""

from collections.abc import Callable

import pytest

from schemas import Article, Kind, Pubstatus, Signal
from streams.wires import lifecycle

Read = Callable[..., Article]


@pytest.mark.parametrize("word", ["usable", "USABLE", "Usable", "stat:usable", "OPEN", None, "", " usable "])
def test_every_spelling_of_usable_is_usable(word: str | None) -> None:
    assert lifecycle.pubstatus(word) is Pubstatus.USABLE


@pytest.mark.parametrize("word", ["canceled", "cancelled", "stat:canceled", "CANCELED", "killed", "Withdrawn"])
def test_every_spelling_of_canceled_is_canceled(word: str) -> None:
    assert lifecycle.pubstatus(word) is Pubstatus.CANCELED


@pytest.mark.parametrize(
    "word", ["withheld", "stat:withheld", "embargoed", "hold", "http://x.example/withheld", "gaga"]
)
def test_what_is_held_or_not_understood_is_withheld(word: str) -> None:
    assert lifecycle.pubstatus(word) is Pubstatus.WITHHELD


@pytest.mark.parametrize(
    ("given", "meant"),
    [(1, 1), ("3", 3), ("9", 9), (5.0, 5), ("DEFAULT", None), (0, None), (10, None), (True, None), (2.5, None)],
)
def test_urgency_is_one_to_nine_or_nothing(given: object, meant: int | None) -> None:
    assert lifecycle.urgency(given) == meant


@pytest.mark.parametrize(
    ("words", "slugline", "meant"),
    [
        (["sig:update"], None, Signal.UPDATE),
        (["sig:correction", "sig:update"], None, Signal.CORRECTION),
        (["tt_sig:replace"], None, Signal.UPDATE),
        (["Lead"], None, Signal.UPDATE),
        (["sig:repeat"], None, Signal.REPEAT),
        (["Correctionshort"], None, Signal.CORRECTION),
        (["kill", "sig:correction"], None, Signal.KILL),
        (["sig:routing", "unheard"], None, Signal.NEW),
        ([], "BC-Ferry,1st Ld-Writethru", Signal.UPDATE),
        ([], "leading-article", Signal.NEW),
    ],
)
def test_the_strongest_signal_decides(words: list[str], slugline: str | None, meant: Signal) -> None:
    assert lifecycle.strongest(lifecycle.signal(words, slugline)) is meant


@pytest.mark.parametrize(
    ("headline", "rest", "signals"),
    [
        ("UPDATE 2-Talks end", "Talks end", (Signal.UPDATE,)),
        ("CORRECTED-UPDATE 2-Talks end", "Talks end", (Signal.CORRECTION, Signal.UPDATE)),
        ("CORRECTED: Talks end", "Talks end", (Signal.CORRECTION,)),
        ("Correction: Talks end", "Talks end", (Signal.CORRECTION,)),
        ("REFILE-Talks end", "Talks end", (Signal.CORRECTION,)),
        ("RPT-Talks end", "Talks end", (Signal.REPEAT,)),
        ("REPEAT: Talks end", "Talks end", (Signal.REPEAT,)),
        ("KILL: Talks end", "Talks end", (Signal.KILL,)),
        ("KILL KILL KILL Talks end", "Talks end", (Signal.KILL,)),
        ("WITHDRAWN - Talks end", "Talks end", (Signal.KILL,)),
        ("(HOLD) : Talks end", "Talks end", (Signal.HOLD,)),
        ("HOLD HOLD HOLD", "", (Signal.HOLD,)),
    ],
)
def test_labels_are_taken_off_headlines_and_heard(headline: str, rest: str, signals: tuple[Signal, ...]) -> None:
    assert lifecycle.unlabelled(headline) == lifecycle.Label(rest, signals)


@pytest.mark.parametrize(
    "headline",
    [
        "KILL-SWITCH BILL PASSES", "Kill: a play in two acts", "Hold the line, says premier", "HOLD-UP AT BANK",
        "Repeat offender jailed", "Update on the storm", "Corrected figures show growth", "HOLDING FIRM",
    ],
)  # fmt: skip
def test_plain_headlines_are_left_alone(headline: str) -> None:
    assert lifecycle.unlabelled(headline) == lifecycle.Label(headline, ())


def test_a_kill_with_an_empty_body_is_an_article(article: Read) -> None:
    kill = article({"uri": "urn:x:1", "version": "3", "pubstatus": "canceled", "type": "text", "body_html": ""})
    assert kill.pubstatus is Pubstatus.CANCELED
    assert kill.signal is Signal.KILL
    assert (kill.story_id, kill.version, kill.body) == ("nordwire/urn:x:1", 3, "")


@pytest.mark.parametrize(
    ("head", "meant"),
    [
        ("KILL KILL KILL", (Signal.KILL,)),
        ("EDITORS: A kill is mandatory.", (Signal.KILL,)),
        ("Mandatory Kill: do not use", (Signal.KILL,)),
        ("ACHTUNG: Die Meldung über den Hafen wird ZURÜCKGEZOGEN", (Signal.KILL,)),
        ("HOLD - HOLD: do not publish", (Signal.HOLD,)),
        ("The skill of holding on", ()),
    ],
)
def test_an_order_is_heard_in_every_form(head: str, meant: tuple[Signal, ...]) -> None:
    assert lifecycle.orders(head, "") == meant
    assert lifecycle.orders("Port reopens", f"{'x' * 301} {head}") == ()


def test_a_text_that_kills_itself_is_canceled(article: Read) -> None:
    kill = article({"id": "a1", "headline": "Ferry sinks", "body": "KILL KILL KILL\n\nThe story was wrong."})
    assert kill.pubstatus is Pubstatus.CANCELED
    assert kill.concerns == ()


def test_a_kill_that_names_another_item_concerns_that_one_alone(article: Read) -> None:
    kill = article(
        {
            "id": "a2",
            "headline": "Advisory",
            "body": "A kill is mandatory for urn:newsml:wire.example:20260304:item-9:2.",
        }
    )
    assert kill.concerns == ("urn:newsml:wire.example:20260304:item-9",)
    assert kill.signal is Signal.KILL
    assert kill.pubstatus is Pubstatus.USABLE
    assert kill.kind is Kind.ADVISORY


def test_a_story_that_only_mentions_an_item_concerns_nobody(article: Read) -> None:
    assert (
        article({"headline": "Standards", "body": "An urn:newsml:a.example:20260101:b:1 names items."}).concerns == ()
    )


def test_a_hold_is_withheld(article: Read) -> None:
    assert article({"id": "a", "headline": "HOLD HOLD HOLD", "body": "On the ferry."}).pubstatus is Pubstatus.WITHHELD


def test_an_embargo_is_its_time_and_not_a_status(article: Read) -> None:
    held = article(
        {
            "uri": "urn:x:1",
            "headline": "EMBARGOED: Prize",
            "pubstatus": "embargoed",
            "embargoed": "2026-05-01T00:00:00Z",
        }
    )
    assert held.embargoed_until is not None
    assert held.embargoed_until.isoformat() == "2026-05-01T00:00:00+00:00"
    assert held.pubstatus is Pubstatus.USABLE
    assert held.headline == "Prize"


@pytest.mark.parametrize("embargo", ["until noon", True, {"until": "noon"}, ["x"]])
def test_an_embargo_that_cannot_be_read_withholds(article: Read, embargo: object) -> None:
    held = article({"uri": "urn:x:1", "headline": "Prize", "pubstatus": "usable", "embargoed": embargo})
    assert held.pubstatus is Pubstatus.WITHHELD


def test_a_hold_stands_though_its_embargo_ends(article: Read) -> None:
    held = article({"uri": "urn:x:1", "headline": "HOLD: Prize", "embargoed": "2026-05-01T00:00:00Z"})
    assert held.pubstatus is Pubstatus.WITHHELD


def test_the_public_note_of_a_correction_is_kept_and_is_not_the_story(article: Read) -> None:
    corrected = article(
        {
            "id": "a",
            "headline": "Toll rises",
            "body": "(Corrects toll in paragraph 1)\n\nFifteen people died.\n\nMore to come.",
        }
    )
    assert corrected.signal is Signal.CORRECTION
    assert corrected.correction_note == "Corrects toll in paragraph 1"
    assert corrected.body == "Fifteen people died.\n\nMore to come."


def test_a_rewrite_under_a_new_guid_is_an_update(article: Read) -> None:
    rewrite = article({"guid": "urn:x:2", "uri": "urn:x:2", "headline": "Talks end", "evolvedfrom": "urn:x:1"})
    assert (rewrite.signal, rewrite.evolved_from) == (Signal.UPDATE, "urn:x:1")
    assert rewrite.lineage_id == rewrite.story_id == "nordwire/urn:x:2"
