"""Bodies meant by a noun: the last one named that may be meant, and none where the phrase says more."""

from collections.abc import Callable

import pytest

from tests.unit.coding.stories import Story


@pytest.mark.parametrize(
    ("first", "again", "name"),
    [
        ("The European Commission met in Brussels.", "the commission", "European Commission"),
        ("Police fought the Shining Path near Ayacucho.", "the rebels", "Shining Path"),
        ("Toyota opened a plant in Ohio.", "the company", "Toyota"),
    ],
)
def test_noun_means_the_body_named_before(story: Callable[..., Story], first: str, again: str, name: str) -> None:
    actor = story(f"{first}\nOn Monday {again} spoke to reporters.").who(again, after="On Monday")
    assert actor.name == name
    assert actor.resolution == "story"


@pytest.mark.parametrize(
    "again", ["a commission", "the national commission", "the commission of inquiry", "the rebels"]
)
def test_other_noun_is_another_body(story: Callable[..., Story], again: str) -> None:
    read = story(f"The European Commission met in Brussels.\nOn Monday {again} spoke to reporters.")
    assert read.who(again, after="On Monday").name != "European Commission"
