import json
from datetime import datetime

import pytest
from pydantic import ValidationError

from schemas import Change, DeadLetter, Event
from schemas.deadletter import PREFIX, original_headers
from schemas.headers import POSITION, TRACEPARENT, event_headers
from tests.contract.messages import golden, golden_event, golden_position


def headers_of(event: Event) -> dict[str, str]:
    return {name: value.decode() for name, value in event_headers(event, golden_position())}


def test_an_event_message_is_a_cloud_event_in_binary_mode() -> None:
    event = golden_event()
    headers = headers_of(event)
    # CloudEvents 1.0.2, section "Required Attributes", and Kafka binding, section 3.2.
    assert headers["ce_specversion"] == "1.0"
    assert headers["ce_id"] == f"{event.event_id}/{event.revision}"
    assert headers["ce_source"]
    assert headers["ce_type"] == "newswire.event.updated.v1"
    assert headers["ce_subject"] == event.event_id
    assert headers["content-type"] == "application/json"
    sent = datetime.fromisoformat(headers["ce_time"])
    assert sent == event.emitted_at
    assert sent.tzinfo is not None


@pytest.mark.parametrize("change", Change)
def test_the_type_of_a_cloud_event_names_the_change(change: Change) -> None:
    event = golden_event().model_copy(update={"change": change})
    assert headers_of(event)["ce_type"] == f"newswire.event.{change.value}.v1"


def test_two_revisions_of_an_event_are_two_cloud_events() -> None:
    event = golden_event()
    later = event.model_copy(update={"revision": event.revision + 1})
    assert headers_of(event)["ce_id"] != headers_of(later)["ce_id"]
    assert headers_of(event)["ce_subject"] == headers_of(later)["ce_subject"]


def test_provenance_and_trace_travel_along() -> None:
    trace = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    headers = dict(event_headers(golden_event(), golden_position(), trace))
    assert headers[POSITION] == b"news.articles.raw.v1/0/41/0"
    assert headers[TRACEPARENT] == trace
    assert TRACEPARENT not in headers_of(golden_event())


def test_headers_of_a_killed_event_hold_no_words() -> None:
    text = " ".join(headers_of(golden_event("event-1.0-killed")).values())
    assert "Lobo" not in text
    assert "overfishing" not in text


def test_a_dead_letter_goes_into_headers_and_back() -> None:
    sent = json.loads(golden("deadletter-headers-1.0"))
    letter = DeadLetter.from_headers([(name, value.encode()) for name, value in sent.items()])
    assert (letter.stage, letter.partition, letter.offset) == ("extract", 3, 1201)
    written = letter.headers()
    assert {name: value.decode() for name, value in written} == sent
    assert DeadLetter.from_headers(written) == letter


def test_an_item_that_died_keeps_its_own_headers() -> None:
    own = [("content-type", b"text/plain"), ("x-provider", "Agência Polder".encode()), ("x-dlq", b"\xff")]
    dead = [(name, value.encode()) for name, value in json.loads(golden("deadletter-headers-1.0")).items()]
    assert original_headers([*own, *dead]) == own
    assert all(name.startswith(PREFIX) for name, _ in dead)


def test_headers_of_an_item_that_never_died_are_no_dead_letter() -> None:
    with pytest.raises(ValidationError):
        DeadLetter.from_headers([("content-type", b"text/plain")])
