"""The project's own tables: tab-separated rows with comments, as people write them.

Flows in: a file of `streams/coding/data`. Flows out: its rows, stripped, comments and empty lines gone.
"""

from collections.abc import Iterator
from importlib import resources

DATA = "streams.coding"


def tables(folder: str) -> list[str]:
    """Name the tables of a folder of `streams/coding/data`, in order."""
    files = resources.files(DATA).joinpath("data", folder).iterdir()
    return sorted(f"{folder}/{file.name.removesuffix('.tsv')}" for file in files if file.name.endswith(".tsv"))


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
    return (row for _, row in located(table, width))


def located(table: str, width: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Read the same, each row with the place it stands at: "states.tsv, line 12"."""
    text = resources.files(DATA).joinpath("data", f"{table}.tsv").read_text(encoding="utf-8")
    return parsed(text, f"{table}.tsv", width)


def parsed(text: str, name: str, width: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Read the rows of a table's text; `name` is what its file is called in the places and in errors."""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        words = list(map(str.strip, line.split("\t")))
        if len(words) > width:
            raise ValueError(f"{name}, line {number}: {len(words)} columns, at most {width} expected")
        yield f"{name}, line {number}", tuple(words + [""] * (width - len(words)))


def words(cell: str, sign: str = "|") -> tuple[str, ...]:
    """Divide a cell of several words; an empty cell has none."""
    return tuple(word.strip() for word in cell.split(sign) if word.strip())
