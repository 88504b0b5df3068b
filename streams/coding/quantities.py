"""How many: the killed, injured, missing, detained, displaced, the taking part, and amounts of money.

Flows in: a parsed sentence. Flows out: `Quantity`, with bounds, unit and the words it was read from.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from spacy.tokens import Span as Sentence
from spacy.tokens import Token

from schemas import Quantity, QuantityKind, Span, TextField
from streams.coding.agents import Agents, singular
from streams.coding.numbers import HIGHEST, Number, numbers, value_of
from streams.coding.phrases import grammar
from streams.coding.tables import rows, words

_PEOPLE = "people"
_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"


@dataclass
class _Counted:
    objects: dict[str, QuantityKind] = field(default_factory=dict)
    subjects: dict[str, QuantityKind] = field(default_factory=dict)
    states: dict[str, QuantityKind] = field(default_factory=dict)
    nouns: dict[str, QuantityKind] = field(default_factory=dict)
    tolls: dict[str, QuantityKind] = field(default_factory=dict)


def quantities(sent: Sentence, field: TextField, offset: int) -> tuple[Quantity, ...]:
    """Find what a sentence counts.

    Args:
        sent: the sentence.
        field: the field of the article it stands in.
        offset: the code point of that field where the sentence's doc starts.

    Returns:
        Quantities in order; numbers of which the sentence does not say what they count are left out.
    """
    text, base = sent.text, offset + sent.start_char
    found = [_quantity(amount, QuantityKind.AMOUNT, unit, text, field, base) for amount, unit in amounts(text)]
    taken = [(q.span.start, q.span.end) for q in found]
    for number in numbers(text):
        start, end = base + number.start, base + number.end
        if any(start < other[1] and other[0] < end for other in taken):
            continue
        kind = _kind(sent, number)
        if kind is not None:
            found.append(_quantity(number, kind, _PEOPLE, text, field, base))
    return tuple(sorted(found, key=lambda quantity: quantity.span.start))


def amounts(text: str) -> Iterator[tuple[Number, str]]:
    """Find the sums of money of a text, each with its currency in ISO 4217."""
    pattern, signs, names, bounds = _money()
    for match in pattern.finditer(text):
        figure = match["after"] or match["before"]
        unit = signs.get(match["sign"] or "") or names.get((match["name"] or "").lower())
        value = value_of(figure) if unit else None
        if unit is None or value is None or value > HIGHEST:
            continue
        bound = bounds.get((match["bound"] or "").lower(), "near")
        low, high = (None if bound == "max" else value), (None if bound == "min" else value)
        yield Number(match.start(), match.end(), match.start(), low, high), unit


def _quantity(number: Number, kind: QuantityKind, unit: str, text: str, field: TextField, base: int) -> Quantity:  # noqa: PLR0913, PLR0917 - one argument a field
    return Quantity(
        kind=kind,
        min=number.low,
        max=number.high,
        unit=unit,
        text=text[number.start : number.end],
        span=Span(field=field, start=base + number.start, end=base + number.end),
    )


def _kind(sent: Sentence, number: Number) -> QuantityKind | None:
    table = _counted()
    span = sent.doc.char_span(sent.start_char + number.core, sent.start_char + number.end, alignment_mode="expand")
    if span is None or not len(span):
        return None
    noun = _noun(span)
    if noun.ent_type_ in ("DATE", "TIME", "PERCENT", "ORDINAL") or noun.lemma_.lower() in grammar()["not_counted"]:
        return None
    someone = noun.i != span.root.i and Agents.load().longest([noun.lower_]) is not None
    if span.text.lower() in ("a", "an", "one") and not someone:
        return None
    for word in (noun.lower_, *(t.lower_ for t in noun.lefts if t.i >= span.start), *_after(noun)):
        if word in table.states:
            return table.states[word]
    # "detained 200 demonstrators": what was done to them says more than who they are.
    return _governed(noun, table) or table.nouns.get(singular(noun.lower_)) or _toll(noun, table)


def _noun(span: Sentence) -> Token:
    token = span.root
    while token.dep_ in ("nummod", "quantmod", "compound", "det", "advmod") and token.head.i > token.i:
        if any(between.dep_ == "cc" for between in token.doc[span.end : token.head.i]):
            # "rose to 15 and three people": the parser gives the fifteen to the people, too.
            return token
        token = token.head
    if token.dep_ == "conj" and token.head.dep_ == "nummod" and token.head.head.i > token.i:
        return token.head.head
    return token


def _after(noun: Token) -> tuple[str, ...]:
    following = noun.doc[noun.i + 1 : noun.i + 4]
    words_after: list[str] = []
    for token in following:
        if token.is_punct or token.lower_ in ("and", "in", "after", "by", "when", "as"):
            break
        if token.lower_ not in grammar()["passed_over"]:
            # "an explosion killed three": the explosion is not among the killed.
            if not any(child.dep_ == "dobj" for child in token.children):
                words_after.append(token.lower_)
            break
    return tuple(words_after)


def _governed(noun: Token, table: _Counted) -> QuantityKind | None:
    verb, role = noun.head, noun.dep_
    if role == "pobj" and noun.head.lower_ == "of" and noun.head.head.i < noun.i:
        return _governed(noun.head.head, table)
    if role in ("conj", "appos") and noun.head.i != noun.i:
        return _governed(noun.head, table)
    lemma = verb.lemma_.lower()
    if role in ("dobj", "nsubjpass"):
        if any(child.lower_ == "dead" for child in verb.children):
            return QuantityKind.KILLED
        return table.objects.get(lemma)
    if role == "nsubj":
        if lemma == "be":
            return next((table.states[c.lower_] for c in verb.children if c.lower_ in table.states), None)
        return table.subjects.get(lemma)
    return None


def _toll(noun: Token, table: _Counted) -> QuantityKind | None:
    # "the death toll rose to 15", "a toll of 15".
    if noun.dep_ not in ("pobj", "dobj", "attr", "nummod") or noun.head.i == noun.i:
        return None
    for above in list(noun.ancestors)[:3]:
        for token in (above, *above.children):
            phrase = " ".join(t.lower_ for t in (*(c for c in token.children if c.dep_ == "compound"), token))
            kind = table.tolls.get(phrase) or table.tolls.get(token.lemma_.lower())
            if kind is not None and token.i < noun.i:
                return kind
    return None


@lru_cache(maxsize=1)
def _counted() -> _Counted:
    table = _Counted()
    by_use = {
        "object": table.objects,
        "subject": table.subjects,
        "state": table.states,
        "noun": table.nouns,
        "toll": table.tolls,
    }
    for kind, use, cell in rows("quantities", 3):
        by_use[use].update(dict.fromkeys(words(cell), QuantityKind(kind)))
    return table


@lru_cache(maxsize=1)
def _money() -> tuple[re.Pattern[str], dict[str, str], dict[str, str], dict[str, str]]:
    signs: dict[str, str] = {}
    names: dict[str, str] = {}
    bounds = {word: value for kind, value, cell in rows("numbers", 3) if kind == "bound" for word in words(cell)}
    scales = [word for kind, _, cell in rows("numbers", 3) if kind == "scale" for word in words(cell)]
    for code, sign_cell, name_cell in rows("currencies", 3):
        signs.update(dict.fromkeys(words(sign_cell), code))
        names.update({word.lower(): code for word in words(name_cell)})
    sign, name, bound, scale = (
        "|".join(re.escape(word) for word in sorted(table, key=len, reverse=True))
        for table in (signs, names, bounds, scales)
    )
    figure = rf"(?:{_FIGURE})(?:[ -]?(?:{scale})\b)?"
    pattern = (
        rf"(?<![\w$])(?:(?P<bound>(?i:{bound})) )?"
        rf"(?:(?P<sign>{sign}) ?(?P<after>{figure})"
        rf"|(?P<before>{figure}|(?:{scale})s?(?: of)?)[ -](?P<name>(?i:{name}))\b)"
    )
    return re.compile(pattern), signs, names, bounds
