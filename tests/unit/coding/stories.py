"""A story for the tests of coding, made of own sentences: its parse, its cast, and pointing at words by name."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from schemas import Actor, Article, Raw, TextField
from streams.coding.cast import Cast
from streams.coding.tree import Doc, Span, Token

WRITTEN = datetime(2023, 9, 6, 9, 30, tzinfo=UTC)


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


Docs = list[tuple[TextField, int, Doc]]
Parse = Callable[[str], Doc]


class Story:
    """A story with its parse and cast; words are pointed at by what they are, never by counting."""

    def __init__(self, parse: Parse, body: str, headline: str = "", **fields: object) -> None:
        given: dict[str, object] = {"published_at": WRITTEN, "received_at": WRITTEN, **fields}
        self.article = Article(
            article_id="test/1@-",
            story_id="test/1",
            lineage_id="test/1",
            provider="test",
            headline=headline,
            body=body,
            raw=Raw(topic="raw", partition=0, offset=0, content_type="text/plain", sha256=""),
            **given,
        )
        self.docs: Docs = [(TextField.HEADLINE, 0, parse(headline))] if headline else []
        self.docs += [(TextField.BODY, m.start(), parse(m.group())) for m in re.finditer(r"[^\n]+", body)]
        self.cast = Cast.of(self.article, self.docs)

    def _offsets(self, words: str, after: str) -> tuple[int, int]:
        start = self.article.body.index(words, self.article.body.index(after))
        return start, start + len(words)

    def who(self, words: str, after: str = "") -> Actor:
        return self.cast.resolve(TextField.BODY, *self._offsets(words, after))

    def acts(self, words: str, after: str = "") -> bool:
        return self.cast.is_actor(TextField.BODY, *self._offsets(words, after))

    def parties(self, words: str, after: str = "") -> tuple[Actor, ...]:
        return self.cast.parties(TextField.BODY, *self._offsets(words, after))

    def named(self, name: str) -> Actor:
        found = [actor for actor in self.cast.actors() if actor.name == name]
        assert len(found) == 1, [actor.name for actor in self.cast.actors()]
        return found[0]

    def text(self, actor: Actor) -> list[str]:
        fields = {TextField.HEADLINE: self.article.headline, TextField.BODY: self.article.body}
        return [fields[TextField(span.field)][span.start : span.end] for span in actor.spans]

    def trigger(self, word: str) -> tuple[Span, Token]:
        tokens = [token for _, _, doc in self.docs for token in doc if token.text == word]
        assert tokens, word
        return tokens[0].sent, tokens[0]
