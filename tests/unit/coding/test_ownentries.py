"""A user's own entities go beside ours; a wrong line is named with its file and reason, and nothing starts."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from streams.coding.ownentries import own_entries
from streams.coding.registry import Registry
from streams.errors import EntitiesError

DAY = date(2025, 6, 1)
ROWS = """# our beat
person\tKEN\t\tWanjiru Otieno|Mama Otieno\tmining minister\t2024-03-01\t
organisation\tKEN\tLAB\tKwale Miners' Union|KMU
group\tSOM\tREB\tSons of the Dune\t\t2023\t2025-05
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "own.tsv"
    file.write_text(ROWS, encoding="utf-8")
    return file


def test_own_entries_are_found_by_each_name_in_their_time(table: Path) -> None:
    registry = Registry(tuple(own_entries(table)))
    found = {name: registry.lookup(name, DAY) for name in ("Mama Otieno", "KMU", "Kwale Miners' Union")}

    assert {name: (known.country, known.sectors, known.role) for name, known in found.items() if known} == {
        "Mama Otieno": ("KEN", ("GOV",), "mining minister"),
        "KMU": ("KEN", ("LAB",), None),
        "Kwale Miners' Union": ("KEN", ("LAB",), None),
    }
    before = registry.lookup("Wanjiru Otieno", date(2020, 1, 1))
    assert before is not None
    assert (before.country, before.role) == ("KEN", None)


def test_an_own_entry_says_where_it_stands(table: Path) -> None:
    known = Registry(tuple(own_entries(table))).lookup("KMU", DAY)
    assert known is not None
    assert known.source == f"{table}, line 3"


def test_an_own_office_is_joined_to_what_the_tables_know(tmp_path: Path) -> None:
    file = tmp_path / "own.tsv"
    file.write_text("person\tFRA\t\tEmmanuel Macron\tchess federation president\t2031-01-01\n", encoding="utf-8")
    person = Registry(tuple(own_entries(file))).people["Emmanuel Macron"]
    assert {"president", "chess federation president"} <= {tenure.role for tenure in person.tenures}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("robot\tKEN\t\tX", "kind 'robot' is none of"),
        ("group\tXYZ\tREB\tX", "country 'XYZ'"),
        ("group\tKEN\tFOO\tX", "sector 'FOO'"),
        ("group\tKEN\tREB\t", "it has no name"),
        ("group\tKEN\tREB\tX\tking", "only a person holds an office"),
        ("person\t\tGOV\tX", "a person needs a country"),
        ("person\tKEN\tGOV\tX\tking\t2023-02-31", "day is out of range"),
        ("person\tKEN\tGOV\tX\tking\tsoon", "invalid literal"),
        ("person\tKEN\tGOV\tX\tking\t2023\t2022", "before it begins"),
        ("a\tb\tc\td\te\tf\tg\th", "8 columns, at most 7"),
    ],
)
def test_a_wrong_line_is_named_with_file_line_and_reason(tmp_path: Path, row: str, reason: str) -> None:
    file = tmp_path / "own.tsv"
    file.write_text(f"# one\n\n{row}\n", encoding="utf-8")
    with pytest.raises(EntitiesError) as caught:
        list(own_entries(file))
    assert str(caught.value).startswith(f"{file}, line 3: ")
    assert reason in str(caught.value)


def test_a_table_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    binary = tmp_path / "binary.tsv"
    binary.write_bytes(b"\xff\xfe\x00")
    for file, reason in ((tmp_path / "none.tsv", "No such file"), (binary, "not UTF-8")):
        with pytest.raises(EntitiesError, match=reason):
            list(own_entries(file))


@pytest.mark.parametrize("command", ["extract", "worker"])
def test_no_command_starts_with_a_wrong_table(tmp_path: Path, command: str) -> None:
    file = tmp_path / "own.tsv"
    file.write_text("group\tKEN\tFOO\tX\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "streams.cli.main", command],
        input='{"body": "Rebels attacked a town."}\n',
        env={"NEWSWIRE_ENTITIES": str(file), "NEWSWIRE_BOOTSTRAP_SERVERS": "localhost:9", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"{file}, line 1: sector 'FOO' is none of PLOVER's" in done.stderr
    assert "Traceback" not in done.stderr
