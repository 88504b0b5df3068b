"""The day that a story's words count from: its dateline's, else the story's own, else the day it was received.

Flows in: an article. Flows out: `Anchor`, which also tells what says that day.
"""

from dataclasses import dataclass
from datetime import date

from schemas import Article, DateBasis
from streams.coding.expressions import expressions, is_reckoned


def story_day(article: Article) -> date:
    """Give the day a story speaks from: published, else this version made, else received; in the zone it gives."""
    return (article.published_at or article.version_created_at or article.received_at).date()


def story_basis(article: Article) -> DateBasis:
    """Say what gives a story's day: the item itself, or its receipt where the item has no time of its own."""
    said = article.published_at or article.version_created_at
    return DateBasis.RECEIPT if said is None else DateBasis.PUBLICATION


@dataclass(frozen=True, slots=True)
class Anchor:
    """A day, what says it, and what a dateline that names no full date was completed by."""

    day: date
    basis: DateBasis
    reckoned_from: DateBasis | None = None

    @classmethod
    def of(cls, article: Article) -> "Anchor":
        """Find what "Monday" counts from in a story."""
        day, basis = story_day(article), story_basis(article)
        line = article.dateline or ""
        for one in expressions(line, day):
            if one.interval is not None and one.interval.start == one.interval.end:
                completed = basis if is_reckoned(one, line, day) else None
                return cls(one.interval.start, DateBasis.DATELINE, completed)
        return cls(day, basis)

    @property
    def is_assumed(self) -> bool:
        """Whether it hangs on when the item came, because the item itself does not say."""
        return DateBasis.RECEIPT in {self.basis, self.reckoned_from}

    @property
    def bearing(self) -> DateBasis:
        """What words that count from it hang on: "Sept 4" of a year that nothing says is no surer than the receipt."""
        return DateBasis.RECEIPT if self.is_assumed else self.basis
