"""The project's own annotated sentences, parsed, with their gold words found in the parse.

Flows in: `training/corpus/*.jsonl`, single sentences, and `training/articles/*.jsonl`, whole articles. Flows out:
sentences as the coder sees them, events as tokens.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from spacy.language import Language

from streams.coding.casing import Casing
from streams.coding.passages import plain
from streams.coding.predicates import Scene
from streams.coding.tree import Doc, Span, Token
from streams.coding.trees import Trees

FOLDERS = (Path(__file__).parent / "corpus", Path(__file__).parent / "articles")


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated event: type, mode, auxiliary modes, and the tokens of its three parts."""

    type: str
    mode: str | None
    aux: tuple[str, ...]
    trigger: Token | None
    actor: Token | None
    recipient: Token | None
    has_recipient: bool


@dataclass(frozen=True, slots=True)
class Example:
    """One annotated sentence: its scene and its events."""

    id: str
    kind: str
    scene: Scene
    events: tuple[Gold, ...]


def files() -> list[Path]:
    """Give all files of annotated text, in order of name."""
    return [file for folder in FOLDERS for file in sorted(folder.glob("*.jsonl"))]


def sentences(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give the annotated sentences of one line: itself, or an article's headline and body."""
    return [record["headline"], *record["sentences"]] if "sentences" in record else [record]


def records() -> list[dict[str, Any]]:
    """Read all annotated sentences, file by file."""
    found = []
    for file in files():
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                record = json.loads(line)
                for at, sentence in enumerate(sentences(record)):
                    place = f"{number}.{at}" if "sentences" in record else str(number)
                    found.append({"id": f"{file.stem}-{place}", "kind": record["kind"], **sentence})
    return found


def digest() -> str:
    """Give the mark of the corpus as it is, which the weights learned from it bear."""
    return sha256(b"".join(file.read_bytes() for file in files())).hexdigest()[:12]


def parse(nlp: Language, texts: list[str]) -> Iterator[Doc]:
    """Parse single sentences as the coder would, headlines in sentence case."""
    casing = Casing.of([])
    trees = Trees(nlp.vocab.strings)
    return (trees.of(doc) for doc in nlp.pipe((casing.sentence(plain(text)) for text in texts), batch_size=64))


def spot(doc: Doc, text: str, words: str | None) -> Span | None:
    """Find annotated words in a parsed sentence, whole words first."""
    if not words:
        return None
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if (at == 0 or not text[at - 1].isalnum()) and (end == len(text) or not text[end].isalnum()):
            break
        at = text.find(words, at + 1)
    if at < 0:
        at = text.find(words)
    return doc.char_span(at, at + len(words), alignment_mode="expand") if at >= 0 else None


def head_among(span: Span | None, candidates: list[Token]) -> Token | None:
    """Give the candidate that heads annotated words: the one highest in the parse within them."""
    if span is None:
        return None
    within = [token for token in candidates if span.start <= token.i < span.end]
    if not within:
        return None
    depth = {token.i: sum(1 for _ in token.ancestors) for token in within}
    return next((token for token in within if token.i == span.root.i), None) or min(
        within, key=lambda token: (depth[token.i], token.i)
    )
