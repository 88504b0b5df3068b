"""Where the actors of a story are mentioned: names, bodies and noun phrases that can act.

Flows in: a section with its people and bodies. Flows out: spans with their heads; and the body that "the court" means.
"""

from collections.abc import Sequence

from spacy.tokens import Token

from schemas import ActorKind
from streams.coding.acting import Acting
from streams.coding.bodies import Bodies
from streams.coding.entities import Known, Sense
from streams.coding.people import People
from streams.coding.phrases import Section, is_collective
from streams.coding.positions import is_nominal

_BACK = 4
"""So many paragraphs back a body is looked for that "the court" may mean."""


def mentioned(
    index: int, section: Section, people: People, bodies: Bodies, acting: Acting
) -> list[tuple[int, int, Token]]:
    """Give every mention of an actor in a section: first token, the one after the last, and the head."""
    found: list[tuple[int, int, Token]] = []
    named = [m for person in people.all for m in person.mentions if m.section == index]
    found += [(m.start, m.end, section.doc[m.end - 1]) for m in named]
    taken = {i for mention in named for i in range(mention.title, mention.end)}
    for body in bodies.within(index):
        if acting.acts(index, body.head):
            found.append((body.start, body.end, body.head))
            taken.update(range(body.start, body.end))
    for hit in section.hits:
        head = hit.head(section.doc)
        free = hit.known.kind is not ActorKind.PERSON and head.i not in taken and is_nominal(head)
        if free and acting.acts(index, head):
            found.append((hit.start, hit.end, head))
            taken.update(range(hit.start, hit.end))
    for chunk in section.doc.noun_chunks:
        if chunk.root.i not in taken and chunk.root.pos_ != "PRON" and acting.acts(index, chunk.root):
            start = chunk.start + (1 if chunk[0].pos_ == "DET" and len(chunk) > 1 else 0)
            found.append((start, max(chunk.end, start + 1), chunk.root))
            taken.update(range(start, chunk.end))
    for sent in section.doc.sents:
        # One word by itself may be parsed as anything.
        if len(sent) == 1 and sent.start not in taken and acting.acts(index, sent.root):
            found.append((sent.start, sent.end, sent.root))
            taken.add(sent.start)
    return sorted(found, key=lambda mention: mention[:2])


def body_before(sections: Sequence[Section], index: int, token: Token, noun: str | None) -> Known | None:
    """Say which known body is meant by "the court", once the story has named one: the last of that noun."""
    if noun is None or not is_collective(noun) or token.i == 0 or token.doc[token.i - 1].lower_ != "the":
        return None
    for section in range(index, max(-1, index - _BACK), -1):
        for hit in reversed(sections[section].hits):
            earlier = section < index or hit.end <= token.i
            words = hit.known.name.lower().split()
            body = hit.known.kind is ActorKind.ORGANISATION and hit.known.sense is Sense.NAME
            if earlier and body and len(words) > 1 and noun in (words[-1], words[0]):
                return hit.known
    return None
