"""What a model sees of something, in facets: a way to name features, and the few words that the names are made of.

Flows in: templates with their words. Flows out: the features' names, by which a model is learned; what a facet says
to a learned model is kept by the model (`weights.py`), so that in the news, which repeats its words, hardly any name
is put together.
"""

from collections.abc import Callable, Iterable, Iterator

Word = str | int | bool
Template = Callable[..., Iterable[str]]
"""Makes the names of features from words; pure, and the same words always give the same names."""

Facet = tuple[Template, *tuple[Word, ...]]
"""A template and its words."""


def names(facets: Iterable[Facet]) -> Iterator[str]:
    """Put the names of the features together."""
    for template, *words in facets:
        yield from template(*words)
