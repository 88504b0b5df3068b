"""Texts with copies in them, for the benchmark of duplicates: which pairs are alike is computed, never estimated.

Flows in: the training corpus, or a folder of Chris McCormick's data set. Flows out: `Text`s in order of time, and by
brute force the `Pair`s that share word 3-grams.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

from training.corpus import records

START = datetime(2026, 3, 2, tzinfo=UTC)
_DAYS = 10
_COPIES = 4
_LATEST = 100
_COPIED = 0.3
_WORDS = 100
_SENTENCES = (4, 8)
_NUMBER = re.compile(r"\b\d+\b")
_SPELT = {
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
    "dozen": "12",
    "dozens": "12",
    "thirteen": "13",
    "fourteen": "14",
    "fifteen": "15",
    "sixteen": "16",
    "seventeen": "17",
    "eighteen": "18",
    "nineteen": "19",
    "twenty": "20",
}
_CREDITS = (
    ("ORLEN, March 3 (Meridian) - ", "\n\n(Reporting by Adela Brandt; Editing by Marek Olsen)"),
    ("By Nadia Farouk\n\n", "\n\nNorthstar staff contributed to this report."),
    ("", "\n\nCopyright 2026 Harbour Press. All rights reserved."),
)
_BOILERPLATE = (
    "Sign up here for the morning letter of this paper, which tells you each day before breakfast what happened while "
    "you slept, what will happen today, and what our readers have to say about both of these and all the rest."
)


@dataclass(frozen=True, slots=True)
class Text:
    """One text; `kind` says what was done to the text `root` to make it."""

    number: int
    at: datetime
    body: str
    kind: str = "root"
    root: int | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts of the window, the earlier first, by their exact word 3-grams."""

    earlier: int
    later: int
    jaccard: float
    containment: float
    shingles: int


def generated(roots: int, seed: int) -> list[Text]:
    """Make `roots` stories of sentences that no two share, and four edited copies of each second one.

    A copy comes up to 100 hours later, so that some are outside the window.
    """
    chance = random.Random(seed)  # noqa: S311 - the same texts for the same seed
    sentences = sorted({record["text"] for record in records()})
    chance.shuffle(sentences)
    made: list[Text] = []
    for _ in range(roots):
        count = chance.randint(*_SENTENCES)
        if len(sentences) < count:
            break
        body = "\n\n".join(sentences.pop() for _ in range(count))
        root = Text(len(made), START + timedelta(hours=chance.uniform(0, 24 * _DAYS)), body)
        made.append(root)
        for kind in chance.sample(sorted(_EDITS), _COPIES) if len(made) % 2 else ():
            at = root.at + timedelta(hours=chance.uniform(0, _LATEST))
            made.append(Text(len(made), at, _EDITS[kind](body, chance), kind, root.number))
    made.sort(key=lambda text: text.at)
    place = {text.number: number for number, text in enumerate(made)}
    return [
        replace(text, number=number, root=None if text.root is None else place[text.root])
        for number, text in enumerate(made)
    ]


def hundred_words(count: int) -> list[Text]:
    """Make texts of 100 words, a second apart, of the corpus; three in ten are copies with a word changed."""
    chance = random.Random(1)  # noqa: S311 - the same texts for the same seed
    sentences = sorted({record["text"] for record in records()})
    made: list[Text] = []
    for number in range(count):
        if made and chance.random() < _COPIED:
            found = chance.choice(made[-1000:]).body.split(" ")
            found[chance.randrange(len(found))] = "reportedly"
        else:
            found = []
            while len(found) < _WORDS:
                found += chance.choice(sentences).split(" ")
        made.append(Text(number, START + timedelta(seconds=number), " ".join(found[:_WORDS])))
    return made


def mccormick(folder: Path) -> list[Text]:
    """Read the largest set of the folder, one text a minute."""
    path = max(folder.glob("articles_*.train"), key=lambda path: path.stat().st_size)
    lines = path.read_text("utf-8", "replace").splitlines()
    return [
        Text(number, START + timedelta(minutes=number), line.partition(" ")[2]) for number, line in enumerate(lines)
    ]


def words(body: str) -> list[str]:
    """Take a text apart as the page says: runs of letters and digits, in lower case."""
    return re.findall(r"[^\W_]+", body.lower())


def numeral(word: str) -> str | None:
    """Give a word's number in digits, None if it is none; of spelt ones those that English writes as one word."""
    return word if word.isdigit() else _SPELT.get(word)


def grams(body: str) -> frozenset[str]:
    """Give a text's word 3-grams."""
    found = words(body)
    return frozenset(map(" ".join, zip(found, found[1:], found[2:], strict=False)))


def pairs(texts: Sequence[Text], window: timedelta) -> Iterator[Pair]:
    """Give every pair within the window that has 3-grams in common."""
    sets = {text.number: grams(text.body) for text in texts}
    at = {text.number: text.at for text in texts}
    holders: dict[str, list[int]] = defaultdict(list)
    for number, found in sets.items():
        for gram in found:
            holders[gram].append(number)
    shared = Counter(pair for numbers in holders.values() for pair in combinations(numbers, 2))
    for (earlier, later), common in shared.items():
        if at[later] - at[earlier] <= window:
            sizes = len(sets[earlier]), len(sets[later])
            yield Pair(earlier, later, common / (sum(sizes) - common), common / min(sizes), min(sizes))


# What desks and thieves do to a text.


def _credited(body: str, chance: random.Random) -> str:
    before, after = chance.choice(_CREDITS)
    return before + body + after


def _cut(body: str, chance: random.Random) -> str:
    paragraphs = body.split("\n\n")
    return "\n\n".join(paragraphs[: chance.randint(len(paragraphs) // 2, len(paragraphs) - 1)])


def _grown(body: str, chance: random.Random) -> str:
    more = chance.choice(_MORE)
    paragraphs = body.split("\n\n")
    paragraphs.insert(chance.randint(1, len(paragraphs)), more)
    return "\n\n".join(paragraphs)


_MORE = (
    "Officials in the capital said that they would look into the matter and answer within the week.",
    "Neighbours spoke of a long night, and of a morning on which nobody knew what to do next.",
    "The harbour office had warned of this in spring, in a letter that was never answered by anyone at the ministry.",
)


def _numbered(body: str, chance: random.Random) -> str:
    places = list(_NUMBER.finditer(body))
    if not places:
        return f"{body}\n\nAt least {chance.randint(3, 40)} people were there."
    place = chance.choice(places)
    return f"{body[: place.start()]}{int(place[0]) + chance.randint(1, 9)}{body[place.end() :]}"


def _worded(body: str, chance: random.Random) -> str:
    found = body.split(" ")
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(found))
        if not _NUMBER.search(found[place]):
            found[place] = chance.choice(("reportedly", "nearly", "also", "meanwhile", "again"))
    return " ".join(found)


def _ordered(body: str, chance: random.Random) -> str:
    paragraphs = body.split("\n\n")
    chance.shuffle(paragraphs)
    return "\n\n".join(paragraphs)


def _same(body: str, _chance: random.Random) -> str:
    return body


def _signed(body: str, _chance: random.Random) -> str:
    return f"{body}\n\n{_BOILERPLATE}"


_EDITS = {
    "other credits": _credited,
    "paragraphs cut": _cut,
    "a paragraph added": _grown,
    "another number": _numbered,
    "other words": _worded,
    "another order": _ordered,
    "the same": _same,
    "boilerplate added": _signed,
}
