"""The fingerprint of a text: MinHash over word 3-grams, its numbers, its length, its exact hash.

Flows in: headline and body, without datelines. Flows out: a `Sketch`.
"""

import hashlib
import re
import struct
import unicodedata
from operator import eq

from rensa import RMinHash

from schemas import Sketch
from streams.duplicates.thresholds import thresholds
from streams.duplicates.words import numbers, without_markers

# Stands in every sketch: raise it with any change to what follows, so that no log of another sort is compared.
ALGORITHM = "rminhash128x16-w3-v2"
ROWS = 128
SEED = 20260101

_WORD = re.compile(r"\w+(?:[.,'’]\w+)*")
_NEITHER = re.compile(r"[\W_]+")  # neither letter nor digit
_ROWS = struct.Struct(f">{ROWS}H")


def normalise(headline: str, body: str) -> str:
    """Give the text as it is compared: NFKC, case folded, without version markers and lone surrogates."""
    text = f"{without_markers(headline)}\n{body}".encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFKC", text).casefold()


def sketch(headline: str, body: str) -> Sketch:
    """Sketch a text; under 20 tokens it is compared by its exact hash only and has no signature.

    Returns:
        Its `content_hash` is of letters and digits alone, and then of its numbers, so that 1.5 is not 15; that of
        a text without any is empty and equals no other.
    """
    text = normalise(headline, body)
    tokens = _WORD.findall(text)
    grams = {" ".join(three) for three in zip(tokens, tokens[1:], tokens[2:], strict=False)}
    found = numbers(text, tokens)
    letters = _NEITHER.sub("", text)
    exact = "\n".join((letters, *found)).encode()
    return Sketch(
        algorithm=ALGORITHM,
        signature=_signature(grams) if len(tokens) >= thresholds().least_tokens else b"",
        numbers=found,
        tokens=len(tokens),
        shingles=len(grams),
        content_hash=hashlib.blake2b(exact, digest_size=16).hexdigest() if letters else "",
    )


def _signature(grams: set[str]) -> bytes:
    minhash = RMinHash(num_perm=ROWS, seed=SEED)
    minhash.update(list(grams))
    # Sixteen bits a row lose nothing: the error of the estimate is the same as with 32.
    return _ROWS.pack(*(row & 0xFFFF for row in minhash.digest()))


def jaccard(one: bytes, other: bytes) -> float:
    """Estimate the Jaccard index, 0 to 1, of two signatures from all their rows."""
    equal: int = sum(map(eq, _ROWS.unpack(one), _ROWS.unpack(other)))
    return equal / ROWS


def containment(likeness: float, one: Sketch, other: Sketch) -> float:
    """Estimate how much of the smaller text is in the larger, from the Jaccard index and both sizes."""
    shared = likeness / (1 + likeness) * (one.shingles + other.shingles)
    return min(1.0, shared / max(1, min(one.shingles, other.shingles)))
