"""Sentences that are not worth a parse, read by their shapes: words, and names by their capitals.

Flows in: a sentence as text. Flows out: a doc in which runs of capitalised words are names, each hung on the
preposition before it. Enough to find the known names of a story and its persons by their titles; nothing else.
"""

import re

from streams.coding.agents import Agents, singular
from streams.coding.casing import common_words
from streams.coding.phrases import grammar
from streams.coding.tree import Doc, Token
from streams.coding.trees import grow

_WORD = re.compile(r"'s\b|[^\W_]+(?:-[^\W_]+)*|[^\s\w]|_+")
_ARTICLES = frozenset({"the", "a", "an", "his", "her", "its", "their"})
_BEFORE = frozenset(
    {"the", "a", "an", "his", "her", "its", "their", "some", "several", "many", "two", "three", "four", "five", "'s"}
    | {"new", "old", "former", "senior", "top", "young", "local", "deputy", "acting", "interim", "other"}
)
_AMONG = frozenset({"by", "of", "from", "with", "to", "against", "and", "told", "said", "for", "among", ",", '"'})
"""Words after which a noun stands, not a verb of the same letters."""

_NAME, _OTHER = "PROPN", "X"


def shallow(text: str) -> Doc:
    """Read a sentence in plain form without parsing it."""
    doc = Doc(text)
    heads: list[int] = []
    prepositions = grammar()["where"] | grammar()["motion_to"] | grammar()["belongs"]
    for i, match in enumerate(_WORD.finditer(text)):
        word = Token()
        word.doc, word.i, word.idx, word.memo = doc, i, match.start(), None
        word.text = match.group()
        word.lower_ = word.lemma_ = word.text.lower()
        word.whitespace_ = " " if text[match.end() : match.end() + 1].isspace() else ""
        named = word.text[0].isupper() and (i > 0 or word.lower_ not in common_words())
        word.pos_, word.tag_ = (_NAME, "NNP") if named else (_OTHER, "")
        word.dep_ = word.ent_type_ = ""
        word.ent_iob_ = "O"
        word.is_sent_start = not i
        doc.words.append(word)
        heads.append(i)
    last = len(doc.words) - 1
    for i in range(last, -1, -1):
        word = doc.words[i]
        if word.pos_ != _NAME:
            continue
        if i < last and doc.words[i + 1].pos_ == _NAME:
            word.dep_ = "compound"
            heads[i] = heads[i + 1] if doc.words[i + 1].dep_ == "compound" else i + 1
        start = i - 1
        if word.dep_ != "compound":
            while start >= 0 and doc.words[start].pos_ == _NAME:
                start -= 1
            if start >= 0 and doc.words[start].lower_ in prepositions:
                word.dep_, heads[i] = "pobj", start
                doc.words[start].dep_ = "prep"
    _hang_nouns(doc, heads)
    grow(doc, heads)
    return doc


def _hang_nouns(doc: Doc, heads: list[int]) -> None:
    # "the Kenyan foreign minister", "Residents": what can act is the head of a phrase, of the words that lead to it.
    agents, words = Agents.load(), doc.words
    at = len(words) - 1
    while at >= 0:
        word = words[at]
        low = word.text.islower() or (not at and word.pos_ == _OTHER)
        low = low and agents.may_end(word.lower_)
        agent = agents.longest([one.lower_ for one in words[max(0, at - 3) : at + 1]]) if low else None
        start = at - len(agent.noun.split()) + 1 if agent is not None else at
        led = agent is not None and (not start or _leads(words[start - 1]))
        if agent is None or not led or any(not one.text[0].isalpha() for one in words[start : at + 1]):
            at -= 1
            continue
        word.pos_, word.dep_ = "NOUN", "ROOT"
        word.tag_ = "NN" if singular(word.lower_) == word.lower_ else "NNS"
        while start and (words[start - 1].pos_ == _NAME or words[start - 1].lower_ in _BEFORE):
            start -= 1
            if words[start].lower_ in _ARTICLES:
                break
        start = _apposed(words, start)
        for inner in range(start, at):
            heads[inner] = at
            words[inner].dep_ = "det" if words[inner].lower_ in _BEFORE else "compound"
        if at + 1 < len(words) and words[at + 1].dep_ == "prep":
            heads[at + 1] = at
        at = start - 1


def _apposed(words: list[Token], start: int) -> int:
    # ", the oil services company": all from the article on belongs to the noun.
    for at in range(start - 1, max(0, start - 5), -1):
        if not words[at].text[0].isalpha():
            break
        if words[at].lower_ in ("a", "an", "the"):
            return at if words[at - 1].text == "," else start
    return start


def _leads(word: Token) -> bool:
    return word.lower_ in _BEFORE or word.lower_ in _AMONG or word.pos_ == _NAME or word.text.isdigit()
