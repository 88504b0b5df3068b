"""The parties of an event: noun phrases of a reading turned into actors, compound ones into lists.

Flows in: a reading, its type, the cast of the story. Flows out: who acts, to whom, who says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from schemas import Actor, ActorKind, Article, EventType, Span, TextField
from streams.coding.anchors import story_day
from streams.coding.attribution import speaker
from streams.coding.cast import Cast
from streams.coding.grounds import Deed, does_nothing, is_ground
from streams.coding.modality import Modality
from streams.coding.natures import PARTIES, PLACE, THING, nature, within
from streams.coding.reading import Reading
from streams.coding.roles import phrase
from streams.coding.syntax import SUBJECTS, destination
from streams.coding.tree import Token
from streams.coding.wording import wording

_MUTUAL = frozenset({EventType.CONSULT, EventType.AGREE, EventType.COOPERATE})
_ONE_SIDED = frozenset({"visit", "phone"})
_SPOKEN = frozenset({EventType.REQUEST, EventType.THREATEN, EventType.ACCUSE, EventType.REJECT, EventType.SUPPORT})
_UNKNOWN = "unresolved"
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "ADJ"})
_NAMES = frozenset({"NOUN", "PROPN", "PRON"})
_NATIONS = frozenset({"NORP", "GPE"})
_INNER = frozenset({"poss", "compound", "amod", "nmod", "pobj", "prep", "appos", "agent", "acl"})
_DEEP = 3
_NEUTRAL = frozenset({"it", "they", "them"})
_THEIRS = frozenset({"its", "their"})
_BODIES = frozenset({"GPE", "ORG", "NORP"})
_PARTS = frozenset({"compound", "amod", "nmod", "poss"})

_Judge = Callable[[Token, Actor], bool]


@dataclass(frozen=True, slots=True)
class Parties:
    """Who takes part; `reciprocal` puts all parties into `actors`.

    `saying` is the verb of speech when the speaking itself is the event.
    """

    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    reciprocal: bool
    attribution: Actor | None
    saying: Token | None = None

    @property
    def known(self) -> bool:
        """Whether at least one party is more than words."""
        return any(actor.country or actor.sectors or actor.entity_id for actor in (*self.actors, *self.recipients))


class Casting:
    """Resolves the parties of the readings of one passage."""

    def __init__(self, article: Article, cast: Cast, field: TextField, offset: int) -> None:
        self._published = article.headline if field is TextField.HEADLINE else article.body
        self._cast = cast
        self._field = field
        self._offset = offset
        self._day = story_day(article)

    def parties(self, reading: Reading, judged: Modality) -> Parties:
        """Resolve the parties of one reading.

        Args:
            reading: heads of the phrases.
            judged: its type, which decides whether a thing can be a party and whether parties are equal.
        """
        said = speaker(reading.trigger)
        attribution = self._one(said) if said is not None else None
        saying: Token | None = None
        goal = destination(reading.trigger)
        whom = None if _is_topic(reading) or _is_beside(reading, judged) else _whose(reading.recipient, judged.type)
        # Who meets may be met in a place, and a visit to Hanoi is one to its government.
        idle = partial(does_nothing, on=self._day)
        ground = partial(is_ground, deed=Deed(judged.base_type, reading.trigger), on=self._day)
        actors = self._all(reading.actor, whom, ground if judged.base_type in _MUTUAL else idle)
        if attribution is not None and _is_neutral(reading.actor) and not any(map(_is_someone, actors)):
            # "Medair said it was feeding 3,000": the sayer is meant.
            actors = (attribution,) if _is_someone(attribution) else actors
        # Where an act lands is its recipient: a town that is taken, a province that troops are sent to.
        deed = Deed(judged.base_type, reading.trigger, acted=any(map(_is_someone, actors)))
        ground = partial(is_ground, deed=deed, on=self._day)
        recipients = self._all(whom if goal is None else goal, reading.actor, ground)
        if len(actors) > 1 and actors[0].spans == actors[1].spans and judged.base_type in _MUTUAL:
            # "both leaders": the pair is complete.
            recipients = ()
        recipients = tuple(actor for actor in recipients if not any(_same(actor, other) for other in actors))
        if judged.base_type is EventType.CONSULT and nature(reading.recipient) == THING:
            recipients = tuple(actor for actor in recipients if _is_someone(actor))
        if (
            judged.base_type is not EventType.ASSAULT
            and nature(reading.actor) == THING
            and not _is_titled(reading.actor)
        ):
            actors = tuple(actor for actor in actors if _is_someone(actor))
        if attribution is not None and judged.type in _SPOKEN:
            by_speaker = not actors or reading.actor is None or reading.is_inverse
            if by_speaker and not any(_same(attribution, actor) for actor in recipients):
                actors = (attribution,)
            if any(_same(attribution, actor) for actor in actors) and said is not None and said.dep_ in SUBJECTS:
                saying = said.head
        actors = (
            tuple(actor for actor in actors if not any(actor.spans == other.spans for other in recipients)) or actors
        )
        paired = _is_mutual(reading, judged)
        together = judged.base_type is EventType.CONSULT and paired
        if together and actors and recipients:
            # One of each side comes first, who is joined to them after.
            parties = _unique((actors[0], recipients[0], *actors[1:], *recipients[1:]))
            return Parties(parties, (), reciprocal=True, attribution=attribution)
        if paired and not recipients and len(actors) > 1:
            return Parties(actors, (), reciprocal=True, attribution=attribution)
        return Parties(actors, recipients, reciprocal=False, attribution=attribution, saying=saying)

    def _all(self, head: Token | None, other: Token | None, is_mere_place: _Judge) -> tuple[Actor, ...]:
        if head is None:
            return ()
        joined = (*_conjuncts(head), *(child for child in head.children if _is_added(child)))
        heads = [head, *(word for word in joined if word.pos_ in _NAMES or word.ent_type_ in _NATIONS)]
        group = sorted((word for word in heads if other is None or word.i != other.i), key=lambda word: word.i)
        found: list[Actor] = []
        for word in group:
            start, end = self._bounds(word)
            pair = self._cast.parties(self._field, start, end, self._offset + word.idx)
            if len(pair) > 1:
                found += [self._published_as(actor) for actor in pair]
            elif word.i == head.i or _is_someone(pair[0]):
                actor = self._one(word)
                found += [] if is_mere_place(word, actor) else [actor]
        return _unique(found)

    def _one(self, head: Token) -> Actor:
        start, end = self._bounds(head)
        at = self._offset + head.idx
        actor = self._cast.resolve(self._field, start, end, at)
        if actor.resolution == _UNKNOWN and head.lower_ in _NEUTRAL:
            actor = self._antecedent(head) or actor
        if not _is_someone(actor) and not self._cast.is_actor(self._field, start, end, at):
            owner = self._owner(head)
            if owner is not None:
                # Who is meant is the owner, what is said is the whole: "an appeal filed by Mali".
                actor = owner.model_copy(update={"text": actor.text, "spans": actor.spans})
        if actor.country is None:
            actor = self._of_owner(head, actor)
        return self._published_as(actor)

    def _of_owner(self, head: Token, actor: Actor) -> Actor:
        # "Egypt denied that its forces …": they are Egypt's.
        mine = next((child for child in head.children if child.lower_ in _THEIRS and child.dep_ == "poss"), None)
        owner = self._antecedent(mine) if mine is not None else None
        if owner is None or not owner.country:
            return actor
        code = " ".join((owner.country, *actor.sectors))
        return actor.model_copy(update={"country": owner.country, "code": code, "resolution": "modifier"})

    def _antecedent(self, pronoun: Token) -> Actor | None:
        # "it" and "they" within a sentence: the nearest state or body before, a subject if there is one.
        before = [
            token
            for token in pronoun.sent
            if token.i < pronoun.i and token.ent_type_ in _BODIES and token.pos_ == "PROPN" and token.dep_ not in _PARTS
        ]
        subjects = [token for token in before if token.dep_ in SUBJECTS]
        for token in reversed(subjects or before):
            start, end = self._bounds(token)
            actor = self._cast.resolve(self._field, start, end, self._offset + token.idx)
            if _is_someone(actor):
                at = self._bounds(pronoun)
                span = Span(field=self._field, start=at[0], end=at[1])
                return actor.model_copy(update={"spans": (span,), "resolution": "pronoun"})
        return None

    def _owner(self, head: Token) -> Actor | None:
        # "an appeal filed by Mali", "a decision of the court": the party is who stands within the phrase.
        edge = [(child, 1) for child in head.children]
        while edge:
            word, depth = edge.pop(0)
            if word.dep_ not in _INNER:
                continue
            if word.pos_ in _NOMINAL:
                start, end = self._bounds(word)
                actor = self._cast.resolve(self._field, start, end, self._offset + word.idx)
                if actor.country or actor.entity_id or (actor.sectors and word.dep_ == "compound"):
                    return actor
            if depth < _DEEP:
                edge.extend((child, depth + 1) for child in word.children)
        return None

    def _bounds(self, head: Token) -> tuple[int, int]:
        first, last = phrase(head)
        doc = head.doc
        return self._offset + doc[first].idx, self._offset + doc[last - 1].idx + len(doc[last - 1])

    def _published_as(self, actor: Actor) -> Actor:
        # The parser saw plain quotes and a headline in sentence case; what is published is quoted.
        if not actor.spans:
            return actor
        span = actor.spans[0]
        words = self._published[span.start : span.end]
        return actor if actor.text == words else actor.model_copy(update={"text": words})


def _is_topic(reading: Reading) -> bool:
    # "The ministers discussed Ukraine": they do not talk with it.
    trigger, whom = reading.trigger, reading.recipient
    topic = whom is not None and whom.dep_ == "dobj" and whom.head.i == trigger.i
    return topic and trigger.lemma_.lower() in wording()["topics"]


def _conjuncts(head: Token) -> tuple[Token, ...]:
    # "On a visit to Zimbabwe, President Vega said": nothing joins the two.
    found = tuple(head.conjuncts)
    bare = head.dep_ == "conj" and head.head.dep_ == "pobj"
    if bare and not any(child.dep_ == "cc" for word in (head, *found) for child in word.children):
        return ()
    return found


def _is_added(child: Token) -> bool:
    # "the speaker of parliament and President Vega": the parser takes for an apposition who is named beside.
    first = child.left_edge.i
    return child.dep_ == "appos" and first > child.head.i and child.doc[first - 1].dep_ == "cc"


def _is_titled(head: Token | None) -> bool:
    # "Jurisdiction for Peace", "the Secretary-General of the Conference"
    if head is None or not head.text[0].isupper():
        return False
    return not head.is_sent_start or any(word.pos_ == "PROPN" for word in head.subtree if word.i > head.i)


def _is_neutral(head: Token | None) -> bool:
    return head is not None and head.lower_ in _NEUTRAL


def _whose(thing: Token | None, kind: EventType) -> Token | None:
    # "defended Germany's decision": who praises or blames what somebody decided speaks of them.
    if thing is None or nature(thing) != THING:
        return thing
    lemma = thing.lemma_.lower()
    if lemma in wording()["offered"]:
        # "expressed its solidarity with and support for Kenya": it is offered to Kenya.
        goals = (word for word in thing.subtree if word.dep_ == "pobj" and word.i > thing.i)
        found = (goal if nature(goal) in PARTIES | {PLACE} else within(goal) for goal in goals)
        return next((whom for whom in found if whom is not None), thing)
    if lemma in wording()["decided"] or kind is EventType.SUPPORT:
        owners = (child for child in thing.children if child.dep_ == "poss" and nature(child) in PARTIES | {PLACE})
        return next(owners, thing)
    return thing


def _is_beside(reading: Reading, judged: Modality) -> bool:
    # "Germany and Japan pledged tents": one of two subjects does it with the other, not to it.
    if not _is_mutual(reading, judged) or reading.actor is None or reading.recipient is None:
        return False
    return any(word.i == reading.recipient.i for word in reading.actor.conjuncts) and (
        reading.actor.dep_ in SUBJECTS or reading.recipient.dep_ in SUBJECTS
    )


def _is_mutual(reading: Reading, judged: Modality) -> bool:
    return {judged.type, judged.base_type} <= _MUTUAL and not _is_one_sided(reading, judged)


def _is_one_sided(reading: Reading, judged: Modality) -> bool:
    """Say whether one goes to the other, by the words: who "met" in the other's capital met, whoever travelled."""
    entries = reading.scene.entries(reading.trigger)
    modes = {entries[0].mode} if entries else {reading.mode}
    return bool((modes | {judged.base_mode}) & _ONE_SIDED)


def _is_someone(actor: Actor) -> bool:
    return bool(actor.country or actor.sectors or actor.entity_id or actor.kind is not ActorKind.UNNAMED)


def _same(one: Actor, other: Actor) -> bool:
    if one.entity_id or other.entity_id:
        return one.entity_id == other.entity_id
    return one.name == other.name


def _unique(actors: "list[Actor] | tuple[Actor, ...]") -> tuple[Actor, ...]:
    kept: list[Actor] = []
    for actor in actors:
        if not any(_same(actor, other) for other in kept):
            kept.append(actor)
    return tuple(kept)
