"""Pronouns that safely stand for a person of the story: "he said" after a quote, "we" inside one.

Flows in: the sections of a story and its people. Flows out: the person a pronoun means, or nobody.
"""

from collections.abc import Sequence

from spacy.tokens import Span, Token

from streams.coding.people import People
from streams.coding.phrases import Section, grammar
from streams.coding.somebody import Somebody

_QUOTES = frozenset('"“”«»„')


class Pronouns:
    """Every resolvable pronoun of a story, found in one pass from its beginning."""

    def __init__(self, sections: Sequence[Section], people: People) -> None:
        self._people = people
        self._found: dict[tuple[int, int], Somebody] = {}
        before: tuple[Somebody, ...] = ()
        subject: Somebody | None = None
        speaker: Somebody | None = None
        for index, section in enumerate(sections):
            quoted = _quoted(section)
            for sent in section.doc.sents:
                for token in sent:
                    if token.pos_ != "PRON" or token.lower_ not in grammar()["persons"] or quoted[token.i]:
                        continue
                    found = self._third(index, sent, token, before, subject, speaker)
                    if found is not None:
                        self._found[index, token.i] = found
                here = self._persons(index, sent)
                said = self._speaker(index, sent)
                for token in sent:
                    if token.pos_ == "PRON" and token.lower_ in grammar()["speakers"] and quoted[token.i]:
                        who = said or self._said_next(index, section, sent)
                        if who is not None:
                            self._found[index, token.i] = who
                speaker = said or (speaker if not here else None)
                subject = self._subject(index, sent) or (None if here or _other_subject(sent) else subject)
                before = here or before

    def person(self, section: int, token: Token) -> Somebody | None:
        """Give the person a pronoun stands for; None where that is not safe."""
        return self._found.get((section, token.i))

    def _at(self, index: int, token: Token) -> Somebody | None:
        return self._people.at(index, token.i) or self._found.get((index, token.i))

    def _persons(self, index: int, tokens: Sequence[Token] | Span) -> tuple[Somebody, ...]:
        found = (self._at(index, token) for token in tokens)
        return tuple({id(person): person for person in found if person is not None}.values())

    def _subject(self, index: int, sent: Span) -> Somebody | None:
        subjects = [t for t in sent.root.children if t.dep_ in ("nsubj", "nsubjpass")]
        return next((person for t in subjects if (person := self._at(index, t)) and not _joined(t)), None)

    def _third(  # noqa: PLR0913, PLR0917 - what went before is four things
        self,
        index: int,
        sent: Span,
        token: Token,
        before: tuple[Somebody, ...],
        subject: Somebody | None,
        speaker: Somebody | None,
    ) -> Somebody | None:
        for above in token.ancestors:
            for child in above.children:
                before_it = child.dep_ in ("nsubj", "nsubjpass") and child.i < token.i and not _joined(child)
                if before_it and (who := self._at(index, child)):
                    return who
        earlier = self._persons(index, [t for t in sent if t.i < token.i])
        if len(earlier) == 1:
            return earlier[0]
        if earlier:
            return None
        verb = token.head
        if token.dep_ == "nsubj" and verb.lemma_ in grammar()["reports"] and speaker is not None:
            return speaker
        if len(before) == 1:
            return before[0]
        return subject if token.dep_ in ("nsubj", "nsubjpass") else None

    def _speaker(self, index: int, sent: Span) -> Somebody | None:
        for token in sent:
            if token.lemma_ in grammar()["reports"] and token.pos_ == "VERB":
                for child in token.children:
                    if child.dep_ == "nsubj" and (who := self._at(index, child)):
                        return who
            if token.lower_ == "according" and token.i + 2 < len(token.doc):  # "according to X"
                for inner in token.subtree:
                    if who := self._at(index, inner):
                        return who
        return None

    def _said_next(self, index: int, section: Section, sent: Span) -> Somebody | None:
        # A quote of several sentences has its "he said" at the end of one of them.
        following = [s for s in section.doc.sents if s.start >= sent.end][:1]
        return self._speaker(index, following[0]) if following else None


def _joined(token: Token) -> bool:
    # "Petrov and Orlov" are they, not he.
    return any(child.dep_ == "conj" for child in token.children)


def _other_subject(sent: Span) -> bool:
    return any(t.dep_ in ("nsubj", "nsubjpass") and t.pos_ != "PRON" for t in sent.root.children)


def _quoted(section: Section) -> list[bool]:
    inside, flags = False, []
    for token in section.doc:
        if token.text in _QUOTES or token.text in ("``", "''"):
            inside = token.text in "“«„``" or (token.text == '"' and not inside)
        flags.append(inside)
    return flags
