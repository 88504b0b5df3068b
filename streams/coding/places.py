"""Where an event happened: the place its sentence names, else the dateline's, on the map.

Flows in: a parsed sentence, the event's trigger, the article. Flows out: `Place`, or None.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from math import inf

from schemas import ActorKind, Article, Place, PlaceBasis, PlacePrecision
from streams.coding.anchors import story_day
from streams.coding.belonging import DATELINE, FARTHEST, apart
from streams.coding.capitals import capital
from streams.coding.entities import Sense
from streams.coding.mapping import Around, Reading, meant, unplaced
from streams.coding.phrases import NameHit, Section
from streams.coding.placenames import PLACES, whereabouts
from streams.coding.positions import is_subject
from streams.coding.provinces import provinces
from streams.coding.registry import Registry
from streams.coding.sites import LOOSE, Site, sites
from streams.coding.tree import Span, Token

_RANK = {PlacePrecision.CITY: 0, PlacePrecision.ADMIN1: 1, PlacePrecision.COUNTRY: 2}
_FINER = 1.6
"""A finer place of the same country may stand so much farther from the event: "in Goma, in eastern Congo"."""

_END_OF_NAME = re.compile(r"[,;(/]|--| - |[—–]")
_SPOKEN_OF = re.compile(r"\b(?:in|at|near|off|outside|to|into|from|of) ([A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*)")
_WORD = re.compile(r"[a-z]+")
_PARTS = re.compile(r"[,;()/]")
_BEFORE = ("compound", "amod", "nmod", "poss")
_STATES = (ActorKind.STATE, ActorKind.GROUP)


@dataclass(frozen=True)
class _Found:
    cost: float
    place: Place


@dataclass(frozen=True, slots=True)
class Setting:
    """What places all events of a sentence: its known names, the places it names, where the story was written."""

    article: Article
    section: Section
    countries: frozenset[str]
    written: Place | None
    sites: tuple[Site, ...]
    readings: dict[int, Reading | None]
    """What its places mean, by their number, as far as that was asked."""

    @classmethod
    def of(cls, sent: Span, article: Article, is_surname: Callable[[Token], bool] = lambda _: False) -> "Setting":
        """Read a sentence of a story; a word that `is_surname` knows is somebody: "an inquiry into Lincoln"."""
        section = Section.of_span(sent, Registry.load(), story_day(article))
        countries = _countries(section.hits)
        named = tuple(site for site in sites(section, sent) if site.known or not is_surname(section.doc[site.start]))
        return cls(article, section, countries, dateline_place(article, countries), named, {})

    def reading(self, number: int) -> Reading | None:
        """Say what one of its places means, by its number."""
        if number not in self.readings:
            self.readings[number] = _reading(self.sites[number], self)
        return self.readings[number]


def event_place(sent: Span, trigger: Token, article: Article, setting: Setting | None = None) -> Place | None:
    """Place an event.

    Args:
        sent: the sentence that tells it.
        trigger: the word of the sentence that makes the event.
        article: the story, for its dateline and the countries it speaks of.
        setting: what places all events of the sentence, if it was read before.

    Returns:
        The place nearest to the event where something is, goes or is struck, else the dateline's, else the country
        of who acts if the sentence speaks of no other; None where nothing tells.
    """
    setting = setting or Setting.of(sent, article)
    section, written = setting.section, setting.written
    limit = FARTHEST if written is None else min(_nearest(sent, trigger, "here"), DATELINE)
    there = _nearest(sent, trigger, "there")
    spoken = _there(sent, article, Around(near=setting.countries)) if there < limit else None
    limit = limit if spoken is None else there
    found = []
    for number, site in enumerate(setting.sites):
        cost = apart(site.on, trigger)
        if cost is not None and cost + site.cost <= limit:
            read = setting.reading(number)
            if read is not None:
                found.append(_Found(cost + site.cost, read.place(site.text, PlaceBasis.SENTENCE)))
    if found:
        nearest = min(found, key=lambda one: (one.cost, _RANK[one.place.precision]))
        finer = [
            one for one in found if one.place.country == nearest.place.country and one.cost <= nearest.cost + _FINER
        ]
        best = min(finer, key=lambda one: (_RANK[one.place.precision], one.cost))
        if written is None or best.place.precision is not PlacePrecision.COUNTRY or best.cost < LOOSE:
            return best.place
        # "besieged Bulgaria's parliament", written in Sofia.
        return written if written.country == best.place.country else best.place
    return spoken or written or _at_home(section)


def dateline_place(article: Article, countries: frozenset[str] = frozenset()) -> Place | None:
    """Give the place a story was written in, chosen among the countries it speaks of if it is ambiguous."""
    return _written(article.dateline, article.located, story_day(article), countries)


@lru_cache(maxsize=256)
def _written(dateline: str | None, city: str | None, on: date, countries: frozenset[str]) -> Place | None:
    for text in (dateline, city):
        name = _END_OF_NAME.split(text, maxsplit=1)[0].strip() if text else ""
        if not text or not name:
            continue
        hits = Registry.load().find(text, on)
        states = [hit for hit in hits if hit.value.kind is ActorKind.STATE and hit.value.sense in PLACES]
        beyond = [hit for hit in states if hit.start >= len(name)]
        stated = {hit.value.country for hit in beyond if hit.value.country}
        for part in _PARTS.split(text[len(name) :]):
            stated.update(province.country for province in provinces(part))
        known = next((hit.value for hit in states if (hit.start, hit.end) == (0, len(name))), None)
        if known is not None and known.country and capital(known.country, on) == known.name:
            # Luxembourg, Singapore: a story is written in the city.
            known = None
        read = meant(name, known, Around(frozenset(stated), countries))
        if read is None and stated and name[0].isupper():
            read = unplaced(name.title() if name.isupper() else name, frozenset(stated))
        if read is not None:
            return read.place(text, PlaceBasis.DATELINE)
    return None


def _reading(site: Site, setting: Setting) -> Reading | None:
    article, section, written = setting.article, setting.section, setting.written
    if site.capital:
        home = _country(written) or setting.countries
        country = site.known.country if site.known else next(iter(home)) if len(home) == 1 else None
        name = capital(country, story_day(article)) if country else None
        return meant(name, None, Around(frozenset((country,)))) if country and name else None
    if site.known is not None and site.known.sense is Sense.PEOPLE and site.known.country:
        state = Registry.load().state(site.known.country)
        return Reading(state.name, site.known.country, PlacePrecision.COUNTRY, 0.0) if state else None
    others = [hit for hit in section.hits if hit.end <= site.start or hit.start >= site.end]
    near = _countries(others)
    around = Around(
        site.countries, near | _country(written), _spoken(article, site), _among_states(article, site, written)
    )
    wide = section.doc[max(site.start - 1, 0)].lower_ in whereabouts()["area_in"]
    read = meant(site.text, site.known, around, area=site.area, wide=wide)
    if read is None and site.countries and written is not None:
        # "the Indian quarter of Masaya", written in Managua
        loose = meant(site.text, site.known, replace(around, stated=frozenset()), area=site.area, wide=wide)
        read = loose if loose is not None and loose.country == written.country else None
    if read is not None or site.known is not None or not site.named:
        return read
    settled = _countries(hit for hit in others if hit.known.kind in _STATES)
    return unplaced(site.text, site.countries or _country(written) or settled, area=site.area)


def _countries(hits: Iterable[NameHit]) -> frozenset[str]:
    state = Registry.load().state
    return frozenset(hit.known.country for hit in hits if hit.known.country and state(hit.known.country))


def _there(sent: Span, article: Article, around: Around) -> Place | None:
    # "They were brought to Catania. Police there arrested two": the last place that was spoken of before.
    at = article.body.find(sent.text)
    for name in reversed(_SPOKEN_OF.findall(article.body[: max(at, 0)])):
        read = meant(name, Registry.load().lookup(name, story_day(article)), around)
        if read is not None:
            return read.place(name, PlaceBasis.SENTENCE)
    return None


def _country(place: Place | None) -> frozenset[str]:
    return frozenset((place.country,)) if place is not None and place.country else frozenset()


def _spoken(article: Article, site: Site) -> frozenset[str]:
    told = _told_of(article.body, story_day(article))
    return frozenset(country for name, country in told if name != site.text)


@lru_cache(maxsize=16)
def _told_of(body: str, on: date) -> frozenset[tuple[str, str]]:
    """Give the names that a story knows the countries of."""
    hits = Registry.load().find(body, on)
    return frozenset((body[hit.start : hit.end], hit.value.country) for hit in hits if hit.value.country)


def _among_states(article: Article, site: Site, written: Place | None) -> bool:
    return (written is not None and written.admin1 == site.text) or _is_american(article.body, story_day(article))


@lru_cache(maxsize=16)
def _is_american(body: str, on: date) -> bool:
    if not whereabouts()["american"].isdisjoint(_WORD.findall(body.lower())):
        return True
    return any(hit.value.country == "USA" and hit.value.sense is Sense.REGION for hit in Registry.load().find(body, on))


def _nearest(sent: Span, trigger: Token, adverb: str) -> float:
    # How loosely "here", where a story with a dateline was written, or "there" belongs to an event.
    found = [apart(word, trigger) for word in sent if word.lower_ == adverb and word.dep_ == "advmod"]
    return min((cost for cost in found if cost is not None), default=inf)


def _at_home(section: Section) -> Place | None:
    # "Kenyan police shot two men": nothing says that they did it abroad. Courts, police, farmers never do.
    known = [hit for hit in section.hits if hit.known.country and hit.known.kind in _STATES]
    alone = len({hit.known.country for hit in section.hits if hit.known.country}) == 1
    for hit in known:
        head = section.doc[hit.end - 1]
        whose = head.head if head.dep_ in _BEFORE else head
        state = Registry.load().state(hit.known.country or "")
        homely = whose.i != head.i and whose.lemma_.lower() in whereabouts()["homely"]
        if state is not None and is_subject(whose) and (alone or homely):
            text = section.doc[hit.start : hit.end].text
            reading = Reading(state.name, hit.known.country, PlacePrecision.COUNTRY, 0.0)
            return reading.place(text, PlaceBasis.SENTENCE)
    return None
