"""Where the actors of a story are mentioned: names, bodies and noun phrases that can act.

Flows in: a section with its people and bodies. Flows out: spans with their heads.
"""

from collections.abc import Collection

from schemas import ActorKind
from streams.coding.acting import Acting
from streams.coding.bodies import Bodies
from streams.coding.people import People
from streams.coding.phrases import Section
from streams.coding.positions import is_nominal
from streams.coding.tree import Token

_PARTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})


def mentioned(
    index: int, section: Section, people: People, bodies: Bodies, acting: Acting
) -> list[tuple[int, int, Token]]:
    """Give every mention of an actor in a section: first token, the one after the last, and the head."""
    found: list[tuple[int, int, Token]] = []
    named = [m for person in people.all for m in person.mentions if m.section == index]
    found += [(m.start, m.end, section.doc[m.end - 1]) for m in named]
    taken = {i for mention in named for i in range(mention.title, mention.end)}
    offices = [post for post in people.incumbents.posts[index] if taken.isdisjoint(range(post.first, post.last))]
    found += [(post.start, post.end, section.doc[post.first : post.last].root) for post in offices]
    taken |= {i for post in offices for i in range(post.start, post.end)}
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
    owners = _owners(section, taken)
    found += [(token.i, token.i + 1, token) for token in owners if acting.acts(index, token)]
    taken |= {token.i for token in owners}
    for sent in section.doc.sents:
        # One word by itself may be parsed as anything.
        if len(sent) == 1 and sent.start not in taken and acting.acts(index, sent.root):
            found.append((sent.start, sent.end, sent.root))
            taken.add(sent.start)
    return sorted(found, key=lambda mention: mention[:2])


def _owners(section: Section, taken: Collection[int]) -> list[Token]:
    """Give nouns that no phrase shows: "the commission's demand", "The major" that is taken for an adjective."""
    free = [token for token in section.doc if token.i not in taken and section.hit(token.i) is None]
    owners = [token for token in free if token.dep_ == "poss" and token.pos_ == "NOUN"]
    odd = [token for token in free if token.pos_ == "ADJ" and token.dep_ in _PARTS and token.i]
    return [*owners, *(token for token in odd if token.doc[token.i - 1].lower_ == "the")]
