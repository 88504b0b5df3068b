"""The persons of a story, each under one name: full name, surname, title and apposition brought together.

Flows in: the parsed sections of an article. Flows out: `Somebody`, with every mention.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from schemas import ActorKind
from streams.coding.apposing import head_of, may_be_told
from streams.coding.descriptions import Descriptions
from streams.coding.entities import Known
from streams.coding.incumbents import Incumbents
from streams.coding.names import fold
from streams.coding.nominals import Reader
from streams.coding.phrases import NameHit, Profile, Section, grammar, is_collective
from streams.coding.somebody import PARTICLES, Mention, Somebody
from streams.coding.successions import Successions
from streams.coding.titles import Titles

_MAX_WORDS = 6
_OFFICIAL = frozenset({"GOV", "LEG"})
_NAMING = frozenset({"of", "de", "du", "del", "da", "di"})
_PERSONS = frozenset({"agent", "office", "relay", "rank"})
_FULL = 4
_TWO = 2


class People:
    """All persons of a story."""

    def __init__(self, sections: Sequence[Section], reader: Reader, incumbents: Incumbents) -> None:
        self._sections, self._reader, self._incumbents = sections, reader, incumbents
        self._titles, self._descriptions = Titles(reader), Descriptions(reader)
        self._successions = Successions(reader, incumbents.on.year)
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
                if (
                    cut is not None
                    and not self._in_name_of_body(section, cut[0])
                    and all(cut[1] <= s or cut[0] >= e for s, e, _ in spans)
                ):
                    spans.append((*cut, None))
        for start, end in (*self._after_titles(section), *self._described(section)):
            if all(end <= s or start >= e for s, e, _ in spans) and not any(
                hit.start < end and start < hit.end for hit in others
            ):
                spans.append((start, end, None))
        for start, end, known in sorted(spans, key=lambda span: span[0]):
            yield self._widen(section, start, end, known)

    def _in_name_of_body(self, section: Section, start: int) -> bool:
        # "the Diocese of Kolongo": a place or a patron, of whom the body is called.
        doc = section.doc
        if start <= 1 or doc[start - 1].lower_ not in _NAMING or not doc[start - 2].text[0].isupper():
            return False
        agent = self._reader.agents.longest([doc[start - 2].lower_])
        return agent is not None and is_collective(agent.noun)

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
        named = start < end and (doc[start].text[0].isupper() or doc[start].lower_ in PARTICLES)
        if not named:
            return None
        if any(token.pos_ in ("VERB", "AUX") and token.text.islower() for token in doc[start:end]):
            return None
        return start, end

    def _after_titles(self, section: Section) -> Iterator[tuple[int, int]]:
        doc = list(section.doc)
        index = 0
        while index < len(doc) - 1:
            token = doc[index]
            if token.text[0].isupper() and self._is_title(token) and doc[index + 1].pos_ == "PROPN":
                start = index + 1
                while start < len(doc) and self._is_title(doc[start]):
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

    def _is_title(self, token: Token) -> bool:
        # Where nothing is parsed there is no recogniser: "Chief Executive Pieter Roodt".
        agents = self._reader.agents
        unparsed = not token.sent[-1].tag_
        return token.lower_ in agents.titles or (unparsed and agents.longest([token.lower_]) is not None)

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
        others = {
            token.text
            for _, token in free
            if any(c.dep_ == "compound" and c.lower_ not in self._reader.agents.titles for c in token.children)
        }
        for index, token in free:
            if token.text in others:
                continue
            fits = sum(person.goes_by(token.text) for person in full)
            if fits == 1 or (not fits and sum(person.may_go_by([fold(token.text)]) for person in full) == 1):
                yield index, token.i

    def _described(self, section: Section) -> Iterator[tuple[int, int]]:
        # "Masha Petrova, a lawyer": the recogniser may take her for a body or not see her, the apposition knows better.
        for token in section.doc:
            if token.pos_ != "PROPN" or token.dep_ == "compound" or section.hit(token.i) is not None:
                continue
            if not token.rights and not may_be_told(token):
                continue
            start = token.i
            while start > token.sent.start and section.doc[start - 1].pos_ == "PROPN":
                start -= 1
            words = section.doc[start : token.i + 1]
            named = all(word.text[0].isupper() and word.text.replace("-", "").isalpha() for word in words)
            if not (named and len(words) <= _FULL) or section.doc[start].lower_ in self._reader.agents.titles:
                continue
            if len(words) > 1 and self._descriptions.is_somebody(token):
                yield start, token.i + 1
                continue
            agent = self._descriptions.apposition(section, token).agent
            if agent is not None and agent.use in _PERSONS and not is_collective(agent.noun):
                yield start, token.i + 1

    def _link(self, index: int, start: int, end: int, known: Known | None) -> None:
        section = self._sections[index]
        text = section.doc[start:end].text
        title, profile = self._titles.before(section, start)
        head = head_of(section.doc[start:end])
        apposition = self._descriptions.apposition(section, head)
        person = self._find(text, known)
        if person is None:
            known = known or self._office_holder(section, start, end, title, profile)
            name = known.name if known else text
            person = Somebody(name, known, text)
            self.all.append(person)
        for said, how in ((profile, "title"), (apposition, "apposition")):
            person.hear(self.like_whom(index, start, said), how)
        person.hear(self._descriptions.clause(section, head), "clause")
        left, taken = self._successions.left(section, head), self._successions.taken(section, head)
        if left.vague and not person.vague:
            person.hear(left, "clause")
        elif left.sectors and taken.empty and (left.role or _OFFICIAL & {*person.sectors}):
            person.take(left)
        person.take(taken)
        person.is_namesake = person.is_namesake or _is_namesake(head)
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
        full = [person for person in self.all if len(person.parts) > 1]
        fits = [person for person in full if len(parts) == 1 and person.goes_by(text)]
        if not fits and known is None:
            fits = [person for person in full if person.may_go_by(parts)]
        if len(parts) > 1:
            return fits[0] if len(fits) == 1 and len(fits[0].parts) > _TWO else None
        return fits[0] if len(fits) == 1 else next((p for p in self.all if p.parts == parts), None)

    def _office_holder(self, section: Section, start: int, end: int, title: int, profile: Profile) -> Known | None:
        if end - start > 1 or section.hit(start) is not None:
            return None
        before = section.doc[title:start].text.lower() or section.doc[start - 1].lower_ if start else ""
        return self._incumbents.by_surname(section.doc[start].text, before, profile)

    def like_whom(self, index: int, before: int, said: Profile) -> Profile:
        """Read "his Ugandan counterpart": what the one is who was named before him."""
        # "his Swedish counterpart, Carl Bildt": what the one before him is, he is there.
        if said.agent is None or said.agent.noun != "counterpart":
            return said
        others = [
            (mention.start, person)
            for person in self.all
            for mention in person.mentions
            if mention.section == index and mention.start < before
        ]
        if not others:
            return said
        like = max(others, key=lambda other: other[0])[1]
        known = like.settle()
        sectors, role = like.sectors or (known.sectors if known else ()), like.role or (known.role if known else None)
        # "Kenyan Foreign Minister": the office without its country.
        office = self._reader.agents.longest(role.lower().split()) if role else None
        return replace(said, sectors=sectors or said.sectors, role=office.noun if office else role, vague=False)


def _is_namesake(head: Token) -> bool:
    words = head.sent.text.lower()
    return any(cue in words for cue in grammar()["namesakes"])


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
