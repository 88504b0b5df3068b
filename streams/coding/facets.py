"""What a model sees of something, in facets: features by name, or a way to name several and the words they are made of.

Flows in: names, and templates with their words. Flows out: the features' names, by which a model is learned; what a
template says to a learned model is kept by the model (`weights.py`), so that in the news, which repeats its words,
few names are put together.
"""

from collections.abc import Callable, Iterable, Iterator

Word = str | int | bool
Template = Callable[..., Iterable[str]]
"""Makes the names of features from words; pure, and the same words always give the same names."""

Told = tuple[Template, *tuple[Word, ...]]
"""A template and its words."""

Facet = str | Told
"""A feature's name, where there is but one, or several by a template."""


def names(facets: Iterable[Facet]) -> Iterator[str]:
    """Put the names of the features together."""
    for facet in facets:
        if isinstance(facet, str):
            yield facet
        else:
            template, *words = facet
            yield from template(*words)
