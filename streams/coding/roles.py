"""Who does it, and to whom: the noun phrases of a sentence as candidates for the two parts of an event.

Flows in: a sentence. Flows out: candidate heads and the words of each. Which of them takes part is told by
`bearings.py`: passives, control, relative clauses and nominalisations by the path from the predicate to the noun, so
that none needs a rule of its own.
"""

from streams.coding.natures import NAME, NATIONS, PERSON, PLACE, TIMES, nature
from streams.coding.syntax import SUBJECTS
from streams.coding.tree import Doc, Span, Token, kept

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_TAILS = frozenset({"of", "for", "from"})
_LONG_TAILS = _TAILS | frozenset(
    {"on", "in", "at", "to", "with", "into", "against", "over", "between", "under", "by", "toward", "towards"}
    | {"near", "about"}
)
"""What also belongs to a phrase whose head names nobody: "an attack on a church", "a fisherman from Gaza"."""
_SOME = frozenset({"handful", "dozen", "score", "hundred", "thousand", "million", "couple"})
_FORMULAS = {
    **dict.fromkeys(
        ("wake", "light", "view", "aftermath", "bid", "effort", "attempt", "order", "course", "midst"), ("in",)
    ),
    **dict.fromkeys(("favour", "favor", "face", "spite", "lieu", "addition", "exchange", "retaliation"), ("in",)),
    **dict.fromkeys(("behalf", "part", "account", "grounds", "ground", "top", "eve"), ("on",)),
}
_ARTICLES = frozenset({"a", "an", "the"})
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


@kept
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
    if token.ent_type_ in TIMES or token.text in _HYPHENS:
        return False
    if token.pos_ in _NOMINAL:
        if token.tag_ in {"EX", "WP", "WDT"}:
            return False
        if token.dep_ in {"compound", "nmod"}:
            # "a Taliban attack" has an actor, as "a U.S. attack" has.
            deed = token.ent_type_ == "ORG" and token.dep_ == "compound" and not token.head.ent_type_
            return (token.ent_type_ in NATIONS or deed) and not _is_of_name(token)
        # "in a bid to", "in the wake of": these are prepositions.
        return not (token.dep_ == "pobj" and token.head.lower_ in _FORMULAS.get(token.lemma_.lower(), ()))
    if token.ent_type_ in NATIONS:
        return token.dep_ in {"amod", "compound", "nmod", "poss"} or token.dep_ in SUBJECTS
    return token.pos_ == "ADJ" and (token.dep_ in SUBJECTS or token.dep_ in {"dobj", "pobj"})


def _is_of_name(token: Token) -> bool:
    # "United" of "United Kingdom" is nobody by itself.
    between = token.doc[token.i + 1 : token.head.i + 1]
    return token.i < token.head.i and all(word.ent_iob_ == "I" for word in between)


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
    # A head that stands in what looks like a dateline is its own phrase all the same.
    start = min(head.i, max(start, _after_dateline(head.sent)))
    while start < head.i and (
        doc[start].dep_ == "det" or doc[start].lower_ in _ARTICLES or doc[start].is_punct or doc[start].is_space
    ):
        start += 1
    return _hyphened(doc, _counted(head, start)), _abbreviated(doc, _end(head))


def _end(head: Token) -> int:
    kind, end = nature(head), head.i + 1
    tails = _TAILS if kind in {NAME, PLACE, PERSON} else _LONG_TAILS
    for child in head.rights:
        if child.left_edge.i > end:
            break
        whole = child.right_edge.i + 1
        if child.dep_ == "appos" and child.left_edge.i == end and child.pos_ == "PROPN":
            return (
                whole if _before_clause(child, whole) is None else end
            )  # "premier Ana Vega" is told in full, whatever follows
        if tails is _LONG_TAILS and child.dep_ == "acl" and any(word.dep_ == "agent" for word in child.children):
            return whole  # "an appeal filed by Mali"
        if child.dep_ != "prep" or child.lower_ not in tails or whole == child.i + 1:
            break
        clause = _before_clause(child, whole)
        if clause is not None:
            return clause if tails is _LONG_TAILS and clause > child.i + 1 else end
        end = whole
    return end


def _before_clause(top: Token, whole: int) -> int | None:
    clause = min((word.left_edge.i for word in top.subtree if word.dep_ in _CLAUSES), default=whole)
    return clause if clause < whole else None


def _counted(head: Token, start: int) -> int:
    # "dozens of activists", "11 of the prisoners": how many is part of who.
    counter = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else head
    if counter.i >= head.i or not (counter.ent_type_ == "CARDINAL" or counter.lemma_.lower() in _SOME):
        return start
    first = counter.left_edge.i
    return first + 1 if counter.doc[first].lower_ in _ARTICLES and first < counter.i else first


def _hyphened(doc: Doc, start: int) -> int:
    # The parser takes "ex-ministers" for three words.
    joined = start >= 2 and doc[start - 1].text in _HYPHENS and not doc[start - 2].whitespace_  # noqa: PLR2004 - "ex" and "-"
    return start - 2 if joined and not doc[start - 1].whitespace_ else start


def _abbreviated(doc: Doc, end: int) -> int:
    # Such a name has its letters in brackets after it: the Organisation of Islamic Cooperation (OIC).
    bracketed = [word.text for word in doc[end : end + 3]]
    return end + 3 if bracketed[:1] == ["("] and bracketed[2:] == [")"] and bracketed[1].isupper() else end
