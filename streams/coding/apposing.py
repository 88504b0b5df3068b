"""What stands beside a name for the same person: appositions, and clauses about him, however they were parsed.

Flows in: the word of a name that the sentence hangs on. Flows out: nouns and verbs.
"""

from collections.abc import Iterator

from streams.coding.phrases import grammar
from streams.coding.tree import Doc, Span, Token

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_CLAUSES = frozenset({"relcl", "acl", "advcl"})
_LOOSE = frozenset({"appos", "conj", "dep", "npadvmod", "attr", "oprd", "ROOT", "pobj", "dobj"})
"""What the parser takes an apposition for that it does not understand."""

_BEGINS = frozenset({"a", "an", "the", "its", "his", "her", "their"})
_STOPS = frozenset(
    {"of", "in", "at", "for", "from", "with", "to", "near", "and", "who", "whose", "whom", "which", "that", "held"}
)
_LONG = 8
"""So many words at most say by their order alone what somebody is."""

ASIDE = frozenset({"npadvmod", "advmod", "dep", "amod", "nmod"})
"""What the parser takes a strange name for that it does not understand."""


def head_of(name: Span) -> Token:
    """Give the word of a name that the sentence hangs on; of a strange one the parser may take the first for it."""
    last = name[-1]
    within = name.start <= last.head.i < name.end
    return name.root if within or last.dep_ in ASIDE else last


def may_be_told(head: Token) -> bool:
    """Whether anything may be said of a name: not without a comma after it, or a noun that it explains."""
    after = head.i + 1
    return head.dep_ == "appos" or (after < len(head.doc) and head.doc[after].text == ",")


def appositions(head: Token) -> Iterator[Token]:
    """Give the nouns that stand for somebody beside his name, after it or before it, and what is joined to them."""
    while head.dep_ in ("compound", "flat", "nmod") and head.head.i > head.i and head.head.ent_type_ == "PERSON":
        head = head.head
    found = [child for child in head.rights if child.dep_ == "appos"]
    if not found:
        after = _after_comma(_last(head))
        found = [after] if after is not None else []
    if head.dep_ == "appos" and head.head.i < head.i:
        found.append(head.head)
    if head.dep_ in SUBJECTS:  # "Not the premier but a baker of the same name, Li Keqiang was …"
        found += [
            word for word in head.head.lefts if word.dep_ == head.dep_ and word.i < head.i and word.pos_ == "NOUN"
        ]
    for noun in found:
        if not any(child.dep_ == "neg" for child in noun.lefts):
            yield noun
        yield from (word for word in noun.conjuncts if word.i > noun.i and word is not head)
        yield from (word for word in noun.rights if word.dep_ == "appos" and word is not head)


def asides(doc: Doc, head: Token) -> Iterator[tuple[int, int]]:
    """Give the words between a name and the next comma that may say what somebody is, by their order alone.

    "X, a shop steward of the union," gives "a shop steward"; what stands after "of" or "who" is left out. Where nothing
    is parsed, also what stands before the name: "A spokesman, X, said".
    """
    first = head.i
    while first > head.sent.start and doc[first - 1].pos_ == "PROPN":
        first -= 1
    if not head.sent[-1].tag_ and first - head.sent.start > 1 and doc[first - 1].text == ",":
        start = first - 2
        while start > head.sent.start and first - start <= _LONG and doc[start - 1].text[0].isalnum():
            start -= 1
        yield start, first - 1
    start = _last(head).i + 2
    if start >= len(doc) or doc[start - 1].text != "," or doc[start].is_sent_start or doc[start].lower_ not in _BEGINS:
        return
    end = start + 1
    while end < min(len(doc), start + _LONG) and doc[end].text[0].isalnum() and doc[end].lower_ not in _STOPS:
        end += 1
    if end < len(doc) and (doc[end].text in (",", ".", ";") or doc[end].lower_ in _STOPS):
        yield start, end


def clauses(head: Token) -> Iterator[Token]:
    """Give the verbs of the clauses about somebody: "sacked on Monday", "who resigned and fled"."""
    stand = [head, *(noun for noun in appositions(head) if noun.i > head.i)]
    if head.dep_ == "appos":
        stand.append(head.head)
    after = _last(head).i + 1
    if after + 1 < len(head.doc) and head.doc[after].text == "," and head.doc[after + 1].tag_ in ("VBN", "VBD"):
        verb = head.doc[after + 1]  # "X, sacked on Monday, denied …", whatever the parser took it for
        yield verb
        yield from (word for word in verb.rights if word.dep_ == "conj" and word.tag_ == "VBN")
    for noun in stand:
        for child in noun.rights:
            if child.dep_ in _CLAUSES:
                yield child
                yield from (word for word in child.rights if word.dep_ == "conj")


def _last(head: Token) -> Token:
    doc, at = head.doc, head.i
    while at + 1 < len(doc) and doc[at + 1].ent_iob_ == "I" and head.ent_type_:
        at += 1
    return doc[at]


def _after_comma(head: Token) -> Token | None:
    # "X, a nurse at the hospital," where the parser hung the nurse elsewhere.
    doc, comma = head.doc, head.i + 1
    if comma + 2 >= len(doc) or doc[comma].text != "," or doc[comma + 1].is_sent_start:
        return None
    first = doc[comma + 1]
    aside = head.dep_ in ASIDE
    for token in doc[comma + 1 : comma + 10]:
        if (
            token.pos_ == "NOUN"
            and token.tag_ == "NN"
            and token.left_edge.i == first.i
            and (token.dep_ in _LOOSE or aside)
        ):
            bare = first.i == token.i or first.lower_ not in _BEGINS
            tailed = any(child.lower_ in grammar()["belongs"] for child in token.rights)
            joined = any(child.dep_ == "cc" for child in token.head.rights) and token.dep_ == "conj"
            return None if (bare and not tailed) or joined else token
        if token.text in (",", ".") or token.pos_ in ("VERB", "AUX"):
            return None
    return None
