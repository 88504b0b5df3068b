"""Articles of realistic length for benchmarks: 100 to 400 words, the same for the same seed.

Flows in: `articles.toml`, and a seed. Flows out: articles, each a story of its own.
"""

import json
import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any

WORDS_FROM = 100
WORDS_TO = 400
# One sentence in three says what somebody did; the rest is what articles are padded with.
DEED_SHARE = 1 / 3

_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the benchmark."""

    number: int
    headline: str
    body: str

    def ninjs(self, embargoed: datetime | None = None) -> bytes:
        """Give it as a wire would send it, under embargo until a moment or free."""
        item = {
            "uri": f"urn:bench:{self.number}",
            "version": "1",
            "pubstatus": "usable",
            "type": "text",
            "language": "en",
            "versioncreated": "2026-03-02T10:00:00Z",
            "headline": self.headline,
            "body_text": self.body,
        }
        if embargoed is not None:
            item["embargoed"] = embargoed.isoformat()
        return json.dumps(item).encode()


def articles(count: int, seed: int = 1) -> Iterator[Article]:
    """Give `count` articles whose lengths spread evenly over `WORDS_FROM` to `WORDS_TO` words."""
    table = tomllib.loads((resources.files("bench") / "articles.toml").read_text(encoding="utf-8"))
    chance = random.Random(seed)  # noqa: S311 - the same articles for the same seed
    for number in range(count):
        yield _article(table, chance, number)


def _article(table: Mapping[str, Sequence[str]], chance: random.Random, number: int) -> Article:
    length = chance.randint(WORDS_FROM, WORDS_TO)
    deeds, background = (chance.sample(table[kind], len(table[kind])) for kind in ("deeds", "background"))
    sentences = [_filled(deeds.pop(), table, chance)]
    while sum(len(sentence.split()) for sentence in sentences) < length:
        source = deeds if deeds and chance.random() < DEED_SHARE else background or deeds
        if not source:
            break
        sentences.append(_filled(source.pop(), table, chance))
    paragraphs = [" ".join(sentences[start : start + 2]) for start in range(0, len(sentences), 2)]
    headline = sentences[0].rstrip(".").split(" on ")[0]
    return Article(number, headline, "\n\n".join(paragraphs))


def _filled(sentence: str, table: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    slots: Mapping[str, Any] = table["slots"]  # type: ignore[assignment]  # the one table among the lists
    taken: set[str] = set()

    def word(match: re.Match[str]) -> str:
        choices = slots[match[1]]
        if isinstance(choices, dict):
            return str(chance.randint(choices["from"], choices["to"]))
        # Nobody acts upon himself.
        chosen = chance.choice([choice for choice in choices if choice not in taken])
        taken.add(chosen)
        return str(chosen)

    filled = _SLOT.sub(word, sentence)
    return filled[0].upper() + filled[1:]
