"""`newswire worker` before it can work: no broker yet, or a coder that cannot be loaded."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from streams.kafka.embedded import PARTITIONS, EmbeddedBroker
from streams.topics import TOPICS


def test_without_a_broker_it_waits_says_so_and_stops_when_told() -> None:
    environment = {**os.environ, "NEWSWIRE_BOOTSTRAP_SERVERS": "127.0.0.1:1", "NEWSWIRE_HTTP_PORT": "0"}
    words = [sys.executable, "-m", "streams.cli.main", "worker"]
    with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = ""
        while "waiting for a broker at 127.0.0.1:1" not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        process.send_signal(signal.SIGINT)
        said += process.stderr.read()
        assert process.wait(10) == 130
    assert "Traceback" not in said
    assert "Unclosed" not in said


def test_with_a_coder_that_cannot_be_loaded_it_ends_and_names_whose_it_is(tmp_path: Path) -> None:
    (tmp_path / "wire_xhosa.py").write_text("raise RuntimeError('its table is torn')")
    info = tmp_path / "wire_xhosa-3.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: wire-xhosa\nVersion: 3.2\n")
    (info / "entry_points.txt").write_text("[newswire.coders]\nxh = wire_xhosa:make\n")
    with EmbeddedBroker() as broker:
        broker.touch(topic.name for topic in TOPICS)
        environment = {
            **os.environ,
            "PYTHONPATH": f"{tmp_path}:{Path(__file__).parents[3]}",
            "NEWSWIRE_BOOTSTRAP_SERVERS": broker.bootstrap_servers,
            "NEWSWIRE_PARTITIONS": str(PARTITIONS),
            "NEWSWIRE_PROCESSES": "1",
            "NEWSWIRE_HTTP_PORT": "0",
            "NEWSWIRE_CHECK_CRCS": "false",
        }
        words = [sys.executable, "-m", "streams.cli.main", "worker"]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    line = "newswire worker: the coder for 'xh' of wire-xhosa 3.2 cannot be loaded: RuntimeError: its table is torn"
    assert done.stderr.splitlines()[-1] == line
