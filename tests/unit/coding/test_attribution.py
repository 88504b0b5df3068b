"""Who says that it happened: the speaker of the clause, wherever the saying stands, and nobody else."""

import pytest

from streams.coding.attribution import speaker
from tests.unit.coding.stories import Parse


@pytest.mark.parametrize(
    ("text", "trigger", "said"),
    [
        ("The army said that rebels had shelled Goma.", "shelled", "army"),
        ("Rebels shelled Goma on Monday, a Congolese colonel said.", "shelled", "colonel"),
        ("The raid, the ministry said, began at dawn.", "raid", "ministry"),
        ("According to the mayor, rebels shelled Goma.", "shelled", "mayor"),
        ("Lima, a palace aide said, is planning to expel the envoy.", "expel", "aide"),
        ("Peru, its interior ministry said on Monday, has not expelled the envoy.", "expelled", "ministry"),
        ("Kim Jong Un, the leader of North Korea, said the army had shelled an island.", "shelled", "Un"),
        ("Customs records show that Chad bought 40 tanks from Serbia.", "bought", "records"),
        ("A colonel swore that his men had not shelled the village.", "shelled", "colonel"),
        ("Chad will expel the envoy, Radio Tchad said, citing a person close to the president.", "expel", "person"),
    ],
)
def test_the_speaker_is_found_wherever_the_saying_stands(parse: Parse, text: str, trigger: str, said: str) -> None:
    doc = parse(text)
    found = speaker(next(word for word in doc if word.text == trigger))
    assert found is not None
    assert found.text == said


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Rebels shelled Goma on Monday.", "shelled"),
        ("Police arrested nine men; according to their lawyer, two were beaten.", "arrested"),
        ("The prefect imposed a curfew; the mayor said he was sleeping.", "imposed"),
        ("The president declared a truce after rebels shelled the airport.", "shelled"),
    ],
)
def test_what_is_told_of_something_else_names_no_speaker(parse: Parse, text: str, trigger: str) -> None:
    doc = parse(text)
    assert speaker(next(word for word in doc if word.text == trigger)) is None
