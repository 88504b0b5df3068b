"""Who speaks: what stands in quotes, the verbs that report it, and the noun that they make the speaker.

Flows in: a doc and its sentences. Flows out: which words are quoted, and the head of the speaker's phrase.
"""

from streams.coding.phrases import grammar
from streams.coding.tree import Doc, Span, Token

_QUOTES = frozenset('"“”«»„')
_IRREGULAR = frozenset({"said", "says", "told", "wrote"})
_PAPERS = frozenset({"statement", "communique", "message", "letter", "tweet", "post", "text", "declaration", "note"})
"""What somebody speaks through."""

_LEADS = frozenset({"a", "an", "the", "in", "of", "by", "from", "written", "joint", "brief", "its", *_PAPERS})


def quoted(doc: Doc) -> list[bool]:
    """Say of each word of a doc whether it stands in quotes."""
    inside, flags = False, []
    for token in doc:
        if token.text in _QUOTES or token.text in ("``", "''"):
            inside = token.text in "“«„``" or (token.text == '"' and not inside)
        flags.append(inside)
    return flags


def is_parsed(token: Token) -> bool:
    """Whether the sentence of a word was parsed."""
    return bool(token.sent[-1].tag_)


def is_report(token: Token) -> bool:
    """Whether a word is a verb by which somebody is said to speak."""
    if is_parsed(token):
        return token.pos_ == "VERB" and token.lemma_ in grammar()["reports"]
    word = token.lower_
    return word in _IRREGULAR or (word.endswith("d") and {word[:-1], word[:-2]} & grammar()["reports"] != set())


def speaker(sent: Span) -> Token | None:
    """Give the head of the phrase that is said to speak: "the ministry said", "said a statement of the union"."""
    for token in sent:
        if not is_report(token):
            continue
        found = _subject(token) if is_parsed(token) else _beside(token)
        if found is not None:
            return found
    return None


def _subject(verb: Token) -> Token | None:
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    if subject is None or subject.lemma_.lower() not in _PAPERS:
        return subject
    owners = [child for child in subject.lefts if child.dep_ == "poss"]
    tails = [noun for child in subject.rights if child.lower_ in ("of", "by", "from") for noun in child.children]
    return next((noun for noun in (*owners, *tails) if noun.dep_ in ("poss", "pobj")), None)


def _beside(verb: Token) -> Token | None:
    # Where nothing is parsed: what stands right after the verb, else right before it.
    doc, at, end = verb.doc, verb.i + 1, verb.sent.end
    while at < end and doc[at].lower_ in _LEADS:
        at += 1
    if at < end and doc[at].pos_ in ("PROPN", "NOUN"):
        while at + 1 < end and doc[at + 1].pos_ == "PROPN":
            at += 1
        return doc[at]
    before = doc[verb.i - 1] if verb.i > verb.sent.start else None
    return before if before is not None and (before.pos_ in ("PROPN", "NOUN") or before.lower_ == "it") else None
