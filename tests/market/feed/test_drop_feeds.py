"""The feeds of an alley and of a stall, read by two other libraries after each change, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from locales.say import speak
from market.actor import Actor, StallUnknown
from market.alley import AlleyUnknown
from market.drop.browse import any_drop
from market.drop.calendar_file import calendar_file
from market.drop.facts import DropFacts
from market.feed.feed_drops import MOST, DropFeed, alley_feed, stall_feed
from market.feed.feed_files import drop_feed_file
from market.organiser.alleys import close_alley
from market.organiser.block import block, unblock
from market.stall_closing import close_stall
from market.stock import change
from market.stock.move import move_alley, move_drop
from market.stock.pause import cancel
from storage.alley import Alley
from storage.drop import Drop
from storage.stall import Stall
from tests.calendars import read_calendar
from tests.counted_statements import statements
from tests.market.drop.conftest import LINA, NOW, SATURDAY
from tests.market.feed.conftest import BOT, DAY, HOUR, KEN, MOVED_TO, FeedScenario
from tests.market.samples import ALLEY, DROP
from tests.people import admins

LANGUAGES = ("en", "ms", "zh_Hans")
ZONES = (
    "Asia/Kuching",
    "Asia/Bangkok",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/New_York",
    "America/St_Johns",
)
HOSTILE = (
    "BEGIN:VEVENT\r\nUID:forged\r\nEND:VEVENT",
    "a\nSTATUS:CANCELLED",
    'a\r\n b\\n\\,;:"=\\',
    "ATTENDEE;CN=x:mailto:x@example.org",
    "\u202eevil\u2066 \u200f",
    "\x00\x07\x1b[31m bell\x7f\x85next\u2028line\u2029",
    "👨‍👩‍👧‍👦" * 12 + "黑芝麻汤圆；十二粒，" * 9,
    "كعك العيد، طازج؛ " * 6,
    "é" * 80 + "é" * 80,
)


async def test_an_entry_is_the_one_of_the_drops_own_file(feeds: FeedScenario) -> None:
    drop, _ = await feeds.published()
    single = read_calendar(calendar_file(speak("en"), await feeds.store.read(any_drop, drop), BOT))
    assert await feeds.of_alley() == await feeds.of_stall() == single
    assert [*single] == [await feeds.uid(drop)]


@pytest.mark.feature("S01")
async def test_each_change_is_in_the_feed_with_a_higher_sequence(feeds: FeedScenario) -> None:
    drop, _ = await feeds.published()
    uid, later = await feeds.uid(drop), NOW + HOUR
    seen = [(await feeds.of_alley())[uid]]
    await feeds.do(move_drop, drop, MOVED_TO, later)
    seen.append((await feeds.of_alley())[uid])
    await feeds.do(change.rename_drop, drop, "seri muka", later)
    seen.append((await feeds.of_alley())[uid])
    await feeds.do(cancel, drop, later)
    seen.append((await feeds.of_alley())[uid])
    assert [entry.sequence for entry in seen] == [0, 1, 2, 3]
    assert [entry.stamp for entry in seen] == [NOW, later, later, later]
    assert all(entry.modified == entry.stamp for entry in seen)
    assert seen[0].starts_at == datetime(2026, 11, 28, 11, tzinfo=UTC)
    assert seen[1].starts_at == datetime(2026, 11, 29, 9, tzinfo=UTC)
    assert (seen[1].summary, seen[2].summary) == ("kuih lapis", "seri muka")
    assert [entry.status for entry in seen] == ["CONFIRMED", "CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [entry.alarm for entry in seen] == [-2 * HOUR, -2 * HOUR, -2 * HOUR, None]


async def test_a_drop_that_moves_to_another_alley_is_in_the_feed_of_that_one(feeds: FeedScenario) -> None:
    drop, _ = await feeds.published()
    other = await feeds.uid((await feeds.published(replace(SATURDAY, day=date(2026, 12, 5))))[0])
    await feeds.change(Alley, feeds.alleys["Tanjung"], zone="Asia/Tokyo")
    uid = await feeds.uid(drop)
    await feeds.do(move_alley, drop, feeds.alleys["Tanjung"], NOW)
    entry = (await feeds.of_alley("Tanjung"))[uid]
    assert entry.location == "Lorong Tanjung, Kota Kinabalu"
    assert entry.offset == 9 * HOUR
    assert [*await feeds.of_alley()] == [other]
    assert {each.offset for each in (await feeds.of_stall()).values()} == {8 * HOUR, 9 * HOUR}
    assert (await feeds.stall_file()).count(b"BEGIN:VTIMEZONE") == 2


async def test_a_cancelled_drop_stays_for_thirty_days(feeds: FeedScenario) -> None:
    near, _ = await feeds.published()
    far, _ = await feeds.published(replace(SATURDAY, day=date(2027, 1, 30)))
    for drop in (near, far):
        await feeds.do(cancel, drop, NOW)
    uids = {await feeds.uid(near), await feeds.uid(far)}
    feeds.now = NOW + 30 * DAY - HOUR
    assert {uid: entry.status for uid, entry in (await feeds.of_alley()).items()} == dict.fromkeys(
        uids, "CANCELLED"
    )
    feeds.now = NOW + 30 * DAY
    assert await feeds.of_alley() == {}


async def test_a_feed_has_thirty_days_back_and_a_hundred_and_twenty_ahead(feeds: FeedScenario) -> None:
    drop, _ = await feeds.published()
    row = await feeds.row(Drop, drop)
    moments = ((row["ends_at"] + 30 * DAY, False), (row["starts_at"] - 120 * DAY, False))
    near = ((row["ends_at"] + 30 * DAY - HOUR, True), (row["starts_at"] - 120 * DAY + HOUR, True))
    for feeds.now, is_there in (*moments, *near):
        assert bool(await feeds.of_alley()) is is_there
        assert bool(await feeds.of_stall()) is is_there


async def test_what_not_everybody_may_see_is_in_no_feed(feeds: FeedScenario) -> None:
    drop, _ = await feeds.published()
    await feeds.draft(replace(SATURDAY, name="draft"))
    uid = await feeds.uid(drop)
    assert [*await feeds.of_alley()] == [uid], "not the draft"
    await feeds.hide(drop)
    assert (await feeds.of_alley(), await feeds.of_stall()) == ({}, {})
    await feeds.show(drop)
    assert [*await feeds.of_alley()] == [*await feeds.of_stall()] == [uid]
    await feeds.store.write(block, KEN, LINA, admins(KEN.person), NOW)
    assert await feeds.of_alley() == {}, "the owner is blocked"
    with pytest.raises(StallUnknown):
        await feeds.of_stall()
    await feeds.store.write(unblock, KEN, LINA, NOW)
    assert [*await feeds.of_alley()] == [uid]
    await feeds.store.write(close_alley, KEN, feeds.alleys["Bakau"], NOW)
    with pytest.raises(AlleyUnknown):
        await feeds.of_alley()
    with pytest.raises(StallUnknown):
        await feeds.of_stall()


async def test_a_stall_that_is_not_approved_or_closed_has_no_feed(feeds: FeedScenario) -> None:
    await feeds.published()
    code = await feeds.code(Stall, feeds.stall)
    assert len((await feeds.store.read(stall_feed, code.lower(), NOW)).drops) == 1
    for state in ("asked", "turned_down"):
        await feeds.state(state)
        with pytest.raises(StallUnknown):
            await feeds.store.read(stall_feed, code, NOW)
        assert await feeds.of_alley() == {}
    await feeds.state("approved")
    await feeds.store.write(close_stall, Actor(LINA), feeds.stall, 1, now=NOW)
    with pytest.raises(StallUnknown):
        await feeds.store.read(stall_feed, code, NOW)


@pytest.mark.parametrize("code", ["NONE", "", "%", "7KQ2M9' OR 1=1"])
async def test_an_unknown_code_has_no_feed(feeds: FeedScenario, code: str) -> None:
    with pytest.raises(AlleyUnknown):
        await feeds.store.read(alley_feed, code, NOW)
    with pytest.raises(StallUnknown):
        await feeds.store.read(stall_feed, code, NOW)


async def test_a_feed_without_drops_is_a_calendar_with_its_zone(feeds: FeedScenario) -> None:
    for data in (await feeds.alley_file(), await feeds.stall_file()):
        assert read_calendar(data) == {}
        assert b"TZID:Asia/Kuching" in data


async def test_an_unchanged_feed_is_the_same_bytes_whenever_it_is_read(feeds: FeedScenario) -> None:
    await feeds.published()
    await feeds.published(replace(SATURDAY, name="seri muka"))
    before = await feeds.alley_file()
    feeds.now += 5 * HOUR
    assert await feeds.alley_file() == before


async def test_a_feed_takes_as_many_statements_for_many_drops_as_for_one(feeds: FeedScenario) -> None:
    def count(session: Session) -> list[int]:
        return [
            len(statements(session, alley_feed, "BAKA", NOW)),
            len(statements(session, stall_feed, session.get_one(Stall, feeds.stall).code, NOW)),
        ]

    assert await feeds.store.read(count) == [2, 2]
    for number in range(7):
        await feeds.published(replace(SATURDAY, name=f"kuih {number}"))
    assert await feeds.store.read(count) == [2, 2]


async def test_more_drops_than_a_feed_has_leave_out_those_that_are_over(feeds: FeedScenario) -> None:
    drop, _ = await feeds.published()

    def copy(session: Session) -> None:
        like = session.get_one(Drop, drop)
        values = like.model_dump(exclude={"id", "code", "starts_at", "ends_at", "opens_at"})
        for number in range(MOST + 1):
            starts_at = NOW - DAY if number < 3 else like.starts_at + timedelta(minutes=number)
            hours = {"opens_at": starts_at - HOUR, "starts_at": starts_at, "ends_at": starts_at + HOUR}
            session.add(Drop(**values, **hours, code=f"F{number}"))

    await feeds.store.write(copy)
    found = (await feeds.store.read(alley_feed, "BAKA", NOW)).drops
    assert len(found) == MOST
    codes = {each.code for each in found}
    assert {f"F{number}" for number in range(3, MOST + 1)} <= codes
    assert len({"F0", "F1", "F2"} - codes) == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", HOSTILE)
def test_no_name_or_words_reach_out_of_their_line(language: str, words: str) -> None:
    alley = replace(ALLEY, name=words, city=words)
    drop = replace(DROP, name=words, words=words, stall=replace(DROP.stall, name=words), alley=alley)
    feed = DropFeed(name=words, zone=alley.zone, drops=(drop, replace(DROP, code="OTHER1")))
    found = read_calendar(drop_feed_file(speak(language), feed, BOT, NOW))
    assert [*found] == [f"drop-{code}@{BOT}.t.me" for code in (DROP.code, "OTHER1")]
    assert {entry.status for entry in found.values()} == {"CONFIRMED"}
    assert "\n" not in found[f"drop-{DROP.code}@{BOT}.t.me"].summary


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_alarm_is_in_the_language_of_the_reader(language: str) -> None:
    feed = DropFeed(name="Lorong Bakau", zone=ALLEY.zone, drops=(DROP,))
    data = drop_feed_file(speak(language), feed, BOT, NOW).replace(b"\r\n ", b"").decode()
    words = {"en": "In two hours: Kuih lapis", "ms": "Dua jam lagi: Kuih lapis", "zh_Hans": "Kuih lapis"}
    assert words[language] in data
    assert ("In two hours" in data) is (language == "en")


@pytest.mark.parametrize("zone", ZONES)
def test_hours_are_right_in_zones_with_and_without_summer_time(zone: str) -> None:
    """Around each change of the clocks, and on both sides of a new year."""
    days = [date(2026, 10, 20) + timedelta(days=3 * number) for number in range(60)]
    drops = [
        replace(
            DROP,
            code=f"D{number}",
            starts_at=datetime.combine(day, time(1, 30), ZoneInfo(zone)).astimezone(UTC),
            ends_at=datetime.combine(day, time(1, 30), ZoneInfo(zone)).astimezone(UTC) + 4 * HOUR,
            alley=replace(ALLEY, zone=zone),
        )
        for number, day in enumerate(days)
    ]
    feed = DropFeed(name="x", zone=zone, drops=tuple(drops))
    data = drop_feed_file(speak("en"), feed, BOT, NOW)
    found = read_calendar(data)
    for drop in drops:
        entry = found[f"drop-{drop.code}@{BOT}.t.me"]
        assert (entry.starts_at, entry.ends_at) == (drop.starts_at, drop.ends_at)
        assert entry.offset == drop.starts_at.astimezone(ZoneInfo(zone)).utcoffset()
    assert data.count(b"BEGIN:VTIMEZONE") == 1


def test_zones_of_drops_are_there_once_each() -> None:
    drops: tuple[DropFacts, ...] = tuple(
        replace(DROP, code=f"D{number}", alley=replace(ALLEY, zone=ZONES[number % len(ZONES)]))
        for number in range(20)
    )
    data = drop_feed_file(speak("en"), DropFeed(name="x", zone=ALLEY.zone, drops=drops), BOT, NOW)
    assert len(read_calendar(data)) == 20
    assert data.count(b"BEGIN:VTIMEZONE") == len(ZONES)
