"""Somebody who is late: when they may say so, what is kept until when, and what the stall is told and cannot do."""

from datetime import UTC, datetime, time, timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select

from market.drop.pickup import late_from
from market.drop.refusals import DropOver
from market.person import Blocked
from market.refusal import Refusal
from market.stock.move import move_drop
from market.stock.stock_line import StockLine
from market.waitlist.gift import give_booking, take_gift
from market.waitlist.late import late_bookings, say_late
from market.waitlist.no_show import no_shows, release_no_show
from market.waitlist.own_market_day import own_market_day, say_late_all
from market.waitlist.refusals import (
    AlreadyCollected,
    BookingNotYours,
    BookingUnknown,
    KeptForLate,
    LateTooSoon,
    NothingToKeep,
    SlotNotKept,
)
from market.waitlist.shopper_actions import release
from storage.drop import Item
from storage.market_day import MarketDay
from storage.notification import Notification
from storage.person import Person
from storage.store import Store
from storage.waitlist import Booking
from tests.evening import JO, MEI, OWNER, ROS, SITI, TOM, DropPlan, Evening, ItemPlan, lay_evening

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PLAN = (
    DropPlan((ItemPlan("kuih lapis", booked=((TOM, 2), (SITI, 1))), ItemPlan("kopi", booked=((TOM, 1),)))),
    DropPlan((ItemPlan("sate", booked=((TOM, 1), (MEI, 1))),), start=time(19)),
)
"""Tom has three bookings in two drops, one until 22:00 and one until 23:00."""


@pytest.fixture
async def evening(store: Store) -> Evening:
    return await lay_evening(store, PLAN)


async def told(store: Store) -> list[tuple[int, int]]:
    """Return who was told that somebody is late, and of which booking."""
    rows = select(Notification.person_id, Notification.payload).where(col(Notification.kind) == "BookingLate")
    found = await store.read(lambda session: session.exec(rows.order_by(col(Notification.id))).all())
    return [(person or 0, payload["booking_id"]) for person, payload in found]


async def market_day(store: Store) -> int:
    return await store.read(lambda session: session.exec(select(col(MarketDay.id))).one()) or 0


@pytest.mark.parametrize(
    ("hours", "since"), [(4, 30), (1.5, 30), (1.25, 15), (1, 0), (0.5, -30)], ids=lambda value: str(value)
)
def test_it_is_said_once_units_may_be_passed_on_and_in_the_last_hour(hours: float, since: int) -> None:
    start = datetime(2026, 11, 28, 10, tzinfo=UTC)
    assert late_from(start, start + hours * HOUR, None) == start + since * MINUTE
    assert late_from(start, start + hours * HOUR, start) is None, "a slot is not kept"


async def test_it_is_kept_to_the_end_and_the_stall_is_told_once(store: Store, evening: Evening) -> None:
    kuih, kopi = evening.item("kuih lapis"), evening.item("kopi")
    mine, since = kuih.booking(TOM), evening.starts_at + 30 * MINUTE
    until = evening.starts_at + 4 * HOUR
    with pytest.raises(LateTooSoon) as early:
        await store.write(say_late, TOM, mine, since - MINUTE)
    assert early.value.at == since
    assert await store.write(say_late, TOM, mine, since) == until
    for again in (mine, kopi.booking(TOM), evening.item("sate").booking(TOM)):
        await store.write(say_late, TOM, again, since + HOUR)
    assert await told(store) == [(ROS, mine)]
    kept = await store.read(late_bookings, mine)
    assert [(each.number, each.units, each.item.name) for each in kept] == [
        (1, 2, "kuih lapis"), (1, 1, "kopi"), (1, 1, "sate"),
    ]  # fmt: skip
    _, found = await store.read(no_shows, OWNER, kuih.id, until - MINUTE)
    assert [(each.number, each.late) for each in found] == [(1, True), (2, False)]
    with pytest.raises(KeptForLate) as refused:
        await store.write(release_no_show, OWNER, mine, until - MINUTE)
    assert refused.value.until == until
    await store.write(release_no_show, OWNER, kuih.booking(SITI), until - MINUTE)
    _, found = await store.read(no_shows, OWNER, kuih.id, until)
    assert [each.late for each in found] == [False, False], "nothing is kept after the end"
    with pytest.raises(DropOver):
        await store.write(say_late, MEI, evening.item("sate").booking(MEI), until + HOUR)


async def test_only_its_person_says_so_and_only_of_what_waits(store: Store, evening: Evening) -> None:
    kuih, now = evening.item("kuih lapis"), evening.starts_at + HOUR
    mine, siti, kopi = kuih.booking(TOM), kuih.booking(SITI), evening.item("kopi").booking(TOM)

    async def refused(person: int, booking: int) -> type[Refusal]:
        with pytest.raises(Refusal) as found:
            await store.write(say_late, person, booking, now)
        return found.type

    for stranger in (JO, SITI, ROS):
        assert await refused(stranger, mine) is BookingNotYours
    assert await refused(TOM, 999_999) is BookingNotYours
    await store.write(release_no_show, OWNER, siti, now)
    assert await refused(SITI, siti) is NothingToKeep, "it was passed on"
    await store.write(release, TOM, mine, now)
    assert await refused(TOM, mine) is NothingToKeep

    def change(session: Session) -> None:
        session.get_one(Booking, kopi).collected = 1
        sate = session.get_one(Item, evening.item("sate").id)
        sate.starts_at, sate.ends_at = evening.starts_at + HOUR, evening.starts_at + 2 * HOUR
        session.get_one(Person, JO).blocked_at = now

    await store.write(change)
    assert await refused(TOM, kopi) is AlreadyCollected
    assert await refused(MEI, evening.item("sate").booking(MEI)) is SlotNotKept
    assert await refused(JO, mine) is Blocked
    assert await told(store) == []


async def test_one_tap_says_it_of_all_that_is_in_time(store: Store, evening: Evening) -> None:
    day, start = await market_day(store), evening.starts_at
    with pytest.raises(LateTooSoon) as early:
        await store.write(say_late_all, TOM, start - 40 * HOUR)
    assert early.value.at == start + 30 * MINUTE, "the soonest of them"
    kept = await store.write(say_late_all, TOM, start + HOUR, day)
    assert (kept.market_day, kept.until) == (day, start + 4 * HOUR)
    mine = await store.read(own_market_day, TOM, day)
    assert [each.item.name for each in mine.bookings if each.booked.late_at] == ["kuih lapis", "kopi"]
    assert not mine.can_say_late(start + HOUR)
    assert mine.can_say_late(start + 2 * HOUR), "sate, which begins an hour later"
    assert mine.kept_until == kept.until
    await store.write(say_late_all, TOM, start + 2 * HOUR)
    mine = await store.read(own_market_day, TOM, day)
    assert all(each.booked.late_at for each in mine.bookings)
    assert await told(store) == [(ROS, evening.item("kuih lapis").booking(TOM))]
    for nobody in (JO, ROS):
        with pytest.raises(NothingToKeep):
            await store.write(say_late_all, nobody, start + HOUR)
    with pytest.raises(NothingToKeep):
        await store.write(say_late_all, TOM, start + 9 * HOUR)


async def test_a_friend_who_has_it_now_says_it_anew(store: Store, evening: Evening) -> None:
    mine, now = evening.item("kuih lapis").booking(TOM), evening.starts_at + HOUR
    await store.write(say_late, TOM, mine, now)
    gift = await store.write(give_booking, TOM, mine, now, rng=Random(1))
    await store.write(take_gift, JO, gift.code, now, Random(2))
    with pytest.raises(BookingUnknown):
        await store.read(late_bookings, mine)
    with pytest.raises(BookingNotYours):
        await store.write(say_late, TOM, mine, now)
    await store.write(say_late, JO, mine, now + MINUTE)
    assert await told(store) == [(ROS, mine), (ROS, mine)], "another person is late"
    assert len(await store.read(late_bookings, mine)) == 1


@pytest.mark.parametrize(
    ("start", "stands"), [(None, True), (time(22), False)], ids=["later end", "another time"]
)
async def test_it_stands_while_the_drop_goes_on(
    store: Store, evening: Evening, start: time | None, stands: bool
) -> None:
    kuih, now = evening.item("kuih lapis"), evening.starts_at + HOUR
    await store.write(say_late, TOM, kuih.booking(TOM), now)
    to = StockLine(start=start, end=time(23, 30))
    await store.write(move_drop, OWNER, kuih.drop, to, now)
    _, found = await store.read(no_shows, OWNER, kuih.id, evening.starts_at + 5 * HOUR)
    assert found[0].late is stands
