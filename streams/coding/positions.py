"""Where a noun stands in its sentence: does it act, is it where something is, or where someone went?

Flows in: a token of a parse. Flows out: yes or no.
"""

from streams.coding.phrases import grammar
from streams.coding.tree import Token


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


def is_scene(name: Token, whose: Token | None) -> bool:
    """Whether a name says where something happens: "in the South Sudanese town of Bentiu", "through Kabul".

    Args:
        name: the name of a place.
        whose: somebody in the same sentence to whom it must happen; None for anybody.
    """
    place = name
    while place.dep_ in ("compound", "amod", "poss", "nmod", "appos") and place.head.i != place.i:
        place = place.head
    settlements = grammar()["settlements"]
    if place.dep_ == "pobj" and place.head.lower_ == "of" and place.head.head.lemma_.lower() in settlements:
        place = place.head.head
    if place.i != name.i and place.lemma_.lower() not in settlements:
        return False
    if not stays(place) and not (place.dep_ == "pobj" and place.head.lower_ == "through"):
        return False
    anchor = place.head.head if place.dep_ == "pobj" else place
    while anchor.pos_ not in ("VERB", "AUX") and anchor.head.i != anchor.i:
        if whose is not None and anchor.i == whose.i:
            return True
        # Whom a judge or gunmen in a town deal with is there, too; whom a ministry there urges need not be.
        near = anchor.dep_ == "nsubj" and anchor.lemma_.lower() in grammar()["locals"]
        if anchor.dep_ in ("nsubj", "nsubjpass", "dobj", "poss", "attr") and not near:
            return False
        anchor = anchor.head
    if whose is None or anchor.pos_ not in ("VERB", "AUX"):
        return True
    clause = next((word for word in whose.ancestors if word.pos_ in ("VERB", "AUX")), anchor)
    reports = grammar()["reports"]
    return (
        clause.i == anchor.i
        or bool({clause.lemma_, anchor.lemma_} & reports)
        or any(word.i == anchor.i for word in clause.conjuncts)
    )


def is_nominal(token: Token) -> bool:
    """Whether a name stands as a noun of its own, not as the modifier of another."""
    return token.dep_ not in ("amod", "compound", "nmod", "poss") and token.pos_ in ("PROPN", "NOUN", "ADJ", "X")
