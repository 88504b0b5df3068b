"""What is done to brokers and to what lies between them and the workers.

Flows in: a run with workers and a wire that goes on. Flows out: the run, struck.
"""

import json
import signal
import time
from collections.abc import Callable
from pathlib import Path

from streams.topics import DEADLETTERS, ENRICHED, HELD, Topic
from tests.broker.jumping import put
from tests.faults.cluster import Node
from tests.faults.generator import POISON, Item
from tests.faults.run import GRACE_SECONDS, Run

# Longer than a session of a worker, and than a broker's with its controller.
AWAY_SECONDS = 12.0
WHOLE_SECONDS = 120.0
ALL_AWAY_SECONDS = 60.0
SPOILT_SECONDS = 20.0
MISSING_SECONDS = 20.0
# Between what an ordinary story needs and what the large one does; bytes.
NARROW = 30_000


def broker_kill(run: Run) -> None:
    """SIGKILL of a broker: the leader of raw, then (of three) one that leads it not, in turn."""
    _each_in_turn(run, "SIGKILL of a broker", Node.kill, Node.start)


def broker_terminate(run: Run) -> None:
    """SIGTERM of a broker."""
    _each_in_turn(run, "SIGTERM of a broker", Node.stop, Node.start)


def broker_freeze(run: Run) -> None:
    """SIGSTOP of a broker: its connections stay open, and nobody answers."""
    _each_in_turn(run, "SIGSTOP of a broker", Node.freeze, Node.thaw)


def _each_in_turn(run: Run, name: str, down: Callable[[Node], None], up: Callable[[Node], None]) -> None:
    for number in range(run.plan.rounds):
        run.new_output()
        time.sleep(run.chance.uniform(1, 3))
        leader = run.cluster.leader()
        others = [node for node in run.cluster.nodes if node is not leader]
        victim = run.chance.choice(others) if others and number % 2 else leader
        run.strike(f"{name} ({'leader' if victim is leader else 'follower'} of raw)")
        down(victim)
        time.sleep(AWAY_SECONDS)
        up(victim)
        run.until(run.cluster.whole, WHOLE_SECONDS, "replicas in step")
        run.new_output()
        run.see_that_nobody_ended()


def brokers_down(run: Run) -> None:
    """All brokers are killed, and come back a minute later; meanwhile one worker is told to end, and does."""
    for _ in range(run.plan.rounds):
        run.new_output()
        run.strike("all brokers down")
        for node in run.cluster.nodes:
            node.kill()
        back = time.monotonic() + ALL_AWAY_SECONDS
        time.sleep(run.chance.uniform(1, 15))
        leaver = run.workers[0]
        leaver.send(signal.SIGTERM)
        run.ended(leaver, "SIGTERM without brokers", GRACE_SECONDS, 0)
        time.sleep(max(0.0, back - time.monotonic()))
        run.cluster.start()
        # One that has not begun yet gives up after a minute without brokers.
        run.ready(run.start())
        run.new_output()
        run.see_that_nobody_ended()


def latency(run: Run) -> None:
    """Half a second more for whatever a worker says to a broker, and for each answer."""
    _spoilt(run, "latency 500 ms", "latency", latency=500, jitter=50)


def narrow(run: Run) -> None:
    """64 KB a second for each connection of a worker."""
    _spoilt(run, "bandwidth 64 KB/s", "bandwidth", rate=64)


def resets(run: Run) -> None:
    """Every connection of a worker is reset after a second."""
    _spoilt(run, "resets", "reset_peer", timeout=1000)


def _spoilt(run: Run, name: str, toxic: str, **attributes: int) -> None:
    proxy = run.cluster.proxy
    if proxy is None:
        raise ValueError("workers do not go through a proxy")
    for _ in range(run.plan.rounds):
        run.new_output()
        run.strike(name)
        proxy.spoil(toxic, **attributes)
        time.sleep(SPOILT_SECONDS)
        proxy.heal()
        run.new_output()
        run.see_that_nobody_ended()


def no_deadletters(run: Run) -> None:
    """The topic of the dead letters is gone when an item dies; it is made again a while later."""
    _missing(run, DEADLETTERS, Item(POISON[0], "meridian", poison=True))


def no_output(run: Run) -> None:
    """A topic that an item's outcome is written to is gone (that of held items, which is empty until then)."""
    story = {
        "uri": "urn:test:embargoed",
        "version": "1",
        "pubstatus": "usable",
        "type": "text",
        "language": "en",
        "headline": "Chile expels a consul",
        "body_text": "Chile expelled the consul of Bolivia on Friday after a quarrel over water.",
        "embargoed": "2099-01-01T00:00:00Z",
    }
    _missing(run, HELD, Item(json.dumps(story).encode(), "meridian"))


def _missing(run: Run, topic: Topic, item: Item) -> None:
    run.strike(f"{topic.name} is missing")
    run.cluster.delete(topic.name)
    run.feeder.send(item)
    time.sleep(MISSING_SECONDS)
    through = run.follower.through(run.feeder.taken)
    run.said.append(f"meanwhile {'all went on' if through else 'the partition waited'}")
    run.said += sorted({line for worker in run.workers for line in _complaints(worker.text())})
    run.cluster.create([topic])
    run.new_output()
    run.see_that_nobody_ended()


def refused(run: Run) -> None:
    """The broker takes smaller records than the service believes: what it refuses is a dead letter of that item."""
    run.cluster.configure(ENRICHED.name, max_message_bytes=NARROW)
    for number in range(run.plan.rounds):
        run.new_output()
        run.strike("an output is refused")
        sentences = [f"France imposed sanctions on Turkey on Monday, note {at} said." for at in range(1500)]
        story = {
            "uri": f"urn:test:large:{number}",
            "version": "1",
            "pubstatus": "usable",
            "type": "text",
            "language": "es",
            "headline": "France imposes sanctions",
            "body_text": " ".join(sentences),
        }
        run.feeder.send(Item(json.dumps(story).encode(), "meridian"))
        run.until(lambda number=number: run.follower.dead_in_extract > number, 90, "dead letter")  # type: ignore[misc]  # mypy infers no lambda with a default
        run.new_output()
        run.see_that_nobody_ended()


def disk_full(run: Run) -> None:
    """The broker's disk is full: it ends; it is started again when there is room."""
    for _ in range(run.plan.rounds):
        run.new_output()
        node = run.cluster.nodes[0]
        run.strike("the broker's disk is full")
        ballast = node.folder / "ballast"
        _fill(ballast)
        run.until(lambda node=node: not node.alive, WHOLE_SECONDS, "end of the broker")  # type: ignore[misc]  # mypy infers no lambda with a default
        time.sleep(AWAY_SECONDS)
        ballast.unlink()
        node.start()
        run.new_output()
        run.see_that_nobody_ended()


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        while True:
            try:
                file.write(b"\0" * 65_536)
            except OSError:
                return


def clock(run: Run) -> None:
    """The clock of the workers' lanes jumps back and forth; what the broker's clock says stays what decides."""
    for hours in (1, -1, 2, -2, 0) * run.plan.rounds:
        run.new_output()
        run.strike(f"clock {hours:+} h")
        put(run.folder / "clock", hours * 3600)
        time.sleep(SPOILT_SECONDS)
        run.see_that_nobody_ended()


def _complaints(text: str) -> set[str]:
    # Without moments and numbers, so that the same complaint is one.
    return {line.split(" ", 2)[2][:200] for line in text.splitlines() if " WARNING " in line or " ERROR " in line}
