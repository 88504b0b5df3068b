"""What a noun phrase says of its own: country, sectors and role, from its words and what hangs on them.

Flows in: a parsed doc with the known names found in it. Flows out: `Profile`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from schemas import ActorKind
from streams.coding.agents import Agent, Agents
from streams.coding.entities import Known, Sense
from streams.coding.gazetteer import Gazetteer
from streams.coding.phrases import Profile, Section, grammar, is_collective, lowered_words, owning_state
from streams.coding.registry import Registry
from streams.coding.tree import Doc, Token

_DEPTH = 3
CITY_OF = 50_000
"""A name that only the gazetteer knows gives a country if the place has this many people."""

_BELONGS = frozenset({"of", "from", "for", "at", "in", "inside"})
_NEAR = frozenset({"near", "outside", "across", "around", "within", "on"})
_ARMED = frozenset({"REB", "COP", "PRM", "UAF", "SPY", "CRM"})
_TRADES = frozenset({"LAB", "REF", "EDU", "AGR", "MED", "JRN", "OPP"})
"""What goes before CVL when it is told of people."""

_ANYBODY = ("CVL",)
_OFFICIAL = frozenset({"GOV", "LEG"})
SOMEBODY = frozenset({"man", "woman", "people", "person", "youth", "individual"})
"""Nouns that say nothing of who is meant."""

_THEIRS = frozenset({"its", "their"})
_REACH = 40
"""So many words before "its director" the body is looked for."""

_BEARING = frozenset({"armed", "carrying", "wielding", "brandishing"})


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

    def nominal(self, section: Section, head: Token, depth: int = 0) -> Profile:
        """Read a noun phrase from its head: modifiers before it, "of", "from", "for" after it."""
        profile = section.profiles.get((head.i, depth))
        if profile is None:
            profile = section.profiles[head.i, depth] = self._nominal(section, head, depth)
        return profile

    def _nominal(self, section: Section, head: Token, depth: int) -> Profile:
        doc = section.doc
        start, end = self.core(head, section)
        lowered = lowered_words(doc, start, end)
        agent = self.agents.longest(lowered) or self._by_ending(lowered) or self._before_name(doc, start, end)
        tails = list(self._tails(head)) if depth < _DEPTH else []
        for preposition, noun in tails:
            if preposition == "of":
                longer = self.agents.longest([*lowered, "of", *lowered_words(doc, *self.core(noun))])
                bare = self.agents.longest([*lowered, "of", noun.lower_])
                agent = next((found for found in (longer, bare) if found and " of " in found.noun), agent)
        country, bodies = self.countries(section, start, end, city=agent is not None)
        below = [(p, self._tail(section, noun, depth)) for p, noun in tails if p in _BELONGS or p in _NEAR]
        if country is None and (agent is not None or depth):
            country = next((told.country for _, told in below if told.country), None)
        owner = self._possessor(section, head) if agent is not None else None
        if owner is not None:
            country, below = country or owner.country, [("of", owner), *below]
        belonging = [told for p, told in below if p in _BELONGS and (p != "in" or _is_force(told))]
        sectors, vague = self._sectors(lowered, agent, bodies, country, belonging, depth)
        if agent is not None:
            former = set(lowered) & grammar()["former"] or any(word.startswith("ex-") for word in lowered)
            if former and _OFFICIAL & {*agent.sectors, *sectors}:
                sectors, vague = ("ELI",), False
            sectors = _with_arms(head, agent, tails) or sectors
            country = country or _nowhere(lowered, sectors)
        return Profile(country, sectors, agent.noun if agent else None, agent, bodies[0] if bodies else None, vague)

    def flat(self, section: Section, start: int, end: int) -> Profile:
        """Read words by their order alone, the last ones being the noun: what the parser did not understand."""
        lowered = lowered_words(section.doc, start, end)
        agent = self.agents.longest(lowered)
        if agent is None:
            return Profile()
        country, bodies = self.countries(section, start, end, city=True)
        sectors, vague = self._sectors(lowered, agent, bodies, country, (), 0)
        if set(lowered) & grammar()["former"] and _OFFICIAL & {*agent.sectors, *sectors}:
            sectors, vague = ("ELI",), False
        return Profile(country, sectors, agent.noun, agent, bodies[0] if bodies else None, vague)

    def _possessor(self, section: Section, head: Token) -> Profile | None:
        # "The hospital had run out of serum, its director said": the last body spoken of is whose he is.
        pronoun = next((child for child in head.lefts if child.dep_ == "poss" and child.lower_ in _THEIRS), None)
        if pronoun is None:
            return None
        found: list[tuple[bool, int, Profile]] = []
        for noun in section.doc[max(0, pronoun.i - _REACH) : pronoun.i]:
            if noun.pos_ in ("NOUN", "PROPN") and noun.tag_ in ("NN", "NNP") and section.hit(noun.i) is None:
                told = self.nominal(section, noun, _DEPTH)
                if told.agent is not None and is_collective(told.agent.noun) and told.sectors:
                    found.append((noun.dep_ in ("nsubj", "nsubjpass"), noun.i, told))
        if not found:
            return None
        _, at, told = max(found, key=lambda one: one[:2])
        # A state spoken of since then may be meant as well.
        return None if any(at < hit.start < pronoun.i for hit in section.hits) else told

    def _tail(self, section: Section, noun: Token, depth: int) -> Profile:
        hit = section.hit(noun.i)
        if hit is not None:
            known = hit.known
            place = known.kind is ActorKind.STATE and known.sense in (Sense.NAME, Sense.CAPITAL)
            sectors = () if place else known.sectors
            state = owning_state(section, hit)
            if state is not None:
                return Profile(state, sectors or ("GOV",), body=replace(known, country=state))
            return Profile(known.country, sectors, body=known)
        if noun.lemma_.lower() in grammar()["occasions"]:
            return Profile()
        inner = self.nominal(section, noun, depth + 1)
        if inner.country is None and noun.pos_ == "PROPN":
            beside = (section.hit(child.i) for child in noun.rights if child.dep_ == "appos")  # "Marondera, Zimbabwe"
            state = next((one.known.country for one in beside if one and one.known.kind is ActorKind.STATE), None)
            return replace(inner, country=state or self.city(section, *self.core(noun)))
        return inner

    def _tails(self, head: Token) -> Iterator[tuple[str, Token]]:
        for child in head.rights:
            if child.dep_ == "prep":
                for noun in child.children:
                    if noun.dep_ == "pobj":
                        yield child.lower_, noun

    def countries(
        self, section: Section, start: int, end: int, *, city: bool = False
    ) -> tuple[str | None, tuple[Known, ...]]:
        """Give the country that words name, and the known bodies among them; with `city` a city's country, too."""
        known = [hit.known for hit in section.within(start, end) if hit.known.sense is not Sense.HIDDEN]
        if not known:
            return self.city(section, start, end - 1) if city else None, ()
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
            if spot is not None and spot.population >= CITY_OF:
                return spot.country
        return None

    def _sectors(  # noqa: PLR0913, PLR0917 - all that a phrase is made of
        self,
        lowered: Sequence[str],
        agent: Agent | None,
        bodies: Sequence[Known],
        country: str | None,
        below: Sequence[Profile],
        depth: int,
    ) -> tuple[tuple[str, ...], bool]:
        """Say the sectors, and whether they are only what the noun has when nothing is told."""
        if agent is None:
            return next((told.sectors for told in below if told.sectors), ()) if depth else (), False
        beside = self.beside(lowered, agent, bodies)
        after = next((told.sectors for told in below if told.sectors and (told.body or told.agent)), ())
        if agent.use == "rank":
            force = next((told for told in (beside, after) if _ARMED & {*told}), ())
            return tuple(dict.fromkeys(force or (*agent.sectors, *beside))), False
        heads_body = "GOV" in agent.sectors and any(
            told.body and told.body.kind is ActorKind.ORGANISATION for told in below
        )
        heads_body = heads_body or (agent.noun in grammar()["presiding"] and bool(after) and after != ("UNK",))
        if agent.relays or heads_body:
            default = agent.sectors if agent.use != "relay" or (country and not after and not beside) else ()
            return tuple(dict.fromkeys(beside or after or default)), not (beside or after)
        if any(body.kind is ActorKind.GROUP for body in bodies) and set(agent.sectors) & {"REB", "UAF", "MIL", "PRM"}:
            return tuple(dict.fromkeys(beside)), False
        if agent.sectors == _ANYBODY:
            first = (sector for sector in beside if sector in _TRADES)
            return tuple(dict.fromkeys((*first, *agent.sectors, *beside))), not beside
        return tuple(dict.fromkeys((*agent.sectors, *beside))), agent.sectors == ("UNK",)

    def beside(self, lowered: Sequence[str], agent: Agent, bodies: Sequence[Known]) -> tuple[str, ...]:
        """Give the sectors of the words and bodies that stand before an agent noun."""
        named = tuple(sector for body in bodies for sector in body.sectors)
        length = len(agent.noun.split(" of ")[0].split())
        return (*named, *self.agents.modifier(lowered[: len(lowered) - length]))

    def _by_ending(self, lowered: Sequence[str]) -> Agent | None:
        # "pro-Kurdish rebels", "ex-president": the part after the hyphen is the noun.
        last = lowered[-1] if lowered else ""
        return self.agents.longest([last.rsplit("-", 1)[1]]) if "-" in last else None

    def _before_name(self, doc: Doc, start: int, end: int) -> Agent | None:
        # "the Greek party Hearth", "power distributor Elektra": the noun before the name says what it is.
        last = end
        while last > start and doc[last - 1].pos_ == "PROPN" and doc[last - 1].text[0].isupper():
            last -= 1
        common = start < last < end and doc[last - 1].text.islower()
        return self.agents.longest(lowered_words(doc, start, last)) if common else None


def _is_force(told: Profile) -> bool:
    # "an officer in the intelligence service" belongs to it; "a man in the village" does not.
    return told.agent is not None and bool(told.sectors) and not told.vague


def _with_arms(head: Token, agent: Agent, tails: Sequence[tuple[str, Token]]) -> tuple[str, ...]:
    """Say what somebody is who is told by his arms, or by what he knows: "men with rifles", "people close to him"."""
    if agent.noun not in SOMEBODY:
        return ()
    having = {noun.lemma_.lower() for preposition, noun in tails if preposition == "with"}
    beside = {child.lower_ for child in head.rights}
    if grammar()["privy"] & (having | beside):
        return ("UNK",)
    return ("UAF",) if grammar()["weapons"] & having or _BEARING & beside else ()


def _nowhere(lowered: Sequence[str], sectors: Sequence[str]) -> str | None:
    """Give the code that stands in the country's place for who is of many: MNC, NGO."""
    if {"multinational", "transnational"} & {*lowered} and "BUS" in sectors:
        return "MNC"
    return "NGO" if "international" in lowered and tuple(sectors[:1]) == ("SOC",) else None
