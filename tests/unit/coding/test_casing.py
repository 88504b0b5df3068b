"""Headlines in the case of a sentence: verbs small, names as they are."""

import pytest

from streams.coding.casing import Casing


@pytest.mark.parametrize(
    ("headline", "cased"),
    [
        # What running news has only in the past tense, or only the lexicon has, headlines have in the present.
        ("UN Envoy Urges Houthis to Free Aid Workers", "UN envoy urges Houthis to free aid workers"),
        ("GUNMEN KIDNAP 12 STUDENTS IN KADUNA", "Gunmen kidnap 12 students in Kaduna"),
        ("Chad Defies Court Over Election Delay", "Chad defies court over election delay"),
        ("Darfur Faction Rejects Peace Deal of March 14", "Darfur faction rejects peace deal of March 14"),
        ("Lawyer Carr Meets Goma Envoy", "Lawyer Carr meets Goma envoy"),
        # Names stay, and so does what is in the case of a sentence already.
        ("Rwanda Snubs Kinshasa at Luanda Summit", "Rwanda snubs Kinshasa at Luanda summit"),
        ("The envoy Mr Urges met farmers in Goma", "The envoy Mr Urges met farmers in Goma"),
    ],
)
def test_a_headline_is_put_in_the_case_of_a_sentence(headline: str, cased: str) -> None:
    assert Casing.of([]).sentence(headline) == cased


def test_a_word_that_the_story_has_as_a_name_stays_one() -> None:
    assert Casing.of(["Police said that Urges fled."]).sentence("POLICE ARREST URGES") == "Police arrest Urges"
