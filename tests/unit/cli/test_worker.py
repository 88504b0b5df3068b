"""`newswire worker` before it can work: no broker yet."""

import os
import signal
import subprocess
import sys


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
