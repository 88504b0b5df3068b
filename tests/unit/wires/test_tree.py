"""XML: read safely, whatever its namespaces and encoding, or refused with a reason."""

from pathlib import Path

import pytest

from streams.errors import WireError
from streams.wires import limits, tree


def test_names_are_local_whatever_the_namespace() -> None:
    plain, spaced = (
        tree.parse(document)
        for document in (
            b'<item xml:lang="de"><by>Ann <b>Bell</b></by></item>',
            b'<n:item xmlns:n="urn:n" xmlns="urn:o" xml:lang="de"><by>Ann\n <n:b>Bell</n:b></by></n:item>',
        )
    )
    assert tree.word(plain, "by") == tree.word(spaced, "by") == "Ann Bell"
    assert tree.word(spaced, "by/b") == "Bell"
    assert tree.language(spaced) == "de"


def test_an_attribute_is_found_beside_a_condition_on_another() -> None:
    root = tree.parse(b"<r><m n='a' c='1'/><m n='b' c='2'>two</m></r>")
    assert tree.word(root, "m[@n='b']@c") == "2"
    assert tree.word(root, "m[@n='b']") == "two"
    assert tree.words(root, "m@c") == ("1", "2")
    assert tree.word(None, "m") is None


@pytest.mark.parametrize("prologue", [b"", b"<!DOCTYPE a SYSTEM 'a.dtd'>", b"\n  <?xml version='1.0'?>"])
def test_html_entities_are_read_with_and_without_a_declaration(prologue: bytes) -> None:
    root = tree.parse(prologue + b"<a>caf&eacute; &amp; bar&nbsp;&lt;</a>")
    assert tree.word(root, ".") == "café & bar <"


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_the_declared_encoding_is_used(encoding: str) -> None:
    document = f'<?xml version="1.0" encoding="{encoding}"?><a>Göteborg</a>'.encode(encoding)
    assert tree.word(tree.parse(document), ".") == "Göteborg"


def test_entities_are_neither_fetched_nor_multiplied(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRETNOTE", encoding="utf-8")
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE a [<!ENTITY a0 "ha"><!ENTITY x SYSTEM "file://{secret}">'
    root = tree.parse(f"{head}]><a>One &x; &a0;</a>".encode())
    assert "SECRETNOTE" not in tree.marked_up(root)
    assert "ha" not in (tree.word(root, ".") or "")
    with pytest.raises(WireError) as refused:
        tree.parse(f"{head}{bomb}]><a>&a11;</a>".encode())
    assert refused.value.reason == "bad_xml"


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"<a>SECRETNOTE", "bad_xml"),
        (b"<a>SECRETNOTE</b>", "bad_xml"),
        (b"<a>SECRETNOTE &#xD800;</a>", "bad_xml"),
        (b"<a>SECRETNOTE \x00</a>", "bad_xml"),
        (b"<a>SECRETNOTE</a> SECRETNOTE", "bad_xml"),
        (b"<a>SECRETNOTE &secretnote;</a>", "bad_xml"),
        (b"\x1f\x8b\x08\x00SECRETNOTE", "bad_xml"),
        (b"", "bad_xml"),
        (b'<?xml version="1.0" encoding="utf-8"?><a>SECRETNOTE caf\xe9</a>', "not_utf8"),
        (b'<?xml version="1.0" encoding="secretnote-8"?><a>SECRETNOTE</a>', "not_utf8"),
        (b"<a>" * 101 + b"</a>" * 101, "too_deep"),
        (b"<a>" * 50_000, "too_deep"),
        (b"<a>" + b"<b/>" * limits.MAX_XML_TAGS + b"</a>", "too_many_items"),
    ],
)
def test_what_is_no_sound_xml_is_refused_without_a_quote(document: bytes, reason: str) -> None:
    with pytest.raises(WireError) as refused:
        tree.parse(document)
    assert refused.value.reason == reason
    assert "secretnote" not in f"{refused.value!r}".lower()


@pytest.mark.parametrize(
    ("document", "content"),
    [
        (b"<c>plain &lt; text</c>", "plain < text"),
        (b"<c><![CDATA[<p>One</p>]]></c>", "<p>One</p>"),
        (b"<c>\n<p><![CDATA[<p>One</p><p>Two</p>]]></p>\n</c>", "<p>One</p><p>Two</p>"),
        (b"<c><p>1 &lt; 2</p><p>3</p></c>", "<p>1 &lt; 2</p><p>3</p>"),
        (b"<c>a &lt;b&gt; <i>c</i> d</c>", "a &lt;b&gt; <i>c</i> d"),
    ],
)
def test_content_is_given_as_the_markup_it_is(document: bytes, content: str) -> None:
    assert tree.marked_up(tree.parse(document)) == content
