"""`newswire healthcheck`: ask a running worker whether it is ready, as containers do.

Flows in: the worker's /ready page. Flows out: an exit code: 0 ready, 1 not.
"""

import argparse
import json
import sys
import urllib.request
from http.client import HTTPException
from urllib.error import HTTPError, URLError

from streams import settings as settings_module
from streams.settings import Settings

PATIENCE_SECONDS = 3.0
MOST_BYTES = 100_000
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - where a worker listens on all, ask on one


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--url", help="the page to ask (default: /ready on http_host and http_port)")


def run(arguments: argparse.Namespace) -> int:
    """Ask; returns 0 when the worker is ready."""
    url = arguments.url or ready_url(settings_module.load())
    if not url.startswith(("http://", "https://")):
        print(f"newswire healthcheck: not an http address: {url}", file=sys.stderr)
        return 2
    ready, line = ask(url)
    print(line, file=sys.stdout if ready else sys.stderr)
    return 0 if ready else 1


def ready_url(settings: Settings) -> str:
    """Give the address of this machine's worker."""
    return f"http://{ANY_ADDRESS.get(settings.http_host, settings.http_host)}:{settings.http_port}/ready"


def ask(url: str) -> tuple[bool, str]:
    """Ask a worker whether it is ready.

    Returns:
        Whether it is, and a line that says so.
    """
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - http alone, seen to above
            return True, f"ready: {_stages(answer.read(MOST_BYTES))}"
    except HTTPError as error:
        return False, f"not ready ({error.code}): {_stages(error.read(MOST_BYTES))}"
    except (URLError, OSError, HTTPException, ValueError) as error:
        why = getattr(error, "reason", error)
        return False, f"no worker at {url} ({getattr(why, 'strerror', None) or type(why).__name__})"


def _stages(page: bytes) -> str:
    try:
        stages = json.loads(page)["stages"]
        return "; ".join(
            f"{stage} " + ", ".join(f"{part} {state}" for part, state in parts.items())
            for stage, parts in stages.items()
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return "it does not say what it does"
