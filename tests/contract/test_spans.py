"""Spans count Unicode code points; readers whose strings count otherwise must find the same words."""

from collections.abc import Iterator
from struct import unpack

import pytest

from schemas import Article, Event
from tests.contract.messages import golden_story


def quoted(event: Event) -> Iterator[tuple[str, int, int, str]]:
    """Give every span of an event that has its words beside it."""
    if event.sentence:
        yield event.sentence.field, event.sentence.start, event.sentence.end, event.sentence.text
    if event.trigger:
        yield event.trigger.field, event.trigger.start, event.trigger.end, event.trigger.text
    for sentence in event.sentences:
        yield sentence.field, sentence.start, sentence.end, sentence.text
    for quantity in event.quantities:
        yield quantity.span.field, quantity.span.start, quantity.span.end, quantity.text
    for actor in (*event.actors, *event.recipients):
        for span in actor.spans:
            yield span.field, span.start, span.end, actor.text


def article() -> Article:
    found = golden_story().article
    assert found is not None
    return found


CASES = [case for event in golden_story().events for case in quoted(event)]


def utf16(text: str) -> list[int]:
    """Give a text as JavaScript, Java and C# hold it: 16-bit units, two for a character beyond U+FFFF."""
    encoded = text.encode("utf-16-le")
    return list(unpack(f"<{len(encoded) // 2}H", encoded))


def words(units: list[int]) -> str:
    return b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le", "surrogatepass")


def unit_index(units: list[int], code_point: int) -> int:
    """Find where a code point begins, as a JavaScript reader does: a high surrogate and its low one are one.

    In JavaScript the same in one line: `[...text].slice(start, end).join("")`.
    """
    index = 0
    for _ in range(code_point):
        index += 2 if 0xD800 <= units[index] < 0xDC00 else 1
    return index


@pytest.mark.parametrize(("field", "start", "end", "text"), CASES)
def test_a_span_finds_its_words(field: str, start: int, end: int, text: str) -> None:
    assert getattr(article(), field)[start:end] == text


@pytest.mark.parametrize(("field", "start", "end", "text"), CASES)
def test_a_reader_of_utf16_units_finds_the_same_words(field: str, start: int, end: int, text: str) -> None:
    units = utf16(getattr(article(), field))
    assert words(units[unit_index(units, start) : unit_index(units, end)]) == text


def test_a_reader_that_forgets_to_count_code_points_would_find_others() -> None:
    trigger = golden_story().events[0].trigger
    assert trigger is not None
    units = utf16(getattr(article(), trigger.field))
    assert unit_index(units, trigger.start) > trigger.start
    assert words(units[trigger.start : trigger.end]) != trigger.text == "accused"
