"""Who is who in a story: every actor it names, with country, sectors and role, linked under one name.

Flows in: an article and its parsed text. Flows out: `Actor` for a noun phrase, and all actors of the story.
"""

from collections.abc import Sequence

from schemas import Actor, ActorKind, Article, Span, TextField
from streams.coding.acting import Acting
from streams.coding.agents import Agents
from streams.coding.anchors import story_day
from streams.coding.bodies import Bodies, Body
from streams.coding.entities import NO_GOVERNMENT, Known, Sense
from streams.coding.epithets import Epithets
from streams.coding.gazetteer import Gazetteer
from streams.coding.homes import Homes, dateline_country
from streams.coding.incumbents import Incumbents
from streams.coding.mentioning import mentioned
from streams.coding.naming import body_before
from streams.coding.nominals import SOMEBODY, Reader
from streams.coding.pairs import joined_pair, spoken_pair
from streams.coding.people import People
from streams.coding.phrases import NameHit, Section, grammar, is_collective, owning_state
from streams.coding.positions import stays, travelled
from streams.coding.posts import may_hold
from streams.coding.pronouns import Pronouns
from streams.coding.registry import Registry
from streams.coding.somebody import Somebody
from streams.coding.tree import Doc, Token
from streams.coding.tree import Span as Sentence


class Cast:
    """The actors of one article, read once and then asked for by noun phrase."""

    def __init__(self, article: Article, docs: Sequence[tuple[TextField, int, Doc]]) -> None:
        self._on = story_day(article)
        registry = Registry.load()
        self._registry = registry
        self._reader = Reader(registry, Agents.load(), Gazetteer.load())
        self._sections = tuple(Section.of(field, offset, doc, registry, self._on) for field, offset, doc in docs)
        self._home = dateline_country(article.dateline or article.located, registry, self._reader.gazetteer, self._on)
        self._homes = Homes(self._sections, self._home, self._reader.gazetteer, article.dateline)
        self._incumbents = Incumbents(registry, self._sections, self._on, self._home)
        self._people = People(self._sections, self._reader, self._incumbents)
        self._pronouns = Pronouns(self._sections, self._people)
        self._bodies = Bodies(self._sections, self._reader, self._people)
        self._acting = Acting(self._sections, self._reader, self._people, self._pronouns, self._bodies)
        self._epithets = Epithets(self._sections, self._people.all, self._pronouns, self._person)
        self._answers: dict[tuple[int, int], Actor] = {}
        self._resolved: dict[tuple[TextField, int, int, int | None], Actor] = {}
        self._located: dict[tuple[TextField, int, int, int | None], tuple[int, Token]] = {}

    @classmethod
    def of(cls, article: Article, docs: Sequence[tuple[TextField, int, Doc]]) -> "Cast":
        """Read the cast of an article.

        Args:
            article: the story; its dates decide who holds an office.
            docs: each parsed piece with its field and the code point it starts at, in order.
        """
        return cls(article, docs)

    def resolve(self, field: TextField, start: int, end: int, head: int | None = None) -> Actor:
        """Say who a noun phrase is, as far as is certain.

        Args:
            field: where it stands.
            start: its first code point.
            end: the code point after its last.
            head: a code point of its head word; found from the parse when None.

        Returns:
            An actor with the phrase's text and span; without country or sectors where the story does not tell.

        Raises:
            ValueError: no parsed piece of the article covers these offsets.
        """
        asked = (field, start, end, head)
        if asked not in self._resolved:
            self._resolved[asked] = self._resolved_at(*asked)
        return self._resolved[asked]

    def _resolved_at(self, field: TextField, start: int, end: int, head: int | None) -> Actor:
        index, token = self._locate(field, start, end, head)
        section = self._sections[index]
        actor = self._actor(index, token)
        text = section.text[max(0, start - section.offset) : end - section.offset]
        return actor.model_copy(update={"text": text, "spans": (Span(field=field, start=start, end=end),)})

    def is_actor(self, field: TextField, start: int, end: int, head: int | None = None) -> bool:
        """Whether a noun phrase can act or be acted upon: no thing, no abstract noun, no mere place."""
        index, token = self._locate(field, start, end, head)
        return self._acting.acts(index, token)

    def is_surname(self, field: TextField, at: int) -> bool:
        """Whether the word at a code point is what the story calls somebody whom it names in full elsewhere."""
        index, token = self._locate(field, at, at + 1, at)
        person = self._people.at(index, token.i)
        return person is not None and person.is_short_at(index, token.i)

    def parties(self, field: TextField, start: int, end: int, head: int | None = None) -> tuple[Actor, ...]:
        """Say who is meant by "the two countries" or "both leaders": the two that were last spoken of.

        Returns:
            Two actors, or the one that `resolve` gives when the phrase is not of this kind or there are not just two.
        """
        index, token = self._locate(field, start, end, head)
        pair = self._pair(index, token)
        return pair or (self.resolve(field, start, end, head),)

    def actors(self) -> tuple[Actor, ...]:
        """Give every actor of the story once, in order of appearance: the spans of all names, then of the pronouns."""
        merged: dict[tuple[str, str], tuple[Actor, str, list[Span]]] = {}
        for index, section in enumerate(self._sections):
            doc = section.doc
            for start, end, token in mentioned(index, section, self._people, self._bodies, self._acting):
                actor = self._actor(index, token)
                nothing = not actor.sectors or (actor.sectors == ("UNK",) and actor.role not in SOMEBODY)
                if actor.kind is ActorKind.UNNAMED and not actor.country and nothing:
                    continue
                first, stop = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
                _, _, spans = merged.setdefault(_key(actor), (actor, section.text[first:stop], []))
                spans.append(Span(field=section.field, start=section.offset + first, end=section.offset + stop))
        for index, token in self._pronouns.all():
            actor, section = self._actor(index, token), self._sections[index]
            found = merged.get(_key(actor))
            if found is not None:
                start = section.offset + token.idx
                found[2].append(Span(field=section.field, start=start, end=start + len(token)))
        return tuple(
            actor.model_copy(update={"text": text, "spans": tuple(spans)}) for actor, text, spans in merged.values()
        )

    def _locate(self, field: TextField, start: int, end: int, head: int | None) -> tuple[int, Token]:
        asked = (field, start, end, head)
        if asked not in self._located:
            self._located[asked] = self._located_at(*asked)
        return self._located[asked]

    def _located_at(self, field: TextField, start: int, end: int, head: int | None) -> tuple[int, Token]:
        for index, section in enumerate(self._sections):
            if section.field is field and section.offset <= start < section.offset + max(1, len(section.text)):
                begin, stop = start - section.offset, max(end, start + 1) - section.offset
                span = section.doc.char_span(begin, stop, alignment_mode="expand")
                if head is not None and span is not None:
                    within = section.doc.char_span(
                        head - section.offset, head - section.offset + 1, alignment_mode="expand"
                    )
                    span = within or span
                if span is not None and len(span):
                    token = _root(span) if head is None else span[0]
                    titled = self._people.titled(index, token.i) if head is None else None
                    if titled is not None and titled.end <= span.end:
                        token = section.doc[titled.end - 1]
                    return index, self._head(section, token)
        raise ValueError(f"no parsed text at {field} {start}-{end}")

    def _head(self, section: Section, token: Token) -> Token:
        # A word within a name stands for the whole name; its last word is where titles and tails hang.
        hit = section.hit(token.i)
        if hit is not None:
            return hit.head(section.doc)
        # "hundreds of Palestinians", "one of its diplomats": the many are meant, not the number.
        if token.lemma_.lower() in grammar()["partitives"] or token.pos_ == "NUM":
            inner = [noun for child in token.rights if child.lower_ == "of" for noun in child.children]
            return self._head(section, inner[0]) if inner else token
        return token

    def _actor(self, index: int, token: Token) -> Actor:
        answer = self._answers.get((index, token.i))
        if answer is None:
            answer = self._answers[index, token.i] = self._told(index, token)
        return answer

    def _told(self, index: int, token: Token) -> Actor:
        section = self._sections[index]
        if token.pos_ == "PRON" or self._pronouns.stands(index, token):
            return self._pronoun(index, token)
        person = self._people.at(index, token.i)
        if person is not None:
            return self._person(person)
        post = self._incumbents.post(index, token.i)
        if token.dep_ == "appos" and section.hit(token.i) is None:
            above = self._people.at(index, token.head.i)
            if above is not None and (post is None or may_hold(post, above)):
                return self._person(above, "apposition")
        for child in token.children:
            person = self._people.at(index, child.i) if child.dep_ == "appos" else None
            if person is not None and (post is None or may_hold(post, person, section.doc[post.last : child.i])):
                return self._person(person)
        body = self._bodies.at(index, token.i)
        if body is not None:
            return self._body(index, body)
        hit = section.hit(token.i)
        if hit is not None:
            owner = owning_state(section, hit)
            return self._known(hit.known, token) if owner is None else self._owned(hit, owner)
        titled = self._people.titled(index, token.i)
        if titled is not None and token.dep_ in ("compound", "nmod", "amod"):
            return self._actor(index, section.doc[titled.end - 1])
        return self._described(index, token)

    def _person(self, person: Somebody, resolution: str | None = None) -> Actor:
        known = person.settle()
        country = person.country or (known.country if known else None)
        held = known.sectors if known else ()
        # What the text calls the person is the office that the table knows: "Carrie Lam, the chief executive".
        office = known.role if known is not None and known.role is not None else ""
        same = person.role is not None and person.role.lower() in (office, office.split(" of ")[0])
        sectors = held if held and (person.vague or same) else person.sectors or held
        how = resolution or ("table" if known and not person.sectors and not person.country else person.resolution)
        if country is None and person.mentions:
            first = person.mentions[0]
            country, told = self._homes.of_person(
                first.section, self._sections[first.section].doc[first.start], sectors
            )
            how = told if country else how
        return _actor(
            known.entity_id if known else None,
            known.name if known else person.name,
            ActorKind.PERSON,
            country,
            sectors,
            person.role or (known.role if known else None),
            how,
        )

    def _known(self, known: Known, token: Token) -> Actor:
        if known.sense is Sense.HIDDEN:
            return _actor(None, known.name, ActorKind.UNNAMED, None, (), None, "text")
        if known.sense is Sense.CAPITAL and (stays(token) or travelled(token)):
            state = self._registry.state(known.country or "")
            return self._known(state, token).model_copy(update={"resolution": "place"}) if state else _unknown(token)
        sectors = known.sectors
        if known.sense is Sense.PEOPLE:
            told = self._reader.agents.modifier([word.lower_ for word in token.lefts])
            counted = any(child.dep_ == "nummod" for child in token.children) or _is_part(token)
            sectors = told or (("CVL",) if counted else sectors)
        return _actor(known.entity_id, known.name, known.kind, known.country, sectors, known.role, "table")

    def _owned(self, hit: NameHit, country: str) -> Actor:
        sectors = hit.known.sectors or ("GOV",)
        return _actor(None, hit.known.name, ActorKind.ORGANISATION, country, sectors, None, "modifier")

    def _body(self, index: int, body: Body) -> Actor:
        country, how = body.profile.country, "modifier"
        if country is None:
            country, how = self._homes.of(index, body.head, body.profile)
        name = self._sections[index].doc[body.start : body.end].text
        return _actor(None, name, ActorKind.ORGANISATION, country, body.profile.sectors, None, how)

    def _described(self, index: int, token: Token) -> Actor:
        section = self._sections[index]
        profile = self._reader.nominal(section, token)
        start, end = self._reader.core(token, section)
        words = [t for t in section.doc[start:end] if t.pos_ not in ("DET", "PUNCT") or t.i == token.i]
        name = section.text[words[0].idx : token.idx + len(token)]
        country, how = profile.country, "modifier" if profile.country else "text"
        if country is None:
            country = self._owner(index, start, end)
            how = "story" if country else how
        if country is None and profile.agent is None and token.pos_ == "PROPN" and token.ent_type_ != "PERSON":
            country = self._reader.city(section, start, end)
            how = "place" if country else how
        before = self._called(index, token)
        if before is not None:
            return before
        if profile.role == "counterpart":
            profile = self._people.like_whom(index, token.i, profile)
        held = self._epithets.holder(index, token, profile.role, country, self._home) if profile.role else None
        if held is not None:
            return self._person(held, "role")
        # "the president of the Riigikogu" holds no office of the state.
        leads = profile.role == "president" and profile.sectors[:1] not in {("GOV",), ()}
        post = self._incumbents.post(index, token.i)
        if post is not None:
            return self._known(post.known, token).model_copy(update={"resolution": post.told})
        holder = None if leads else self._incumbents.of(profile, country, token, name)
        if holder is not None:
            return self._known(holder, token).model_copy(update={"resolution": "office"})
        if profile.agent is None and token.ent_type_ == "PERSON":
            return _actor(None, name, ActorKind.PERSON, country, (), None, how)
        if country is None:
            country, how = self._homes.of(index, token, profile)
        named = token.ent_type_ == "ORG" or (profile.agent is not None and profile.agent.use == "body")
        kind = ActorKind.ORGANISATION if named else ActorKind.UNNAMED
        return _actor(None, name, kind, country, profile.sectors, profile.role, how)

    def _called(self, index: int, token: Token) -> Actor | None:
        # "the company", once the story has named one.
        before = body_before(self._sections, self._bodies, index, token)
        if before is None:
            return None
        body = self._known(before, token) if isinstance(before, Known) else self._body(*before)
        return body.model_copy(update={"resolution": "story"})

    def _owner(self, index: int, start: int, end: int) -> str | None:
        for token in range(start, end):
            person = self._people.at(index, token)
            if person is not None:
                return self._person(person).country
        return None

    def _pronoun(self, index: int, token: Token) -> Actor:
        found = self._pronouns.person(index, token)
        if found is not None and token.lower_ in grammar()["speakers"]:
            speaker = self._person(found, "quote")
            government = self._registry.government(speaker.country or "")
            if token.lower_.startswith(("we", "us", "our")) and government and "GOV" in speaker.sectors:
                return self._known(government, token).model_copy(update={"resolution": "quote"})
            return speaker
        if found is not None:
            return self._person(found, "pronoun")
        head = self._pronouns.speaker(index, token) if token.lower_ in grammar()["speakers"] else None
        body = self._actor(index, head) if head is not None and head.pos_ != "PRON" else None
        if body is not None and (body.kind is ActorKind.ORGANISATION or (body.role and is_collective(body.role))):
            return body.model_copy(update={"resolution": "quote"})
        return _unknown(token)

    def _pair(self, index: int, token: Token) -> tuple[Actor, ...]:
        named = joined_pair(self._sections, self._acting.acts, index, token)
        two = () if named else spoken_pair(self._sections, self._person_at, index, token)
        found = [self._person(one) if isinstance(one, Somebody) else self._state(one, token) for one in two]
        found += [self._actor(*one) for one in named]
        section = self._sections[index]
        start = section.offset + token.idx
        span = Span(field=section.field, start=start, end=start + len(token))
        said = {"text": token.text, "spans": (span,), "resolution": "story"}
        return tuple(actor.model_copy(update=said) for actor in found)

    def _state(self, country: str, token: Token) -> Actor:
        state = self._registry.state(country)
        return self._known(state, token) if state else _actor(None, country, ActorKind.STATE, country, (), None, "text")

    def _person_at(self, index: int, token: Token) -> Somebody | None:
        return self._people.at(index, token.i) or self._pronouns.person(index, token)


def _actor(  # noqa: PLR0913, PLR0917 - the fields of an actor
    entity_id: str | None,
    name: str,
    kind: ActorKind,
    country: str | None,
    sectors: tuple[str, ...],
    role: str | None,
    resolution: str,
) -> Actor:
    if country in NO_GOVERNMENT:
        sectors = tuple(sector for sector in sectors if sector != "GOV")
    return Actor(
        entity_id=entity_id,
        text=name,
        name=name,
        kind=kind,
        role=role,
        country=country,
        sectors=sectors,
        code=" ".join(([country] if country else []) + list(sectors)),
        resolution=resolution,
    )


def _key(actor: Actor) -> tuple[str, str]:
    """Say what makes two mentions one actor."""
    alike = actor.kind is ActorKind.PERSON or actor.country in NO_GOVERNMENT
    return actor.entity_id or actor.name.lower(), "" if alike and actor.entity_id else actor.code


def _root(span: Sentence) -> Token:
    # Out of a sentence, "smuggling gang" is parsed as a clause: the noun that ends it is what is meant.
    if span.root.pos_ in ("NOUN", "PROPN", "PRON", "NUM"):
        return span.root
    return next((token for token in reversed(span) if token.pos_ in ("NOUN", "PROPN")), span.root)


def _is_part(token: Token) -> bool:
    # "tens of thousands of Catalans" are persons, "Catalans" may be the people.
    return token.dep_ == "pobj" and token.head.head.lemma_.lower() in grammar()["partitives"]


def _unknown(token: Token) -> Actor:
    return _actor(None, token.text, ActorKind.UNNAMED, None, (), None, "unresolved")
