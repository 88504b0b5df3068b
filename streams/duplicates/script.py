"""How a text is written: what is a letter, and whether words have spaces between them.

Flows in: text, NFKC. Flows out: its words, or that it must be taken by characters.
"""

import re
import unicodedata

# Vowel signs and the like: in the scripts of South and South-East Asia they make another word.
_MARKS = "".join(
    chr(code)
    for first, last in ((0x0900, 0x109F), (0x1780, 0x17FF), (0xA8E0, 0xA8FF))
    for code in range(first, last + 1)
    if unicodedata.category(chr(code)).startswith("M")
)
WORD = re.compile(rf"(?:[^\W_]|[{_MARKS}])+")

# Thai, Lao, Tibetan, Myanmar, Khmer, kana, bopomofo, Han.
_UNSPACED = re.compile("[\u0e00-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f\u3400-\u9fff\U00020000-\U0003ffff]")
_SHARE = 0.3


def is_unspaced(letters: str) -> bool:
    """Say whether letters are, for the most part of what they say, of scripts that put no spaces between words.

    One such character says as much as a few Latin ones, so a third of all is most.
    """
    if letters.isascii() or not _UNSPACED.search(letters):
        return False
    return len(_UNSPACED.findall(letters)) > _SHARE * len(letters)
