"""Where an event happened: the place its sentence names, else the dateline's, on the map.

Flows in: a parsed sentence, the event's trigger, the article. Flows out: `Place`, or None.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from schemas import ActorKind, Article, Location, Place, PlaceBasis, PlacePrecision
from streams.coding.dates import story_day, tree_distance
from streams.coding.entities import Known, Sense
from streams.coding.gazetteer import Gazetteer, Spot
from streams.coding.phrases import NameHit, Section, grammar
from streams.coding.positions import stays, travelled
from streams.coding.registry import Registry

_PLACES = (Sense.NAME, Sense.CAPITAL, Sense.REGION)
_RANK = {PlacePrecision.CITY: 0, PlacePrecision.ADMIN1: 1, PlacePrecision.COUNTRY: 2}
_REACH = 9
"""Steps in the parse beyond which a place belongs to another event."""


@dataclass(frozen=True)
class _Candidate:
    name: str
    token: Token
    known: Known | None


def event_place(sent: Span, trigger: Token, article: Article) -> Place | None:
    """Place an event.

    Args:
        sent: the sentence that tells it.
        trigger: the word of the sentence that makes the event.
        article: the story, for its dateline and the countries it speaks of.

    Returns:
        The nearest place where something is or goes ("in Goma", "a visit to Kyiv"), else the dateline's;
        None where neither names a place that is known.
    """
    registry, on = Registry.load(), story_day(article)
    section = Section.of_span(sent, registry, on)
    countries = frozenset(hit.known.country for hit in section.hits if hit.known.country)
    found: list[tuple[int, int, Place]] = []
    for candidate in _candidates(section, sent):
        distance = tree_distance(candidate.token, trigger)
        if distance > _REACH or _said_there(candidate.token, trigger):
            continue
        stated = _stated_country(section, candidate)
        # "Paris, Texas" is not the capital of France.
        known = None if candidate.known and stated and candidate.known.country not in stated else candidate.known
        place = locate(candidate.name, known, stated or countries, PlaceBasis.SENTENCE)
        if place is not None:
            found.append((distance, _RANK[place.precision], place))
    if found:
        nearest = min(found, key=lambda item: item[:2])
        # "in Goma, in eastern Congo": the finer place of the same country is the better answer.
        finer = [item for item in found if item[2].country == nearest[2].country and item[0] <= nearest[0] + 2]
        return min(finer, key=lambda item: (item[1], item[0]))[2]
    return dateline_place(article, countries)


def dateline_place(article: Article, countries: frozenset[str] = frozenset()) -> Place | None:
    """Give the place a story was written in, chosen among the countries it speaks of if it is ambiguous."""
    for text in (article.dateline, article.located):
        if not text:
            continue
        found = Registry.load().find(text, story_day(article))
        hits = [hit.value for hit in found if hit.value.sense in _PLACES and hit.value.kind is ActorKind.STATE]
        stated = frozenset(known.country for known in hits if known.country)
        name = text.split("(")[0].split(",")[0].split(" - ")[0].split("--")[0].strip()
        known = next((known for known in hits if known.sense is not Sense.NAME), None) or next(iter(hits), None)
        spot = Gazetteer.load().best(name, stated or countries)
        if spot is not None and (not stated or spot.country in stated):
            return _city(spot, text, PlaceBasis.DATELINE)
        if known is not None:
            return locate(name, known, stated, PlaceBasis.DATELINE)
    return None


def locate(name: str, known: Known | None, countries: frozenset[str], basis: PlaceBasis) -> Place | None:
    """Put a name on the map.

    Args:
        name: the place's name as the text has it.
        known: what the registry knows it as, if anything.
        countries: ISO-3 codes that the text speaks of; among cities of one name, those there come first.
        basis: which words it was read from.

    Returns:
        A city with coordinates, a region or a country; None for a name that is none of these.
    """
    if known is not None and known.sense is Sense.NAME and known.country:
        return Place(name=known.name, country=known.country, precision=PlacePrecision.COUNTRY, basis=basis, text=name)
    within = frozenset({known.country}) if known and known.country else countries
    spot = Gazetteer.load().best(name, within)
    if known is not None and known.country:
        if spot is not None and spot.country == known.country:
            return _city(spot, name, basis)
        precision = PlacePrecision.CITY if known.sense is Sense.CAPITAL else PlacePrecision.ADMIN1
        return Place(name=name, country=known.country, precision=precision, basis=basis, text=name)
    return _city(spot, name, basis) if spot is not None else None


def _city(spot: Spot, text: str, basis: PlaceBasis) -> Place:
    return Place(
        name=spot.name,
        country=spot.country,
        admin1=spot.admin1,
        location=Location(lat=spot.lat, lon=spot.lon),
        geonames_id=spot.geonames_id,
        precision=PlacePrecision.CITY,
        basis=basis,
        text=text,
    )


def _candidates(section: Section, sent: Span) -> Iterator[_Candidate]:
    doc = section.doc
    covered: set[int] = set()
    for hit in section.hits:
        covered.update(range(hit.start, hit.end))
        head = hit.head(doc)
        if hit.known.sense in _PLACES and hit.known.kind is ActorKind.STATE and _is_where(head):
            yield _Candidate(doc[hit.start : hit.end].text, head, hit.known)
    for ent in sent.ents:
        free = covered.isdisjoint(range(ent.start, ent.end))
        if free and ent.label_ in ("GPE", "LOC", "FAC", "PERSON", "ORG") and _is_where(ent.root):
            named = ent.label_ in ("GPE", "LOC", "FAC")
            covered.update(range(ent.start, ent.end))
            # The recogniser often takes a town for a person or a body: only "in" and its like make it a place then.
            if named or (ent.root.dep_ == "pobj" and ent.root.head.lower_ in ("in", "near")):
                yield _Candidate(ent.text.removeprefix("the "), ent.root, None)
    for token in sent:
        unknown = token.i not in covered and token.pos_ == "PROPN" and token.dep_ == "pobj"
        if unknown and token.head.lower_ in ("in", "near"):
            start = token.left_edge.i if all(t.pos_ == "PROPN" for t in token.lefts) else token.i
            if covered.isdisjoint(range(start, token.i + 1)):
                yield _Candidate(doc[start : token.i + 1].text, token, None)


def _is_where(token: Token) -> bool:
    if stays(token) or travelled(token):
        return True
    if token.dep_ in ("appos", "conj", "compound", "nmod") and token.head.i != token.i:
        return _is_where(token.head)
    # "the town of Vuhledar", "a village in ..."
    head = token.head
    return token.dep_ == "pobj" and head.lower_ == "of" and head.head.lemma_.lower() in grammar()["settlements"]


def _said_there(token: Token, trigger: Token) -> bool:
    # "told reporters in Geneva that rebels attacked": Geneva is where it was told.
    holder = next((t for t in token.ancestors if t.pos_ in ("VERB", "AUX")), None)
    if holder is None or holder.i == trigger.i or holder.lemma_.lower() not in grammar()["reports"]:
        return False
    return holder in list(trigger.ancestors) or trigger in [t for t in holder.subtree if t.dep_ == "ccomp"]


def _stated_country(section: Section, candidate: _Candidate) -> frozenset[str]:
    # "Paris, Texas", "Goma, eastern Congo": what follows the comma says which.
    doc, after = section.doc, candidate.token.i + 1
    if after + 1 >= len(doc) or doc[after].text != ",":
        return frozenset()
    following: NameHit | None = next((h for h in section.hits if after < h.start <= after + 2), None)
    if following is None or following.known.country is None or following.known.sense is Sense.PEOPLE:
        return frozenset()
    return frozenset({following.known.country})
