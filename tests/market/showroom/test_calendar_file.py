"""A visit as a calendar file: one entry for its life, which a move, a cancellation and its undo change."""

from datetime import timedelta
from typing import Any

import vobject

from locales.say import speak
from market.showroom.calendar_file import visit_file
from market.showroom.plan import close_showroom_day
from market.showroom.visit import undo_cancel
from tests.market.showroom.conftest import MINUTE, SATURDAY, STALL, TEN, TOM, ShowroomScenario

BOT = "kk_lorong_bot"


async def entry(showroom: ShowroomScenario, visit: int) -> Any:
    """Return the entry as another library reads it. Raises for invalid content."""
    data = visit_file(speak("en"), await showroom.visit(visit), BOT)
    calendar = vobject.readOne(data.decode())
    calendar.validate(raiseException=True)
    return calendar.vevent


async def test_a_visit_is_one_entry_that_each_change_renews(showroom: ShowroomScenario) -> None:
    await showroom.window()
    visit = await showroom.book(TOM)
    first = await entry(showroom, visit)
    assert first.uid.value == f"visit-{visit}@{BOT}.t.me"
    assert (first.sequence.value, first.status.value) == ("0", "CONFIRMED")
    assert (first.dtstart.value, first.dtend.value) == (TEN, TEN + 15 * MINUTE)
    assert first.dtstart.value.utcoffset() == timedelta(hours=8), "the alley's own hours"
    assert first.url.value.startswith(f"https://t.me/{BOT}?start=e_")
    assert first.valarm.trigger.value == timedelta(hours=-1)
    assert "organizer" not in first.contents
    showroom.now += MINUTE
    await showroom.move(TOM, visit, TEN + 20 * MINUTE)
    moved = await entry(showroom, visit)
    assert (moved.uid.value, moved.sequence.value) == (first.uid.value, "1")
    assert moved.dtstart.value == TEN + 20 * MINUTE
    assert moved.dtstamp.value == showroom.now
    await showroom.cancel(TOM, visit)
    gone = await entry(showroom, visit)
    assert (gone.uid.value, gone.sequence.value, gone.status.value) == (first.uid.value, "2", "CANCELLED")
    assert "valarm" not in gone.contents
    await showroom.store.write(undo_cancel, TOM, visit, showroom.now)
    again = await entry(showroom, visit)
    assert (again.sequence.value, again.status.value) == ("3", "CONFIRMED")


async def test_a_move_to_the_same_time_changes_nothing(showroom: ShowroomScenario) -> None:
    await showroom.window()
    visit = await showroom.book(TOM)
    before = visit_file(speak("en"), await showroom.visit(visit), BOT)
    showroom.now += MINUTE
    await showroom.move(TOM, visit, TEN)
    assert visit_file(speak("en"), await showroom.visit(visit), BOT) == before


async def test_a_day_that_the_host_closes_cancels_the_entry(showroom: ShowroomScenario) -> None:
    await showroom.window()
    visit = await showroom.book(TOM)
    await showroom.host(close_showroom_day, STALL, SATURDAY, now=showroom.now)
    ended = await entry(showroom, visit)
    assert (ended.sequence.value, ended.status.value) == ("1", "CANCELLED")
