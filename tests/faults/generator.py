"""A generated wire: thousands of small items with every fate an item can have, the same for the same seed.

The sentences are built from lists: load, not language. What is measured with them is delivery.
"""

import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

STATES = (
    "France",
    "Turkey",
    "Egypt",
    "Japan",
    "Kenya",
    "Brazil",
    "Poland",
    "India",
    "Norway",
    "Chile",
    "Ghana",
    "Peru",
)
DEEDS = (
    "imposed sanctions on {other} over a dispute about {thing}",
    "signed an agreement with {other} on {thing}",
    "accused {other} of delaying talks about {thing}",
    "sent humanitarian aid to {other} after floods destroyed {thing}",
    "rejected a proposal by {other} to share {thing}",
)
THINGS = ("fishing rights", "grain exports", "river dams", "rail links", "gas pipelines", "border posts", "airspace")
PROVIDERS = ("meridian", "northstar", "harbour")
POISON = (b"{not json", b'{"neither": "body nor headline"}', b"", b"\xff\xfe\x00broken \xff", b"{" + b" " * 3_000_000)
# What tests/faults/worker.py makes of a text with this word in it, by the word after it.
ILL = "zorblax"
ILLS = ("raises", "hangs", "swells", "dies")
# Embargoes end soon: the wire of a test is minutes long. Seconds.
EMBARGO = (4, 12)


@dataclass(frozen=True, slots=True)
class Shares:
    """What share of a wire's items, 0 to 1, is broken, makes its extractor fail, is under embargo, is withheld."""

    poison: float = 0.01
    ill: float = 0.0
    embargo: float = 0.0
    withheld: float = 0.0


@dataclass(frozen=True, slots=True)
class Item:
    """One raw message."""

    value: bytes
    provider: str
    poison: bool = False

    def headers(self) -> list[tuple[str, bytes]]:
        kind = [("content-type", b"application/json")] if self.poison else []
        return [("x-provider", self.provider.encode()), *kind]


def wire(count: int | None, seed: int, shares: Shares = Shares()) -> Iterator[Item]:
    """Give `count` items (None: without end): new stories, updates, reprints, repeats, kills, other languages, poison.

    The same for the same seed, but for the moments at which embargoes end: those count from now.
    """
    chance = random.Random(seed)  # noqa: S311 - the same wire for the same seed
    sent: list[tuple[str, dict[str, object]]] = []
    for number in range(count) if count is not None else itertools.count():
        draw = chance.random()
        if draw < shares.poison:
            yield Item(POISON[number % len(POISON)], chance.choice(PROVIDERS), poison=True)
            continue
        if draw < 0.70 or not sent:
            provider, story = chance.choice(PROVIDERS), _fated(chance, _story(chance, number), number, shares)
            sent.append((provider, story))
        else:
            provider, story = chance.choice(sent[-200:])
            story = _again(chance, dict(story), number)
            if "other" in story:
                provider = str(story.pop("other"))
            elif story.get("version") != "1":
                sent.append((provider, story))
        yield Item(json.dumps(story).encode(), provider)


def _fated(chance: random.Random, story: dict[str, object], number: int, shares: Shares) -> dict[str, object]:
    draw = chance.random()
    if draw < shares.ill:
        return {**story, "body_text": f"{story['body_text']}\n\n{ILL} {ILLS[number % len(ILLS)]} {number}."}
    if draw < shares.ill + shares.embargo:
        ends = datetime.now(UTC) + timedelta(seconds=chance.uniform(*EMBARGO))
        return {**story, "embargoed": ends.isoformat()}
    if draw < shares.ill + shares.embargo + shares.withheld:
        return {**story, "pubstatus": "withheld"}
    return story


def _story(chance: random.Random, number: int) -> dict[str, object]:
    sentences = []
    for _ in range(chance.randint(1, 3)):
        one, other = chance.sample(STATES, 2)
        deed = chance.choice(DEEDS).format(other=other, thing=chance.choice(THINGS))
        sentences.append(f"{one} {deed} on Monday, officials said in note {chance.randrange(10**6)}.")
    return {
        "uri": f"urn:test:{number}",
        "version": "1",
        "pubstatus": "usable",
        "type": "text",
        "language": "en",
        "versioncreated": "2026-03-02T10:00:00Z",
        "headline": sentences[0].rstrip("."),
        "body_text": "\n\n".join(sentences),
    }


def _again(chance: random.Random, story: dict[str, object], number: int) -> dict[str, object]:
    version = int(str(story["version"]))
    fate = chance.random()
    if fate < 0.35:  # an update that drops or changes a sentence
        sentences = str(story["body_text"]).split("\n\n")
        changed = sentences[1:] or [f"{sentences[0]} More was expected after {number} days."]
        return {**story, "version": str(version + 1), "body_text": "\n\n".join(changed)}
    if fate < 0.60:  # another agency's reprint
        return {**story, "uri": f"urn:test:reprint:{number}", "version": "1", "other": chance.choice(PROVIDERS)}
    if fate < 0.75:  # the same again
        return story
    if fate < 0.85:
        return {**story, "version": str(version + 1), "pubstatus": "canceled", "headline": "", "body_text": ""}
    if fate < 0.95:
        return {
            **story,
            "uri": f"urn:test:es:{number}",
            "version": "1",
            "language": "es",
            "headline": "El gobierno anuncia nuevas medidas para el campo",
            "body_text": f"El gobierno anunció el lunes nuevas medidas para el campo, según la nota {number}.",
        }
    return {**story, "version": str(max(1, version - 1))}  # an old version, late
