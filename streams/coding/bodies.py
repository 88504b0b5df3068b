"""Bodies that no table knows, found by the words of their names or by what stands beside them.

Flows in: the sections of a story and its people. Flows out: `Body` for a word within a name: "Diocese of Kolongo",
"Watch on the Rivers, an international NGO".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from schemas import ActorKind
from streams.coding.apposing import appositions, asides, may_be_told
from streams.coding.descriptions import Descriptions
from streams.coding.entities import Sense
from streams.coding.namewords import body_nouns, name_of, sectors_of
from streams.coding.nominals import Reader
from streams.coding.people import People
from streams.coding.phrases import Profile, Section, is_collective
from streams.coding.tree import Token

_UNKNOWN = ("UNK",)
_FIRM = frozenset({"BUS"})


@dataclass(frozen=True)
class Body:
    """A body by name: tokens `start` to `end`, the word the sentence hangs on, and what is said of it."""

    start: int
    end: int
    head: Token
    profile: Profile


class Bodies:
    """All unknown bodies of a story, by any word of their names."""

    def __init__(self, sections: Sequence[Section], reader: Reader, people: People) -> None:
        self._reader, self._people = reader, people
        self._descriptions = Descriptions(reader)
        self._found: dict[tuple[int, int], Body] = {}
        for index, section in enumerate(sections):
            for body in self._of(index, section):
                self._found.update({(index, token): body for token in range(body.start, body.end)})

    def at(self, section: int, token: int) -> Body | None:
        """Give the body whose name covers a token."""
        return self._found.get((section, token))

    def within(self, section: int) -> list[Body]:
        """Give the bodies of a section, in order."""
        return list(dict.fromkeys(body for (index, _), body in self._found.items() if index == section))

    def _of(self, index: int, section: Section) -> Iterator[Body]:
        doc, last = section.doc, 0
        for token in doc:
            at = token.i
            if at < last or token.pos_ != "PROPN" or not token.text[0].isupper():
                continue
            hit = section.hit(at)
            if hit is not None and hit.end < len(doc) and doc[hit.end].tag_ == "POS":
                last = hit.end + 1  # "Georgia's Synod": the Synod is the name
                continue
            start, end = name_of(token)
            last = max(end, at + 1)
            if end - start == 1 and not may_be_told(token):
                continue
            if start <= at < end and not self._is_taken(index, section, start, end):
                profile = self._told(section, start, end)
                if profile is not None:
                    yield Body(start, end, doc[start:end].root, profile)

    def _is_taken(self, index: int, section: Section, start: int, end: int) -> bool:
        if any(self._people.at(index, token) is not None for token in range(start, end)):
            return True
        hits = {hit for token in range(start, end) if (hit := section.hit(token)) is not None}
        sorts = (ActorKind.ORGANISATION, ActorKind.GROUP, ActorKind.PERSON)
        named = any(hit.known.kind in sorts and hit.known.sense is Sense.NAME for hit in hits)
        return named or any(hit.end >= end and hit.start <= start for hit in hits)

    def _told(self, section: Section, start: int, end: int) -> Profile | None:
        words = sectors_of(section.doc[start:end].text) if end - start > 1 else ()
        head = section.doc[start:end].root
        if not words and not may_be_told(head):
            return None
        said = self._descriptions.apposition(section, head)
        firm = self._firm(section, head)
        if firm is not None:
            return firm
        is_body = said.agent is not None and is_collective(said.agent.noun)
        if not words and not is_body:
            return None
        own = self._reader.nominal(section, head)
        sure = said.sectors if is_body and not said.vague else ()
        plain = own.sectors if own.agent is not None and not own.agent.relays and not own.vague else ()
        sectors = sure or plain or words or said.sectors or (_UNKNOWN if is_body else ())
        return replace(own, country=own.country or said.country, sectors=sectors)

    def _firm(self, section: Section, head: Token) -> Profile | None:
        """Read "Halliburton, the American oil services company": a noun that has no sector of its own."""
        beside = [self._reader.core(noun, section) for noun in appositions(head)]
        for start, end in (*beside, *asides(section.doc, head)):
            sectors = body_nouns().get(section.doc[end - 1].lower_, frozenset())
            if sectors == _FIRM:
                country, _ = self._reader.countries(section, start, end, city=True)
                return Profile(country, ("BUS",))
        return None
