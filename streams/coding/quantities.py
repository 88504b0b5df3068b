"""How many: the killed, injured, missing, detained, displaced, the taking part, and amounts of money and goods.

Flows in: a parsed sentence. Flows out: `Count`, each with the word that counts it, and from it `Quantity`, with
bounds, unit and the words it was read from.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas import Quantity, QuantityKind, Span, TextField
from streams.coding.amounts import amounts
from streams.coding.counting import counted, nor
from streams.coding.numbers import Number, numbers
from streams.coding.tree import Span as Sentence
from streams.coding.tree import Token, kept

_PEOPLE = "people"


@dataclass(frozen=True)
class Count:
    """A number that counts something: `start` and `end` within its sentence, bounds, kind, unit.

    `figure` is its word, `word` what says of which kind it is ("killed", "dead", "toll"); of an amount the figure, too.
    """

    start: int
    end: int
    low: float | None
    high: float | None
    kind: QuantityKind
    unit: str
    figure: Token
    word: Token

    def quantity(self, sent: Sentence, field: TextField, offset: int) -> Quantity:
        """Say it as part of an event; arguments as of `quantities`."""
        base = offset + sent.start_char
        return Quantity(
            kind=self.kind,
            min=self.low,
            max=self.high,
            unit=self.unit,
            text=sent.text[self.start : self.end],
            span=Span(field=field, start=base + self.start, end=base + self.end),
        )


def quantities(sent: Sentence, field: TextField, offset: int) -> tuple[Quantity, ...]:
    """Find what a sentence counts.

    Args:
        sent: the sentence.
        field: the field of the article it stands in.
        offset: the code point of that field where the sentence's doc starts.

    Returns:
        Quantities in order; numbers of which the sentence does not say what they count are left out.
    """
    return tuple(count.quantity(sent, field, offset) for count in counts(sent))


@kept
def counts(sent: Sentence) -> tuple[Count, ...]:
    """Find the same, each with the word that counts."""
    text = sent.text
    figures, found = tuple(numbers(text)), list[Count]()
    for amount, unit in amounts(text, figures):
        span = _figure(sent, amount)
        if span is not None:
            bounds = amount.low, amount.high
            found.append(Count(amount.start, amount.end, *bounds, QuantityKind.AMOUNT, unit, span.root, span.root))
    taken = [(count.start, count.end) for count in found]
    for number in figures:
        if not any(number.start < end and start < number.end for start, end in taken):
            found += _people(sent, number)
    return tuple(sorted(found, key=lambda count: count.start))


def _people(sent: Sentence, number: Number) -> Iterator[Count]:
    figure = _figure(sent, number)
    before = sent.doc.char_span(sent.start_char + number.start, sent.start_char + number.end, alignment_mode="expand")
    if figure is None or before is None:
        return
    found = counted(figure, before.start)
    if found is None:
        return
    # People are whole: "more than 30" are 31 at least.
    low = number.low + 1 if number.beyond and number.low is not None else number.low
    high = number.high - 1 if number.beyond and number.high is not None else number.high
    for kind, word in (found, *(nor(*found) if number.high == 0 else ())):
        yield Count(number.start, number.end, low, high, kind, _PEOPLE, figure.root, word)


def _figure(sent: Sentence, number: Number) -> Sentence | None:
    start, end = sent.start_char + number.core, sent.start_char + number.end
    span = sent.doc.char_span(start, end, alignment_mode="expand")
    return span if span is not None and len(span) else None
