"""What acts in the news without being anybody: storms, crashes and prices strike, kill and threaten, and do nothing.

Flows in: a predicate and who was read as acting. Flows out: whether it is a blind force.
"""

from functools import cache

from streams.coding.syntax import subject
from streams.coding.tables import rows, words
from streams.coding.tree import Token

_CAUSES = frozenset({"in", "by", "from", "of", "during", "after"})
_BLIND = ("nature", "mishap", "market")
_HARMED = frozenset({"kill", "injure", "wound", "hurt", "displace", "destroy", "damage"})


@cache
def forces() -> dict[str, frozenset[str]]:
    """Give the word lists of `forces.tsv`."""
    return {name: frozenset(words(cell)) for name, cell in rows("forces", 2)}


def is_blind(trigger: Token, actor: Token | None) -> bool:
    """Say whether what a predicate tells is done by nobody.

    Args:
        trigger: the predicate.
        actor: the head of the phrase that was read as acting, if any.

    Returns:
        True for "a blizzard struck", "the peso defended its level", "three were killed in the quake".
    """
    doer = subject(trigger) or actor
    if doer is not None and any(doer.lemma_.lower() in forces()[name] for name in _BLIND):
        return True
    return actor is None and trigger.lemma_.lower() in _HARMED and any(map(_is_cause, trigger.children))


def _is_cause(preposition: Token) -> bool:
    goals = (child for child in preposition.children if child.dep_ == "pobj")
    disasters = forces()["nature"] | forces()["mishap"]
    return preposition.lower_ in _CAUSES and any(goal.lemma_.lower() in disasters for goal in goals)
