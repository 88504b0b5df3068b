"""Who does it, and to whom: the noun phrases of a sentence as candidates for the two parts of an event.

Flows in: a sentence, a predicate and its type. Flows out: candidate heads, the words of each, and the features
that the role model reads. Passives, control, relative clauses and nominalisations are told by the path from the
predicate to the noun, so that none needs a rule of its own.
"""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from streams.coding.predicates import Scene
from streams.coding.syntax import SUBJECTS, ancestors, children, is_passive, path, subject

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
NAMED = frozenset({"GPE", "NORP", "ORG", "PERSON", "LOC", "FAC"})
_NATIONS = frozenset({"GPE", "NORP"})
_TIMES = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"})
_TAILS = frozenset({"of", "for", "from"})
_WITHIN = frozenset(
    {"compound", "amod", "nmod", "poss", "det", "nummod", "case", "quantmod", "advmod", "punct", "hyph"}
)
_NEAR, _MIDDLE, _FAR = 2, 5, 10
_SHORT = 3
PERSONS = frozenset({"i", "we", "he", "she", "they", "him", "her", "them", "us"})


def candidates(sentence: Span) -> list[Token]:
    """Give the heads of all phrases that could name an actor: nouns, names, pronouns, nationalities within."""
    return [token for token in sentence if _is_candidate(token)]


def _is_candidate(token: Token) -> bool:
    if token.ent_type_ in _TIMES:
        return False
    if token.pos_ in _NOMINAL:
        if token.tag_ in {"EX", "WP", "WDT"}:
            return False
        if token.dep_ in {"compound", "nmod"}:
            return token.ent_type_ in _NATIONS
        return True
    if token.ent_type_ in _NATIONS:
        return token.dep_ in {"amod", "compound", "nmod", "poss"} or token.dep_ in SUBJECTS
    return token.pos_ == "ADJ" and (token.dep_ in SUBJECTS or token.dep_ in {"dobj", "pobj"})


def phrase(head: Token) -> tuple[int, int]:
    """Give the words of a candidate: what stands before its head and belongs to it, and its "of …" after.

    Returns:
        The first token's index and the index after the last, without a leading article.
    """
    doc = head.doc
    if head.dep_ in {"amod", "compound", "nmod"}:
        return (head.i, head.i + 1)
    start = head.i
    for child in sorted(head.lefts, key=lambda child: -child.i):
        if child.dep_ in _WITHIN:
            start = min(start, child.left_edge.i)
    while start < head.i and (doc[start].dep_ == "det" or doc[start].is_punct or doc[start].is_space):
        start += 1
    end = head.i + 1
    for child in head.rights:
        if child.i > end:
            break
        tail = child.dep_ == "prep" and child.lower_ in _TAILS
        name = child.dep_ == "appos" and child.i == end and child.pos_ == "PROPN"
        if not tail and not name:
            break
        if any(word.dep_ in {"relcl", "acl", "punct"} for word in child.subtree):
            break
        end = child.right_edge.i + 1
    return start, end


def role_features(scene: Scene, event: Token, kind: str, noun: Token | None) -> Iterator[str]:
    """Describe a noun phrase as a part of an event.

    Args:
        scene: the sentence.
        event: the predicate.
        kind: the event's type.
        noun: the head of the phrase, or None: the candidate "nobody is named".
    """
    voice = "pass" if is_passive(event) else event.pos_
    if noun is None:
        yield "nobody"
        yield f"nobody|{kind}"
        yield f"nobody|{kind}|{voice}"
        yield f"nobody|{event.dep_}"
        yield f"nobody|obj={bool(children(event, 'dobj'))}|{voice}"
        yield f"nobody|subj={subject(event) is not None}|{voice}"
        yield f"nobody|l={event.lemma_.lower()}"
        return
    way, steps = path(event, noun)
    side = "before" if noun.i < event.i else "after"
    yield f"p={way}"
    yield f"p={way}|{voice}"
    yield f"p={way}|{voice}|{kind}"
    yield f"p={way}|{event.lemma_.lower()}"
    yield f"p={way}|x={scene.best(event)}"
    yield f"steps={min(steps, 7)}"
    yield f"side={side}|{voice}|{kind}"
    yield from _relation(event, noun, way, voice)
    yield from _nature(noun)
    yield from _place(event, noun, side)


def _relation(event: Token, noun: Token, way: str, voice: str) -> Iterator[str]:
    agent = subject(event)
    if agent is not None and (agent.i == noun.i or (agent.tag_ in {"WDT", "WP"} and agent.head.head.i == noun.i)):
        yield f"subject|{voice}"
    yield f"end={way[-12:]}|{voice}"
    if agent is not None:
        # Whether the verb has a subject of its own, and of which sort, decides if a farther one may be meant.
        sort = "pronoun" if agent.pos_ == "PRON" else agent.ent_type_ or agent.pos_
        yield f"rival={sort}|{agent.i == noun.i}|{noun.dep_}"
        yield f"own={sort}|{agent.head.i == event.i}|{agent.i == noun.i}|{voice}"
    for part in ("/agent", "/by", "/relcl", "^xcomp", "^ccomp", "^advcl", "^conj", "/conj", "^pcomp", "/poss", "^acl"):
        if part in way:
            yield f"has={part}|{voice}"
    if noun.i == event.i:
        yield "same"
    top = ancestors(event)
    if any(word.i == noun.i for word in top[1:]):
        yield f"above|{noun.dep_}"
    if any(word.i == event.i for word in ancestors(noun)[1:]):
        yield f"below|{noun.dep_}|{voice}"
        first = next(word for word in ancestors(noun) if word.head.i == event.i)
        yield f"branch={first.dep_}|{first.lower_ if first.dep_ == 'prep' else ''}|{voice}"


def _nature(noun: Token) -> Iterator[str]:
    named = noun.ent_type_ if noun.ent_type_ in NAMED else ""
    if noun.lower_ in PERSONS:
        # Annotators name the person where they can, a story says "he": to the model both are persons.
        named = "PERSON"
        yield f"e={named}|PROPN"
    else:
        yield f"e={named}|{noun.pos_}"
        yield f"w={noun.lemma_.lower()}"
        yield f"suffix={noun.lower_[-3:]}"
    yield f"d={noun.dep_}"
    yield f"d={noun.dep_}|e={named}"
    yield f"plural={noun.tag_ in {'NNS', 'NNPS'}}"
    if any(child.ent_type_ in _NATIONS for child in noun.children):
        yield "of-nation"
    if any(child.dep_ == "appos" for child in noun.children):
        yield "apposed"
    if noun.dep_ == "poss" or (noun.dep_ in {"amod", "compound"} and noun.ent_type_):
        yield f"owns={noun.head.lemma_.lower()}"
        yield f"owns-e={noun.head.ent_type_}|{noun.dep_}|{noun.ent_type_}"
    if noun.head.dep_ == "prep" or noun.head.pos_ == "ADP":
        yield f"prep={noun.head.lower_}"
        yield f"prep={noun.head.lower_}|e={named}"
        yield f"prep={noun.head.lower_}|h={noun.head.head.pos_}"
        yield f"ph={noun.head.lower_}|{noun.head.head.lemma_.lower()}"
    if noun.dep_ in SUBJECTS:
        yield f"sv={noun.head.lemma_.lower()}"


def _place(event: Token, noun: Token, side: str) -> Iterator[str]:
    gap = abs(noun.i - event.i)
    width = "near" if gap <= _NEAR else "middle" if gap <= _MIDDLE else "far" if gap <= _FAR else "away"
    yield f"gap={width}|{side}"
    between = event.doc[min(event.i, noun.i) + 1 : max(event.i, noun.i)]
    names = sum(word.ent_type_ in NAMED and word.ent_iob_ == "B" for word in between)
    yield f"names-between={min(_SHORT, names)}|{side}"
    yield f"verbs-between={min(_SHORT, sum(word.pos_ == 'VERB' for word in between))}|{side}"
    root = noun.sent.root
    if noun.head.i == root.i:
        yield f"at-root={noun.dep_}"
