"""The words of a sentence that may carry an event, and what can be seen of each.

Flows in: a parsed sentence. Flows out: candidate predicates (verbs, adjectives with a verb below them, event
nouns) and the features that the type model reads.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from streams.coding.lexicon import Entry, Lexicon
from streams.coding.natures import sort, within
from streams.coding.syntax import OBJECTS, SUBJECTS, children, is_passive, near_stems, subject, through_prepositions

_TIMES = frozenset({"DATE", "TIME"})
_NOUNS = frozenset({"NOUN", "PROPN", "PRON", "ADJ"})
_PARTS = SUBJECTS | OBJECTS | {"conj", "xcomp", "ccomp", "agent"}
_REACH = 4
_NEAREST = 3
_ASPECTS = frozenset({"continue", "keep", "begin", "start", "resume", "have"})
"""Verbs that only say that the one below them goes on: "continues to urge" is urging."""


def form(token: Token) -> str:
    """Give a word's lemma; words for times are all one, or weekdays would tell leads from statements."""
    return "#time" if token.ent_type_ in _TIMES else token.lemma_.lower()


@dataclass(slots=True)
class Scene:
    """One sentence under reading: its words, and the lexicon's matches at each, found once."""

    span: Span
    lexicon: Lexicon
    matched: dict[int, tuple[Entry, ...]]

    @classmethod
    def of(cls, span: Span, lexicon: Lexicon) -> "Scene":
        """Look up every content word of a sentence."""
        content = (token for token in span if token.pos_ in {"VERB", "NOUN", "PROPN", "ADJ", "AUX"})
        return cls(span, lexicon, {token.i: lexicon.matches(token) for token in content})

    def entries(self, token: Token) -> tuple[Entry, ...]:
        """Give the lexicon's entries at a word."""
        return self.matched.get(token.i, ())

    def predicates(self) -> list[Token]:
        """Give the words that may carry an event, in order."""
        return [token for token in self.span if self._can_carry(token)]

    def _can_carry(self, token: Token) -> bool:
        if token.lemma_.lower() in _ASPECTS and any(
            child.pos_ in {"VERB", "AUX"} for child in children(token, "xcomp")
        ):
            return False
        if token.pos_ == "VERB":
            return token.dep_ not in {"aux", "auxpass", "amod"} or bool(self.entries(token))
        if token.pos_ == "AUX":
            return token.dep_ not in {"aux", "auxpass"}
        if token.pos_ == "ADJ":
            return bool(children(token, "xcomp", "prep")) and token.dep_ in {"acomp", "ROOT", "conj", "acl", "advcl"}
        return token.pos_ in {"NOUN", "PROPN"} and self.lexicon.is_noun(token) and token.dep_ != "compound"

    def best(self, token: Token) -> str:
        """Give the type that the lexicon holds likeliest at a word, `-` if none."""
        entries = self.entries(token)
        return entries[0].type if entries else "-"

    def type_features(self, token: Token) -> Iterator[str]:
        """Describe a predicate to the type model."""
        yield "bias"
        yield from self._own(token)
        yield from self._below(token)
        yield from self._natures(token)
        yield from self._above(token)
        yield from self._around(token)

    def _own(self, token: Token) -> Iterator[str]:
        lemma = token.lemma_.lower()
        yield f"l={lemma}"
        yield f"w={token.lower_}"
        yield f"t={token.tag_}"
        yield f"lt={lemma}|{token.pos_}"
        entries = self.entries(token)
        yield f"x={self.best(token)}"
        if entries:
            yield f"xs={entries[0].type}|{entries[0].strength}|{min(len(entries[0].rest), 2)}"
        for kind in {entry.type for entry in entries}:
            yield f"xa={kind}"
        if is_passive(token):
            yield "passive"
            yield f"pl={lemma}"

    def _below(self, token: Token) -> Iterator[str]:  # noqa: C901 - one line a feature, in the order of the tree
        lemma = token.lemma_.lower()
        for child in token.children:
            label, word = child.dep_, form(child)
            if label in {"punct", "det"}:
                continue
            yield f"c={label}"
            if label in SUBJECTS:
                yield f"s={word}"
                yield f"se={child.ent_type_}"
                continue
            yield f"c={label}:{word}"
            if label in {"dobj", "prep", "prt", "xcomp", "ccomp", "acomp", "attr", "neg", "agent", "dative"}:
                yield f"lc={lemma}:{label}:{word}"
            if label in {"dobj", "xcomp", "ccomp", "acomp", "attr", "conj", "advcl", "pcomp", "acl"}:
                yield f"cx={label}:{self.best(child)}"
                yield f"ce={label}:{child.ent_type_}"
                for grand in child.children:
                    if grand.dep_ in {"dobj", "xcomp", "prep", "neg", "amod", "compound", "aux", "ccomp", "attr"}:
                        yield f"g={label}:{grand.dep_}:{form(grand)}"
                        if grand.dep_ in OBJECTS or grand.dep_ == "xcomp":
                            yield f"gx={label}:{self.best(grand)}"
        for preposition, goal in through_prepositions(token):
            yield f"p={preposition}:{form(goal)}"
            yield f"pe={preposition}:{goal.ent_type_}"
            yield f"px={preposition}:{self.best(goal)}"
            yield f"lp={lemma}:{preposition}:{goal.ent_type_}"
        for word in near_stems(token):
            yield f"n={word}"

    def _natures(self, token: Token) -> Iterator[str]:
        """Describe what the nouns around a predicate are, where the words themselves may be rare."""
        lemma, best = token.lemma_.lower(), self.best(token)
        for child in token.children:
            label = child.dep_
            if label in _PARTS and child.pos_ in _NOUNS:
                what = sort(child)
                yield f"N{label}={what}"
                yield f"Nx={best}:{label}:{what}"
                if label in SUBJECTS:
                    continue
                yield f"Nl={lemma}:{label}:{what}"
                inner = within(child)
                if inner is not None:
                    yield f"Ni={label}:{sort(inner)}"
                    yield f"Nix={self.best(child)}:{label}:{sort(inner)}"
            elif label in {"prep", "agent"}:
                for goal in children(child, "pobj"):
                    what = sort(goal)
                    yield f"Np={child.lower_}:{what}"
                    yield f"Npx={best}:{child.lower_}:{what}"
                    yield f"Npl={lemma}:{child.lower_}:{what}"
        agent = subject(token)
        if agent is not None:
            yield f"Ns={sort(agent)}"
            yield f"Nsx={best}:{sort(agent)}"
        yield f"root={self.span.root.lemma_.lower()}|{token.i == self.span.root.i}"

    def _above(self, token: Token) -> Iterator[str]:
        parent = token.head
        if parent.i == token.i:
            yield "root"
            return
        yield f"d={token.dep_}"
        yield f"h={token.dep_}:{parent.lemma_.lower()}"
        yield f"hx={token.dep_}:{self.best(parent)}"
        if any(child.dep_ == "neg" for child in parent.children):
            yield "hneg"
        for child in parent.children:
            if child.dep_ == "aux":
                yield f"ha={form(child)}"
        if parent.dep_ == "prep" or token.dep_ == "pobj":
            yield f"hh={parent.lemma_.lower()}:{parent.head.lemma_.lower()}"
            yield f"hhx={self.best(parent.head)}"
        elif parent.head.i != parent.i:
            yield f"hh={parent.head.lemma_.lower()}"
        actor = subject(token)
        if actor is not None:
            yield f"ss={actor.lemma_.lower()}"
            yield f"sse={actor.ent_type_}|{actor.pos_}"

    def _around(self, token: Token) -> Iterator[str]:
        first, last = self.span.start, self.span.end
        for step in range(-_REACH, _REACH + 1):
            if step and first <= token.i + step < last:
                word = form(token.doc[token.i + step])
                yield f"r={word}"
                if abs(step) <= _NEAREST - 1:
                    yield f"r{step}={word}"
        for other in self.span:
            if other.pos_ in {"VERB", "NOUN", "ADJ", "ADP", "AUX", "PROPN", "PART"}:
                yield f"u={form(other)}"
