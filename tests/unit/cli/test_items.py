"""Files hold one item, or an item a line, or a recorded topic; each becomes the raw record it would be on Kafka."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from streams.cli.items import Item, add_arguments, items
from streams.cli.lines import Answers
from streams.cli.records import to_line
from streams.errors import WireError
from streams.kafka.record import Record

LIMIT = 2000


def read(*words: object, limit: int = LIMIT) -> list[Item]:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return list(items(parser.parse_args([str(word) for word in words]), Answers("test"), limit))


def values(found: list[Item]) -> list[bytes | str | None]:
    return [item.record.reason if isinstance(item.record, WireError) else item.record.value for item in found]


def stored(folder: Path, text: str | bytes, name: str = "item") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    "text",
    [
        "A headline\n\nTown, 3 May - A body.\n\n  Indented.\n",
        '{\n  "headline": "An indented object"\n}\n',
        '[\n{"headline": "one"},\n{"headline": "two"}\n]\n',
        "<rss>\n<channel/></rss>",
        "\n\n{ this is not JSON\n\nat all\n",
        "One line",
        "",
    ],
)
def test_a_file_is_one_item_with_its_bytes_untouched(tmp_path: Path, text: str) -> None:
    path = stored(tmp_path, text)
    found = read(path)
    assert values(found) == [text.encode()]
    assert found[0].name == str(path)


@pytest.mark.parametrize(
    "text",
    [
        '{"id": 1}\n{"id": 2}\n\nbroken\n',
        '\ufeff{"id": 1}\n{"id": 2}\nbroken',
        '\n{"id": 1}\r\n\r\n{"id": 2}\r\nbroken\r\n',
    ],
)
def test_json_lines_are_an_item_a_line(tmp_path: Path, text: str) -> None:
    found = read(stored(tmp_path, text))
    first, second, broken = values(found)
    assert [json.loads(value or b"")["id"] for value in (first, second)] == [1, 2]
    assert broken == b"broken"
    assert [item.name for item in found[:2]] == [1, 2]


def test_a_broken_first_line_does_not_hide_that_they_are_lines(tmp_path: Path) -> None:
    found = read(stored(tmp_path, '{"id": 1, "body":\n{"id": 2}\n{"id": 3}\n'))
    assert values(found) == [b'{"id": 1, "body":', b'{"id": 2}', b'{"id": 3}']
    assert [item.place.rpartition(":")[2] for item in found] == ["1", "2", "3"]


def test_a_name_that_says_lines_is_believed(tmp_path: Path) -> None:
    assert values(read(stored(tmp_path, "one\ntwo\n", "wire.jsonl"))) == [b"one", b"two"]


def test_options_become_headers_and_offsets_count_across_files(tmp_path: Path) -> None:
    one, two = stored(tmp_path, "one", "1.txt"), stored(tmp_path, "two", "2.txt")
    found = read(one, two, "--provider", "acme", "--published-at", "2023-09-06", "--content-type", "text/plain")
    records = [item.record for item in found]
    assert all(isinstance(record, Record) for record in records)
    assert [(record.topic, record.offset) for record in records if isinstance(record, Record)] == [("-", 0), ("-", 1)]
    assert isinstance(records[0], Record)
    assert dict(records[0].headers) == {
        "content-type": b"text/plain",
        "x-provider": b"acme",
        "x-published-at": b"2023-09-06T00:00:00+00:00",
    }


def test_a_recorded_topic_keeps_its_positions_times_and_headers(tmp_path: Path) -> None:
    at = datetime(2026, 3, 3, 12, tzinfo=UTC)
    record = Record("news.articles.raw.v1", 2, 77, at, b"k", b"\xff\x00", (("x-provider", b"own"),))
    path = stored(tmp_path, to_line(record) + "\n")
    for words in ([path], [path, "--records"]):
        (item,) = read(*words, "--provider", "acme")
        assert item.record == record
        assert item.name == "news.articles.raw.v1/2/77"


def test_what_is_no_record_is_refused_among_records(tmp_path: Path) -> None:
    path = stored(
        tmp_path, 'nonsense\n{"headline": "x"}\n{"topic": "t", "partition": 0, "offset": 1, "value_base64": "!"}\n'
    )
    assert values(read(path, "--records")) == ["bad_record"] * 3


def test_what_is_too_large_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    big = stored(tmp_path, "x" * (LIMIT + 1), "big.txt")
    mixed = stored(tmp_path, json.dumps({"id": "big", "body": "x" * LIMIT}) + '\n{"id": "small"}\n')
    found = read(big, mixed)
    assert values(found) == ["too_large", "too_large", b'{"id": "small"}']
    assert found[1].name == "big"
    assert values(read(stored(tmp_path, "x" * LIMIT))) == [b"x" * LIMIT]
