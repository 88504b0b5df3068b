"""Who speaks: a quoted "we" is the body that is said to speak, also where nothing is parsed."""

from collections.abc import Callable

import pytest

from streams.coding.quoting import quoted, speaker
from streams.coding.shallow import shallow
from tests.unit.coding.stories import Story


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ('"We speak of shoes," said a statement of the Harbour Union.', "Union"),
        ('"We have tents," the Georgian health ministry said.', "ministry"),
        ("Nobody came.", None),
    ],
)
def test_speaker_is_found_without_a_parse(text: str, head: str | None) -> None:
    found = speaker(next(iter(shallow(text).sents)))
    assert (found.text if found else None) == head


def test_quotes_hold_what_stands_between_them() -> None:
    doc = shallow('He said "we go" and went.')
    assert [token.text for token, inside in zip(doc, quoted(doc), strict=True) if inside and token.text != '"'] == [
        "we",
        "go",
    ]


def test_body_speaks_as_we(story: Callable[..., Story]) -> None:
    read = story('"We have tents for ten," the Georgian health ministry said on Monday.')
    assert read.text(read.named("Georgian health ministry")).count("We") == 1


def test_pronoun_is_a_mention_but_not_within_a_phrase(story: Callable[..., Story]) -> None:
    read = story("Ana Ruiz, a Bolivian nurse, spoke. She told her sister that she was tired.")
    assert read.text(read.named("Ana Ruiz"))[-2:] == ["She", "she"]


def test_whom_somebody_does_something_to_is_not_himself(story: Callable[..., Story]) -> None:
    read = story("Kofi Asante, a Ghanaian minister, spoke. Asante thanked him.")
    assert read.who("him", after="thanked").name != "Kofi Asante"


def test_pronoun_is_never_of_the_other_sex(story: Callable[..., Story]) -> None:
    read = story("Kofi Asante, a Ghanaian spokesman, said that she was ill.")
    assert read.who("she", after="said").name != "Kofi Asante"
