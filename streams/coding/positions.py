"""Where a noun stands in its sentence: does it act, is it where something is, or where someone went?

Flows in: a token of a parse. Flows out: yes or no.
"""

from spacy.tokens import Token

from streams.coding.phrases import grammar


def is_subject(token: Token) -> bool:
    """Whether a token is the subject of a verb, or the agent of a passive."""
    if token.dep_ in ("nsubj", "nsubjpass", "agent"):
        return True
    if token.dep_ == "conj":
        return is_subject(token.head)
    return token.dep_ == "pobj" and token.head.dep_ == "agent"


def stands_alone(token: Token) -> bool:
    """Whether a token heads a piece of text without a verb: "American warplanes"."""
    return token.dep_ == "ROOT" and token.pos_ not in ("VERB", "AUX") and bool(token.sent[-1].tag_)


def stays(token: Token) -> bool:
    """Whether a token is where something is: "in Moscow", "near Goma", and what is joined to it."""
    if token.dep_ in ("conj", "appos") and token.head.i != token.i:
        return stays(token.head)
    if token.dep_ == "npadvmod":
        return token.ent_type_ in ("GPE", "LOC")
    return token.dep_ == "pobj" and token.head.lower_ in grammar()["where"]


def travelled(token: Token) -> bool:
    """Whether a token is where someone went, came from or passed: "a visit to Pyongyang", "leave Kyiv"."""
    if token.dep_ == "conj":
        return travelled(token.head)
    if token.dep_ == "pobj" and token.head.lower_ in grammar()["motion_to"]:
        governor: Token | None = token.head.head
        for _ in range(2):
            if governor is None:
                return False
            if governor.lemma_.lower() in grammar()["motion"]:
                return True
            hangs = governor.head.i != governor.i and governor.dep_ in ("prep", "pobj", "dobj")
            governor = governor.head if hangs else None
        return False
    return token.dep_ == "dobj" and token.head.lemma_.lower() in grammar()["visited"]


def is_nominal(token: Token) -> bool:
    """Whether a name stands as a noun of its own, not as the modifier of another."""
    return token.dep_ not in ("amod", "compound", "nmod", "poss") and token.pos_ in ("PROPN", "NOUN", "ADJ", "X")
