"""`newswire config`: every setting, its value and where that comes from; secrets are hidden.

Flows in: the environment and the settings file. Flows out: lines for people, or one JSON object.
"""

import argparse
import json
import os
import tomllib
from pathlib import Path

from streams import settings as settings_module
from streams.settings import FILE_VARIABLE, PREFIX, Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--json", action="store_true", help="one JSON object of all values")


def run(arguments: argparse.Namespace) -> int:
    """Show the settings."""
    settings = settings_module.load()
    values = settings.shown()
    if arguments.json:
        print(json.dumps(values, indent=2))
        return 0
    origins = origin()
    for name, field in Settings.model_fields.items():
        value = values[name]
        shown = ",".join(value) if isinstance(value, list) else "" if value is None else value
        print(f"{PREFIX}{name.upper()}={shown}")
        print(f"    {field.description} [{origins.get(name, 'default')}]")
    return 0


def origin() -> dict[str, str]:
    """Say for each setting that is not the default whether the environment or the file gives it."""
    found: dict[str, str] = {}
    if file := os.environ.get(FILE_VARIABLE):
        found |= dict.fromkeys(tomllib.loads(Path(file).read_text("utf-8")), file)
    # Names are compared as pydantic-settings does, without case.
    environment = {name.upper() for name in os.environ}
    return found | {name: "environment" for name in Settings.model_fields if f"{PREFIX}{name.upper()}" in environment}
