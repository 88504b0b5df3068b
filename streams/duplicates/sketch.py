"""The fingerprint of a text: MinHash over word 3-grams, its numbers, its length, its exact hash.

Flows in: headline and body, without datelines. Flows out: a `Sketch`. Languages that are written without spaces are
sketched over 4 characters instead of 3 words.
"""

import hashlib
import unicodedata
from collections.abc import Collection

import numpy as np
from rensa import RMinHash

from schemas import Sketch
from streams.duplicates.script import WORD, is_unspaced
from streams.duplicates.thresholds import thresholds
from streams.duplicates.words import numbers, without_markers

# One of these stands in every sketch: raise both with any change to what follows, so that no log of another sort is
# compared. The first is over words, the second over characters.
WORDS = "rminhash128x16-w3-v4"
CHARACTERS = "rminhash128x16-c4-v4"
ALGORITHMS = frozenset({WORDS, CHARACTERS})
ROWS = 128
SEED = 20260101
# Of 16 bits three may choose the sample: the other 13 still tell some 256 shingles apart.
_SAMPLE_BITS = 8
_MOST_SPARSE = 8

# Where a text is of ASCII alone, as most of a wire is, this finds the same words as `WORD` in a fifth of the time.
_ASCII = {code: chr(code) if chr(code).isalnum() else " " for code in range(128)}


def normalise(headline: str, body: str) -> str:
    """Give the text as it is compared: NFKC, case folded, without version markers and lone surrogates."""
    text = f"{without_markers(headline)}\n{body}"
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text.encode("utf-8", "replace").decode()).casefold()


def sketch(headline: str, body: str, language: str = "und") -> Sketch:
    """Sketch a text; under 20 words it is compared by its exact hash only and has no signature.

    Args:
        headline: its markers of a version are left out.
        body: without its dateline.
        language: the text's BCP-47 tag; of its number words only those of its language are numbers.

    Returns:
        Its `content_hash` is of letters and digits alone, and then of its numbers, so that 1.5 is not 15; that of
        a text without any is empty and equals no other.
    """
    text = normalise(headline, body)
    limits = thresholds()
    words = text.translate(_ASCII).split() if text.isascii() else WORD.findall(text)
    found = numbers(text, words, language)
    letters = "".join(words)
    grams: Collection[str]
    if is_unspaced(letters):
        algorithm, tokens, enough = CHARACTERS, len(letters), limits.least_characters
        grams = set(map("".join, zip(letters, letters[1:], letters[2:], letters[3:], strict=False)))
    else:
        algorithm, tokens, enough = WORDS, len(words), limits.least_tokens
        grams = set(map(" ".join, zip(words, words[1:], words[2:], strict=False)))
    exact = "\n".join((letters, *found)).encode()
    signature, sample = _signed(grams) if tokens >= enough else (b"", b"")
    return Sketch(
        algorithm=algorithm,
        signature=signature,
        numbers=found,
        tokens=tokens,
        shingles=len(grams),
        content_hash=hashlib.blake2b(exact, digest_size=16).hexdigest() if letters else "",
        sample=sample,
    )


def sampled(shingles: int) -> int:
    """Say that one in 1, 2, 4 or 8 shingles of a text is in its sample, so that it has at most about 256; 0: none."""
    one_in = 1 << max(0, (shingles - 1).bit_length() - _SAMPLE_BITS)
    return one_in if one_in <= _MOST_SPARSE else 0


def _signed(grams: Collection[str]) -> tuple[bytes, bytes]:
    hashes = np.array(RMinHash.hash_token_sets([grams])[0], "<u8")
    ends = np.array([0, len(hashes)], np.uint64)
    rows = RMinHash.digest_matrix_from_flat_token_hashes(hashes, ends, ROWS, SEED).to_rows()[0]
    sample = hashes.view("<u2")[3::4]
    if (one_in := sampled(len(hashes))) != 1:
        sample = sample[sample % one_in == 0] if one_in else sample[:0]
    # Sixteen bits a row lose nothing: the error of the estimate is the same as with 32.
    return np.array(rows, "<u4").astype("<u2").tobytes(), np.sort(sample).tobytes()
