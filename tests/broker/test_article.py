"""An article as the web has it, through a real broker: everything a reader of it would insist on comes out.

One article is of our own writing and stands in `tests/fixtures`. Where the checkout lies beside the shared data, the
example article that it was modelled on is read there too.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from schemas import Change, EnrichedArticle, Event, EventState, Factuality, Outcome, RetractionReason
from streams.topics import ENRICHED
from tests.broker.points import Expected, Figure, Point
from tests.broker.road import Road, events, first_outcomes, running, table
from tests.faults.ledger import judge

pytestmark = pytest.mark.broker

ARTICLES = Path(__file__).parents[1] / "fixtures" / "articles"
OURS, EXAMPLE = "rockets-for-sudan", "example"
TEXTS = {
    OURS: ARTICLES / f"{OURS}.txt",
    EXAMPLE: Path(__file__).parents[3] / "shared" / "data" / "articles" / "000_df59d430bcbf712e.txt",
}
PRESENT = [name for name, path in TEXTS.items() if name == OURS or path.exists()]
EXPECTED = {name: Expected.read(ARTICLES / f"{name}.toml") for name in PRESENT}


@dataclass(frozen=True)
class Told:
    """What came out of the road for one article."""

    page: str
    story: EnrichedArticle
    events: Sequence[Event]


@pytest.fixture(scope="module")
def told(broker: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    """Send every article through one worker, as plain text with headers."""

    async def run() -> dict[str, Told]:
        async with running(broker, tmp_path_factory.mktemp("article")) as road:
            road.crew.start()
            return {name: await _through(road, name) for name in PRESENT}

    return asyncio.run(run())


async def _through(road: Road, name: str) -> Told:
    page = TEXTS[name].read_bytes()
    published = EXPECTED[name].published.isoformat()
    await road.send(page, content_type="text/plain", x_provider=name, x_published_at=published)
    records = await road.settled()
    assert judge(records).faults == []
    stories = [EnrichedArticle.model_validate_json(one.value or b"") for one in records[ENRICHED.name]]
    (story,) = [story for story in stories if story.article is not None and story.article.provider == name]
    return Told(page.decode(), story, [event for event in events(records) if event.story.provider == name])


def _cases(part: str) -> list[object]:
    return [
        pytest.param(name, one, id=f"{name}: {one.name}", marks=_mark(one.missing))
        for name in PRESENT
        for one in getattr(EXPECTED[name], part)
    ]


def _mark(missing: str | None) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(strict=True, reason=missing)] if missing else []


@pytest.mark.parametrize(("article", "point"), _cases("points"))
def test_what_a_reader_would_insist_on_comes_out(told: dict[str, Told], article: str, point: Point) -> None:
    assert point.made_by(told[article].events), "\n".join(_line(event) for event in told[article].events)


def _line(event: Event) -> str:
    actors, recipients = ([one.code for one in side] for side in (event.actors, event.recipients))
    when, where = event.date and event.date.edtf, event.place and event.place.name
    text = event.sentence.text if event.sentence else ""
    return f"{event.type}({event.base_type}) {actors} {recipients} {event.factuality} {when} {where}: {text}"


@pytest.mark.parametrize(("article", "figure"), _cases("figures"))
def test_everybody_is_known_by_country_and_sector(told: dict[str, Told], article: str, figure: Figure) -> None:
    story = told[article].story
    (actor,) = [actor for actor in story.actors if actor.name == figure.name]
    assert actor.country == figure.country
    assert figure.sector in actor.sectors
    assert story.article is not None
    assert story.article.body is not None
    words = {story.article.body[span.start : span.end] for span in actor.spans if span.field == "body"}
    assert figure.also in {None, *words}
    assert figure.also not in {other.name for other in story.actors}


@pytest.mark.parametrize("article", PRESENT)
def test_a_deal_that_is_denied_is_nowhere_told_as_done(told: dict[str, Told], article: str) -> None:
    words = EXPECTED[article].denied
    denials = [event for event in told[article].events if event.sentence and words in event.sentence.text]
    assert denials
    assert {event.factuality for event in denials} == {Factuality.DENIED}


@pytest.mark.parametrize("article", PRESENT)
def test_the_furniture_of_the_page_is_no_text(told: dict[str, Told], article: str) -> None:
    words, found = EXPECTED[article].furniture, told[article]
    assert words in found.page
    assert words not in found.story.model_dump_json()


@pytest.mark.parametrize("article", PRESENT)
def test_every_sentence_stands_where_its_event_says(told: dict[str, Told], article: str) -> None:
    found = told[article].story.article
    assert found is not None
    texts = {"headline": found.headline or "", "body": found.body or ""}
    spoken = [event.sentence for event in told[article].events if event.sentence is not None]
    assert len(spoken) == len(told[article].events) > 0
    assert [texts[str(one.field)][one.start : one.end] for one in spoken] == [one.text for one in spoken]


@pytest.mark.parametrize("article", PRESENT)
def test_its_life_goes_on_from_version_to_version(broker: str, tmp_path: Path, article: str) -> None:
    """Again: a repeat. Elsewhere: an exact copy. A sentence gone: its event alone. Killed: all, without text."""
    headline, _, body = TEXTS[article].read_text(encoding="utf-8").partition("\n")
    frozen = next(part for part in body.split("“") if "freeze" in part)
    shorter = body.replace(f"“{frozen.rpartition('. ')[0]}.", "").replace(f"“{frozen}", "")
    assert len(shorter) < len(body)

    def version(number: int, text: str, **fields: str) -> bytes:
        moment = f"{EXPECTED[article].published.isoformat()}T1{number}:00:00Z"
        item = {"uri": "urn:page", "version": str(number), "pubstatus": "usable", "type": "text", "language": "en",
                "versioncreated": moment, "headline": headline, "body_text": text}  # fmt: skip
        return json.dumps(item | fields).encode()

    async def run() -> None:
        async with running(broker, tmp_path) as road:
            road.crew.start()
            await road.send(version(1, body), x_provider="meridian")
            await road.send(version(1, body), x_provider="meridian")
            await road.send(version(1, body), x_provider="northstar")
            records = await road.settled()
            assert first_outcomes(records) == {0: Outcome.PASSED, 1: Outcome.REPEAT, 2: Outcome.PASSED}
            first = table(events(records))
            own = {key: event for key, event in first.items() if event.story.provider == "meridian"}
            copies = {key: event for key, event in first.items() if key not in own}
            assert {event.change for event in first.values()} == {Change.CREATED}
            assert len(copies) == len(own) > 0
            assert {event.story.duplicate_of for event in copies.values()} == {"meridian/urn:page"}
            assert {event.story.duplicate_of for event in own.values()} == {None}

            await road.send(version(2, shorter), x_provider="meridian")
            second = table(events(await road.settled()))
            gone = {key for key, event in second.items() if event.state == EventState.RETRACTED}
            assert gone == {key for key, event in own.items() if event.sentence and "freeze" in event.sentence.text}
            retractions = [second[key].retraction for key in gone]
            assert {one and one.reason for one in retractions} == {RetractionReason.GONE_IN_UPDATE}
            assert second.keys() == first.keys()
            assert all(second[key].state == EventState.ACTIVE for key in first.keys() - gone)

            await road.send(version(3, "", pubstatus="canceled", headline=""), x_provider="meridian")
            records = await road.settled()
            killed = table(events(records))
            assert killed.keys() == first.keys()
            assert {killed[key].state for key in own} == {EventState.RETRACTED}
            assert {killed[key].sentence for key in own} == {None}
            assert {killed[key].state for key in copies} == {EventState.ACTIVE}
            assert judge(records).faults == []

    asyncio.run(run())
