"""What the desk says an item is: status, signal, urgency, and the labels it sets before headlines.

Flows in: a wire's words in any spelling. Flows out: the contract's closed words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from schemas import Pubstatus, Signal
from streams.wires.tables import any_of, table

_STRENGTH = (Signal.KILL, Signal.HOLD, Signal.CORRECTION, Signal.REPEAT, Signal.UPDATE, Signal.NEW)
_MOST_PREFIXES = 4
_LEAST_URGENCY, _MOST_URGENCY = 1, 9
_ORDER_WITHIN = 300


@dataclass(frozen=True, slots=True)
class Label:
    """A headline without the desk's labels, and what these said."""

    headline: str
    signals: tuple[Signal, ...]


def pubstatus(word: str | None) -> Pubstatus:
    """Read a publication status in any spelling (`stat:usable`, `USABLE`, `cancelled`, none at all).

    Returns:
        Usable where nothing is said; withheld for a word nobody knows, as what is not understood is not published.
    """
    bare = _bare(word or "")
    return _statuses().get(bare, Pubstatus.WITHHELD) if bare else Pubstatus.USABLE


def urgency(value: object) -> int | None:
    """Read an urgency of 1 (flash) to 9; None for anything else, such as `DEFAULT`."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        word = _bare(value)
        value = int(word) if len(word) == 1 and word in "123456789" else None
    if not isinstance(value, int | float) or value not in range(_LEAST_URGENCY, _MOST_URGENCY + 1):
        return None
    return int(value)


def signal(words: Iterable[str], slugline: str | None = None) -> tuple[Signal, ...]:
    """Read what the wire's fields say of this version.

    Args:
        words: values of signal fields: `sig:update`, `Correction`, a code's address, … Unknown ones say nothing.
        slugline: may hold a take key ("1st Ld-Writethru").
    """
    said = {_signals().get(_bare(word)) for word in words}
    found = [one for one in _STRENGTH if one in said]
    for name, pattern in _slugs().items():
        if slugline and pattern.search(slugline):
            found.append(Signal(name))
    return tuple(found)


def strongest(signals: Iterable[Signal]) -> Signal:
    """Give the signal that decides where several stand; `new` where none does."""
    given = set(signals)
    return next((one for one in _STRENGTH if one in given), Signal.NEW)


def unlabelled(headline: str) -> Label:
    """Take the desk's labels off a headline: "CORRECTED-UPDATE 2-Talks end" is "Talks end", corrected and updated."""
    found: list[Signal] = []
    rest = headline
    for _ in range(_MOST_PREFIXES):
        step = next(((one, match) for one, pattern in _prefixes() if (match := pattern.match(rest))), None)
        if step is None:
            break
        found.append(step[0])
        rest = rest[step[1].end() :].lstrip()
    return Label(rest, tuple(found))


def orders(headline: str, body: str) -> tuple[Signal, ...]:
    """Find a kill or hold that the text itself gives ("KILL KILL KILL", "A kill is mandatory") at its head."""
    head = f"{headline}\n{body[:_ORDER_WITHIN]}"
    if not may_order(head):
        return ()
    return tuple(Signal(name) for name, pattern in _orders().items() if pattern.search(head))


def may_order(text: str) -> bool:
    """Tell quickly whether a text may hold an order to kill or hold, markup and all."""
    said = text.casefold()
    return any(hint in said for hint in table("lifecycle")["order_hints"]["words"])


def says_embargo(headline: str) -> bool:
    """Tell whether a headline is labelled as under embargo."""
    return _embargo().match(headline) is not None


def mentions(text: str) -> tuple[str, ...]:
    """Find the identities of other items that a text names, in order, each once."""
    found = (match.rstrip(".:") for match in _mention().findall(text))
    return tuple(dict.fromkeys(found))


def note_says_correction(note: str) -> bool:
    """Tell whether a note to the desk calls this version a correction; the note itself goes no further."""
    return _ednote().search(note) is not None


def of_note(*notes: str) -> tuple[str, ...]:
    """Give what notes to the desk say of this version, in the contract's words; the notes themselves go no further."""
    heads = [note[:_ORDER_WITHIN] for note in notes if note]
    if not heads:
        return ()
    found = [one.value for one in (*signal(heads), *(one for head in heads for one in orders(head, "")))]
    if any(map(note_says_correction, heads)):
        found.append(Signal.CORRECTION.value)
    return tuple(dict.fromkeys(found))


def public(note: str | None) -> str | None:
    """Give a note that is marked as public, unless it holds what no reader is to see: a telephone number or address."""
    return note if note and not _contact().search(note) else None


@cache
def note_patterns() -> tuple[tuple[Signal, re.Pattern[str]], ...]:
    """Give the patterns of paragraphs in which a desk says publicly what it changed."""
    return tuple((Signal(name), re.compile(pattern)) for name, pattern in table("lifecycle")["notes"].items())


def _bare(word: str) -> str:
    """Take the vocabulary off a code: `stat:canceled` and an address that ends in `/canceled` are `canceled`."""
    return word.strip().lower().rpartition(":")[2].rpartition("/")[2].rpartition("#")[2].strip()


@cache
def _statuses() -> dict[str, Pubstatus]:
    return {word: Pubstatus(name) for name, words in table("lifecycle")["pubstatus"].items() for word in words}


@cache
def _signals() -> dict[str, Signal]:
    return {word: Signal(name) for name, words in table("lifecycle")["signals"].items() for word in words}


@cache
def _slugs() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in table("lifecycle")["slugline"].items()}


@cache
def _orders() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in table("lifecycle")["orders"].items()}


@cache
def _mention() -> re.Pattern[str]:
    return re.compile(table("lifecycle")["mentions"]["item"])


@cache
def _embargo() -> re.Pattern[str]:
    return re.compile(table("lifecycle")["embargo"]["label"])


@cache
def _ednote() -> re.Pattern[str]:
    return re.compile(table("lifecycle")["ednote"]["correction"])


@cache
def _contact() -> re.Pattern[str]:
    return re.compile(table("lifecycle")["ednote"]["contact"])


@cache
def _prefixes() -> tuple[tuple[Signal, re.Pattern[str]], ...]:
    return tuple((Signal(entry["signal"]), _prefix(entry)) for entry in table("lifecycle")["prefix"])


def _prefix(entry: dict[str, list[str]]) -> re.Pattern[str]:
    loose = any_of([*entry["tight"], *entry["loose"], *entry.get("numbered", [])])
    shapes = [rf"[(\[]?(?:{loose})[)\]]?(?: \d{{1,2}})?\s*(?::|//|--|\s[-–—/]\s)"]
    # Twice or more, with or without a text after it; or all there is.
    shapes += [rf"(?P<word>{loose})(?:[\s,.!-]+(?P=word))+\b[\s:!.,–—-]*", rf"(?:{loose})[.!]?\s*\Z"]
    if entry["tight"]:
        shapes.append(rf"(?:{any_of(entry['tight'])})[-–—/]")
    if entry.get("numbered"):
        shapes.append(rf"(?:{any_of(entry['numbered'])}) ?\d{{1,2}}[-–—/]")
    if entry["spoken"]:
        shapes.append(rf"(?i:{any_of(entry['spoken'])})\s*:")
    return re.compile("|".join(shapes))
