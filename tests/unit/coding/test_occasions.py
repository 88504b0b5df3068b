"""Who acts against people at a protest, or over a deed, is not who does it."""

from collections.abc import Callable

import pytest

from streams.coding.coder import load
from tests.unit.coding.stories import Story


@pytest.mark.parametrize(
    ("text", "deed", "does"),
    [
        ("Police arrested 40 people at a rally in Lagos against fuel prices.", "rally", ["40 people"]),
        (
            "Police shot dead three protesters on Monday during a march against new taxes.",
            "march",
            ["three protesters"],
        ),
        ("Students clashed with police during a march in Santiago on Friday.", "march", ["Students"]),
        ("Riot police fired tear gas at a demonstration by teachers.", "demonstration", ["teachers"]),
        (
            "The European Union imposed sanctions on 12 Belarusian officials over the crackdown on protesters.",
            "crackdown",
            ["12 Belarusian officials"],
        ),
        ("Police detained 20 suspects during a raid on a mosque.", "detained", ["Police"]),
    ],
)
def test_a_deed_is_theirs_whom_the_act_over_it_is_done_to(
    story: Callable[..., Story], text: str, deed: str, does: list[str]
) -> None:
    coded = load().code(story(text).article)
    told = [one for one in (*coded.assertions, *coded.faint) if one.trigger and one.trigger.text == deed]
    assert [[actor.text for actor in one.actors] for one in told] == [does]
