from schemas import Assertion, Factuality
from scoring.figure import Figure
from scoring.material import Gold
from scoring.modality import modality
from tests.unit.scoring.tales import annotated, gold, told

TEXT = "Peru freed the rebels, the army said."


def figures(*pairs: tuple[Gold, Assertion]) -> dict[str, Figure]:
    measured = modality([(annotated(TEXT, wanted), [event]) for wanted, event in pairs])
    return {figure.name: figure for figure in measured.figures}


def freed(**traits: object) -> Assertion:
    return told(TEXT, "RETREAT", "freed", "Peru", "rebels", **traits)  # type: ignore[arg-type]  # traits of many types, by name


def wanted(**traits: object) -> Gold:
    return gold("RETREAT", "freed", "Peru", "rebels", **traits)  # type: ignore[arg-type]  # traits of many types, by name


def test_mode_is_measured_where_one_is_annotated() -> None:
    found = figures(
        (wanted(mode="release"), freed(mode="release")),
        (wanted(mode="release"), freed(mode="withdraw")),
        (wanted(), freed(mode="release")),
    )["mode right, where the type has modes"]
    assert (found.value, found.n) == (0.5, 2)


def test_an_attribution_is_right_by_a_word_and_false_where_nobody_says_it() -> None:
    found = figures(
        (wanted(said_by="the army"), freed(said_by="army spokesman")),
        (wanted(said_by="the army"), freed(said_by="rebels")),
        (wanted(said_by="the army"), freed()),
        (wanted(), freed(said_by="army")),
        (wanted(), freed()),
    )
    assert found["attribution found and right"].value == 1 / 3
    assert (found["attribution told where there is none"].value, found["attribution told where there is none"].n) == (
        0.5,
        2,
    )


def test_auxiliary_modes_are_right_only_as_a_whole() -> None:
    found = figures(
        (wanted(aux=("future", "negation")), freed(aux=("negation",))),
        (wanted(aux=("future",)), freed(aux=("future",))),
        (wanted(), freed(aux=("future",))),
        (wanted(), freed()),
    )
    assert found["auxiliary modes right"].value == 0.5
    assert found["auxiliary modes right: future"].value == 0.5
    assert found["auxiliary modes right: negation"].value == 0.0
    assert found["auxiliary modes right: none"].value == 0.5


def test_background_is_told_as_such_by_its_factuality() -> None:
    past = wanted(aux=("historical",))
    found = figures((past, freed()), (past, freed(factuality=Factuality.BACKGROUND)), (wanted(), freed()))
    assert (found["background told as current"].value, found["background told as current"].n) == (0.5, 2)


def test_a_missed_negation_that_leaves_another_type_counts_against_the_auxiliary_modes() -> None:
    found = figures((gold("REJECT", "freed", base="RETREAT", mode="yield", aux=("negation",)), freed()))
    assert found["mode right, where the type has modes"].value is None
    assert (found["auxiliary modes right"].value, found["auxiliary modes right"].n) == (0.0, 1)
    assert found["events of these sentences found, by their type"].value == 0.0
    assert found["events of these sentences found, by their type or act"].value == 1.0
