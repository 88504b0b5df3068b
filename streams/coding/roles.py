"""Who does it, and to whom: the noun phrases of a sentence as candidates for the two parts of an event.

Flows in: a sentence. Flows out: candidate heads and the words of each. Which of them takes part is told by
`bearings.py`: passives, control, relative clauses and nominalisations by the path from the predicate to the noun, so
that none needs a rule of its own.
"""

from spacy.tokens import Doc, Span, Token

from streams.coding.natures import NAME, NATIONS, PERSON, PLACE, TIMES, nature
from streams.coding.syntax import SUBJECTS
from streams.coding.tree import kept

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_TAILS = frozenset({"of", "for", "from"})
_LONG_TAILS = _TAILS | frozenset(
    {"on", "in", "at", "to", "with", "into", "against", "over", "between", "under", "by", "toward", "towards"}
    | {"near", "about"}
)
"""What also belongs to a phrase whose head names nobody: "an attack on a church", "a fisherman from Gaza"."""
_DATELINE = 12
_DASHES = ("-", "--", "–", "—", ":")
_WHEN = frozenset({"DATE", "TIME"})
"""What the parser may hang on a name that it only stands before: "On Monday Togo …"."""

_HYPHENS = frozenset({"-", "–"})
_LONG_DASHES = frozenset({"--", "—"})
_DATED = frozenset({"(", ")"})
"""What makes sure of a dateline that does not stand in capitals: an agency in brackets, or a day."""

_CLAUSES = frozenset({"relcl", "acl", "advcl", "pcomp", "punct"})
_WITHIN = frozenset(
    {"compound", "amod", "nmod", "poss", "det", "nummod", "case", "quantmod", "advmod", "punct", "hyph"}
)


def candidates(sentence: Span) -> list[Token]:
    """Give the heads of all phrases that could name an actor: nouns, names, pronouns, nationalities within."""
    begin = _after_dateline(sentence)
    return [token for token in sentence if token.i >= begin and _is_candidate(token)]


def _after_dateline(sentence: Span) -> int:
    # "BERLIN -- A court …", "KABUL (Agency): The …", "Quito, May 3 - The …": where it was written does nothing.
    place = sentence[0]
    if not place.text[0].isupper():
        return sentence.start
    for token in sentence[1:_DATELINE]:
        joins = token.text in _HYPHENS and not token.doc[token.i - 1].whitespace_
        if token.text.endswith(_DASHES) and not joins:
            before = token.doc[place.i : token.i]
            told = place.text.isupper() or any(word.text in _DATED or word.text.isdigit() for word in before)
            return token.i + 1 if told or token.text in _LONG_DASHES else sentence.start
        if token.text.islower():
            break
    return sentence.start


def _is_candidate(token: Token) -> bool:
    if token.ent_type_ in TIMES:
        return False
    if token.pos_ in _NOMINAL:
        if token.tag_ in {"EX", "WP", "WDT"}:
            return False
        if token.dep_ in {"compound", "nmod"}:
            return token.ent_type_ in NATIONS
        return True
    if token.ent_type_ in NATIONS:
        return token.dep_ in {"amod", "compound", "nmod", "poss"} or token.dep_ in SUBJECTS
    return token.pos_ == "ADJ" and (token.dep_ in SUBJECTS or token.dep_ in {"dobj", "pobj"})


@kept
def phrase(head: Token) -> tuple[int, int]:
    """Give the words of a candidate: what stands before its head and belongs to it, and its "of …" after.

    Of a phrase that names nobody all that hangs on it counts, up to a clause: "an attack on a church".

    Returns:
        The first token's index and the index after the last, without a leading article.
    """
    doc = head.doc
    if head.dep_ in {"amod", "compound", "nmod"}:
        return (head.i, head.i + 1)
    start = head.i
    for child in sorted(head.lefts, key=lambda child: -child.i):
        if child.dep_ in _WITHIN and child.ent_type_ not in _WHEN:
            start = min(start, child.left_edge.i)
    start = max(start, _after_dateline(head.sent))
    while start < head.i and (doc[start].dep_ == "det" or doc[start].is_punct or doc[start].is_space):
        start += 1
    tails = _TAILS if nature(head) in {NAME, PLACE, PERSON} else _LONG_TAILS
    end = head.i + 1
    for child in head.rights:
        if child.i > end:
            break
        tail = child.dep_ == "prep" and child.lower_ in tails
        name = child.dep_ == "appos" and child.left_edge.i == end and child.pos_ == "PROPN"
        if not tail and not name:
            break
        whole = child.right_edge.i + 1
        clause = min((word.left_edge.i for word in child.subtree if word.dep_ in _CLAUSES), default=whole)
        if clause < whole:
            end = clause if tails is _LONG_TAILS and clause > child.i + 1 else end
            break
        end = whole
    return _counted(head, start), _abbreviated(doc, end)


def _counted(head: Token, start: int) -> int:
    # "dozens of activists", "11 of the prisoners": how many is part of who.
    counter = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else head
    return counter.left_edge.i if counter.ent_type_ == "CARDINAL" and counter.i < head.i else start


def _abbreviated(doc: Doc, end: int) -> int:
    # Such a name has its letters in brackets after it: the Organisation of Islamic Cooperation (OIC).
    bracketed = [word.text for word in doc[end : end + 3]]
    return end + 3 if bracketed[:1] == ["("] and bracketed[2:] == [")"] and bracketed[1].isupper() else end
