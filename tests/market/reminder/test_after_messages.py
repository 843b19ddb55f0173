"""The messages about a market day that is over: one the morning after to who had something, one at its end to who only waited."""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import datetime, time, timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.admins import NO_ADMINS
from market.next_due import next_due
from market.organiser.block import block
from market.organiser.drops import hide_drop
from market.organiser.stalls import approve
from market.past_market_day import past_market_day, waited_market_day
from market.preferences.preferences import mute_reminder
from market.refusal import Refusal
from market.reminder import due_messages
from market.reminder.after_messages import market_days_over, tell_afterwards
from market.reminder.moments import after_moment
from market.reminder.refusals import MarketDayEmpty
from market.stall import apply_for_stall
from market.stock.draft import prepare, publish
from market.stock.move import move_drop
from market.stock.parsed_message import ParsedMessage
from market.stock.pause import cancel, pause
from market.stock.stock_line import StockLine
from market.stock.wind_up import drops_to_wind_up, wind_up
from market.ticket.scan import PackagingReturn, collect, take_packaging_back
from market.waitlist.join import join
from market.waitlist.shopper_actions import leave, release
from scheduler.market_day import MarketDayJob
from storage.beacon_kind import BeaconKind
from storage.drop import Drop, Item
from storage.market_day import MarketDay, StallDay
from storage.notification import Notification
from storage.stall import StallApproval
from storage.store import Store
from storage.ticket import Ticket, TicketKind
from storage.waitlist import Booking
from tests.evening import (
    LINA,
    MEI,
    NOW,
    ORGANISER,
    OWNER,
    SATURDAY,
    SITI,
    TOM,
    WANG,
    DropPlan,
    Evening,
    ItemPlan,
    lay_evening,
)

pytestmark = pytest.mark.empty_market("a job tells all shoppers")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
AFTER, OVER = "MarketDayAfter", "MarketDayOver"
PLAN = (
    DropPlan(
        (
            ItemPlan("kuih lapis", booked=((TOM, 2),)),
            ItemPlan("kopi", price=300, loan_deposit=450, booked=((SITI, 1), (TOM, 1))),
        )
    ),
    DropPlan(
        (ItemPlan("sate", quantity=1, booked=((MEI, 1),), waiting=((LINA, 1), (TOM, 1))),), start=time(19)
    ),
)
"""Tom has two things and waits for a third, Siti and Mei have one each, Lina only waits. It ends at 23:00."""


@pytest.fixture
async def evening(store: Store) -> Evening:
    return await lay_evening(store, PLAN)


async def run(store: Store, now: datetime) -> None:
    await MarketDayJob(store, lambda: now).run_due()


async def end(store: Store, now: datetime) -> None:
    """Wind up what is over."""
    for drop in await store.read(drops_to_wind_up, now):
        await store.write(wind_up, drop, now)


async def told(store: Store, kind: str) -> list[tuple[int, datetime]]:
    rows = select(Notification.person_id, Notification.due_at).where(col(Notification.kind) == kind)
    found = await store.read(lambda session: session.exec(rows.order_by(col(Notification.person_id))).all())
    return [(person, due_at) for person, due_at in found]


async def people(store: Store, kind: str) -> list[int]:
    return [person for person, _ in await told(store, kind)]


async def market_day(store: Store) -> int:
    return await store.read(lambda session: session.exec(select(col(MarketDay.id))).one()) or 0


async def hand_over(store: Store, evening: Evening, person: int, *items: str) -> None:
    for name in items:
        code = evening.item(name).ticket(person)
        await store.write(collect, OWNER, code, 1, now=evening.starts_at + HOUR, rng=Random(person))


def morning(evening: Evening) -> datetime:
    """Return ten o'clock on Sunday."""
    return evening.starts_at + 16 * HOUR


async def add_stall(store: Store, evening: Evening, start: time = time(18), end: time = time(20)) -> int:
    """Let Wang stand there, too; return an item of his, of which there is one."""

    def add(session: Session) -> int:
        wang = Actor(WANG)
        stall = apply_for_stall(session, wang, "Gerai Wang", evening.alley, "en", NO_ADMINS, NOW, Random(2))
        approve(session, ORGANISER, stall, StallApproval.ASKED, NOW)
        line = StockLine(quantity=1, name="tapai", price=500, day=SATURDAY, start=start, end=end)
        drop = prepare(session, wang, stall, ParsedMessage((line,)), "", None, "en", NOW, Random(3))
        publish(session, wang, drop, BeaconKind.LOCAL, NOW, Random(4))
        session.flush()
        return session.exec(select(Item.id).where(col(Item.drop_id) == drop)).one() or 0

    return await store.write(add)


async def test_the_morning_after_each_who_had_something_hears_of_all_of_it_once(
    store: Store, evening: Evening
) -> None:
    await hand_over(store, evening, TOM, "kuih lapis", "kopi")
    await hand_over(store, evening, SITI, "kopi")
    await end(store, evening.ends_at)
    for now in (evening.ends_at, morning(evening) - MINUTE):
        await run(store, now)
        assert await people(store, AFTER) == []
    for now in (morning(evening), morning(evening) + HOUR):
        await run(store, now)
        assert await told(store, AFTER) == [(person, morning(evening)) for person in (TOM, SITI, MEI)]
    day = await market_day(store)
    tom = await store.read(past_market_day, TOM, day, morning(evening))
    assert [(each.item.name, each.booked.collected) for each in tom.collected] == [
        ("kuih lapis", 1),
        ("kopi", 1),
    ]
    assert (tom.missed, [stall.id for stall in tom.to_follow], tom.next_drop) == ((), [evening.stall], None)
    assert tom.packaging is not None
    assert (tom.packaging.units, tom.packaging.deposit) == (1, 450)
    mei = await store.read(past_market_day, MEI, day, morning(evening))
    assert ([each.item.name for each in mei.missed], mei.collected, mei.packaging) == (["sate"], (), None)
    until = mei.missed[0].drop.ends_at + 24 * HOUR
    assert (mei.late_until, tom.late_until) == (until, None)
    assert (await store.read(past_market_day, MEI, day, until)).late_until is None, "a day is over"

    def revoke(session: Session) -> None:
        [ticket] = session.exec(select(Ticket).where(col(Ticket.booking_id) == mei.missed[0].booked.id))
        ticket.revoked_at = evening.ends_at

    await store.write(revoke)
    passed_on = await store.read(past_market_day, MEI, day, morning(evening))
    assert passed_on.late_until is None, "the stall passed it on"


async def test_who_only_waited_hears_of_the_end_and_nobody_else(store: Store, evening: Evening) -> None:
    await end(store, evening.starts_at + 4 * HOUR)
    await run(store, evening.starts_at + 4 * HOUR)
    assert await people(store, OVER) == [], "their dish ends an hour later"
    now = evening.ends_at + MINUTE
    await end(store, now)
    for _ in range(2):
        await run(store, now)
    assert await told(store, OVER) == [(LINA, now)], "Tom waited, too, and had something else"
    await run(store, morning(evening))
    assert LINA not in await people(store, AFTER)
    waited = await store.read(waited_market_day, LINA, await market_day(store))
    assert [item.name for _, item in waited.items] == ["sate"]
    with pytest.raises(MarketDayEmpty):
        await store.read(waited_market_day, TOM, await market_day(store))


async def test_two_stalls_of_one_evening_are_one_message(store: Store, evening: Evening) -> None:
    tapai = await add_stall(store, evening)
    await store.write(join, SITI, tapai, 1, NOW, Random(5))
    for person in (LINA, MEI):
        await store.write(join, person, tapai, 1, NOW, Random(5))
    await end(store, evening.starts_at + 2 * HOUR)
    await run(store, evening.starts_at + 2 * HOUR)
    assert await people(store, OVER) == [], "Lina waits at the other stall"
    await end(store, evening.ends_at)
    await run(store, evening.ends_at)
    assert await told(store, OVER) == [(LINA, evening.ends_at)]
    await run(store, morning(evening))
    assert await people(store, AFTER) == [TOM, SITI, MEI]
    day = await market_day(store)
    siti = await store.read(past_market_day, SITI, day, morning(evening))
    assert {each.drop.stall.name for each in siti.missed} == {"Dapur Ros", "Gerai Wang"}
    lina = await store.read(waited_market_day, LINA, day)
    assert [item.name for _, item in lina.items] == ["sate", "tapai"]


async def test_who_had_something_at_one_stall_and_waited_at_another_is_told_in_the_morning_alone(
    store: Store, evening: Evening
) -> None:
    tapai = await add_stall(store, evening, start=time(20), end=time(23))
    await store.write(join, LINA, tapai, 1, NOW, Random(5))
    await end(store, evening.ends_at)
    await run(store, evening.ends_at)
    await run(store, morning(evening))
    assert (await people(store, OVER), await people(store, AFTER)) == ([], [TOM, SITI, MEI, LINA])


async def test_what_was_given_up_is_not_spoken_of(store: Store, evening: Evening) -> None:
    """Mei releases her sate at once for Lina, and Siti her coffee."""
    before = evening.starts_at - HOUR
    await store.write(release, SITI, evening.item("kopi").booking(SITI), before)
    await store.write(leave, LINA, evening.item("sate").id, before)
    await end(store, evening.ends_at)
    await run(store, evening.ends_at)
    await run(store, morning(evening))
    assert (await people(store, OVER), await people(store, AFTER)) == ([], [TOM, MEI])


async def test_a_cancelled_drop_was_spoken_of_when_it_was_cancelled(store: Store, evening: Evening) -> None:
    await store.write(cancel, OWNER, evening.item("sate").drop, evening.starts_at - HOUR)
    await end(store, evening.ends_at)
    await run(store, evening.ends_at)
    await run(store, morning(evening))
    assert (await people(store, OVER), await people(store, AFTER)) == ([], [TOM, SITI])


@pytest.mark.parametrize("stop", [pause, hide_drop])
async def test_what_ends_paused_or_hidden_is_spoken_of(store: Store, evening: Evening, stop: object) -> None:
    """Whoever has something there reads what became of it."""
    actor = ORGANISER if stop is hide_drop else OWNER
    await store.write(stop, actor, evening.item("sate").drop, evening.starts_at)
    await end(store, evening.ends_at)
    await run(store, evening.ends_at)
    await run(store, morning(evening))
    assert (await people(store, OVER), await people(store, AFTER)) == ([LINA], [TOM, SITI, MEI])


async def test_who_muted_it_or_is_blocked_is_not_told(store: Store, evening: Evening) -> None:
    await store.write(mute_reminder, TOM, AFTER, NOW)
    await end(store, evening.ends_at)
    for person in (SITI, LINA):
        await store.write(block, ORGANISER, person, NO_ADMINS, evening.ends_at)
    await run(store, evening.ends_at)
    await run(store, morning(evening))
    assert (await people(store, OVER), await people(store, AFTER)) == ([], [MEI])


async def test_two_days_later_nothing_is_said_any_more(store: Store, evening: Evening) -> None:
    await end(store, evening.ends_at)
    assert await store.read(market_days_over, evening.ends_at + 48 * HOUR - MINUTE) != ()
    await run(store, morning(evening) + 48 * HOUR)
    assert (await people(store, OVER), await people(store, AFTER)) == ([], [])


async def test_an_end_that_comes_late_is_said_in_time(store: Store, evening: Evening) -> None:
    """Nothing is wound up while Lorong is away."""
    await run(store, morning(evening) + HOUR)
    assert await people(store, AFTER) == []
    await end(store, morning(evening) + 2 * HOUR)
    await run(store, morning(evening) + 2 * HOUR)
    assert await told(store, AFTER) == [(person, morning(evening)) for person in (TOM, SITI, MEI)]
    assert await told(store, OVER) == [(LINA, morning(evening) + 2 * HOUR)]


async def test_nothing_is_written_where_nobody_is_to_be_told(store: Store, evening: Evening) -> None:
    await end(store, evening.ends_at)
    await run(store, evening.ends_at)
    assert await store.read(market_days_over, morning(evening) - MINUTE) == ()
    await run(store, morning(evening))
    assert await store.read(market_days_over, morning(evening) + HOUR) == ()


async def test_killed_between_two_chunks_the_others_are_told_and_nobody_twice(
    store: Store, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due_messages, "CHUNK", 1)
    await end(store, evening.ends_at)
    await run(store, evening.ends_at)
    assert await store.write(tell_afterwards, await market_day(store), morning(evening)) == 1
    await run(store, morning(evening))
    assert await people(store, AFTER) == [TOM, SITI, MEI]


async def test_two_leaders_write_one(store: Store, evening: Evening) -> None:
    other = Store(store.url.render_as_string(hide_password=False))
    await end(store, evening.ends_at)
    day = await market_day(store)
    for now in (evening.ends_at, morning(evening)):
        await asyncio.gather(*(each.write(tell_afterwards, day, now) for each in (store, other, store)))
    await other.close()
    assert (await people(store, OVER), await people(store, AFTER)) == ([LINA], [TOM, SITI, MEI])


async def test_a_clock_that_is_moved_finds_each_moment(store: Store, evening: Evening) -> None:
    now = evening.starts_at
    while (due := await store.read(next_due, now)) and due[0] <= morning(evening):
        now = due[0]
        await end(store, now)
        await run(store, now)
    assert (await people(store, OVER), await people(store, AFTER)) == ([LINA], [TOM, SITI, MEI])


async def test_it_is_of_what_they_have_now(store: Store, evening: Evening) -> None:
    """The cup comes back, and the sate is collected after all."""
    await hand_over(store, evening, SITI, "kopi")
    await end(store, evening.ends_at)
    now, day = morning(evening), await market_day(store)
    returns = select(Ticket.code).where(col(Ticket.person_id) == SITI, col(Ticket.kind) == TicketKind.RETURNS)
    code = await store.read(lambda session: session.exec(returns).one())
    await store.write(take_packaging_back, OWNER, code, 1, now, PackagingReturn())
    assert (await store.read(past_market_day, SITI, day, now)).packaging is None
    await store.write(collect, OWNER, evening.item("sate").ticket(MEI), 1, now=now, rng=Random(MEI))
    mei = await store.read(past_market_day, MEI, day, now)
    assert ([each.item.name for each in mei.collected], mei.missed) == (["sate"], ())


async def test_it_leads_to_the_next_drop_of_a_stall_where_they_collected(
    store: Store, evening: Evening
) -> None:
    await hand_over(store, evening, TOM, "kopi")
    await end(store, evening.ends_at)

    def post_again(session: Session) -> int:
        line = StockLine(quantity=3, name="kopi", price=300, day=SATURDAY + timedelta(days=7), start=time(18))
        drop = prepare(session, OWNER, evening.stall, ParsedMessage((line,)), "", None, "en", NOW, Random(8))
        publish(session, OWNER, drop, BeaconKind.LOCAL, evening.ends_at, Random(9))
        return drop

    drop, day = await store.write(post_again), await market_day_of(store, evening)
    assert (await store.read(past_market_day, TOM, day, morning(evening))).next_drop == drop
    assert (await store.read(past_market_day, MEI, day, morning(evening))).next_drop is None
    await store.write(hide_drop, ORGANISER, drop, evening.ends_at)
    assert (await store.read(past_market_day, TOM, day, morning(evening))).next_drop is None


async def market_day_of(store: Store, evening: Evening) -> int:
    def read(session: Session) -> int:
        drop = session.get_one(Drop, evening.item("kopi").drop)
        return session.get_one(StallDay, drop.stall_day_id).market_day_id

    return await store.read(read)


class Chaos:
    """An evening and the days after it, to which anything happens at any time."""

    def __init__(self, store: Store, evening: Evening, rng: Random) -> None:
        self.store, self.evening, self.rng = store, evening, rng
        self.now = evening.starts_at - 3 * HOUR

    async def live(self, steps: int) -> None:
        acts = (*(self.wait,) * 3, self.shop, self.shop, self.hand_over, self.disturb, self.one_chunk)
        for _ in range(steps):
            await self.rng.choice(acts)()
            await self.check()
        for _ in range(5):
            self.now += 12 * HOUR
            await self.check()

    async def wait(self) -> None:
        self.now += self.rng.choice((1, 30, 60, 240)) * MINUTE

    async def one_chunk(self) -> None:
        """Die after the first chunk of a run."""
        await end(self.store, self.now)
        for day in (await self.store.read(market_days_over, self.now))[:1]:
            await self.store.write(tell_afterwards, day, self.now)

    async def shop(self) -> None:
        person, item = self.rng.choice((TOM, SITI, MEI, LINA)), self.rng.choice(self.evening.items)
        act = self.rng.choice((join, join, leave, release))
        if act is join:
            return await self.attempt(join, person, item.id, 1, self.now, self.rng)
        mine = select(Booking.id).where(col(Booking.person_id) == person, col(Booking.item_id) == item.id)
        rows = mine.order_by(col(Booking.id).desc())
        booking = await self.store.read(lambda session: session.exec(rows).first()) or 0
        return await self.attempt(act, person, item.id if act is leave else booking, self.now)

    async def hand_over(self) -> None:
        valid = select(Ticket.code).where(
            col(Ticket.kind) == TicketKind.PICKUP, col(Ticket.revoked_at).is_(None)
        )
        codes = await self.store.read(lambda session: sorted(session.exec(valid)))
        for code in self.rng.sample(codes, min(1, len(codes))):
            await self.attempt(collect, OWNER, code, 1, now=self.now, rng=self.rng)

    async def disturb(self) -> None:
        drop = self.rng.choice(sorted({item.drop for item in self.evening.items}))
        line = StockLine(
            day=SATURDAY + timedelta(days=self.rng.choice((0, 0, 1))), start=time(self.rng.choice((18, 20)))
        )
        act = self.rng.choice((pause, cancel, move_drop))
        await self.attempt(act, OWNER, drop, *((line,) if act is move_drop else ()), now=self.now)

    async def attempt(self, act: object, *arguments: object, **named: object) -> None:
        with suppress(Refusal):
            await self.store.write(act, *arguments, **named)

    async def check(self) -> None:
        """Whoever can read of a market day that is over has a message after the job, nobody has two, and nobody both."""
        await end(self.store, self.now)
        await run(self.store, self.now)
        rows = await self.store.read(_rows)
        assert max(Counter((person, once) for person, once, *_ in rows).values(), default=0) <= 1
        told = {(person, once) for person, once, *_ in rows}
        assert await self.store.read(self.missing) - told == set()

    def missing(self, session: Session) -> set[tuple[int, str]]:
        """Return who is to be told by what they can read now."""
        lacking = set()
        for day in session.exec(select(MarketDay)).all():
            for person in (TOM, SITI, MEI, LINA):
                with suppress(MarketDayEmpty):
                    past = past_market_day(session, person, day.id or 0, self.now)
                    ends_at = max(each.drop.ends_at for each in (*past.collected, *past.missed))
                    moment = after_moment(day.day, ends_at, past.alley.zone)
                    if moment.due_at <= self.now < moment.late_after:
                        lacking.add((person, f"after:{day.id}"))
                with suppress(MarketDayEmpty):
                    waited = waited_market_day(session, person, day.id or 0)
                    if all(self._is_over(session, drop.id) for drop, _ in waited.items):
                        lacking.add((person, f"over:{day.id}"))
        return lacking

    def _is_over(self, session: Session, drop: int) -> bool:
        day = session.get_one(StallDay, session.get_one(Drop, drop).stall_day_id)
        ended = day.ended_at is not None and day.ended_at >= day.ends_at
        return ended and self.now < day.ends_at + 48 * HOUR


def _rows(session: Session) -> list[tuple[int, str | None]]:
    rows = select(Notification.person_id, Notification.once).where(col(Notification.kind).in_((AFTER, OVER)))
    return [*session.exec(rows)]


@pytest.mark.parametrize(
    ("seed", "steps"),
    [(1, 12), (2, 12), *(pytest.param(seed, 60, marks=pytest.mark.proof) for seed in range(3, 13))],
)
async def test_whatever_happens_each_is_told_once_of_what_they_had_or_waited_for(
    store: Store, evening: Evening, seed: int, steps: int
) -> None:
    await Chaos(store, evening, Random(seed)).live(steps)
