"""The ontology's table: every type and mode of PLOVER stands where its manual and the crosswalk put it."""

from importlib import resources

import pytest

from schemas import EventType
from streams.coding.ontology import has_mode, standing

# Facts of PLOVER's manual: which quad class a type belongs to, and how many modes it has.
QUADS = {
    1: {"AGREE", "CONSULT", "SUPPORT", "CONCEDE"},
    2: {"COOPERATE", "AID", "RETREAT"},
    3: {"REQUEST", "ACCUSE", "REJECT", "THREATEN"},
    4: {"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"},
}
MODES = {
    "CONSULT": 4, "RETREAT": 6, "REQUEST": 4, "REJECT": 4, "ACCUSE": 3, "THREATEN": 6, "PROTEST": 7, "SANCTION": 4,
    "MOBILIZE": 4, "COERCE": 10, "ASSAULT": 15,
}  # fmt: skip


def lines() -> list[list[str]]:
    text = resources.files("streams.coding").joinpath("data", "ontology.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def test_the_sixteen_types_have_their_quad_class() -> None:
    assert {kind.value for kind in EventType} == set().union(*QUADS.values())
    for quad, kinds in QUADS.items():
        assert {standing(EventType(kind), None).quad_class for kind in kinds} == {quad}


@pytest.mark.parametrize("kind", list(EventType))
def test_a_type_has_the_modes_of_the_manual_and_no_others(kind: EventType) -> None:
    modes = [line[1] for line in lines() if line[0] == kind.value and line[1]]
    assert len(modes) == len(set(modes)) == MODES.get(kind.value, 0)
    assert all(has_mode(kind, mode) for mode in modes)
    assert not has_mode(kind, "no such mode")
    assert not has_mode(kind, None)


def test_a_mode_of_another_type_counts_as_none() -> None:
    assert has_mode(EventType.SANCTION, "convict")
    assert not has_mode(EventType.AID, "convict")
    assert standing(EventType.AID, "convict") == standing(EventType.AID, None)


def test_what_is_worse_is_never_milder_on_the_scales() -> None:
    order = [
        EventType.AID,
        EventType.CONSULT,
        EventType.ACCUSE,
        EventType.THREATEN,
        EventType.COERCE,
        EventType.ASSAULT,
    ]
    stands = [standing(kind, None) for kind in order]
    assert [one.goldstein for one in stands] == sorted((one.goldstein for one in stands), reverse=True)
    assert all(-10 <= one.intensity <= 10 for one in stands)


def test_a_full_cameo_code_begins_with_its_root() -> None:
    codes = [(root, code) for _, _, _, root, code, *_ in lines() if code]
    assert codes
    assert all(code.startswith(root) for root, code in codes)
