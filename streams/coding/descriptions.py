"""What a sentence says of somebody beside the name: appositions and relative clauses.

Flows in: the head of a name or noun phrase. Flows out: `Profile`, empty where nothing is said.
"""

from dataclasses import replace

from schemas import ActorKind
from streams.coding.apposing import appositions, asides
from streams.coding.callings import callings, objects
from streams.coding.nominals import Reader
from streams.coding.phrases import Profile, Section
from streams.coding.positions import stays
from streams.coding.successions import DONE
from streams.coding.tree import Token

_OFFICIAL = frozenset({"GOV", "LEG"})


class Descriptions:
    """Reads what stands around names, with the tables at hand."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def apposition(self, section: Section, head: Token) -> Profile:
        """Read "X, a rock driller and strike leader" and "its director, X": the surest of what is said."""
        shared = self._shared(section, head)
        if shared is not None:
            return shared
        found = [self._noun(section, noun) for noun in appositions(head)]
        told = [profile for profile in found if profile.agent is not None]
        for child in head.rights:
            if child.lower_ == "of":  # "President X of Yemen"
                hits = [hit for noun in child.children if (hit := section.hit(noun.i)) is not None]
                if hits and hits[0].known.kind is ActorKind.STATE:
                    return Profile(hits[0].known.country)
        if not told:
            spans = () if stays(head) else asides(section.doc, head)
            flat = next((one for span in spans if (one := self._reader.flat(section, *span)).agent is not None), None)
            if flat is not None:
                return flat
            return next((profile for profile in found if profile.country), Profile())
        best = next((profile for profile in told if profile.sectors and not profile.vague), told[0])
        country = best.country or next((profile.country for profile in told if profile.country), None)
        return replace(best, country=country)

    def _shared(self, section: Section, head: Token) -> Profile | None:
        """Read "X and Y, the prime ministers of Serbia and Kosovo": each of them is of one."""
        group = sorted((head, *head.conjuncts), key=lambda word: word.i)
        nouns = [noun for noun in group[-1].rights if noun.dep_ == "appos" and noun.tag_ == "NNS"]
        for noun in nouns if len(group) > 1 else ():
            tails = [
                tail for prep in noun.rights if prep.lower_ == "of" for tail in prep.children if tail.dep_ == "pobj"
            ]
            states = [section.hit(tail.i) for first in tails for tail in (first, *first.conjuncts)]
            owners = [hit.known.country for hit in states if hit is not None and hit.known.kind is ActorKind.STATE]
            if len(owners) == len(group):
                return replace(self._noun(section, noun), country=owners[group.index(head)])
        return None

    @staticmethod
    def is_somebody(head: Token) -> bool:
        """Whether a clause says that a name is a person's: "who resigned in January"."""
        return any(word.dep_ == "relcl" and any(one.lower_ == "who" for one in word.lefts) for word in head.rights)

    def clause(self, section: Section, head: Token) -> Profile:
        """Read "who commands the Malian garrison", "who teaches law in Ankara", "whose unit …"."""
        for child in head.rights:
            if child.dep_ in ("relcl", "acl"):
                for verb in (child, *(word for word in child.rights if word.dep_ == "conj")):
                    profile = self._called(section, verb)
                    if not profile.empty:
                        return profile
        return Profile()

    def _noun(self, section: Section, noun: Token) -> Profile:
        profile = self._reader.nominal(section, noun)
        if any(child.lower_ in DONE for child in noun.children) and _OFFICIAL & {*profile.sectors}:
            return replace(profile, sectors=("ELI",), vague=True)
        if profile.agent is None or (profile.country and profile.sectors and not profile.vague):
            return profile
        said = self.clause(section, noun)
        sectors = said.sectors if said.sectors and (profile.vague or not profile.sectors) else profile.sectors
        return replace(profile, country=profile.country or said.country, sectors=sectors)

    def _called(self, section: Section, verb: Token) -> Profile:
        table, lemma = callings(), verb.lemma_.lower()
        owner = next((word for word in verb.lefts if any(child.tag_ == "WP$" for child in word.children)), None)
        if owner is not None:
            return self._reader.nominal(section, owner)
        calling = table["calling"].get(lemma)
        if calling is None and lemma not in table["heads"]:
            return Profile()
        known: list[Profile] = []
        for noun in objects(verb):
            hit = section.hit(noun.i)
            if hit is not None:
                state = hit.known.kind is ActorKind.STATE
                known.append(Profile(hit.known.country, () if state else hit.known.sectors))
            else:
                known.append(self._reader.nominal(section, noun, 1))
        country = next((profile.country for profile in known if profile.country), None)
        below = next((profile for profile in known if profile.sectors and profile.sectors != ("CVL",)), Profile())
        return Profile(country, calling or below.sectors or table["heads"].get(lemma, ()), below.role)
