"""`newswire feed`: put a user's own wires on the raw topic, live.

Flows in: a drop folder, feeds of the web, or pushed requests. Flows out: raw records exactly as received, and an exit
code: 0 stopped as asked, 1 broken, 2 a wrong setting, 3 replaced by a newer feeder.
"""

import argparse
import asyncio
import logging
import socket
import sys
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import uvloop

from streams import settings as settings_module
from streams.cli.moments import seconds
from streams.errors import Fenced, SettingsError
from streams.feeders.drop import DONE, REFUSED, Drop
from streams.feeders.feed import feeds
from streams.feeders.folder import FolderFeeder
from streams.feeders.incoming import Incoming
from streams.feeders.outbox import Outbox
from streams.feeders.push import PushFeeder
from streams.feeders.rss import Manners, RssFeeder
from streams.feeders.service import Feeder, serve
from streams.settings import Settings

REPLACED = 3
# Shorter than this is no politeness, and longer no news.
LEAST_EVERY_SECONDS = 1.0
SHORT_TOKEN = 16
# All that poll feeds know what any of them has sent, whichever feeds each is told to poll.
MARKS = "feeds"
TALKATIVE = ("aiokafka", "aiohttp")
# At DEBUG this one writes down the bytes that it sends, which may be under embargo or not for publication.
QUOTING = ("aiokafka.producer",)

log = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--partition", type=int, default=0, metavar="N", help="partition of the raw topic (default: 0)")
    common.add_argument("--http-port", type=int, metavar="N", help="port of /metrics, /live and /ready; 0 picks one")
    described = argparse.ArgumentParser(add_help=False)
    described.add_argument("--provider", metavar="NAME", help="header x-provider")
    described.add_argument("--once", action="store_true", help="end when what is there was sent")
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)

    folder = kinds.add_parser(
        "folder",
        parents=[common, described],
        help="a folder that files arrive in, as by FTP",
        description=f"Send each whole file of DIR once, oldest first, and move it to {DONE} in it; what cannot be sent "
        f"goes to {REFUSED}, with the reason beside it.",
    )
    folder.add_argument("folder", type=Path, metavar="DIR", help="where files arrive")
    folder.add_argument("--content-type", metavar="TYPE", help="header content-type; without it the format is detected")
    folder.add_argument(
        "--settle",
        type=seconds,
        default=5.0,
        metavar="TIME",
        help="a file untouched for so long is whole (default: 5s)",
    )
    after = folder.add_mutually_exclusive_group()
    after.add_argument("--done", type=Path, metavar="DIR", help="where sent files go (default: .done in the folder)")
    after.add_argument("--delete", action="store_true", help="delete what was sent")

    rss = kinds.add_parser(
        "rss",
        parents=[common, described],
        help="RSS and Atom feeds, polled",
        description="Ask each feed at its pace, and send its document whole when it has changed.",
    )
    rss.add_argument(
        "urls", nargs="*", metavar="[NAME=]URL", help="feeds, NAME the provider (default: NEWSWIRE_FEED_URLS)"
    )
    rss.add_argument(
        "--every", type=seconds, default=300.0, metavar="TIME", help="shortest time between two polls (default: 5m)"
    )
    rss.add_argument(
        "--timeout", type=seconds, default=30.0, metavar="TIME", help="for one whole answer (default: 30s)"
    )
    rss.add_argument("--now", action="store_true", help="ask at the start also feeds that are to be left alone for now")
    rss.add_argument("--name", help="of this poller; of a name one runs at a time (default: made of its feeds)")
    rss.add_argument("--user-agent", metavar="TEXT", help="what we call ourselves; say how to reach you")

    http = kinds.add_parser(
        "http",
        parents=[common],
        help="an endpoint that items are pushed to: POST /items",
        description="Take items by POST /items at NEWSWIRE_PUSH_HOST and NEWSWIRE_PUSH_PORT from whoever knows "
        "NEWSWIRE_PUSH_TOKEN; 202 says that the broker has the item.",
    )
    http.add_argument("--name", help="of this endpoint, where several feed one broker (default: the host's)")
    http.add_argument("--insecure-no-token", action="store_true", help="take items from anybody who can reach the port")


def run(arguments: argparse.Namespace) -> int:
    """Feed until told to stop; returns the exit code.

    Raises:
        NewswireError: it cannot start, or not go on.
    """
    given = {} if arguments.http_port is None else {"http_port": arguments.http_port}
    settings = settings_module.load(**given)
    _log_to_stderr(settings)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            runner.run(_feed(arguments, settings))
        except Fenced:
            what = {"folder": "this folder", "rss": "these feeds", "http": "this name"}[arguments.kind]
            line = f"another feeder of {what} was started later, and there may be only one at a time: this one ends"
            print(f"newswire feed: {line}", file=sys.stderr)
            return REPLACED
    return 0


async def _feed(arguments: argparse.Namespace, settings: Settings) -> None:
    feeder, outbox = {"folder": _folder, "rss": _rss, "http": _http}[arguments.kind](arguments, settings)
    await serve(settings, feeder, outbox, once=getattr(arguments, "once", False))


def _folder(arguments: argparse.Namespace, settings: Settings) -> tuple[Feeder, Outbox]:
    drop = Drop(arguments.folder, arguments.done, delete=arguments.delete)
    outbox = Outbox(settings, FolderFeeder.kind, drop.identity, arguments.partition)
    template = Incoming(b"", arguments.content_type, arguments.provider)
    return FolderFeeder(settings, drop, outbox, template, arguments.settle), outbox


def _rss(arguments: argparse.Namespace, settings: Settings) -> tuple[Feeder, Outbox]:
    polled = feeds([word for word in arguments.urls or settings.feed_urls if word], arguments.provider)
    if arguments.every < LEAST_EVERY_SECONDS:
        raise SettingsError(f"--every: at least {LEAST_EVERY_SECONDS:g} s, or servers shut us out")
    agent = arguments.user_agent or f"newswire/{version('newswire')} (news feed reader)"
    name = arguments.name or sha256("\n".join(sorted(one.key for one in polled)).encode()).hexdigest()[:16]
    outbox = Outbox(settings, RssFeeder.kind, name, arguments.partition, marks=MARKS)
    manners = Manners(agent, arguments.every, arguments.timeout, now=arguments.now)
    return RssFeeder(settings, polled, outbox, manners), outbox


def _http(arguments: argparse.Namespace, settings: Settings) -> tuple[Feeder, Outbox]:
    token = settings.push_token.get_secret_value() if settings.push_token else None
    if token is None and not arguments.insecure_no_token:
        raise SettingsError(
            "NEWSWIRE_PUSH_TOKEN is not set: set it to a long random word, or say --insecure-no-token to take items "
            "from anybody who can reach the port"
        )
    if token is not None and arguments.insecure_no_token:
        raise SettingsError("--insecure-no-token beside NEWSWIRE_PUSH_TOKEN: say which of the two you mean")
    if token is None:
        log.warning("no token is asked: whoever reaches %s:%s may send items", settings.push_host, settings.push_port)
    elif len(token) < SHORT_TOKEN:
        log.warning("NEWSWIRE_PUSH_TOKEN is short: a guessed one lets anybody send items")
    name = arguments.name or f"{socket.gethostname()}:{settings.push_port}"
    outbox = Outbox(settings, PushFeeder.kind, name, arguments.partition)
    return PushFeeder(settings, outbox, token), outbox


def _log_to_stderr(settings: Settings) -> None:
    logging.basicConfig(
        level=settings.log_level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    for name in TALKATIVE if settings.log_level != "DEBUG" else QUOTING:
        logging.getLogger(name).setLevel(logging.CRITICAL)
