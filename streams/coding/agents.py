"""Nouns that can act: which sector "rebels", "prosecutors" or a "defence ministry" belong to.

Flows in: the lemmas of a noun phrase. Flows out: the longest agent that ends it, and the sectors of its modifiers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from streams.coding.tables import rows, words

_LONGEST = 5
_IRREGULAR = {"men": "man", "children": "child", "thieves": "thief", "wives": "wife"}


@dataclass(frozen=True)
class Agent:
    """An agent noun: its words, how it is used, the sectors it carries."""

    noun: str
    use: str
    sectors: tuple[str, ...]

    @property
    def relays(self) -> bool:
        """Whether its sector comes from what stands beside it ("police spokesman")."""
        return self.use in ("relay", "office")


class Agents:
    """The table of agent nouns and of titles."""

    def __init__(self) -> None:
        self._agents: dict[str, Agent] = {}
        self._modifiers: dict[str, tuple[str, ...]] = {}
        self._plain: frozenset[str] = frozenset()
        for use, cell, nouns in rows("agents", 3):
            sectors = words(cell, ",")
            for noun in words(nouns):
                if use == "modifier":
                    self._modifiers.setdefault(noun, sectors)
                elif use == "plain":
                    self._plain |= {noun}
                else:
                    self._agents.setdefault(noun, Agent(noun, use, sectors))
        self._ends = frozenset(noun.rsplit(" ", 1)[-1] for noun in self._agents)
        self.titles: dict[str, tuple[str, ...]] = {
            title.lower(): words(cell, ",") for cell, titles in rows("titles", 2) for title in words(titles)
        }

    @classmethod
    def load(cls) -> "Agents":
        """Give the table of this process, read once."""
        return _agents()

    def longest(self, lemmas: Sequence[str]) -> Agent | None:
        """Give the longest agent that ends a sequence of lower-case words; plurals are undone."""
        return _longest(tuple(lemmas[-_LONGEST:]))

    def may_end(self, word: str) -> bool:
        """Whether an agent may end with a lower-case word."""
        return _may_end(word)

    def find(self, lemmas: Sequence[str]) -> Agent | None:
        """Find what `longest` gives, among at most five words, without looking whether it was asked before."""
        if not lemmas:
            return None
        if not self.ends(lemmas[-1]):
            return None
        head = singular(lemmas[-1])
        for length in range(min(_LONGEST, len(lemmas)), 0, -1):
            before = lemmas[len(lemmas) - length : -1]
            for last in dict.fromkeys((lemmas[-1], head)):
                found = self._agents.get(" ".join((*before, last)))
                if found is not None:
                    return found
        return None

    def ends(self, word: str) -> bool:
        """Find what `may_end` gives, without looking whether it was asked before."""
        return word in self._ends or singular(word) in self._ends

    def modifier(self, lemmas: Sequence[str]) -> tuple[str, ...]:
        """Give the sectors that the words before a noun carry, nearest to the noun first, each once."""
        sectors: list[str] = []
        end = len(lemmas)
        while end > 0:
            for length in range(min(3, end), 0, -1):
                phrase = " ".join(lemmas[end - length : end])
                found = self._modifiers.get(phrase) or self._noun_modifier(phrase)
                if found:
                    sectors.extend(found)
                    end -= length
                    break
            else:
                end -= 1
        return tuple(dict.fromkeys(sectors))

    def is_plain(self, noun: str) -> bool:
        """Whether a noun carries no sector when it stands before another: "deputy police chief"."""
        return noun in self._plain

    def _noun_modifier(self, phrase: str) -> tuple[str, ...]:
        phrase = phrase.removesuffix("'s").removesuffix("'")
        if self.is_plain(phrase):
            return ()
        agent = self._agents.get(phrase) or self._agents.get(singular(phrase))
        return agent.sectors if agent and not agent.relays and agent.sectors != ("UNK",) else ()


def singular(noun: str) -> str:
    """Undo the plural of a lower-case English noun, by rule; a word that is none stays."""
    last = noun.rsplit(" ", 1)[-1]
    if last in _IRREGULAR:
        return noun[: len(noun) - len(last)] + _IRREGULAR[last]
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("men", "man")):
        if noun.endswith(ending) and len(last) > len(ending) + 1:
            return noun[: -len(ending)] + instead
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun[:-1]
    return noun


@lru_cache(maxsize=1 << 13)
def _longest(lemmas: tuple[str, ...]) -> Agent | None:
    return _agents().find(lemmas)


@lru_cache(maxsize=1 << 13)
def _may_end(word: str) -> bool:
    return _agents().ends(word)


@lru_cache(maxsize=1)
def _agents() -> Agents:
    return Agents()
