"""A story's versions in any order, and any of them again: the same live events in the end. All of it the real thing."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import Article, EnrichedArticle, EventState
from streams.coding.coder import Coder, load
from streams.enrichment import enrich
from streams.screening import Desk
from streams.wires.envelope import Envelope
from streams.wires.registry import read

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SENTENCES = (
    "Turkey expelled two Greek diplomats on Monday over a dispute about fishing rights.",
    "Turkish police arrested 34 demonstrators in Ankara, the interior ministry said.",
    "Greek Foreign Minister Nikos Dendias met Egyptian Foreign Minister Sameh Shoukry in Cairo.",
    "Gunmen killed 12 villagers near Gao in northern Mali.",
)
HISTORY = {"event_id", "revision", "change", "changed_fields", "replaces", "first_emitted_at", "emitted_at"}
WITNESS = {"story", "received_at", "published_at", "version_created_at"}
PLACE = {"span", "spans", "sentence", "sentences", "trigger", "confidence"}
"""What tells how an event came to be known and where it stands in the version that told it last, not what it says."""

Step = tuple[str, int, tuple[int, ...], str]
"""Guid, version, the sentences it tells, and its publication status."""


@pytest.fixture(scope="module", autouse=True)
def coder() -> Coder:
    return load()


def ninjs(step: Step) -> bytes:
    guid, version, told, status = step
    written = START + timedelta(hours=version, days="abc".index(guid))
    item = {
        "uri": f"urn:story:{guid}1",
        "version": version,
        "type": "text",
        "language": "en",
        "pubstatus": status,
        "versioncreated": written.isoformat(),
        "headline": "Events of the day" if status == "usable" else "",
        "body_text": "\n\n".join(SENTENCES[one] for one in told) if status == "usable" else "",
        **({} if guid == "a" else {"evolvedfrom": f"urn:story:{chr(ord(guid) - 1)}1"}),
    }
    return json.dumps(item).encode()


@cache
def parsed(step: Step) -> Article:
    (found,) = read(Envelope(ninjs(step), "application/vnd.iptc.ninjs+json", "meridian", START))
    assert isinstance(found, Article)
    return found


def live(steps: Sequence[Step]) -> list[Any]:
    """Send a wire down the road, and give what it asserts in the end."""
    desk, stories, minutes = Desk(), dict[str, EnrichedArticle](), count()
    for step in steps:
        now = START + timedelta(minutes=next(minutes))
        for message in desk.screen(parsed(step), now).screened:
            coded = load().code(message.article) if message.article else None
            told = (coded.assertions, coded.actors, coded.coder) if coded else ((), (), None)
            faint = coded.faint if coded else ()
            stories[message.lineage_id] = enrich(
                message, stories.get(message.lineage_id), *told, now, faint=faint
            ).enriched
    active = (event for story in stories.values() for event in story.events if event.state == EventState.ACTIVE)
    return sorted((said(event.model_dump(mode="json")) for event in active), key=json.dumps)


def said(value: object) -> object:
    """Leave out history, witness and place, wherever they stand."""
    if isinstance(value, dict):
        return {name: said(one) for name, one in value.items() if name not in HISTORY | WITNESS | PLACE}
    return [said(one) for one in value] if isinstance(value, list) else value


TOLD = st.lists(st.integers(0, 3), unique=True, max_size=4).map(tuple)
STATUS = st.sampled_from(["usable", "usable", "usable", "usable", "canceled", "withheld"])


@st.composite
def wires(draw: st.DrawFn) -> tuple[list[Step], list[Step]]:
    """A story as its desk wrote it, one item a version; and the same items in another order, some of them again."""
    chain = "abc"[: draw(st.integers(1, 3))]
    written: list[Step] = [
        (guid, version, draw(TOLD), draw(STATUS if guid == chain[-1] else st.just("usable")))
        for guid in chain
        for version in range(1, draw(st.integers(1, 4)) + 1)
    ]
    again = draw(st.lists(st.sampled_from(written), max_size=4))
    return written, list(draw(st.permutations([*written, *again])))


@settings(max_examples=150, deadline=None)
@given(wires())
def test_any_order_of_a_story_s_items_ends_in_the_same_live_events(both: tuple[list[Step], list[Step]]) -> None:
    written, sent = both
    assert live(sent) == live(written)


def test_what_is_compared_is_not_nothing() -> None:
    everything = live([("a", 1, (0, 1, 2, 3), "usable")])
    assert [one["type"] for one in everything] == sorted(one["type"] for one in everything)
    assert {one["type"] for one in everything} == {"SANCTION", "COERCE", "CONSULT", "ASSAULT"}
    assert live([("a", 1, (0, 1), "usable"), ("a", 2, (1,), "usable")]) != live([("a", 1, (0, 1), "usable")])
