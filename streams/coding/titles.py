"""Titles that stand before a name: "Russian Defence Minister", "Maulvi", "Costa Rica's".

Flows in: the first token of a name. Flows out: where its title begins, and the `Profile` that it gives.
"""

from collections.abc import Sequence

from schemas import ActorKind
from streams.coding.entities import Sense
from streams.coding.nominals import Reader
from streams.coding.phrases import Profile, Section, grammar
from streams.coding.tree import Token


class Titles:
    """Reads titles with the tables at hand."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._agents = reader.agents

    def before(self, section: Section, end: int) -> tuple[int, Profile]:
        """Read the title that stands before a name.

        Args:
            section: where.
            end: the first token of the name.

        Returns:
            The first token of the title and what it says; `end` and an empty profile where there is none.
        """
        doc, start = section.doc, end
        while start > 0 and _titular(doc[start - 1]) and not doc[start].is_sent_start:
            start -= 1
        # "the son of Congress leader X": the son is another one.
        of = max((at for at in range(start, end - 1) if doc[at].lower_ == "of"), default=None)
        if of is not None and self._titled([token.lower_ for token in doc[of + 1 : end]], honours=True):
            other = self._agents.longest([token.lower_ for token in doc[start:of]])
            start = of + 1 if other is not None and other.sectors == ("CVL",) else start
        if doc[end - 1].lower_ in ("of", "and") or start == end:
            return end, self._born(section, end)
        lowered = [token.lower_ for token in doc[start:end]]
        found: list[tuple[int, int, tuple[str, ...]]] = []
        cut = len(lowered)
        while cut > 0:
            title = self._titled(lowered[:cut], honours=doc[start + cut - 1].text[0].isupper())
            beside = bool(found) and self._agents.is_plain(lowered[cut - 1])
            found += [(cut - title[0], cut, title[1])] if title and not beside else []
            cut -= title[0] if title else 1
        if not found:
            return end, self._born(section, end)
        first, last = min(f[0] for f in found), max(f[1] for f in found)
        country, bodies = self._reader.countries(section, start, end)
        agent = self._agents.longest(lowered[:last])
        sectors = [sector for _, _, own in reversed(found) for sector in own]
        if agent is not None and agent.relays:
            told = self._reader.beside(lowered[:last], agent, bodies)
            sectors = list(told or (agent.sectors if country else sectors))
        if set(lowered) & grammar()["former"]:
            sectors = ["ELI"]
        vague = agent is not None and (agent.use == "relay" or agent.sectors == ("CVL",))
        begins = min([start + first, *(hit.start for hit in section.within(start, end))])
        return begins, Profile(country, tuple(dict.fromkeys(sectors)), doc[begins:end].text, agent, vague=vague)

    def _born(self, section: Section, end: int) -> Profile:
        # "Costa Rica's Oscar Arias", "Russian Ivan Petrov": a country right before a name, without a title.
        last = end - 2 if end > 1 and section.doc[end - 1].tag_ == "POS" else end - 1
        hit = section.hit(last) if last >= 0 else None
        if hit is None or hit.known.kind not in (ActorKind.STATE, ActorKind.GROUP) or hit.end != last + 1:
            return Profile()
        apart = last == end - 1 and hit.known.sense is not Sense.PEOPLE
        return Profile() if apart else Profile(hit.known.country)

    def _titled(self, lowered: Sequence[str], *, honours: bool) -> tuple[int, tuple[str, ...]] | None:
        agent = self._agents.longest(lowered)
        length = len(agent.noun.split()) if agent else 0
        # "Sister Benedita" is a nun, "his sister Benedita" is not.
        for longer in range(min(4, len(lowered)), length - honours, -1):
            sectors = self._agents.titles.get(" ".join(lowered[-longer:]))
            if sectors is not None and (sectors or longer > length):
                return longer, sectors
        return (length, agent.sectors) if agent else None


def _titular(token: Token) -> bool:
    if token.lower_ in grammar()["former"]:  # "ousted" may be parsed as a verb
        return True
    return (
        token.pos_ in ("PROPN", "NOUN", "ADJ") or token.lower_ in ("of", "'s", "’s", "-", "and") or token.tag_ == "POS"
    )
