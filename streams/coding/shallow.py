"""Sentences that are not worth a parse, read by their shapes: words, and names by their capitals.

Flows in: a sentence as text. Flows out: a doc in which runs of capitalised words are names, each hung on the
preposition before it. Enough to find the known names of a story and its persons by their titles; nothing else.
"""

import re

from streams.coding.casing import common_words
from streams.coding.phrases import grammar
from streams.coding.tree import Doc, Token
from streams.coding.trees import grow

_WORD = re.compile(r"'s\b|[^\W_]+(?:-[^\W_]+)*|[^\s\w]|_+")
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
    grow(doc, heads)
    return doc
