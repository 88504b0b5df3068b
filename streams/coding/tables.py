"""The project's own tables: tab-separated rows with comments, as people write them.

Flows in: a file of `streams/coding/data`. Flows out: its rows, stripped, comments and empty lines gone.
"""

from collections.abc import Iterator
from importlib import resources

DATA = "streams.coding"


def rows(table: str, width: int) -> Iterator[tuple[str, ...]]:
    """Read a table of the package.

    Args:
        table: file name in `streams/coding/data`, without `.tsv`.
        width: number of columns; short rows are filled with empty words.

    Yields:
        One tuple of `width` stripped words for each row.

    Raises:
        ValueError: a row has more columns than the table, named by file and line.
    """
    text = resources.files(DATA).joinpath("data", f"{table}.tsv").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        words = [word.strip() for word in line.split("\t")]
        if len(words) > width:
            raise ValueError(f"{table}.tsv, line {number}: {len(words)} columns, at most {width} expected")
        yield tuple(words + [""] * (width - len(words)))


def words(cell: str, sign: str = "|") -> tuple[str, ...]:
    """Divide a cell of several words; an empty cell has none."""
    return tuple(word.strip() for word in cell.split(sign) if word.strip())
