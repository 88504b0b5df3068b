"""How the names of places stand in a sentence: where something is, goes to or is struck.

Flows in: a sentence with the known names in it. Flows out: `Site`, each with the word it hangs on.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas import ActorKind
from streams.coding.entities import Known, Sense
from streams.coding.mapping import namesakes
from streams.coding.phrases import NameHit, Section, grammar
from streams.coding.placenames import is_named, placenames, whereabouts
from streams.coding.positions import travelled
from streams.coding.provinces import provinces
from streams.coding.tree import Span, Token

_INNER = frozenset({"compound", "nmod", "amod", "poss", "det", "nummod", "case", "punct", "quantmod"})
_BEFORE = frozenset({"compound", "nmod", "amod", "poss"})
_NOMINAL = frozenset({"NOUN", "PROPN"})
_BETWEEN = frozenset({"in", "of"})
_UPON = frozenset({"of", "on", "against", "upon"})
_NEAR_BY = 4

_KEPT = "sites"
_STEPS = 5
"""Words of places within words of places: "in the market of the town of X"."""

LOOSE, _BESIDE, _FAR = 0.3, 2.0, 1.5


@dataclass(frozen=True)
class Site:
    """A name of a place: tokens `start` to `end`; `on` is the word it hangs on, `cost` how loosely.

    `area`: the text calls it a province or the like. `capital`: it is said as "the Kenyan capital"
    (of the country `known`, or of that where all this is). `countries`: what
    the text itself says of where it is, ISO-3. `named`: it is a place even if no table has it.
    """

    start: int
    end: int
    text: str
    known: Known | None
    on: Token
    cost: float
    area: bool = False
    capital: bool = False
    countries: frozenset[str] = frozenset()
    named: bool = True


@dataclass(frozen=True)
class _Phrase:
    """A noun phrase from its first word on, and how loosely the place below it hangs.

    `state`: it is the name of a state or a capital, which acts in its own attacks.
    """

    head: Token
    start: int
    cost: float
    state: bool = False


_Stand = tuple[Token, float]
_Memo = dict[str, tuple[tuple[NameHit, ...], tuple[Site, ...]]]


def sites(section: Section, sent: Span) -> tuple[Site, ...]:
    """Give the names of places of a sentence that stand as places: towns and the like, then what nations stand for.

    They are found once for all events of a sentence.
    """
    memo: _Memo | None = getattr(sent[0], "memo", None)
    if memo is None:
        return tuple(_sites(section, sent))
    kept = memo.get(_KEPT)
    if kept is None or kept[0] != section.hits:
        kept = memo[_KEPT] = section.hits, tuple(_sites(section, sent))
    return kept[1]


def _sites(section: Section, sent: Span) -> Iterator[Site]:
    doc = section.doc
    for start, end, known in placenames(section, sent):
        # "Neuquen province", "Delta state".
        area = end < len(doc) and doc[end].lemma_.lower() in whereabouts()["areas"]
        last = end + area
        head = doc[last - 1]
        if head.dep_ in _BEFORE and start <= head.head.i < last:
            head = head.head
        state = known is not None and known.sense is not Sense.REGION
        stand = _stand(_Phrase(head, start, 0.0, state=state))
        if stand is not None:
            countries = _following(section, last) or _preceding(section, start)
            named = is_named(section, start, end)
            text = doc[start:end].text
            yield Site(start, end, text, known, *stand, area=area, countries=countries, named=named)
    yield from _nations(section)
    yield from _capitals(sent)


def _stand(phrase: _Phrase) -> _Stand | None:
    # What a phrase hangs on, and how loosely; None where it is no place of anything.
    step: _Phrase | _Stand | None = phrase
    for _ in range(_STEPS):
        if not isinstance(step, _Phrase):
            return step
        step = _led(step) or _governed(step)
    return None


def _led(phrase: _Phrase) -> _Phrase | _Stand | None:
    # By a preposition: "in Goma", "the town of Goma", "the road to Goma", "the siege of Goma", "an attack on Goma".
    before, head, lists = _before(phrase), phrase.head, whereabouts()
    if before is None:
        return None
    cost = phrase.cost
    if head.dep_ in _BEFORE and head.head.i > head.i:
        # "in Oaxaca teachers clashed"
        if head.dep_ == "poss" or before.i != phrase.start - 1 or head.ent_type_ not in ("GPE", "LOC"):
            return None
        cost += LOOSE
    governor = before.head
    noun = governor if governor.i < before.i else before.doc[max(before.i - 1, 0)]
    beside = before.doc[max(before.i - 1, 0)]
    if beside.lemma_.lower() in lists["ways"] and before.lower_ == "to":
        # "burned on the bridge to Goma"
        noun = beside
    if before.lower_ == "of" or noun.lemma_.lower() in lists["struck"]:
        return _of(noun, before, cost)
    if before.lower_ == "between" and phrase.state and noun.lemma_.lower() not in lists["ways"] | lists["sites"]:
        # "talks between Chad and Libya" are in neither, "the road between Chad and Libya" is there.
        return None
    if before.lower_ in lists["in"]:
        return before, cost
    return _towards(phrase, before, noun, cost)


def _of(noun: Token, before: Token, cost: float) -> _Phrase | _Stand | None:
    lists, name = whereabouts(), noun.lemma_.lower()
    if name in lists["struck"] and before.lower_ in _UPON:
        return noun, cost
    if before.lower_ in lists["in"]:
        return before, cost
    if before.doc[before.i - 1].lower_ == "out":
        # "driven out of Sinjar"
        return before, cost + LOOSE
    if before.lower_ != "of" or not {name, noun.lower_} & lists["sites"]:
        return None
    if noun.lower_ in lists["beside"] and not any(child.dep_ == "det" for child in noun.children):
        # "north of Goma", but "the north of Congo"
        return noun, cost + _BESIDE
    return _Phrase(noun, noun.i, cost)


def _towards(phrase: _Phrase, before: Token, noun: Token, cost: float) -> _Phrase | _Stand | None:
    lists, word, governor = whereabouts(), before.lower_, before.head
    if word == "over" and governor.lemma_.lower() in lists["aloft"]:
        # "shot down a helicopter over Goma"
        return before, cost
    if word == "as" and noun.lower_ == "far":
        # "got as far as Goma"
        return before, cost + LOOSE
    if word in lists["to"] and noun.lemma_.lower() in lists["ways"]:
        return _Phrase(noun, noun.i, cost + LOOSE)
    if word == "on":
        name = phrase.head.lemma_.lower()
        lies = (
            noun.lemma_.lower() in lists["sites"]
            or name in lists["areas"] | lists["sites"]
            or bool(provinces(phrase.head.text))
        )
        return (before, cost + LOOSE) if lies or governor.lemma_.lower() in lists["onto"] else None
    said = governor.lemma_.lower()
    if word == "from" and said in lists["speaks"] | lists["away"]:
        # "telephoned from Goma", "deported from Goma"
        return before, cost + LOOSE
    if word == "to" and said in lists["away"]:
        return before, cost + _FAR
    goes = governor.pos_ == "VERB" and governor.lemma_.lower() in grammar()["motion"] | lists["goes"]
    if word in lists["to"] and (goes or travelled(phrase.head)):
        # "set out from Goma for Kigali" was in Goma.
        bound = word == "for" and any(child.lower_ == "from" for child in governor.children)
        return before, cost + (_FAR if bound or word in lists["far"] else LOOSE)
    return None


def _before(phrase: _Phrase) -> Token | None:
    # The word before a phrase and all that stands before its head.
    head, doc, start = phrase.head, phrase.head.doc, phrase.start
    if head.pos_ in _NOMINAL and all(word.dep_ in _INNER for word in head.lefts):
        start = min(start, head.left_edge.i)
    at = start - 1
    while at > 0 and (doc[at].lower_ in whereabouts()["passed"] or doc[at].dep_ == "det"):
        at -= 1
    return doc[at] if at >= 0 and not doc[at + 1].is_sent_start else None


def _governed(phrase: _Phrase) -> _Phrase | _Stand | None:
    # By a verb or a noun: "overran Goma", "Goma's airport", "the Goma attack"; "Bari and Goma", "Goma, a town".
    head, lists, cost = phrase.head, whereabouts(), phrase.cost
    above = head.head
    name = above.lemma_.lower()
    if head.dep_ in ("dobj", "nsubjpass") and name in lists["strikes"]:
        return above, cost
    if head.dep_ in ("conj", "appos") and above.i < head.i and above.pos_ in _NOMINAL:
        return _Phrase(above, above.i, cost, state=phrase.state)
    if head.dep_ not in _BEFORE or above.i < head.i:
        return None
    if name in lists["struck"] | lists["events"]:
        # "the Gaza talks", but "U.S. air strikes", "Moscow's war"
        if phrase.state and (head.dep_ == "poss" or name in lists["struck"]):
            return None
        return above, cost + LOOSE
    if phrase.state and name in lists["abroad"]:
        # "torched the U.S. embassy"
        return None
    if name in lists["sites"] or (above.pos_ == "PROPN" and head.dep_ == "poss"):
        return _Phrase(above, phrase.start, cost + LOOSE)
    return None


def _nations(section: Section) -> Iterator[Site]:
    # "the Saudi capital", "Somalia's capital", "the Russian south".
    doc = section.doc
    for hit in section.hits:
        head = doc[hit.end - 1]
        above = head.head
        nation = hit.known.country is not None and hit.known.sense in (Sense.PEOPLE, Sense.NAME)
        lands = above.lemma_.lower() in whereabouts()["lands"] and above.pos_ == "NOUN"
        if not nation or not lands or head.dep_ not in _BEFORE or above.i < head.i:
            continue
        chief = above.lower_ == "capital"
        stand = _stand(_Phrase(above, hit.start, 0.0 if chief else _FAR))
        if stand is not None:
            start = min(hit.start, above.left_edge.i) if chief else hit.start
            text = doc[start : above.i + 1 if chief else hit.end].text
            yield Site(start, above.i + 1, text, hit.known, *stand, capital=chief)


def _capitals(sent: Span) -> Iterator[Site]:
    # "in the capital", of whatever country.
    for token in sent:
        if token.lower_ == "capital" and [word.lower_ for word in token.lefts] == ["the"]:
            start, end = token.left_edge.i, token.i + 1
            stand = _stand(_Phrase(token, start, 0.0))
            if stand is not None:
                yield Site(start, end, token.doc[start:end].text, None, *stand, capital=True)


def _following(section: Section, last: int) -> frozenset[str]:
    # "Paris, Texas", "Goma, in eastern Congo", "Goma in Congo": what follows says which.
    doc, at = section.doc, last
    if at < len(doc) and doc[at].text == ",":
        at += 1
    while at < len(doc) and doc[at].lower_ in _BETWEEN | whereabouts()["passed"]:
        at += 1
    hit = section.hit(at) if at > last else None
    if hit is None or hit.start != at or hit.known.kind is not ActorKind.STATE or hit.known.country is None:
        return frozenset()
    states = (province.country for province in provinces(doc[hit.start : hit.end].text))
    return frozenset((hit.known.country, *states))


def _preceding(section: Section, start: int) -> frozenset[str]:
    # "the Ethiopian town of Adigrat", "Nigeria's Borno state".
    doc, lists = section.doc, whereabouts()
    for at in range(start - 1, max(start - _NEAR_BY, 0) - 1, -1):
        hit = section.hit(at)
        if hit is not None and hit.known.country and hit.known.kind in (ActorKind.STATE, ActorKind.GROUP):
            return frozenset((hit.known.country, *namesakes().get(doc[hit.start : hit.end].text, ())))
        word = doc[at]
        passing = word.lower_ in lists["sites"] | lists["passed"] or word.lower_ == "of" or word.tag_ == "POS"
        if not passing and word.dep_ not in ("amod", "compound"):
            break
    return frozenset()
