"""What can act: which noun phrases of a story are actors, and which are things, notions and mere places.

Flows in: the head of a noun phrase. Flows out: yes or no.
"""

from collections.abc import Sequence

from streams.coding.bodies import Bodies
from streams.coding.entities import Known, Sense
from streams.coding.nominals import Reader
from streams.coding.people import People
from streams.coding.phrases import Section, grammar
from streams.coding.positions import is_subject, stands_alone, stays, travelled
from streams.coding.pronouns import Pronouns
from streams.coding.tree import Token


class Acting:
    """Judges the noun phrases of one story."""

    def __init__(
        self, sections: Sequence[Section], reader: Reader, people: People, pronouns: Pronouns, bodies: Bodies
    ) -> None:
        self._sections = sections
        self._reader = reader
        self._people = people
        self._pronouns = pronouns
        self._bodies = bodies
        self._answers: dict[tuple[int, int], bool] = {}

    def acts(self, index: int, token: Token) -> bool:
        """Whether the noun phrase of this head can act or be acted upon: no thing, no mere place."""
        answer = self._answers.get((index, token.i))
        if answer is None:
            answer = self._answers[index, token.i] = self._judged(index, token)
        return answer

    def _judged(self, index: int, token: Token) -> bool:
        section = self._sections[index]
        if token.pos_ == "PRON":
            return self._pronouns.person(index, token) is not None
        if self._people.at(index, token.i) is not None:
            return True
        if self._people.titled(index, token.i) is not None and token.dep_ in ("compound", "nmod", "pobj", "poss"):
            return False
        if self._people.incumbents.post(index, token.i) is not None:
            return True
        body = self._bodies.at(index, token.i)
        if body is not None:
            return not stays(body.head)
        hit = section.hit(token.i)
        if hit is not None:
            return self._known_acts(index, token, hit.known)
        profile = self._reader.nominal(section, token)
        if profile.agent is not None:
            if profile.agent.use == "materiel" and not (is_subject(token) or stands_alone(token)):
                return False
            institution = profile.agent.noun in grammar()["institutions"] or profile.agent.use == "body"
            return not (institution and stays(token))
        part = token.dep_ == "pobj" and token.head.lower_ == "of"
        if token.ent_type_ == "ORG" and not stays(token) and token.pos_ == "PROPN" and not part:
            return True
        return self._looks_human(section, token)

    def _known_acts(self, index: int, token: Token, known: Known) -> bool:
        if known.sense is Sense.HIDDEN or stays(token) or self._belongs(index, token):
            return False
        if known.sense is Sense.REGION:
            return is_subject(token) or stands_alone(token)
        return not (known.sense is Sense.CAPITAL and travelled(token))

    def _looks_human(self, section: Section, token: Token) -> bool:
        # "Qatari falconers": a people's or a group's name before a plural that ends as those of persons do.
        noun = token.lemma_.lower()
        human = noun.endswith(("er", "or", "ist", "ian", "ee", "man")) and noun not in grammar()["not_human"]
        if token.tag_ != "NNS" or not human:
            return False
        start, end = self._reader.core(token, section)
        sorts = (Sense.PEOPLE, Sense.NAME)
        return any(hit.known.sense in sorts for hit in section.within(start, end)) and not stays(token)

    def _belongs(self, index: int, token: Token) -> bool:
        # "the finance ministry of Peru": the ministry acts, Peru says whose it is.
        if token.dep_ != "pobj" or token.head.lower_ not in ("of", "from") or token.head.head.i == token.head.i:
            return False
        owner = token.head.head
        if owner.pos_ not in ("NOUN", "PROPN"):
            return False
        named = self._people.at(index, owner.i) is not None
        return named or self._reader.nominal(self._sections[index], owner).agent is not None
