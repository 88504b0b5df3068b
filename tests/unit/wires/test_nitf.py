"""NITF: with and without namespace, its life cycle, and nothing in an article that is meant for the desk."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas import Article, Kind, Pubstatus, Signal
from streams.errors import WireError

Read = Callable[..., Article]
Refuse = Callable[..., WireError]


def _nitf(data: str = "", status: str = "", head: str = "", body: str = "<p>Ships left.</p>") -> str:
    return (
        f"<nitf><head>{head}<docdata {status}><doc-id id-string='HB-1'/>{data}</docdata></head>"
        f"<body><body.head><hedline><hl1>Port reopens</hl1></hedline></body.head>"
        f"<body.content>{body}</body.content></body></nitf>"
    )


def test_every_field_of_a_document_arrives(article: Read, fixtures: Path) -> None:
    story = article(fixtures / "nitf" / "story.xml")
    assert (story.guid, story.version, story.urgency, story.language) == ("HB-20260304-17", 4, 3, "en-GB")
    assert (story.headline, story.slugline) == ("Harbour strike ends", "STRIKE Harbour")
    assert (story.byline, story.dateline) == ("By Ann Bell, Labour Writer", "LIMBÖCK, March 4 (HB)")
    assert (story.located, story.origin, story.genre) == ("Limböck", "HB", "analysis")
    assert story.published_at == story.version_created_at == datetime(2026, 3, 4, 9, 15, tzinfo=UTC)
    assert [(one.scheme, one.code, one.name) for one in story.subjects] == [("subj", "09004000", "Strike")]
    assert (story.people, story.organisations, story.places) == (("Rosa Lind",), ("Dockers' League",), ("Oldhaven",))
    assert story.usage_terms == "© 2026 Harbour Bureau"
    assert story.embargoed_until is None
    assert story.raw.content_type == "application/nitf+xml"


def test_the_body_is_the_story_alone(article: Read, fixtures: Path) -> None:
    first, second, third, *table = article(fixtures / "nitf" / "story.xml").body.split("\n\n")
    assert first == "The strike at the port ended on Wednesday, Rosa Lind of the Dockers' League said."
    assert second == "Cafés in Oldhaven reopened & filled."
    assert third == "What was agreed"
    assert table == ["Year\tPay", "2026\t+4"]


def test_nothing_meant_for_the_desk_arrives(article: Read, fixtures: Path) -> None:
    assert "555" not in article(fixtures / "nitf" / "story.xml").model_dump_json()


def test_a_namespace_changes_nothing(article: Read, fixtures: Path) -> None:
    plain = (fixtures / "nitf" / "story.xml").read_bytes()
    spaced = plain.replace(b"<nitf ", b'<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" ')
    prefixed = plain.replace(b"<", b"<n:").replace(b"<n:/", b"</n:").replace(b"<n:!", b"<!").replace(b"<n:?", b"<?")
    prefixed = prefixed.replace(b"<n:nitf ", b'<n:nitf xmlns:n="http://iptc.org/std/NITF/2006-10-18/" ')
    one, two, three = (article(value).model_dump(exclude={"raw"}) for value in (plain, spaced, prefixed))
    assert one == two == three


def test_tags_in_capitals_are_read(article: Read) -> None:
    shouted = "<NITF><HEAD><DOCDATA><DOC-ID id-string='HB-1'/></DOCDATA></HEAD><BODY><BODY.CONTENT><P>It did.</P></BODY.CONTENT></BODY></NITF>"  # noqa: E501 - one document
    story = article(shouted)
    assert (story.guid, story.body) == ("HB-1", "It did.")


@pytest.mark.parametrize(
    ("status", "pubstatus"),
    [
        ("", Pubstatus.USABLE),
        ("management-status='usable'", Pubstatus.USABLE),
        ("management-status='withheld'", Pubstatus.WITHHELD),
        ("management-status='canceled'", Pubstatus.CANCELED),
        ("management-status='CANCELLED'", Pubstatus.CANCELED),
        ("management-status='embargoed'", Pubstatus.WITHHELD),
        ("management-status='info'", Pubstatus.USABLE),
    ],
)
def test_the_management_status_is_the_status(article: Read, status: str, pubstatus: Pubstatus) -> None:
    assert article(_nitf(status=status)).pubstatus is pubstatus


def test_what_is_for_information_only_is_an_advisory(article: Read) -> None:
    assert article(_nitf(status="management-status='info'")).kind is Kind.ADVISORY


def test_a_kill_may_have_an_empty_body(article: Read) -> None:
    story = article(
        "<nitf><head><docdata management-status='canceled'><doc-id id-string='HB-1'/></docdata></head><body/></nitf>"
    )
    assert (story.guid, story.pubstatus, story.signal) == ("HB-1", Pubstatus.CANCELED, Signal.KILL)


def test_a_release_after_the_issue_is_an_embargo(article: Read) -> None:
    times = "<date.issue norm='20260304T100000Z'/><date.release norm='20260304T{}0000Z'/>"
    embargoed = "management-status='embargoed'"
    until = datetime(2026, 3, 4, 18, tzinfo=UTC)
    for status in ("", embargoed):
        story = article(_nitf(times.format(18), status))
        assert (story.embargoed_until, story.pubstatus) == (until, Pubstatus.USABLE)
    assert article(_nitf(times.format("09"))).embargoed_until is None


def test_an_embargo_that_cannot_be_read_holds_back(article: Read) -> None:
    story = article(_nitf("<date.release norm='tonight'/>", "management-status='embargoed'"))
    assert story.pubstatus is Pubstatus.WITHHELD


@pytest.mark.parametrize(
    ("info", "signal"),
    [
        ("CORRECTS name in 3rd graf. Pat, 555-0142", Signal.CORRECTION),
        ("KILL KILL KILL. Ring 555-0142", Signal.KILL),
        ("Update", Signal.UPDATE),
        ("Resent for 555-0142", Signal.NEW),
    ],
)
def test_a_message_to_editors_is_read_for_its_signal_and_forgotten(article: Read, info: str, signal: Signal) -> None:
    story = article(_nitf(f"<ed-msg info='{info}'/>"))
    assert story.signal is signal
    assert story.correction_note is None
    assert "555" not in story.model_dump_json()


@pytest.mark.parametrize(
    ("info", "note"), [("Toll was 12, not 15.", "Toll was 12, not 15."), ("Toll was 12: 555-0142", None)]
)
def test_a_correction_names_what_it_corrects(article: Read, info: str, note: str | None) -> None:
    story = article(_nitf(f"<correction id-string='HB-0' info='{info}'/>"))
    assert (story.signal, story.evolved_from, story.correction_note) == (Signal.CORRECTION, "HB-0", note)
    assert article(_nitf("<correction id-string='HB-1'/>")).evolved_from is None


@pytest.mark.parametrize(("kind", "note"), [("pa", "Correction: it was Oldhaven."), ("npa", None), ("std", None)])
def test_only_a_note_to_the_public_is_one(article: Read, kind: str, note: str | None) -> None:
    body = f"<note type='{kind}'><p>Correction: it was Oldhaven.</p></note><p>Ships left.</p>"
    story = article(_nitf(body=body))
    assert (story.correction_note, story.body) == (note, "Ships left.")


def test_an_order_about_another_document_concerns_that(article: Read) -> None:
    story = article(_nitf(status="management-doc-idref='HB-0' management-idref-status='canceled'"))
    assert (story.concerns, story.signal, story.kind) == (("HB-0",), Signal.KILL, Kind.ADVISORY)
    assert story.pubstatus is Pubstatus.USABLE


def test_text_packed_into_a_document_is_unpacked(article: Read) -> None:
    body = article(_nitf(body="<block><![CDATA[<p>Ships left.</p><p>More &amp; more.</p>]]></block>")).body
    assert body == "Ships left.\n\nMore & more."


def test_a_label_or_a_name_that_lies_is_refused(error: Refuse) -> None:
    assert error("<story>SECRETNOTE</story>", "application/nitf+xml").reason == "wrong_schema"
    assert error("<nitf>SECRETNOTE", None).reason == "bad_xml"
    assert error("<nitf><body/></nitf>", None).reason == "no_identity_or_text"


def _headed(head: str, text: str = "Ships left.") -> str:
    content = f"<body.content><p>{text}</p></body.content>"
    return f"<nitf baselang='nb-NO'><body><body.head>{head}</body.head>{content}</body></nitf>"


def test_a_line_of_elements_has_its_words_apart(article: Read) -> None:
    story = article(_headed("<byline>By<person>ANN BELL</person><byttl>Labour Writer</byttl></byline>"))
    assert story.byline == "By ANN BELL Labour Writer"
    assert article(_headed("<byline>By <person>Ann Bell</person>, Oldhaven</byline>")).byline == "By Ann Bell, Oldhaven"


@pytest.mark.parametrize(
    ("dateline", "text", "located"),
    [
        ("<location>OLDHAVEN</location>", "OLDHAVEN (AP) - Ships left.", "Oldhaven"),
        ("<location>OLDHAVEN</location>", "Ships left.", "Oldhaven"),
        ("<story.date>March 4</story.date>", "OLDHAVEN, March 4 (AP) - Ships left.", "Oldhaven"),
        ("<story.date>20260304T101500+0100</story.date>", "OLDHAVEN, March 4 (AP) - Ships left.", "Oldhaven"),
        ("<location>OLDHAVEN</location><story.date>March 4</story.date>", "Ships left.", "Oldhaven"),
    ],
)
def test_the_body_begins_with_the_story_whatever_the_dateline_says(
    article: Read, dateline: str, text: str, located: str
) -> None:
    story = article(_headed(f"<dateline>{dateline}</dateline>", text))
    assert (story.body, story.located) == ("Ships left.", located)


def test_the_base_language_is_the_language(article: Read) -> None:
    assert article(_headed("")).language == "nb-NO"


@pytest.mark.parametrize(
    ("own", "key", "guid"),
    [
        ("story-9_47", "key='story-9' version='48'", "story-9"),
        ("story-9:48", "key='story-9' version='48'", "story-9"),
        ("story-9", "key='story-9' version='48'", "story-9"),
        ("story-9_47", "key='story-9'", "story-9_47"),
        ("strikes-17", "key='strikes' version='2'", "strikes-17"),
        ("story-9_b", "key='story-9' version='48'", "story-9_b"),
    ],
)
def test_a_revision_is_no_part_of_the_identity(article: Read, own: str, key: str, guid: str) -> None:
    assert article(_nitf(f"<du-key {key}/>").replace("HB-1", own)).guid == guid


def test_topics_and_places_of_other_vocabularies_are_kept(article: Read) -> None:
    topics = "<tobject><tobject.subject tobject.subject.ipr='FJ' tobject.subject.refnum='F01'/></tobject>"
    story = article(_nitf("<evloc city='Oldhaven'/>", head=topics))
    assert [(one.scheme, one.code) for one in story.subjects] == [("FJ", "F01")]
    assert story.places == ("Oldhaven",)
