"""Parts in per cent as people write them."""

import pytest

from handlers.split.typed_share import read_share


@pytest.mark.parametrize(
    ("words", "hundredths"),
    [
        ("20", 2000),
        (" 20 % ", 2000),
        ("20％", 2000),
        ("１２.５", 1250),
        ("12,5%", 1250),
        ("33.33", 3333),
        ("7.05 percent", 705),
        ("20 per cent", 2000),
        ("15 peratus", 1500),
        ("百分之20", 2000),
        ("0", 0),
        ("100", 10_000),
        ("250", 25_000),
    ],
)
def test_a_part_is_read(words: str, hundredths: int) -> None:
    assert read_share(words) == hundredths


@pytest.mark.parametrize("words", ["", "a fifth", "20 RM", "12.345", "-5", "1000", "20 30", "%"])
def test_what_is_no_part_is_asked_again(words: str) -> None:
    assert read_share(words) is None
