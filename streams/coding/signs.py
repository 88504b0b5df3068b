"""The signs of an event: all that the type model sees of a word that may carry one.

Flows in: a sentence under reading and one of its words. Flows out: facets: the word, what hangs on it and above it,
and the words around.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property

from spacy.tokens import Token

from streams.coding.facets import Facet, names
from streams.coding.natures import sort, within
from streams.coding.predicates import Scene
from streams.coding.syntax import OBJECTS, SUBJECTS, children, is_passive, near_stems, subject, through_prepositions

_NOUNS = frozenset({"NOUN", "PROPN", "PRON", "ADJ"})
_PARTS = SUBJECTS | OBJECTS | {"conj", "xcomp", "ccomp", "agent"}
_TIMES = frozenset({"DATE", "TIME"})
_SILENT = frozenset({"punct", "det"})
_CLOSE = frozenset({"dobj", "prep", "prt", "xcomp", "ccomp", "acomp", "attr", "neg", "agent", "dative"})
_TELLING = frozenset({"dobj", "xcomp", "ccomp", "acomp", "attr", "conj", "advcl", "pcomp", "acl"})
_BELOW = frozenset({"dobj", "xcomp", "prep", "neg", "amod", "compound", "aux", "ccomp", "attr"})
_ACTS = OBJECTS | {"xcomp"}
_SAYING = frozenset({"VERB", "NOUN", "ADJ", "ADP", "AUX", "PROPN", "PART"})
_REACH, _NEAREST = 4, 2


class Signs:
    """The signs of one sentence's words; what several of them share is found once."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._forms: dict[int, str] = {}
        self._found: dict[int, list[Facet]] = {}

    def features(self, token: Token) -> Iterator[str]:
        """Describe a predicate to the type model, by name."""
        return names([*self.facets(token), *self.shared])

    @cached_property
    def shared(self) -> list[Facet]:
        """What the sentence says to all questions about its words."""
        forms = dict.fromkeys(self._form(word) for word in self._scene.span if word.pos_ in _SAYING)
        return ["bias", *(f"u={form}" for form in forms)]

    def facets(self, token: Token) -> list[Facet]:
        """Describe a predicate to the type model by all that is not `shared`."""
        found = self._found.get(token.i)
        if found is None:
            parts = (self._own(token), self._below(token), self._parts(token), self._above(token), self._around(token))
            found = self._found[token.i] = [facet for part in parts for facet in part]
        return found

    def _form(self, token: Token) -> str:
        # Words for times are all one, or weekdays would tell leads from statements.
        found = self._forms.get(token.i)
        if found is None:
            found = self._forms[token.i] = "#time" if token.ent_type_ in _TIMES else token.lemma_.lower()
        return found

    def _own(self, token: Token) -> list[Facet]:
        lemma, entries = token.lemma_.lower(), self._scene.entries(token)
        found: list[Facet] = [(_word, lemma, token.lower_, token.tag_, token.pos_)]
        if entries:
            first = entries[0]
            kinds = " ".join(sorted({entry.type for entry in entries}))
            found.append((_known, first.type, first.strength, min(len(first.rest), 2), kinds))
        else:
            found.append("x=-")
        if is_passive(token):
            found.append((_passive, lemma))
        return found

    def _below(self, token: Token) -> list[Facet]:
        lemma, best, form = token.lemma_.lower(), self._scene.best, self._form
        found: list[Facet] = []
        for child in token.children:
            label = child.dep_
            if label in _SILENT:
                continue
            word = form(child)
            if label in SUBJECTS:
                found.append((_subject, label, word, child.ent_type_))
                continue
            found.append((_child, label, word))
            if label in _CLOSE:
                found.append(f"lc={lemma}:{label}:{word}")
            if label in _TELLING:
                found.append((_child_as, label, best(child), child.ent_type_))
                for grand in child.children:
                    if grand.dep_ in _BELOW:
                        found.append(f"g={label}:{grand.dep_}:{form(grand)}")
                        if grand.dep_ in _ACTS:
                            found.append(f"gx={label}:{best(grand)}")
        for preposition, goal in through_prepositions(token):
            found += (
                f"p={preposition}:{form(goal)}",
                (_goal_as, preposition, goal.ent_type_, best(goal)),
                f"lp={lemma}:{preposition}:{goal.ent_type_}",
            )
        found += (f"n={word}" for word in near_stems(token))
        return found

    def _parts(self, token: Token) -> list[Facet]:
        """Describe what the nouns around a predicate are, where the words themselves may be rare."""
        lemma, best = token.lemma_.lower(), self._scene.best(token)
        found: list[Facet] = []
        for child in token.children:
            label = child.dep_
            if label in _PARTS and child.pos_ in _NOUNS:
                what = sort(child)
                found.append((_part, label, what, best))
                if label in SUBJECTS:
                    continue
                found.append(f"Nl={lemma}:{label}:{what}")
                inner = within(child)
                if inner is not None:
                    found.append((_inner, label, sort(inner), self._scene.best(child)))
            elif label in {"prep", "agent"}:
                for goal in children(child, "pobj"):
                    what = sort(goal)
                    found += ((_behind, child.lower_, what, best), f"Npl={lemma}:{child.lower_}:{what}")
        agent = subject(token)
        if agent is not None:
            found.append((_agent, sort(agent), best))
        root = self._scene.span.root
        found.append(f"root={root.lemma_.lower()}|{token.i == root.i}")
        return found

    def _above(self, token: Token) -> list[Facet]:
        parent = token.head
        if parent.i == token.i:
            return ["root"]
        above, grand = parent.lemma_.lower(), parent.head
        found: list[Facet] = [(_hangs, token.dep_, above, self._scene.best(parent))]
        for child in parent.children:
            if child.dep_ == "neg":
                found.append("hneg")
            elif child.dep_ == "aux":
                found.append(f"ha={self._form(child)}")
        if parent.dep_ == "prep" or token.dep_ == "pobj":
            found.append((_over_preposition, above, grand.lemma_.lower(), self._scene.best(grand)))
        elif grand.i != parent.i:
            found.append(f"hh={grand.lemma_.lower()}")
        actor = subject(token)
        if actor is not None:
            found.append((_actor, actor.lemma_.lower(), actor.ent_type_, actor.pos_))
        return found

    def _around(self, token: Token) -> list[Facet]:
        span, at = self._scene.span, token.i
        first, last = max(span.start, at - _REACH), min(span.end, at + _REACH + 1)
        found: list[Facet] = []
        for step in range(first - at, last - at):
            if step:
                word = self._form(token.doc[at + step])
                found.append(f"r={word}")
                if abs(step) <= _NEAREST:
                    found.append(f"r{step}={word}")
        return found


def _word(lemma: str, lower: str, tag: str, part: str) -> Iterable[str]:
    return (f"l={lemma}", f"w={lower}", f"t={tag}", f"lt={lemma}|{part}")


def _known(best: str, strength: int, rest: int, kinds: str) -> Iterable[str]:
    return (f"x={best}", f"xs={best}|{strength}|{rest}", *(f"xa={kind}" for kind in kinds.split()))


def _passive(lemma: str) -> Iterable[str]:
    return ("passive", f"pl={lemma}")


def _subject(label: str, word: str, entity: str) -> Iterable[str]:
    return (f"c={label}", f"s={word}", f"se={entity}")


def _child(label: str, word: str) -> Iterable[str]:
    return (f"c={label}", f"c={label}:{word}")


def _child_as(label: str, best: str, entity: str) -> Iterable[str]:
    return (f"cx={label}:{best}", f"ce={label}:{entity}")


def _goal_as(preposition: str, entity: str, best: str) -> Iterable[str]:
    return (f"pe={preposition}:{entity}", f"px={preposition}:{best}")


def _part(label: str, what: str, best: str) -> Iterable[str]:
    return (f"N{label}={what}", f"Nx={best}:{label}:{what}")


def _inner(label: str, what: str, best: str) -> Iterable[str]:
    return (f"Ni={label}:{what}", f"Nix={best}:{label}:{what}")


def _behind(preposition: str, what: str, best: str) -> Iterable[str]:
    return (f"Np={preposition}:{what}", f"Npx={best}:{preposition}:{what}")


def _agent(what: str, best: str) -> Iterable[str]:
    return (f"Ns={what}", f"Nsx={best}:{what}")


def _hangs(label: str, lemma: str, best: str) -> Iterable[str]:
    return (f"d={label}", f"h={label}:{lemma}", f"hx={label}:{best}")


def _over_preposition(preposition: str, lemma: str, best: str) -> Iterable[str]:
    return (f"hh={preposition}:{lemma}", f"hhx={best}")


def _actor(lemma: str, entity: str, part: str) -> Iterable[str]:
    return (f"ss={lemma}", f"sse={entity}|{part}")
