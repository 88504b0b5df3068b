"""The page of the takeover tells every figure; what it measures runs on a real broker, by its own command."""

from bench.takeover import Start, page, table


def test_the_page_tells_how_long_each_way_takes_and_leaves_out_what_does_not_apply() -> None:
    starts = [Start("alone", 2.04, 181.26, 175.4, 3200 * 2**20), Start("following", None, 190.0, 176.0, 3100 * 2**20)]
    text = page(1_234_567, 0.26, starts)
    assert table(starts).splitlines()[2:] == [
        "| alone | 2.0 | 181.3 | 175 | 3200 |",
        "| following |  | 190.0 | 176 | 3100 |",
    ]
    assert table(starts) in text
    assert "1,234,567 texts" in text
    assert "load average 0.3" in text
