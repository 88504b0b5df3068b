"""The persons of a story, each under one name: full name, surname, title and apposition brought together.

Flows in: the parsed sections of an article. Flows out: `Somebody`, with every mention.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from streams.coding.apposing import SUBJECTS, appositions, head_of
from streams.coding.descriptions import Descriptions
from streams.coding.entities import Known
from streams.coding.incumbents import Incumbents
from streams.coding.names import fold
from streams.coding.nominals import Reader
from streams.coding.personnames import PersonNames
from streams.coding.phrases import Profile, Section, grammar
from streams.coding.possessors import owner_before
from streams.coding.shortnames import ShortNames, fitting, meant, sex
from streams.coding.somebody import Mention, Somebody
from streams.coding.successions import Successions
from streams.coding.titles import Titles
from streams.coding.tree import Token

_OFFICIAL = frozenset({"GOV", "LEG"})
_EARLIER = frozenset({"BUS", "EDU", "MED", "JRN", "SOC"})
_LIKE = frozenset({"counterpart"})
_DEPUTY = "deputy"
_TWO = 2


class People:
    """All persons of a story."""

    def __init__(self, sections: Sequence[Section], reader: Reader, incumbents: Incumbents) -> None:
        self._sections, self._reader, self.incumbents = sections, reader, incumbents
        self._titles, self._descriptions = Titles(reader), Descriptions(reader)
        self._successions = Successions(reader, incumbents.on.year)
        self.all: list[Somebody] = []
        finder = PersonNames(reader, self._descriptions, incumbents)
        self._owned: list[tuple[int, Token, Somebody]] = []
        self._at: dict[tuple[int, int], Somebody] = {}
        names = [(index, name) for index, section in enumerate(sections) for name in finder.of(section)]
        # Full names first, wherever they stand: a headline may say "Kim" before the body says who he is.
        full = [len(sections[index].doc[hit[0] : hit[1]].text.split()) > 1 for index, hit in names]
        for (index, hit), is_full in zip(names, full, strict=True):
            if is_full:
                self._link(index, *hit)
        short = [(index, *hit) for (index, hit), is_full in zip(names, full, strict=True) if not is_full]
        for index, start, end, known, seen in sorted(self._short(short), key=lambda name: name[:2]):
            self._link(index, start, end, known, seen=seen)
        for index, owner, person in self._owned:
            self._seat(index, owner, person)

    def at(self, section: int, token: int) -> Somebody | None:
        """Give the person whose name covers a token."""
        return self._at.get((section, token))

    def titled(self, section: int, token: int) -> Mention | None:
        """Give the mention whose title covers a token: the parser at times takes the title for the head."""
        return self._titled.get((section, token))

    @cached_property
    def _titled(self) -> dict[tuple[int, int], Mention]:
        mentions = [mention for person in self.all for mention in person.mentions]
        return {(one.section, at): one for one in reversed(mentions) for at in range(one.title, one.start)}

    def _short(
        self, seen: Sequence[tuple[int, int, int, Known | None]]
    ) -> Iterator[tuple[int, int, int, Known | None, bool]]:
        # Those that the finder saw, and those that only the story knows.
        yield from ((*name, True) for name in seen)
        taken = {*self._at, *((index, at) for index, start, end, _ in seen for at in range(start, end))}
        names = ShortNames(self._sections, self.all, taken)
        for index in range(len(self._sections)):
            yield from ((index, start, end, None, False) for start, end in names.of(index))

    def _link(self, index: int, start: int, end: int, known: Known | None, *, seen: bool = True) -> None:
        section = self._sections[index]
        text = section.doc[start:end].text
        title, profile = self._titles.before(section, start)
        words = [token.lower_ for token in section.doc[title:start]]
        head = head_of(section.doc[start:end])
        person = self._find(text, known, words, (index, start))
        if person is None and not seen:
            return
        other = self.incumbents.is_another(index, head, person.known if person else known)
        apposition = Profile() if other else self._descriptions.apposition(section, head)
        if person is None:
            if len(fitting(self.all, text)) < _TWO:  # else one of the story's own is meant, whichever
                known = known or self._office_holder(index, start, end, title, profile)
            name = known.name if known else text
            person = Somebody(name, known, text)
            self.all.append(person)
        if person.mentions and person.known and "GOV" in person.known.sectors and {*apposition.sectors[:1]} & _EARLIER:
            # Who holds an office may later be told by what he was before: "Mikati, a telecoms billionaire".
            apposition = Profile(apposition.country)
        owner = _owner(head, apposition)
        if owner is not None:
            self._owned.append((index, owner, person))
            apposition = replace(apposition, sectors=())
        for said, how in ((profile, "title"), (apposition, "apposition")):
            person.hear(self.like_whom(index, start, said), how)
        person.hear(self._descriptions.clause(section, head), "clause")
        left, taken = self._successions.left(section, head), self._successions.taken(section, head)
        if left.vague and not person.vague:
            person.hear(left, "clause")
        elif left.sectors and taken.empty and (left.role or _OFFICIAL & {*person.sectors}):
            person.take(left)
        person.take(taken)
        person.sex = person.sex or sex(
            [*words[-1:], *(apposition.role or "").split()[-1:], *(noun.lower_ for noun in appositions(head))]
        )
        person.is_namesake = person.is_namesake or _is_namesake(head)
        person.mentions.append(Mention(index, start, end, title, len(text.split()) == 1))
        for token in range(start, end):
            self._at[index, token] = person

    def _find(self, text: str, known: Known | None, title: Sequence[str], place: tuple[int, int]) -> Somebody | None:
        parts = fold(text).split()
        same = next((p for p in self.all if known and p.known and p.known.entity_id == known.entity_id), None)
        if len(parts) > 1:
            same = same or next((person for person in self.all if _same_name(parts, person.parts)), None)
            fits = fitting(self.all, text) if known is None and same is None else []
            return same or (fits[0] if len(fits) == 1 and len(fits[0].parts) > _TWO else None)
        fits = fitting(self.all, text) if known is None or same is not None else []
        return meant(fits, title, place) or same or next((p for p in self.all if p.parts == parts), None)

    def _office_holder(self, index: int, start: int, end: int, title: int, profile: Profile) -> Known | None:
        section, post = self._sections[index], self.incumbents.post(index, start)
        if post is not None:
            return post.known
        if end - start > 1 or section.hit(start) is not None:
            return None
        before = section.doc[title:start].text.lower() or section.doc[start - 1].lower_ if start else ""
        return self.incumbents.by_surname(section.doc[start].text, before, profile)

    def like_whom(self, index: int, before: int, said: Profile) -> Profile:
        """Read "his Ugandan counterpart", "her deputy": what the one is who was named before."""
        # "his Swedish counterpart, Carl Bildt": what the one before him is, he is there.
        if said.agent is None or said.agent.noun not in _LIKE:
            return said
        like = self._last(index, before)
        if like is None:
            return self._like_subject(index, before, said)
        known = like.settle()
        sectors, role = like.sectors or (known.sectors if known else ()), like.role or (known.role if known else None)
        # "Kenyan Foreign Minister": the office without its country.
        office = self._reader.agents.longest(role.lower().split()) if role else None
        return replace(said, sectors=sectors or said.sectors, role=office.noun if office else role, vague=False)

    def _seat(self, index: int, owner: Token, person: Somebody) -> None:
        # "Prime Minister Rajoy came. His deputy, X, did not": she sits where he does; "the agency's spokesman, X".
        if person.roles and person.roles[-1] == _DEPUTY:
            chief = self.at(index, owner.i) or (self._last(index, owner.i) if owner.pos_ == "PRON" else None)
            held = chief.settle() if chief is not None and chief is not person else None
            told = Profile() if chief is None or chief is person else Profile(None, chief.sectors)
            told = told if told.sectors or held is None else Profile(None, held.sectors)
        else:
            told = owner_before(self._sections, self._reader, index, owner)
        person.sectors, person.country = person.sectors or told.sectors, person.country or told.country
        person.role = person.role or next(iter(person.roles), None)

    def _last(self, index: int, before: int) -> Somebody | None:
        """Give the person who was named last in a section before a token."""
        places = ((m.start, at) for at, one in enumerate(self.all) for m in one.mentions if m.section == index)
        last = max((place for place in places if place[0] < before), default=None)
        return self.all[last[1]] if last is not None else None

    def _like_subject(self, index: int, before: int, said: Profile) -> Profile:
        # "The American president telephoned his Russian counterpart": nobody is named.
        section = self._sections[index]
        sent = section.doc[before].sent
        subjects = [word for word in sent if word.i < before and word.dep_ in SUBJECTS and word.pos_ == "NOUN"]
        like = self._reader.nominal(section, subjects[-1]) if subjects else Profile()
        if like.agent is None or not _OFFICIAL & {*like.sectors}:
            return said
        return replace(said, sectors=like.sectors, role=like.role, vague=False)


def _is_namesake(head: Token) -> bool:
    words = head.sent.text.lower()
    return any(cue in words for cue in grammar()["namesakes"])


def _owner(head: Token, said: Profile) -> Token | None:
    # "His deputy, X", "the agency's spokesman, X": whose he is, where nothing else says where he sits.
    if said.agent is None or (said.agent.noun != _DEPUTY and (said.agent.use != "relay" or said.sectors)):
        return None
    nouns = (noun for noun in appositions(head) if noun.lemma_.lower() == said.agent.noun)
    owners = (child for noun in nouns for child in noun.lefts if child.dep_ == "poss")
    return next((one for one in owners if one.pos_ in ("PRON", "PROPN", "NOUN")), None)


def _same_name(one: Sequence[str], other: Sequence[str]) -> bool:
    if len(one) < 2 or len(other) < 2 or one[-1] != other[-1]:  # noqa: PLR2004 - a first name and a surname
        return list(one) == list(other)
    return one[0] == other[0] or one[0].rstrip(".") == other[0][0] or other[0].rstrip(".") == one[0][0]
