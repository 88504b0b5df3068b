"""Bodies meant by a noun once the story has named them: "the court", "the company", "the rebels".

Flows in: a noun with "the" before it, and the names before that. Flows out: the last body that it may mean.
"""

from collections.abc import Iterator, Sequence

from schemas import ActorKind
from streams.coding.agents import singular
from streams.coding.bodies import Bodies, Body
from streams.coding.entities import Known, Sense
from streams.coding.namewords import body_nouns
from streams.coding.phrases import Section, is_collective
from streams.coding.tree import Token

_BACK = 4
"""So many paragraphs back a body is looked for."""

_KINDS = frozenset({ActorKind.ORGANISATION, ActorKind.GROUP})


def body_before(
    sections: Sequence[Section], bodies: Bodies, index: int, token: Token
) -> Known | tuple[int, Body] | None:
    """Say which body a noun means: a known one, or another one with its section; None where none was named.

    Args:
        sections: the story's pieces.
        bodies: those of its bodies that no table knows.
        index: the section of the noun.
        token: the noun; nothing but "the" may stand before it.
    """
    noun = token.lower_
    sectors = body_nouns().get(noun, frozenset())
    many = token.tag_ in ("NNS", "NNPS")
    told = bool(sectors) or (is_collective(noun) and not many)
    if not told or not token.i or token.doc[token.i - 1].lower_ != "the":
        return None
    if any(child.dep_ in ("prep", "compound", "amod", "relcl", "acl") for child in token.children):
        return None
    for section in range(index, max(-1, index - _BACK), -1):
        end = token.i if section == index else len(sections[section].doc)
        named = [one for one in _named(sections[section], bodies, section) if one[0] <= end]
        for _, body in sorted(named, key=lambda one: -one[0]):
            if isinstance(body, Known):
                name, own = body.name, body.sectors
            else:
                name, own = sections[section].doc[body[1].start : body[1].end].text, body[1].profile.sectors
            parts = [singular(word) for word in name.lower().split()]
            if (len(parts) > 1 and noun in (parts[-1], parts[0])) or sectors & {*own[:1]}:
                return body
    return None


def _named(section: Section, bodies: Bodies, index: int) -> Iterator[tuple[int, Known | tuple[int, Body]]]:
    for hit in section.hits:
        if hit.known.kind in _KINDS and hit.known.sense is Sense.NAME:
            yield hit.end, hit.known
    for body in bodies.within(index):
        yield body.end, (index, body)
