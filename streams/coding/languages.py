"""Which coder reads an article: one for each language, from whatever distributions are installed.

Flows in: the entry points of the group `newswire.coders`, then articles. Flows out: `Coded`, or None for an article
in a language that nobody reads. No coder's module is imported before `installed` is called.
"""

import re
from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Protocol, runtime_checkable

from babel.core import get_global

from schemas import Article, CoderInfo
from streams.coding.coded import Coded
from streams.errors import CoderError, CodingError

GROUP = "newswire.coders"

_PRIMARY = re.compile(r"[a-z]{2,3}")
# A text too short to tell its language ("und") is most often a flash or a headline of the wire that we read best.
_UNTOLD = {"und": "en", "": "en"}


@runtime_checkable
class LanguageCoder(Protocol):
    """What a coder of any language offers; pure, made once a process, used for many articles."""

    @property
    def info(self) -> CoderInfo:
        """Its name and version, which each article that it reads carries."""

    def code(self, article: Article) -> Coded:
        """Read one article.

        Raises:
            CodingError: the text cannot be coded; it becomes a dead letter.
        """


class Coders:
    """The coders of this process, by language."""

    def __init__(self, coders: Mapping[str, LanguageCoder]) -> None:
        """Take them over.

        Args:
            coders: by primary language subtag ("en").
        """
        self._coders = dict(sorted(coders.items()))

    @property
    def infos(self) -> Mapping[str, CoderInfo]:
        """Who reads which language, in the order of their subtags."""
        return {language: coder.info for language, coder in self._coders.items()}

    def code(self, article: Article) -> Coded | None:
        """Have an article read by the coder of its language.

        Returns:
            What it says; None where there is no coder of that language.

        Raises:
            CodingError: the text cannot be coded.
        """
        coder = self._coders.get(primary(article.language))
        if coder is None:
            return None
        coded: object = coder.code(article)
        if not isinstance(coded, Coded):  # None would pass for a language that nobody reads
            raise CodingError("internal", f"{coder.info.name} answered with {type(coded).__name__}")
        return coded


def primary(language: str) -> str:
    """Give the subtag by which an article's coder is found.

    Args:
        language: a BCP 47 tag ("en-GB"); also with an underscore, or in three letters as CLDR knows them ("deu").

    Returns:
        The primary subtag in two letters where it has such; "en" for "und".
    """
    first = language.strip().lower().replace("_", "-").partition("-")[0]
    return _UNTOLD.get(first) or str(get_global("language_aliases").get(first, first))


def installed(options: Mapping[str, Mapping[str, str]]) -> Coders:
    """Load every coder that a distribution offers.

    Args:
        options: arguments for the coders of single languages, by subtag and name; the others are made without.

    Raises:
        CoderError: one cannot be loaded or is no coder, two are for one language, or there is none at all.
    """
    coders: dict[str, LanguageCoder] = {}
    sources: dict[str, str] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, _source(entry))):
        language, source = primary(entry.name), _source(entry)
        if not _PRIMARY.fullmatch(entry.name):
            raise CoderError(f"{source} has a coder for {entry.name!r}, which is no primary language subtag")
        if language in sources:
            raise CoderError(f"{sources[language]} and {source} both have a coder for {language!r}: remove one")
        sources[language] = source
        coders[language] = _made(entry, source, options.get(language, {}))
    if not coders:
        raise CoderError("no coder is installed, not even our own: install newswire anew")
    return Coders(coders)


def _made(entry: EntryPoint, source: str, options: Mapping[str, str]) -> LanguageCoder:
    try:
        coder: Any = entry.load()(**options)
        fits = isinstance(coder, LanguageCoder) and callable(coder.code) and isinstance(coder.info, CoderInfo)
    except Exception as error:  # a plug-in can raise anything; whose it is must be said
        reason = next(iter(str(error).splitlines()), "")
        line = f"the coder for {entry.name!r} of {source} cannot be loaded: {type(error).__name__}: {reason}"
        raise CoderError(line.rstrip(": ")) from error
    if not fits:
        given = f"{entry.value} gives {type(coder).__name__}, without `code` or a `CoderInfo` as `info`"
        raise CoderError(f"the coder for {entry.name!r} of {source} is none: {given}")
    return coder  # type: ignore[no-any-return]  # `fits` says so


def _source(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else "an unknown distribution"
