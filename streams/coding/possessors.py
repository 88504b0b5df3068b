"""Whose a spokesman or a director is: "the agency's spokesman", "its director", once the story has told of the body.

Flows in: the word for the owner, and what stands before it. Flows out: what is said of the body; empty where nothing.
"""

from collections.abc import Iterator, Sequence

from schemas import ActorKind
from streams.coding.entities import Sense
from streams.coding.namewords import body_nouns
from streams.coding.nominals import Reader
from streams.coding.phrases import Profile, Section, is_collective
from streams.coding.tree import Token

_BACK = 5
"""So many paragraphs back a body is looked for that a noun means; a pronoun means one of its own."""

_ITS = frozenset({"its", "their"})


def owner_before(sections: Sequence[Section], reader: Reader, index: int, owner: Token) -> Profile:
    """Say what body "its" or "the agency" means.

    Args:
        sections: the story's pieces.
        reader: reads noun phrases.
        index: the section of the owner.
        owner: "its", or a noun.
    """
    if owner.pos_ == "PRON":
        found = list(_bodies(sections[index], reader, owner.i)) if owner.lower_ in _ITS else []
        acting = [told for token, told in found if token.dep_ in ("nsubj", "nsubjpass")]
        return (acting or [told for _, told in found] or [Profile()])[-1]
    for section in range(index, max(-1, index - _BACK), -1):
        end = owner.i if section == index else len(sections[section].doc)
        alike = [told for token, told in _bodies(sections[section], reader, end) if _means(owner, token, told)]
        if alike:
            return alike[-1]
    return Profile(None, tuple(body_nouns().get(owner.lower_, ())))  # "the company's director"


def _means(owner: Token, token: Token, told: Profile) -> bool:
    names = told.body.name.lower().split() if told.body is not None else []
    return owner.lemma_.lower() in (token.lemma_.lower(), *names)


def _bodies(section: Section, reader: Reader, end: int) -> Iterator[tuple[Token, Profile]]:
    """Give the bodies told of before a token, with their nouns."""
    for token in section.doc[:end]:
        hit = section.hit(token.i)
        if hit is not None:
            known = hit.known
            if known.kind is ActorKind.ORGANISATION and known.sense is Sense.NAME and token.i == hit.end - 1:
                yield hit.head(section.doc), Profile(known.country, known.sectors, body=known)
        elif token.pos_ in ("NOUN", "PROPN") and token.tag_ in ("NN", "NNP"):
            told = reader.nominal(section, token)
            if told.agent is not None and told.sectors and not told.vague and is_collective(told.agent.noun):
                yield token, told
