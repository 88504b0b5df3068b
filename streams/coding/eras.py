"""Wars and times that news names without a year: "throughout the Korean war" is 1950 to 1953.

Flows in: `data/eras.tsv`. Flows out: what each name means, and the pattern that finds them in a text.
"""

import re
from functools import cache

from streams.coding.intervals import Interval, years
from streams.coding.tables import rows


@cache
def _eras() -> tuple[tuple[re.Pattern[str], Interval], ...]:
    return tuple((re.compile(name), years(int(first), int(last))) for name, first, last in rows("eras", 3))


@cache
def era_names() -> str:
    """Give the pattern of all names, to be put into a larger one."""
    return "|".join(name for name, _, _ in rows("eras", 3))


def era(words: str) -> Interval | None:
    """Give the years of the time that words name, None if they name none."""
    return next((interval for name, interval in _eras() if name.search(words)), None)
