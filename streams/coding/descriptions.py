"""What a sentence says of somebody beside the name: appositions, relative clauses, offices just taken.

Flows in: the head of a name or noun phrase. Flows out: `Profile`, empty where nothing is said.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from spacy.tokens import Token

from schemas import ActorKind
from streams.coding.nominals import Reader
from streams.coding.phrases import Profile, Section, grammar
from streams.coding.tables import rows, words

_CLAUSES = frozenset({"relcl", "acl", "advcl"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_LOOSE = frozenset({"appos", "conj", "dep", "npadvmod", "attr", "oprd", "ROOT", "pobj", "dobj"})
"""What the parser takes an apposition for that it does not understand."""

_BEGINS = frozenset({"a", "an", "the", "its", "his", "her", "their"})
_OWN = frozenset({"become", "step", "take"})
_WHOM = frozenset({"whom", "who", "that"})
_OFFICIAL = frozenset({"GOV", "LEG"})
_DISMISSED = frozenset(
    {"oust", "depose", "topple", "overthrow", "sack", "dismiss", "fire", "unseat", "remove", "expel"}
)
_DONE = frozenset({"until", "once", "formerly", "previously", "nearly", "almost"})


@lru_cache(maxsize=1)
def _callings() -> dict[str, dict[str, tuple[str, ...]]]:
    table: dict[str, dict[str, tuple[str, ...]]] = {}
    for use, cell, verbs in rows("callings", 3):
        for verb in words(verbs):
            table.setdefault(use, {}).setdefault(verb, words(cell, ","))
    return table


class Descriptions:
    """Reads what stands around names, with the tables at hand."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def taken(self, section: Section, head: Token) -> Profile:
        """Read the office that somebody is said to have just taken: "named interim president of Honduras"."""
        for verb in self._verbs(head):
            if self._takes(verb):
                for noun in _complements(verb):
                    profile = self._reader.nominal(section, noun)
                    if profile.agent is not None and profile.sectors:
                        return profile
        return Profile()

    def apposition(self, section: Section, head: Token) -> Profile:
        """Read "X, a rock driller and strike leader" and "its director, X": the surest of what is said."""
        found = [self._noun(section, noun) for noun in _appositions(head)]
        told = [profile for profile in found if profile.agent is not None]
        for child in head.rights:
            if child.lower_ == "of":  # "President X of Yemen"
                hits = [hit for noun in child.children if (hit := section.hit(noun.i)) is not None]
                if hits and hits[0].known.kind is ActorKind.STATE:
                    return Profile(hits[0].known.country)
        if not told:
            return next((profile for profile in found if profile.country), Profile())
        best = next((profile for profile in told if profile.sectors and not profile.vague), told[0])
        country = best.country or next((profile.country for profile in told if profile.country), None)
        return replace(best, country=country)

    def left(self, section: Section, head: Token) -> Profile:
        """Read the office that somebody is said to have left: "ousted as president by the army", "who resigned"."""
        for verb in self._clauses(head):
            lemma = verb.lemma_.lower()
            gone = lemma in _callings()["leaves"] and not any(word.dep_ == "neg" for word in verb.children)
            if lemma == "step" and not any(word.lower_ in ("down", "aside") for word in verb.children):
                gone = False
            if lemma in _DISMISSED and verb.tag_ != "VBN":
                gone = False
            if gone:
                offices = (self._reader.nominal(section, noun) for noun in _complements(verb))
                office = next((one for one in offices if one.agent is not None and _OFFICIAL & {*one.sectors}), None)
                if office is not None or not any(word.lower_ == "as" for word in verb.children):
                    return Profile(office.country if office else None, ("ELI",), office.role if office else None)
        return Profile()

    @staticmethod
    def is_somebody(head: Token) -> bool:
        """Whether a clause says that a name is a person's: "who resigned in January"."""
        return any(word.dep_ == "relcl" and any(one.lower_ == "who" for one in word.lefts) for word in head.rights)

    def clause(self, section: Section, head: Token) -> Profile:
        """Read "who commands the Malian garrison", "who teaches law in Ankara", "whose unit …"."""
        for child in head.rights:
            if child.dep_ in ("relcl", "acl"):
                for verb in (child, *(word for word in child.rights if word.dep_ == "conj")):
                    profile = self._called(section, verb)
                    if not profile.empty:
                        return profile
        return Profile()

    def _noun(self, section: Section, noun: Token) -> Profile:
        profile = self._reader.nominal(section, noun)
        if any(child.lower_ in _DONE for child in noun.rights) and _OFFICIAL & {*profile.sectors}:
            return replace(profile, sectors=("ELI",), vague=True)
        if profile.agent is None or (profile.country and profile.sectors and not profile.vague):
            return profile
        said = self.clause(section, noun)
        sectors = said.sectors if said.sectors and (profile.vague or not profile.sectors) else profile.sectors
        return replace(profile, country=profile.country or said.country, sectors=sectors)

    def _called(self, section: Section, verb: Token) -> Profile:
        table, lemma = _callings(), verb.lemma_.lower()
        owner = next((word for word in verb.lefts if any(child.tag_ == "WP$" for child in word.children)), None)
        if owner is not None:
            return self._reader.nominal(section, owner)
        calling = table["calling"].get(lemma)
        if calling is None and lemma not in table["heads"]:
            return Profile()
        known: list[Profile] = []
        for noun in _objects(verb):
            hit = section.hit(noun.i)
            if hit is not None:
                state = hit.known.kind is ActorKind.STATE
                known.append(Profile(hit.known.country, () if state else hit.known.sectors))
            else:
                known.append(self._reader.nominal(section, noun, 1))
        country = next((profile.country for profile in known if profile.country), None)
        below = next((profile for profile in known if profile.sectors and profile.sectors != ("CVL",)), Profile())
        return Profile(country, calling or below.sectors or table["heads"].get(lemma, ()), below.role)

    def _takes(self, verb: Token) -> bool:
        lemma = verb.lemma_.lower()
        if lemma == "be":
            return verb.tag_ in ("VBZ", "VBP") and any(child.lower_ == "now" for child in verb.children)
        if lemma not in _callings()["takes"] or any(child.lower_ in _DONE for child in verb.children):
            return False
        if any(child.dep_ == "neg" for child in verb.children):
            return False
        whom = any(child.dep_ in ("dobj", "nsubj", "nsubjpass") and child.lower_ in _WHOM for child in verb.children)
        passive = verb.tag_ == "VBN" and not any(child.dep_ == "dobj" for child in verb.children)
        return lemma in _OWN or passive or whom

    def _verbs(self, head: Token) -> Iterator[Token]:
        """Give the verbs whose subject or object somebody is, in the sentence's and in clauses about him."""
        yield from self._clauses(head)
        for noun in (head, head.head) if head.dep_ == "appos" else (head,):
            if noun.dep_ in _SUBJECTS:
                yield noun.head
                joined = (word for word in noun.head.rights if word.dep_ == "conj")
                yield from (word for word in joined if not any(child.dep_ in _SUBJECTS for child in word.lefts))
                yield from (word for word in noun.head.children if word.dep_ == "advcl" and word.tag_ == "VBN")

    @staticmethod
    def _clauses(head: Token) -> Iterator[Token]:
        stand = [head, *(noun for noun in _appositions(head) if noun.i > head.i)]
        if head.dep_ == "appos":
            stand.append(head.head)
        for noun in stand:
            for child in noun.rights:
                if child.dep_ in _CLAUSES:
                    yield child
                    yield from (word for word in child.rights if word.dep_ == "conj")


def _complements(verb: Token) -> Iterator[Token]:
    for child in verb.rights:
        if child.dep_ in ("oprd", "attr"):
            yield child
        if child.dep_ in ("prep", "agent"):
            preps = [child, *child.children]
            yield from (noun for prep in preps if prep.lower_ == "as" for noun in prep.children if noun.dep_ == "pobj")
    for child in verb.rights:
        if child.dep_ in ("prep", "agent"):
            for noun in child.children:
                yield from (c for p in noun.rights if p.lower_ == "as" for c in p.children if c.dep_ == "pobj")
        elif child.dep_ == "dobj" and child.lower_ not in _WHOM:
            yield child


def _objects(verb: Token) -> Iterator[Token]:
    for child in verb.rights:
        if child.dep_ in ("dobj", "attr"):
            yield child
        elif child.dep_ in ("prep", "agent"):
            yield from (noun for noun in child.children if noun.dep_ == "pobj")


def _appositions(head: Token) -> Iterator[Token]:
    """Give the nouns that stand for somebody beside his name, after it or before it, and what is joined to them."""
    while head.dep_ in ("compound", "flat", "nmod") and head.head.i > head.i and head.head.ent_type_ == "PERSON":
        head = head.head
    found = [child for child in head.rights if child.dep_ == "appos"]
    if not found:
        after = _after_comma(head)
        found = [after] if after is not None else []
    if head.dep_ == "appos" and head.head.i < head.i:
        found.append(head.head)
    if head.dep_ in _SUBJECTS:  # "Not the premier but a baker of the same name, Li Keqiang was …"
        found += [
            word for word in head.head.lefts if word.dep_ == head.dep_ and word.i < head.i and word.pos_ == "NOUN"
        ]
    for noun in found:
        if not any(child.dep_ == "neg" for child in noun.lefts):
            yield noun
        yield from (word for word in noun.conjuncts if word.i > noun.i and word is not head)
        yield from (word for word in noun.rights if word.dep_ == "appos" and word is not head)


def _after_comma(head: Token) -> Token | None:
    # "X, a nurse at the hospital," where the parser hung the nurse elsewhere.
    doc, comma = head.doc, head.i + 1
    if comma + 2 >= len(doc) or doc[comma].text != "," or doc[comma + 1].is_sent_start:
        return None
    first = doc[comma + 1]
    for token in doc[comma + 1 : comma + 10]:
        if token.pos_ == "NOUN" and token.tag_ == "NN" and token.left_edge.i == first.i and token.dep_ in _LOOSE:
            bare = first.i == token.i or first.lower_ not in _BEGINS
            tailed = any(child.lower_ in grammar()["belongs"] for child in token.rights)
            joined = any(child.dep_ == "cc" for child in token.head.rights) and token.dep_ == "conj"
            return None if (bare and not tailed) or joined else token
        if token.text in (",", ".") or token.pos_ in ("VERB", "AUX"):
            return None
    return None
