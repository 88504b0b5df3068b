"""What "Monday" counts from: the dateline's day, the story's own, or the day it came; and which it was is told."""

from collections.abc import Callable
from datetime import date

import pytest

from schemas import DateBasis
from streams.coding.anchors import Anchor, story_basis, story_day
from tests.unit.coding.stories import Story, noon

RECEIVED = noon(2026, 3, 4)
UNDATED: dict[str, object] = {"published_at": None, "received_at": RECEIVED}


def test_an_item_without_a_time_of_its_own_speaks_from_its_receipt_and_says_so(story: Callable[..., Story]) -> None:
    published, versioned, silent = (
        story("It rained.", **fields).article
        for fields in ({"received_at": RECEIVED}, {**UNDATED, "version_created_at": noon(2026, 3, 1)}, UNDATED)
    )
    assert (story_day(published), story_basis(published)) == (date(2023, 9, 6), DateBasis.PUBLICATION)
    assert (story_day(versioned), story_basis(versioned)) == (date(2026, 3, 1), DateBasis.PUBLICATION)
    assert (story_day(silent), story_basis(silent)) == (date(2026, 3, 4), DateBasis.RECEIPT)


@pytest.mark.parametrize(
    ("dateline", "fields", "anchor", "bearing"),
    [
        (None, {}, Anchor(date(2023, 9, 6), DateBasis.PUBLICATION), DateBasis.PUBLICATION),
        ("GOMA", {}, Anchor(date(2023, 9, 6), DateBasis.PUBLICATION), DateBasis.PUBLICATION),
        (
            "GOMA, Sept 4",
            {},
            Anchor(date(2023, 9, 4), DateBasis.DATELINE, DateBasis.PUBLICATION),
            DateBasis.DATELINE,
        ),
        ("GOMA, September 4, 2023", {}, Anchor(date(2023, 9, 4), DateBasis.DATELINE), DateBasis.DATELINE),
        ("GOMA, September 4, 2023", UNDATED, Anchor(date(2023, 9, 4), DateBasis.DATELINE), DateBasis.DATELINE),
        # Of which year? Of that in which it came: no surer than the receipt.
        ("GOMA, Sept 4", UNDATED, Anchor(date(2025, 9, 4), DateBasis.DATELINE, DateBasis.RECEIPT), DateBasis.RECEIPT),
        (None, UNDATED, Anchor(date(2026, 3, 4), DateBasis.RECEIPT), DateBasis.RECEIPT),
    ],
)
def test_the_dateline_goes_first_and_what_completed_it_is_known(
    story: Callable[..., Story], dateline: str | None, fields: dict[str, object], anchor: Anchor, bearing: DateBasis
) -> None:
    found = Anchor.of(story("It rained.", dateline=dateline, **fields).article)
    assert found == anchor
    assert found.bearing is bearing
    assert found.is_assumed is (bearing is DateBasis.RECEIPT)
