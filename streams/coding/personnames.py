"""Names of persons as they stand: where the recogniser, the tables, a title or an apposition says that one is.

Flows in: a section. Flows out: first token, the one after the last, and who that is where the tables know it.
"""

import re
from collections.abc import Iterator, Sequence

from schemas import ActorKind
from streams.coding.apposing import may_be_told
from streams.coding.descriptions import Descriptions
from streams.coding.entities import Known
from streams.coding.incumbents import MISTER, Incumbents
from streams.coding.nominals import Reader
from streams.coding.phrases import NameHit, Section, grammar, is_collective
from streams.coding.positions import stays
from streams.coding.quoting import is_parsed
from streams.coding.shortnames import DAYS
from streams.coding.somebody import PARTICLES
from streams.coding.tree import Token

_MAX_WORDS = 6
_NAMING = frozenset({"of", "de", "du", "del", "da", "di"})
_PERSONS = frozenset({"agent", "office", "relay", "rank"})
_FULL = 4


class PersonNames:
    """Finds names of persons with the tables at hand."""

    def __init__(self, reader: Reader, descriptions: Descriptions, incumbents: Incumbents) -> None:
        self._reader, self._descriptions, self._incumbents = reader, descriptions, incumbents

    def of(self, section: Section) -> Iterator[tuple[int, int, Known | None]]:
        """Give the names of persons in a section, in order."""
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
                    and not (
                        cut[1] - cut[0] == 1 and stays(doc[cut[0]]) and self._reader.gazetteer.find(doc[cut[0]].text)
                    )
                    and not self._in_name_of_body(section, cut[0])
                    and all(cut[1] <= s or cut[0] >= e for s, e, _ in spans)
                ):
                    spans.append((*cut, None))
        for start, end in (*self._after_titles(section), *self._described(section), *self._after_nouns(section)):
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
            first = start - 1
            return (first, end, None) if first >= 0 and self._is_first_name(section, first) else (start, end, known)
        cut = self._trim(section, ent.start, ent.end, [])
        if cut is None or cut[1] - cut[0] == 1:
            return start, end, known
        return (*cut, None)

    def _is_first_name(self, section: Section, at: int) -> bool:
        # Where nothing is parsed there is no recogniser: "Maxim Bakiyev" is not the known Bakiyev.
        word = section.doc[at]
        before = section.doc[at - 1].lower_ if at and not word.is_sent_start else ""
        unparsed = not word.sent[-1].tag_ and word.pos_ == "PROPN" and word.text.isalpha() and len(word) > 1
        free = section.hit(at) is None and word.text not in DAYS and before not in grammar()["where"]
        return unparsed and free and not self._is_title(word) and not section.doc[at + 1].is_sent_start

    def _trim(self, section: Section, start: int, end: int, others: Sequence[NameHit]) -> tuple[int, int] | None:
        doc = section.doc
        for hit in others:
            if hit.start < end and start < hit.end:
                # A state or body inside the span: the recogniser took too much, only a title may stand before.
                if hit.start <= start and hit.end < end:
                    start = hit.end
                else:
                    return None
        titles = self._reader.agents.titles
        while start < end and (
            doc[start].lower_ in titles or doc[start].text in DAYS or not doc[start].text[0].isalpha()
        ):
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
                while start < len(doc) and self._is_title(doc[start]) and not self._is_surname(doc, start):
                    start += 1
                end = start
                while end < len(doc) and (doc[end].pos_ == "PROPN" or doc[end].text == "-") and not section.hit(end):
                    end += 1
                while end > start and doc[end - 1].text == "-":
                    end -= 1
                named = self._reader.agents.longest([doc[end - 1].lower_]) is None or self._is_surname(doc, end - 1)
                if start < end <= start + 4 and named:
                    yield start, end
                index = max(end, index + 1)
            else:
                index += 1

    def _is_surname(self, doc: Sequence[Token], at: int) -> bool:
        # "Mr Major", and not "Mr Justice Holroyd".
        after = doc[at + 1] if at + 1 < len(doc) else None
        named = doc[at - 1].lower_ in MISTER and (after is None or after.pos_ != "PROPN")
        return named and self._incumbents.is_surname(doc[at].text)

    def _is_title(self, token: Token) -> bool:
        # Where nothing is parsed there is no recogniser: "Chief Executive Pieter Roodt".
        agents = self._reader.agents
        unparsed = not token.sent[-1].tag_
        return token.lower_ in agents.titles or (unparsed and agents.longest([token.lower_]) is not None)

    def _after_nouns(self, section: Section) -> Iterator[tuple[int, int]]:
        # Where nothing is parsed: "A spokesman, Yaw Mensah, said", "his companion and deputy, Elena Ruiz."
        doc = list(section.doc)
        for comma in [token.i for token in doc if token.text == "," and token.i and not is_parsed(token)]:
            start = comma + 1
            if start >= len(doc) or doc[start].pos_ != "PROPN" or doc[start].is_sent_start:
                continue
            end = start
            while end < len(doc) and doc[end].pos_ == "PROPN" and section.hit(end) is None:
                end += 1
            agent = self._reader.agents.longest([token.lower_ for token in doc[max(0, comma - _FULL) : comma]])
            closed = end < len(doc) and doc[end].text in (",", ".")
            person = agent is not None and agent.use in _PERSONS and not is_collective(agent.noun)
            if person and closed and 1 < end - start <= _FULL and not self._is_title(doc[start]):
                yield start, end

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
            named = all(word.text[0].isupper() and re.sub("[-.]", "", word.text).isalpha() for word in words)
            if not (named and len(words) <= _FULL) or section.doc[start].lower_ in self._reader.agents.titles:
                continue
            if len(words) > 1 and self._descriptions.is_somebody(token):
                yield start, token.i + 1
                continue
            agent = self._descriptions.apposition(section, token).agent
            if agent is not None and agent.use in _PERSONS and not is_collective(agent.noun):
                yield start, token.i + 1


def _goes_on(section: Section, end: int) -> bool:
    # The recogniser stops after the second name, the parser knows that a third belongs to it.
    doc = section.doc
    if not 0 < end < len(doc) or doc[end].pos_ != "PROPN" or section.hit(end) is not None:
        return False
    return doc[end - 1].dep_ == "compound" and doc[end - 1].head.i >= end
