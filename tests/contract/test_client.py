import json

import pytest

from schemas.client import Tombstone, UnreadableError, read
from tests.contract.messages import golden, golden_event


def test_a_value_is_an_event() -> None:
    assert read(b"0964c144", golden("event-1.0-updated")) == golden_event()


def test_no_value_is_a_tombstone() -> None:
    assert read(b"0964c144", None) == Tombstone("0964c144")


@pytest.mark.parametrize("value", [b"", b"not json: 555-0199", b'{"event_id": "555-0199"}', b"\xff\xfe"])
def test_what_is_no_event_is_named_by_its_place_and_never_quoted(value: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(b"key", value, "news.events.enriched.v1/2/17")
    assert str(caught.value).startswith("news.events.enriched.v1/2/17: ")
    assert "555-0199" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_missing_field_is_named() -> None:
    fields = json.loads(golden("event-1.0-updated"))
    del fields["revision"]
    with pytest.raises(UnreadableError, match="revision"):
        read(b"key", json.dumps(fields).encode())


def test_neither_key_nor_value_is_unreadable() -> None:
    with pytest.raises(UnreadableError, match="neither"):
        read(None, None)
