"""The signs of an event: all that the type model sees of a word that may carry one.

Flows in: a sentence under reading and one of its words. Flows out: facets: the word, what hangs on it and above it,
and the words around.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain

from streams.coding.facets import Facets
from streams.coding.natures import sort, within
from streams.coding.predicates import Scene
from streams.coding.syntax import OBJECTS, SUBJECTS, children, is_passive, near_stems, subject, through_prepositions
from streams.coding.tree import Token

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
        self._found: dict[int, Facets] = {}

    def features(self, token: Token) -> Iterator[str]:
        """Describe a predicate to the type model, by name."""
        return chain(self.facets(token).features(), self.shared)

    @cached_property
    def shared(self) -> list[str]:
        """What the sentence says to all questions about its words."""
        forms = dict.fromkeys(self._form(word) for word in self._scene.span if word.pos_ in _SAYING)
        return ["bias", *(f"u={form}" for form in forms)]

    def facets(self, token: Token) -> Facets:
        """Describe a predicate to the type model by all that is not `shared`."""
        found = self._found.get(token.i)
        if found is None:
            found = self._found[token.i] = Facets()
            self._own(token, found)
            self._below(token, found)
            self._parts(token, found)
            self._above(token, found)
            self._around(token, found)
        return found

    def _form(self, token: Token) -> str:
        # Words for times are all one, or weekdays would tell leads from statements.
        found = self._forms.get(token.i)
        if found is None:
            found = self._forms[token.i] = "#time" if token.ent_type_ in _TIMES else token.lemma_.lower()
        return found

    def _own(self, token: Token, found: Facets) -> None:
        lemma, entries = token.lemma_.lower(), self._scene.entries(token)
        found.told.append((_word, lemma, token.lower_, token.tag_, token.pos_))
        if entries:
            first = entries[0]
            kinds = " ".join(sorted({entry.type for entry in entries}))
            found.told.append((_known, first.type, first.strength, min(len(first.rest), 2), kinds))
        else:
            found.names.append("x=-")
        if is_passive(token):
            found.names += ("passive", f"pl={lemma}")

    def _below(self, token: Token, found: Facets) -> None:
        lemma, best, form = token.lemma_.lower(), self._scene.best, self._form
        names, told = found.names, found.told
        for child in token.children:
            label = child.dep_
            if label in _SILENT:
                continue
            word = form(child)
            if label in SUBJECTS:
                names += (f"c={label}", f"s={word}", f"se={child.ent_type_}")
                continue
            names += (f"c={label}", f"c={label}:{word}")
            if label in _CLOSE:
                names.append(f"lc={lemma}:{label}:{word}")
            if label in _TELLING:
                told.append((_child_as, label, best(child), child.ent_type_))
                for grand in child.children:
                    if grand.dep_ in _BELOW:
                        names.append(f"g={label}:{grand.dep_}:{form(grand)}")
                        if grand.dep_ in _ACTS:
                            names.append(f"gx={label}:{best(grand)}")
        for preposition, goal in through_prepositions(token):
            names += (f"p={preposition}:{form(goal)}", f"lp={lemma}:{preposition}:{goal.ent_type_}")
            told.append((_goal_as, preposition, goal.ent_type_, best(goal)))
        names += [f"n={word}" for word in near_stems(token)]

    def _parts(self, token: Token, found: Facets) -> None:
        """Describe what the nouns around a predicate are, where the words themselves may be rare."""
        lemma, best = token.lemma_.lower(), self._scene.best(token)
        names, told = found.names, found.told
        for child in token.children:
            label = child.dep_
            if label in _PARTS and child.pos_ in _NOUNS:
                what = sort(child)
                told.append((_part, label, what, best))
                if label in SUBJECTS:
                    continue
                names.append(f"Nl={lemma}:{label}:{what}")
                inner = within(child)
                if inner is not None:
                    told.append((_inner, label, sort(inner), self._scene.best(child)))
            elif label in {"prep", "agent"}:
                for goal in children(child, "pobj"):
                    what = sort(goal)
                    told.append((_behind, child.lower_, what, best))
                    names.append(f"Npl={lemma}:{child.lower_}:{what}")
        agent = subject(token)
        if agent is not None:
            told.append((_agent, sort(agent), best))
        root = self._scene.span.root
        names.append(f"root={root.lemma_.lower()}|{token.i == root.i}")

    def _above(self, token: Token, found: Facets) -> None:
        parent, names = token.head, found.names
        if parent.i == token.i:
            names.append("root")
            return
        above, grand = parent.lemma_.lower(), parent.head
        label = token.dep_
        names += (f"d={label}", f"h={label}:{above}", f"hx={label}:{self._scene.best(parent)}")
        for child in parent.children:
            if child.dep_ == "neg":
                names.append("hneg")
            elif child.dep_ == "aux":
                names.append(f"ha={self._form(child)}")
        if parent.dep_ == "prep" or label == "pobj":
            names += (f"hh={above}:{grand.lemma_.lower()}", f"hhx={self._scene.best(grand)}")
        elif grand.i != parent.i:
            names.append(f"hh={grand.lemma_.lower()}")
        actor = subject(token)
        if actor is not None:
            names += (f"ss={actor.lemma_.lower()}", f"sse={actor.ent_type_}|{actor.pos_}")

    def _around(self, token: Token, found: Facets) -> None:
        span, at, names = self._scene.span, token.i, found.names
        first, last = max(span.start, at - _REACH), min(span.end, at + _REACH + 1)
        for step in range(first - at, last - at):
            if step:
                word = self._form(token.doc[at + step])
                names.append(f"r={word}")
                if abs(step) <= _NEAREST:
                    names.append(f"r{step}={word}")


def _word(lemma: str, lower: str, tag: str, part: str) -> Iterable[str]:
    return (f"l={lemma}", f"w={lower}", f"t={tag}", f"lt={lemma}|{part}")


def _known(best: str, strength: int, rest: int, kinds: str) -> Iterable[str]:
    return (f"x={best}", f"xs={best}|{strength}|{rest}", *(f"xa={kind}" for kind in kinds.split()))


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
