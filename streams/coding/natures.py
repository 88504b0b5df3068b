"""What a noun is, as far as it matters for who does something to whom: a name, persons, a place, or a thing.

Flows in: tokens of a parse. Flows out: a nature, a finer sort of it, and the party that stands within a phrase.
"""

from streams.coding.agents import Agents
from streams.coding.tree import Token, kept

NAMED = frozenset({"GPE", "NORP", "ORG", "PERSON", "LOC", "FAC"})
NATIONS = frozenset({"GPE", "NORP"})
TIMES = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"})
PERSONS = frozenset({"i", "we", "he", "she", "they", "him", "her", "them", "us"})

PLACE, NAME, PERSON, AGENT, PRONOUN, THING, NOBODY = "place", "name", "person", "agent", "pronoun", "thing", "nobody"
PARTIES = frozenset({NAME, PERSON, AGENT})
"""Natures that can take part by themselves."""

_PLACES = frozenset({"GPE", "LOC", "FAC"})
_MATERIEL = "materiel"
_HUMAN = ("er", "or", "ist", "ian", "ee", "man")
_WITHIN = frozenset(
    {"prep", "pobj", "poss", "compound", "nmod", "amod", "acl", "agent", "appos", "conj"} | {"pcomp", "dobj"}
)
_CIRCUMSTANCE = frozenset({"after", "before", "during", "since", "until", "despite", "without", "amid", "because"})
_LONGEST, _DEEP = 4, 6


def nature(noun: Token | None) -> str:
    """Say what a noun phrase's head is; None, nobody named, is `NOBODY`."""
    return NOBODY if noun is None else _nature(noun)


@kept
def _nature(noun: Token) -> str:
    if noun.ent_type_ in NAMED:
        return PLACE if noun.ent_type_ in _PLACES else NAME
    if noun.pos_ == "PRON":
        return PERSON if noun.lower_ in PERSONS else PRONOUN
    agent = Agents.load().longest([word.lower_ for word in noun.doc[max(0, noun.i - _LONGEST + 1) : noun.i + 1]])
    if agent is not None and agent.use != _MATERIEL:
        return AGENT
    if noun.pos_ == "PROPN":
        return NAME
    # "the poor", "Qatari falconers"
    return AGENT if noun.pos_ == "ADJ" or (noun.tag_ == "NNS" and noun.lemma_.endswith(_HUMAN)) else THING


@kept
def sort(noun: Token) -> str:
    """Say more closely what a noun is: the first sector of an agent, the kind of a name, else its nature."""
    found = nature(noun)
    if found == AGENT:
        agent = Agents.load().longest([word.lower_ for word in noun.doc[max(0, noun.i - _LONGEST + 1) : noun.i + 1]])
        return f"{AGENT} {agent.sectors[0]}" if agent is not None and agent.sectors else AGENT
    return noun.ent_type_ or NAME if found == NAME else found


@kept
def within(noun: Token) -> Token | None:
    """Find the party or place that stands within a phrase, the highest first: "an appeal filed by *Mali*"."""
    edge = [(child, 1) for child in noun.children]
    while edge:
        word, depth = edge.pop(0)
        if word.dep_ not in _WITHIN or (word.dep_ == "prep" and word.lower_ in _CIRCUMSTANCE):
            continue
        if word.dep_ in {"amod", "compound", "nmod"}:
            if word.ent_type_ in NATIONS or (word.dep_ == "compound" and word.ent_type_ in NAMED):
                return word
        elif word.pos_ in {"NOUN", "PROPN", "PRON", "ADJ"} and nature(word) in PARTIES | {PLACE}:
            return word
        if depth < _DEEP:
            edge.extend((child, depth + 1) for child in word.children)
    return None
