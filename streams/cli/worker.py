"""`newswire worker`: run the stages of the service until told to stop.

Flows in: settings. Flows out: an exit code: 0 stopped as asked, 1 stuck or broken, 2 a wrong setting, 3 fenced.
"""

import argparse
import asyncio
import logging
import math
import sys
from typing import Any

import uvloop
from aiokafka.errors import KafkaError

from streams import app
from streams import settings as settings_module
from streams.coding.ownentries import own_entries
from streams.errors import BrokerError, NewswireError, SettingsError
from streams.kafka.clientlog import Seldom
from streams.kafka.log import reader
from streams.kafka.slot import cluster, taken
from streams.settings import Settings
from streams.topics import TOPICS
from streams.worker import Worker

log = logging.getLogger(__name__)

BROKER_PATIENCE_SECONDS = 60
TOLD_EVERY_SECONDS = 10
# These tell of every rebalance in a dozen lines; what matters of it, the worker says itself.
TALKATIVE = ("aiokafka", "faust", "mode", "abc", "streams.kafka.transport")
# At DEBUG this one writes down the bytes that it sends, which may be under embargo or not for publication.
QUOTING = ("aiokafka.producer",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--stages", metavar="S[,S]", help="run only these stages (screen, extract)")
    parser.add_argument("--http-port", type=int, metavar="N", help="port of /metrics, /live and /ready; 0 picks one")


def run(arguments: argparse.Namespace) -> int:
    """Run a worker; returns its exit code."""
    given: dict[str, Any] = {"stages": arguments.stages, "http_port": arguments.http_port}
    try:
        settings = settings_module.load(**{name: value for name, value in given.items() if value is not None})
        _log_to_stderr(settings)
        if settings.entities is not None:
            # The coders would find it out too, but only once a broker is there.
            list(own_entries(settings.entities))
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_work(settings))
    except SettingsError as error:
        print(f"newswire worker: {error}", file=sys.stderr)
        return 2
    except NewswireError as error:
        print(f"newswire worker: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


async def _work(settings: Settings) -> int:
    await _wait_for_topics(settings)
    place = await asyncio.to_thread(cluster, settings, app.ON_DISK)
    with taken(settings.state_dir, place) as slot:
        pool = app.pool(settings)
        try:
            return await Worker(settings, app.stages(settings), pool, slot).run()
        finally:
            pool.close()


async def _wait_for_topics(settings: Settings) -> None:
    """Wait for the broker, then see that the topics are there.

    Raises:
        BrokerError: no broker within a minute, or a topic is missing.
    """
    clock = asyncio.get_running_loop().time
    deadline, told = clock() + BROKER_PATIENCE_SECONDS, -math.inf
    while True:
        consumer = reader(settings)
        try:
            await consumer.start()
            there = await consumer.topics()
            break
        except (KafkaError, OSError) as error:
            if clock() > deadline:
                line = f"no broker at {settings.bootstrap_servers} ({type(error).__name__})"
                raise BrokerError(line) from error
            if clock() - told >= TOLD_EVERY_SECONDS:
                told = clock()
                log.warning("waiting for a broker at %s", settings.bootstrap_servers)
        finally:
            await consumer.stop()
        await asyncio.sleep(2)
    if missing := [topic.name for topic in TOPICS if topic.name not in there]:
        raise BrokerError(f"topic {missing[0]} does not exist: run `newswire topics create`")


def _log_to_stderr(settings: Settings) -> None:
    stderr = logging.StreamHandler(sys.stderr)
    if settings.log_level != "DEBUG":
        stderr.addFilter(Seldom())
    logging.basicConfig(
        level=settings.log_level, handlers=[stderr], format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    for name in TALKATIVE if settings.log_level != "DEBUG" else QUOTING:
        logging.getLogger(name).setLevel(logging.WARNING)
