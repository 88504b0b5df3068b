"""The words of a sentence that may carry an event.

Flows in: a parsed sentence. Flows out: candidate predicates (verbs, adjectives with a verb below them, event
nouns), and what the lexicon holds of each word.
"""

from dataclasses import dataclass

from streams.coding.lexicon import Entry, Lexicon
from streams.coding.syntax import children
from streams.coding.tree import Span, Token

_ASPECTS = frozenset({"continue", "keep", "begin", "start", "resume", "have"})
"""Verbs that only say that the one below them goes on: "continues to urge" is urging."""


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
