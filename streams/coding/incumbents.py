"""Office holders meant without their full names: "the French president", "Mr Conte", "ex-premier Craxi".

Flows in: the words of an office or a surname, the registry and the day of the story. Flows out: `Known`, or None
where more than one person, or nobody, fits.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from schemas import ActorKind
from streams.coding.apposing import appositions
from streams.coding.entities import HIGHEST, NO_GOVERNMENT, Known, Sense
from streams.coding.offices import offices
from streams.coding.phrases import Profile, Section, grammar
from streams.coding.posts import OTHERS, Post, posts
from streams.coding.registry import Registry
from streams.coding.tree import Token

_OTHERS = frozenset({"a", "an", "another", "any", "every", "next", "future", "then", "two", "all", "last", "late"})
"""Words before an office which say that not the one who holds it is meant."""

_FORMERLY = re.compile(r"\b(?:ex|former|ousted|deposed|onetime|one-time|retired|toppled)\b", re.IGNORECASE)
_ONE_OF_A_KIND = {"pope": "VAT", "pontiff": "VAT"}
_STATES = frozenset({"country", "nation", "state"})
MISTER = frozenset({"mr", "mr.", "mrs", "mrs.", "ms", "ms."})
_CHIEFS = frozenset({"chief", "head", "boss", "commander", "director"})
_TAIL = 3
_LEADERS = frozenset({"leader", "strongman", "ruler"})
_FORMER = ("ELI",)


class Incumbents:
    """Who holds, or held, an office on the day of one story."""

    def __init__(self, registry: Registry, sections: Sequence[Section], on: date, home: str | None) -> None:
        """Take the story's pieces, its day, and the country of its dateline."""
        self._registry, self._sections, self.on = registry, sections, on
        self._spoken_of = {
            hit.known.country
            for section in sections
            for hit in section.hits
            if hit.known.country and hit.known.kind is not ActorKind.PERSON
        } | ({home} if home else set())
        self.posts = tuple(posts(section, registry, on) for section in sections)
        self._post_at = {
            (index, token): post
            for index, found in enumerate(self.posts)
            for post in found
            for token in range(post.first, post.last)
        }

    def post(self, section: int, token: int) -> Post | None:
        """Give the office with its owner that covers a token: "Ukraine's commander-in-chief"."""
        return self._post_at.get((section, token))

    def is_another(self, section: int, name: Token, known: Known | None) -> bool:
        """Whether somebody who stands beside an office is not its holder.

        Args:
            section: the piece of the story.
            name: the word of the name that the sentence hangs on.
            known: who that is, where the tables know it.
        """
        beside = [(noun, post) for noun in appositions(name) if (post := self.post(section, noun.i)) is not None]
        # "Sierra Leone's president and the rebel Foday Sankoh"
        if any(" and the " in name.doc[post.last - 1 : name.i].text for noun, post in beside if noun.i < name.i):
            return True
        # "Arms raised with Erdogan, Brazil's president celebrated"
        return known is not None and any(known.country != post.known.country for _, post in beside)

    @property
    def only_country(self) -> str | None:
        """The country that the whole story is about, if it speaks of no other."""
        states = self._spoken_of - NO_GOVERNMENT
        return next(iter(states)) if len(states) == 1 else None

    def of(self, profile: Profile, country: str | None, token: Token, name: str) -> Known | None:
        """Say who is meant by an office.

        Args:
            profile: what the noun phrase says.
            country: the country that it names; None for "the president".
            token: its head.
            name: the phrase up to its head, "Ukraine's top general".
        """
        if profile.role is None or token.tag_ in ("NNS", "NNPS"):
            return None
        words = name.lower().replace("-", " ").split()
        hyphened = _hyphened(token)
        if {*words, *(word.lower_ for word in token.lefts)} & _OTHERS or _FORMERLY.search(hyphened + name):
            return None
        if hyphened.strip().lower() in OTHERS:
            return None
        whose = country or self._owner(token) or _ONE_OF_A_KIND.get(profile.role) or self.only_country
        if whose is None or self._is_part(token):
            return None
        if profile.role in _LEADERS:
            return self._registry.leader(whose, self.on)
        body = self._body(profile, token) if country in NO_GOVERNMENT else None
        named = len(body.name.split()) if body is not None else 0
        for one in (body.name, whose) if body is not None else (whose,):
            for office in _offices(words, token, profile.role, named):
                if office in grammar()["many"] and (body is None or one != body.name):
                    continue
                known = self._registry.in_office(office, one, self.on)
                if known is not None:
                    return known
        return None

    def _is_part(self, token: Token) -> bool:
        # "Crimea's leader", "the Taliban leader": not the one of the whole country.
        section = self._section(token)
        hits = section.within(token.left_edge.i, token.i) if section else ()
        return any(
            (hit.known.kind is ActorKind.GROUP and hit.known.sense is Sense.NAME and "GOV" not in hit.known.sectors)
            or (hit.known.entity_id or "").partition("/")[0] in ("region", "people")
            for hit in hits
        )

    def _section(self, token: Token) -> Section | None:
        return next((one for one in self._sections if one.doc is token.doc), None)

    def _body(self, profile: Profile, token: Token) -> Known | None:
        # "the head of the European Commission"
        if profile.body is not None:
            return profile.body
        section = self._section(token)
        tails = [noun for child in token.rights if child.lower_ == "of" for noun in child.children]
        hits = [hit for noun in tails if section is not None and (hit := section.hit(noun.i)) is not None]
        return next((hit.known for hit in hits if hit.known.kind is ActorKind.ORGANISATION), None)

    def _owner(self, token: Token) -> str | None:
        # "the country's president": of the state that the sentence has spoken of.
        if not any(word.dep_ == "poss" and word.lemma_ in _STATES for word in token.lefts):
            return None
        section = self._section(token)
        hits = [hit for hit in section.hits if hit.end <= token.i] if section else []
        spoken_of = [hit for hit in hits if hit.known.kind in (ActorKind.STATE, ActorKind.GROUP)]
        acting = [hit for hit in spoken_of if hit.head(token.doc).dep_ in ("nsubj", "nsubjpass")]
        return (acting or spoken_of)[-1].known.country if spoken_of else None

    def is_surname(self, word: str) -> bool:
        """Whether somebody in office goes by a word."""
        return bool(self._registry.by_surname(word, self.on))

    def by_surname(self, surname: str, title: str, profile: Profile) -> Known | None:
        """Say who is meant by a surname with a title.

        Args:
            surname: as it stands.
            title: the words before it in lower case, "president", "mr", "former prime minister".
            profile: what the title says.
        """
        if profile.sectors == _FORMER:
            past = [one for one in self._registry.formerly(surname, self.on) if self._fits(one, profile)]
            said = _plain(title)
            told = [one for one in past if one.role and _was(one.role, said)]
            return _only(told) or _only([one for one in told if one.country in self._spoken_of])
        serving = [one for one in self._registry.by_surname(surname, self.on) if self._fits(one, profile)]
        told = [one for one in serving if one.role and _plain(title).endswith(_plain(one.role))]
        if len(told) == 1:
            return told[0]
        if title in MISTER and profile.empty:
            here = [one for one in serving if one.country in self._spoken_of]
            return _only(here) or _only([one for one in serving if one.role in HIGHEST])
        if profile.empty:
            return None
        alike = [one for one in serving if set(profile.sectors) & set(one.sectors)]
        return _only(alike) or _only([one for one in alike if one.country in self._spoken_of])

    @staticmethod
    def _fits(known: Known, profile: Profile) -> bool:
        return profile.country in (None, known.country)


def _offices(words: Sequence[str], token: Token, role: str, named: int) -> Iterator[str]:
    """Give as much of a phrase as may be an office: "the UN human rights chief", "the chief of staff".

    A chief of something is not the chief of all: "chief" alone counts where only the body's name stands before it.
    """
    tail = token.doc[token.i + 1 : token.i + 1 + _TAIL].text.lower()
    if tail.startswith("of "):
        yield f"{token.lower_} {tail}"
        yield f"{token.lower_} {' '.join(tail.split()[:2])}"
    # A "deputy prime minister" is not the prime minister.
    cut = next((at for at in reversed(range(len(words))) if words[at] in OTHERS), None)
    told = [" ".join(words[start:]) for start in range(len(words) if cut is None else cut + 1)]
    bare = role not in _CHIEFS or len(words) - 1 <= max(1, named)
    said = (*told, role) if cut is None or role.split(maxsplit=1)[0] in OTHERS else told
    yield from (office for office in said if bare or office not in _CHIEFS)


def _plain(words: str) -> str:
    return words.replace("-", " ")


def _was(role: str, title: str) -> bool:
    """Whether a title like "ex premier" is that of a role like "former prime minister"."""
    words = title.split()
    named = {office for start in range(len(words)) for office in offices(" ".join(words[start:]))}
    return role.removeprefix("former ") in {office.replace("-", " ") for office in named} | named


def _hyphened(token: Token) -> str:
    # The parser may cut "ex-president" in three.
    doc, at = token.doc, token.i
    return f"{doc[at - 2].text} " if at > 1 and doc[at - 1].text == "-" else ""


def _only(found: Sequence[Known]) -> Known | None:
    return found[0] if len(found) == 1 else None
