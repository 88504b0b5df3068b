"""Offices that a sentence says somebody has just taken or left: "named interim president", "sacked as minister".

Flows in: the head of a name, the story's year. Flows out: `Profile`, empty where nothing is said. What was or will
be in another year is none.
"""

from collections.abc import Iterator

from streams.coding.apposing import ASIDE, SUBJECTS, appositions, clauses
from streams.coding.callings import callings, objects
from streams.coding.nominals import Reader
from streams.coding.phrases import Profile, Section
from streams.coding.tree import Token

_OWN = frozenset({"become", "step", "take"})
_WHOM = frozenset({"whom", "who", "that"})
_OFFICIAL = frozenset({"GOV", "LEG"})
_SEATS = frozenset(
    {"presidency", "premiership", "throne", "office", "power", "chancellorship", "cabinet", "government"}
)
_REPLACED = frozenset({"replace", "succeed"})
_SERVING = frozenset({"serve", "act", "remain", "double"})
_SWORN = frozenset({"swear", "inaugurate", "crown"})
_SEIZED = frozenset({"take", "seize", "assume", "grab", "inherit"})
_RAISED = frozenset({"promote", "elevate", "rise"})
_DISMISSED = frozenset(
    {"oust", "depose", "topple", "overthrow", "sack", "dismiss", "fire", "unseat", "remove", "expel"}
)
_BECOMING = frozenset({"become", "be", "serve", "act", "take"})
_LEADS_THERE = frozenset(
    {"leave", "quit", "move", "promote", "rise", "call", "recall", "resign", "step", "return", "retire", "depart"}
    | {"give", "abandon", "transfer", "come", "pick", "choose", "name", "appoint", "elect", "select"}
)
"""Verbs after which "to become" tells what came to pass, as it does not after "wants"."""

_GIVEN = frozenset({"hand", "strip", "leave", "cede", "lose"})
_YEAR = 4
"""So many digits has a year."""

DONE = frozenset({"until", "once", "formerly", "previously", "nearly", "almost"})


class Successions:
    """Reads who took and who left an office, with the tables at hand."""

    def __init__(self, reader: Reader, year: int) -> None:
        """Take the tables, and the story's year."""
        self._reader, self._year = reader, year

    def taken(self, section: Section, head: Token) -> Profile:
        """Read the office that somebody is said to have just taken: "named interim president of Honduras"."""
        for verb in self._verbs(head):
            if self._takes(verb):
                for noun in _complements(verb):
                    profile = self._reader.nominal(section, noun)
                    if profile.agent is not None and profile.sectors and noun.lower_ not in _SEATS:
                        return profile
            seat = _seat(verb) if verb.lemma_.lower() in _SEIZED else None
            if seat is not None and seat.lower_ == "power" and verb.lemma_.lower() == "take":
                return Profile()  # an army chief who took power is still one
            if seat is not None:
                return Profile(self._reader.nominal(section, seat, 1).country, ("GOV",))
            if verb.lemma_.lower() in _SWORN and self._takes(verb):
                return Profile(None, ("GOV",))
        return Profile()

    def left(self, section: Section, head: Token) -> Profile:
        """Read the office that somebody is said to have left: "ousted as president by the army", "who resigned"."""
        for verb in clauses(head):
            if verb.lemma_ == "be" and verb.tag_ == "VBD":
                offices = [self._reader.nominal(section, noun) for noun in verb.rights if noun.dep_ == "attr"]
            elif _is_left(verb):
                offices = [self._reader.nominal(section, noun) for noun in _complements(verb)]
            else:
                continue
            office = next((one for one in offices if one.agent is not None and _OFFICIAL & {*one.sectors}), None)
            seat = _seat(verb)
            if office is not None:
                return Profile(office.country, ("ELI",), office.role, vague=verb.lemma_ == "be")
            if seat is not None:
                return Profile(self._reader.nominal(section, seat, 1).country, ("ELI",), seat.lower_)
            if verb.lemma_ != "be" and not any(word.lower_ == "as" for word in verb.children):
                return Profile(None, ("ELI",))
        return Profile()

    def _takes(self, verb: Token) -> bool:
        lemma = verb.lemma_.lower()
        if lemma == "be" and verb.tag_ == "VB":
            return verb.dep_ in ("xcomp", "advcl")
        if lemma == "be":
            return verb.tag_ in ("VBZ", "VBP") and any(child.lower_ == "now" for child in verb.children)
        done = any(child.lower_ in DONE and child.dep_ != "mark" for child in verb.children)
        if lemma not in callings()["takes"] or done:
            return False
        if any(child.dep_ == "neg" for child in verb.children) or self._is_past(verb):
            return False
        if lemma in _SERVING:
            return verb.tag_ in ("VBZ", "VBP", "VBG")
        if lemma in _REPLACED:
            return not _is_passive(verb)
        whom = any(child.dep_ in ("dobj", "nsubj", "nsubjpass") and child.lower_ in _WHOM for child in verb.children)
        passive = verb.tag_ == "VBN" and not any(child.dep_ == "dobj" for child in verb.children)
        return lemma in _OWN or passive or whom

    def _is_past(self, verb: Token) -> bool:
        # "who became president in 1994": that was then.
        years = (int(word.text) for word in verb.subtree if len(word.text) == _YEAR and word.text.isdecimal())
        return any(year != self._year for year in years)

    def _verbs(self, head: Token) -> Iterator[Token]:
        """Give the verbs whose subject or object somebody is, in the sentence's and in clauses about him and below."""
        for verb in self._nearest(head):
            yield verb
            yield from (word for word in verb.rights if _is_his(word))

    @staticmethod
    def _nearest(head: Token) -> Iterator[Token]:
        yield from clauses(head)
        yield from (word for word in head.rights if word.dep_ == "advcl" and _is_his(word))
        stand = [head, *(noun for noun in appositions(head) if noun.i > head.i)]
        for noun in (*stand, head.head) if head.dep_ == "appos" else stand:
            alone = noun.dep_ in ASIDE and not any(child.dep_ in SUBJECTS for child in noun.head.lefts)
            if noun.dep_ in SUBJECTS or alone:
                yield noun.head
                joined = (word for word in noun.head.rights if word.dep_ == "conj")
                yield from (word for word in joined if not any(child.dep_ in SUBJECTS for child in word.lefts))
                yield from (word for word in noun.head.children if word.dep_ == "advcl" and word.tag_ == "VBN")


def _is_his(verb: Token) -> bool:
    """Whether a verb below one about somebody is still about him: "left … to become", "a judge before he became"."""
    if verb.dep_ not in ("advcl", "xcomp"):
        return False
    subject = next((child for child in verb.lefts if child.dep_ in SUBJECTS), None)
    if subject is not None:
        # "a judge of whom few had heard before he became", not "who met him before he became"
        about = verb.head.lemma_ == "be" or not any(
            child.dep_ in SUBJECTS for child in verb.head.children if child.lower_ in _WHOM
        )
        return subject.lower_ in ("he", "she") and verb.head.dep_ in ("relcl", "acl", "appos", *SUBJECTS) and about
    return verb.tag_ == "VB" and verb.lemma_.lower() in _BECOMING and verb.head.lemma_.lower() in _LEADS_THERE


def _complements(verb: Token) -> Iterator[Token]:
    for child in verb.rights:
        if child.dep_ in ("oprd", "attr"):
            yield child
        if child.dep_ in ("prep", "agent"):
            told = {"as", "to"} if verb.lemma_ in _RAISED else {"as"}
            preps = [child, *child.children]
            yield from (noun for prep in preps if prep.lower_ in told for noun in prep.children if noun.dep_ == "pobj")
    for child in verb.rights:
        # "by the generals as president", "replaced X as minister": the parser hangs it on the noun before.
        nouns = child.children if child.dep_ in ("prep", "agent") else [child] if child.dep_ == "dobj" else []
        for noun in nouns:
            yield from (c for p in noun.rights if p.lower_ == "as" for c in p.children if c.dep_ == "pobj")
        named = child.dep_ == "dobj" and verb.lemma_.lower() != "take"  # who "took the maker to court" made nothing
        if named and child.lower_ not in _WHOM and child.pos_ == "NOUN":
            yield child


def _is_left(verb: Token) -> bool:
    lemma = verb.lemma_.lower()
    if lemma in _REPLACED:
        return _is_passive(verb)
    if lemma not in callings()["leaves"] or any(word.dep_ == "neg" for word in verb.children):
        return False
    if lemma == "step" and not any(word.lower_ in ("down", "aside") for word in verb.children):
        return False
    if lemma in _GIVEN and _seat(verb) is None:
        return False
    return lemma not in _DISMISSED or verb.tag_ == "VBN"


def _is_passive(verb: Token) -> bool:
    return verb.tag_ == "VBN" and not any(child.dep_ == "dobj" for child in verb.rights)


def _seat(verb: Token) -> Token | None:
    # "removed from the presidency", "handed over Kenya's presidency"
    return next((noun for noun in objects(verb) if noun.lemma_.lower() in _SEATS), None)
