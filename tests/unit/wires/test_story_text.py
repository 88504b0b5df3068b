"""The story's own words: markup, mojibake, furniture, notes to desks, bylines and datelines."""

from collections.abc import Callable
from pathlib import Path

import pytest

from schemas import Article
from streams.wires import datelines, furniture, markup, story_text
from tests.unit.promptness import within

Read = Callable[..., Article]

PAGE = """Port reopens after storm

The port reopened on Wednesday, the harbour master said.

Read Also: Ten ships that never came back

“We are glad,” she said. Advertisement revenue fell, she added.

Related: Storm hits the coast
Subscribe to our newsletter

ADVERTISEMENT

More like this

Ferry crew freed
Strike called off

Dockers went back to work in the evening, and the last ship left at nine.

Follow us on Twitter

Share post:

More like this
"""

COLUMN = """
  The port reopened after a storm that had long closed
it, the harbour master said while standing on the
quay.
  Ships queue outside the breakwater and will enter one by one,
she added.
"""


def test_web_furniture_is_not_text(article: Read) -> None:
    page = article(PAGE, "text/plain")
    assert page.headline == "Port reopens after storm"
    assert page.body.split("\n\n") == [
        "The port reopened on Wednesday, the harbour master said.",
        "“We are glad,” she said. Advertisement revenue fell, she added.",
        "Dockers went back to work in the evening, and the last ship left at nine.",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Related parties signed the treaty.",
        "Subscribers to the treaty met on Monday.",
        "Read was arrested on Monday.",
        "Ad spending fell.",
        "More than forty people died.",
        "Follow the money, the prosecutor said.",
        "Share prices fell by 3 percent.",
        "Watch towers were destroyed by shelling.",
        "Editors of the newspaper were detained on Friday.",
        "Desk officers from both ministries met.",
    ],
)
def test_sentences_that_begin_like_furniture_stay(sentence: str) -> None:
    assert furniture.without_furniture(["The port reopened.", sentence]) == ("The port reopened.", sentence)


@pytest.mark.parametrize(
    "note",
    [
        "Eds: Call Omar on 555-0142.",
        "EDITORS' NOTE: call Omar",
        "Note to editors: call Omar",
        "(Eds: updates with call)",
        "NOT FOR PUBLICATION: Omar",
        "## Notizblock",
        "(Reporting by Ann Bell; Editing by Omar Said)",
    ],
)
def test_notes_to_desks_and_sign_offs_are_not_text(note: str) -> None:
    assert furniture.without_furniture(["The port reopened.", note]) == ("The port reopened.",)


def test_nothing_comes_back_after_the_mark_of_the_unpublished() -> None:
    lines = [
        "Der Hafen ist offen.",
        "Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt",
        "Omar sagte.",
    ]
    assert furniture.without_furniture(lines) == ("Der Hafen ist offen.",)


@pytest.mark.parametrize(
    ("paragraph", "dateline", "located", "credit", "rest"),
    [
        (
            "WASHINGTON, Sept 5 (Reuters) - Talks end.",
            "WASHINGTON, Sept 5 (Reuters)",
            "Washington",
            "Reuters",
            "Talks end.",
        ),
        ("KYIV — Talks end.", "KYIV", "Kyiv", None, "Talks end."),
        ("KYIV, Ukraine (AP) — Talks end.", "KYIV, Ukraine (AP)", "Kyiv", "AP", "Talks end."),
        ("Berlin (dpa) - Gespräche enden.", "Berlin (dpa)", "Berlin", "dpa", "Gespräche enden."),
        ("PARIS, 5 septembre (AFP) - Fin.", "PARIS, 5 septembre (AFP)", "Paris", "AFP", "Fin."),
        ("SÃO PAULO, 3 de março (Reuters) - Fim.", "SÃO PAULO, 3 de março (Reuters)", "São Paulo", "Reuters", "Fim."),
        ("UNITED NATIONS (AP) _ Talks end.", "UNITED NATIONS (AP)", "United Nations", "AP", "Talks end."),
        ("SEOUL/TOKYO, Sept 5 (Reuters) - Talks.", "SEOUL/TOKYO, Sept 5 (Reuters)", "Seoul", "Reuters", "Talks."),
        (
            "Rio de Janeiro, 5 Sept. 2026 – Talks end.",
            "Rio de Janeiro, 5 Sept. 2026",
            "Rio de Janeiro",
            None,
            "Talks end.",
        ),
        ("MOSCOW, September 5. /TASS/. Talks end.", "MOSCOW, September 5. /TASS/", "Moscow", "TASS", "Talks end."),
        ("(Reuters) - Talks end.", "(Reuters)", None, "Reuters", "Talks end."),
        ("OSLO (NordWire) -- Talks end.", "OSLO (NordWire)", "Oslo", "NordWire", "Talks end."),
        ("Springfield (Illinois) - Talks end.", "Springfield (Illinois)", "Springfield", None, "Talks end."),
        ("ST. JOHN'S, Canada — Talks end.", "ST. JOHN'S, Canada", "St. John's", None, "Talks end."),
    ],
)
def test_datelines_are_read(paragraph: str, dateline: str, located: str | None, credit: str | None, rest: str) -> None:
    assert datelines.find(paragraph) == datelines.Dateline(dateline, located, credit, rest)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Manchester United - the champions - lost on Monday.",
        "NATO — The alliance met.",
        "New York — the city — slept.",
        "KYIV — the capital — was quiet.",
        "FILE - In this photo a ship is seen.",
        "The minister (Labour) - who resigned - left.",
        "He said: no.",
        "Forty-two people died.",
        "",
        "-",
    ],
)
def test_sentences_with_dashes_are_no_datelines(paragraph: str) -> None:
    assert datelines.find(paragraph) is None


def test_the_dateline_stands_beside_the_body_and_not_in_it(article: Read) -> None:
    story = article(
        {"headline": "Talks end", "body": "By Ann Bell\n\nGENEVA, Sept 5 (Reuters) - Talks ended.\n\nAll left."}
    )
    assert story.body == "Talks ended.\n\nAll left."
    assert (story.byline, story.dateline, story.located) == ("Ann Bell", "GENEVA, Sept 5 (Reuters)", "Geneva")
    assert story.origin == "Reuters"


def test_a_dateline_in_a_field_is_believed_and_taken_off_the_body(article: Read) -> None:
    story = article(
        {"headline": "Talks end", "dateline": "Bern (NordWire) - ", "body": "Bern (NordWire) - Talks ended."}
    )
    assert (story.dateline, story.located, story.body) == ("Bern (NordWire)", "Bern", "Talks ended.")


def test_a_wire_is_not_credited_to_itself(article: Read) -> None:
    assert article({"headline": "h", "body": "BERN (NordWire) - Talks ended."}).origin is None


def test_reading_an_article_again_changes_nothing(article: Read) -> None:
    once = article(PAGE, "text/plain")
    again = article(once.model_dump_json(), "application/json")
    assert again.model_copy(update={"raw": once.raw}) == once


@pytest.mark.parametrize(
    ("broken", "meant"),
    [
        ("The ministerâ€™s visit", "The minister’s visit"),
        ("cafÃ© in MÃ¼nchen", "café in München"),
        ("“Déjà vu” — naïve «non»", "“Déjà vu” — naïve «non»"),
        ("zero\u200bwidth\ufeff and\u00a0blank", "zerowidth and blank"),
        ("bell\x07 and half \ud800", "bell and half \ufffd"),
        ("Cafe\u0301", "Café"),
        ("a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_broken_text_is_mended_and_quotes_stay(broken: str, meant: str) -> None:
    assert story_text.mended(broken) == meant


def test_columns_are_joined_and_single_lines_are_paragraphs() -> None:
    assert story_text.read("h", COLUMN).body.split("\n\n") == [
        "The port reopened after a storm that had long closed it, the harbour master said while standing on the quay.",
        "Ships queue outside the breakwater and will enter one by one, she added.",
    ]
    assert story_text.read("h", "One.\nTwo.").body == "One.\n\nTwo."


def test_a_body_that_repeats_the_headline_says_it_once() -> None:
    assert story_text.read("Talks end", "Talks end\n\nThey ended.").body == "They ended."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One &amp; two.</p><p>Three.</p>", "One & two.\n\nThree."),
        ("<div>One<br/>Two</div>", "One\nTwo"),
        ("<p>One</p><script>if (a<b) { x = '</p>' }</script><p>Two</p>", "One\n\nTwo"),
        ("<p>One</p><!-- <p>hidden</p> --><p>Two</p>", "One\n\nTwo"),
        ('<p>One</p><div class="box share-post"><div>x</div>y</div><p>Two</p>', "One\n\nTwo"),
        ("<p>One</p><figure><img src=x><figcaption>cap</figcaption></figure><p>Two</p>", "One\n\nTwo"),
        ("<table><tr><td>A</td><td>1</td></tr><tr><td>B</td><td>2</td></tr></table>", "A\t1\nB\t2"),
        (
            "<nitf><body><body.head><hedline>H</hedline></body.head><body.content><p>One</p></body.content></body></nitf>",
            "One",
        ),
        ("<p>a < b and c > d</p>", "a < b and c > d"),
        ("<p>open", "open"),
        ("<p>cut <a hre", "cut <a hre"),
        ("<![CDATA[<p>One</p>]]>", "One"),
    ],
)
def test_markup_becomes_paragraphs(html: str, text: str) -> None:
    assert markup.text_of(html) == text


def test_a_plain_text_with_angle_brackets_is_no_markup() -> None:
    assert not markup.is_markup("a < b, 5 > 4, <3 and <- arrows ->")
    assert markup.is_markup("one<br>two")


@pytest.mark.parametrize(
    "part", ["<a ", "<", "<!--", "<![", '<p class="', "<script>", "— ", "A-A ", "KILL. ", "x\n\n", "(adds "]
)
def test_odd_text_takes_no_longer_than_its_length(part: str) -> None:
    with within(5):
        story_text.read("h", (part * 200_000)[:200_000])


def test_the_fixture_folder_is_ours_alone(fixtures: Path) -> None:
    found = {path.suffix for path in fixtures.rglob("*") if path.is_file()}
    assert found <= {".html", ".json", ".txt", ".warc", ".xml"}
