"""NewsML-G2: every item of a message in its place, each field where it belongs, notes to the desk nowhere."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas import Article, Kind, Pubstatus, Signal
from streams.errors import WireError

Outcomes = Callable[..., list[Article | WireError]]
Read = Callable[..., Article]
Refuse = Callable[..., WireError]


def _item(meta: str = "", about: str = "", content: str = "", *, tag: str = "newsItem", more: str = "") -> str:
    return (
        f'<{tag} xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:tide.example:20260304:T1" version="2" '
        f'xml:lang="en"><itemMeta>{meta}</itemMeta><contentMeta><headline>Port reopens</headline>{about}</contentMeta>'
        f"<contentSet>{content}</contentSet>{more}</{tag}>"
    )


@pytest.fixture
def message(outcomes: Outcomes, fixtures: Path) -> list[Article | WireError]:
    return outcomes(fixtures / "newsml-g2" / "message.xml")


@pytest.fixture
def story(message: list[Article | WireError]) -> Article:
    assert isinstance(message[1], Article)
    return message[1]


def test_the_items_of_a_message_stand_in_order_and_one_bad_one_stops_no_other(
    message: list[Article | WireError],
) -> None:
    found = [one.kind if isinstance(one, Article) else (one.reason, one.index) for one in message]
    assert found == [Kind.MEDIA, Kind.NEWS, ("wrong_schema", 2), Kind.MEDIA]


def test_a_guid_that_ends_in_its_revision_is_the_same_story_in_all(story: Article) -> None:
    assert (story.guid, story.version) == ("tag:tidewire.example,2026:newsml_TW1001", 1772615700)


def test_every_field_of_an_item_arrives(story: Article) -> None:
    assert (story.headline, story.slugline, story.genre) == ("Harbour strike ends", "STRIKE-HARBOUR/", "Analysis")
    assert (story.byline, story.dateline) == ("By Ann Bell", "OLDHAVEN, March 4 (Tidewire)")
    assert (story.located, story.origin, story.language, story.urgency) == ("Oldhaven", "AP", "en-GB", 2)
    assert story.version_created_at == datetime(2026, 3, 4, 9, 15, 0, 500_000, tzinfo=UTC)
    assert story.first_created_at == datetime(2026, 3, 4, 8, tzinfo=UTC)
    assert story.people == ("Rosa Lind",)
    assert story.organisations == ("Dockers' League",)
    assert story.places == ("Oldhaven",)
    assert [(one.scheme, one.code, one.name) for one in story.subjects] == [
        ("medtop", "20000533", "strike"), ("medtop", "20000529", None), ("geo", "10", None),
    ]  # fmt: skip
    assert story.usage_terms == "For subscribers of Tidewire."
    assert story.evolved_from == "tag:tidewire.example,2026:newsml_TW0999"


def test_the_body_is_the_rendition_in_the_items_language_without_what_stands_around_it(story: Article) -> None:
    assert story.body == "The strike ended on Wednesday, Rosa Lind said.\n\nPay rises by 4% & hours fall."


def test_only_a_public_note_of_a_correction_arrives(message: list[Article | WireError], story: Article) -> None:
    assert (story.signal, story.correction_note) == (Signal.CORRECTION, "The toll in paragraph three was 12.")
    for one in message:
        assert "555" not in (one.model_dump_json() if isinstance(one, Article) else repr(one))


def test_a_kill_has_no_content(message: list[Article | WireError]) -> None:
    kill = message[3]
    assert isinstance(kill, Article)
    assert (kill.guid, kill.version) == ("tag:tidewire.example,2026:newsml_TW1002", 2)
    assert (kill.pubstatus, kill.signal) == (Pubstatus.CANCELED, Signal.KILL)


def test_an_item_alone_is_read_like_one_in_a_message(article: Read) -> None:
    content = "<inlineXML><html><body><p>One.</p><p>Two.</p></body></html></inlineXML>"
    plain, spaced = (
        article(_item(content=content)),
        article(_item(content=content).replace("<", "<g:").replace("<g:/", "</g:").replace("xmlns=", "xmlns:g=")),
    )
    assert plain.body == "One.\n\nTwo."
    assert plain.model_dump(exclude={"raw"}) == spaced.model_dump(exclude={"raw"})


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (
            "<inlineXML><nitf><body><body.content><p>One.</p><p>Two.</p></body.content></body></nitf></inlineXML>",
            "One.\n\nTwo.",
        ),
        ("<inlineXML><p>One.</p><p>Two.</p></inlineXML>", "One.\n\nTwo."),
        ("<inlineXML><section><p>One.</p></section></inlineXML>", "One."),
        ("<inlineXML>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</inlineXML>", "One.\n\nTwo."),
        ("<inlineData><![CDATA[<p>One.</p><p>Two.</p>]]></inlineData>", "One.\n\nTwo."),
        ("<inlineData contenttype='text/plain'>One.\n\nTwo.</inlineData>", "One.\n\nTwo."),
        ("<inlineData contenttype='image/jpeg'>AAAA</inlineData>", ""),
        ("<inlineData contenttype='text/plain' encoding='enc:base64'>AAAA</inlineData>", ""),
        ("<inlineXML><unheard-of><p>1 2 3</p></unheard-of></inlineXML>", ""),
    ],
)
def test_the_text_is_found_in_whatever_it_is_wrapped(article: Read, content: str, body: str) -> None:
    assert article(_item(content=content)).body == body


def test_what_the_item_does_not_say_its_nitf_does(article: Read) -> None:
    nitf = (
        "<inlineXML><nitf><body><body.head><hedline><hl1>Another</hl1></hedline><byline>By Ann Bell</byline>"
        "<dateline>OLDHAVEN, March 4 (TW)</dateline></body.head><body.content><p>One.</p></body.content></body></nitf>"
        "</inlineXML>"
    )
    story = article(_item(content=nitf))
    assert (story.headline, story.byline, story.located) == ("Port reopens", "By Ann Bell", "Oldhaven")


@pytest.mark.parametrize(
    ("meta", "pubstatus", "signal"),
    [
        ("", Pubstatus.USABLE, Signal.NEW),
        ('<pubStatus qcode="stat:usable"/>', Pubstatus.USABLE, Signal.NEW),
        ('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"/>', Pubstatus.CANCELED, Signal.KILL),
        ('<pubStatus literal="Withheld"/>', Pubstatus.WITHHELD, Signal.HOLD),
        ('<signal qcode="sig:correction"/>', Pubstatus.USABLE, Signal.CORRECTION),
        ('<signal literal="tt_sig:replace"/>', Pubstatus.USABLE, Signal.UPDATE),
        ('<signal uri="http://cv.iptc.org/newscodes/signal/update"/>', Pubstatus.USABLE, Signal.UPDATE),
        ('<signal qcode="sig:repeat"/>', Pubstatus.USABLE, Signal.REPEAT),
        ("<edNote>KILL KILL KILL</edNote>", Pubstatus.CANCELED, Signal.KILL),
        ("<edNote>CORRECTS toll</edNote>", Pubstatus.USABLE, Signal.CORRECTION),
        ("<embargoed/>", Pubstatus.WITHHELD, Signal.HOLD),
        ("<embargoed>tomorrow</embargoed>", Pubstatus.WITHHELD, Signal.HOLD),
    ],
)
def test_status_and_signal_are_read_in_any_spelling(
    article: Read, meta: str, pubstatus: Pubstatus, signal: Signal
) -> None:
    story = article(_item(meta))
    assert (story.pubstatus, story.signal) == (pubstatus, signal)


def test_an_embargo_has_its_time(article: Read) -> None:
    story = article(_item("<embargoed>2026-03-04T18:00:00+01:00</embargoed>"))
    assert (story.embargoed_until, story.pubstatus) == (datetime(2026, 3, 4, 17, tzinfo=UTC), Pubstatus.USABLE)


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ('<edNote role="r:correction">It was 12.</edNote>', "It was 12."),
        (
            '<edNote role="r:correction">At length.</edNote><edNote role="r:correctionshort">It was 12.</edNote>',
            "It was 12.",
        ),
        ('<edNote role="r:correction" pubconstraint="p:nonpublic">It was 12.</edNote>', None),
        ('<edNote role="r:correction">It was 12; ring 030 285 231 000.</edNote>', None),
        ('<edNote role="r:correction">It was 12; pat@tide.example knows.</edNote>', None),
        ('<edNote role="r:contacts">It was 12.</edNote>', None),
        ('<edNote role="r:public">Correction: it was 12.</edNote>', "Correction: it was 12."),
        ('<edNote role="r:public">A picture follows.</edNote>', None),
        ('<edNote role="r:private">Correction: it was 12.</edNote>', None),
        ("<edNote>It was 12.</edNote>", None),
    ],
)
def test_a_note_is_public_only_as_a_correction_without_constraint_or_contact(
    article: Read, note: str, kept: str | None
) -> None:
    assert article(_item(note)).correction_note == kept


def test_a_link_to_its_own_earlier_version_is_no_other_story(article: Read) -> None:
    link = '<link rel="irel:previousVersion" residref="urn:newsml:tide.example:20260304:T{}"/>'
    assert article(_item(link.format(1))).evolved_from is None
    assert article(_item(link.format(0))).evolved_from == "urn:newsml:tide.example:20260304:T0"


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (_item(tag="packageItem"), Kind.MEDIA),
        (_item(tag="conceptItem"), Kind.MEDIA),
        (_item(tag="knowledgeItem"), Kind.MEDIA),
        (_item(tag="catalogItem"), Kind.MEDIA),
        (_item(tag="planningItem"), Kind.PLANNING),
        (_item(tag="conceptItem", more="<concept><eventDetails/></concept>"), Kind.PLANNING),
        (
            _item(content="<inlineXML><conceptSet><concept><eventDetails/></concept></conceptSet></inlineXML>"),
            Kind.PLANNING,
        ),
        (_item('<itemClass qcode="ninat:picture"/>'), Kind.MEDIA),
        (_item('<itemClass uri="http://cv.iptc.org/newscodes/ninature/video"/>'), Kind.MEDIA),
        (_item('<itemClass qcode="ninat:composite"/>'), Kind.MEDIA),
        (_item('<itemClass qcode="ninat:composite"/>', content="<inlineXML><p>It did.</p></inlineXML>"), Kind.NEWS),
        (
            _item('<itemClass qcode="ninat:text"/>', content="<inlineXML><sports-content/></inlineXML>"),
            Kind.SPORTS_TABLE,
        ),
        (_item(about='<genre qcode="g:x"><name>Advisory</name></genre>'), Kind.ADVISORY),
        (_item('<itemClass qcode="ninat:text"/>'), Kind.NEWS),
    ],
)
def test_what_is_no_news_is_classified(article: Read, document: str, kind: Kind) -> None:
    assert article(document).kind is kind


def test_a_creator_is_the_author_only_by_a_readers_name(article: Read) -> None:
    assert article(_item(about="<creator><name>Ann Bell</name></creator>")).byline == "Ann Bell"
    assert article(_item(about="<creator><name>bell.ann</name></creator>")).byline is None
    assert article(_item(about='<creator type="cpnat:organisation"><name>Tide Wire</name></creator>')).byline is None


@pytest.mark.parametrize(
    ("document", "content_type", "reason"),
    [
        ("<newsMessage/>", None, "empty"),
        ("<newsMessage><itemSet/></newsMessage>", None, "empty"),
        ("<newsMessage><itemSet>" + "<newsItem/>" * 1001 + "</itemSet></newsMessage>", None, "too_many_items"),
        ("<newsItem/>", None, "no_identity_or_text"),
        ("<newsItem guid='SECRETNOTE'>SECRETNOTE", None, "bad_xml"),
        ("<story>SECRETNOTE</story>", "application/vnd.iptc.g2.newsmessage+xml", "wrong_schema"),
    ],
)
def test_what_is_no_newsml_is_refused(error: Refuse, document: str, content_type: str | None, reason: str) -> None:
    refused = error(document, content_type)
    assert refused.reason == reason
    assert "SECRETNOTE" not in repr(refused)


def test_the_language_is_that_of_the_nearest_that_declares_one(outcomes: Outcomes) -> None:
    found = outcomes(
        "<newsMessage xml:lang='sv'><itemSet><newsItem guid='a1'/><newsItem guid='a2' xml:lang='nb'/>"
        "<newsItem guid='a3' xml:lang='nb'><contentMeta><language tag='da'/></contentMeta></newsItem>"
        "</itemSet></newsMessage>"
    )
    assert [one.language for one in found if isinstance(one, Article)] == ["sv", "nb", "da"]


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_an_item_may_be_in_any_encoding_it_declares(article: Read, encoding: str) -> None:
    document = f'<?xml version="1.0" encoding="{encoding}"?>{_item(about="<by>Åsa Öberg</by>")}'
    assert article(document.encode(encoding)).byline == "Åsa Öberg"


def test_a_package_without_an_identity_is_counted_by_what_it_lists(article: Read) -> None:
    package = "<newsMessage><itemSet><packageItem><itemRef residref='T1'/><itemRef residref='T2'/></packageItem></itemSet></newsMessage>"  # noqa: E501 - one document
    story = article(package)
    assert (story.guid, story.kind) == ("package:T1", Kind.MEDIA)


def test_the_page_of_a_story_is_its_address(article: Read) -> None:
    links = '<link rel="irel:seeAlso" href="https://tide.example/0"/><link rel="t:canonical" href="https://tide.example/1"/>'
    assert article(_item(links)).url == "https://tide.example/1"


def test_a_dateline_marked_in_the_text_is_taken_off(article: Read) -> None:
    text = '<p><span class="dateline">OLDHAVEN, Norway <span class="credit">(AP)</span></span>Ships left.</p>'
    story = article(_item(content=f"<inlineXML><html><body>{text}</body></html></inlineXML>"))
    assert (story.dateline, story.located, story.body) == ("OLDHAVEN, Norway (AP)", "Oldhaven", "Ships left.")


def test_a_topic_without_a_word_is_none(article: Read) -> None:
    assert article(_item(about='<subject type="Topic"><name/></subject>')).subjects == ()
