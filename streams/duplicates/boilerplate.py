"""Boilerplate: the lines that a provider repeats around its stories, learnt from the stream.

Flows in: bodies with their provider, lineage and append time, in order; or what the log kept of them. Flows out: bodies
without such lines, for the sketch alone, and what the log is to keep.

A line is boilerplate once three stories of one provider have had it that begin otherwise: other lineages, other leads.
So three reprints of one text make no boilerplate of its paragraphs. Only lines at the ends are cut, from outside in,
never the lead, and then from any provider's text, for a reprint brings them along. What is known depends on nothing
but what came within the window, so that a desk restarted from its log knows the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b

from streams.duplicates.thresholds import thresholds

LINE_BYTES, WITNESS_BYTES = 6, 3
# The lead is the first paragraph that may be a sentence: a page may have its own name above it.
LEAD_AMONG = 3
LEAD_WORDS = 8
# So many lines that are not known yet are noted at the foot of a text; below them more are cut.
NOTED = 4
CUT_MOST = 24
LONGEST = 600
# What one shard holds at most; further lines are not learnt until the next begins.
LINES_MOST = 1 << 18
# Of one line, from all providers together.
WITNESSES_MOST = 12
_PROVIDER, _LINEAGE = 2 * 8 * WITNESS_BYTES, 8 * WITNESS_BYTES


@dataclass(frozen=True, slots=True)
class Bared:
    """A text without boilerplate.

    Attributes:
        body: what is left.
        lines: what the log keeps: a mark of the lead, then one of each line looked at.
    """

    body: str
    lines: bytes = b""


@dataclass(slots=True)
class _Shard:
    """Twelve hours: who had which line, and how many lines came first in it and not in an overlay below."""

    witnesses: dict[int, tuple[int, ...]] = field(default_factory=dict)
    lines: int = 0


class Boilerplate:
    """What one desk has seen at the ends of texts within the window; a draft is an overlay."""

    def __init__(self, below: "Boilerplate | None" = None, lines_most: int = LINES_MOST) -> None:
        self._below = below
        self._lines_most = lines_most
        self._shards: dict[int, _Shard] = {}
        self._seen: list[tuple[int, int, int]] = []

    def draft(self) -> "Boilerplate":
        """Lay an overlay over this knowledge."""
        return Boilerplate(self, self._lines_most)

    def accept(self, draft: "Boilerplate") -> None:
        """Take over what an overlay saw."""
        for line, witness, turn in draft._seen:  # noqa: SLF001 - one of us
            self._see(line, witness, turn)

    def bare(self, body: str, provider: str, lineage_id: str, at: datetime) -> Bared:
        """Learn from a text, and cut what is boilerplate off it.

        Args:
            body: paragraphs, set apart by blank lines.
            provider: whose it is.
            lineage_id: the story's; its versions count as one.
            at: its append time.
        """
        paragraphs = body.split("\n\n")
        if len(paragraphs) == 1:
            return Bared(body)
        top = enumerate(paragraphs[:LEAD_AMONG])
        lead = next((place for place, one in top if len(one.split(maxsplit=LEAD_WORDS)) >= LEAD_WORDS), 0)
        witness = _witness(provider, lineage_id, _hashed(paragraphs[lead], WITNESS_BYTES))
        turn = _turn(at)
        looked_at: list[int] = []
        first, last, unknown = 0, len(paragraphs), 0
        for place in range(lead):
            if self._look(paragraphs[place], witness, turn, looked_at) and first == place:
                first = place + 1
        for place in range(len(paragraphs) - 1, max(lead, len(paragraphs) - 1 - CUT_MOST), -1):
            if not self._look(paragraphs[place], witness, turn, looked_at):
                unknown += 1
            elif last == place + 1:
                last = place
            if unknown == NOTED:
                break
        marks = (mark.to_bytes(LINE_BYTES, "big") for mark in looked_at)
        kept = body if last - first == len(paragraphs) else "\n\n".join(paragraphs[first:last])
        return Bared(kept, b"".join((_lead(witness).to_bytes(WITNESS_BYTES, "big"), *marks)))

    def restore(self, lines: bytes, provider: str, lineage_id: str, at: datetime) -> None:
        """Learn from what the log kept of a text."""
        witness, turn = _witness(provider, lineage_id, int.from_bytes(lines[:WITNESS_BYTES], "big")), _turn(at)
        for place in range(WITNESS_BYTES, len(lines), LINE_BYTES):
            self._see(int.from_bytes(lines[place : place + LINE_BYTES], "big"), witness, turn)

    def _look(self, paragraph: str, witness: int, turn: int, looked_at: list[int]) -> bool:
        if len(paragraph) > LONGEST:
            return False
        line = _hashed(paragraph, LINE_BYTES)
        looked_at.append(line)
        self._see(line, witness, turn)
        return self._is_known(line, turn)

    def _see(self, line: int, witness: int, turn: int) -> None:
        if self._below is not None:
            self._seen.append((line, witness, turn))
        before = self._witnesses(line, turn)
        if len(before) >= WITNESSES_MOST or not _differs(witness, before):
            return
        shard = self._shard(turn)
        if not before:
            if self._lines(turn) >= self._lines_most:
                return
            shard.lines += 1
        shard.witnesses[line] = (*shard.witnesses.get(line, ()), witness)

    def _is_known(self, line: int, turn: int) -> bool:
        """Say whether some provider has repeated a line; the text that is looked at counts."""
        enough = thresholds().boilerplate_stories
        found: list[int] = []
        for one in range(turn - thresholds().window_hours // thresholds().shard_hours + 1, turn + 1):
            found += (witness for witness in self._witnesses(line, one) if _differs(witness, found))
        providers = [one >> _PROVIDER for one in found]
        return len(found) >= enough and any(providers.count(provider) >= enough for provider in set(providers))

    def _witnesses(self, line: int, turn: int) -> tuple[int, ...]:
        """Give who had a line in the twelve hours of a turn, below before above."""
        below = () if self._below is None else self._below._witnesses(line, turn)  # noqa: SLF001 - one of us
        shard = self._shards.get(turn)
        return below if shard is None else below + shard.witnesses.get(line, ())

    def _lines(self, turn: int) -> int:
        below = 0 if self._below is None else self._below._lines(turn)  # noqa: SLF001 - one of us
        return below + (self._shards[turn].lines if turn in self._shards else 0)

    def _shard(self, turn: int) -> _Shard:
        if turn not in self._shards:
            self._shards[turn] = _Shard()
            oldest = max(self._shards) - thresholds().window_hours // thresholds().shard_hours
            self._shards = {one: shard for one, shard in self._shards.items() if one > oldest or one == turn}
        return self._shards[turn]


def _differs(witness: int, others: Sequence[int]) -> bool:
    """Say whether a story is none of some stories of its provider: another lineage, and another lead."""
    return not others or not any(
        one >> _PROVIDER == witness >> _PROVIDER
        and (one >> _LINEAGE == witness >> _LINEAGE or _lead(one) == _lead(witness))
        for one in others
    )


def _witness(provider: str, lineage_id: str, lead: int) -> int:
    return _of_provider(provider) << _PROVIDER | _hashed(lineage_id, WITNESS_BYTES) << _LINEAGE | lead


def _lead(witness: int) -> int:
    return witness & ((1 << _LINEAGE) - 1)


@lru_cache(maxsize=4096)
def _of_provider(provider: str) -> int:
    return _hashed(provider, WITNESS_BYTES)


def _hashed(text: str, size: int) -> int:
    # As it was typed or set matters little: capitals and spaces do not count.
    text = " ".join(text.casefold().split())
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=size).digest(), "big")


def _turn(at: datetime) -> int:
    return int(at.timestamp() // (thresholds().shard_hours * 3600))
