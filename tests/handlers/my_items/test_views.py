"""The texts about a person's own entries: why each waits, and how many are ahead."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.my_items.views import blockers_page, home_text, my_items_page
from locales.say import speak
from market.drop.facts import ItemFacts
from market.drop.item_text import full_name
from market.own_matters import OwnMatters
from market.waitlist.blocker import Blocker, BlockerPage, BlockerReason, EntryBlocker
from market.waitlist.position import ActiveBooking, ActiveHold, MyItem, WaitingEntry
from tests.journeys.harness import without_bidi_marks
from tests.market.samples import DROP, HOUR, LINE, NOW

EN = speak("en")
AT: dict[str, Any] = {"at": NOW + HOUR, "units": 2, "free": 1, "component": "box"}
COUNTED = (BlockerReason.HOLD, BlockerReason.BOOKED)
"""Reasons that end when somebody else releases units, by number."""


def entry_blocker(reason: BlockerReason, ahead: int = 3, number: int | None = 9) -> EntryBlocker:
    waiting = WaitingEntry(
        item=LINE.id, number=number, units=2, skipped=0, served_up_to=(number or 0) - 1 - ahead
    )
    return EntryBlocker(MyItem(DROP, LINE, waiting), waiting, Blocker(reason=reason, number=4, **AT))


def page_of_blockers(entries: tuple[EntryBlocker, ...], held: MyItem | None) -> BlockerPage:
    return BlockerPage(entries=entries, held=held, page=1, pages=1)


def text_of(*blockers: EntryBlocker, held: MyItem | None = None) -> str:
    return without_bidi_marks(blockers_page(EN, page_of_blockers(blockers, held)).text)


@pytest.mark.parametrize("reason", BlockerReason)
def test_the_count_ahead_is_shown_only_if_numbers_decide(reason: BlockerReason) -> None:
    words = text_of(entry_blocker(reason))
    assert words.startswith("Kuih lapis, box of 9, number 9: ")
    assert words.endswith("At most 3 people are ahead of you.") is (reason in COUNTED)


@pytest.mark.parametrize("reason", COUNTED)
@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (0, "Then it is your turn."),
        (1, "At most 1 person is ahead of you."),
        (2, "At most 2 people are ahead of you."),
    ],
)
def test_an_entry_shows_how_many_are_ahead(reason: BlockerReason, ahead: int, words: str) -> None:
    assert text_of(entry_blocker(reason, ahead)).endswith(f" {words}")


def test_each_entry_has_its_item_and_without_a_number_shows_none() -> None:
    drawn = entry_blocker(BlockerReason.DRAW, number=None)
    items = text_of(entry_blocker(BlockerReason.PAUSED), drawn).split("\n")
    assert len(items) == 2
    assert "number" in items[0]
    assert "number" not in items[1]
    assert text_of() == "You are not on any waitlist."


def test_what_is_held_can_be_answered_from_here() -> None:
    held = MyItem(DROP, LINE, ActiveHold(id=5, item=LINE.id, units=2, until=NOW + HOUR))
    for own, first in (
        (held, "Answer: Kuih lapis, box of 9"),
        (entry_blocker(BlockerReason.HOLD).mine, "Back"),
        (None, "Back"),
    ):
        [button, *_] = [each for row in blockers_page(EN, page_of_blockers((), own)).rows for each in row]
        assert without_bidi_marks(button.label) == first


TEN = replace(LINE, name="10:00", starts_at=datetime(2026, 11, 28, 2, tzinfo=UTC))
STITCHING = replace(DROP, name="Linangkit stitching", items=(TEN, replace(TEN, id=9)))


def booking(item: ItemFacts = LINE, **changed: Any) -> ActiveBooking:
    given: dict[str, Any] = {"id": 8, "item": item.id, "units": 2, "price": 850, "loan_deposit": 0}
    return ActiveBooking(**(given | {"collected": 0, "coming": False, "booked_at": NOW} | changed))


def test_a_slot_carries_the_name_of_its_drop_in_rows_and_on_buttons() -> None:
    waits = WaitingEntry(item=TEN.id, number=11, units=1, skipped=0, served_up_to=0)
    everything = [MyItem(STITCHING, TEN, booking(TEN)), MyItem(STITCHING, TEN, waits)]
    page = my_items_page(EN, OwnMatters(items=tuple(everything)), page=1, now=NOW)
    booked, waiting = without_bidi_marks(page.text.striptags()).split("Waiting")
    assert booked.startswith("Booked: Linangkit stitching, 10:00, Sat 28 Nov 10:00")
    assert waiting.startswith(": Linangkit stitching, 10:00. Your number is 11.")
    labels = [without_bidi_marks(button.label) for row in page.rows for button in row][:2]
    assert labels == ["Ticket: Linangkit stit…, 10:00", "My position: Linangkit…, 10:00"]
    blocked = EntryBlocker(everything[1], waits, Blocker(reason=BlockerReason.HOLD, number=8, **AT))
    assert text_of(blocked).startswith("Linangkit stitching, 10:00, number 11: ")


def test_an_item_of_several_has_its_drop_s_name_unless_it_repeats_it() -> None:
    small, other = replace(LINE, name="Hinava, small"), replace(LINE, id=9, name="Ambuyat")
    drop = replace(DROP, name="Hinava in a bowl", items=(small, other))
    assert [without_bidi_marks(full_name(EN, drop, item)) for item in drop.items] == [
        "Hinava, small",
        "Hinava in a bowl, Ambuyat",
    ]


def test_home_names_what_to_answer_with_its_total_and_the_next_booking_by_time() -> None:
    lent = replace(LINE, loan_deposit=500)
    drop = replace(DROP, items=(lent,))
    held = MyItem(drop, lent, ActiveHold(id=5, item=lent.id, units=2, until=NOW + HOUR))
    collected = MyItem(drop, lent, booking(collected=2))
    words = [
        without_bidi_marks(row.striptags())
        for row in home_text(EN, [held, collected, MyItem(STITCHING, TEN, booking(TEN))])
    ]
    assert words == [
        "Held for you until Tue 24 Nov 11:00: 2 × Kuih lapis, box of 9, RM27.00.",
        "Next: Linangkit stitching, 10:00, Sat 28 Nov 10:00, booked.",
    ]
