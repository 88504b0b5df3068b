"""A record written as a line and read back is the same record."""

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.cli.records import from_object, is_record, to_line
from streams.errors import WireError
from streams.kafka.record import Record

MOMENTS = st.integers(0, 4_000_000_000_000).map(
    lambda ms: datetime.fromtimestamp(ms // 1000, UTC).replace(microsecond=ms % 1000 * 1000)
)
HEADERS = st.lists(st.tuples(st.sampled_from(["a", "b", "x-provider"]), st.binary(max_size=8)), max_size=4)
LINE = {"topic": "raw", "partition": 0, "offset": 3, "value_base64": base64.b64encode(b"hello").decode()}


@given(
    st.builds(
        Record,
        topic=st.text(max_size=5),
        partition=st.integers(0, 9),
        offset=st.integers(0, 2**62),
        at=MOMENTS,
        key=st.none() | st.binary(max_size=8),
        value=st.none() | st.binary(max_size=50),
        headers=HEADERS.map(lambda pairs: tuple(sorted(pairs, key=lambda pair: pair[0]))),
    )
)
def test_round_trip(record: Record) -> None:
    line = json.loads(to_line(record))
    assert is_record(line)
    back = from_object(line)
    # Headers of one name stay in order; between names there is no order.
    assert sorted(back.headers, key=lambda pair: pair[0]) == list(record.headers)
    assert (back.topic, back.partition, back.offset, back.at) == (
        record.topic,
        record.partition,
        record.offset,
        record.at,
    )
    assert (back.key, back.value) == (record.key, record.value)


def test_headers_may_be_pairs_and_a_time_milliseconds() -> None:
    record = from_object(
        {**LINE, "timestamp": 1_700_000_000_123, "headers": [["x-provider", "a"], ["x-provider", "b"]]}
    )
    assert record.headers == (("x-provider", b"a"), ("x-provider", b"b"))
    assert record.at == datetime(2023, 11, 14, 22, 13, 20, 123000, UTC)
    assert record.value == b"hello"


@pytest.mark.parametrize(
    "wrong",
    [
        {"value_base64": "not base64!"},
        {"value_base64": 7},
        {"offset": "three"},
        {"partition": None},
        {"timestamp": "yesterday"},
        {"timestamp": 1e300},
        {"headers": "x"},
        {"headers": ["x"]},
        {"key": {"other": 1}},
    ],
)
def test_a_line_that_is_none_is_refused_without_being_quoted(wrong: dict[str, object]) -> None:
    with pytest.raises(WireError) as caught:
        from_object({**LINE, **wrong})
    assert caught.value.reason == "bad_record"
    assert "base64!" not in caught.value.detail
    assert "yesterday" not in caught.value.detail
