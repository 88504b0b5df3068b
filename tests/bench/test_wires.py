"""The wires' benchmark: every format with fixtures has a row, and the parts never cost more than the whole."""

from bench.wires import measure, table
from streams.wires.registry import WIRES


def test_every_format_that_has_fixtures_is_measured() -> None:
    found = measure(0.0005, turns=1)
    assert {one.wire.name for one in found} <= {wire.name for wire in WIRES}
    assert {"HTML page", "RSS and Atom", "ninjs", "NITF"} <= {one.wire.name for one in found}
    for one in found:
        assert one.bare > 0
        assert 0 < one.own < one.whole
        assert one.bare < one.floor < one.whole
    rows = table(found).splitlines()
    assert len(rows) == 2 + len(found)
    assert all(row.count("|") == rows[0].count("|") for row in rows)
