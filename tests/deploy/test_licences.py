"""THIRD_PARTY.md names everything that runs within the service, under the licence that it states."""

from tests.deploy.files import ROOT
from tests.deploy.licences import licence, locked, table

# Words of licences that would not go with Apache-2.0 in one service; the LGPL does, used as a library.
FORBIDDEN = ("GPLv2", "GPLv3", "AGPL", "GNU General Public", "Affero", "Proprietary", "not stated", "?")


def test_the_table_is_the_lock() -> None:
    assert table().keys() == locked().keys(), "run python -m tests.deploy.licences"


def test_every_licence_is_the_one_that_the_package_states() -> None:
    here = {name for name, for_this_platform in locked().items() if for_this_platform}
    assert {name: words for name, words in table().items() if name in here} == {name: licence(name) for name in here}


def test_no_licence_forbids_what_we_do() -> None:
    assert [name for name, words in table().items() if any(word in words for word in FORBIDDEN)] == []


def test_our_own_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
