"""The known base: the same texts through bare spaCy, in one process.

Usage: python -m bench.bare COUNT SEED [MODEL]   Prints one JSON object. What is beside it in the same run can then be
told as a ratio, which travels between machines better than a rate.
"""

import json
import os
import sys
import time

import spacy

from bench.articles import articles
from bench.gauges import use
from streams.settings import Settings

BATCH = 64


def main() -> int:
    """Parse the texts; tells items a second, CPU milliseconds an item and the most megabytes in memory."""
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    nlp = spacy.load(sys.argv[3] if len(sys.argv) > 3 else Settings().spacy_model)  # noqa: PLR2004 - the optional argument
    texts = [f"{article.headline}\n\n{article.body}" for article in articles(count, seed)]
    for _ in nlp.pipe(texts[:8]):
        """The first texts are slower than all others."""
    began, before = time.perf_counter(), time.process_time()
    tokens = sum(len(doc) for doc in nlp.pipe(texts, batch_size=BATCH))
    seconds, cpu = time.perf_counter() - began, time.process_time() - before
    told = {
        "items": count,
        "items_per_second": count / seconds,
        "tokens_per_second": tokens / seconds,
        "cpu_ms": 1000 * cpu / count,
        "peak_mb": use(os.getpid()).peak / 2**20,
    }
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
