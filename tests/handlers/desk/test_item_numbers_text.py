"""Numbers of an item in words: none runs into the name or another number, and zeros are left out."""

from dataclasses import replace

import pytest

from handlers.desk.item_numbers_text import dish_row, item_numbers_row, past_dish_row
from locales.say import Say
from locales.units import ItemUnit
from market.desk import ItemNumbers
from tests.handlers.test_screens import SAYS
from tests.journeys.harness import without_bidi_marks
from tests.market.samples import DAY, LINE, NOW, drop

EN, MS, ZH = SAYS
BOX = replace(LINE, name="Kuih lapis, box of 9", quantity=12)
SEAT = replace(BOX, unit=ItemUnit.SEAT)


def numbers(free: int, booked: int = 0, sold: int = 0, **counts: int) -> ItemNumbers:
    given = {"held": 0, "collected": 0, "waiting": 0} | counts
    return ItemNumbers(item=BOX, booked=booked, sold=sold, free=free, next_number=None, **given)


def read(say: Say, shown: ItemNumbers) -> str:
    return without_bidi_marks(item_numbers_row(say, drop(), shown).striptags())


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (numbers(3, booked=6, collected=3), "3 left of 12, 9 booked (3 collected)"),
        (numbers(0, booked=12, waiting=7), "sold out, 12 booked, 7 waiting"),
        (numbers(0, booked=9, held=3), "none left of 12, 9 booked, 3 on hold"),
        (numbers(12), "12 left of 12"),
        (numbers(7, booked=3, sold=2), "7 left of 12, 3 booked, 2 sold at the stall"),
        (numbers(10, collected=2), "10 left of 12, 2 booked (all collected)"),
        (replace(numbers(10, collected=2), item=SEAT), "10 left of 12, 2 booked (2 admitted)"),
    ],
)
def test_an_item_is_a_name_and_then_numbers_without_zeros(shown: ItemNumbers, words: str) -> None:
    assert read(EN, shown) == f"Kuih lapis, box of 9: {words}"
    assert "<b>" in item_numbers_row(EN, drop(), shown)


def test_the_numbers_are_said_in_each_language() -> None:
    shown = numbers(3, booked=6, collected=3, waiting=2)
    assert (
        read(MS, shown) == "Kuih lapis, box of 9: tinggal 3 daripada 12, 9 ditempah (3 diambil), 2 menunggu"
    )
    assert read(ZH, shown) == "Kuih lapis, box of 9：剩 3 份，共 12 份，已订 9 份（取走 3 份），候补 2 人"


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (numbers(1, booked=2, collected=7, sold=2), "9 of 12 sold, 2 not collected"),
        (replace(numbers(1, booked=2, collected=7), item=SEAT), "7 of 12 sold, 2 did not come"),
        (numbers(3, collected=9), "9 of 12 sold"),
        (numbers(12), "0 of 12 sold"),
    ],
)
def test_a_dish_that_is_over_says_what_became_of_its_units(shown: ItemNumbers, words: str) -> None:
    row = past_dish_row(EN, drop(), shown)
    assert without_bidi_marks(row.striptags()) == f"Kuih lapis, box of 9: {words}"


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (numbers(3, booked=6, collected=3, sold=1, held=1), "3 left, 9 booked (3 collected)"),
        (numbers(0, booked=12, waiting=7), "sold out, 12 booked, 7 waiting"),
        (numbers(0, held=12), "none left of 12"),
    ],
)
def test_a_dish_of_an_evening_is_a_short_line(shown: ItemNumbers, words: str) -> None:
    row = dish_row(EN, drop(), shown)
    assert without_bidi_marks(row.striptags()) == f"Kuih lapis, box of 9: {words}"


def test_a_slot_says_its_drop_and_never_twice() -> None:
    slot = replace(BOX, name="10:00", starts_at=NOW + 3 * DAY)
    slot = replace(slot, name=without_bidi_marks(slot.name))
    row = item_numbers_row(EN, replace(drop(), name="Beads"), replace(numbers(12), item=slot))
    assert without_bidi_marks(row.striptags()).startswith("Beads, ")
    twice = replace(slot, name="Beads")
    row = item_numbers_row(EN, replace(drop(), name="Beads"), replace(numbers(12), item=twice))
    assert row.count("Beads") == 1
