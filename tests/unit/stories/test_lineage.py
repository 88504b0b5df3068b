"""The book finds a story's lineage by any of its names; a dropped draft leaves no trace."""

from streams.stories.lineage import StoryBook
from tests.unit.stories.items import article, record


def test_members_and_awaited_stories_lead_to_their_lineage() -> None:
    book = StoryBook()
    book.put("meridian/a", record("a", "b", awaits=("meridian/late",)))
    assert [book.home(f"meridian/{guid}") for guid in ("a", "b", "late", "c")] == ["meridian/a"] * 3 + [None]
    assert book.lineage_of("meridian/late") is None


def test_a_guid_or_a_whole_id_names_a_story_of_the_same_provider_only() -> None:
    book = StoryBook()
    book.put("meridian/a", record("a"))
    assert book.named("meridian", "a") == ("meridian/a", "meridian/a")
    assert book.named("meridian", "meridian/a") == ("meridian/a", "meridian/a")
    assert book.named("northstar", "meridian/a") == ("northstar/meridian/a", None)
    assert book.named("meridian", "urn:x:1") == ("meridian/urn:x:1", None)
    assert book.named("meridian", "meridian/zzz") == ("meridian/zzz", None)


def test_a_story_does_not_evolve_from_itself() -> None:
    book = StoryBook()
    assert book.parent(article("a", evolved_from="a")) == (None, None)
    assert book.parent(article("a", evolved_from="meridian/a")) == (None, None)
    assert book.parent(article("a", evolved_from="b")) == ("meridian/b", None)


def test_a_lineage_joined_to_another_is_found_under_its_old_name_in_either_order() -> None:
    whole = record("a", "b")
    for order in ([("meridian/a", whole), ("meridian/b", None)], [("meridian/b", None), ("meridian/a", whole)]):
        book = StoryBook()
        book.put("meridian/a", record("a"))
        book.put("meridian/b", record("b"))
        for lineage, after in order:
            book.put(lineage, after)
        assert book.get("meridian/b") is None
        assert book.resolve("meridian/b") == whole


def test_a_draft_is_seen_by_nobody_until_it_is_accepted() -> None:
    book = StoryBook()
    book.put("meridian/a", record("a"))
    draft = book.draft()
    draft.put("meridian/a", None)
    draft.put("meridian/b", record("b", awaits=("meridian/c",)))
    assert (draft.get("meridian/a"), draft.home("meridian/a")) == (None, None)
    assert draft.home("meridian/c") == "meridian/b"
    assert book.get("meridian/a") is not None
    assert book.home("meridian/c") is None
    book.accept(draft)
    assert book.get("meridian/a") is None
    assert book.home("meridian/c") == "meridian/b"
