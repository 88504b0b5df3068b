"""`newswire schema`: the JSON Schema of a public message, or the AsyncAPI document of the public topics.

Flows in: the contract's models. Flows out: JSON on stdout; without a name, the names there are.
"""

import argparse
import json
import sys

from schemas.export import asyncapi, json_schemas

ASYNCAPI = "asyncapi"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="a message, or asyncapi; lists them when not given")


def run(arguments: argparse.Namespace) -> int:
    """Print one schema or the list; returns 2 for a name there is none of."""
    schemas = json_schemas()
    if arguments.name is None:
        for name in (*schemas, ASYNCAPI):
            print(name)
        return 0
    wanted = _bare(arguments.name)
    found = asyncapi() if wanted == ASYNCAPI else {_bare(name): schema for name, schema in schemas.items()}.get(wanted)
    if found is None:
        names = ", ".join((*schemas, ASYNCAPI))
        print(f"newswire schema: no schema {arguments.name}; there are {names}", file=sys.stderr)
        return 2
    print(json.dumps(found, indent=2, ensure_ascii=False))
    return 0


def _bare(name: str) -> str:
    # EnrichedArticle, enriched-article and enriched_article are one name.
    return name.lower().replace("-", "").replace("_", "")
