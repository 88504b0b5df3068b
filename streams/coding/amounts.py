"""How much: sums of money, and goods by weight and volume.

Flows in: a text. Flows out: `Number` with the currency in ISO 4217, or the unit.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from streams.coding.numbers import DIGITS, HIGHEST, Number, any_of, bound_of, numbers, range_of
from streams.coding.tables import rows, words

_YEAR = re.compile(r"(?:1[89]|20)\d\d")


@dataclass(frozen=True)
class _Money:
    sign: re.Pattern[str]
    signed: re.Pattern[str]
    named: re.Pattern[str]
    signs: dict[str, str]
    names: dict[str, str]


def amounts(text: str, found: Sequence[Number] | None = None) -> Iterator[tuple[Number, str]]:
    """Find the sums and the quantities of goods of a text, each with its currency or unit, signs before names.

    Args:
        text: the text.
        found: the numbers of the text, where they are known.
    """
    money = _money()
    for match in money.signed.finditer(text) if money.sign.search(text) else ():
        read = range_of(match["one"], match["two"])
        if read is not None and max(value for value in read if value is not None) <= HIGHEST:
            first, second = read
            end = match.end() if second is not None else match.end("one")
            low, high = bound_of(match["bound"]).around(first, second)
            yield Number(match.start(), end, match.start("sign"), low, high), money.signs[match["sign"]]
    for number in numbers(text) if found is None else found:
        name = money.named.match(text, number.end)
        if name is not None and not _YEAR.fullmatch(text, number.start, number.end):
            unit = money.names[(name["name"] or name["coin"]).lower()]
            yield Number(number.start, name.end(), number.core, number.low, number.high), unit


@lru_cache(maxsize=1)
def _money() -> _Money:
    signs: dict[str, str] = {}
    coins: dict[str, str] = {}
    for code, sign_cell, name_cell in rows("currencies", 3):
        signs.update(dict.fromkeys(words(sign_cell), code))
        coins.update({word.lower(): code for word in words(name_cell)})
    names = coins | {word.lower(): unit for unit, cell in rows("units", 2) for word in words(cell)}
    of_kind: dict[str, dict[str, str]] = {"bound": {}, "scale": {}}
    for kind, value, cell in rows("numbers", 3):
        of_kind.get(kind, {}).update(dict.fromkeys(words(cell), value))
    sign, bound, scale = any_of(signs), any_of(of_kind["bound"]), any_of(of_kind["scale"])
    figure = rf"(?:{DIGITS})(?:[ -]?(?i:{scale})\b)?"
    signed = (
        rf"(?<![\w$])(?:(?P<bound>(?i:{bound})) )?(?P<between>(?i:between) )?(?P<sign>{sign}) ?(?P<one>{figure})"
        rf"(?:(?(between) and |(?: to | or |-|–))(?:(?P=sign) ?)?(?P<two>{figure}))?(?![\w%])"
    )
    # A "300-tonne ship" is no 300 tonnes, a "5 million-euro loan" is money.
    named = rf"(?:(?: of)? (?P<name>(?i:{any_of(names)}))|-(?P<coin>(?i:{any_of(coins)})))\b"
    return _Money(re.compile(rf"(?:{sign}) ?\d"), re.compile(signed), re.compile(named), signs, names)
