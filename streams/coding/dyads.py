"""Two nouns as the parties of one event: whether they go together, whatever each is by itself.

Flows in: a frame and two of its candidates. Flows out: the facets that the dyad model reads; of the names that they
give none comes from two facets.
"""

from collections.abc import Iterable, Iterator

from streams.coding.facets import Facet, Facets
from streams.coding.frames import Frame
from streams.coding.tree import Token


def dyad_features(frame: Frame, actor: Token | None, recipient: Token | None) -> Iterator[str]:
    """Describe an actor and a recipient together, by name; see `dyad_facets`."""
    return dyad_facets(frame, actor, recipient).features()


def dyad_facets(frame: Frame, actor: Token | None, recipient: Token | None) -> Facets:
    """Describe an actor and a recipient together; None is "nobody is named"."""
    kind, voice = frame.kind, frame.voice
    if actor is None or recipient is None:
        label, other = actor.dep_ if actor is not None else "-", recipient.dep_ if recipient is not None else "-"
        nobody = (_natures, frame.nature(actor), frame.nature(recipient), kind)
        return Facets([], [nobody, (_labels, label, other, kind, voice)])
    event, one, two = frame.event.i, actor.i, recipient.i
    natures = frame.natures
    joined = any(word.i == two for word in actor.conjuncts)
    told: list[Facet] = [
        (_natures, natures[one], natures[two], kind),
        (_labels, actor.dep_, recipient.dep_, kind, voice),
        (_order, one < event, two < event, one < two, joined, voice, kind),
        _nesting(frame, actor, recipient),
    ]
    return Facets([], told)


def _natures(actor: str, recipient: str, kind: str) -> Iterable[str]:
    return (f"n={actor}>{recipient}", f"n={actor}>{recipient}|{kind}")


def _labels(label: str, other: str, kind: str, voice: str) -> Iterable[str]:
    labels = f"d={label}>{other}"
    return (labels, f"{labels}|{kind}", f"{labels}|{voice}")


def _order(  # noqa: PLR0913, PLR0917 - a template's words
    actor_first: bool, recipient_first: bool, ahead: bool, joined: bool, voice: str, kind: str
) -> Iterable[str]:
    order = f"{actor_first}{recipient_first}{ahead}"
    told = (f"order={order}|{voice}", f"order={order}|{kind}")
    return (*told, "joined", f"joined|{kind}", f"joined|{order}|{voice}") if joined else told


def _nesting(frame: Frame, actor: Token, recipient: Token) -> Facet:
    over_actor, over_recipient = frame.above[actor.i], frame.above[recipient.i]
    if actor.i in over_recipient:
        return (_in_actor, recipient.dep_, frame.kind, frame.natures[recipient.i])
    if recipient.i in over_actor:
        return (_in_recipient, actor.dep_, frame.kind, frame.natures[actor.i])
    for index in over_actor:
        if index in over_recipient:
            return (_top, "event" if index == frame.event.i else frame.event.doc[index].pos_, index in frame.over)
    return (_apart,)


def _apart() -> Iterable[str]:
    # Only of two sentences that were taken for one.
    return ()


def _in_actor(label: str, kind: str, nature: str) -> Iterable[str]:
    return (f"within actor|{label}", f"within actor|{kind}", f"within actor|{nature}|{kind}")


def _in_recipient(label: str, kind: str, nature: str) -> Iterable[str]:
    return (f"within recipient|{label}", f"within recipient|{kind}", f"within recipient|{nature}")


def _top(what: str, is_above: bool) -> Iterable[str]:
    return (f"top={what}|{is_above}",)
