"""Whose a spokesman, a director or a deputy is, told by what the story has said of the owner before."""

from collections.abc import Callable

import pytest

from tests.unit.coding.stories import Story


@pytest.mark.parametrize(
    ("body", "name", "sector"),
    [
        ("The party of Ana Ruiz has seen no lawyer. Its spokesman, Luis Paz, said so.", "Luis Paz", "PTY"),
        ("The company's director, Alp Gurkan, spoke to reporters.", "Alp Gurkan", "BUS"),
        ("Zofia Kowalska, a Polish nurse, spoke. Kowalska's deputy, Jan Nowak, did not.", "Jan Nowak", "MED"),
        ("Kenya's prime minister, Amos Otieno, spoke. His deputy, Jane Wafula, did not.", "Jane Wafula", "GOV"),
    ],
)
def test_owner_says_where_somebody_sits(story: Callable[..., Story], body: str, name: str, sector: str) -> None:
    assert story(body).who(name).sectors[:1] == (sector,)


def test_owner_of_whom_nothing_is_told_says_nothing(story: Callable[..., Story]) -> None:
    assert story("His side's spokesman, Luis Paz, said so.").who("Luis Paz").sectors == ()


def test_each_of_two_has_his_own_state(story: Callable[..., Story]) -> None:
    read = story("Amos Otieno and Jane Wafula, the prime ministers of Kenya and Uganda, met on Friday.")
    assert (read.who("Amos Otieno").country, read.who("Jane Wafula").country) == ("KEN", "UGA")


def test_counterpart_has_the_office_of_who_meets_him(story: Callable[..., Story]) -> None:
    read = story("The Kenyan foreign minister telephoned his Fijian counterpart.")
    assert read.who("his Fijian counterpart").code.startswith("FJI GOV")
