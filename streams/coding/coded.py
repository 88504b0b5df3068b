"""What the coder has to say of one article, apart from how it is found.

Flows in: contract models. Flows out: `Coded`. Whoever only takes coded articles over, as a worker's parent process
does, loads no parser with it.
"""

from dataclasses import dataclass

from schemas import Actor, Assertion, CoderInfo, Sentence


@dataclass(frozen=True, slots=True)
class Silence:
    """Why a sentence gave nothing."""

    sentence: Sentence
    reason: str


@dataclass(frozen=True, slots=True)
class Coded:
    """Everything the coder has to say of one article.

    `faint` is what it reads too weakly to tell: no event begins with it, but one that an earlier version of the story
    told surely goes on by it (docs/decisions/005-a-faint-reading-continues-an-event.md).
    """

    actors: tuple[Actor, ...]
    assertions: tuple[Assertion, ...]
    coder: CoderInfo
    silences: tuple[Silence, ...]
    faint: tuple[Assertion, ...] = ()
