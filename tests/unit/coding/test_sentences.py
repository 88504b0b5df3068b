"""Paragraphs are cut where a sentence surely ends, and nowhere else; what is not parsed still has its known names."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import TextField
from streams.coding.phrases import Section
from streams.coding.positions import is_nominal, stays
from streams.coding.registry import Registry
from streams.coding.sentences import stretches
from streams.coding.shallow import shallow
from streams.coding.trees import joined

CUTS = {
    "Troops left. They were tired.": 2,
    "Was it so? It was! Yes.": 3,
    'He said: "They left." Nobody believed him.': 2,
    '"They left. They were tired," he said. Nobody came.': 2,
    "Gen. Orlov met Mr. Smith at No. 10. They talked.": 2,
    "The U.S. Senate met at 5 p.m. Monday. It voted.": 2,
    "J. Smith and K. Jones left. Then what?": 2,
    "It cost 3.5 million dollars. He paid.": 2,
    "He paid 3.5 million, i.e. too much.": 1,
    "They left.": 1,
    "no stop at all": 1,
    "It ended… Then it began.": 1,
}


@pytest.mark.parametrize("text", CUTS)
def test_a_text_is_cut_where_a_sentence_ends(text: str) -> None:
    assert len(list(stretches(text))) == CUTS[text], [text[a:b] for a, b in stretches(text)]


@given(st.text(alphabet=st.sampled_from("aB. \"!?\n\t'()1"), max_size=60))
def test_no_word_is_lost_and_none_comes_twice(text: str) -> None:
    found = list(stretches(text))
    assert "".join("".join(text[start:end].split()) for start, end in found) == "".join(text.split())
    assert all(a < b <= c for (a, b), (c, _) in pairwise(found))


def test_a_sentence_that_is_not_parsed_has_its_known_names() -> None:
    text = "Shares of a bank in Moscow rose, while Vladimir Putin and Germany watched."
    section = Section.of(TextField.BODY, 0, shallow(text), Registry.load(), date(2023, 5, 1))
    found = {section.doc[hit.start : hit.end].text: hit.head(section.doc) for hit in section.hits}
    assert set(found) == {"Moscow", "Vladimir Putin", "Germany"}
    assert stays(found["Moscow"])
    assert not stays(found["Germany"])
    assert found["Vladimir Putin"].text == "Putin"
    assert all(is_nominal(head) for head in found.values())


@given(st.text(max_size=80))
def test_words_stand_where_the_text_has_them(text: str) -> None:
    doc = shallow(text)
    assert all(text[word.idx : word.idx + len(word.text)] == word.text for word in doc)
    assert "".join(word.text for word in doc) == "".join(text.split())


def test_docs_put_together_keep_their_words_heads_and_places() -> None:
    text = "Near Goma  it rained.  Marsh left."
    first, second = "Near Goma  it rained.", "Marsh left."
    doc = joined(text, [(0, shallow(first)), (text.index("Marsh"), shallow(second))])
    assert [text[word.idx : word.idx + len(word.text)] for word in doc] == [word.text for word in doc]
    assert doc[1].head is doc[0]
    assert [sent.text for sent in doc.sents] == [first, second]
    assert [word.i for word in doc] == list(range(len(doc)))
