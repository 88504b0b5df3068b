"""What the name of a body says of it: "Maize Growers' Association", "Front for the Liberation of …", "Radio …".

Flows in: a word within a parsed name. Flows out: the whole name's first and last token, and its sectors.
"""

from collections.abc import Sequence
from functools import lru_cache

from streams.coding.names import fold
from streams.coding.tables import rows, words
from streams.coding.tree import Token

_LONGEST = 4
_LINKS = frozenset(
    {"of", "the", "for", "and", "de", "du", "des", "del", "la", "las", "los", "le", "les", "da", "do", "dos", "das"}
    | {"di", "della", "el", "al", "e", "y", "et", "und", "-", "'", "’", "'s", "’s"}
)
_PARTS = frozenset({"PROPN", "NOUN", "ADJ", "X", "VERB"})
_REACH = 8
"""So many words at most belong to a name on either side."""


def name_of(token: Token) -> tuple[int, int]:
    """Give the tokens of the capitalised name around a word: "Diocese of Kolongo" from either noun.

    Returns:
        First token and the one after the last; the word alone where it is not capitalised.
    """
    doc = token.doc
    if not _named(token):
        return token.i, token.i + 1
    start, end = token.i, token.i + 1
    at = end
    while at < min(len(doc), end + _REACH) and _goes_on(doc[at]):
        at += 1
        end = at if _named(doc[at - 1]) or doc[at - 1].text in ("'", "’") else end
    at = start
    while at > max(0, start - _REACH) and _goes_on(doc[at - 1]) and not doc[at].is_sent_start:
        at -= 1
        # A possessive ends another name: "Georgia's Synod".
        if doc[at].lower_ in ("'s", "’s"):
            break
        # "Residents of Tallinn": a common noun that has its capital only from the beginning of the sentence.
        common = doc[at].is_sent_start and doc[at].pos_ != "PROPN"
        start = at if _named(doc[at]) and not common else start
    return (start + 1 if doc[start].lower_ == "the" and end - start > 1 else start), end


def _named(token: Token) -> bool:
    return token.text[0].isupper() and token.pos_ in _PARTS and token.ent_type_ != "DATE"


def _goes_on(token: Token) -> bool:
    return _named(token) or (token.lower_ in _LINKS and not _is_between(token))


def _is_between(token: Token) -> bool:
    # "Canada and the United Kingdom" are two.
    joins = token.i + 1 < len(token.doc) and token.lower_ == "and"
    return joins and token.doc[token.i + 1].lower_ == "the"


def sectors_of(name: str) -> tuple[str, ...]:
    """Say which sectors a body's name tells; none where its words say nothing."""
    return _told(tuple(fold(name).lower().replace("’", "'").split()))


@lru_cache(maxsize=1)
def body_nouns() -> dict[str, frozenset[str]]:
    """Give the nouns by which a story calls a body, each with the sectors of the bodies that may be meant."""
    return {noun: frozenset(words(cell, ",")) for cell, nouns in rows("bodynouns", 2) for noun in words(nouns)}


@lru_cache(maxsize=1 << 12)
def _told(name: Sequence[str]) -> tuple[str, ...]:
    table = _table()
    found = [
        entry
        for start in range(len(name))
        for length in range(1, min(_LONGEST, len(name) - start) + 1)
        if (entry := table.get(" ".join(name[start : start + length]))) is not None
    ]
    return min(found)[1] if found else ()


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[int, tuple[str, ...]]]:
    table: dict[str, tuple[int, tuple[str, ...]]] = {}
    for row, (cell, phrases) in enumerate(rows("namewords", 2)):
        for phrase in words(phrases):
            table.setdefault(fold(phrase), (row, words(cell, ",")))
    return table
