"""What the coder asks of a parse: who stands near a word, and by which path two words are joined.

Flows in: spaCy tokens with tags and dependencies (ClearNLP labels). Flows out: stems, tokens, path names.
"""

from functools import lru_cache

from streams.coding.tree import Token, kept

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
OBJECTS = frozenset({"dobj", "dative", "attr", "oprd"})
_THROUGH = frozenset({"prep", "agent", "prt", "pcomp"})
_NEAR = frozenset(
    {"dobj", "dative", "attr", "oprd", "acomp", "prep", "agent", "prt", "pobj", "pcomp", "xcomp", "advmod", "amod"}
    | {"compound", "conj", "nsubjpass", "nmod", "poss", "npadvmod", "neg", "nummod"}
)
_LEAVES = frozenset({"leave", "depart"})
_REACHES = frozenset({"reach", "visit", "arrive", "travel", "fly", "enter", "go"})
_SHORT = 4
_DEPTH = 4
_UP_LIMIT = 8


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """Cut a word to a form that its plural shares; crude on purpose, both sides of a match are cut alike."""
    word = word.lower()
    if len(word) < _SHORT or word.endswith("ss"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("us", "is")) else word


@kept
def near_stems(token: Token) -> frozenset[str]:
    """Give the stems of the words that a verb or noun governs closely: objects, particles, prepositional objects."""
    found: set[str] = set()
    edge = [(child, 1) for child in token.children]
    if token.dep_ in {"pobj", "dobj", "compound", "amod", "pcomp"}:
        found.add(stem(token.head.lemma_))
    while edge:
        word, depth = edge.pop()
        if word.dep_ not in _NEAR:
            continue
        found.add(stem(word.lemma_))
        found.add(stem(word.lower_))
        if depth < _DEPTH:
            edge.extend((child, depth + 1) for child in word.children)
    return frozenset(found)


@kept
def ancestors(token: Token) -> list[Token]:
    """Give the words above a word, nearest first, itself included."""
    chain = [token]
    while chain[-1].head.i != chain[-1].i:
        chain.append(chain[-1].head)
    return chain


@kept
def above(token: Token) -> tuple[int, ...]:
    """Give the places of the words above a word, nearest first, its own included."""
    return tuple([word.i for word in ancestors(token)])


def path(source: Token, goal: Token) -> tuple[str, int]:
    """Name the way from one word to another through the parse.

    Args:
        source: the word to start from, a predicate.
        goal: the word to reach, the head of a noun phrase.

    Returns:
        The labels, up (`^`) then down (`/`), prepositions by their words, and the number of steps;
        ways longer than eight steps are all called `far`.
    """
    up = ancestors(source)
    down = ancestors(goal)
    places = {word.i: steps for steps, word in enumerate(up)}
    turn = next((steps for steps, word in enumerate(down) if word.i in places), None)
    if turn is None:
        return "none", _UP_LIMIT
    rise = places[down[turn].i]
    if rise + turn > _UP_LIMIT:
        return "far", rise + turn
    labels = [f"^{word.dep_}" for word in up[:rise]]
    labels += [
        f"/{word.lower_}" if word.dep_ in {"prep", "agent"} else f"/{word.dep_}" for word in reversed(down[:turn])
    ]
    return "".join(labels) or "self", rise + turn


@kept
def is_passive(verb: Token) -> bool:
    """Say whether a verb stands in the passive, full or reduced ("the men arrested in Kano")."""
    if any(child.dep_ in {"auxpass", "nsubjpass"} for child in verb.children):
        return True
    if verb.tag_ != "VBN" or any(child.dep_ == "aux" for child in verb.children):
        return False
    return verb.dep_ in {"acl", "advcl"} and not any(child.dep_ in OBJECTS for child in verb.children)


@kept
def subject(verb: Token) -> Token | None:
    """Find who a verb is said of: its own subject, or that of the verb that controls it."""
    seen = verb
    for _ in range(_UP_LIMIT):
        own = next((child for child in seen.children if child.dep_ in SUBJECTS), None)
        if own is not None:
            return own
        if seen.dep_ in {"acl", "relcl"}:
            return seen.head
        if seen.dep_ not in {"xcomp", "conj", "advcl", "pcomp", "prep", "ccomp", "aux", "auxpass"}:
            return None
        seen = seen.head
    return None


def destination(verb: Token) -> Token | None:
    """Find where someone who leaves is going: "left Tunis for Rome", "will leave Tunis … to reach Rome"."""
    if verb.lemma_.lower() not in _LEAVES:
        return None
    for word in verb.subtree:
        if word.dep_ == "prep" and word.lower_ == "for" and word.head.i == verb.i:
            return next(iter(children(word, "pobj")), None)
        if word.i > verb.i and word.pos_ == "VERB" and word.lemma_.lower() in _REACHES:
            goals = [*children(word, "dobj"), *(goal for _, goal in through_prepositions(word))]
            return next(iter(goals), None)
    return None


def children(token: Token, *labels: str) -> list[Token]:
    """Give the children that hang by one of these labels, in order."""
    return [child for child in token.children if child.dep_ in labels]


@kept
def through_prepositions(token: Token) -> list[tuple[str, Token]]:
    """Give a word's prepositional objects with their prepositions, one level deep."""
    return [
        (prep.lower_, goal)
        for prep in token.children
        if prep.dep_ in _THROUGH
        for goal in prep.children
        if goal.dep_ in {"pobj", "pcomp"}
    ]
