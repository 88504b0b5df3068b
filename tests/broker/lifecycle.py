"""What a desk sends, row by row of the editorial life cycle, and what must be live and retracted in the end.

Flows out: `ROWS`, each an order of arrivals with the worker's death in their middle.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

BOTH = frozenset({"SANCTION", "COERCE"})
FIRST = frozenset({"SANCTION"})
NONE = frozenset[str]()
EXPULSION = "Turkey expelled two Greek diplomats on Monday over a dispute about fishing rights."
ARREST = "Turkish police arrested 34 demonstrators in Ankara, the interior ministry said."
WHOLE = f"{EXPULSION}\n\n{ARREST}"
OTHER = (
    "Chile expelled the consul of Bolivia on Friday after a quarrel over water from the Silala river.\n\n"
    "Peruvian soldiers detained three smugglers near Puno before dawn, a garrison commander told local radio."
)
"""So unlike the rest that it is a reprint of nothing but itself."""

HEADLINE = "Turkey expels Greek diplomats"


class Arrival(Protocol):
    """What a desk sends."""

    provider: str
    """Before the row's name, by which the rows are told apart."""

    def value(self, row: str, embargo: datetime) -> bytes:
        """Give the bytes on the wire."""


@dataclass
class Sent:
    """An item in ninjs."""

    guid: str = "urn:story:1"
    version: int | None = 1
    body: str = WHOLE
    at: str = "10"
    headline: str = HEADLINE
    provider: str = ""
    fields: dict[str, Any] = field(default_factory=dict)

    def value(self, row: str, embargo: datetime) -> bytes:
        item = {
            "uri": f"{self.guid}:{row}",
            "pubstatus": "usable",
            "type": "text",
            "language": "en",
            "versioncreated": f"2023-09-06T{self.at}:00:00Z",
            "headline": self.headline,
            "body_text": self.body,
            **({} if self.version is None else {"version": str(self.version)}),
            **{
                name: word.format(row=row, embargo=embargo.isoformat()) if isinstance(word, str) else word
                for name, word in self.fields.items()
            },
        }
        return json.dumps(item).encode()


@dataclass
class Take:
    """A take of a story in ANPA text: its slug is its name, its take key the version."""

    key: str = ""
    body: str = WHOLE
    at: str = "10"
    provider: str = ""

    def value(self, row: str, embargo: datetime) -> bytes:  # noqa: ARG002 - no row holds a take under embargo
        lines = [
            "r0001eu---",
            f"u i BC-EU--Diplomats {self.key.replace(' ', '')}  09-06 0040",
            f"^BC-EU--Diplomats{self.key and ', '}{self.key},40<",
            f"^{HEADLINE}<",
            *(f"\t   {paragraph}" for paragraph in self.body.split("\n\n")),
            f"\n\t   NW-WF-09-06-23 {self.at}00GMT<",
        ]
        return "\n".join(lines).encode()


@dataclass
class Entry:
    """An entry of digitalwires, which says by a note's role what it corrects; other notes are the desk's own."""

    version: int = 1
    body: str = WHOLE
    at: str = "10"
    notes: dict[str, tuple[str, bool]] = field(default_factory=dict)
    provider: str = ""

    def value(self, row: str, embargo: datetime) -> bytes:  # noqa: ARG002 - no row holds an entry under embargo
        paragraphs = "".join(f"<p>{one}</p>" for one in self.body.split("\n\n"))
        entry = {
            "format": "digitalwires@0.9.1",
            "urn": f"urn:story:1:{row}",
            "version": self.version,
            "version_created": f"2023-09-06T{self.at}:00:00Z",
            "pubstatus": "usable",
            "language": "en",
            "headline": HEADLINE,
            "article_html": f'<section class="main">{paragraphs}</section>',
            "ednotes": [
                {"role": f"dpaednoterole:{role}", "ednote": note, "is_publishable": public}
                for role, (note, public) in self.notes.items()
            ],
        }
        return json.dumps(entry).encode()


@dataclass(frozen=True)
class Row:
    """What arrives before and after the worker is killed, and what is live and retracted in the end."""

    before: Sequence[Arrival]
    after: Sequence[Arrival]
    live: frozenset[str]
    retracted: dict[str, str] = field(default_factory=dict)
    """Why each type that is not live any more was taken back."""

    ids: int | None = None
    """How many events there ever were, where that says something."""


FEWER = WHOLE.replace("34", "24")
PUBLIC_NOTE = "Corrects the number of the arrested in the second paragraph."
DESKS_NOTE = "Ask at the desk for Havlicek."
KILL = {"pubstatus": "canceled"}
HOLD = {"pubstatus": "withheld"}
EMBARGO = {"embargoed": "{embargo}"}
NEVER = {"embargoed": "2099-01-01T00:00:00Z"}
KILLED = {"SANCTION": "killed", "COERCE": "killed"}
WITHHELD = {"SANCTION": "withheld", "COERCE": "withheld"}
GONE = Sent(version=2, body="", headline="", at="11", fields=KILL)


def advisory(word: str, row: str, at: str = "11") -> Sent:
    """An order in words that names the row's story."""
    headline = f"{word} {word} {word}"
    return Sent("urn:advisory:9", headline=headline, body=f"{word.capitalize()} urn:story:1:{row}.", at=at)


ROWS = {
    "a-higher-version": Row(
        [Sent()], [Sent(version=2, body=EXPULSION, at="11")], FIRST, {"COERCE": "gone_in_update"}, 2
    ),
    "version-ten-after-nine": Row([Sent(version=9, body=EXPULSION)], [Sent(version=10, at="11")], BOTH, ids=2),
    "a-repeat": Row([Sent()], [Sent()], BOTH, ids=2),
    "the-same-version-with-other-content-and-a-later-time": Row(
        [Sent()], [Sent(body=EXPULSION, at="11")], FIRST, {"COERCE": "gone_in_update"}, 2
    ),
    "the-same-version-with-other-content-and-an-earlier-time": Row(
        [Sent(at="11")], [Sent(body=EXPULSION)], BOTH, ids=2
    ),
    "an-older-version-after-a-newer": Row([Sent(version=2, body=EXPULSION, at="11")], [Sent()], FIRST, ids=1),
    "a-rewrite-under-a-new-guid": Row(
        [Sent()],
        [Sent("urn:story:2", body=EXPULSION, at="11", fields={"evolvedfrom": "urn:story:1:{row}"})],
        FIRST,
        {"COERCE": "gone_in_update"},
        2,
    ),
    "a-later-take-by-its-take-key": Row(
        [Take()], [Take("2nd Ld-Writethru", EXPULSION, "11")], FIRST, {"COERCE": "gone_in_update"}, 2
    ),
    "an-earlier-take-after-a-later": Row([Take("2nd Ld-Writethru", EXPULSION, "11")], [Take()], FIRST, ids=1),
    "a-late-original": Row(
        [Sent("urn:story:2", body=EXPULSION, at="11", fields={"evolvedfrom": "urn:story:1:{row}"})],
        [Sent()],
        FIRST,
        ids=1,
    ),
    "a-link-that-comes-after-the-rewrite": Row(
        [Sent(), Sent("urn:story:3", at="12", fields={"evolvedfrom": "urn:story:2:{row}"})],
        [Sent("urn:story:2", at="11", fields={"evolvedfrom": "urn:story:1:{row}"})],
        BOTH,
        {"SANCTION": "superseded", "COERCE": "superseded"},
        4,
    ),
    "a-correction": Row(
        [Sent()],
        [Sent(version=2, body=FEWER, at="11", fields={"signal": "sig:correction"})],
        BOTH,
        ids=2,
    ),
    "a-correction-by-its-headline": Row(
        [Sent()],
        [Sent(version=2, body=FEWER, at="11", headline=f"CORRECTED-{HEADLINE}")],
        BOTH,
        ids=2,
    ),
    "a-correction-by-the-role-of-its-note": Row(
        [Entry()],
        [
            Entry(
                2,
                FEWER,
                "11",
                notes={"correctionshort": (PUBLIC_NOTE, True), "contacts": (DESKS_NOTE, False)},
            )
        ],
        BOTH,
        ids=2,
    ),
    "a-correction-by-a-public-note-in-its-text": Row(
        [Sent()], [Sent(version=2, body=f"({PUBLIC_NOTE})\n\n{FEWER}", at="11")], BOTH, ids=2
    ),
    "a-correction-by-its-take-key": Row([Take()], [Take("CORRECTIVE", FEWER, "11")], BOTH, ids=2),
    "a-kill": Row([Sent()], [GONE], NONE, KILLED, 2),
    "a-kill-in-other-words": Row(
        [Sent()], [Sent(version=2, body="", headline="", at="11", fields={"pubstatus": "stat:Withdrawn"})], NONE, KILLED
    ),
    "a-kill-takes-back-what-every-version-told": Row(
        [Sent(), Sent(version=2, body=EXPULSION, at="11")],
        [Sent(version=3, body="", headline="", at="12", fields=KILL)],
        NONE,
        KILLED,
        2,
    ),
    "a-rewrite-written-before-its-story-was-killed": Row(
        [Sent(), Sent(version=2, body="", headline="", at="12", fields=KILL)],
        [Sent("urn:story:2", at="11", fields={"evolvedfrom": "urn:story:1:{row}"})],
        NONE,
        KILLED,
        2,
    ),
    "a-kill-without-a-version": Row([Sent()], [Sent(version=None, body="", headline="", fields=KILL)], NONE, KILLED, 2),
    "a-kill-before-its-story": Row([GONE], [Sent()], NONE, ids=0),
    "a-kill-by-an-advisory": Row([Sent()], [advisory("KILL", "a-kill-by-an-advisory")], NONE, KILLED, 2),
    "a-version-written-before-the-advisory-that-kills": Row(
        [Sent(), advisory("KILL", "a-version-written-before-the-advisory-that-kills", "12")],
        [Sent(version=2, at="11")],
        NONE,
        KILLED,
        2,
    ),
    "a-killed-story-opened-again": Row([Sent(), GONE], [Sent(version=3, at="12")], BOTH, ids=2),
    "usable-at-the-killed-version-lifts-nothing": Row([Sent(), GONE], [Sent(version=2, at="12")], NONE, KILLED, 2),
    "a-hold": Row([Sent()], [Sent(version=2, at="11", fields=HOLD)], NONE, WITHHELD, 2),
    "a-hold-without-text": Row([Sent()], [Sent(body="", headline="", at="11", fields=HOLD)], NONE, WITHHELD, 2),
    "a-hold-before-its-story": Row([Sent(at="11", fields=HOLD)], [Sent()], NONE, ids=0),
    "a-hold-by-an-advisory": Row([Sent()], [advisory("HOLD", "a-hold-by-an-advisory")], NONE, WITHHELD, 2),
    "a-hold-that-is-lifted": Row([Sent(), Sent(fields=HOLD)], [Sent()], BOTH, ids=2),
    "a-hold-of-what-is-published-while-a-later-version-waits": Row(
        [Sent(), Sent(version=2, at="11", fields=NEVER)], [Sent(body="", headline="", fields=HOLD)], NONE, WITHHELD, 2
    ),
    "an-embargo-that-ends": Row([Sent(fields=EMBARGO)], [], BOTH, ids=2),
    "a-kill-under-embargo": Row([Sent(fields=NEVER)], [GONE], NONE, ids=0),
    "the-original-of-a-reprint-is-killed": Row(
        [Sent(body=OTHER), Sent("urn:copy:1", body=OTHER, provider="reprinter")],
        [GONE],
        BOTH,
        KILLED,
        4,
    ),
    "what-is-no-news": Row(
        [Sent(fields={"genre": [{"name": "Advisory"}]})],
        [Sent("urn:story:2", body="", fields={"type": "picture"})],
        NONE,
        ids=0,
    ),
    "rewrites-in-a-circle": Row(
        [Sent(fields={"evolvedfrom": "urn:story:2:{row}"})],
        [Sent("urn:story:2", body=EXPULSION, at="11", fields={"evolvedfrom": "urn:story:1:{row}"})],
        BOTH,
        ids=2,
    ),
}
