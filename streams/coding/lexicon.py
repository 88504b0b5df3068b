"""The words that make events: verbs, verbs with their objects, phrases and nouns, each with its type.

Flows in: `data/lexicon.tsv` and a parsed sentence. Flows out: the entries that match at a word, and the gate
that says cheaply whether a sentence can hold an event at all.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from streams.coding.syntax import near_stems, stem
from streams.coding.tables import rows
from streams.coding.tree import Span, Token

NONE = "NONE"
_NOUN = "noun"
_INVERSE = "inverse"
_LOOSE = frozenset({"a", "an", "the", "his", "her", "its", "their", "of", "be"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: after its first word `head`, all stems of `rest` must stand near; `strength` 1 to 3.

    `inverse`: the subject is who it is done to ("will face the consequences").
    """

    head: str
    rest: frozenset[str]
    type: str
    mode: str | None
    strength: int
    inverse: bool = False

    @property
    def weight(self) -> float:
        """How much the entry says: longer ones are surer than single verbs."""
        return self.strength + 1.5 * len(self.rest)


class Lexicon:
    """The entries, indexed by the stem of their first word."""

    def __init__(self, entries: Iterable[tuple[bool, Entry]]) -> None:
        verbs: dict[str, list[Entry]] = defaultdict(list)
        nouns: dict[str, list[Entry]] = defaultdict(list)
        for is_noun, entry in entries:
            (nouns if is_noun else verbs)[entry.head].append(entry)
        self._verbs = {head: tuple(found) for head, found in verbs.items()}
        self._nouns = {head: tuple(found) for head, found in nouns.items()}
        self._alone = {
            entry.head for table in (verbs, nouns) for found in table.values() for entry in found if not entry.rest
        }

    def is_noun(self, token: Token) -> bool:
        """Say whether a noun can name an event."""
        return stem(token.lemma_) in self._nouns

    def matches(self, token: Token) -> tuple[Entry, ...]:
        """Give the entries that hold at a verb or noun, the most telling first."""
        table = self._nouns if token.pos_ in {"NOUN", "PROPN"} else self._verbs
        heads = {stem(token.lemma_), stem(token.lower_)}
        entries = [entry for head in heads for entry in table.get(head, ())]
        if not entries:
            return ()
        near = near_stems(token) if any(entry.rest for entry in entries) else frozenset[str]()
        found = [entry for entry in entries if entry.rest <= near]
        return tuple(sorted(found, key=lambda entry: (-entry.weight, entry.type)))

    def gate(self, sentence: Span) -> bool:
        """Say whether any word of a sentence can carry an event; false spares it the reading."""
        stems = {form for token in sentence if token.is_alpha for form in (stem(token.lemma_), stem(token.lower_))}
        if stems & self._alone:
            return True
        return any(entry.rest <= stems for word in stems for entry in self._verbs.get(word, ()))


def _entries() -> Iterable[tuple[bool, Entry]]:
    for pattern, pos, kind, mode, strength, note in rows("lexicon", 6):
        if pattern == "lemma-pattern":
            continue
        words = [stem(word) for word in pattern.replace("~", " ").replace("'s", "").split()]
        if pos == _NOUN and len(words) > 1 and not _has_preposition(pattern):
            words = [words[-1], *words[:-1]]
        rest = frozenset(word for word in words[1:] if word not in _LOOSE)
        yield pos == _NOUN, Entry(words[0], rest, kind, mode or None, int(strength), note == _INVERSE)


def _has_preposition(pattern: str) -> bool:
    return bool({"of", "to", "in", "on", "for", "with", "by", "against", "from", "at", "unto"} & set(pattern.split()))


@cache
def lexicon() -> Lexicon:
    """Read the lexicon once per process."""
    return Lexicon(_entries())
