"""The persons of a story, each under one name: full name, surname, title and apposition brought together.

Flows in: the parsed sections of an article. Flows out: `Somebody`, with every mention.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from schemas import ActorKind
from streams.coding.entities import Known, surname_of
from streams.coding.incumbents import Incumbents
from streams.coding.names import fold
from streams.coding.phrases import NameHit, Profile, Reader, Section

_MAX_WORDS = 6
_FULL = 3
_PARTICLES = frozenset(
    {"al", "bin", "ben", "von", "van", "de", "da", "del", "el", "abu", "ibn", "dos", "la", "le", "der"}
)


@dataclass(frozen=True)
class Mention:
    """Where a person is named: tokens `start` to `end` of a section; the title begins at `title`."""

    section: int
    start: int
    end: int
    title: int


@dataclass
class Somebody:
    """A person of the story while it is being read."""

    name: str
    known: Known | None = None
    country: str | None = None
    sectors: tuple[str, ...] = ()
    role: str | None = None
    resolution: str = "text"
    mentions: list[Mention] = field(default_factory=list)

    @property
    def parts(self) -> list[str]:
        """Give the words of the name, folded."""
        return fold(self.name).split()

    def goes_by(self, word: str) -> bool:
        """Whether a single word may mean this person."""
        country = self.country or (self.known.country if self.known else None)
        parts = self.parts
        return fold(word) in (surname_of(fold(self.name), country), parts[-1])

    def hear(self, profile: Profile, how: str) -> None:
        """Take in what the text says of the person; what was said first stays."""
        if profile.country and not self.country:
            self.country, self.resolution = profile.country, how
        if profile.sectors and not self.sectors:
            self.sectors, self.role, self.resolution = profile.sectors, profile.role, how

    def settle(self) -> Known | None:
        """Give what the tables know of the person, unless the text names another country."""
        if self.known and self.country and self.known.country and self.country != self.known.country:
            return None
        return self.known


class People:
    """All persons of a story."""

    def __init__(self, sections: Sequence[Section], reader: Reader, incumbents: Incumbents) -> None:
        self._sections, self._reader, self._incumbents = sections, reader, incumbents
        self.all: list[Somebody] = []
        self._at: dict[tuple[int, int], Somebody] = {}
        names = [(index, name) for index, section in enumerate(sections) for name in self._names(section)]
        # Full names first, wherever they stand: a headline may say "Kim" before the body says who he is.
        full = [len(sections[index].doc[hit[0] : hit[1]].text.split()) > 1 for index, hit in names]
        for (index, hit), is_full in zip(names, full, strict=True):
            if is_full:
                self._link(index, *hit)
        for (index, hit), is_full in zip(names, full, strict=True):
            if not is_full:
                self._link(index, *hit)
        for index, token in list(self._surnames()):
            self._link(index, token, token + 1, None)

    def at(self, section: int, token: int) -> Somebody | None:
        """Give the person whose name covers a token."""
        return self._at.get((section, token))

    def titled(self, section: int, token: int) -> Mention | None:
        """Give the mention whose title covers a token: the parser at times takes the title for the head."""
        mentions = (mention for person in self.all for mention in person.mentions if mention.section == section)
        return next((mention for mention in mentions if mention.title <= token < mention.start), None)

    def _names(self, section: Section) -> Iterator[tuple[int, int, Known | None]]:
        doc = section.doc
        spans: list[tuple[int, int, Known | None]] = [
            (hit.start, hit.end, hit.known) for hit in section.hits if hit.known.kind is ActorKind.PERSON
        ]
        others = [hit for hit in section.hits if hit.known.kind is not ActorKind.PERSON]
        for ent in doc.ents:
            if ent.label_ == "PERSON" and ent.end - ent.start <= _MAX_WORDS:
                cut = self._trim(section, ent.start, ent.end, others)
                if cut is not None and all(cut[1] <= s or cut[0] >= e for s, e, _ in spans):
                    spans.append((*cut, None))
        for start, end in (*self._after_titles(section), *self._described(section)):
            if all(end <= s or start >= e for s, e, _ in spans) and not any(
                hit.start < end and start < hit.end for hit in others
            ):
                spans.append((start, end, None))
        for start, end, known in sorted(spans, key=lambda span: span[0]):
            yield self._widen(section, start, end, known)

    def _widen(self, section: Section, start: int, end: int, known: Known | None) -> tuple[int, int, Known | None]:
        # A known surname inside a longer name ("Masha Putin") is the longer name, not the known person.
        if known is None or end - start > 1:
            return start, end, known
        ent = next((e for e in section.doc.ents if e.label_ == "PERSON" and e.start <= start and end <= e.end), None)
        if ent is None:
            return start, end, known
        cut = self._trim(section, ent.start, ent.end, [])
        if cut is None or cut[1] - cut[0] == 1:
            return start, end, known
        return (*cut, None)

    def _trim(self, section: Section, start: int, end: int, others: Sequence[NameHit]) -> tuple[int, int] | None:
        doc = section.doc
        for hit in others:
            if hit.start < end and start < hit.end:
                # A state or body inside the span: the recogniser took too much, only a title may stand before.
                if hit.start <= start and hit.end < end:
                    start = hit.end
                else:
                    return None
        while start < end and (doc[start].lower_ in self._reader.agents.titles or not doc[start].text[0].isalpha()):
            start += 1
        while end > start and (doc[end - 1].tag_ == "POS" or not doc[end - 1].text[0].isalpha()):
            end -= 1
        while _goes_on(section, end) and start < end:
            end += 1
        named = start < end and (doc[start].text[0].isupper() or doc[start].lower_ in _PARTICLES)
        if not named:
            return None
        if any(token.pos_ in ("VERB", "AUX") and token.text.islower() for token in doc[start:end]):
            return None
        return start, end

    def _after_titles(self, section: Section) -> Iterator[tuple[int, int]]:
        doc, agents = section.doc, self._reader.agents
        index = 0
        while index < len(doc) - 1:
            token = doc[index]
            if token.text[0].isupper() and token.lower_ in agents.titles and doc[index + 1].pos_ == "PROPN":
                start = index + 1
                while start < len(doc) and doc[start].lower_ in agents.titles:
                    start += 1
                end = start
                while end < len(doc) and (doc[end].pos_ == "PROPN" or doc[end].text == "-") and not section.hit(end):
                    end += 1
                while end > start and doc[end - 1].text == "-":
                    end -= 1
                if start < end <= start + 4 and self._reader.agents.longest([doc[end - 1].lower_]) is None:
                    yield start, end
                index = max(end, index + 1)
            else:
                index += 1

    def _surnames(self) -> Iterator[tuple[int, int]]:
        # "According to Marsh": without its title a surname may pass for a body or a place, but the story knows it.
        full = [person for person in self.all if len(person.parts) > 1]
        free = [
            (index, token)
            for index, section in enumerate(self._sections)
            for token in section.doc
            if token.pos_ == "PROPN" and token.text[0].isupper() and token.dep_ != "compound"
            if (index, token.i) not in self._at and section.hit(token.i) is None
        ]
        # "Ama Mensah", whom the recogniser did not see: another one of that name.
        others = {token.text for _, token in free if any(child.dep_ == "compound" for child in token.children)}
        for index, token in free:
            if token.text not in others and sum(person.goes_by(token.text) for person in full) == 1:
                yield index, token.i

    def _described(self, section: Section) -> Iterator[tuple[int, int]]:
        # "Masha Petrova, a lawyer": the recogniser may take her for a body, the apposition knows better.
        for ent in section.doc.ents:
            free = 1 < len(ent) <= _FULL and section.hit(ent.root.i) is None
            if free and ent.label_ in ("ORG", "GPE", "NORP", "FAC"):
                if not all(token.pos_ == "PROPN" and token.text.isalpha() for token in ent):
                    continue
                for child in ent.root.rights:
                    agent = self._reader.nominal(section, child).agent if child.dep_ == "appos" else None
                    if agent is not None and agent.use in ("agent", "office", "relay") and child.tag_ == "NN":
                        yield ent.start, ent.end

    def _link(self, index: int, start: int, end: int, known: Known | None) -> None:
        section = self._sections[index]
        text = section.doc[start:end].text
        title, profile = self._reader.title(section, start)
        how = "title"
        apposition = self._apposition(section, end - 1)
        person = self._find(text, known)
        if person is None:
            known = known or self._office_holder(section, start, end, title, profile)
            name = known.name if known else text
            person = Somebody(name, known)
            self.all.append(person)
        person.hear(profile, how)
        person.hear(apposition, "apposition")
        person.mentions.append(Mention(index, start, end, title))
        for token in range(start, end):
            self._at[index, token] = person

    def _find(self, text: str, known: Known | None) -> Somebody | None:
        parts = fold(text).split()
        for person in self.all:
            if known and person.known and person.known.entity_id == known.entity_id:
                return person
            if len(parts) > 1 and _same_name(parts, person.parts):
                return person
        if len(parts) == 1:
            fits = [person for person in self.all if len(person.parts) > 1 and person.goes_by(text)]
            return fits[0] if len(fits) == 1 else next((p for p in self.all if p.parts == parts), None)
        return None

    def _office_holder(self, section: Section, start: int, end: int, title: int, profile: Profile) -> Known | None:
        if end - start > 1 or section.hit(start) is not None:
            return None
        before = section.doc[title:start].text.lower() or section.doc[start - 1].lower_ if start else ""
        return self._incumbents.by_surname(section.doc[start].text, before, profile)

    def _apposition(self, section: Section, token: int) -> Profile:
        head = section.doc[token]
        while head.dep_ in ("compound", "flat", "nmod") and head.head.i > head.i and head.head.ent_type_ == "PERSON":
            head = head.head
        for child in head.rights:
            if child.dep_ == "appos":
                profile = self._reader.nominal(section, child)
                if profile.agent is not None:
                    return profile
            if child.lower_ == "of":  # "President X of Yemen"
                hits = [hit for noun in child.children if (hit := section.hit(noun.i)) is not None]
                if hits and hits[0].known.kind is ActorKind.STATE:
                    return Profile(hits[0].known.country)
        if head.dep_ == "appos" and head.head.i < head.i:
            profile = self._reader.nominal(section, head.head)
            if profile.agent is not None:
                return profile
        return Profile()


def _goes_on(section: Section, end: int) -> bool:
    # The recogniser stops after the second name, the parser knows that a third belongs to it.
    doc = section.doc
    if not 0 < end < len(doc) or doc[end].pos_ != "PROPN" or section.hit(end) is not None:
        return False
    return doc[end - 1].dep_ == "compound" and doc[end - 1].head.i >= end


def _same_name(one: Sequence[str], other: Sequence[str]) -> bool:
    if len(one) < 2 or len(other) < 2 or one[-1] != other[-1]:  # noqa: PLR2004 - a first name and a surname
        return list(one) == list(other)
    return one[0] == other[0] or one[0].rstrip(".") == other[0][0] or other[0].rstrip(".") == one[0][0]
