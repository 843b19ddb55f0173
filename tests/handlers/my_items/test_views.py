"""The texts about a person's own entries: why each waits, and how many are ahead."""

from typing import Any

import pytest

from handlers.my_items.views import blockers_page
from locales.say import speak
from market.waitlist.blocker import Blocker, BlockerPage, BlockerReason, EntryBlocker
from market.waitlist.position import ActiveHold, MyItem, WaitingEntry
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
