"""A topic as a wire names it → a `Subject`: vocabulary, code and name, each under its short name.

Flows in: a qcode, an address, or scheme and code. Flows out: `Subject`.
"""

import re
from functools import lru_cache

from schemas import Subject
from streams.wires.tables import table

# Vocabularies are few, and of their topics some hundreds make a day's news.
_MOST_ADDRESSES = 2000
_LAST_PART = re.compile(r"(?:.*/)?([^/]+?)/?")


def topic(
    *,
    qcode: str | None = None,
    uri: str | None = None,
    scheme: str | None = None,
    code: str | None = None,
    name: str | None = None,
) -> Subject:
    """Read a topic.

    Args:
        qcode: `medtop:04000000`.
        uri: the address of the same, in a vocabulary that is known or not.
        scheme: the vocabulary, short or as an address.
        code: within the vocabulary.
        name: for people.
    """
    if qcode and ":" in qcode:
        scheme, _, code = qcode.partition(":")
    elif uri and not scheme:
        known = _scheme(uri)
        match = _LAST_PART.fullmatch(uri)
        scheme, code = known, match[1] if known and match else code or uri
    return Subject(scheme=(_scheme(scheme) or scheme) if scheme else None, code=code, name=name)


@lru_cache(maxsize=_MOST_ADDRESSES)
def _scheme(address: str) -> str | None:
    schemes: dict[str, str] = table("identities")["schemes"]
    bare = address.partition("://")[2] or address
    return next((short for prefix, short in schemes.items() if bare.startswith(prefix)), None)
