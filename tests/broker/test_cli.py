"""The command line on a real broker: topics, replay, tail, dead letters."""

import base64
import io
import json
import os
import pty
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, ResourceType

from schemas import DeadLetter
from streams.cli import wire
from streams.cli.main import main
from streams.settings import Settings
from streams.topics import DEADLETTERS, EVENTS, RAW, SCREENED, TOPICS

pytestmark = pytest.mark.broker

ITEM = json.dumps({"id": "a", "body": "The harbour of Orlen was closed on Monday."})


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


class CommandLine:
    """`newswire` on the broker of the tests: in this process, or by `environment` in one of its own."""

    def __init__(self, broker: str, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[bytes]) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NEWSWIRE_")}
        self.environment = {**kept, "NEWSWIRE_BOOTSTRAP_SERVERS": broker, "NEWSWIRE_PARTITIONS": "4"}
        self._patch = patch
        self._capture = capture

    def __call__(self, *words: object, stdin: str = "", code: int = 0, **settings: str) -> str:
        done = self.run(*words, stdin=stdin, **settings)
        assert done.returncode == code, (done.stdout, done.stderr)
        return done.stdout

    def run(self, *words: object, stdin: str = "", **settings: str) -> Done:
        with self._patch.context() as patch:
            for name in [name for name in os.environ if name.startswith("NEWSWIRE_")]:
                patch.delenv(name)
            for name, value in (self.environment | settings).items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
            self._capture.readouterr()
            code = main([str(word) for word in words])
        captured = self._capture.readouterr()
        return Done(code, captured.out.decode(errors="replace"), captured.err.decode(errors="replace"))

    def records(self, topic: str) -> list[dict[str, Any]]:
        out = self("tail", topic, "--records", "--from-beginning", "--until-end")
        return [json.loads(line) for line in out.splitlines()]


def wait_until_gone(admin: AdminClient, names: list[str]) -> None:
    end = time.monotonic() + 20
    while set(names) & set(admin.list_topics(timeout=10).topics):
        assert time.monotonic() < end, "old topics are not deleted"
        time.sleep(0.2)


@pytest.fixture
def newswire(broker: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> CommandLine:
    """The command line, with none of our topics there."""
    admin = AdminClient({"bootstrap.servers": broker})
    there = [topic.name for topic in TOPICS if topic.name in admin.list_topics(timeout=10).topics]
    for future in admin.delete_topics(there).values() if there else ():
        future.result(20)
    wait_until_gone(admin, [topic.name for topic in TOPICS])
    command = CommandLine(broker, monkeypatch, capfdbinary)
    for _ in range(20):
        # The broker refuses a name for a moment after it was deleted.
        if command.run("topics", "create").returncode == 0:
            break
        time.sleep(0.5)
    return command


def sent(broker: str, topic: str, value: bytes, headers: list[tuple[str, bytes]], key: bytes | None = None) -> int:
    """Write one record as a foreign client; gives its offset."""
    offsets: list[int] = []
    producer = Producer({"bootstrap.servers": broker, "message.max.bytes": 6_000_000})
    producer.produce(
        topic,
        value=value,
        key=key,
        partition=0,
        headers=[*headers],
        on_delivery=lambda error, message: offsets.append(-1 if error else message.offset() or 0),
    )
    assert producer.flush(10) == 0
    assert offsets[0] >= 0
    return offsets[0]


def letter(stage: str, topic: str, offset: int = 7, **fields: Any) -> list[tuple[str, bytes]]:  # noqa: ANN401 - any field of a dead letter
    why = DeadLetter(
        stage=stage,
        reason=fields.pop("reason", "bad_json"),
        detail="no JSON from character 3 on",
        topic=topic,
        partition=fields.pop("partition", 0),
        offset=offset,
        version="0.1.0",
        failed_at=fields.pop("failed_at", datetime.now(UTC)),
        **fields,
    )
    return why.headers()


def body(record: dict[str, Any]) -> bytes:
    return base64.b64decode(record["value_base64"])


def checked(newswire: CommandLine, code: int) -> str:
    """Check the topics until it ends so: a broker shows a changed configuration a moment later."""
    end = time.monotonic() + 10
    while (done := newswire.run("topics", "check")).returncode != code:
        assert time.monotonic() < end, (done.stdout, done.stderr)
        time.sleep(0.2)
    return done.stdout


def test_topics_are_created_once_as_the_table_has_them(newswire: CommandLine, broker: str) -> None:
    again = newswire("topics", "create").splitlines()
    assert again == [f"{topic.name}: as it should be" for topic in TOPICS]
    assert newswire("topics", "check") == f"{len(TOPICS)} topics are as they should be\n"
    admin = AdminClient({"bootstrap.servers": broker})
    shapes = admin.list_topics(timeout=10).topics
    settings = Settings(partitions=4)
    for topic in TOPICS:
        assert len(shapes[topic.name].partitions) == topic.partitions(settings)
        (config,) = admin.describe_configs([ConfigResource(ResourceType.TOPIC, topic.name)]).values()
        values = config.result(10)
        assert {name: values[name].value for name in topic.config} == dict(topic.config)


def test_topics_that_differ_are_told_and_set_right(newswire: CommandLine, broker: str) -> None:
    admin = AdminClient({"bootstrap.servers": broker})
    wrong = [
        ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET)
        for name, value in (("message.timestamp.type", "CreateTime"), ("flush.messages", "1000"))
    ]
    resource = ConfigResource(ResourceType.TOPIC, RAW.name, incremental_configs=wrong)
    (future,) = admin.incremental_alter_configs([resource]).values()
    future.result(10)
    report = checked(newswire, 1)
    assert f"{RAW.name}: message.timestamp.type is CreateTime, not LogAppendTime" in report
    assert f"{RAW.name}: set " in newswire("topics", "create")
    checked(newswire, 0)
    (config,) = admin.describe_configs([ConfigResource(ResourceType.TOPIC, RAW.name)]).values()
    # What somebody else has set on the topic stays.
    assert config.result(10)["flush.messages"].value == "1000"


def test_a_number_of_partitions_that_differs_is_told_and_left(newswire: CommandLine) -> None:
    told = newswire("topics", "create", NEWSWIRE_PARTITIONS="6", code=1)
    assert f"{EVENTS.name}: has 4 partitions, not 6; not changed" in told
    assert "has 4 partitions, not 6" in newswire("topics", "check", NEWSWIRE_PARTITIONS="6", code=1)
    listed = newswire("topics", "list")
    assert [line.split()[0] for line in listed.splitlines()] == [topic.name for topic in TOPICS]


def test_two_creators_at_once_do_not_disturb_each_other(newswire: CommandLine, broker: str) -> None:
    admin = AdminClient({"bootstrap.servers": broker})
    for future in admin.delete_topics([EVENTS.name, SCREENED.name]).values():
        future.result(20)
    wait_until_gone(admin, [EVENTS.name, SCREENED.name])
    words = [sys.executable, "-m", "streams.cli.main", "topics", "create"]
    both = [subprocess.Popen(words, env=newswire.environment, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(30) for process in both] == [0, 0]
    assert newswire("topics", "check")


def test_a_replayed_item_is_marked_and_stands_as_it_was(newswire: CommandLine, tmp_path: Path) -> None:
    text = "A headline\n\nA body.\n"
    (tmp_path / "item.txt").write_text(text)
    newswire("replay", tmp_path / "item.txt", "--provider", "acme", "--published-at", "2023-09-06")
    newswire("replay", "-", stdin=f"{ITEM}\n{ITEM}\n")
    records = newswire.records("raw")
    assert [body(record) for record in records] == [text.encode(), ITEM.encode(), ITEM.encode()]
    assert records[0]["headers"] == {
        "x-provider": "acme",
        "x-published-at": "2023-09-06T00:00:00+00:00",
        "x-ingest": "replay",
    }
    assert records[1]["headers"] == {"x-ingest": "replay"}
    assert [record["offset"] for record in records] == [0, 1, 2]


def test_a_recorded_topic_runs_through_the_filters_and_again_through_the_topic(
    newswire: CommandLine, broker: str
) -> None:
    sent(broker, RAW.name, b"A headline\n\nNot UTF-8: \xff", [("x-provider", b"acme"), ("x-ingest", b"live")])
    sent(broker, RAW.name, ITEM.encode(), [("x-provider", b"acme"), ("x-odd", b"\xff")])
    lines = newswire("tail", "raw", "--records", "--from-beginning", "--until-end")
    bad, good = (json.loads(line) for line in newswire("normalise", "--records", stdin=lines, code=1).splitlines())
    assert bad["id"] == f"{RAW.name}/0/0"
    assert (good["raw"]["topic"], good["raw"]["offset"], good["provider"]) == (RAW.name, 1, "acme")
    recorded = json.loads(lines.splitlines()[1])
    assert datetime.fromisoformat(good["received_at"]) == datetime.fromisoformat(recorded["timestamp"])
    newswire("replay", "--records", stdin=lines)
    first, second, third, fourth = newswire.records("raw")
    assert [body(third), body(fourth)] == [body(first), body(second)]
    assert third["headers"] == {"x-provider": "acme", "x-ingest": "replay"}
    assert fourth["headers"]["x-odd"] == {"base64": base64.b64encode(b"\xff").decode()}


def test_replay_tells_what_it_could_not_send_and_sends_the_rest(newswire: CommandLine, tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    big.write_text("x" * 4_000_001)
    good = tmp_path / "good.txt"
    good.write_text("One line")
    done = newswire.run("replay", big, tmp_path / "gone.txt", good)
    assert done.returncode == 1
    assert [line.split(": ")[1] for line in done.stderr.splitlines()[:2]] == [str(big), str(tmp_path / "gone.txt")]
    assert [body(record) for record in newswire.records("raw")] == [b"One line"]


def test_replay_keeps_its_interval(newswire: CommandLine) -> None:
    began = time.monotonic()
    newswire("replay", "--interval", "400ms", stdin=f"{ITEM}\n" * 3)
    assert time.monotonic() - began >= 0.8
    assert len(newswire.records("raw")) == 3


def test_a_backfill_is_told_apart_and_leaves_room_for_what_is_live(newswire: CommandLine) -> None:
    began = time.monotonic()
    newswire("replay", "--backfill", stdin=f"{ITEM}\n" * 11)
    assert time.monotonic() - began >= 0.5, "20 a second, if nothing else is said"
    newswire("replay", "--backfill", "--rate", "4", stdin=f"{ITEM}\n" * 2)
    assert time.monotonic() - began >= 0.75
    lines = newswire("tail", "raw", "--records", "--from-beginning", "--until-end")
    assert [json.loads(line)["headers"] for line in lines.splitlines()] == [{"x-ingest": "backfill"}] * 13
    articles = [json.loads(line) for line in newswire("normalise", "--records", stdin=lines).splitlines()]
    assert {article["ingest"] for article in articles} == {"backfill"}
    assert newswire.run("replay", "--rate", "4", "--speed", "1").returncode == 2


def test_replay_keeps_the_distances_of_a_recorded_topic_or_shortens_them(
    newswire: CommandLine, broker: str, tmp_path: Path
) -> None:
    for number in range(3):
        sent(broker, RAW.name, f"Item {number}".encode(), [])
        time.sleep(0.5)
    recorded = tmp_path / "recorded.jsonl"
    recorded.write_text(newswire("tail", "raw", "--records", "--from-beginning", "--until-end"))
    for speed, least, most in ((1, 0.9, 3.0), (4, 0.2, 0.8)):
        newswire("replay", "--records", recorded, "--speed", speed)
        times = [datetime.fromisoformat(record["timestamp"]) for record in newswire.records("raw")[-3:]]
        assert least <= (times[-1] - times[0]).total_seconds() <= most


def test_a_speed_without_recorded_times_is_wrong_and_tells_what_to_say_instead(
    newswire: CommandLine, tmp_path: Path
) -> None:
    item = tmp_path / "item.json"
    item.write_text(ITEM)
    done = newswire.run("replay", item, "--speed", "2")
    assert (done.returncode, newswire.records("raw")) == (2, [])
    assert f"{item}:1: --speed keeps the distances of recorded topics" in done.stderr
    assert "say --interval or --rate" in done.stderr


def test_a_replay_that_is_interrupted_ends_at_once_and_tells_how_far_it_came(newswire: CommandLine) -> None:
    # A terminal on which nobody types: its reader cannot be ended.
    keyboard, terminal = pty.openpty()
    command = [sys.executable, "-m", "streams.cli.main", "replay"]
    with subprocess.Popen(
        command, env=newswire.environment, stdin=terminal, stderr=subprocess.PIPE, text=True
    ) as replay:
        assert replay.stderr is not None
        assert "reading from this terminal" in replay.stderr.readline()
        os.write(keyboard, f"{ITEM}\n".encode())
        until = time.monotonic() + 30
        while not newswire.records("raw"):
            assert time.monotonic() < until
        replay.send_signal(signal.SIGINT)
        assert replay.wait(20) == 130
        assert replay.stderr.read() == f"1 sent to {RAW.name}\n"
    os.close(keyboard)
    os.close(terminal)


def test_the_demos_wire_is_sent_with_its_headers_and_the_times_of_now(newswire: CommandLine) -> None:
    newswire("replay", "--demo", "--speed", "100")
    records = newswire.records("raw")
    assert len(records) == len(wire.load())
    assert [record["headers"] for record in records[:1]] == [
        {"content-type": "application/vnd.iptc.ninjs+json", "x-provider": "meridian", "x-ingest": "replay"}
    ]
    assert f"{datetime.now(UTC):%Y-%m-%dT}".encode() in body(records[0])
    done = newswire.run("replay", "--demo", os.devnull)
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("words", [["tail", "no.such.topic"], ["replay", "--topic", "no.such.topic", os.devnull]])
def test_a_topic_that_is_not_there_is_one_line_and_is_not_created(newswire: CommandLine, words: list[str]) -> None:
    began = time.monotonic()
    done = newswire.run(*words)
    assert time.monotonic() - began < 10
    assert done.returncode == 1
    assert done.stderr == f"newswire {words[0]}: topic no.such.topic does not exist\n"
    assert newswire.run(*words).returncode == 1


def test_tail_shows_committed_records_alone(newswire: CommandLine, broker: str) -> None:
    producer = Producer({"bootstrap.servers": broker, "transactional.id": "tail-test"})
    producer.init_transactions(10)
    for value, end in (("aborted", producer.abort_transaction), ("committed", producer.commit_transaction)):
        producer.begin_transaction()
        producer.produce(EVENTS.name, key="e", value=json.dumps({"said": value}), partition=1)
        assert producer.flush(10) == 0
        end(10)
    out = newswire("tail", "events", "--json", "--from-beginning", "--timeout", "2s")
    assert [json.loads(line) for line in out.splitlines()] == [{"said": "committed"}]


def test_tail_begins_at_the_end_and_stops_at_its_number(newswire: CommandLine, broker: str) -> None:
    sent(broker, RAW.name, b"before", [])
    words = [sys.executable, "-m", "streams.cli.main", "tail", "raw", "--max", "2", "--records"]
    with subprocess.Popen(words, env=newswire.environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line, number = "", 0
        os.set_blocking(process.stdout.fileno(), False)
        end = time.monotonic() + 20
        # When it has begun nobody can know but by seeing something come.
        while not line and time.monotonic() < end:
            sent(broker, RAW.name, f"after {number}".encode(), [])
            number += 1
            time.sleep(0.3)
            line = process.stdout.readline()
        assert b"after" in body(json.loads(line))
        sent(broker, RAW.name, b"last", [])
        assert process.wait(20) == 0


def test_tail_ends_with_its_reader_on_a_quiet_topic(newswire: CommandLine, broker: str) -> None:
    sent(broker, RAW.name, ITEM.encode(), [])
    words = [sys.executable, "-m", "streams.cli.main", "tail", "raw", "--from-beginning"]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, env=newswire.environment, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert b"0:0" in process.stdout.readline()
        process.stdout.close()
        assert process.wait(20) == 0
        assert process.stderr.read() == b""


def test_tail_for_people_quotes_no_internal_text(newswire: CommandLine, broker: str) -> None:
    sent(broker, RAW.name, ITEM.encode(), [])
    sent(broker, "news.articles.held.v1", ITEM.encode(), [], b"wire/a")
    for topic in ("raw", "held"):
        out = newswire("tail", topic, "--from-beginning", "--until-end")
        assert "0:0" in out
        assert "Orlen" not in out


def test_dead_letters_are_listed_without_their_content(newswire: CommandLine, broker: str) -> None:
    assert newswire("dlq", "list") == "no dead letters\n"
    sent(broker, DEADLETTERS.name, b"call the desk", [("x-provider", b"acme"), *letter("screen", RAW.name)])
    old = datetime(2020, 1, 1, tzinfo=UTC)
    sent(broker, DEADLETTERS.name, b"x", letter("extract", SCREENED.name, reason="timeout", failed_at=old))
    sent(broker, DEADLETTERS.name, b"not a dead letter", [])
    done = newswire.run("dlq", "list")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["0:0", "0:1"]
    assert f"{RAW.name}/0/7/0" in done.stdout
    assert "desk" not in done.stdout + done.stderr
    assert "0:2 has not the headers of a dead letter" in done.stderr
    for words, expected in (
        (["--since", "1h"], ["0:0"]),
        (["--reason", "timeout"], ["0:1"]),
        (["--stage", "screen"], ["0:0"]),
        (["--stage", "screen", "--reason", "timeout"], []),
    ):
        out = newswire("dlq", "list", "--json", *words)
        assert [json.loads(line)["position"] for line in out.splitlines()] == expected


def test_a_dead_letter_shows_its_headers_and_its_bytes_when_asked(newswire: CommandLine, broker: str) -> None:
    headers = [("x-provider", b"acme"), *letter("screen", RAW.name)]
    sent(broker, DEADLETTERS.name, b"call \xff the desk", headers, b"key")
    shown = newswire("dlq", "show", "0")
    assert "x-dlq-reason: bad_json" in shown
    assert "desk" not in shown
    done = subprocess.run(
        [sys.executable, "-m", "streams.cli.main", "dlq", "show", "0:0", "--body"],
        env=newswire.environment,
        capture_output=True,
        check=True,
    )
    assert done.stdout == b"call \xff the desk"
    assert newswire.run("dlq", "show", "0:9").stderr == "newswire dlq: no dead letter at 0:9\n"


def test_a_replayed_letter_goes_back_to_the_stage_that_failed(newswire: CommandLine, broker: str) -> None:
    sent(broker, DEADLETTERS.name, b"{", [("x-provider", b"acme"), *letter("screen", RAW.name)], b"k")
    position = [("position", f"{RAW.name}/0/3/0".encode())]
    why = letter("extract", SCREENED.name, partition=2, reason="timeout", attempts=2)
    sent(broker, DEADLETTERS.name, b'{"kind": "item"}', [*position, *why], b"wire/a")
    assert newswire("dlq", "replay", "--all", "--stage", "extract") == "1 replayed\n"
    assert newswire.records("raw") == []
    (screened,) = newswire.records("screened")
    assert (screened["partition"], screened["key"], body(screened)) == (2, "wire/a", b'{"kind": "item"}')
    assert screened["headers"] == {"position": f"{RAW.name}/0/3/0", "x-attempts": "3", "x-dead-letter": "0:1"}
    assert newswire("dlq", "replay", "--offset", "0:0") == "1 replayed\n"
    (raw,) = newswire.records("raw")
    assert (raw["key"], body(raw)) == ("k", b"{")
    assert raw["headers"] == {"x-provider": "acme", "x-attempts": "2", "x-dead-letter": "0:0"}


def test_a_mended_body_takes_the_place_of_what_failed(newswire: CommandLine, broker: str, tmp_path: Path) -> None:
    mended = tmp_path / "mended.json"
    mended.write_text(ITEM)
    headers = [("content-type", b"text/xml"), ("x-provider", b"acme"), *letter("screen", RAW.name, index=2)]
    sent(broker, DEADLETTERS.name, b"<broken", headers)
    newswire("dlq", "replay", "--offset", "0:0", "--with", mended, "--content-type", "application/json")
    (raw,) = newswire.records("raw")
    assert body(raw) == ITEM.encode()
    assert raw["headers"] == {
        "x-provider": "acme",
        "content-type": "application/json",
        "x-replay-of": f"{RAW.name}/0/7/2",
        "x-attempts": "2",
        "x-dead-letter": "0:0",
    }


def test_a_letter_of_extract_is_mended_through_raw(newswire: CommandLine, broker: str, tmp_path: Path) -> None:
    article = json.loads(newswire("normalise", "--provider", "acme", "--published-at", "2026-03-02", stdin=ITEM))
    position = {"topic": RAW.name, "partition": 0, "offset": 5, "index": 1}
    message = {
        "kind": "item",
        "lineage_id": "acme/a",
        "cluster_id": "acme/a",
        "article": article,
        "cause": {"position": position, "at": "2026-03-02T08:00:00Z"},
    }
    sent(broker, DEADLETTERS.name, json.dumps(message).encode(), letter("extract", SCREENED.name, reason="timeout"))
    mended = tmp_path / "mended.txt"
    mended.write_text("A headline\n\nA shorter body.")
    newswire("dlq", "replay", "--offset", "0:0", "--with", mended)
    (raw,) = newswire.records("raw")
    assert body(raw) == mended.read_bytes()
    assert raw["headers"] == {
        "x-provider": "acme",
        "x-published-at": "2026-03-02T00:00:00+00:00",
        "x-replay-of": f"{RAW.name}/0/5/1",
        "x-attempts": "2",
        "x-dead-letter": "0:0",
    }


def test_attempts_have_an_end(newswire: CommandLine, broker: str) -> None:
    sent(broker, DEADLETTERS.name, b"{", letter("screen", RAW.name, attempts=5))
    done = newswire.run("dlq", "replay", "--all")
    assert (done.returncode, done.stdout) == (1, "0 replayed\n")
    assert "0:0 has failed 5 times: not replayed without --force" in done.stderr
    assert newswire("dlq", "replay", "--all", "--force") == "1 replayed\n"


def test_a_letter_that_died_again_is_replayed_once(newswire: CommandLine, broker: str) -> None:
    sent(broker, DEADLETTERS.name, b"{", letter("screen", RAW.name))
    sent(broker, DEADLETTERS.name, b"{", [("x-dead-letter", b"0:0"), *letter("screen", RAW.name, 9, attempts=2)])
    assert newswire("dlq", "replay", "--all") == "1 replayed\n"
    (raw,) = newswire.records("raw")
    assert (raw["headers"]["x-attempts"], raw["headers"]["x-dead-letter"]) == ("3", "0:1")


def test_doctor_finds_everything_there(newswire: CommandLine) -> None:
    out = newswire("doctor", NEWSWIRE_HTTP_PORT="0")
    assert [line.split()[0] for line in out.splitlines()] == ["ok"] * 7
