"""Stories for the coder's benchmark, made of the training corpus: every sentence once, the same for the same seed.

Flows in: `training/corpus`. Flows out: bodies of about as many tokens as asked for, with a known share of sentences
that tell an event; reprints of them; single sentences.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from schemas import Article, Raw
from training.corpus import records

RUNNING = frozenset(
    {"accident", "business", "culture", "disaster", "everyday", "markets", "none-ordinary", "ordinary", "science"}
    | {"sport", "weather"}
)
"""Kinds of the corpus that are everyday news: sport, business, culture, courts, weather, science."""

RUNNING_SHARE = 0.75
"""Of the sentences without an event, those of running news; the others are statements and politics, the hard ones."""

REPRINTED = "What we know so far this morning"
"""A reprint's headline."""

_TOKENS_A_WORD = 1.15
"""Punctuation marks are tokens, too."""

_WRITTEN = datetime(2024, 5, 14, 9, 30, tzinfo=UTC)
_PARAGRAPH = 2


@dataclass(frozen=True, slots=True)
class Pools:
    """What is left of the corpus to draw from; drawing takes away."""

    events: list[str]
    running: list[str]
    statements: list[str]

    @classmethod
    def of(cls, seed: int) -> "Pools":
        """Shuffle the corpus."""
        chance = random.Random(seed)  # noqa: S311 - the same stories for the same seed
        found = cls([], [], [])
        for record in records():
            found._of_kind(record).append(record["text"])
        for pool in (found.events, found.running, found.statements):
            pool.sort()
            chance.shuffle(pool)
        return found

    def _of_kind(self, record: dict[str, Any]) -> list[str]:
        if record["events"]:
            return self.events
        return self.running if record["kind"] in RUNNING else self.statements


def stories(pools: Pools, count: int, tokens: int, event_share: float, seed: int) -> Iterator[Article]:
    """Compose articles of unseen sentences, two a paragraph.

    Args:
        pools: what to draw from.
        count: how many articles at most; fewer if a pool runs dry.
        tokens: about how long each is.
        event_share: the share of sentences that tell an event, 0 to 1.
        seed: of the order of kinds.
    """
    chance = random.Random(seed)  # noqa: S311 - as above
    for number in range(count):
        sentences: list[str] = []
        while sum(len(sentence.split()) for sentence in sentences) * _TOKENS_A_WORD < tokens:
            if chance.random() < event_share:
                pool = pools.events
            else:
                pool = pools.running if chance.random() < RUNNING_SHARE else pools.statements
            if not pool:
                return
            sentences.append(pool.pop())
        paragraphs = [" ".join(sentences[at : at + _PARAGRAPH]) for at in range(0, len(sentences), _PARAGRAPH)]
        yield article(f"{seed}-{number}", "\n\n".join(paragraphs))


def reprint(story: Article, chance: random.Random) -> Article:
    """Print a story as another paper does: a headline, a credit line, one paragraph with another word in it."""
    return story.model_copy(update={"headline": REPRINTED, "body": reprinted(story.body, chance)})


def reprinted(body: str, chance: random.Random) -> str:
    """Give a story's text as another paper prints it."""
    paragraphs = body.split("\n\n")
    changed = chance.randrange(len(paragraphs))
    paragraphs[changed] = "In a later report, " + paragraphs[changed][0].lower() + paragraphs[changed][1:]
    return "\n\n".join([*paragraphs, "This report was carried by several papers of the region."])


def article(identity: str, body: str) -> Article:
    """Wrap a text as an article."""
    story = f"bench/{identity}"
    raw = Raw(topic="bench", partition=0, offset=0, content_type="text/plain", sha256="")
    return Article(
        article_id=f"{story}@-",
        story_id=story,
        lineage_id=story,
        provider="bench",
        language="en",
        body=body,
        published_at=_WRITTEN,
        received_at=_WRITTEN,
        raw=raw,
    )
