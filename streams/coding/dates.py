"""When an event happened: the date expression nearest to its trigger, else the dateline's or the story's day.

Flows in: a parsed sentence, the event's trigger, the article. Flows out: `EventDate`, or None where it cannot be told.
"""

from schemas import Article, DateBasis, EventDate, Granularity
from streams.coding.anchors import Anchor, story_day
from streams.coding.expressions import Expression, expressions, is_reckoned
from streams.coding.intervals import Interval, day
from streams.coding.narrative import telling
from streams.coding.phrases import grammar
from streams.coding.reckoning import is_long_ago
from streams.coding.tenses import is_future, is_present, is_told, may_come
from streams.coding.tree import Span, Token

_BEFORE = 400
"""So many characters before a sentence are looked at for the day that "two days later" counts from."""

_ASIDE = frozenset({"after", "before", "since", "because", "although", "though", "unless", "whereas", "than"})
"""What opens a clause that happened at another time than the clause it hangs on."""

_COMPARING = frozenset({"than", "from", "as", "of", "with", "to"})
"""What stands before a time that is only compared with: "twice as many as a year earlier"."""


_CHARGING = frozenset({"of", "for", "with", "over", "about"})
"""What stands before a deed that somebody is accused of, thanked for or tried over."""

_OVER = frozenset({"for", "over"})
"""What stands before the name of such a deed: "for killings in 1995"."""

_ASKING = frozenset(
    {"urge", "call", "ask", "demand", "press", "order", "tell", "warn", "invite", "appeal", "beg", "want"}
)
_UNTIL = frozenset({"by", "before", "until", "till", "within"})
_CARRIERS = frozenset(
    {"note", "letter", "statement", "message", "speech", "broadcast", "interview", "report", "article"}
)
"""What carries words: "in a letter sent on Monday they asked" dates the asking."""

_YEARS = frozenset({Granularity.YEAR, Granularity.DECADE})
_OPENERS = frozenset({"after", "since"})
_BELOW = ("ccomp", "xcomp", "advcl", "acl", "relcl", "conj", "parataxis")


def event_date(sent: Span, trigger: Token, article: Article, before: str = "") -> EventDate | None:
    """Date an event.

    Args:
        sent: the sentence that tells it.
        trigger: the word of the sentence that makes the event.
        article: the story, for the day that "Monday" counts from.
        before: what stands before the sentence, for the day that "two days later" counts from.

    Returns:
        The interval with its words, its basis and what it was reckoned from; None if the words name a time that the
        calendar cannot tell ("two weeks after the vote", 31 February), or for what is to come when no day is said.
    """
    anchor = Anchor.of(article)
    base = anchor.day
    future = is_future(trigger)
    text, before = sent.text, before[-_BEFORE:]
    told_now = is_present(trigger) and text.lower() not in article.headline.lower()
    ahead = future or may_come(trigger) or told_now
    found = expressions(text, base, future=ahead, before=before)
    nearest = _nearest(sent, trigger, found, future=future)
    if nearest is not None and not future and _is_of_the_plan(sent, trigger, nearest):
        planned = expressions(text, base, future=True, before=before)
        nearest, ahead = next(((one, True) for one in planned if one.start == nearest.start), (nearest, ahead))
    if nearest is not None:
        reckoned = is_reckoned(nearest, text, base, future=ahead, before=before)
        return _told(nearest.interval, text[nearest.start : max(nearest.end, nearest.reach)], anchor, reckoned=reckoned)
    if future:
        return None
    if before and anchor.basis is not DateBasis.DATELINE and is_told(trigger):
        last = telling(before, base)
        if last is not None and last.interval.start != base:
            return _told(last.interval, last.words, anchor, reckoned=last.reckoned)
    return _dated(day(base), None, anchor.basis, anchor.reckoned_from)


def is_long_past(sent: Span, trigger: Token, article: Article) -> bool:
    """Say whether words put an event years back without telling which: "six years after Moscow threw them out".

    Args:
        sent: the sentence that tells it.
        trigger: the word of the sentence that makes the event.
        article: the story.
    """
    for expression in expressions(sent.text, story_day(article)):
        words = sent.text[expression.start : expression.end]
        span = _words_of(sent, expression) if expression.interval is None and is_long_ago(words) else None
        compared = span is not None and span.start > 0 and sent.doc[span.start - 1].lower_ in _COMPARING
        if span is not None and not compared and _puts_back(span[-1], trigger):
            return True
    return False


def _puts_back(last: Token, trigger: Token) -> bool:
    if last.lower_ not in _OPENERS:
        # "had thanked Moscow a year earlier": of the clause it stands in.
        clause = next((word for word in last.ancestors if word.pos_ in {"VERB", "AUX"}), None)
        return clause is not None and clause.i == trigger.i
    # The opener stands above the clause as its preposition, or in it as its mark.
    inside = [trigger, *trigger.ancestors]
    return last.i < trigger.i and any(last.i == word.i or (last.head.i == word.i > last.i) for word in inside)


def _told(interval: Interval | None, words: str, anchor: Anchor, *, reckoned: bool) -> EventDate | None:
    return _dated(interval, words, DateBasis.TEXT, anchor.bearing if reckoned else None) if interval else None


def _dated(interval: Interval, text: str | None, basis: DateBasis, reckoned_from: DateBasis | None) -> EventDate:
    return EventDate(
        start=interval.start,
        end=interval.end,
        granularity=interval.granularity,
        edtf=interval.edtf,
        text=text,
        basis=basis,
        reckoned_from=reckoned_from,
    )


def _nearest(sent: Span, trigger: Token, found: tuple[Expression, ...], *, future: bool) -> Expression | None:
    best: tuple[int, int, int, int] | None = None
    chosen: Expression | None = None
    for expression in _outside(sent, trigger, found):
        span = _words_of(sent, expression)
        if span is None or not len(span):
            continue
        root = _site(span, expression)
        if expression.of_noun and not _qualifies(root, trigger):
            continue
        reported = _of_the_report(sent, root, trigger)
        others = _is_deadline(root, trigger) or _is_aside(root, trigger) or _is_charged(root, trigger, expression)
        if others or (future and reported):
            continue
        far = min(tree_distance(token, trigger) for token in (span if root is span.root else [root]))
        distance = (not _is_of_the_noun(root, trigger), reported, far, abs(root.i - trigger.i))
        if best is None or distance < best:
            best, chosen = distance, expression
    return chosen


def _outside(sent: Span, trigger: Token, found: tuple[Expression, ...]) -> list[Expression]:
    # "two weeks after the vote on May 3": for the vote it is May 3, for all else it is two weeks after.
    at = trigger.idx - sent.start_char
    within = [one for one in found if one.end <= at < one.reach and one.interval is not None]
    around = [one for one in found if not one.end <= at < one.reach]
    left = [one for one in found if one not in within and not any(o.end <= one.start < o.reach for o in around)]
    known = [one for one in left if one.interval is not None]
    return known if any(_is_near(sent, trigger, one) for one in known) else left


def _is_near(sent: Span, trigger: Token, expression: Expression) -> bool:
    # No clause lies between: then what the calendar knows counts more than what it does not.
    span = _words_of(sent, expression)
    if span is None or not len(span):
        return False
    return not any(word.dep_ in _BELOW for word in _between(span.root, trigger))


def _site(span: Span, expression: Expression) -> Token:
    # "A day after a bomb killed six on Monday, police …" stands above the clause that it opens.
    if expression.interval is not None and expression.reach:
        for word in [span.root, *span.root.ancestors]:
            if word.dep_ == "advcl" and word.i >= span.end:
                return word.head
    return span.root


def _qualifies(year: Token, trigger: Token) -> bool:
    # "the 1994 accord" dates the accord, and what was done under it only in "the 1994 accord under which".
    noun = year.head
    if trigger.i == noun.i or trigger.dep_ != "relcl":
        return trigger.i == noun.i
    return trigger.head.i == noun.i and trigger.tag_ == "VBD"


def _words_of(sent: Span, expression: Expression) -> Span | None:
    start, end = sent.start_char + expression.start, sent.start_char + expression.end
    return sent.doc.char_span(start, end, alignment_mode="expand")


def _is_of_the_plan(sent: Span, trigger: Token, expression: Expression) -> bool:
    # "plans to recognise it from September": the month lies ahead, though the plan is made now.
    span = _words_of(sent, expression)
    if span is None or trigger.lemma_.lower() not in grammar()["future_verbs"]:
        return False
    return any(word.dep_ == "xcomp" and word.head.i == trigger.i for word in [span.root, *span.root.ancestors])


def _clauses(time: Token, trigger: Token) -> list[Token]:
    """Give the clauses, innermost first, that hold a time and not the trigger, or hang on the trigger itself."""
    inside = {trigger.i, *(word.i for word in trigger.ancestors)}
    below = []
    for word in [time, *time.ancestors]:
        if word.i in inside:
            break
        below.append(word)
    return [word for word in below if word.dep_ in {"relcl", "acl", "advcl"}]


def _is_aside(time: Token, trigger: Token) -> bool:
    # "freed the judge, who was arrested in 2021"; "attacked after the army had fled in August". A time that stands
    # in a present tense was put there by the parser: "seized two flats that belong to him on Monday".
    for clause in _clauses(time, trigger):
        if clause.dep_ == "advcl":
            marks = (child.lower_ for child in clause.children if child.dep_ in {"mark", "prep"})
            if any(mark in _ASIDE for mark in marks) or _is_loose(clause, time):
                return True
        elif clause.head.lemma_.lower() in _CARRIERS and clause.head.head.dep_ == "prep":
            continue
        elif clause.head.i != trigger.i and clause.tag_ in {"VBD", "VBN"}:
            return True
    return False


def _is_loose(clause: Token, time: Token) -> bool:
    # "met the president, sworn in on Monday, in Basra": a participle that says more of the name before it.
    before = clause.left_edge.i - 1
    named = before > clause.sent.start and clause.doc[before - 1].pos_ in {"NOUN", "PROPN"}
    closed = any(word.text == "," for word in clause.doc[clause.i : max(time.i, clause.i)])
    return clause.tag_ == "VBN" and named and clause.doc[before].text == "," and not closed


def _is_deadline(time: Token, trigger: Token) -> bool:
    # "urged Tehran to open the plant before the spring": the plant is to be open by then.
    before = time if time.dep_ == "prep" else time.head
    if before.lower_ not in _UNTIL or trigger.lemma_.lower() not in grammar()["reports"] | _ASKING:
        return False
    for word in time.ancestors:
        if word.i == trigger.i:
            return False
        if word.dep_ in {"xcomp", "ccomp", "advcl", "acl"} and any(child.lower_ == "to" for child in word.lefts):
            return True
    return False


def _is_charged(time: Token, trigger: Token, expression: Expression) -> bool:
    # "accused him of taking bribes in 2009": the year is the deed's. A day may well be the charge's, however parsed,
    # and so may a month after a noun: "rejected a request for his extradition in May".
    if expression.interval is None or expression.interval.granularity is Granularity.DAY:
        return False
    inside = {trigger.i, *(word.i for word in trigger.ancestors)}
    for word in time.ancestors:
        if word.i in inside:
            return False
        if word.dep_ == "pcomp" and word.tag_ == "VBG" and word.head.lower_ in _CHARGING:
            return True
        if word.dep_ == "pobj" and word.head.lower_ in _OVER and expression.interval.granularity in _YEARS:
            return True
    return False


def _is_of_the_noun(time: Token, trigger: Token) -> bool:
    # "the ultimatum that Vienna handed to Belgrade in 1914 goes on show on Thursday"; "the accord signed in May".
    for clause in _clauses(time, trigger):
        if clause.head.i == trigger.i and trigger.pos_ in {"NOUN", "PROPN"}:
            done = clause.dep_ == "acl" and clause.tag_ == "VBN"
            return done or any(child.dep_ in {"dobj", "nsubjpass"} and child.i < clause.i for child in clause.children)
    return False


def _of_the_report(sent: Span, token: Token, trigger: Token) -> bool:
    # "said on Monday that they will meet": Monday is when it was said, though "said on Monday they will meet" may be
    # parsed as if they met on Monday.
    above = [t for t in trigger.ancestors if t.lemma_.lower() in grammar()["reports"]]
    first = (token.head if token.head.dep_ == "prep" else token).left_edge
    if sent.start < first.i < trigger.i and sent.doc[first.i - 1] in above:
        return True
    holder = next((t for t in token.ancestors if t.pos_ in ("VERB", "AUX")), None)
    return holder is not None and holder in above


def tree_distance(one: Token, other: Token) -> int:
    """Count the steps between two tokens of a sentence along the parse; clauses between them count double."""
    crossed = _between(one, other)
    return len(crossed) + sum(token.dep_ in _BELOW for token in crossed)


def _between(one: Token, other: Token) -> list[Token]:
    """Give the tokens from which a step up leads, on the way along the parse from one token to another."""
    paths = [[one, *one.ancestors], [other, *other.ancestors]]
    places = {token.i: steps for steps, token in enumerate(paths[0])}
    for steps, token in enumerate(paths[1]):
        if token.i in places:
            return [*paths[0][: places[token.i]], *paths[1][:steps]]
    return list(one.doc)
