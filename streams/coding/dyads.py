"""Two nouns as the parties of one event: whether they go together, whatever each is by itself.

Flows in: a frame and two of its candidates. Flows out: the features that the dyad model reads.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from streams.coding.frames import Frame


def dyad_features(frame: Frame, actor: Token | None, recipient: Token | None) -> Iterator[str]:
    """Describe an actor and a recipient together; None is "nobody is named"."""
    kind, voice = frame.kind, frame.voice
    natures = f"{frame.nature(actor)}>{frame.nature(recipient)}"
    labels = f"{actor.dep_ if actor is not None else '-'}>{recipient.dep_ if recipient is not None else '-'}"
    yield f"n={natures}"
    yield f"n={natures}|{kind}"
    yield f"d={labels}"
    yield f"d={labels}|{kind}"
    yield f"d={labels}|{voice}"
    if actor is None or recipient is None:
        return
    event = frame.event.i
    order = f"{actor.i < event}{recipient.i < event}{actor.i < recipient.i}"
    yield f"order={order}|{voice}"
    yield f"order={order}|{kind}"
    if any(word.i == recipient.i for word in actor.conjuncts):
        yield "joined"
        yield f"joined|{kind}"
        yield f"joined|{order}|{voice}"
    yield from _nesting(frame, actor, recipient)


def _nesting(frame: Frame, actor: Token, recipient: Token) -> Iterator[str]:
    over_actor, over_recipient = frame.above[actor.i], frame.above[recipient.i]
    if actor.i in over_recipient:
        yield f"within actor|{recipient.dep_}"
        yield f"within actor|{frame.kind}"
        yield f"within actor|{frame.natures[recipient.i]}|{frame.kind}"
    elif recipient.i in over_actor:
        yield f"within recipient|{actor.dep_}"
        yield f"within recipient|{frame.kind}"
        yield f"within recipient|{frame.natures[actor.i]}"
    else:
        top = next((index for index in over_actor if index in over_recipient), None)
        if top is not None:
            word = frame.event.doc[top]
            above = top == frame.event.i or top in (token.i for token in frame.event.ancestors)
            yield f"top={'event' if top == frame.event.i else word.pos_}|{above}"
