"""How a noun bears on a predicate: all that the role model sees of a candidate for the parts of an event.

Flows in: a frame and one of its nouns. Flows out: facets. Of the names that they give none comes from two facets, so
that what each facet says to a model can be added up.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from streams.coding.facets import Facets
from streams.coding.frames import Frame
from streams.coding.natures import NAMED, NATIONS, PERSONS, PLACE
from streams.coding.syntax import SUBJECTS, children, path, subject
from streams.coding.tree import Token

_NEAR, _MIDDLE, _FAR = 2, 5, 10
_SHORT = 3
_LONG = 7
_ON_THE_WAY = (
    ("/agent", "/by", "/relcl", "^xcomp", "^ccomp", "^advcl", "^conj", "/conj", "^pcomp", "/poss", "^acl")
)  # fmt: skip


def role_features(frame: Frame, noun: Token | None) -> Iterator[str]:
    """Describe a noun phrase as a part of an event, by name; see `role_facets`."""
    return role_facets(frame, noun).features()


def role_facets(frame: Frame, noun: Token | None) -> Facets:
    """Describe a noun phrase as a part of an event.

    Args:
        frame: the predicate among its candidates.
        noun: the head of the phrase, or None: the candidate "nobody is named".
    """
    if noun is None:
        return _of_nobody(frame)
    found = Facets()
    _path(frame, noun, found)
    _own(frame, noun, found)
    _among(frame, noun, found)
    return found


def _of_nobody(frame: Frame) -> Facets:
    event, kind, voice = frame.event, frame.kind, frame.voice
    places = sum(nature == PLACE for nature in frame.natures.values())
    return Facets(
        [f"nobody|l={event.lemma_.lower()}"],
        [
            (_nobody, kind, voice, frame.object_nature, min(2, places), frame.below()),
            (_nobody_by, event.dep_, bool(children(event, "dobj")), subject(event) is not None, voice),
        ],
    )


def _nobody(kind: str, voice: str, own: str, places: int, below: str) -> Iterable[str]:
    return (
        "nobody",
        f"nobody|{kind}",
        f"nobody|{kind}|{voice}",
        f"nobody|o={own}|{voice}",
        f"nobody|o={own}|{kind}",
        f"nobody|places={places}|{kind}",
        f"nobody|below={below}|{kind}",
        f"nobody|below={below}|{voice}",
    )


def _nobody_by(label: str, acts: bool, is_said: bool, voice: str) -> Iterable[str]:
    return (f"nobody|{label}", f"nobody|obj={acts}|{voice}", f"nobody|subj={is_said}|{voice}")


def _path(frame: Frame, noun: Token, found: Facets) -> None:
    """Describe the way from the predicate to a noun, and how far it is."""
    event, kind, voice = frame.event, frame.kind, frame.voice
    way, steps = path(event, noun)
    side = "before" if noun.i < event.i else "after"
    gap = abs(noun.i - event.i)
    width = "near" if gap <= _NEAR else "middle" if gap <= _MIDDLE else "far" if gap <= _FAR else "away"
    low, high = (noun.i, event.i) if noun.i < event.i else (event.i, noun.i)
    named, verbs = frame.between(low, high)
    root = noun.dep_ if noun.head.i == noun.sent.root.i else ""
    lemma = event.lemma_.lower()
    found.names += (
        f"p={way}",
        f"p={way}|{voice}",
        f"p={way}|{voice}|{kind}",
        f"p={way}|x={frame.scene.best(event)}",
        f"end={way[-12:]}|{voice}",
        f"steps={min(steps, _LONG)}",
        f"side={side}|{voice}|{kind}",
    )
    lemma = event.lemma_.lower()
    if lemma != voice:
        # The passive has the name of a verb: "passed" in the passive is told once.
        found.names.append(f"p={way}|{lemma}")
    found.told += (
        (_on_the_way, _branches(way), voice),
        (_between, width, side, min(_SHORT, named), min(_SHORT, verbs), root),
    )
    _nested(frame, noun, found)
    agent = subject(event)
    if agent is not None:
        # Whether the verb has a subject of its own, and of which sort, decides if a farther one may be meant.
        here = agent.i == noun.i
        is_it = here or (agent.tag_ in {"WDT", "WP"} and agent.head.head.i == noun.i)
        sort = "pronoun" if agent.pos_ == "PRON" else agent.ent_type_ or agent.pos_
        found.told.append((_rival, is_it, sort, here, agent.head.i == event.i, noun.dep_, voice))


@lru_cache(maxsize=1 << 12)
def _branches(way: str) -> str:
    return " ".join(part for part in _ON_THE_WAY if part in way)


def _on_the_way(branches: str, voice: str) -> Iterable[str]:
    return [f"has={part}|{voice}" for part in branches.split()]


def _between(width: str, side: str, named: int, verbs: int, root: str) -> Iterable[str]:
    told = (f"gap={width}|{side}", f"names-between={named}|{side}", f"verbs-between={verbs}|{side}")
    return (*told, f"at-root={root}") if root else told


def _nested(frame: Frame, noun: Token, found: Facets) -> None:
    above, event = frame.above[noun.i], frame.event
    if event.i in above[1:]:
        first = event.doc[above[above.index(event.i) - 1]]
        preposition = first.lower_ if first.dep_ == "prep" else ""
        found.names += (f"below|{noun.dep_}|{frame.voice}", f"branch={first.dep_}|{preposition}|{frame.voice}")
    else:
        found.told.append((_over, noun.i == event.i, noun.i in frame.over[1:], noun.dep_))


def _over(is_same: bool, is_above: bool, label: str) -> Iterable[str]:
    return (*(["same"] if is_same else []), *([f"above|{label}"] if is_above else []))


def _rival(  # noqa: PLR0913, PLR0917 - a template's words
    is_subject: bool, sort: str, is_it: bool, is_own: bool, label: str, voice: str
) -> Iterable[str]:
    told = (f"rival={sort}|{is_it}|{label}", f"own={sort}|{is_own}|{is_it}|{voice}")
    return (*told, f"subject|{voice}") if is_subject else told


def _own(frame: Frame, noun: Token, found: Facets) -> None:
    """Describe what a noun is by itself and by what it hangs on."""
    head, label = noun.head, noun.dep_
    named = noun.ent_type_ if noun.ent_type_ in NAMED else ""
    if noun.lower_ in PERSONS:
        # Annotators name the person where they can, a story says "he": to the model both are persons.
        named = "PERSON"
        found.names.append(f"e={named}|PROPN")
    else:
        found.names += (f"e={named}|{noun.pos_}", f"w={noun.lemma_.lower()}", f"suffix={noun.lower_[-3:]}")
    nation, apposed = False, False
    for child in noun.children:
        nation = nation or child.ent_type_ in NATIONS
        apposed = apposed or child.dep_ == "appos"
    found.told.append((_label, label, named, noun.tag_ in {"NNS", "NNPS"}, nation, apposed))
    if label == "poss" or (label in {"amod", "compound"} and noun.ent_type_):
        found.names += (f"owns={head.lemma_.lower()}", f"owns-e={head.ent_type_}|{label}|{noun.ent_type_}")
    if head.dep_ == "prep" or head.pos_ == "ADP":
        found.told.append((_behind, head.lower_, named, head.head.pos_))
        found.names.append(f"ph={head.lower_}|{head.head.lemma_.lower()}")
    if label in SUBJECTS:
        found.names.append(f"sv={head.lemma_.lower()}")
    if frame.speaker == noun.i:
        own = any(child.dep_ in SUBJECTS for child in frame.event.children)
        found.told.append((_speaker, frame.kind, own))


def _label(label: str, named: str, plural: bool, nation: bool, apposed: bool) -> Iterable[str]:
    told = (f"d={label}", f"d={label}|e={named}", f"plural={plural}")
    return (*told, *(["of-nation"] if nation else []), *(["apposed"] if apposed else []))


def _behind(preposition: str, named: str, above: str) -> Iterable[str]:
    return (f"prep={preposition}", f"prep={preposition}|e={named}", f"prep={preposition}|h={above}")


def _speaker(kind: str, own: bool) -> Iterable[str]:
    return ("speaker", f"speaker|{kind}", f"speaker|own={own}")


def _among(frame: Frame, noun: Token, found: Facets) -> None:
    """Describe a noun's nature, whether another of its kind stands nearer, and what stands on the way to it."""
    nature, inner, kind, own = frame.natures[noun.i], frame.inner[noun.i], frame.kind, frame.object_nature
    prep = noun.head if noun.head.pos_ == "ADP" else None
    found.told += ((_nature, nature, kind, own, frame.object_sort), (_nature_as, nature, noun.dep_, inner))
    names = found.names
    if prep is not None:
        names += (f"n={nature}|prep={prep.lower_}", f"n={nature}|prep={prep.lower_}|{kind}")
    place = frame.places.get(noun.i)
    if place is None:
        names.append(f"rank=out|{nature}")
    else:
        rank = f"rank={min(place.rank, 2)}|{place.kind}"
        here = f"{rank}|{place.branch}"
        names += (here, f"{here}|{kind}", f"{here}|{frame.voice}|o={own}")
        if prep is not None:
            here = f"{rank}|{prep.lower_}"
            names += (f"{here}|o={own}", f"{here}|x={frame.scene.best(prep.head)}")
    above = frame.above[noun.i]
    if frame.event.i in above:
        between = above[1 : above.index(frame.event.i)]
        verbs = (index for index in between if index in frame.natures or noun.doc[index].pos_ == "VERB")
        via = ">".join([frame.natures.get(index, "verb") for index in verbs][:2])
        names += (f"via={via}|{nature}", f"via={via}|{nature}|{kind}")
    told = frame.scene.best(noun)
    if told != "-":
        found.told.append((_told, told == kind, noun.dep_, nature, inner))


def _nature(nature: str, kind: str, own: str, own_sort: str) -> Iterable[str]:
    return (
        f"n={nature}",
        f"n={nature}|{kind}",
        f"n={nature}|o={own}",
        f"n={nature}|o={own}|{kind}",
        # Soldiers withdrawn are not who it is done to, hostages released are.
        f"n={nature}|os={own_sort}|{kind}",
    )


def _nature_as(nature: str, label: str, inner: str) -> Iterable[str]:
    return (f"n={nature}|d={label}", f"in={inner}|{nature}|d={label}")


def _told(is_kind: bool, label: str, nature: str, inner: str) -> Iterable[str]:
    return (f"event={is_kind}|{label}", f"event={is_kind}|{nature}|in={inner}")
