"""Whose work runs within the service, and under which licence: the table of THIRD_PARTY.md.

Flows in: `requirements.lock`, and the metadata of what is installed. Flows out: the table's rows.
After `make lock`: `python -m tests.deploy.licences` writes the table anew.
"""

import re
from importlib.metadata import metadata

from packaging.requirements import Requirement

from tests.deploy.files import ROOT

PAGE = ROOT / "THIRD_PARTY.md"
LOCK = ROOT / "requirements.lock"
BEGIN, END = "<!-- table: begin -->\n", "<!-- table: end -->\n"


def locked() -> dict[str, bool]:
    """Every package of the lock, and whether it is for this platform."""
    found: dict[str, bool] = {}
    for line in LOCK.read_text().splitlines():
        if "==" in line and not line.startswith(" "):
            requirement = Requirement(line.rstrip("\\").strip())
            here = requirement.marker is None or requirement.marker.evaluate()
            found[requirement.name] = found.get(requirement.name, False) or here
    return found


def licence(package: str) -> str:
    """The licence that a package states: as an expression, else by classifier, else in its own words."""
    stated = metadata(package).json
    if expression := stated.get("license_expression"):
        return str(expression)
    classified = [line.split(" :: ")[-1] for line in stated.get("classifier", ()) if line.startswith("License")]
    return "; ".join(classified) or str(stated.get("license") or "not stated").splitlines()[0]


def table() -> dict[str, str]:
    """The rows of the page: package and licence."""
    text = PAGE.read_text()
    rows = text[text.index(BEGIN) : text.index(END)]
    return dict(re.findall(r"^\| ([a-z0-9-]+) \| (.+) \|$", rows, re.MULTILINE))


def write() -> None:
    """Write the table; rows of packages for other platforms are kept as they are."""
    kept = table()
    rows = {name: licence(name) if here else kept.get(name, "?") for name, here in sorted(locked().items())}
    text = PAGE.read_text()
    body = "| Package | Licence, as it states |\n|---|---|\n" + "".join(f"| {n} | {w} |\n" for n, w in rows.items())
    PAGE.write_text(text[: text.index(BEGIN)] + BEGIN + body + text[text.index(END) :])


if __name__ == "__main__":
    write()
