"""Who held which office when: the persons of the tables.

Flows in: `data/holders/*.tsv`, a file a region with one tenure a row, and beside each `*.names.tsv` with the other
names of its persons. Flows out: `Person` with all offices, and the names by which each goes.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from streams.coding.agents import Agents
from streams.coding.entities import NO_GOVERNMENT, Person, Tenure, day_of
from streams.coding.tables import located, tables, words

_FOLDER = "holders"
_NAMES = ".names"


def tenures() -> Iterator[tuple[str, Tenure]]:
    """Read every tenure.

    Yields:
        The person's name and the tenure.

    Raises:
        ValueError: a row has no first day, or a day that is none; names the file and the line.
    """
    for table in tables(_FOLDER):
        if table.endswith(_NAMES):
            continue
        for source, (country, office, name, since, until, body) in located(table, 6):
            try:
                first, last = day_of(since), day_of(until, last=True)
            except ValueError as error:
                raise ValueError(f"{source}: {error}") from error
            if first is None:
                raise ValueError(f"{source}: {name} as {office} has no first day")
            whose, *others = words(body) or ("",)
            yield name, Tenure(country, office, _sectors(country, office), first, last, source, whose, tuple(others))


def people(given: Iterator[tuple[str, Tenure]]) -> Iterator[Person]:
    """Bring the tenures of each person together, the earliest first."""
    found: dict[str, list[Tenure]] = defaultdict(list)
    for name, tenure in given:
        found[name].append(tenure)
    for name, held in found.items():
        yield Person(name, tuple(sorted(held, key=lambda tenure: tenure.since)))


def other_names() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Read by which other names persons go.

    Yields:
        Where it is written, the name in the tables of offices, and the others.
    """
    for table in tables(_FOLDER):
        if table.endswith(_NAMES):
            for source, (name, others) in located(table, 2):
                yield source, name, words(others)


@lru_cache(maxsize=1 << 13)
def _sectors(country: str, office: str) -> tuple[str, ...]:
    found = Agents.load().longest(office.lower().split())
    return found.sectors if found and country not in NO_GOVERNMENT else ()
