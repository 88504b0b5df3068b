"""The pieces of a story with the known names in them, and what a phrase can say of an actor.

Flows in: parsed docs. Flows out: `Section`, `NameHit`, `Profile`; `nominals` reads the phrases.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from schemas import ActorKind, TextField
from streams.coding.agents import Agent
from streams.coding.entities import Known
from streams.coding.registry import Registry
from streams.coding.tables import rows, words
from streams.coding.tree import Doc, Span, Token


@lru_cache(maxsize=1)
def grammar() -> dict[str, frozenset[str]]:
    """Give the closed word lists of `grammar.tsv`."""
    return {name: frozenset(words(cell)) for name, cell in rows("grammar", 2)}


@dataclass(frozen=True)
class NameHit:
    """A known name in a doc: tokens `start` to `end`."""

    start: int
    end: int
    known: Known

    def head(self, doc: Doc) -> Token:
        """Give the word of the name that the rest of the sentence hangs on."""
        return doc[self.start] if self.end == self.start + 1 else doc[self.start : self.end].root


@dataclass(frozen=True)
class Section:
    """One parsed piece of an article: where it stands in its field, and the known names in it."""

    field: TextField
    offset: int
    doc: Doc
    hits: tuple[NameHit, ...]

    @cached_property
    def text(self) -> str:
        """The doc's text: a doc puts its own together from its tokens each time it is asked."""
        return self.doc.text

    @classmethod
    def of(cls, field: TextField, offset: int, doc: Doc, registry: Registry, on: date) -> "Section":
        """Find the known names of a piece, as of a day."""
        hits: list[NameHit] = []
        for hit in registry.find(doc.text, on):
            span = doc.char_span(hit.start, hit.end, alignment_mode="expand")
            if span is not None and (not hits or span.start >= hits[-1].end):
                hits.append(NameHit(span.start, span.end, hit.value))
        return cls(field, offset, doc, tuple(hits))

    @classmethod
    def of_span(cls, sent: Span, registry: Registry, on: date) -> "Section":
        """Find the known names of one sentence, as of a day; tokens count in its doc."""
        hits: list[NameHit] = []
        for hit in registry.find(sent.text, on):
            start, end = sent.start_char + hit.start, sent.start_char + hit.end
            span = sent.doc.char_span(start, end, alignment_mode="expand")
            if span is not None and (not hits or span.start >= hits[-1].end):
                hits.append(NameHit(span.start, span.end, hit.value))
        return cls(TextField.BODY, 0, sent.doc, tuple(hits))

    @cached_property
    def profiles(self) -> dict[tuple[int, int], "Profile"]:
        """What was read of its noun phrases so far, by head and depth."""
        return {}

    @cached_property
    def _covering(self) -> dict[int, NameHit]:
        return {token: hit for hit in self.hits for token in range(hit.start, hit.end)}

    def hit(self, token: int) -> NameHit | None:
        """Give the known name that covers a token."""
        return self._covering.get(token)

    def within(self, start: int, end: int) -> Iterator[NameHit]:
        """Give the known names between two tokens."""
        return (hit for hit in self.hits if start <= hit.start and hit.end <= end)


@dataclass(frozen=True)
class Profile:
    """What words say of an actor; `agent` is the noun that acts, if there is one."""

    country: str | None = None
    sectors: tuple[str, ...] = ()
    role: str | None = None
    agent: Agent | None = None
    body: Known | None = None
    vague: bool = False
    """Whether the sectors are only what such a noun has when nothing more is told: "resident", "chairman"."""

    @property
    def empty(self) -> bool:
        """Whether nothing was said."""
        return self.country is None and not self.sectors


def lowered_words(doc: Doc, start: int, end: int) -> list[str]:
    """Give words in lower case, those with hyphens in one, as is "women's"."""
    lowered: list[str] = []
    for token in doc[start:end]:
        if lowered and (token.text == "-" or lowered[-1].endswith("-") or token.tag_ == "POS"):
            lowered[-1] += token.lower_
        else:
            lowered.append(token.lower_)
    return lowered


def is_collective(noun: str) -> bool:
    """Whether an agent noun is one of bodies, not of persons."""
    return noun.rsplit(" ", 1)[-1] in grammar()["collectives"] or noun in grammar()["institutions"]


def owning_state(section: Section, hit: NameHit) -> str | None:
    """Give the state whose a body of that name is: "Ukraine's Security Council" is not that of the United Nations."""
    if hit.known.kind is not ActorKind.ORGANISATION:
        return None
    for child in hit.head(section.doc).children:
        owner = section.hit(child.i) if child.dep_ == "poss" else None
        if owner is not None and owner.known.kind is ActorKind.STATE and owner.known.country != hit.known.country:
            return owner.known.country
    return None
