"""A story's items in any order, and any of them again: the same live events in the end. All of it the real thing.

Both filters, from bytes to events: versions, corrections, the same version with other words, holds, kills with a
number and without, re-openings, embargoes, rewrites under a new guid, and advisories that kill or hold another item.

What the law asks for, as without it the order of arrival is all there is:
- Every item says when it was written, and the later of a desk's versions says so. Two items of one version, one
  usable and one withheld, that were written at the same moment lift and hold one another in the order they come.
- What a kill without a number takes back comes again under a higher one: the same version never lifts a kill, and a
  late order says nothing of what was written after it.
- The desk writes no usable version of a guid that it has rewritten under another.
- No rewrite is withheld that was only under embargo before: whether it took its story's place, and is withheld with
  it, depends on whether the embargo was over when it came.
- All embargoes are over: while one lasts, what was published before it depends on whether that came before or after.
- What is told is told surely. What a version tells too faintly to begin an event goes on only where a version before
  it began it (docs/decisions/005), so a faint reading depends on what arrived before, and is meant to.

In the ordinary run short; `NEWSWIRE_TEST_INTERLEAVINGS=10000 .venv/bin/pytest tests/unit/test_interleavings.py` tries
so many.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from schemas import Article, EnrichedArticle, EventState
from streams.coding.coded import Coded
from streams.coding.coder import Coder, load
from streams.enrichment import enrich
from streams.screening import Desk
from streams.wires.envelope import Envelope
from streams.wires.registry import read

EXAMPLES = int(os.environ.get("NEWSWIRE_TEST_INTERLEAVINGS", "150"))
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SENTENCES = (
    "Turkey expelled two Greek diplomats on Monday over a dispute about fishing rights.",
    "Turkish police arrested 34 demonstrators in Ankara, the interior ministry said.",
    "Greek Foreign Minister Nikos Dendias met Egyptian Foreign Minister Sameh Shoukry in Cairo.",
    "Gunmen killed 12 villagers near Gao in northern Mali.",
)
HISTORY = {"event_id", "revision", "change", "changed_fields", "replaces", "first_emitted_at", "emitted_at"}
WITNESS = {"story", "received_at", "published_at", "version_created_at", "origin_killed"}
PLACE = {"span", "spans", "sentence", "sentences", "trigger", "confidence"}
"""What tells how an event came to be known and where it stands in the version that told it last, not what it says.

Of stories with the same words the first to come is the original, and so is a story whose rewrite came before the two
were known to be one: whether "the original was killed" is said of it depends on who came first, and is meant to.
"""


@dataclass(frozen=True)
class Step:
    """An item as the desk writes it: `written` in hours, `embargo` in minutes; `names` what an advisory is about."""

    guid: str
    version: int | None
    told: tuple[int, ...] = ()
    status: str = "usable"
    written: int = 0
    embargo: int | None = None
    signal: str = ""
    names: str = ""

    def ninjs(self) -> bytes:
        text = "\n\n".join(SENTENCES[one] for one in self.told)
        headline = "Events of the day" if self.told else ""
        if self.names:
            headline, text = (
                " ".join([self.signal] * 3),
                f"{self.signal.capitalize()} the item urn:story:{self.names}1.",
            )
        item = {
            "uri": f"urn:story:{self.guid}1",
            "type": "text",
            "language": "en",
            "pubstatus": self.status,
            "versioncreated": (START + timedelta(hours=self.written)).isoformat(),
            "headline": headline,
            "body_text": text,
            **({} if self.version is None else {"version": self.version}),
            **({} if self.embargo is None else {"embargoed": _minute(self.embargo).isoformat()}),
            **({"signal": self.signal} if self.signal and not self.names else {}),
            **({"evolvedfrom": f"urn:story:{chr(ord(self.guid) - 1)}1"} if self.guid in "bc" else {}),
        }
        return json.dumps(item).encode()


def _minute(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


@pytest.fixture(scope="module", autouse=True)
def coder() -> Coder:
    return load()


@cache
def parsed(step: Step) -> Article:
    (found,) = read(Envelope(step.ninjs(), "application/vnd.iptc.ninjs+json", "meridian", START))
    assert isinstance(found, Article)
    return found


CODED: dict[str, Coded] = {}


def coded(article: Article) -> Coded:
    """Code the same bytes once."""
    if article.raw.sha256 not in CODED:
        CODED[article.raw.sha256] = load().code(article)
    return CODED[article.raw.sha256]


def live(steps: Sequence[Step]) -> list[Any]:
    """Send a wire down the road, one item a minute, and give what it asserts when all embargoes are over."""
    desk, stories = Desk(), dict[str, EnrichedArticle]()
    for minute, step in enumerate([*steps, None]):
        now = _minute(minute if step else 24 * 60)
        screenings = [desk.release(story, now) for story in desk.due(now)]
        screenings += [desk.screen(parsed(step), now)] if step else []
        for message in (message for one in screenings for message in one.screened):
            before = stories.get(message.lineage_id)
            if message.article is None:
                told = enrich(message, before, (), (), None, now)
            else:
                found = coded(message.article)
                told = enrich(message, before, found.assertions, found.actors, found.coder, now, faint=found.faint)
            stories[message.lineage_id] = told.enriched
    active = (event for story in stories.values() for event in story.events if event.state == EventState.ACTIVE)
    return sorted((said(event.model_dump(mode="json")) for event in active), key=json.dumps)


def said(value: object) -> object:
    """Leave out history, witness and place, wherever they stand."""
    if isinstance(value, dict):
        return {name: said(one) for name, one in value.items() if name not in HISTORY | WITNESS | PLACE}
    return [said(one) for one in value] if isinstance(value, list) else value


TOLD = st.lists(st.integers(0, 3), unique=True, min_size=1, max_size=3).map(tuple)
NUMBER = st.sampled_from(["next", "same", "none"])
ACTS = st.one_of(
    st.tuples(st.just("usable"), st.sampled_from(["next", "next", "same"]), TOLD),
    st.tuples(st.just("correction"), st.just("next"), TOLD),
    st.tuples(st.just("embargo"), st.just("next"), TOLD),
    st.tuples(st.sampled_from(["rewrite", "rewrite", "rewrite embargo"]), st.just("next"), TOLD),
    st.tuples(st.sampled_from(["withheld", "canceled", "old canceled", "KILL", "HOLD"]), NUMBER, st.just(())),
)


class Desktop:
    """A desk at its work: it writes one item an hour, of the guid it is at; with version numbers or without any."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._numbers = draw(st.sampled_from([True, True, False]))
        self._ordered = False
        self._public = True
        self.guid = "a"
        self.version = 0
        self.written: list[Step] = []

    def write(self, act: str, number: str, told: tuple[int, ...]) -> None:
        hour = len(self.written)
        if number == "same" and self._ordered and act not in {"withheld", "canceled"}:
            number = "next"
        self._ordered |= act in {"KILL", "old canceled"} or (act, number) == ("canceled", "none")
        if act in {"KILL", "HOLD"}:
            named = self._draw(st.sampled_from("abc"[: "abc".index(self.guid) + 1]))
            self.written.append(Step(f"order{hour}", 1, written=hour, signal=act, names=named))
            return
        if act == "old canceled":
            if self.guid != "a":
                self.written.append(Step("a", 9 if self._numbers and number != "none" else None, (), "canceled", hour))
            return
        if act.startswith("rewrite"):
            self.guid, self.version = min("c", chr(ord(self.guid) + 1)), 0 if self.guid != "c" else self.version
        if act == "withheld" and not self._public:
            return
        self._public = act in {"usable", "correction", "rewrite"} or (self._public and act != "rewrite embargo")
        self.version += number == "next" or self.version == 0
        self.written.append(
            Step(
                self.guid,
                self.version if self._numbers and number != "none" else None,
                told,
                act if act in {"withheld", "canceled"} else "usable",
                hour,
                self._draw(st.sampled_from([1, 3, 6, 60])) if "embargo" in act else None,
                "sig:correction" if act == "correction" else "",
            )
        )


@st.composite
def wires(draw: st.DrawFn) -> tuple[list[Step], list[Step]]:
    """A story as its desk wrote it; and the same items in another order, some of them again."""
    desktop = Desktop(draw)
    for act in draw(st.lists(ACTS, min_size=1, max_size=7)):
        desktop.write(*act)
    written = desktop.written
    again = draw(st.lists(st.sampled_from(written), max_size=4)) if written else []
    return written, list(draw(st.permutations([*written, *again])))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(wires())
def test_any_order_of_a_story_s_items_ends_in_the_same_live_events(both: tuple[list[Step], list[Step]]) -> None:
    written, sent = both
    note("\n".join(map(str, ["WRITTEN", *written, "SENT", *sent])))
    assert live(sent) == live(written)


A1, A2 = Step("a", 1, (0,)), Step("a", 2, (0, 1), written=1)
KILL_A, KILL_B = (Step("x", 1, written=9, signal="KILL", names=name) for name in "ab")
HOLD_A, HOLD_B = (Step("x", 1, written=9, signal="HOLD", names=name) for name in "ab")
B1, C1 = Step("b", 1, (2,), written=2), Step("c", 1, (3,), written=3)
A_GONE, B_WAITS = Step("a", None, (), "canceled", 9), Step("b", 1, (2,), written=2, embargo=6)
FOUND = {
    "a version written before the advisory that kills it": [A1, KILL_A, A2],
    "a version written before the advisory that holds it": [A1, HOLD_A, A2],
    "a version written before a kill without number": [A1, A_GONE, A2],
    "a hold without text before its story": [Step("a", 1, (), "withheld", 9), A1],
    "a version after a hold that was written later": [A1, Step("a", None, (), "withheld", 9), A2],
    "a rewrite whose story was killed since": [A1, KILL_A, B1],
    "a rewrite that was killed before it came": [A1, KILL_B, B1],
    "a rewrite that was held before it came": [HOLD_B, A1, B1],
    "a rewrite under embargo whose story was killed since": [A1, B_WAITS, KILL_A],
    "a kill of a rewrite under embargo, its story late": [B_WAITS, KILL_B, A1],
    "a hold of a story and its rewrite under embargo": [B_WAITS, HOLD_A, A1],
    "an embargo that an advisory holds": [Step("a", 1, (0,), embargo=6), HOLD_A],
    "a link that comes when the story is killed": [A1, C1, KILL_A, B1],
}


@pytest.mark.parametrize("name", FOUND)
def test_what_was_stopped_when_all_was_there_is_stopped_in_any_order(name: str) -> None:
    assert live(FOUND[name]) == live(sorted(FOUND[name], key=lambda step: step.written)) == []


def test_a_rewrite_of_what_waits_takes_the_place_of_all_before_it() -> None:
    for order in ([A1, B_WAITS, C1], [A1, C1, B_WAITS], [B_WAITS, C1, A1], [C1, A1, B_WAITS]):
        assert live(order) == live([C1]) != []


def test_words_that_come_back_after_others_under_embargo_are_said_anew() -> None:
    first, waits = Step("a", None, (0,)), Step("a", None, (1,), written=1, embargo=5)
    again = Step("a", None, (0,), written=2)
    assert live([first, waits, again]) == live([first, again, waits]) == live([first])


def test_what_is_compared_is_not_nothing() -> None:
    everything = live([Step("a", 1, (0, 1, 2, 3))])
    assert [one["type"] for one in everything] == sorted(one["type"] for one in everything)
    assert {one["type"] for one in everything} == {"SANCTION", "COERCE", "CONSULT", "ASSAULT"}
    assert live([Step("a", 1, (0, 1)), Step("a", 2, (1,), written=1)]) != live([Step("a", 1, (0, 1))])
    assert live([Step("a", 1, (0,), embargo=5)]) == live([Step("a", 1, (0,))]) != []
    assert live([Step("a", 1, (0,)), Step("x", 1, written=1, signal="KILL", names="a")]) == []
    assert live([Step("a", 1, (0,)), Step("x", 1, written=1, signal="HOLD", names="a")]) == []
