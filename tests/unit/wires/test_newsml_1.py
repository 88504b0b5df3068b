"""NewsML 1: items in order, the main text among many, identities that are one, notes to the desk nowhere."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas import Article, Kind, Pubstatus, Signal
from streams.errors import WireError

Outcomes = Callable[..., list[Article | WireError]]
Read = Callable[..., Article]
Refuse = Callable[..., WireError]


def _newsml(
    managed: str = "", content: str = "<DataContent>One.</DataContent>", revision: str = "1", component: str = ""
) -> str:
    return (
        "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>fjord.example</ProviderId><DateId>20260304</DateId>"
        f"<NewsItemId>F1</NewsItemId>{_revision(revision)}</NewsIdentifier></Identification>"
        f"<NewsManagement>{managed}</NewsManagement><NewsComponent><NewsLines><HeadLine>Port reopens</HeadLine>"
        f"</NewsLines>{component}<ContentItem>{content}</ContentItem></NewsComponent></NewsItem></NewsML>"
    )


def _revision(revision: str) -> str:
    return revision if revision.startswith("<") else f"<RevisionId>{revision}</RevisionId>"


def _identified(public: str, number: str = "F1", date: str = "20260304", provider: str = "fjord.example") -> str:
    return (
        f"<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>{provider}</ProviderId><DateId>{date}</DateId>"
        f"<NewsItemId>{number}</NewsItemId><RevisionId>2</RevisionId><PublicIdentifier>{public}</PublicIdentifier>"
        "</NewsIdentifier></Identification></NewsItem></NewsML>"
    )


@pytest.fixture
def document(outcomes: Outcomes, fixtures: Path) -> list[Article]:
    found = outcomes(fixtures / "newsml-1" / "document.xml")
    assert all(isinstance(one, Article) for one in found), found
    return [one for one in found if isinstance(one, Article)]


def test_every_field_of_an_item_arrives(document: list[Article]) -> None:
    story = document[0]
    assert (story.guid, story.version) == ("urn:newsml:fjord.example:20260304T091500Z:FJ-ART-17", 3)
    assert (story.headline, story.slugline) == ("Harbour strike ends & ships leave", "Strike-harbour")
    assert (story.byline, story.dateline, story.located) == ("Ann Bell", "OLDHAVEN, March 4 (Fjord)", "Oldhaven")
    assert (story.urgency, story.language, story.genre, story.origin) == (4, "en", "Analysis", "Reuters")
    assert story.first_created_at == datetime(2026, 3, 4, 8, 15, tzinfo=UTC)
    assert story.version_created_at == datetime(2026, 3, 4, 9, 15, tzinfo=UTC)
    assert [(one.scheme, one.code, one.name) for one in story.subjects] == [
        ("subj", "09000000", None), ("subj", "09004000", None), ("FjordDesk", None, "Shipping"),
    ]  # fmt: skip
    assert (story.people, story.organisations) == (("François Lind",), ("Dockers' League",))
    assert story.places == ("Oldhaven",)
    assert story.usage_terms == "For subscribers of Fjord."


def test_the_main_text_is_taken_and_neither_the_longest_nor_the_first(document: list[Article]) -> None:
    first, second = document[0].body.split("\n\n")
    assert first == "The strike in Oldhaven ended on Wednesday, François Lind said."
    assert second == "Pay rises by four per cent."


def test_a_story_is_derived_from_another_and_never_from_itself(document: list[Article]) -> None:
    assert document[0].evolved_from == "urn:newsml:fjord.example:20260303T200000Z:FJ-ART-02"


def test_nothing_meant_for_the_desk_arrives(document: list[Article]) -> None:
    assert document[0].signal is Signal.CORRECTION
    assert document[0].correction_note is None
    assert not any("555" in one.model_dump_json() for one in document)


def test_a_kill_has_no_content_and_its_time_no_zone(document: list[Article]) -> None:
    kill = document[1]
    assert (kill.pubstatus, kill.signal, kill.version) == (Pubstatus.CANCELED, Signal.KILL, 1)
    assert (kill.version_created_at, kill.time_zone_assumed) == (datetime(2026, 3, 4, 10, 20, tzinfo=UTC), True)


@pytest.mark.parametrize(
    ("document", "guid"),
    [
        (_identified("urn:newsml:fjord.example:20260304:F1:2"), "urn:newsml:fjord.example:20260304:F1"),
        (_identified("urn:newsml:fjord.example:20260304:F1:2U"), "urn:newsml:fjord.example:20260304:F1"),
        (_identified("urn:newsml:fjord.example:20260304:F1"), "urn:newsml:fjord.example:20260304:F1"),
        (_identified("urn:newsml:www.fjord.example"), "urn:newsml:fjord.example:20260304:F1"),
        (_identified("urn:newsml:www.fjord.example", "F2"), "urn:newsml:fjord.example:20260304:F2"),
        (_identified("urn:newsml:www.fjord.example", "1", "20260305"), "urn:newsml:fjord.example:20260305:1"),
        (_identified("urn:newsml:fjord.example:1", "1", "20260305"), "urn:newsml:fjord.example:20260305:1"),
        (_identified("", "tag:fjord.example,2026:F1"), "tag:fjord.example,2026:F1"),
        (
            _identified("urn:newsml:fjord.example:20260304:FJX-04-17:2", "FJX-04-17-v2"),
            "urn:newsml:fjord.example:20260304:FJX-04-17",
        ),
    ],
)
def test_an_identity_is_of_one_item_and_all_its_revisions(article: Read, document: str, guid: str) -> None:
    story = article(document)
    assert (story.guid, story.version) == (guid, 2)


def test_an_item_without_a_number_has_its_public_identifier(article: Read) -> None:
    document = _identified("urn:newsml:fjord.example:20260304:F1:2").replace("<NewsItemId>F1</NewsItemId>", "")
    assert article(document).guid == "urn:newsml:fjord.example:20260304:F1"


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("<DataContent>One.\n\nTwo.</DataContent>", "One.\n\nTwo."),
        ("<DataContent><![CDATA[<p>One.</p><p>Two.</p>]]></DataContent>", "One.\n\nTwo."),
        ("<DataContent><html><head><title>T</title></head><body><p>One.</p></body></html></DataContent>", "One."),
        ("<DataContent><x:p xmlns:x='u'>One.</x:p><x:p xmlns:x='u'>Two.</x:p></DataContent>", "One.\n\nTwo."),
        ("<DataContent><nitf><body><body.content><p>One.</p></body.content></body></nitf></DataContent>", "One."),
        ("<MimeType FormalName='text/css'/><DataContent>.a {color: red}</DataContent>", ""),
        ("<MediaType FormalName='Photo'/><DataContent>AAAA</DataContent>", ""),
        ("<Encoding Notation='base64'><DataContent>AAAA</DataContent></Encoding>", ""),
    ],
)
def test_the_text_is_found_in_whatever_it_is_wrapped(article: Read, content: str, body: str) -> None:
    assert article(_newsml(content=content)).body == body


@pytest.mark.parametrize(
    ("managed", "revision", "pubstatus", "signal"),
    [
        ("", "1", Pubstatus.USABLE, Signal.NEW),
        ("<Status FormalName='USABLE'/>", "1", Pubstatus.USABLE, Signal.NEW),
        ("<Status FormalName='Cancelled'/>", "1", Pubstatus.CANCELED, Signal.KILL),
        ("<Status FormalName='Withheld'/>", "1", Pubstatus.WITHHELD, Signal.HOLD),
        ("<Status FormalName='Embargoed'/>", "1", Pubstatus.WITHHELD, Signal.HOLD),
        ("<Instruction FormalName='Correction'/>", "1", Pubstatus.USABLE, Signal.CORRECTION),
        ("<Instruction FormalName='Update'/>", "1", Pubstatus.USABLE, Signal.UPDATE),
        ("<Instruction FormalName='Kill'/>", "1", Pubstatus.CANCELED, Signal.KILL),
        ("<NewsItemType FormalName='Delete'/>", "1", Pubstatus.CANCELED, Signal.KILL),
        ("", "<RevisionId Update='U'>2</RevisionId>", Pubstatus.USABLE, Signal.UPDATE),
        ("", "<RevisionId Update='A'>2</RevisionId>", Pubstatus.USABLE, Signal.UPDATE),
        ("", "<RevisionId Update='N'>2</RevisionId>", Pubstatus.USABLE, Signal.NEW),
    ],
)
def test_status_and_signal_are_read_in_any_spelling(
    article: Read, managed: str, revision: str, pubstatus: Pubstatus, signal: Signal
) -> None:
    story = article(_newsml(managed, revision=revision))
    assert (story.pubstatus, story.signal) == (pubstatus, signal)


@pytest.mark.parametrize("status", ["Embargoed", "Withheld"])
def test_a_status_that_will_change_to_usable_is_an_embargo(article: Read, status: str) -> None:
    change = (
        "<StatusWillChange><FutureStatus FormalName='{}'/>"
        "<DateAndTime>20260304T180000Z</DateAndTime></StatusWillChange>"
    )
    story = article(_newsml(f"<Status FormalName='{status}'/>{change.format('Usable')}"))
    assert (story.embargoed_until, story.pubstatus) == (datetime(2026, 3, 4, 18, tzinfo=UTC), Pubstatus.USABLE)
    other = article(_newsml(f"<Status FormalName='{status}'/>{change.format('Canceled')}"))
    assert (other.embargoed_until, other.pubstatus) == (None, Pubstatus.WITHHELD)


def test_an_item_within_an_item_has_its_own_text(outcomes: Outcomes) -> None:
    inner = _newsml(content="<DataContent>Two.</DataContent>").removeprefix("<NewsML>").removesuffix("</NewsML>")
    outer, nested = outcomes(_newsml(component=inner.replace("F1", "F2")))
    assert isinstance(outer, Article)
    assert isinstance(nested, Article)
    assert (outer.body, nested.body) == ("One.", "Two.")
    assert outer.guid != nested.guid


def test_a_picture_alone_is_classified(article: Read) -> None:
    assert article(_newsml(content="<MediaType FormalName='Photo'/>")).kind is Kind.MEDIA


@pytest.mark.parametrize(
    ("document", "content_type", "reason"),
    [
        ("<NewsML/>", None, "empty"),
        ("<NewsML>" + "<NewsItem/>" * 1001 + "</NewsML>", None, "too_many_items"),
        ("<NewsML><NewsItem/></NewsML>", None, "no_identity_or_text"),
        ("<NewsML>" + "<NewsItem>" * 3 + "</NewsItem>" * 3 + "</NewsML>", None, "too_deep"),
        ("<NewsML>SECRETNOTE", None, "bad_xml"),
        ("<story>SECRETNOTE</story>", "text/vnd.iptc.newsml", "wrong_schema"),
    ],
)
def test_what_is_no_newsml_is_refused(error: Refuse, document: str, content_type: str | None, reason: str) -> None:
    refused = error(document, content_type)
    assert refused.reason == reason
    assert "SECRETNOTE" not in repr(refused)


def _part(role: str, text: str) -> str:
    return (
        f"<NewsComponent><Role FormalName='{role}'/><ContentItem><DataContent>{text}</DataContent></ContentItem>"
        "</NewsComponent>"
    )


@pytest.mark.parametrize(
    ("lead", "body"),
    [
        ("Ships left.", "One.\n\nTwo."),
        ("Ships left.", "<p>One.</p><p>Two.</p>"),
        ("<p>Ships left.</p>", "One.\n\nTwo."),
        ("<p>Ships left.</p>", "<p>One.</p><p>Two.</p>"),
    ],
)
def test_a_story_in_parts_is_put_together(article: Read, lead: str, body: str) -> None:
    parts = _part("Title", "Port &amp; town reopen") + _part("Lead", lead) + _part("Body", body)
    story = article(
        "<NewsML><NewsItem><Identification><NewsIdentifier><NewsItemId>F1</NewsItemId></NewsIdentifier></Identification>"
        f"<NewsComponent>{parts}</NewsComponent></NewsItem></NewsML>"
    )
    assert (story.headline, story.body) == ("Port & town reopen", "Ships left.\n\nOne.\n\nTwo.")


def test_a_date_that_goes_with_the_revision_is_no_part_of_the_identity(article: Read) -> None:
    first, second = (
        article(
            _identified("urn:newsml:www.fjord.example", "98", f"20260304T{hour}0000").replace(
                "</Identification>",
                "</Identification><NewsManagement><FirstCreated>20260304T080000</FirstCreated>"
                f"<ThisRevisionCreated>20260304T{hour}0000</ThisRevisionCreated></NewsManagement>",
            )
        )
        for hour in ("09", "10")
    )
    assert first.guid == second.guid == "urn:newsml:fjord.example:20260304T080000:98"


def test_of_a_story_in_two_languages_the_first_is_taken(article: Read) -> None:
    parts = "".join(
        f"<NewsComponent xml:lang='{spoken}'>{_part('Title', title)}{_part('Body', body)}</NewsComponent>"
        for spoken, title, body in (
            ("nl", "Haven open", "Schepen."),
            ("fr", "Port ouvert", "Des navires quittent le port."),
        )
    )
    document = _newsml(component=parts, content="").replace(
        "<NewsLines><HeadLine>Port reopens</HeadLine></NewsLines>", ""
    )
    story = article(document)
    assert (story.headline, story.body, story.language) == ("Haven open", "Schepen.", "nl")


def test_what_a_line_does_not_say_is_found_beside_it(article: Read) -> None:
    told = "<DescriptiveMetadata><Property FormalName='City' Value='Oldhaven'/></DescriptiveMetadata>"
    document = _newsml(component=told).replace(
        "</NewsIdentifier>", "</NewsIdentifier><NameLabel>Harbour-strike</NameLabel>"
    )
    story = article(document)
    assert (story.slugline, story.located) == ("Harbour-strike", "Oldhaven")


@pytest.mark.parametrize("role", ["EditorialNote", "Instructions Notes", "Contact"])
def test_a_component_for_the_desk_is_no_text(article: Read, role: str) -> None:
    document = _newsml(component=_part(role, "Ring Pat on 555-0142, at whatever hour it is."))
    assert "555" not in article(document).model_dump_json()
    assert "555" not in article(document.replace("<DataContent>One.</DataContent>", "")).model_dump_json()
