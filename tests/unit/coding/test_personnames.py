"""Names of persons as they stand: also where nothing is parsed, and never the name of a town."""

from datetime import date

import pytest

from schemas import TextField
from streams.coding.agents import Agents
from streams.coding.descriptions import Descriptions
from streams.coding.gazetteer import Gazetteer
from streams.coding.incumbents import Incumbents
from streams.coding.nominals import Reader
from streams.coding.personnames import PersonNames
from streams.coding.phrases import Section
from streams.coding.registry import Registry
from streams.coding.shallow import shallow

_DAY = date(2011, 3, 4)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A spokesman, Yaw Mensah, said no.", ["Yaw Mensah"]),
        ("With him was his deputy, Elena Ruiz.", ["Elena Ruiz"]),
        ("In the road, Blue Nile, nobody came.", []),
        ("Maxim Bakiyev ran the airport.", ["Maxim Bakiyev"]),
        ("On Monday Bakiyev left.", ["Bakiyev"]),
    ],
)
def test_names_are_found_without_a_parse(text: str, names: list[str]) -> None:
    registry = Registry.load()
    reader = Reader(registry, Agents.load(), Gazetteer.load())
    section = Section.of(TextField.BODY, 0, shallow(text), registry, _DAY)
    found = PersonNames(reader, Descriptions(reader), Incumbents(registry, [section], _DAY, None)).of(section)
    assert [section.doc[start:end].text for start, end, _ in found] == names
