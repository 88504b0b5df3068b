"""Where something happened.

Flows in: `streams.coding`. Flows out: `Place`, within events.
"""

from schemas.base import Frozen, Vocabulary


class PlaceBasis(Vocabulary):
    """Which words a place was read from."""

    SENTENCE = "sentence"
    DATELINE = "dateline"


class PlacePrecision(Vocabulary):
    """How fine a place is."""

    CITY = "city"
    ADMIN1 = "admin1"
    COUNTRY = "country"


class Location(Frozen):
    """WGS 84 degrees."""

    lat: float
    lon: float


class Place(Frozen):
    """A place on the map; `country` is ISO 3166-1 alpha-3."""

    name: str
    country: str | None = None
    admin1: str | None = None
    location: Location | None = None
    geonames_id: int | None = None
    precision: PlacePrecision
    basis: PlaceBasis
    text: str
