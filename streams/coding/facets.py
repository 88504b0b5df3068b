"""What a model sees of something: features by name, and facets: templates that name several, with their words.

Flows in: names, and templates with their words. Flows out: the features' names, by which a model is learned; what a
template says to a learned model is kept by the model (`weights.py`), so that in the news, which repeats its words,
few names are put together. A template pays where its words are of few kinds; a name with a word of the text in it is
met once, and asked for as it is.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

Word = str | int | bool
Template = Callable[..., Iterable[str]]
"""Makes the names of features from words; pure, and the same words always give the same names."""

Facet = tuple[Template, *tuple[Word, ...]]
"""A template and its words."""


@dataclass(slots=True)
class Facets:
    """All that a model sees of one thing."""

    names: list[str] = field(default_factory=list)
    told: list[Facet] = field(default_factory=list)

    def features(self) -> Iterator[str]:
        """Put the names of all features together."""
        yield from self.names
        for template, *words in self.told:
            yield from template(*words)
