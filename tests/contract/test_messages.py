import json
import subprocess
import sys
from typing import Any

import pytest
from pydantic import ValidationError

from schemas import (
    DateBasis,
    EnrichedArticle,
    Event,
    EventState,
    EventType,
    Quantity,
    QuantityKind,
    Span,
    TextField,
    Trigger,
)
from schemas.base import Frozen
from tests.contract.messages import golden, golden_event, golden_story

GOLDEN_MODELS: dict[str, type[Frozen]] = {
    "event-1.0-updated": Event,
    "event-1.0-killed": Event,
    "event-1.1-undated": Event,
    "enriched-article-1.0": EnrichedArticle,
}


@pytest.mark.parametrize("name", GOLDEN_MODELS)
def test_a_message_of_an_earlier_service_is_read_whole(name: str) -> None:
    sent = json.loads(golden(name))
    again = json.loads(GOLDEN_MODELS[name].model_validate_json(golden(name)).model_dump_json())
    assert kept(sent, again) == sent


def kept(sent: Any, again: Any) -> Any:  # noqa: ANN401 - any JSON
    """Give of what was read what had been sent: fields added since are no loss."""
    if isinstance(sent, dict):
        return {name: kept(value, again[name]) for name, value in sent.items()}
    if isinstance(sent, list):
        return [kept(one, other) for one, other in zip(sent, again, strict=True)]
    return again


@pytest.mark.parametrize("name", GOLDEN_MODELS)
def test_what_is_read_and_written_is_read_the_same(name: str) -> None:
    model = GOLDEN_MODELS[name]
    message = model.model_validate_json(golden(name))
    assert model.model_validate_json(message.model_dump_json()) == message


def test_fields_of_a_newer_service_are_passed_over() -> None:
    fields = json.loads(golden("event-1.0-updated"))
    fields["mood"] = "grim"
    fields["story"]["photographs"] = [1, 2]
    assert Event.model_validate_json(json.dumps(fields)) == golden_event()


def test_words_of_a_newer_service_are_kept_as_they_are() -> None:
    fields = json.loads(golden("event-1.0-killed"))
    fields |= {"type": "EXPLORE", "state": "disputed", "change": "merged", "auxiliary_modes": ["alleged", "future"]}
    fields["retraction"]["reason"] = "court_order"
    event = Event.model_validate_json(json.dumps(fields))
    assert (event.type, event.state, event.change) == ("EXPLORE", "disputed", "merged")
    assert event.auxiliary_modes == ("alleged", "future")
    written = json.loads(event.model_dump_json())
    assert (written["type"], written["retraction"]["reason"]) == ("EXPLORE", "court_order")


def test_known_words_are_read_as_members() -> None:
    event = golden_event()
    assert event.type is EventType.ACCUSE
    assert event.state is EventState.ACTIVE


def test_what_a_date_was_reckoned_from_is_told_since_1_1() -> None:
    before, after = golden_event().date, golden_event("event-1.1-undated").date
    assert before is not None
    assert (before.basis, before.reckoned_from) == (DateBasis.TEXT, None)
    assert after is not None
    assert (after.basis, after.reckoned_from) == (DateBasis.TEXT, DateBasis.RECEIPT)


def test_a_writer_may_use_known_words_only() -> None:
    span = Span(field=TextField.BODY, start=0, end=2)
    assert Quantity(kind=QuantityKind.KILLED, text="12", span=span).kind == "killed"
    with pytest.raises(ValidationError):
        Quantity.model_validate({"kind": "eaten", "text": "12", "span": span})


def test_a_message_cannot_be_changed_after_it_was_made() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        golden_event().revision = 9  # type: ignore[misc] # the promise under test


def test_an_error_never_quotes_what_it_could_not_read() -> None:
    with pytest.raises(ValidationError) as caught:
        Trigger.model_validate_json('{"field": "body", "start": "phone 555-0199", "end": 3, "text": "x"}')
    assert "555-0199" not in str(caught.value)


@pytest.mark.parametrize("moment", ["2026-03-03T09:00:00", "yesterday"])
def test_a_time_without_a_zone_is_refused(moment: str) -> None:
    fields = json.loads(golden("event-1.0-updated")) | {"emitted_at": moment}
    with pytest.raises(ValidationError, match="emitted_at"):
        Event.model_validate_json(json.dumps(fields))


def test_times_are_written_with_their_zone() -> None:
    written = json.loads(golden_story().model_dump_json())
    assert written["emitted_at"] == "2026-03-03T09:20:01.400000Z"


def test_a_killed_event_is_known_by_its_codes_alone() -> None:
    killed, before = golden_event("event-1.0-killed"), golden_event()
    assert (killed.event_id, killed.revision) == (before.event_id, before.revision + 1)
    assert (killed.sentence, killed.trigger, killed.place, killed.story.headline) == (None,) * 4
    assert [actor.code for actor in killed.actors] == [actor.code for actor in before.actors]


def test_the_contract_needs_neither_the_service_nor_a_kafka_client() -> None:
    code = "import sys, schemas, schemas.client; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "schemas" in loaded
    assert not {"streams", "aiokafka", "faust", "spacy", "numpy", "aiohttp"} & set(loaded)
