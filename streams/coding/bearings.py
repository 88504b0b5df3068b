"""How a noun bears on a predicate: all that the role model sees of a candidate for the parts of an event.

Flows in: a frame and one of its nouns. Flows out: facets. Of the names that they give none comes from two facets, so
that what each facet says to a model can be added up.
"""

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from streams.coding.facets import Facet, names
from streams.coding.frames import Frame
from streams.coding.natures import NAMED, NATIONS, PERSONS, PLACE
from streams.coding.syntax import SUBJECTS, children, path, subject

_NEAR, _MIDDLE, _FAR = 2, 5, 10
_SHORT = 3
_LONG = 7
_ON_THE_WAY = (
    ("/agent", "/by", "/relcl", "^xcomp", "^ccomp", "^advcl", "^conj", "/conj", "^pcomp", "/poss", "^acl")
)  # fmt: skip


def role_features(frame: Frame, noun: Token | None) -> Iterator[str]:
    """Describe a noun phrase as a part of an event, by name; see `role_facets`."""
    return names(role_facets(frame, noun))


def role_facets(frame: Frame, noun: Token | None) -> list[Facet]:
    """Describe a noun phrase as a part of an event.

    Args:
        frame: the predicate among its candidates.
        noun: the head of the phrase, or None: the candidate "nobody is named".
    """
    return _of_nobody(frame) if noun is None else [*_path(frame, noun), *_own(frame, noun), *_among(frame, noun)]


def _of_nobody(frame: Frame) -> list[Facet]:
    event, kind, voice = frame.event, frame.kind, frame.voice
    places = sum(nature == PLACE for nature in frame.natures.values())
    return [
        (_nobody, kind, voice, frame.object_nature, min(2, places), frame.below()),
        (_nobody_by, event.dep_, bool(children(event, "dobj")), subject(event) is not None, voice),
        f"nobody|l={event.lemma_.lower()}",
    ]


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


def _path(frame: Frame, noun: Token) -> list[Facet]:
    """Describe the way from the predicate to a noun, and how far it is."""
    event, kind, voice = frame.event, frame.kind, frame.voice
    way, steps = path(event, noun)
    side = "before" if noun.i < event.i else "after"
    gap = abs(noun.i - event.i)
    width = "near" if gap <= _NEAR else "middle" if gap <= _MIDDLE else "far" if gap <= _FAR else "away"
    low, high = (noun.i, event.i) if noun.i < event.i else (event.i, noun.i)
    named, verbs = frame.between(low, high)
    root = noun.dep_ if noun.head.i == noun.sent.root.i else ""
    found: list[Facet] = [
        (_way, way, voice),
        f"p={way}|{voice}|{kind}",
        (_way_of_word, way, voice, event.lemma_.lower(), frame.scene.best(event)),
        (_distance, min(steps, _LONG), side, voice, kind),
        (_between, width, side, min(_SHORT, named), min(_SHORT, verbs), root),
        _nested(frame, noun),
    ]
    agent = subject(event)
    if agent is not None:
        # Whether the verb has a subject of its own, and of which sort, decides if a farther one may be meant.
        here = agent.i == noun.i
        is_it = here or (agent.tag_ in {"WDT", "WP"} and agent.head.head.i == noun.i)
        sort = "pronoun" if agent.pos_ == "PRON" else agent.ent_type_ or agent.pos_
        found.append((_rival, is_it, sort, here, agent.head.i == event.i, noun.dep_, voice))
    return found


def _way(way: str, voice: str) -> Iterable[str]:
    parts = (f"has={part}|{voice}" for part in _ON_THE_WAY if part in way)
    return (f"p={way}", f"p={way}|{voice}", f"end={way[-12:]}|{voice}", *parts)


def _way_of_word(way: str, voice: str, lemma: str, best: str) -> Iterable[str]:
    # The passive has the name of a verb: "passed" in the passive is told once.
    return (f"p={way}|x={best}",) if lemma == voice else (f"p={way}|x={best}", f"p={way}|{lemma}")


def _distance(steps: int, side: str, voice: str, kind: str) -> Iterable[str]:
    return (f"steps={steps}", f"side={side}|{voice}|{kind}")


def _between(width: str, side: str, named: int, verbs: int, root: str) -> Iterable[str]:
    told = (f"gap={width}|{side}", f"names-between={named}|{side}", f"verbs-between={verbs}|{side}")
    return (*told, f"at-root={root}") if root else told


def _nested(frame: Frame, noun: Token) -> Facet:
    above, event = frame.above[noun.i], frame.event
    if event.i in above[1:]:
        first = event.doc[above[above.index(event.i) - 1]]
        return (_below, noun.dep_, first.dep_, first.lower_ if first.dep_ == "prep" else "", frame.voice)
    return (_over, noun.i == event.i, noun.i in frame.over[1:], noun.dep_)


def _below(label: str, branch: str, preposition: str, voice: str) -> Iterable[str]:
    return (f"below|{label}|{voice}", f"branch={branch}|{preposition}|{voice}")


def _over(is_same: bool, is_above: bool, label: str) -> Iterable[str]:
    return (*(["same"] if is_same else []), *([f"above|{label}"] if is_above else []))


def _rival(  # noqa: PLR0913, PLR0917 - a template's words
    is_subject: bool, sort: str, is_it: bool, is_own: bool, label: str, voice: str
) -> Iterable[str]:
    told = (f"rival={sort}|{is_it}|{label}", f"own={sort}|{is_own}|{is_it}|{voice}")
    return (*told, f"subject|{voice}") if is_subject else told


def _own(frame: Frame, noun: Token) -> list[Facet]:
    """Describe what a noun is by itself and by what it hangs on."""
    head, label = noun.head, noun.dep_
    named = noun.ent_type_ if noun.ent_type_ in NAMED else ""
    found: list[Facet] = []
    if noun.lower_ in PERSONS:
        # Annotators name the person where they can, a story says "he": to the model both are persons.
        named = "PERSON"
        found.append(f"e={named}|PROPN")
    else:
        found += (f"e={named}|{noun.pos_}", (_word, noun.lemma_.lower(), noun.lower_[-3:]))
    nation, apposed = False, False
    for child in noun.children:
        nation = nation or child.ent_type_ in NATIONS
        apposed = apposed or child.dep_ == "appos"
    found.append((_label, label, named, noun.tag_ in {"NNS", "NNPS"}, nation, apposed))
    if label == "poss" or (label in {"amod", "compound"} and noun.ent_type_):
        found.append((_owns, head.lemma_.lower(), head.ent_type_, label, noun.ent_type_))
    if head.dep_ == "prep" or head.pos_ == "ADP":
        found.append((_behind, head.lower_, named, head.head.pos_))
        found.append(f"ph={head.lower_}|{head.head.lemma_.lower()}")
    if label in SUBJECTS:
        found.append(f"sv={head.lemma_.lower()}")
    if frame.speaker == noun.i:
        found.append((_speaker, frame.kind, any(child.dep_ in SUBJECTS for child in frame.event.children)))
    return found


def _word(lemma: str, suffix: str) -> Iterable[str]:
    return (f"w={lemma}", f"suffix={suffix}")


def _label(label: str, named: str, plural: bool, nation: bool, apposed: bool) -> Iterable[str]:
    told = (f"d={label}", f"d={label}|e={named}", f"plural={plural}")
    return (*told, *(["of-nation"] if nation else []), *(["apposed"] if apposed else []))


def _owns(lemma: str, entity: str, label: str, own: str) -> Iterable[str]:
    return (f"owns={lemma}", f"owns-e={entity}|{label}|{own}")


def _behind(preposition: str, named: str, above: str) -> Iterable[str]:
    return (f"prep={preposition}", f"prep={preposition}|e={named}", f"prep={preposition}|h={above}")


def _speaker(kind: str, own: bool) -> Iterable[str]:
    return ("speaker", f"speaker|{kind}", f"speaker|own={own}")


def _among(frame: Frame, noun: Token) -> list[Facet]:
    """Describe a noun's nature, whether another of its kind stands nearer, and what stands on the way to it."""
    nature, inner, kind, own = frame.natures[noun.i], frame.inner[noun.i], frame.kind, frame.object_nature
    prep = noun.head if noun.head.pos_ == "ADP" else None
    found: list[Facet] = [
        (_nature, nature, kind, own, frame.object_sort),
        (_nature_as, nature, noun.dep_, inner),
    ]
    if prep is not None:
        found.append((_nature_behind, nature, prep.lower_, kind))
    place = frame.places.get(noun.i)
    if place is None:
        found.append(f"rank=out|{nature}")
    else:
        found.append((_rank, min(place.rank, 2), place.kind, place.branch, kind, frame.voice, own))
        if prep is not None:
            best = frame.scene.best(prep.head)
            found.append((_rank_behind, min(place.rank, 2), place.kind, prep.lower_, own, best))
    above = frame.above[noun.i]
    if frame.event.i in above:
        between = above[1 : above.index(frame.event.i)]
        verbs = (index for index in between if index in frame.natures or noun.doc[index].pos_ == "VERB")
        via = ">".join([frame.natures.get(index, "verb") for index in verbs][:2])
        found.append((_via, via, nature, kind))
    told = frame.scene.best(noun)
    if told != "-":
        found.append((_told, told == kind, noun.dep_, nature, inner))
    return found


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


def _nature_behind(nature: str, preposition: str, kind: str) -> Iterable[str]:
    return (f"n={nature}|prep={preposition}", f"n={nature}|prep={preposition}|{kind}")


def _rank(  # noqa: PLR0913, PLR0917 - a template's words
    rank: int, sort: str, branch: str, kind: str, voice: str, own: str
) -> Iterable[str]:
    here = f"rank={rank}|{sort}|{branch}"
    return (here, f"{here}|{kind}", f"{here}|{voice}|o={own}")


def _rank_behind(rank: int, sort: str, preposition: str, own: str, best: str) -> Iterable[str]:
    here = f"rank={rank}|{sort}|{preposition}"
    return (f"{here}|o={own}", f"{here}|x={best}")


def _via(via: str, nature: str, kind: str) -> Iterable[str]:
    return (f"via={via}|{nature}", f"via={via}|{nature}|{kind}")


def _told(is_kind: bool, label: str, nature: str, inner: str) -> Iterable[str]:
    return (f"event={is_kind}|{label}", f"event={is_kind}|{nature}|in={inner}")
