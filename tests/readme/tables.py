"""The tables of the documentation, made from the code they speak of.

Flows in: the commands, settings, metrics and topics as they are. Flows out: Markdown.
"""

from collections.abc import Iterable

from streams import metrics
from streams.cli.main import COMMANDS
from streams.settings import PREFIX, Settings
from tests.readme.page import REFRESH

_OURS = "newswire_"
_HEAD = f"<!-- Written by `{REFRESH}`; do not edit. -->\n"


def commands() -> str:
    return _table(("Command", "What it does"), ((f"`newswire {name}`", what) for name, what in COMMANDS.items()))


def settings_page() -> str:
    rows = (
        (f"`{PREFIX}{name.upper()}`", _default(name), field.description or "")
        for name, field in Settings.model_fields.items()
    )
    return (
        f"{_HEAD}# Settings\n\n"
        "Each is an environment variable, or a line of the TOML file that `NEWSWIRE_CONFIG` names (there in small\n"
        "letters and without the prefix: `partitions = 8`). The environment goes before the file. `newswire config`\n"
        "shows what each is at the moment and where that comes from, secrets hidden; a wrong one ends every command\n"
        "with one line and exit code 2. Times are in seconds, sizes in bytes.\n\n"
        f"{_table(('Setting', 'Default', 'What it is'), rows)}"
    )


def _default(name: str) -> str:
    default = Settings.model_fields[name].default
    if name == "processes":
        return "cores − 1"
    if name == "state_dir":
        return "`$XDG_STATE_HOME/newswire`, else `~/.local/state/newswire`"
    if isinstance(default, tuple):
        default = ",".join(default)
    if isinstance(default, bool):
        default = str(default).lower()
    return "" if default is None else f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def metrics_page() -> str:
    return (
        f"{_HEAD}# Metrics\n\n"
        "On `/metrics` of every worker, in the text format of Prometheus, beside the usual `process_` and `python_`\n"
        "families. Labels have short closed lists of values: never an article, an actor or an address.\n"
        "`deploy/grafana` has a dashboard of them, `deploy/prometheus` alerts with tests.\n\n"
        f"{_table(('Metric', 'Kind', 'Labels', 'What it is'), _metrics())}"
    )


def _metrics() -> Iterable[tuple[str, ...]]:
    for family in metrics.REGISTRY.collect():
        if family.name.startswith(_OURS):
            collector = metrics.REGISTRY._names_to_collectors[family.name]
            labels = ", ".join(f"`{label}`" for label in collector._labelnames)  # type: ignore[attr-defined]  # the client names labels nowhere else
            name = f"{family.name}_total" if family.type == "counter" else family.name
            yield f"`{name}`", family.type, labels, family.documentation


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
