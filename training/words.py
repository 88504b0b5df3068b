"""Writes `streams/coding/data/commonwords.txt`: the words that the corpus writes small within sentences.

Flows in: `training/corpus`. Flows out: the list that tells a headline's common words from its names.
"""

import re
from collections import Counter
from pathlib import Path

from training.corpus import records

TARGET = Path(__file__).parent.parent / "streams/coding/data/commonwords.txt"
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_TITLED = 0.5


def common_words() -> list[str]:
    """Give every word that is written small at least as often as it is written as a name, sorted."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for record in records():
        words = _WORD.findall(record["text"])
        if sum(word[0].isupper() for word in words) > _TITLED * len(words):
            continue
        for word in words[1:]:
            (small if word.islower() else capital)[word.lower()] += 1
    return sorted(word for word, times in small.items() if times >= capital[word] and len(word) > 1)


def main() -> None:
    """Write the list."""
    head = "# Words that news prose writes small. Source: training/corpus, by `python -m training.words`. Apache-2.0.\n"
    TARGET.write_text(head + "\n".join([*common_words(), "a"]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
