"""Invented running text, the same for the same seed."""

import random

WORDS = [
    *("harbour", "minister", "storm", "council", "vote", "bridge", "river", "border", "market", "grain", "convoy"),
    *(
        "treaty",
        "strike",
        "union",
        "navy",
        "airport",
        "court",
        "judge",
        "appeal",
        "mayor",
        "flood",
        "levee",
        "pipeline",
    ),
    *(
        "refinery",
        "ferry",
        "island",
        "capital",
        "province",
        "general",
        "rebel",
        "truce",
        "summit",
        "delegate",
        "tariff",
    ),
    *("export", "port", "customs", "engine", "crew", "captain", "survivor", "witness", "square", "crowd", "march"),
]


def text(seed: int, length: int = 100) -> list[str]:
    chosen = random.Random(seed)  # noqa: S311 - text, not secrets
    return [chosen.choice(WORDS) for _ in range(length)]


def changed(words: list[str], count: int, seed: int) -> list[str]:
    """Give the text with `count` words replaced."""
    chosen = random.Random(seed)  # noqa: S311 - text, not secrets
    places = set(chosen.sample(range(len(words)), count))
    return ["other" + chr(97 + number % 26) if number in places else word for number, word in enumerate(words)]


def exact_jaccard(one: list[str], other: list[str]) -> float:
    """Compute what the sketch estimates."""
    first, second = (set(zip(words, words[1:], words[2:], strict=False)) for words in (one, other))
    return len(first & second) / len(first | second)
