"""Who does it, and to whom: the noun phrases of a sentence as candidates for the two parts of an event.

Flows in: a sentence, a predicate and its type. Flows out: candidate heads, the words of each, and the features
that the role model reads. Passives, control, relative clauses and nominalisations are told by the path from the
predicate to the noun, so that none needs a rule of its own.
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from streams.coding.frames import Frame
from streams.coding.natures import NAME, NAMED, NATIONS, PERSON, PERSONS, PLACE, TIMES, nature
from streams.coding.syntax import SUBJECTS, ancestors, children, path, subject

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_TAILS = frozenset({"of", "for", "from"})
_LONG_TAILS = _TAILS | frozenset(
    {"on", "in", "at", "to", "with", "into", "against", "over", "between", "under", "by", "toward", "towards"}
    | {"near", "about"}
)
"""What also belongs to a phrase whose head names nobody: "an attack on a church", "a fisherman from Gaza"."""
_DATELINE = 12
_DASHES = frozenset({"-", "--", "–", "—", ":"})
_CLAUSES = frozenset({"relcl", "acl", "advcl", "pcomp", "punct"})
_WITHIN = frozenset(
    {"compound", "amod", "nmod", "poss", "det", "nummod", "case", "quantmod", "advmod", "punct", "hyph"}
)
_NEAR, _MIDDLE, _FAR = 2, 5, 10
_SHORT = 3


def candidates(sentence: Span) -> list[Token]:
    """Give the heads of all phrases that could name an actor: nouns, names, pronouns, nationalities within."""
    begin = _after_dateline(sentence)
    return [token for token in sentence if token.i >= begin and _is_candidate(token)]


def _after_dateline(sentence: Span) -> int:
    # "BERLIN -- A court …", "KABUL (Agency): The …": where it was written does nothing.
    for token in sentence[1:_DATELINE]:
        if token.text in _DASHES and sentence[0].text.isupper():
            return token.i + 1
        if token.pos_ in {"VERB", "AUX"}:
            break
    return sentence.start


def _is_candidate(token: Token) -> bool:
    if token.ent_type_ in TIMES:
        return False
    if token.pos_ in _NOMINAL:
        if token.tag_ in {"EX", "WP", "WDT"}:
            return False
        if token.dep_ in {"compound", "nmod"}:
            return token.ent_type_ in NATIONS
        return True
    if token.ent_type_ in NATIONS:
        return token.dep_ in {"amod", "compound", "nmod", "poss"} or token.dep_ in SUBJECTS
    return token.pos_ == "ADJ" and (token.dep_ in SUBJECTS or token.dep_ in {"dobj", "pobj"})


def phrase(head: Token) -> tuple[int, int]:
    """Give the words of a candidate: what stands before its head and belongs to it, and its "of …" after.

    Of a phrase that names nobody all that hangs on it counts, up to a clause: "an attack on a church".

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
    tails = _TAILS if nature(head) in {NAME, PLACE, PERSON} else _LONG_TAILS
    end = head.i + 1
    for child in head.rights:
        if child.i > end:
            break
        tail = child.dep_ == "prep" and child.lower_ in tails
        name = child.dep_ == "appos" and child.left_edge.i == end and child.pos_ == "PROPN"
        if not tail and not name:
            break
        whole = child.right_edge.i + 1
        clause = min((word.left_edge.i for word in child.subtree if word.dep_ in _CLAUSES), default=whole)
        if clause < whole:
            end = clause if tails is _LONG_TAILS and clause > child.i + 1 else end
            break
        end = whole
    return _counted(head, start), _abbreviated(doc, end)


def _counted(head: Token, start: int) -> int:
    # "dozens of activists", "11 of the prisoners": how many is part of who.
    counter = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else head
    return counter.left_edge.i if counter.ent_type_ == "CARDINAL" and counter.i < head.i else start


def _abbreviated(doc: Doc, end: int) -> int:
    # Such a name has its letters in brackets after it: the Organisation of Islamic Cooperation (OIC).
    bracketed = [word.text for word in doc[end : end + 3]]
    return end + 3 if bracketed[:1] == ["("] and bracketed[2:] == [")"] and bracketed[1].isupper() else end


def role_features(frame: Frame, noun: Token | None) -> Iterator[str]:
    """Describe a noun phrase as a part of an event.

    Args:
        frame: the predicate among its candidates.
        noun: the head of the phrase, or None: the candidate "nobody is named".
    """
    event, kind, voice = frame.event, frame.kind, frame.voice
    if noun is None:
        yield from _nobody(frame)
        return
    way, steps = path(event, noun)
    side = "before" if noun.i < event.i else "after"
    yield f"p={way}"
    yield f"p={way}|{voice}"
    yield f"p={way}|{voice}|{kind}"
    yield f"p={way}|{event.lemma_.lower()}"
    yield f"p={way}|x={frame.scene.best(event)}"
    yield f"steps={min(steps, 7)}"
    yield f"side={side}|{voice}|{kind}"
    yield from _relation(event, noun, way, voice)
    yield from _nature(noun)
    yield from _place(event, noun, side)
    yield from _standing(frame, noun)
    yield from _way(frame, noun)


def _nobody(frame: Frame) -> Iterator[str]:
    event, kind, voice = frame.event, frame.kind, frame.voice
    places = sum(nature == PLACE for nature in frame.natures.values())
    yield "nobody"
    yield f"nobody|{kind}"
    yield f"nobody|{kind}|{voice}"
    yield f"nobody|{event.dep_}"
    yield f"nobody|obj={bool(children(event, 'dobj'))}|{voice}"
    yield f"nobody|subj={subject(event) is not None}|{voice}"
    yield f"nobody|l={event.lemma_.lower()}"
    yield f"nobody|o={frame.object_nature}|{voice}"
    yield f"nobody|o={frame.object_nature}|{kind}"
    yield f"nobody|places={min(2, places)}|{kind}"
    yield f"nobody|below={frame.below()}|{kind}"
    yield f"nobody|below={frame.below()}|{voice}"


def _standing(frame: Frame, noun: Token) -> Iterator[str]:
    """Describe what a noun is, and whether another of its kind stands nearer to the predicate."""
    nature, kind, own = frame.natures[noun.i], frame.kind, frame.object_nature
    prep = noun.head if noun.head.pos_ == "ADP" else None
    yield f"n={nature}"
    yield f"n={nature}|{kind}"
    yield f"n={nature}|d={noun.dep_}"
    yield f"n={nature}|o={own}"
    yield f"n={nature}|o={own}|{kind}"
    # Soldiers withdrawn are not who it is done to, hostages released are.
    yield f"n={nature}|os={frame.object_sort}|{kind}"
    yield f"in={frame.inner[noun.i]}|{nature}|d={noun.dep_}"
    if prep is not None:
        yield f"n={nature}|prep={prep.lower_}"
        yield f"n={nature}|prep={prep.lower_}|{kind}"
    place = frame.places.get(noun.i)
    if place is None:
        yield f"rank=out|{nature}"
        return
    rank = f"{min(place.rank, 2)}|{place.kind}"
    yield f"rank={rank}|{place.branch}"
    yield f"rank={rank}|{place.branch}|{kind}"
    yield f"rank={rank}|{place.branch}|{frame.voice}|o={own}"
    if prep is not None:
        yield f"rank={rank}|{prep.lower_}|o={own}"
        yield f"rank={rank}|{prep.lower_}|x={frame.scene.best(prep.head)}"


def _way(frame: Frame, noun: Token) -> Iterator[str]:
    """Describe what stands between a noun and the predicate above it, and what the noun itself tells."""
    nature, kind = frame.natures[noun.i], frame.kind
    above = frame.above[noun.i]
    if frame.event.i in above:
        between = above[1 : above.index(frame.event.i)]
        verbs = (index for index in between if index in frame.natures or noun.doc[index].pos_ == "VERB")
        via = ">".join([frame.natures.get(index, "verb") for index in verbs][:2])
        yield f"via={via}|{nature}"
        yield f"via={via}|{nature}|{kind}"
    told = frame.scene.best(noun)
    if told != "-":
        yield f"event={told == kind}|{noun.dep_}"
        yield f"event={told == kind}|{nature}|in={frame.inner[noun.i]}"
    if frame.speaker == noun.i:
        yield "speaker"
        yield f"speaker|{kind}"
        yield f"speaker|own={any(child.dep_ in SUBJECTS for child in frame.event.children)}"


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
    if any(child.ent_type_ in NATIONS for child in noun.children):
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
