"""The messages to shoppers about a market day: one for all that waits for them, at most two before it, whatever changes meanwhile."""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import datetime, time, timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from market.next_due import next_due
from market.organiser.drops import hide_drop, show_again
from market.preferences.preferences import mute_reminder
from market.refusal import Refusal
from market.reminder import due_messages
from market.reminder.moments import BookingStage, booking_moments
from market.reminder.refusals import MarketDayEmpty
from market.reminder.shopper_messages import market_days_to_tell, tell_shoppers
from market.stock.move import move_drop
from market.stock.pause import cancel, pause, resume
from market.stock.stock_line import StockLine
from market.waitlist.join import join
from market.waitlist.own_market_day import (
    OwnMarketDay,
    attend_all,
    give_up_all,
    own_market_day,
    take_back_all,
)
from market.waitlist.refusals import UndoOver
from market.waitlist.shopper_actions import attend, release
from market.waitlist.undo import undo_release
from scheduler.market_day import MarketDayJob
from storage.deposit import Deposit, DepositState, PaymentMethod
from storage.drop import Drop
from storage.market_day import MarketDay
from storage.notification import Notification, NotificationState
from storage.store import Store
from storage.waitlist import Booking
from tests.evening import (
    LINA,
    MEI,
    ORGANISER,
    OWNER,
    SATURDAY,
    SITI,
    TOM,
    DropPlan,
    Evening,
    ItemPlan,
    lay_evening,
)

pytestmark = pytest.mark.empty_market("a job tells all shoppers")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
THREE, EVE, SOON = BookingStage
PLAN = (
    DropPlan((ItemPlan("kuih lapis", booked=((TOM, 2), (SITI, 1))), ItemPlan("kopi", booked=((TOM, 1),)))),
    DropPlan((ItemPlan("sate", booked=((TOM, 1), (MEI, 1))),), start=time(19)),
)
"""Tom has three bookings in two drops, Siti one that begins at 18:00, Mei one that begins at 19:00."""


@pytest.fixture
async def evening(store: Store) -> Evening:
    return await lay_evening(store, PLAN)


async def run(store: Store, now: datetime) -> None:
    await MarketDayJob(store, lambda: now).run_due()


async def told(store: Store, person: int) -> list[tuple[str, datetime]]:
    rows = (
        select(Notification.payload, Notification.due_at)
        .where(col(Notification.kind) == "MarketDayNear", col(Notification.person_id) == person)
        .order_by(col(Notification.due_at))
    )
    found = await store.read(lambda session: session.exec(rows).all())
    return [(payload["stage"], due_at) for payload, due_at in found]


async def stages(store: Store, person: int) -> list[str]:
    return [stage for stage, _ in await told(store, person)]


async def market_day(store: Store) -> int:
    return await store.read(lambda session: session.exec(select(col(MarketDay.id))).one()) or 0


async def pass_by(store: Store, begin: datetime, end: datetime) -> None:
    """Run the job every half an hour."""
    now = begin
    while now <= end:
        await run(store, now)
        now += 30 * MINUTE


async def test_three_bookings_are_one_message_three_days_and_one_two_hours_before(
    store: Store, evening: Evening
) -> None:
    start = evening.starts_at
    await pass_by(store, start - 74 * HOUR, start + 5 * HOUR)
    assert await told(store, TOM) == [(THREE, start - 72 * HOUR), (SOON, start - 2 * HOUR)]
    assert await told(store, MEI) == [(THREE, start - 72 * HOUR), (SOON, start - HOUR)], (
        "19:00 is clamped to 18:00; two hours before its own start"
    )


async def test_who_is_coming_is_told_on_the_eve_and_not_asked_before(store: Store, evening: Evening) -> None:
    start = evening.starts_at
    await store.write(attend_all, TOM, await market_day(store), start - 90 * HOUR)
    await pass_by(store, start - 74 * HOUR, start)
    assert await told(store, TOM) == [(EVE, start - 24 * HOUR), (SOON, start - 2 * HOUR)]


@pytest.mark.parametrize(
    ("before", "expected"), [(71, [EVE, SOON]), (23, [SOON]), (1.5, [])], ids=["days", "hours", "too late"]
)
async def test_who_books_late_gets_what_lies_ahead(
    store: Store, evening: Evening, before: float, expected: list[str]
) -> None:
    start = evening.starts_at
    await store.write(join, LINA, evening.item("kuih lapis").id, 1, start - before * HOUR, Random(1))
    await pass_by(store, start - before * HOUR, start)
    assert await stages(store, LINA) == expected


async def test_nothing_is_written_where_nobody_is_to_be_told(store: Store, evening: Evening) -> None:
    start = evening.starts_at
    for now, found in ((start - 73 * HOUR, 0), (start - 72 * HOUR, 1), (start - 72 * HOUR, 1)):
        assert len(await store.read(market_days_to_tell, now)) == found
    await run(store, start - 72 * HOUR)
    assert await store.read(market_days_to_tell, start - 71 * HOUR) == ()


async def test_what_was_released_is_not_spoken_of_and_what_is_left_is(store: Store, evening: Evening) -> None:
    start, day = evening.starts_at, await market_day(store)
    await store.write(release, SITI, evening.item("kuih lapis").booking(SITI), start - 80 * HOUR)
    await store.write(release, TOM, evening.item("sate").booking(TOM), start - 80 * HOUR)
    await run(store, start - 72 * HOUR)
    assert (await stages(store, SITI), await stages(store, TOM)) == ([], [THREE])
    with pytest.raises(MarketDayEmpty):
        await store.read(own_market_day, SITI, day)
    mine = await store.read(own_market_day, TOM, day)
    assert [each.item.name for each in mine.bookings] == ["kuih lapis", "kopi"]


@pytest.mark.parametrize("stop", [pause, hide_drop])
async def test_while_a_drop_stands_still_nobody_is_told_and_who_is_in_time_is_told_after_all(
    store: Store, evening: Evening, stop: object
) -> None:
    start, sate = evening.starts_at, evening.item("sate").drop
    actor = ORGANISER if stop is hide_drop else OWNER
    await store.write(stop, actor, sate, start - 80 * HOUR)
    await run(store, start - 72 * HOUR)
    assert (await stages(store, MEI), await stages(store, TOM)) == ([], [THREE])
    await store.write(resume if stop is pause else show_again, actor, sate, start - 60 * HOUR)
    await run(store, start - 59 * HOUR)
    assert await stages(store, MEI) == [THREE]
    row = await store.read(
        lambda session: session.exec(_rows().where(col(Notification.person_id) == MEI)).one()
    )
    assert row.send_at == start - 59 * HOUR - MINUTE, "nobody was offline"


async def test_a_message_that_could_not_be_sent_leaves_room_for_the_eve(
    store: Store, evening: Evening
) -> None:
    start = evening.starts_at
    await run(store, start - 72 * HOUR)

    def end(session: Session) -> None:
        for row in session.exec(_rows()):
            row.state = NotificationState.DROPPED if row.person_id == TOM else NotificationState.SENT
            row.ended_at = row.due_at

    await store.write(end)
    await run(store, start - 24 * HOUR)
    assert await stages(store, TOM) == [THREE, EVE]
    assert await stages(store, SITI) == [THREE]


async def test_who_muted_them_is_not_told(store: Store, evening: Evening) -> None:
    await store.write(mute_reminder, TOM, "BookingNear", evening.starts_at - 90 * HOUR)
    await run(store, evening.starts_at - 72 * HOUR)
    assert (await stages(store, TOM), await stages(store, SITI)) == ([], [THREE]), "by its older name, too"


async def test_killed_between_two_chunks_the_others_are_told_and_nobody_twice(
    store: Store, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due_messages, "CHUNK", 1)
    now, day = evening.starts_at - 72 * HOUR, await market_day(store)
    assert await store.write(tell_shoppers, day, now) == 1
    await run(store, now)
    assert [await stages(store, person) for person in (TOM, SITI, MEI)] == [[THREE]] * 3


async def test_two_leaders_write_one(store: Store, evening: Evening) -> None:
    other = Store(store.url.render_as_string(hide_password=False))
    now, day = evening.starts_at - 72 * HOUR, await market_day(store)
    await asyncio.gather(*(each.write(tell_shoppers, day, now) for each in (store, other, store, other)))
    await other.close()
    assert [await stages(store, person) for person in (TOM, SITI, MEI)] == [[THREE]] * 3


async def test_a_clock_that_is_moved_finds_each_moment(store: Store, evening: Evening) -> None:
    now = evening.starts_at - 90 * HOUR
    while (due := await store.read(next_due, now)) and due[0] < evening.starts_at:
        now = due[0]
        await run(store, now)
    assert await stages(store, TOM) == [THREE, SOON]
    assert await stages(store, MEI) == [THREE, SOON]


async def test_one_tap_says_of_all_that_one_comes_and_another_gives_all_up_and_has_it_back(
    store: Store, evening: Evening
) -> None:
    day, now = await market_day(store), evening.starts_at - 30 * HOUR
    await store.write(attend_all, TOM, day, now)
    assert (await store.read(own_market_day, TOM, day)).coming
    outcome = await store.write(give_up_all, TOM, day, now)
    assert (outcome.given_up, outcome.kept, outcome.standing) == (3, 3, 0)
    with pytest.raises(MarketDayEmpty):
        await store.read(own_market_day, TOM, day)
    await store.write(take_back_all, TOM, day, now + 30 * timedelta(seconds=1))
    assert len((await store.read(own_market_day, TOM, day)).bookings) == 3
    await store.write(give_up_all, TOM, day, now + MINUTE)
    with pytest.raises(UndoOver):
        await store.write(take_back_all, TOM, day, now + 2 * MINUTE)
    assert len((await store.read(own_market_day, MEI, day)).bookings) == 1, "nobody else's"


async def test_what_goes_on_at_once_is_not_promised_back(store: Store, evening: Evening) -> None:
    """In the last two hours of the first drop, an hour before those of the second."""
    day, now = await market_day(store), evening.starts_at + 2 * HOUR
    outcome = await store.write(give_up_all, TOM, day, now)
    assert (outcome.given_up, outcome.kept) == (3, 1)
    await store.write(take_back_all, TOM, day, now)
    assert [each.item.name for each in (await store.read(own_market_day, TOM, day)).bookings] == ["sate"]
    outcome = await store.write(give_up_all, TOM, day, now + HOUR)
    assert (outcome.given_up, outcome.kept) == (1, 0)
    with pytest.raises(UndoOver):
        await store.write(take_back_all, TOM, day, now + HOUR)


async def test_what_would_lose_its_deposit_stands(store: Store, evening: Evening) -> None:
    day, now = await market_day(store), evening.starts_at - 30 * HOUR
    mine = (await store.read(own_market_day, TOM, day)).bookings[0]

    def pay(session: Session) -> None:
        hold = session.get_one(Booking, mine.booked.id).hold_id
        paid = {
            "units": 1,
            "amount": 100,
            "currency": "MYR",
            "way": PaymentMethod.CASH,
            "reference": "LR-AAAAA",
        }
        times = {"asked_at": now - HOUR, "paid_at": now - HOUR, "refund_until": now}
        whose = {
            "hold_id": hold,
            "booking_id": mine.booked.id,
            "stall_id": mine.drop.stall.id,
            "person_id": TOM,
        }
        session.add(Deposit(**whose, **paid, **times, state=DepositState.PAID))

    await store.write(pay)
    outcome = await store.write(give_up_all, TOM, day, now)
    assert (outcome.given_up, outcome.standing) == (2, 1)
    left = (await store.read(own_market_day, TOM, day)).bookings
    assert [(each.booked.id, each.deposit and each.deposit.state) for each in left] == [
        (mine.booked.id, DepositState.PAID)
    ]
    outcome = await store.write(give_up_all, TOM, day, now)
    assert (outcome.given_up, outcome.standing) == (0, 1), "a second tap loses nothing either"


class Chaos:
    """An evening to which anything happens at any time."""

    def __init__(self, store: Store, evening: Evening, rng: Random) -> None:
        self.store, self.evening, self.rng = store, evening, rng
        self.now = evening.starts_at - 100 * HOUR

    async def live(self, steps: int) -> None:
        acts = (
            self.wait,
            self.wait,
            self.wait,
            self.back,
            self.shop,
            self.shop,
            self.disturb,
            self.one_chunk,
        )
        for _ in range(steps):
            await self.rng.choice(acts)()
            await self.check()

    async def wait(self) -> None:
        self.now += self.rng.choice((1, 15, 60, 240, 900)) * MINUTE

    async def back(self) -> None:
        self.now -= self.rng.choice((5, 90)) * MINUTE

    async def one_chunk(self) -> None:
        """Die after the first chunk of a run."""
        for day in (await self.store.read(market_days_to_tell, self.now))[:1]:
            await self.store.write(tell_shoppers, day, self.now)

    async def shop(self) -> None:
        person, item = self.rng.choice((TOM, SITI, MEI, LINA)), self.rng.choice(self.evening.items)
        booking = await self.store.read(_newest_booking, person, item.id)
        act = self.rng.choice((attend, release, undo_release, join))
        more = (item.id, 1) if act is join else (booking,)
        named = {"rng": self.rng} if act is join else {}
        await self.attempt(act, person, *more, now=self.now, **named)

    async def disturb(self) -> None:
        drop = self.rng.choice(sorted({item.drop for item in self.evening.items}))
        start = time(self.rng.choice((9, 15, 18, 20)))
        line = StockLine(day=SATURDAY + timedelta(days=self.rng.choice((0, 0, 1))), start=start)
        act = self.rng.choice((pause, resume, resume, cancel, move_drop, move_drop))
        await self.attempt(act, OWNER, drop, *((line,) if act is move_drop else ()), now=self.now)

    async def attempt(self, act: object, *arguments: object, **named: object) -> None:
        with suppress(Refusal):
            await self.store.write(act, *arguments, **named)

    async def check(self) -> None:
        """Whoever meets a stage's conditions has a message after the job, nobody has two, and the view agrees with the query."""
        await run(self.store, self.now)
        missing = await self.store.read(self.missing)
        assert missing == set()
        rows = await self.store.read(lambda session: session.exec(_rows()).all())
        once = [(row.person_id, row.once) for row in rows]
        assert len(once) == len({*once})
        before = Counter((row.person_id, row.about) for row in rows if row.payload["stage"] != SOON)
        assert max(before.values(), default=0) <= 1, "three days before or the eve, not both"

    def missing(self, session: Session) -> set[tuple[int, str]]:
        """Return who should have been told by what they can read, and was not."""
        told = {(row.person_id, row.once) for row in session.exec(_rows())}
        lacking = set()
        for day in session.exec(select(col(MarketDay.id))).all():
            for person in (TOM, SITI, MEI, LINA):
                with suppress(MarketDayEmpty):
                    lacking |= self._due(session, own_market_day(session, person, day or 0), person)
        return lacking - told

    def _due(self, session: Session, mine: OwnMarketDay, person: int) -> set[tuple[int, str]]:
        known = [
            max(each.booked.booked_at, session.get_one(Drop, each.drop.id).placed_at or self.now)
            for each in mine.bookings
        ]
        asked = (person, f"near:{mine.market_day}:three")
        told = {(row.person_id, row.once) for row in session.exec(_rows())}
        return {
            (person, f"near:{mine.market_day}:{moment.stage}")
            for moment in booking_moments(mine.starts_at, mine.alley.zone)
            if moment.due_at <= self.now < moment.late_after and min(known) < moment.due_at
            if not (moment.stage is THREE and mine.coming)
            if not (moment.stage is EVE and asked in told)
        }


def _rows() -> SelectOfScalar[Notification]:
    return (
        select(Notification).where(col(Notification.kind) == "MarketDayNear").order_by(col(Notification.id))
    )


def _newest_booking(session: Session, person: int, item: int) -> int:
    mine = col(Booking.person_id) == person, col(Booking.item_id) == item
    return session.exec(select(col(Booking.id)).where(*mine).order_by(col(Booking.id).desc())).first() or 0


@pytest.mark.parametrize(
    ("seed", "steps"),
    [(1, 12), (2, 12), *(pytest.param(seed, 80, marks=pytest.mark.proof) for seed in range(3, 13))],
)
async def test_whatever_happens_each_stage_is_said_once_and_none_that_is_due_is_missing(
    store: Store, evening: Evening, seed: int, steps: int
) -> None:
    await Chaos(store, evening, Random(seed)).live(steps)
