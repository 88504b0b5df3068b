"""One run under one fault, by hand: `make faults ARGS="kill --rounds 50 --workers 3 --seed 7"`.

Flows out: one JSON verdict on standard output; exit code 0 when all holds. Without a name it lists the faults; with
`--page PAGE --verdicts FILE` it writes what the file's verdicts say into the page's table, and runs nothing.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.broker.kafka import NoBrokerError
from tests.faults.faults import FAULTS
from tests.faults.page import filled
from tests.faults.run import running


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, and print the verdict."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=main.__doc__)
    parser.add_argument("fault", nargs="?", choices=sorted(FAULTS), help="which; none lists them")
    parser.add_argument("--rounds", type=int, help="how often it strikes")
    parser.add_argument("--seed", type=int, help="of the wire and of the moments")
    parser.add_argument("--workers", type=int, help="how many at the start")
    parser.add_argument("--brokers", type=int, choices=(1, 3), help="how many (3: replication 3, min.insync 2)")
    parser.add_argument("--rate", type=float, help="items a second")
    parser.add_argument("--verdicts", type=Path, help="also append the verdict to this file of JSON Lines")
    parser.add_argument("--page", type=Path, help="write the table of this page from the verdicts' file")
    given = parser.parse_args(arguments)
    if given.page is not None:
        if given.verdicts is None:
            parser.error("--page needs --verdicts")
        given.page.write_text(filled(given.page.read_text(), given.verdicts.read_text().splitlines()))
        return 0
    if given.fault is None:
        for name, fault in FAULTS.items():
            print(f"{name:18} x{fault.plan.rounds:<3} {fault.row}")
        return 0
    fault = FAULTS[given.fault]
    options = {name: getattr(given, name) for name in ("rounds", "seed", "workers", "brokers", "rate")}
    plan = replace(fault.plan, **{name: value for name, value in options.items() if value is not None})
    try:
        with tempfile.TemporaryDirectory(prefix="newswire-faults-") as folder, running(plan, Path(folder)) as run:
            began = time.monotonic()
            fault.strike(run)
            verdict = run.finish(began)
    except NoBrokerError as error:
        print(error, file=sys.stderr)
        return 2
    line = json.dumps(verdict)
    print(line)
    if given.verdicts:
        with given.verdicts.open("a") as file:
            file.write(f"{line}\n")
    return 0 if verdict["holds"] else 1


if __name__ == "__main__":
    sys.exit(main())
