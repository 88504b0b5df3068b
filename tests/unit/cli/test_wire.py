"""The bundled wire tells what the demo promises to show, and every item of it does what it is there for."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest

from schemas import Article, Label, Outcome
from streams.cli import wire
from streams.cli.wire import Shows, WireItem
from streams.errors import WireError
from streams.screening import Desk
from streams.topics import RAW
from streams.wires.envelope import Envelope
from streams.wires.registry import read

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ITEMS = wire.load()
# What screening must say of the items of a kind; None: nothing it says of a first, new story.
EXPECTED = {
    Shows.EXACT: (Outcome.PASSED, Label.EXACT),
    Shows.NEAR: (Outcome.PASSED, Label.NEAR),
    Shows.TOLL_UPDATE: (Outcome.PASSED, Label.UPDATE),
    Shows.CORRECTION: (Outcome.PASSED, Label.UPDATE),
    Shows.REPEAT: (Outcome.REPEAT, None),
    Shows.PLANNING: (Outcome.NOT_NEWS, None),
    Shows.EMBARGO: (Outcome.HELD, None),
    Shows.KILLABLE_REPRINT: (Outcome.PASSED, Label.EXACT),
    Shows.KILL: (Outcome.WITHDRAWN, None),
}


def articles(item: WireItem, now: datetime = NOW) -> list[Article | WireError]:
    return read(
        Envelope(
            value=item.value(now),
            content_type=item.content_type,
            provider=item.provider,
            received_at=now,
            topic=RAW.name,
            offset=item.number - 1,
        )
    )


def test_it_is_at_least_forty_items_of_every_kind_from_several_wires_in_several_formats() -> None:
    assert len(ITEMS) >= 40
    assert {item.shows for item in ITEMS} == set(Shows)
    assert len({item.provider for item in ITEMS}) >= 5
    assert len({item.content_type.partition(";")[0] for item in ITEMS}) == 4
    assert Counter(item.shows for item in ITEMS)[Shows.ORDINARY] >= 20


def test_every_file_is_on_the_manifest_and_every_entry_has_its_file() -> None:
    kept = {file.name for file in files("streams.cli.wire").joinpath("items").iterdir()}
    assert kept == {item.name for item in ITEMS}


def test_it_lasts_less_than_forty_seconds() -> None:
    assert 20 < sum(item.delay for item in ITEMS) < 40


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.name)
def test_each_item_is_read_as_the_articles_it_holds_or_refused_if_it_is_there_for_that(item: WireItem) -> None:
    found = articles(item)
    assert len(found) == item.articles
    refused = [one for one in found if isinstance(one, WireError)]
    assert len(refused) == (1 if item.shows is Shows.MALFORMED else 0)


def test_screening_says_of_each_item_what_it_is_there_to_show() -> None:
    desk, now = Desk(), NOW
    for item in ITEMS:
        now += timedelta(seconds=item.delay)
        for one in articles(item, now):
            if isinstance(one, WireError):
                continue
            said = desk.screen(one, now).record
            assert (said.outcome, said.label) == EXPECTED.get(item.shows, (Outcome.PASSED, Label.NEW)), item.name


def test_the_embargo_ends_while_the_wire_still_goes_on() -> None:
    embargo = next(item for item in ITEMS if item.shows is Shows.EMBARGO)
    (article,) = articles(embargo)
    assert isinstance(article, Article)
    assert article.embargoed_until is not None
    left = sum(item.delay for item in ITEMS if item.number > embargo.number)
    assert timedelta(seconds=1) < article.embargoed_until - NOW < timedelta(seconds=left)


def test_an_update_keeps_its_story_and_raises_its_version() -> None:
    before, after = (
        next(one for item in ITEMS if item.shows is shows for one in articles(item) if isinstance(one, Article))
        for shows in (Shows.TOLL, Shows.TOLL_UPDATE)
    )
    assert (before.story_id, before.version, after.version) == (after.story_id, 1, 2)
    assert "killing 12" in before.body
    assert after.body == before.body.replace("killing 12", "killing 15")


def test_notes_to_the_desk_are_in_the_wire_and_in_no_article() -> None:
    kill = next(item for item in ITEMS if item.shows is Shows.KILL)
    note = json.loads(kill.value(NOW))["edNote"]
    (article,) = articles(kill)
    assert isinstance(article, Article)
    assert note
    assert "extension" in note
    assert "extension" not in article.model_dump_json()


def test_a_moment_is_filled_in_when_the_item_is_sent() -> None:
    item = WireItem(
        1, "-", "p", "text/plain", 0, Shows.ORDINARY, "", 1, b"{{now}} {{now-90s}} {{now+6s|rfc822}} {{then}}"
    )
    filled = b"2026-05-04T12:00:00+00:00 2026-05-04T11:58:30+00:00 Mon, 04 May 2026 12:00:06 +0000 {{then}}"
    assert item.value(NOW) == filled
