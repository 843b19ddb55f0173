"""The settings that a person makes for themselves alone."""

from datetime import timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select

from bot.demo.data.seed import seed
from market.preferences.preferences import (
    CLOCKS,
    Preferences,
    allow_promotions,
    change_quiet_hours,
    choose_clock,
    city_of,
    clocks,
    mute_reminder,
    no_quiet_hours,
    preferences_of,
    stop_promotions,
    unmute_reminder,
    usual_quiet_hours,
)
from market.preferences.refusals import QuietHoursUnfit, ZoneUnknown
from market.quiet_hours import QuietHours, QuietHoursEnd
from market.refusal import ButtonForged
from market.reminder.notifications import (
    HoldHalfElapsed,
    LoansDue,
    MarketDayAfter,
    MarketDayNear,
    StallDayStage,
    VisitSoon,
)
from storage.person import Person
from storage.reminder import Mute
from storage.store import Store
from tests.market.samples import NOW
from tests.people import meet

JO, SITI, HERE = 9001, 9002, "Asia/Kuching"
USUAL = QuietHours(21 * 60, 8 * 60, HERE)


@pytest.fixture
async def people(store: Store) -> Store:
    for person in (JO, SITI):
        await store.write(meet, person, f"P{person}", "en", now=NOW)
    return store


async def stored_preferences(store: Store, person: int) -> Preferences:
    return await store.read(preferences_of, person, HERE)


async def test_who_sets_nothing_rests_from_nine_to_eight_by_the_market_s_clock(people: Store) -> None:
    assert await stored_preferences(people, JO) == Preferences(
        zone="", quiet_hours=USUAL, no_promotions_at=None, muted=frozenset(), has_stall=False
    )
    assert await stored_preferences(people, 123) == await stored_preferences(people, JO), "who was never met"


async def test_each_end_is_moved_by_itself_and_nobody_else_s(people: Store) -> None:
    await people.write(change_quiet_hours, JO, QuietHoursEnd.FROM, 23 * 60)
    await people.write(change_quiet_hours, JO, QuietHoursEnd.UNTIL, 6 * 60)
    assert (await stored_preferences(people, JO)).quiet_hours == QuietHours(23 * 60, 6 * 60, HERE)
    assert (await stored_preferences(people, SITI)).quiet_hours == USUAL
    await people.write(usual_quiet_hours, JO)
    assert (await stored_preferences(people, JO)).quiet_hours == USUAL


async def test_who_had_none_gets_the_usual_other_end(people: Store) -> None:
    await people.write(no_quiet_hours, JO)
    quiet_hours = (await stored_preferences(people, JO)).quiet_hours
    assert quiet_hours.start == quiet_hours.end
    await people.write(change_quiet_hours, JO, QuietHoursEnd.UNTIL, 10 * 60)
    assert (await stored_preferences(people, JO)).quiet_hours == QuietHours(21 * 60, 10 * 60, HERE)


@pytest.mark.parametrize(
    ("end", "minute"),
    [
        (QuietHoursEnd.FROM, 1440),
        (QuietHoursEnd.FROM, -1),
        (QuietHoursEnd.UNTIL, 10**9),
        (QuietHoursEnd.FROM, 8 * 60),
    ],
)
async def test_what_is_no_time_of_a_day_is_refused(people: Store, end: QuietHoursEnd, minute: int) -> None:
    with pytest.raises(QuietHoursUnfit):
        await people.write(change_quiet_hours, JO, end, minute)
    assert (await stored_preferences(people, JO)).quiet_hours == USUAL


async def test_a_clock_of_one_s_own_is_one_of_the_list_or_of_an_alley(people: Store) -> None:
    await people.write(choose_clock, JO, "Australia/Adelaide")
    assert (await stored_preferences(people, JO)).quiet_hours.zone == "Australia/Adelaide"
    for zone in ("Mars/Olympus", "Asia/Kuching\0", "../etc/passwd", "UTC"):
        with pytest.raises(ZoneUnknown):
            await people.write(choose_clock, JO, zone)
    await people.write(choose_clock, JO, "")
    assert (await stored_preferences(people, JO)).quiet_hours.zone == HERE
    assert (await stored_preferences(people, SITI)).zone == ""


async def test_the_alleys_clocks_come_first_then_those_near_and_none_twice(people: Store) -> None:
    await people.write(seed, NOW, Random(1))
    found = await people.read(clocks, HERE, NOW)
    assert found[0].zone == HERE
    assert found[0].city == await people.read(city_of, HERE) == "Kota Kinabalu"
    assert {clock.zone for clock in found} >= {*CLOCKS}
    assert len({clock.zone for clock in found}) == len(found)
    assert found[-1].city in ("Los Angeles", "New York")


async def test_a_kind_of_reminder_is_stopped_once_and_had_again(people: Store) -> None:
    for _ in range(2):
        await people.write(mute_reminder, JO, MarketDayNear.kind, NOW)
    assert (await stored_preferences(people, JO)).muted == {MarketDayNear.kind}
    assert (await stored_preferences(people, SITI)).muted == frozenset()
    for _ in range(2):
        await people.write(unmute_reminder, JO, MarketDayNear.kind)
    assert (await stored_preferences(people, JO)).muted == frozenset()


@pytest.mark.parametrize("kind", ["UnitsHeld", "TicketIssued", "OwnReminderDue", "x\0", ""])
async def test_what_is_no_reminder_cannot_be_stopped(people: Store, kind: str) -> None:
    for action in (lambda s: mute_reminder(s, JO, kind, NOW), lambda s: unmute_reminder(s, JO, kind)):
        with pytest.raises(ButtonForged):
            await people.write(action)
    assert await people.read(lambda session: session.exec(select(Mute)).all()) == []


async def test_only_who_has_a_stall_is_asked_about_its_day(people: Store) -> None:
    town = await people.write(seed, NOW, Random(1))
    assert (await stored_preferences(people, JO)).stoppable == (
        MarketDayNear.kind,
        MarketDayAfter.kind,
        HoldHalfElapsed.kind,
        LoansDue.kind,
        VisitSoon.kind,
    )
    assert StallDayStage.kind in (await stored_preferences(people, town.ros)).stoppable


async def test_news_stop_once_and_come_again(people: Store) -> None:
    await people.write(stop_promotions, JO, NOW)
    await people.write(stop_promotions, JO, NOW + timedelta(days=1))
    assert (await stored_preferences(people, JO)).no_promotions_at == NOW

    def without(session: Session) -> list[int]:
        return [*session.exec(select(Person.id).where(col(Person.no_promotions_at).is_not(None))).all()]

    assert await people.read(without) == [JO]
    await people.write(allow_promotions, JO)
    assert await people.read(without) == []


async def test_a_change_is_told_to_who_listens(people: Store) -> None:
    """So that what every tap knows of its person is looked up anew."""
    heard: list[object] = []
    people.after_commit_hooks.append(heard.extend)
    await people.write(no_quiet_hours, JO)
    assert ("person", JO) in heard
