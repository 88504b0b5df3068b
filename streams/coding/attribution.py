"""Who says that it happened: the speaker of the clause that tells an event.

Flows in: a predicate in its sentence. Flows out: the head of the phrase that names the speaker, or None.
"""

from streams.coding.syntax import SUBJECTS, subject
from streams.coding.tree import Token
from streams.coding.wording import wording

_TOLD = frozenset({"ccomp", "parataxis", "advcl", "xcomp", "dep", "dobj"})
_ACCORDING = "according"
_CITING = frozenset({"cite", "quote"})
_BREAKS = frozenset({",", "''", "”", '"'})


def speaker(trigger: Token) -> Token | None:
    """Find who reports an event.

    Args:
        trigger: the predicate; when it is itself what is said ("warned"), its own subject is no speaker.

    Returns:
        The subject of the nearest verb of saying above it, or whom "according to" names.
    """
    token = trigger
    while token.head.i != token.i:
        above = token.head
        if _reports(above) and _is_told(token, above):
            said = subject(above) if above.dep_ == "conj" else _subject(above)
            if said is not None and not _within(said, trigger):
                return _cited(above) or said
        token = above
    return _inserted(token, trigger) or _according(trigger) or _appended(trigger)


def _reports(verb: Token) -> bool:
    return verb.pos_ == "VERB" and verb.lemma_.lower() in wording()["reports"] | wording()["shows"]


def _is_told(clause: Token, report: Token) -> bool:
    # "declared a truce after rebels fired": what follows a report as a clause of circumstance is not its words.
    if clause.dep_ == "advcl" and report.i < clause.i:
        return False
    if clause.dep_ == "conj":
        # "Manila, the secretary told senators, intends to host": the clause has lost its subject to the report.
        return _is_inserted(report) and _subject(clause) is None
    return clause.dep_ in _TOLD and not _is_divided(clause, report)


def _is_divided(one: Token, other: Token) -> bool:
    # Who speaks after a semicolon did not say what stands before it.
    low, high = sorted((one.i, other.i))
    return any(word.text == ";" for word in one.doc[low:high])


def _subject(report: Token) -> Token | None:
    """Find who speaks: what stands next to the verb of saying, if the parse gives it two subjects.

    "Dakar, an aide said, is planning": the parser takes Dakar for the subject, or the aide for its apposition; a
    true apposition has a comma on either side.
    """
    said = next((child for child in reversed(list(report.lefts)) if child.dep_ in SUBJECTS), None)
    if said is None:
        return next((child for child in report.rights if child.dep_ in SUBJECTS), None)
    beside = (word for word in said.children if word.dep_ == "appos" and word.right_edge.i == report.i - 1)
    return next((word for word in beside if said.doc[word.left_edge.i - 1].text == ","), said)


def _is_inserted(report: Token) -> bool:
    subjects = [child for child in report.lefts if child.dep_ in SUBJECTS]
    return len(subjects) > 1 or (bool(subjects) and _subject(report) is not subjects[0])


def _cited(report: Token) -> Token | None:
    # "a newspaper said, citing a person close to the file": the person is who knows.
    for child in report.children:
        if child.dep_ == "advcl" and child.tag_ == "VBG" and child.lemma_.lower() in _CITING:
            return next((goal for goal in child.children if goal.dep_ == "dobj"), None)
    return None


def _inserted(root: Token, trigger: Token) -> Token | None:
    # "The raid, the ministry said, began at dawn": the parser hangs the saying below what is said.
    # "“… will suffer,” the adviser told reporters": after a quote it may even hang as one more clause.
    for child in root.children:
        hangs = child.dep_ in {"parataxis", "ccomp"} or (child.dep_ == "conj" and _follows_quote(child))
        if hangs and _reports(child) and child.i != trigger.i and not _is_divided(child, trigger):
            said = _subject(child)
            if said is not None and not _within(trigger, child):
                return _cited(child) or said
    return None


def _appended(trigger: Token) -> Token | None:
    # "…, a minister said": where the parse has lost what the words after the comma hang on.
    for verb in trigger.sent:
        said = _subject(verb) if _reports(verb) and verb.i > trigger.i else None
        if said is None or _within(trigger, verb) or _is_divided(trigger, verb):
            continue
        first = said.left_edge.i
        alone = said.i < verb.i and not any(child.dep_ == "ccomp" and child.i > verb.i for child in verb.children)
        if alone and trigger.i < first and trigger.doc[first - 1].text in _BREAKS:
            return _cited(verb) or said
    return None


def _follows_quote(verb: Token) -> bool:
    first = verb.left_edge.i
    return first > verb.sent.start and verb.doc[first - 1].tag_ == "''"


def _according(trigger: Token) -> Token | None:
    for word in trigger.sent:
        if word.lower_ != _ACCORDING or _is_divided(word, trigger):
            continue
        for child in word.children:
            goal = next((below for below in child.children if below.dep_ == "pobj"), None)
            if child.lower_ == "to" and goal is not None:
                return goal
    return None


def _within(token: Token, top: Token) -> bool:
    return token.i == top.i or top.is_ancestor(token)
