"""The sums that a buyer is likely to hand over in cash."""

import pytest

from locales.formats import exponent
from locales.stock import CURRENCY_SIGNS
from market.sale.banknotes import NOTES, likely_notes


@pytest.mark.parametrize(
    ("due", "currency", "sums"),
    [
        (1800, "MYR", (2000, 5000, 10_000)),
        (600, "MYR", (1000, 2000, 5000)),
        (350, "MYR", (400, 500, 1000)),
        (2350, "MYR", (2500, 3000, 4000)),
        (2000, "MYR", (2500, 3000, 4000)),
        (14_200, "MYR", (15_000, 20_000)),
        (123_450, "MYR", (130_000,)),
        (1_800_000, "IDR", (2_000_000, 5_000_000, 10_000_000)),
        (1800, "JPY", (2000, 5000, 10_000)),
        (1250, "KWD", ()),
    ],
)
def test_the_next_sums_above_what_is_due(due: int, currency: str, sums: tuple[int, ...]) -> None:
    assert likely_notes(due, currency) == sums


def test_every_currency_of_a_stall_line_has_its_notes_in_sequence() -> None:
    assert {*NOTES} == {*CURRENCY_SIGNS}
    for currency, notes in NOTES.items():
        assert [*notes] == sorted({*notes})
        for due in range(1, 40):
            amounts = likely_notes(due * 10 ** exponent(currency), currency)
            assert all(each > due * 10 ** exponent(currency) for each in amounts)
