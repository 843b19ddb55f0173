"""A drop as a calendar file: parsed by another library, strictly formatted, and updated when the drop moves."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject

from locales.say import speak
from market.drop.browse import any_drop
from market.drop.calendar_file import calendar_file
from market.drop.facts import DropFacts
from market.stock import change
from market.stock.move import move_alley, move_drop
from market.stock.parsed_message import ParsedMessage
from market.stock.pause import cancel
from market.stock.stock_line import StockLine
from storage.drop import DropState
from tests.market.drop.conftest import NOW, Trade
from tests.market.samples import DROP

BOT = "kk_lorong_bot"
MOVED_TO = StockLine(day=date(2026, 11, 29), start=time(17))


def read(data: bytes) -> Any:
    """Returns the calendar as vobject reads it. It raises for what is not allowed."""
    calendar = vobject.readOne(data.decode())
    calendar.validate(raiseException=True)
    return calendar


def event_of(drop: DropFacts, item: int = 0, language: str = "en") -> Any:
    return read(calendar_file(speak(language), drop, BOT, item=item)).vevent


def test_another_library_reads_what_was_written() -> None:
    event = event_of(DROP)
    assert event.uid.value == "drop-7KQ2M9@kk_lorong_bot.t.me"
    assert event.summary.value == "Kuih lapis"
    assert event.dtstart.value == DROP.starts_at
    assert event.dtend.value == DROP.ends_at
    assert event.dtstart.value.utcoffset() == timedelta(hours=8), "the alley's own hours"
    assert event.location.value == f"{DROP.alley.name}, {DROP.alley.city}"
    assert event.url.value == "https://t.me/kk_lorong_bot?start=d_7KQ2M9"
    assert event.description.value == (
        f"{DROP.stall.name}\nSembilan lapis.\nhttps://t.me/kk_lorong_bot?start=d_7KQ2M9"
    )
    assert (event.sequence.value, event.status.value) == ("0", "CONFIRMED")
    assert event.valarm.trigger.value == timedelta(hours=-2)
    assert "organizer" not in event.contents
    assert DROP.alley.latitude == pytest.approx(float(event.geo.value.split(";")[0]))


@pytest.mark.parametrize(
    "zone", ["Asia/Kuching", "Asia/Bangkok", "Europe/Berlin", "Australia/Lord_Howe", "America/New_York"]
)
def test_its_hours_are_right_in_zones_with_and_without_summer_time(zone: str) -> None:
    for month in (1, 7):
        starts_at = datetime(2027, month, 9, 10, tzinfo=UTC)
        moved = replace(
            DROP,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=4),
            alley=replace(DROP.alley, zone=zone),
        )
        event = event_of(moved)
        assert event.dtstart.value == starts_at
        assert event.dtstart.value.utcoffset() == starts_at.astimezone(ZoneInfo(zone)).utcoffset()


@pytest.mark.parametrize("language", ["en", "ms", "zh_Hans"])
def test_every_line_is_folded_and_ends_as_the_standard_says(language: str) -> None:
    drop = replace(
        DROP,
        name="黑芝麻汤圆；十二粒, 🥮 \u202eevil",
        words="Baris\nkedua; dengan, koma \\ dan 引号“” " * 9,
        stall=replace(DROP.stall, name="BEGIN:VEVENT\r\nUID:forged"),
    )
    data = calendar_file(speak(language), drop, BOT)
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode()
    assert data.count(b"\r\nUID:") == data.count(b"\r\nBEGIN:VEVENT") == 1
    event = read(data).vevent
    assert event.summary.value == "黑芝麻汤圆；十二粒, 🥮 evil"
    assert event.description.value.startswith("BEGIN:VEVENT UID:forged\nBaris kedua; dengan, koma \\ dan")


def test_a_slot_has_its_own_hours_and_an_entry_of_its_own() -> None:
    slot = replace(
        DROP.items[0],
        id=9,
        name="10:00",
        starts_at=DROP.starts_at,
        ends_at=DROP.starts_at + timedelta(hours=1),
    )
    drop = replace(DROP, items=(*DROP.items, slot))
    event = event_of(drop, item=9)
    assert (event.uid.value, event.summary.value) == (
        "drop-7KQ2M9-9@kk_lorong_bot.t.me",
        "Kuih lapis, 10:00",
    )
    assert event.dtend.value == DROP.starts_at + timedelta(hours=1)
    assert event_of(drop, item=404).uid.value == "drop-7KQ2M9@kk_lorong_bot.t.me"


def test_a_cancelled_drop_cancels_its_entry_without_an_alarm() -> None:
    event = event_of(replace(DROP, state=DropState.CANCELLED, revision=2))
    assert (event.status.value, event.sequence.value) == ("CANCELLED", "2")
    assert "valarm" not in event.contents


def test_the_same_drop_is_the_same_file() -> None:
    say = speak("en")
    assert calendar_file(say, DROP, BOT) == calendar_file(say, DROP, BOT)


async def facts(trade: Trade, drop: int) -> DropFacts:
    found: DropFacts = await trade.store.read(any_drop, drop)
    return found


async def test_whatever_moves_a_drop_raises_its_sequence_and_its_date(trade: Trade) -> None:
    drop, _ = await trade.published()
    later = NOW + timedelta(hours=1)
    seen = [event_of(await facts(trade, drop))]
    for action, arguments in (
        (move_drop, (drop, MOVED_TO, later)),
        (move_alley, (drop, trade.alleys["Tanjung"], later)),
        (change.rename_drop, (drop, "seri muka", later)),
        (cancel, (drop, later)),
    ):
        await trade.do(action, *arguments)
        seen.append(event_of(await facts(trade, drop)))
    assert [event.sequence.value for event in seen] == ["0", "1", "2", "3", "4"]
    assert len({event.uid.value for event in seen}) == 1
    assert [event.dtstamp.value for event in seen] == [NOW, later, later, later, later]
    assert seen[1].dtstart.value != seen[0].dtstart.value
    assert seen[2].location.value != seen[1].location.value
    assert (seen[3].summary.value, seen[4].status.value) == ("seri muka", "CANCELLED")


async def test_what_does_not_concern_a_calendar_leaves_the_sequence_alone(trade: Trade) -> None:
    drop, item = await trade.published()
    await trade.do(change.change_price, item, 900, NOW)
    await trade.do(move_drop, drop, StockLine(day=date(2026, 11, 28), start=time(19)), NOW)
    await trade.do(move_alley, drop, trade.alleys["Bakau"], NOW)
    await trade.do(change.rename_drop, drop, "kuih lapis", NOW)
    assert (await facts(trade, drop)).revision == 0


async def test_a_draft_that_moves_counts_too_since_it_may_have_been_shown(trade: Trade) -> None:
    drop = await trade.draft(
        ParsedMessage(
            (StockLine(quantity=2, name="morning", price=1, day=date(2026, 11, 28), start=time(10)),)
        )
    )
    await trade.do(move_drop, drop, MOVED_TO, NOW)
    assert (await facts(trade, drop)).revision == 1
