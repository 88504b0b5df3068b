"""What leans in the corpus: labels that the lexicon does not know for their words, and words of one file alone.

Flows in: annotated sentences. Flows out: counts. Neither is a fault by itself, since the sentence decides and not the
word, and a file may be of one beat; what leads the lists is what to read again, or to write of elsewhere next.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from streams.coding.syntax import stem
from streams.coding.tables import rows

_WORD = re.compile(r"[^\W\d_]+")
_REMAPPED = frozenset({"AGREE", "REJECT", "THREATEN"})
"""What the table makes of any act that is planned, refused or threatened: no word tells it."""

_SURE = "3"
_OFTEN, _ALONE = 12, 0.6
"""A word that stands so often, and to such a share in one file, is that file's own."""


def contradictions(records: Iterable[Mapping[str, Any]]) -> tuple[Counter[tuple[str, str]], int]:
    """Count the labels that no entry of the lexicon has which holds for the trigger, where one is sure of another.

    Returns:
        How often each first word of a trigger bears which unknown type, and how many triggers the lexicon knows.
    """
    entries: dict[str, list[tuple[frozenset[str], str, bool]]] = defaultdict(list)
    for pattern, _, kind, _, strength, _ in rows("lexicon", 6):
        words = [stem(word) for word in pattern.replace("~", " ").split()]
        for at, word in enumerate(words):
            entries[word].append((frozenset((*words[:at], *words[at + 1 :])), kind, strength == _SURE))
    found: Counter[tuple[str, str]] = Counter()
    known = 0
    for record in records:
        near = {form for word in _WORD.findall(record["text"]) for form in _forms(word)}
        for event in record["events"]:
            words = [form for word in _WORD.findall(event["trigger"]) for form in _forms(word)]
            held = [(kind, sure) for word in words for rest, kind, sure in entries.get(word, ()) if rest <= near]
            if not any(sure for _, sure in held) or event["type"] in _REMAPPED:
                continue
            known += 1
            if event["type"] not in {kind for kind, _ in held}:
                found[event["trigger"].split()[0].lower(), event["type"]] += 1
    return found, known


def lopsided(texts: Mapping[str, Iterable[str]]) -> list[tuple[str, str, int]]:
    """Give the words that stand nearly all in one file: the word, the file and how often, the most frequent first.

    Args:
        texts: the sentences of each file, by its name.
    """
    used: dict[str, Counter[str]] = defaultdict(Counter)
    for file, sentences in texts.items():
        for sentence in sentences:
            for word in {word.lower() for word in _WORD.findall(sentence)}:
                used[word][file] += 1
    own = ((word, *files.most_common(1)[0], files.total()) for word, files in used.items())
    return sorted(
        ((word, file, times) for word, file, times, total in own if total >= _OFTEN and times >= _ALONE * total),
        key=lambda one: (-one[2], one[0]),
    )


def _forms(word: str) -> Iterable[str]:
    # The lexicon has lemmas; without a parse a verb's endings are cut off for want of better.
    low = word.lower()
    cut = [low.removesuffix(end) for end in ("ed", "d", "ing") if low.endswith(end)]
    return {
        stem(form)
        for form in (low, *cut, *(f"{one}e" for one in cut), *(one[:-1] for one in cut if one[-2:-1] == one[-1:]))
    }
