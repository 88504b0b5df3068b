"""The fingerprint of a text: MinHash over word 3-grams, its numbers, its length, its exact hash.

Flows in: headline and body, without datelines. Flows out: a `Sketch`.
"""

import hashlib
import re
import unicodedata

from rensa import RMinHash

from schemas import Sketch
from streams.duplicates.thresholds import thresholds

ALGORITHM = "rminhash128x16-w3-v1"
ROWS = 128
ROW_BYTES = 2
SEED = 20260101

_WORD = re.compile(r"\w+(?:[.,'’]\w+)*")
_NUMBER = re.compile(r"\d[\d.,/-]*\d|\d")
# What wires put before a headline to say which version it is; it says nothing of the words that were copied.
_MARKER = re.compile(
    r"^\s*(?:UPDATE\s*\d*|CORRECTED|CORRECTION|REFILE|REPEAT|WRAPUP\s*\d*|RPT|FLASH|URGENT|BREAKING)\b[\s\d:.\-–—]*",
    re.IGNORECASE,
)


def normalise(headline: str, body: str) -> str:
    """Give the text as it is compared: NFKC, case folded, without version markers."""
    text = f"{_MARKER.sub('', headline)}\n{body}"
    return unicodedata.normalize("NFKC", text).casefold()


def sketch(headline: str, body: str) -> Sketch:
    """Sketch a text; under 20 tokens it is compared by its exact hash only and has no signature."""
    text = normalise(headline, body)
    tokens = _WORD.findall(text)
    grams = {" ".join(tokens[i : i + 3]) for i in range(max(0, len(tokens) - 2))}
    letters = "".join(character for character in text if character.isalnum())
    return Sketch(
        algorithm=ALGORITHM,
        signature=_signature(grams) if len(tokens) >= thresholds().least_tokens else b"",
        numbers=tuple(sorted(set(_NUMBER.findall(text)))),
        tokens=len(tokens),
        shingles=len(grams),
        content_hash=hashlib.blake2b(letters.encode(), digest_size=16).hexdigest(),
    )


def _signature(grams: set[str]) -> bytes:
    minhash = RMinHash(num_perm=ROWS, seed=SEED)
    minhash.update(sorted(grams))
    # Sixteen bits a row lose nothing: the error of the estimate is the same as with 32.
    return b"".join((row & 0xFFFF).to_bytes(ROW_BYTES, "big") for row in minhash.digest())


def jaccard(one: bytes, other: bytes) -> float:
    """Estimate the Jaccard index of two signatures from all their rows."""
    pairs = (one[i : i + ROW_BYTES] == other[i : i + ROW_BYTES] for i in range(0, len(one), ROW_BYTES))
    return sum(pairs) / ROWS


def containment(likeness: float, one: Sketch, other: Sketch) -> float:
    """Estimate how much of the smaller text is in the larger, from the Jaccard index and both sizes."""
    shared = likeness / (1 + likeness) * (one.shingles + other.shingles)
    return min(1.0, shared / max(1, min(one.shingles, other.shingles)))
