"""What a number of people counts: those killed, hurt, missing, held, driven out, or those who take part.

Flows in: the words of a figure in a parsed sentence. Flows out: the kind, and the word that says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from schemas import QuantityKind
from streams.coding.agents import Agents, singular
from streams.coding.phrases import grammar
from streams.coding.syntax import through_prepositions
from streams.coding.tables import rows, words
from streams.coding.tree import Span as Sentence
from streams.coding.tree import Token

_PERSONS = frozenset({"agent", "office", "relay"})
_HUMAN_ENDINGS = ("er", "or", "ist", "ian", "ee", "man")
_DETERMINED = ("nummod", "quantmod", "compound", "det", "advmod", "neg", "amod")
_BREAKS = frozenset({"and", "or", "but", "while", "in", "after", "by", "when", "as"})
_PARTS = frozenset({"them", "whom", "us"})
_OTHERS = frozenset({"DATE", "TIME", "PERCENT", "ORDINAL"})
_BEING = frozenset({"was", "were", "is", "are", "been", "be", "being"})
_YEAR = 4
_PARTICLES = 4
"""So many words back stands the verb of "shot dead", "hacked to death"."""
_TOLL = 4
"""So many words up a toll is looked for: "raised the toll of the clashes in Cairo from four to seven"."""

Kinds = dict[str, QuantityKind]
Told = tuple[QuantityKind, Token]


@dataclass
class _Table:
    objects: Kinds = field(default_factory=dict)
    people_objects: Kinds = field(default_factory=dict)
    subjects: Kinds = field(default_factory=dict)
    people_subjects: Kinds = field(default_factory=dict)
    states: Kinds = field(default_factory=dict)
    nouns: Kinds = field(default_factory=dict)
    nouns_of: Kinds = field(default_factory=dict)
    tolls: Kinds = field(default_factory=dict)


def counted(figure: Sentence, start: int) -> Told | None:
    """Say what a figure counts.

    Args:
        figure: its words, without "at least" and its like.
        start: the first word of the number with those words.

    Returns:
        The kind and the word that says so; None when it is of no kind that is kept.
    """
    noun = _noun(figure)
    if _is_other(noun, figure) or noun.lemma_.lower() in grammar()["not_counted"]:
        return None
    alone = figure.text.lower()
    if alone in ("a", "an") and not _is_someone(noun, figure):
        return None
    if _is_part(figure, start) or _is_whole(noun, figure):
        return None
    state = _state(noun, figure)
    if state is not None:
        return state
    if alone == "one" and not _is_someone(noun, figure):
        return None
    # "detained 200 demonstrators": what was done to them says more than who they are.
    return (
        _governed(noun, noun) or _right_before(noun, start) or _named(noun) or _toll(noun, start) or _right_after(noun)
    )


def nor(kind: QuantityKind, word: Token) -> Iterator[Told]:
    """Give what else "nobody" was: "nobody was killed or hurt"."""
    for other in word.conjuncts:
        also = _table().objects.get(other.lemma_.lower())
        if also not in {None, kind} and not any(child.dep_ in ("nsubj", "nsubjpass") for child in other.children):
            yield also, other


def _is_someone(noun: Token, figure: Sentence) -> bool:
    one = noun.i != figure.root.i and noun.lower_ not in grammar()["crowds"]
    return one and Agents.load().longest([noun.lower_]) is not None


def _is_other(noun: Token, figure: Sentence) -> bool:
    """Say whether a number is a date, a time, a share or a rank; a bare figure alone is taken for a date too easily."""
    if noun.ent_type_ not in _OTHERS:
        return False
    if noun.i != figure.root.i or len(figure.text) == _YEAR:
        return True
    doc = noun.doc
    beside = (*doc[max(figure.start - 1, 0) : figure.start], *doc[figure.end : figure.end + 1])
    return any(token.ent_type_ == noun.ent_type_ and token.pos_ in ("NOUN", "PROPN", "ADJ") for token in beside)


def _is_part(figure: Sentence, start: int) -> bool:
    """Say whether a number is a part of one told before: "four of them children", "including three women"."""
    after = [token.lower_ for token in figure.doc[figure.end : figure.end + 2]]
    before = [token.lower_ for token in figure.doc[max(start - 2, 0) : start]]
    return (
        (after[:1] == ["of"] and after[1:] and after[1] in _PARTS)
        or before[-1:] == ["including"]
        or (before == ["among", "them"])
    )


def _is_whole(noun: Token, figure: Sentence) -> bool:
    """Say whether a number is that of which a part is told: "two of the 12 sailors", "none of the crew of 12"."""
    if noun.dep_ != "pobj" or noun.head.lower_ != "of" or noun.head.i >= figure.start:
        return False
    part = noun.head.head
    return part.pos_ == "NUM" or part.lower_ in grammar()["partitives"]


def _noun(span: Sentence) -> Token:
    # "A quarter of a million people": the last word of the figure leads to what is counted.
    token = span[-1] if any(word.lower_ == "of" and word.head.i == span.root.i for word in span) else span.root
    while token.dep_ in _DETERMINED and token.head.i > token.i:
        if any(between.dep_ == "cc" for between in token.doc[span.end : token.head.i] if between.head.i == token.i):
            # "rose to 15 and three people": the parser gives the fifteen to the people, too.
            return token
        token = token.head
    if token.dep_ == "conj" and token.head.dep_ == "nummod" and token.head.head.i > token.i:
        return token.head.head
    return token


def _state(noun: Token, figure: Sentence) -> Told | None:
    states = _table().states
    for token in (noun, *(t for t in noun.lefts if t.i >= figure.start), *_after(noun)):
        if token.lower_ in states:
            return states[token.lower_], token
    return None


def _is_inner(noun: Token) -> bool:
    """Say whether a noun only tells more of another: "two reporters from a Goma newspaper were arrested"."""
    return noun.dep_ == "pobj" and noun.head.lower_ != "of" and noun.head.head.pos_ in ("NOUN", "PROPN")


def _after(noun: Token) -> Iterator[Token]:
    for token in noun.doc[noun.i + 1 : noun.i + 4]:
        if token.is_punct or token.lower_ in _BREAKS or (token.lower_ in _BEING and _is_inner(noun)):
            return
        if token.lower_ not in grammar()["passed_over"]:
            # "an explosion killed three": the explosion is not among the killed.
            if not any(child.dep_ == "dobj" for child in token.children):
                yield token
            return


def _right_before(noun: Token, start: int) -> Told | None:
    """Go by the verb that stands right before a number, whatever the parser made of it: "shot dead nine"."""
    doc, at = noun.doc, start - 1
    while at > 0 and start - at < _PARTICLES and doc[at].pos_ != "VERB":
        at -= 1
    if at < 0 or doc[at].pos_ != "VERB" or any(child.dep_ == "auxpass" for child in doc[at].children):
        return None
    key = " ".join((doc[at].lemma_.lower(), *(word.lower_ for word in doc[at + 1 : start])))
    kind = _table().objects.get(key) or (_table().people_objects.get(key) if is_people(noun, alone=False) else None)
    return None if kind is None else (kind, doc[at])


def _right_after(noun: Token) -> Told | None:
    """Go by the verb that follows a number, whatever the parser made of it: "in excess of 100 were arrested"."""
    table, passive = _table(), False
    for verb in () if _is_inner(noun) else noun.doc[noun.i + 1 : noun.i + 4]:
        if verb.pos_ == "VERB":
            kinds = (table.objects, table.people_objects) if passive else (table.subjects, table.people_subjects)
            return _by_verb(verb, noun, *kinds, alone=not passive)
        if verb.lower_ not in grammar()["passed_over"]:
            return None
        passive = passive or verb.lower_ in _BEING
    return None


def _governed(noun: Token, head: Token) -> Told | None:
    """Go by what governs the noun that is counted; `head` is the word that stands for it, "dozens" of "miners"."""
    for verb in head.children:
        # "The 12 who died"; "dozens of students protested" is misread as "dozens protested by ...".
        if verb.dep_ in ("relcl", "acl") and verb.lemma_.lower() in _table().subjects:
            return _table().subjects[verb.lemma_.lower()], verb
    above, role = head.head, head.dep_
    if above.i == head.i:
        return None
    if role == "pobj" and above.lower_ == "of" and above.head.i < above.i:
        whole = above.head
        kind = _table().nouns_of.get(singular(whole.lower_))
        return (kind, whole) if kind is not None else _governed(whole if whole.lower_ == "lives" else noun, whole)
    table = _table()
    if role in ("conj", "appos"):
        return _left(head, above) or _governed(noun, above)
    if role in ("dobj", "nsubjpass"):
        left = _left(head, above) or _complement(above)
        return left or _by_verb(above, noun, table.objects, table.people_objects)
    if role == "nsubj":
        return _complement(above) or _by_verb(above, noun, table.subjects, table.people_subjects, alone=True)
    if role == "pobj" and above.dep_ == "agent":
        return _by_verb(above.head, noun, table.subjects, table.people_subjects, alone=True)
    return None


def _complement(verb: Token) -> Told | None:
    # "are missing", "are feared dead", "were left injured".
    states = _table().states
    found = (word for word in verb.children if word.dep_ in ("acomp", "oprd", "attr", "xcomp"))
    return next(((states[word.lower_], word) for word in found if word.lower_ in states), None)


def _left(head: Token, above: Token) -> Told | None:
    """Read what is left of people: "left three soldiers and five militants dead"."""
    verb = next((word for word in head.ancestors if word.pos_ == "VERB"), above)
    if verb.lemma_.lower() != "leave":
        return None
    states = _table().states
    return next(
        ((states[word.lower_], word) for word in head.doc[head.i : verb.right_edge.i + 1] if word.lower_ in states),
        None,
    )


def _by_verb(verb: Token, noun: Token, any_: Kinds, people: Kinds, *, alone: bool = False) -> Told | None:
    for key in _keys(verb):
        # More than one word leave no doubt: "drove half a million from their homes".
        kind = any_.get(key) or people.get(key)
        if kind is not None and (key in any_ or is_people(noun, alone=alone or " " in key)):
            return kind, verb
    return None


def _keys(verb: Token) -> Iterator[str]:
    """Give what a verb is called with one word that belongs to it, then the verb alone."""
    lemma = verb.lemma_.lower()
    for child in verb.children:
        if child.dep_ in ("prt", "advmod", "acomp", "oprd", "dobj", "nsubjpass", "xcomp", "advcl"):
            yield f"{lemma} {child.lemma_.lower()}"
            yield f"{lemma} {child.lower_}"
    # "Crushed 36 pilgrims to death": what belongs to the verb may hang on its object.
    for word in (verb, *(child for child in verb.children if child.dep_ == "dobj")):
        for preposition, goal in through_prepositions(word):
            yield f"{lemma} {preposition} {goal.lemma_.lower()}"
            yield f"{lemma} {preposition}"
    yield lemma
    yield verb.lower_


def is_people(noun: Token, *, alone: bool) -> bool:
    """Say whether a noun is one of people; a number without a noun is when `alone` says so."""
    counts = noun.pos_ == "NUM" or noun.lower_ in grammar()["partitives"]
    goal = (_of(noun) or noun) if counts else noun
    if goal.pos_ == "NUM" or goal.lower_ in grammar()["partitives"]:
        return alone
    if goal.ent_type_ == "NORP" or goal.tag_ == "NNPS" or goal.lower_ in ("others", "more", "lives"):
        return True
    agent = Agents.load().longest([goal.lower_])
    if agent is not None:
        return agent.use in _PERSONS
    last = singular(goal.lower_)
    return goal.tag_ == "NNS" and last.endswith(_HUMAN_ENDINGS) and last not in grammar()["not_human"]


def _named(noun: Token) -> Told | None:
    kind = _table().nouns.get(singular(noun.lower_))
    if kind is not None:
        return kind, noun
    goal = _of(noun)
    kind = _table().nouns.get(singular(goal.lower_)) if goal is not None else None
    return None if kind is None or goal is None else (kind, goal)


def _of(noun: Token) -> Token | None:
    """Give what there are dozens of."""
    return next((goal for preposition, goal in through_prepositions(noun) if preposition == "of"), None)


def _toll(noun: Token, start: int) -> Told | None:
    # "the death toll rose to 15", "a toll of 15"; in "to 15 from 12", "by three" it is what was before, and the rise.
    if noun.dep_ not in ("pobj", "dobj", "attr", "nummod") or noun.head.i == noun.i:
        return None
    if start and noun.doc[start - 1].lower_ in ("from", "by", "in"):
        return None
    for above in list(noun.ancestors)[:_TOLL]:
        for token in (above, *above.children):
            if token.i > noun.i:
                continue
            if token.lower_ == "number":
                state = next((word for word in token.subtree if word.lower_ in _table().states), None)
                if state is not None and state.i < noun.i:
                    return _table().states[state.lower_], token
            phrase = " ".join(t.lower_ for t in (*(c for c in token.children if c.dep_ == "compound"), token))
            kind = _table().tolls.get(phrase) or _table().tolls.get(token.lemma_.lower())
            if kind is not None:
                return kind, token
    return None


@lru_cache(maxsize=1)
def _table() -> _Table:
    table = _Table()
    by_use = {
        "object": table.objects,
        "object of people": table.people_objects,
        "subject": table.subjects,
        "subject of people": table.people_subjects,
        "state": table.states,
        "noun": table.nouns,
        "noun of": table.nouns_of,
        "toll": table.tolls,
    }
    for kind, use, cell in rows("quantities", 3):
        by_use[use].update(dict.fromkeys(words(cell), QuantityKind(kind)))
    return table
