"""Pronouns that safely stand for a person of the story: "he said" after a quote, "we" inside one.

Flows in: the sections of a story and its people. Flows out: the person a pronoun means, or nobody.
"""

from collections.abc import Iterator, Sequence

from streams.coding.people import People
from streams.coding.phrases import Section, grammar
from streams.coding.quoting import is_parsed, is_report, quoted, speaker
from streams.coding.somebody import Somebody
from streams.coding.tree import Span, Token

_BODILY = frozenset({"we", "us", "our", "ourselves"})
"""How a body speaks of itself."""
_OWN = frozenset({"his", "her"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


class Pronouns:
    """Every resolvable pronoun of a story, found in one pass from its beginning."""

    def __init__(self, sections: Sequence[Section], people: People) -> None:
        self._sections, self._people = sections, people
        self._found: dict[tuple[int, int], Somebody] = {}
        self._spoken: list[tuple[int, Token]] = []
        self._named = _named(people)
        before: tuple[Somebody, ...] = ()
        subject: Somebody | None = None
        speaker: Somebody | None = None
        for index, section in enumerate(sections):
            inside = quoted(section.doc)
            for sent in section.doc.sents:
                for token in sent:
                    if not _is_third(token) or inside[token.i]:
                        continue
                    found = self._third(index, sent, token, before, subject, speaker)
                    if found is not None:
                        self._found[index, token.i] = found
                here = self._persons(index, sent)
                said = self._speaker(index, sent)
                for token in sent:
                    if _is_first(token) and inside[token.i]:
                        who = said or self._said_next(index, section, sent)
                        if who is not None:
                            self._found[index, token.i] = who
                        elif token.lower_ in _BODILY:
                            self._spoken.append((index, token))
                speaker = said or (speaker if not here else None)
                subject = self._subject(index, sent) or (None if here or _other_subject(sent) else subject)
                before = here or before

    def person(self, section: int, token: Token) -> Somebody | None:
        """Give the person a pronoun stands for; None where that is not safe."""
        return self._found.get((section, token.i))

    def stands(self, section: int, token: Token) -> bool:
        """Whether a word is a pronoun that stands for somebody, also where nothing is parsed."""
        return (section, token.i) in self._found or (section, token) in self._spoken

    def all(self) -> Iterator[tuple[int, Token]]:
        """Give every pronoun that stands for a person or may stand for a body, with its section, in order.

        "his" and "her" are left out: they belong to the phrase that they begin.
        """
        found = [(index, self._sections[index].doc[token]) for index, token in self._found]
        free = [(index, token) for index, token in found if token.dep_ != "poss" or token.lower_ not in _OWN]
        yield from sorted((*free, *self._spoken), key=lambda one: (one[0], one[1].i))

    def speaker(self, index: int, token: Token) -> Token | None:
        """Give the head of the phrase of whom a quoted "we" is said: in its sentence, or in the one after the quote.

        Where "it said", that is the subject of the sentence before the quote.
        """
        sents = list(self._sections[index].doc.sents)
        at = next(number for number, sent in enumerate(sents) if sent.start <= token.i < sent.end)
        said = next((head for sent in sents[at : at + 2] if (head := speaker(sent)) is not None), None)
        if said is None or said.lower_ != "it":
            return said
        before = sents[at - 1] if at else None
        if before is None:
            return None
        subjects = (child for child in before.root.children if child.dep_ in _SUBJECTS)
        return next(subjects, before[0] if before[0].pos_ == "PROPN" else None)

    def _at(self, index: int, token: Token) -> Somebody | None:
        return self._people.at(index, token.i) or self._found.get((index, token.i))

    def _persons(self, index: int, tokens: Sequence[Token] | Span) -> tuple[Somebody, ...]:
        named = self._named.get(index, set())
        found = (self._at(index, token) for token in tokens if token.i in named or (index, token.i) in self._found)
        return tuple({id(person): person for person in found if person is not None}.values())

    def _subject(self, index: int, sent: Span) -> Somebody | None:
        if not is_parsed(sent[0]):
            return self._at(index, sent[0])
        subjects = [t for t in sent.root.children if t.dep_ in _SUBJECTS]
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
        # "Asante offered her a port": whom somebody does something to is not himself.
        other = token.head if token.dep_ in ("dobj", "dative") and not token.lower_.endswith("self") else None
        own = [self._at(index, child) for child in other.children if child.dep_ in _SUBJECTS] if other else []
        for above in token.ancestors:
            for child in above.children:
                before_it = child.dep_ in _SUBJECTS and child.i < token.i and not _joined(child)
                if before_it and (who := self._at(index, child)) and who not in own and _may_be(who, token):
                    return who
        named = self._persons(index, [t for t in sent if t.i < token.i])
        earlier = [who for who in named if _may_be(who, token) and who not in own]
        if len(earlier) == 1:
            return earlier[0]
        if earlier:
            return None
        acts = token.dep_ in _SUBJECTS or not is_parsed(token)
        verb = token.head if is_parsed(token) else token.doc[min(token.i + 1, len(token.doc) - 1)]
        if acts and is_report(verb) and speaker is not None and _may_be(speaker, token):
            return speaker
        last = [who for who in before if _may_be(who, token) and who not in own]
        if len(last) == 1:
            return last[0]
        return subject if acts and subject is not None and _may_be(subject, token) else None

    def _speaker(self, index: int, sent: Span) -> Somebody | None:
        head = speaker(sent)
        if head is not None and (who := self._at(index, head)):
            return who
        for token in sent:
            if token.lower_ == "according" and token.i + 2 < len(token.doc):  # "according to X"
                for inner in token.subtree:
                    if who := self._at(index, inner):
                        return who
        return None

    def _said_next(self, index: int, section: Section, sent: Span) -> Somebody | None:
        # A quote of several sentences has its "he said" at the end of one of them.
        following = [s for s in section.doc.sents if s.start >= sent.end][:1]
        return self._speaker(index, following[0]) if following else None


def _named(people: People) -> dict[int, set[int]]:
    """Give the words that name persons, by section."""
    named: dict[int, set[int]] = {}
    for person in people.all:
        for mention in person.mentions:
            named.setdefault(mention.section, set()).update(range(mention.start, mention.end))
    return named


def _joined(token: Token) -> bool:
    # "Petrov and Orlov" are they, not he.
    return any(child.dep_ == "conj" for child in token.children)


def _other_subject(sent: Span) -> bool:
    return any(t.dep_ in _SUBJECTS and t.pos_ != "PRON" for t in sent.root.children)


def _is_third(token: Token) -> bool:
    # Where nothing is parsed only what begins a sentence is surely its subject.
    if token.lower_ not in grammar()["persons"]:
        return False
    return token.pos_ == "PRON" if is_parsed(token) else token.is_sent_start and token.lower_ in ("he", "she")


def _is_first(token: Token) -> bool:
    told = token.lower_ in grammar()["speakers"] and not (token.text.isupper() and len(token) > 1)
    return told and (token.pos_ == "PRON" or not is_parsed(token))


def _may_be(who: Somebody, pronoun: Token) -> bool:
    told = "f" if pronoun.lower_ in ("she", "her", "hers", "herself") else "m"
    return who.sex in (None, told)
