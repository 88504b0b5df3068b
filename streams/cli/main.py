"""`newswire`: one command line for the whole pipeline.

Flows in: arguments. Flows out: an exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted; never a traceback.
A command's module is imported only when the command is chosen, so that `newswire --help` answers at once.
"""

import argparse
import contextlib
import importlib
import io
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Protocol, cast

from streams.errors import NewswireError, SettingsError

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

# Groups as `--help` lists them.
COMMANDS = {
    "normalise": "read wire items from files, write one Article a line",
    "screen": "read Articles, write each with its verdict",
    "extract": "read articles, write each with its actors and events",
    "explain": "tell what each stage makes of one item, and why nothing came out",
    "entity": "tell what is known of a person, state or body",
    "worker": "run the service",
    "demo": "run all of it in one go, broker included",
    "feed": "put your own wires on the raw topic: a folder, web feeds, a push endpoint",
    "replay": "feed a topic from files",
    "tail": "watch a topic",
    "topics": "create, list or check the topics",
    "dlq": "list, show or replay dead letters",
    "doctor": "check that everything the service needs is there",
    "healthcheck": "ask a running worker whether it is ready",
    "schema": "print the JSON schema of a message",
    "config": "show the settings",
}
OPTIONS_BEFORE_COMMAND = frozenset({"-v", "--verbose"})


class Command(Protocol):
    """What a command's module offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's options."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; returns the exit code."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: the arguments without the program's name; `sys.argv` when None.

    Returns:
        The exit code.
    """
    _spell_everything()
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:  # also while its modules are read
        return INTERRUPTED


def _run(words: list[str]) -> int:
    chosen = next((word for word in words if word not in OPTIONS_BEFORE_COMMAND), None)
    try:
        command = _load(chosen) if chosen in COMMANDS else None
    except ImportError as error:
        return _said(str(chosen), f"{error.name} cannot be imported: see `newswire doctor`", FAILED)
    try:
        arguments = _parser(chosen, command).parse_args(words)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else WRONG_USAGE
    if command is None:
        return WRONG_USAGE
    return _guarded(str(chosen), command, arguments)


def _spell_everything() -> None:
    """Let a terminal without Unicode show a `?` for what it cannot spell, where it would end the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="replace")


def _load(name: str) -> Command:
    return cast("Command", importlib.import_module(f"streams.cli.{name}"))


def _parser(chosen: str | None, command: Command | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="newswire",
        description="Wire items in, events out: who did what to whom, where and when.",
        epilog="Exit codes: 0 done, 1 failed, 2 wrong usage. Settings: `newswire config`.",
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="log to stderr what is being done")
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, purpose in COMMANDS.items():
        described = (command.__doc__ or purpose).split("\n\n")[0] if command and name == chosen else purpose
        sub = commands.add_parser(name, help=purpose, description=described.replace("`", ""))
        if command and name == chosen:
            command.add_arguments(sub)
    return parser


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        # Reading the installed metadata takes longer than everything else a `--help` does.
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - only when asked

        try:
            print(f"newswire {version('newswire')}")
        except PackageNotFoundError:
            print("newswire (not installed)")
        parser.exit()


def _guarded(name: str, command: Command, arguments: argparse.Namespace) -> int:
    """Run a command so that whatever happens ends in one line and an exit code."""
    if name not in {"worker", "feed"}:  # which set up their own
        _quiet(verbose=arguments.verbose)
    try:
        code = command.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        _silence_stdout()
        code = DONE
    except SettingsError as error:
        code = _said(name, str(error), WRONG_USAGE)
    except NewswireError as error:
        code = _said(name, str(error), FAILED)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        code = _said(name, f"{place}{error.strerror or type(error).__name__}", FAILED)
        _silence_stdout()
    except Exception as error:  # noqa: BLE001 - a person is told where; the message may quote an item, so it is not
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{os.path.basename(last.filename)}:{last.lineno}"  # noqa: PTH119 - a name, not a path to use
        code = _said(name, f"internal error, {type(error).__name__} at {where}", FAILED)
    return code


def _said(name: str, line: str, code: int) -> int:
    with contextlib.suppress(OSError):  # stderr may be gone with its reader; the exit code still tells
        print(f"newswire {name}: {line}", file=sys.stderr)
    return code


def _silence_stdout() -> None:
    """Let the interpreter's last flush go nowhere: it would fail again, with a traceback."""
    with contextlib.suppress(OSError, ValueError):  # not a real file (a test's capture): nothing to flush
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _quiet(*, verbose: bool) -> None:
    # Client libraries log errors that the command itself tells in one line.
    logging.basicConfig(
        level=logging.INFO if verbose else logging.CRITICAL + 1,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )


if __name__ == "__main__":
    sys.exit(main())
