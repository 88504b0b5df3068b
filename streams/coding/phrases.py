"""What a noun phrase says of its own: country, sectors and role, from its words and what hangs on them.

Flows in: a parsed doc with the known names found in it. Flows out: `Profile`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from spacy.tokens import Doc, Span, Token

from schemas import ActorKind, TextField
from streams.coding.agents import Agent, Agents
from streams.coding.entities import Known, Sense
from streams.coding.gazetteer import Gazetteer
from streams.coding.registry import Registry
from streams.coding.tables import rows, words

_DEPTH = 3
_CITY_OF = 50_000
"""A name that only the gazetteer knows gives a country if the place has this many people."""


@lru_cache(maxsize=1)
def grammar() -> dict[str, frozenset[str]]:
    """Give the closed word lists of `grammar.tsv`."""
    return {name: frozenset(words(cell)) for name, cell in rows("grammar", 2)}


@dataclass(frozen=True)
class NameHit:
    """A known name in a doc: tokens `start` to `end`."""

    start: int
    end: int
    known: Known

    def head(self, doc: Doc) -> Token:
        """Give the word of the name that the rest of the sentence hangs on."""
        return doc[self.start] if self.end == self.start + 1 else doc[self.start : self.end].root


@dataclass(frozen=True)
class Section:
    """One parsed piece of an article: where it stands in its field, and the known names in it."""

    field: TextField
    offset: int
    doc: Doc
    hits: tuple[NameHit, ...]

    @cached_property
    def text(self) -> str:
        """The doc's text: a doc puts its own together from its tokens each time it is asked."""
        return self.doc.text

    @classmethod
    def of(cls, field: TextField, offset: int, doc: Doc, registry: Registry, on: date) -> "Section":
        """Find the known names of a piece, as of a day."""
        hits: list[NameHit] = []
        for hit in registry.find(doc.text, on):
            span = doc.char_span(hit.start, hit.end, alignment_mode="expand")
            if span is not None and (not hits or span.start >= hits[-1].end):
                hits.append(NameHit(span.start, span.end, hit.value))
        return cls(field, offset, doc, tuple(hits))

    @classmethod
    def of_span(cls, sent: Span, registry: Registry, on: date) -> "Section":
        """Find the known names of one sentence, as of a day; tokens count in its doc."""
        hits: list[NameHit] = []
        for hit in registry.find(sent.text, on):
            start, end = sent.start_char + hit.start, sent.start_char + hit.end
            span = sent.doc.char_span(start, end, alignment_mode="expand")
            if span is not None and (not hits or span.start >= hits[-1].end):
                hits.append(NameHit(span.start, span.end, hit.value))
        return cls(TextField.BODY, 0, sent.doc, tuple(hits))

    @cached_property
    def profiles(self) -> dict[tuple[int, int], "Profile"]:
        """What was read of its noun phrases so far, by head and depth."""
        return {}

    @cached_property
    def _covering(self) -> dict[int, NameHit]:
        return {token: hit for hit in self.hits for token in range(hit.start, hit.end)}

    def hit(self, token: int) -> NameHit | None:
        """Give the known name that covers a token."""
        return self._covering.get(token)

    def within(self, start: int, end: int) -> Iterator[NameHit]:
        """Give the known names between two tokens."""
        return (hit for hit in self.hits if start <= hit.start and hit.end <= end)


@dataclass(frozen=True)
class Profile:
    """What words say of an actor; `agent` is the noun that acts, if there is one."""

    country: str | None = None
    sectors: tuple[str, ...] = ()
    role: str | None = None
    agent: Agent | None = None
    body: Known | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was said."""
        return self.country is None and not self.sectors


class Reader:
    """Reads noun phrases of one article with the tables at hand."""

    def __init__(self, registry: Registry, agents: Agents, gazetteer: Gazetteer) -> None:
        self.registry = registry
        self.agents = agents
        self.gazetteer = gazetteer

    def core(self, head: Token, section: Section | None = None) -> tuple[int, int]:
        """Give the tokens of a noun phrase up to its head, without what follows it.

        With a section, a known name right before the phrase that the parser hung elsewhere belongs to it, too.
        """
        start = head.i
        for token in reversed(list(head.lefts)):
            if token.dep_ in ("nsubj", "mark", "cc", "punct", "prep", "relcl", "aux") and token.text not in ("-", "–"):
                break
            start = token.left_edge.i
        begins = start == 0 or head.doc[start].is_sent_start
        before = None if section is None or begins else section.hit(start - 1)
        if before is not None and any(t.head.i in (head.i, head.head.i) for t in head.doc[before.start : before.end]):
            free = head.doc[before.end - 1].dep_ not in ("pobj", "dobj", "nsubj", "nsubjpass", "attr", "dative", "conj")
            start = before.start if free else start
        return start, head.i + 1

    def title(self, section: Section, end: int) -> tuple[int, Profile]:
        """Read the title that stands before a name.

        Args:
            section: where.
            end: the first token of the name.

        Returns:
            The first token of the title and what it says; `end` and an empty profile where there is none.
        """
        doc, start = section.doc, end
        while start > 0 and _titular(doc[start - 1]) and not doc[start].is_sent_start:
            start -= 1
        lowered = [token.lower_ for token in doc[start:end]]
        found: list[tuple[int, int, tuple[str, ...]]] = []
        cut = len(lowered)
        while cut > 0:
            title = self._titled(lowered[:cut])
            found += [(cut - title[0], cut, title[1])] if title else []
            cut -= title[0] if title else 1
        if not found:
            return end, self._born(section, end)
        first, last = min(f[0] for f in found), max(f[1] for f in found)
        country, bodies = self._countries(section, start, end)
        agent = self.agents.longest(lowered[:last])
        sectors = [sector for _, _, own in reversed(found) for sector in own]
        if agent is not None and agent.relays:
            sectors = list(self._beside(lowered[:last], agent, bodies) or (agent.sectors if country else sectors))
        if set(lowered) & grammar()["former"]:
            sectors = ["ELI"]
        begins = min([start + first, *(hit.start for hit in section.within(start, end))])
        return begins, Profile(country, tuple(dict.fromkeys(sectors)), doc[begins:end].text, agent)

    def _born(self, section: Section, end: int) -> Profile:
        # "Costa Rica's Oscar Arias", "Russian Ivan Petrov": a country right before a name, without a title.
        last = end - 2 if end > 1 and section.doc[end - 1].tag_ == "POS" else end - 1
        hit = section.hit(last) if last >= 0 else None
        if hit is None or hit.known.kind not in (ActorKind.STATE, ActorKind.GROUP) or hit.end != last + 1:
            return Profile()
        apart = last == end - 1 and hit.known.sense is not Sense.PEOPLE
        return Profile() if apart else Profile(hit.known.country)

    def nominal(self, section: Section, head: Token, depth: int = 0) -> Profile:
        """Read a noun phrase from its head: modifiers before it, "of", "from", "for" after it."""
        profile = section.profiles.get((head.i, depth))
        if profile is None:
            profile = section.profiles[head.i, depth] = self._nominal(section, head, depth)
        return profile

    def _nominal(self, section: Section, head: Token, depth: int) -> Profile:
        doc = section.doc
        start, end = self.core(head, section)
        lowered = _lowered(doc, start, end)
        agent = self.agents.longest(lowered) or self._by_ending(lowered)
        tails = list(self._tails(head)) if depth < _DEPTH else []
        for preposition, noun in tails:
            if preposition == "of":
                longer = self.agents.longest([*lowered, "of", *_lowered(doc, *self.core(noun))])
                bare = self.agents.longest([*lowered, "of", noun.lower_])
                agent = next((found for found in (longer, bare) if found and " of " in found.noun), agent)
        country, bodies = self._countries(section, start, end, city=agent is not None)
        below = [
            (preposition, self._tail(section, noun, depth))
            for preposition, noun in tails
            if preposition in grammar()["belongs"] and preposition not in ("to", "with", "by", "on")
        ]
        if country is None and agent is not None:
            country = next((profile.country for _, profile in below if profile.country), None)
        sectors = self._sectors(lowered, agent, bodies, country, [profile for p, profile in below if p != "in"])
        if set(lowered) & grammar()["former"] and agent is not None and "GOV" in (*agent.sectors, *sectors):
            sectors = ("ELI",)
        return Profile(country, sectors, agent.noun if agent else None, agent, bodies[0] if bodies else None)

    def _tail(self, section: Section, noun: Token, depth: int) -> Profile:
        hit = section.hit(noun.i)
        if hit is not None:
            known = hit.known
            place = known.kind is ActorKind.STATE and known.sense in (Sense.NAME, Sense.CAPITAL)
            sectors = () if place else known.sectors
            return Profile(known.country, sectors, body=known)
        inner = self.nominal(section, noun, depth + 1)
        if inner.country is None and noun.pos_ == "PROPN":
            return Profile(self.city(section, *self.core(noun)), inner.sectors, inner.role, inner.agent, inner.body)
        return inner

    def _tails(self, head: Token) -> Iterator[tuple[str, Token]]:
        for child in head.rights:
            if child.dep_ == "prep":
                for noun in child.children:
                    if noun.dep_ == "pobj":
                        yield child.lower_, noun

    def _countries(
        self, section: Section, start: int, end: int, *, city: bool = False
    ) -> tuple[str | None, tuple[Known, ...]]:
        known = [hit.known for hit in section.within(start, end) if hit.known.sense is not Sense.HIDDEN]
        sorts = (ActorKind.ORGANISATION, ActorKind.GROUP)
        bodies = tuple(one for one in known if one.kind in sorts and one.sense is Sense.NAME)
        country = next((one.country for one in known if one not in bodies and one.country), None)
        country = country or next((one.country for one in bodies if one.country), None)
        seats = tuple(one for one in known if one.sense is Sense.SEAT)
        if country is None and city:
            country = self.city(section, start, end - 1)
        return country, (*bodies, *seats)

    def city(self, section: Section, start: int, end: int) -> str | None:
        """Give the country of a city named between two tokens, if one is and it is not small."""
        doc = section.doc
        spans = [span for span in doc.ents if start <= span.start and span.end <= end]
        names = [span.text for span in spans if span.label_ in ("GPE", "LOC")]
        names += ["".join(t.text_with_ws for t in doc[start:end] if t.pos_ == "PROPN").strip()]
        for name in names:
            spot = self.gazetteer.best(name) if name[:1].isupper() else None
            if spot is not None and spot.population >= _CITY_OF:
                return spot.country
        return None

    def _sectors(
        self,
        lowered: Sequence[str],
        agent: Agent | None,
        bodies: Sequence[Known],
        country: str | None,
        below: Sequence[Profile],
    ) -> tuple[str, ...]:
        if agent is None:
            return ()
        beside = self._beside(lowered, agent, bodies)
        after = next((profile.sectors for profile in below if profile.sectors and (profile.body or profile.agent)), ())
        heads_body = "GOV" in agent.sectors and any(
            profile.body and profile.body.kind is ActorKind.ORGANISATION for profile in below
        )
        if agent.relays or heads_body:
            default = agent.sectors if agent.use != "relay" or (country and not after and not beside) else ()
            return tuple(dict.fromkeys(beside or after or default))
        if any(body.kind is ActorKind.GROUP for body in bodies) and set(agent.sectors) & {"REB", "UAF", "MIL", "PRM"}:
            return tuple(dict.fromkeys(beside))
        return tuple(dict.fromkeys((*agent.sectors, *beside)))

    def _beside(self, lowered: Sequence[str], agent: Agent, bodies: Sequence[Known]) -> tuple[str, ...]:
        named = tuple(sector for body in bodies for sector in body.sectors)
        length = len(agent.noun.split(" of ")[0].split())
        return (*named, *self.agents.modifier(lowered[: len(lowered) - length]))

    def _titled(self, lowered: Sequence[str]) -> tuple[int, tuple[str, ...]] | None:
        agent = self.agents.longest(lowered)
        length = len(agent.noun.split()) if agent else 0
        for longer in range(min(4, len(lowered)), length, -1):
            sectors = self.agents.titles.get(" ".join(lowered[-longer:]))
            if sectors is not None:
                return longer, sectors
        return (length, agent.sectors) if agent else None

    def _by_ending(self, lowered: Sequence[str]) -> Agent | None:
        # "pro-Kurdish rebels", "ex-president": the part after the hyphen is the noun.
        last = lowered[-1] if lowered else ""
        return self.agents.longest([last.rsplit("-", 1)[1]]) if "-" in last else None


def _lowered(doc: Doc, start: int, end: int) -> list[str]:
    lowered: list[str] = []
    for token in doc[start:end]:
        if lowered and (token.text == "-" or lowered[-1].endswith("-")):
            lowered[-1] += token.lower_
        else:
            lowered.append(token.lower_)
    return lowered


def _titular(token: Token) -> bool:
    return (
        token.pos_ in ("PROPN", "NOUN", "ADJ") or token.lower_ in ("of", "'s", "’s", "-", "and") or token.tag_ == "POS"
    )
