"""Mentions of actors: whether the record of the actor that an article gives for them is right.

Flows in: texts with the words that name an actor, and the actors that the coder gave for each text. Flows out:
`Measured`.

A mention is found when a span of an actor of the article overlaps its words; of several, the one that shares most.
One that is not found is wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from schemas import Actor, Article, TextField
from scoring.figure import Measured, fault, ratio, share
from scoring.pairing import content
from streams.coding.names import fold

_TITLES = frozenset({"king", "queen", "pope", "prince", "sheikh", "emir", "sultan", "al", "el", "de", "the", "emperor"})
_SAME = {"XKX": "KOS", "HLH": "MED"}
"""Codes of older lists, as PLOVER writes them."""

_ALIKE = 0.7
"""Moallem and Moualem, Gaddafi and Qadhafi."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An annotated mention: where it stands in the body, what is to be said of it; `name` None where left open."""

    start: int
    end: int
    country: str
    sectors: tuple[str, ...]
    name: str | None = None
    link: str = ""


Told = Sequence[tuple[Article, Mention, Sequence[Actor]]]


def at(article: Article, words: str, nth: int = 1) -> tuple[int, int]:
    """Find words in the body of an article.

    Raises:
        ValueError: they do not stand there so often.
    """
    start = -1
    for _ in range(nth):
        start = article.body.index(words, start + 1)
    return start, start + len(words)


def mention(article: Article, record: dict[str, Any]) -> Mention:
    """Read an annotated mention."""
    start, end = at(article, record["words"], record.get("nth", 1))
    name = record.get("is") or record.get("name")
    return Mention(
        start, end, record.get("country") or "", tuple(record.get("sectors", ())), name, record.get("link", "")
    )


def found(mention: Mention, actors: Sequence[Actor]) -> Actor | None:
    """Give the actor whose record says who is mentioned."""
    shares = [
        (max(0, min(mention.end, span.end) - max(mention.start, span.start)), -len(actor.text), index)
        for index, actor in enumerate(actors)
        for span in actor.spans
        if span.field == TextField.BODY
    ]
    best = max(shares, default=(0, 0, 0))
    return actors[best[2]] if best[0] else None


def country_right(mention: Mention, actor: Actor | None) -> bool:
    """Say whether the country is right, also that there is none."""
    return actor is not None and (actor.country or "") == mention.country


def sector_right(mention: Mention, actor: Actor | None) -> bool:
    """Say whether the first sector is right, also that there is none."""
    return actor is not None and (actor.sectors[:1] == mention.sectors[:1])


def name_right(mention: Mention, actor: Actor | None) -> bool:
    """Say whether the actor is called as annotated: each name of the shorter one in the longer, however transcribed."""
    if actor is None or mention.name is None:
        return False
    wanted, given = _names_of(mention.name), _names_of(actor.name)
    short, long = sorted((wanted, given), key=len)
    return bool(short) and all(any(_alike(one, other) for other in long) for one in short)


def _names_of(name: str) -> list[str]:
    return [word for word in fold(name).lower().replace("-", " ").replace(".", " ").split() if word not in _TITLES]


def _alike(one: str, other: str) -> bool:
    initial = len(one) == 1 and other.startswith(one)
    return one == other or initial or SequenceMatcher(None, one, other).ratio() >= _ALIKE


def single(told: Sequence[tuple[dict[str, Any], Sequence[Actor]]]) -> Measured:
    """Judge mentions that stand alone, by what each is expected to have; the first actor of the text is the one."""
    right: dict[str, list[bool]] = {"country": [], "code_1": []}
    cases = []
    for record, actors in told:
        first = actors[0] if actors else None
        country, sectors = (first.country, first.sectors) if first else (None, ())
        got = {"country": country or "", "code_1": sectors[0] if sectors else ""}
        for what, value in got.items():
            wanted = record["expect"].get(what)
            if wanted is not None:
                right[what].append(value == _SAME.get(wanted, wanted))
                if not right[what][-1]:
                    cases.append(f"{what}: {record['text']!r} wanted {wanted or '-'}, got {value or '-'}")
    return Measured(
        "Single mentions",
        "Mentions that are no part of the project, each a text by itself: country and first sector of its first actor.",
        (
            share("actor's country, of single mentions", right["country"], 0.92, 0.98),
            share("actor's sector, of single mentions", right["code_1"], 0.78, 0.92),
        ),
        tuple(cases),
    )


def strangers(told: Told) -> Measured:
    """Judge people and bodies that no table knows."""
    cases = tuple(_case(one, actors, article) for article, one, actors in told if not _both(one, found(one, actors)))
    return Measured(
        "Strangers",
        "Own sentences with people and bodies that are in no table, written by somebody who had not seen the tables: "
        "country and first sector of the actor's record from the text alone. A mention without a record is wrong.",
        (
            share(
                "country of people and bodies in no table",
                (country_right(m, found(m, a)) for _, m, a in told),
                0.85,
                0.95,
            ),
            share(
                "sector of people and bodies in no table",
                (sector_right(m, found(m, a)) for _, m, a in told),
                0.75,
                0.90,
            ),
        ),
        cases,
    )


def offices(told: Told) -> Measured:
    """Judge who an office means on the day of the story."""
    wrong = [(article, one, actors) for article, one, actors in told if not name_right(one, found(one, actors))]
    return Measured(
        "Offices",
        "Own sentences that name an office, or a title with a surname: the actor's name on the day of the story.",
        (ratio("office holder right for the date of the story", len(told) - len(wrong), len(told), 0.97),),
        tuple(_case(one, actors, article) for article, one, actors in wrong),
    )


def overrides(told: Told) -> Measured:
    """Judge persons of whom the text says something else than a table may know."""
    wrong = [
        (article, one, actors)
        for article, one, actors in told
        if not (_both(one, found(one, actors)) and name_right(one, found(one, actors)))
    ]
    return Measured(
        "Overrides",
        "Own sentences on persons newly in or out of office, and namesakes: name, country and first sector as the text "
        "has them.",
        (ratio("the text overrides the table", len(told) - len(wrong), len(told), 0.95),),
        tuple(_case(one, actors, article) for article, one, actors in wrong),
    )


def places(told: Sequence[tuple[Article, Sequence[str], Sequence[str]]]) -> Measured:
    """Judge how often a mere place is told as a party of an event: texts with their places, and parties told."""
    taken = [
        (article.body, place)
        for article, words, parties in told
        for place in words
        if any(place == party or content(place) >= (content(party) or {party}) for party in parties)
    ]
    every = sum(len(words) for _, words, _ in told)
    return Measured(
        "Places",
        "Own sentences in which names of places are no actors: how many of them are told as a party of an event.",
        (fault("a place taken for an actor", [True] * len(taken) + [False] * (every - len(taken)), 0.01),),
        tuple(f"{place!r}: {text}" for text, place in taken),
    )


def stories(told: Sequence[tuple[Article, Sequence[Mention], Sequence[Actor]]]) -> Measured:
    """Judge the mentions of whole stories: their records, and whether short mentions are linked to the right person."""
    judged = [(article, one, found(one, actors)) for article, mentions, actors in told for one in mentions]
    linked = [
        (article, one, actor) for article, one, actor in judged if one.link in {"surname", "title", "role", "pronoun"}
    ]
    short = [(article, one, actor) for article, one, actor in linked if one.link != "pronoun"]
    given = [entry for entry in short if entry[2] is not None]
    right = [entry for entry in given if name_right(entry[1], entry[2])]
    wrong = [entry for entry in judged if not _both(entry[1], entry[2])]
    return Measured(
        "Stories",
        "Own stories with their mentions: country and first sector of the actor's record, end to end; and for "
        "surnames, titles and roles whether the record is the right person's (precision over those that have one).",
        (
            ratio("both, end to end from article to actor record", len(judged) - len(wrong), len(judged), 0.80, 0.90),
            ratio("short mentions linked to the right person: precision", len(right), len(given), 0.92),
            ratio("short mentions linked to the right person: recall", len(right), len(short), 0.85),
        ),
        (
            *(f"[record] {_line(one, actor)} | {article.headline}" for article, one, actor in wrong),
            *(f"[link] {_line(*entry[1:])}" for entry in short if entry not in right),
        ),
    )


def _both(mention: Mention, actor: Actor | None) -> bool:
    return country_right(mention, actor) and sector_right(mention, actor)


def _case(mention: Mention, actors: Sequence[Actor], article: Article) -> str:
    return f"{_line(mention, found(mention, actors))} | {article.published_at:%Y-%m-%d} {article.body}"


def _line(mention: Mention, actor: Actor | None) -> str:
    told = f"{actor.name!r} {actor.code or '-'} by {actor.resolution}" if actor else "no record"
    wanted = f"{mention.name or ''} {mention.country or '-'} {' '.join(mention.sectors) or '-'}"
    return f"{mention.start}: wanted {wanted}, got {told}"
