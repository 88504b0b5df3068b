"""The mode of an event: how it was done, or what was asked, refused, threatened or broken off.

Flows in: a reading, with the mode that was learned, and how it was judged. Flows out: a mode, or None.
"""

from dataclasses import dataclass
from functools import cache

from streams.coding.modality import Modality
from streams.coding.ontology import has_mode
from streams.coding.reading import Reading
from streams.coding.tables import rows, words
from streams.coding.tree import Token

_DEPTH = 5
_BELOW = frozenset(
    {"xcomp", "ccomp", "dobj", "prep", "pobj", "pcomp", "acl", "attr", "oprd", "dative", "nsubjpass", "compound"}
    | {"conj", "poss", "amod", "prt"}
)


@dataclass(frozen=True, slots=True)
class _Row:
    mode: str
    acts: frozenset[str]
    words: frozenset[str]


@cache
def _table() -> dict[str, tuple[_Row, ...]]:
    found: dict[str, list[_Row]] = {}
    for kind, mode, acts, lemmas in rows("manners", 4):
        found.setdefault(kind, []).append(_Row(mode, frozenset(words(acts)), frozenset(words(lemmas))))
    return {kind: tuple(known) for kind, known in found.items()}


def manner(reading: Reading, judged: Modality) -> str | None:
    """Give the mode of an event that has one.

    Args:
        reading: the words, and the mode that was learned for the type that was learned.
        judged: the type by the table, and the act behind it.

    Returns:
        What the table says of a refused act, or of what is deployed; else the learned mode; else what the words below
        the predicate mean.
    """
    kind = judged.type.value
    learned = reading.mode if has_mode(judged.type, reading.mode) else None
    told = by_act(kind, judged.base_type.value) or by_what_is_moved(reading, kind)
    return told or learned or by_words(reading, kind) or by_lexicon(reading, kind)


def by_act(kind: str, act: str) -> str | None:
    """Give the mode that the table gives to an act refused: a meeting that did not take place is REJECT meet."""
    if kind != "REJECT" or act == kind:
        return None
    return next((row.mode for row in _table()[kind] if act in row.acts), None)


def by_what_is_moved(reading: Reading, kind: str) -> str | None:
    """Give the mode of a deployment whose object the table knows by its very name: "deployed warships"."""
    if kind != "MOBILIZE":
        return None
    moved = [child for child in reading.trigger.children if child.dep_ in {"dobj", "nsubjpass"}]
    names = {token.lemma_.lower() for token in moved}
    return next((row.mode for row in _table().get(kind, ()) if names & row.words), None)


def by_words(reading: Reading, kind: str) -> str | None:
    """Give the mode that a predicate and the words below it tell, the nearest first."""
    table = _table().get(kind, ())
    edge, depth = [reading.trigger], 0
    while table and edge and depth < _DEPTH:
        for row in table:
            if any(_fits(reading, token, row) for token in edge):
                return row.mode
        edge = [child for token in edge for child in _complements(token)]
        depth += 1
    return None


def by_lexicon(reading: Reading, kind: str) -> str | None:
    """Give the mode that the lexicon holds for a predicate, or for what it plans: "plans to expel"."""
    trigger = reading.trigger
    for token in [trigger, *(child for child in trigger.children if child.dep_ in {"xcomp", "dobj", "prep", "pobj"})]:
        for entry in reading.scene.entries(token):
            if entry.type == kind and entry.mode:
                return entry.mode
    return None


def _complements(token: Token) -> list[Token]:
    return [child for child in token.children if child.dep_ in _BELOW]


def _fits(reading: Reading, token: Token, row: _Row) -> bool:
    if token.lemma_.lower() in row.words:
        return True
    entry = next(iter(reading.scene.entries(token)), None)
    return entry is not None and bool({entry.type, f"{entry.type}/{entry.mode}"} & row.acts)
