"""One predicate and the nouns around it, seen once for all questions about who did it to whom.

Flows in: a sentence under reading, a predicate of a type. Flows out: its candidates for parties, what each of them
is, and how each stands to the predicate.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from streams.coding.attribution import speaker
from streams.coding.natures import NAMED, NOBODY, PARTIES, nature, sort, within
from streams.coding.predicates import Scene
from streams.coding.syntax import above, is_passive
from streams.coding.tree import Span, Token, kept

_OBJECTS = frozenset({"dobj", "nsubjpass", "attr", "oprd"})
_APART = frozenset({"relcl", "ccomp", "advcl"})
_DEEP = 7
_PARTY = "party"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a noun stands below a predicate: how many of its kind come before it there, and in which branch."""

    rank: int
    kind: str
    branch: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A predicate of one type among the candidates for its parties."""

    scene: Scene
    event: Token
    kind: str
    nouns: tuple[Token, ...]
    voice: str
    natures: Mapping[int, str]
    inner: Mapping[int, str]
    above: Mapping[int, tuple[int, ...]]
    places: Mapping[int, Place]
    object_nature: str
    object_sort: str
    speaker: int | None
    over: tuple[int, ...]
    """The predicate and the words above it."""

    counted: tuple[Sequence[int], Sequence[int]]
    """Names and verbs of the sentence before each of its words."""

    @classmethod
    def of(cls, scene: Scene, event: Token, kind: str, nouns: Sequence[Token]) -> "Frame":
        """Look at a predicate.

        Args:
            scene: its sentence.
            event: the predicate.
            kind: its event type.
            nouns: the heads of the phrases that may be parties.
        """
        natures = {noun.i: nature(noun) for noun in nouns}
        own = next((child for child in event.children if child.dep_ in _OBJECTS), None)
        said = speaker(event)
        return cls(
            scene=scene,
            event=event,
            kind=kind,
            nouns=tuple(nouns),
            voice="pass" if is_passive(event) else event.pos_,
            natures=natures,
            inner={noun.i: nature(within(noun)) for noun in nouns},
            above={noun.i: above(noun) for noun in nouns},
            places=_places(event, natures),
            object_nature=nature(own) if own is not None else "-",
            object_sort=sort(own) if own is not None else "-",
            speaker=said.i if said is not None else None,
            over=above(event),
            counted=_counted(scene.span),
        )

    def nature(self, noun: Token | None) -> str:
        """Say what a candidate is."""
        return NOBODY if noun is None else self.natures[noun.i]

    def between(self, low: int, high: int) -> tuple[int, int]:
        """Count the names and the verbs between two words of the sentence."""
        if high - low < 2:  # noqa: PLR2004 - neighbours
            return 0, 0
        start = self.scene.span.start
        named, verbs = self.counted
        return named[high - start] - named[low + 1 - start], verbs[high - start] - verbs[low + 1 - start]

    def below(self) -> str:
        """Say what the best is that stands after the predicate: a party, a place, a thing or nothing."""
        kinds = {place.kind for index, place in self.places.items() if index > self.event.i}
        return next((kind for kind in (_PARTY, "place", "thing") if kind in kinds), "-")


@kept
def _counted(span: Span) -> tuple[Sequence[int], Sequence[int]]:
    named = accumulate((word.ent_iob_ == "B" and word.ent_type_ in NAMED for word in span), initial=0)
    return list(named), list(accumulate((word.pos_ == "VERB" for word in span), initial=0))


def _places(event: Token, natures: Mapping[int, str]) -> dict[int, Place]:
    seen: Counter[tuple[str, str]] = Counter()
    found: dict[int, Place] = {}
    edge = [(child, 1, child) for child in event.children]
    for word, depth, top in edge:
        if word.i in natures:
            branch = "before" if word.i < event.i else top.dep_
            kind = _PARTY if natures[word.i] in PARTIES else natures[word.i]
            found[word.i] = Place(seen[branch, kind], kind, branch)
            seen[branch, kind] += 1
        if depth < _DEEP:
            edge.extend((child, depth + 1, top) for child in word.children if child.dep_ not in _APART)
    return found
