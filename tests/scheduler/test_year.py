"""A year of a market, from one due time to the next: at its end every reminder was sent once, or its row says why not."""

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from handlers.messages import RenderContext, messages
from locales.say import speak
from market.actor import Actor
from market.address import mark_unreachable
from market.next_due import next_due
from market.notification.in_flight import ClaimedNotification
from market.notification.kind import read_notification
from market.notification.outbox import DeliveryStatus
from market.notification.priority import Priority
from market.quiet_hours import QuietHours, quiet_hours_end
from market.refusal import Refusal
from market.reminder import rewrite_reminders
from market.reminder.moments import stall_day_moments
from market.reminder.near_days import hours_of
from market.reminder.snooze import mute_kind, snooze
from market.reminder.snooze_choices import SnoozeDelay
from market.stock.move import move_drop
from market.stock.pause import cancel, pause, resume
from market.stock.stock_line import StockLine
from market.stock.wind_up import drops_to_wind_up, wind_up
from market.ticket.scan import collect, take_packaging_back
from market.waitlist.join import join
from market.waitlist.shopper_actions import attend, release
from market.waitlist.sweep import allocate_item, items_to_allocate
from scheduler.market_day import MarketDayJob
from scheduler.outbox import SendOutcome
from scheduler.waitlist import NotifiedHoldJob
from storage.alley import Alley
from storage.drop import Drop, Item
from storage.market_day import StallDay
from storage.notification import Notification
from storage.person import Person
from storage.stall import Stall
from storage.store import Store
from storage.ticket import Ticket
from tests.people import add_person, telegram_id
from tests.scheduler.outbox_helpers import FixedLeadership, outbox_of

START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MARKET = "Asia/Kuching"
ALLEYS = (MARKET, "Asia/Kathmandu", "Europe/Berlin")
READERS = ("", "Asia/Kolkata", "Australia/Adelaide", "Europe/Berlin", "America/New_York")
RESTS = ((21 * 60, 8 * 60), (0, 0), (9 * 60, 17 * 60), (23 * 60 + 30, 6 * 60 + 15))
STALLS, SHOPPERS = 3, 20
Act = Callable[[Session, datetime], Any]
REMINDERS = int(Priority.REMINDER)
DERIVED = {"MarketDayNear", "MarketDayAfter", "LoansDue", "StallDayStage"}


@dataclass(frozen=True)
class SentReminder:
    notification: ClaimedNotification
    at: datetime


@dataclass(kw_only=True)
class Year:
    """`plan`: what people do, by its moment; what they may not do any more is refused, and that is well."""

    store: Store
    rng: Random
    days: int
    now: datetime = START
    plan: list[tuple[datetime, int, Act]] = field(default_factory=list)
    sent: list[SentReminder] = field(default_factory=list)
    event_order: Any = field(default_factory=count)
    outage: tuple[datetime, datetime] = (START, START)

    def __post_init__(self) -> None:
        self.outage = START + self.days // 3 * DAY, START + (self.days // 3 + 3) * DAY
        self.outbox = outbox_of(self.store, self.deliver, lambda: self.now, leadership=FixedLeadership())

    @property
    def end(self) -> datetime:
        return START + (self.days + 40) * DAY

    def at(self, moment: datetime, act: Act) -> None:
        heappush(self.plan, (moment, next(self.event_order), act))

    async def walk(self) -> None:
        while (due := await self._next()) is not None and due[0] <= self.end:
            self.now = self.outage[1] if self.outage[0] < due[0] < self.outage[1] else due[0]
            while self.plan and self.plan[0][0] <= self.now:
                await self.do(heappop(self.plan)[2])
            if due[1] not in messages.views or self.now == self.outage[1]:
                await self.jobs()
            await self.outbox.send_due()

    async def _next(self) -> tuple[datetime, str] | None:
        """Where a notification is due with something else, it is that."""
        due = await self.store.read(next_due, self.now)
        plans = [(self.plan[0][0], "")] if self.plan else []
        return min([*plans, due] if due else plans, default=None)

    async def do(self, act: Act) -> None:
        try:
            await self.store.write(act, self.now)
        except Refusal:
            return

    async def jobs(self) -> None:
        """Run the jobs except the outbox."""
        await NotifiedHoldJob(self.store, lambda: self.now).run_due()
        for item in await self.store.read(items_to_allocate, self.now):
            await self.store.write(allocate_item, item, self.now)
        for drop in await self.store.read(drops_to_wind_up, self.now):
            await self.store.write(wind_up, drop, self.now)
        await MarketDayJob(self.store, lambda: self.now).run_due()

    async def deliver(self, notification: ClaimedNotification) -> SendOutcome:
        """Into its reader's words, and now and then they put it off."""
        try:
            context = RenderContext(store=self.store, now=self.now, notification_id=notification.id)
            payload = read_notification(notification.kind, notification.payload)
            await messages.render(speak("en"), context, payload)
        except Refusal as refusal:
            return SendOutcome(DeliveryStatus.DROPPED, reason=type(refusal).__name__)
        self.sent.append(SentReminder(notification, self.now))
        rng = Random(f"{notification.person} {notification.due_at}")
        if notification.kind == "StallDayStage" and rng.random() < 0.3:
            how = rng.choice(tuple(SnoozeDelay))
            self.at(
                self.now + MINUTE,
                lambda session, now: snooze(
                    session, notification.person, notification.id, how, zone=MARKET, now=now
                ),
            )
        return SendOutcome(DeliveryStatus.SENT, message=notification.id)


def add_market(session: Session, rng: Random) -> None:
    """Alleys in three zones, a stall in each, and people who rest at all sorts of hours."""
    for person in range(1, STALLS + SHOPPERS + 1):
        start, end = rng.choice(RESTS)
        add_person(
            session,
            person,
            first_name=f"P{person}",
            language="en",
            zone=rng.choice(READERS),
            quiet_from=start,
            quiet_until=end,
            created_at=START,
        )
    session.flush()
    for place, zone in enumerate(ALLEYS, 1):
        money = {"territory": "MY", "currency": "MYR", "latitude": 6.0, "longitude": 116.0}
        session.add(
            Alley(id=place, code=f"A{place}", name=f"Alley {place}", city="There", zone=zone, **money)
        )
        session.flush()
        words = {"language": "en", "state": "approved", "asked_at": START}
        session.add(
            Stall(id=place, code=f"S{place}", name=f"Stall {place}", owner_id=place, alley_id=place, **words)
        )
    session.flush()


def published(session: Session, now: datetime, rng: Random, starts_at: datetime, hours: int) -> int:
    """Write a drop of two items, one of them with its own hour; return its id."""
    stall = rng.randint(1, STALLS)
    drop = Drop(
        code=f"D{rng.getrandbits(40)}",
        stall_id=stall,
        alley_id=stall,
        name="Kuih lapis",
        language="en",
        state="published",
        per_person=2,
        opens_at=now,
        starts_at=starts_at,
        ends_at=starts_at + hours * HOUR,
        created_at=now,
    )
    session.add(drop)
    session.flush()
    assert drop.id is not None
    goods: dict[str, Any] = {"drop_id": drop.id, "price": 850, "quantity": 4}
    session.add(Item(name="kuih lapis", loan_deposit=300 * (drop.id % 2), **goods))
    later = {"starts_at": starts_at + HOUR, "ends_at": starts_at + 2 * HOUR}
    session.add(Item(name="a seat", unit="seat", **goods, **later))
    session.flush()
    rewrite_reminders(session, drop.id, now)
    return drop.id


def publish(year: Year, starts_at: datetime, session: Session, now: datetime) -> None:
    """A drop, and all that will happen about it; none where Lorong was off until its start."""
    if now >= starts_at:
        return
    rng = year.rng
    drop = published(session, now, rng, starts_at, hours=rng.choice((3, 4, 9)))
    items = [item or 0 for item in session.exec(select(Item.id).where(col(Item.drop_id) == drop))]
    for person in rng.sample(range(STALLS + 1, STALLS + SHOPPERS + 1), rng.randint(1, 3)):
        year.at(_between(rng, now, starts_at), partial(shop, year, person, rng.choice(items), starts_at))
    disturb(year, Actor(session.get_one(Drop, drop).stall_id), drop, now, starts_at=starts_at)


def shop(year: Year, person: int, item: int, starts_at: datetime, session: Session, now: datetime) -> None:
    """Join, most of them keep, and then they confirm, release, or say nothing."""
    rng = year.rng
    joined = join(session, person, item, rng.randint(1, 2), now=now, rng=rng)
    if rng.random() < 0.3 or joined.booking is None:
        return
    booking = joined.booking
    then, what = _between(rng, now, starts_at), rng.random()
    if what < 0.5:
        year.at(then, lambda session, now: attend(session, person, booking, now))
    elif what < 0.6:
        year.at(then, lambda session, now: release(session, person, booking, now))
    year.at(starts_at + HOUR, partial(hand_over, year, booking))


def hand_over(year: Year, booking: int, session: Session, now: datetime) -> None:
    """Most come; what they took comes back, or some of it does not."""
    counts = select(Ticket).where(col(Ticket.booking_id) == booking, col(Ticket.revoked_at).is_(None))
    row = session.exec(counts).first()
    if row is None or year.rng.random() < 0.2:
        return
    collect(session, Actor(1, is_configured_admin=True), row.code, 1, now=now, rng=year.rng)
    back = year.rng.choice((HOUR, 10 * DAY, 30 * DAY))
    year.at(now + back, partial(bring_back, row.person_id))


def bring_back(person: int | None, session: Session, now: datetime) -> None:
    for ticket in session.exec(
        select(Ticket).where(col(Ticket.kind) == "returns", col(Ticket.person_id) == person)
    ).all():
        take_packaging_back(session, Actor(2, is_configured_admin=True), ticket.code, 1, now=now)


def disturb(year: Year, owner: Actor, drop: int, now: datetime, starts_at: datetime) -> None:
    """One in two is moved, there and back perhaps, paused, or cancelled."""
    rng, what = year.rng, year.rng.randint(0, 9)
    first, second = sorted((_between(rng, now, starts_at), _between(rng, now, starts_at)))
    if what in (0, 1, 2):
        there = StockLine(
            day=_day(starts_at, rng.choice((-1, 0, 1, 4))), start=time(rng.choice((6, 11, 18, 23)))
        )
        year.at(first, lambda session, now: move_drop(session, owner, drop, there, now=now))
        if what == 0:
            wall = starts_at.astimezone(UTC)
            back = StockLine(day=wall.date(), start=wall.time())
            year.at(second, lambda session, now: move_drop(session, owner, drop, back, now=now))
    elif what == 3:
        year.at(first, lambda session, now: pause(session, owner, drop, now))
        year.at(second, lambda session, now: resume(session, owner, drop, now))
    elif what == 4:
        year.at(first, lambda session, now: cancel(session, owner, drop, now))


def _day(starts_at: datetime, days: int) -> date:
    return starts_at.date() + timedelta(days=days)


def _between(rng: Random, begin: datetime, end: datetime) -> datetime:
    return begin + rng.randint(1, max(2, int((end - begin) / MINUTE) - 1)) * MINUTE


async def year_lived(store: Store, days: int, drops: int, seed: int) -> Year:
    """A year that is over."""
    rng = Random(seed)
    year = Year(store=store, rng=rng, days=days)
    await store.write(add_market, rng)
    for _ in range(drops):
        starts_at = START + rng.randint(14 * 96, days * 96) * 15 * MINUTE
        year.at(starts_at - rng.choice((1, 3, 6, 12)) * DAY, partial(publish, year, starts_at))
    year.at(
        START + days // 2 * DAY, lambda session, now: mute_kind(session, 1, first_reminder(session, 1), now)
    )
    year.at(
        START + days // 2 * DAY, lambda session, now: mark_unreachable(session, telegram_id(STALLS + 1), now)
    )
    await year.walk()
    year.now = year.end
    await year.jobs()
    await year.outbox.send_due()
    return year


def first_reminder(session: Session, person: int) -> int:
    mine = select(Notification.id).where(
        col(Notification.person_id) == person, col(Notification.priority) == REMINDERS
    )
    return (
        session.exec(mine.where(col(Notification.state) == "sent").order_by(col(Notification.id))).first()
        or 0
    )


@pytest.fixture
async def fast(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Yield a store on SQLite whose outbox waits for no batch, since its clock stands still."""
    monkeypatch.setattr("scheduler.outbox.ACK_WINDOW", 0.0)
    shutil.copy(sqlite_template, tmp_path / "lorong.db")
    store = Store(f"sqlite:///{tmp_path / 'lorong.db'}")
    yield store
    await store.close()


@pytest.mark.parametrize(
    ("days", "drops"), [(45, 24), pytest.param(365, 200, marks=pytest.mark.proof)], ids=["weeks", "year"]
)
async def test_every_reminder_of_a_year_was_sent_once_or_says_why_not(
    fast: Store, days: int, drops: int
) -> None:
    year = await year_lived(fast, days, drops, seed=7)
    rows = await fast.read(lambda session: session.exec(select(Notification)).all())
    reminders = {row.id: row for row in rows if row.priority == REMINDERS}
    carried = [each for each in year.sent if each.notification.id in reminders]
    sent = Counter(each.notification.id for each in carried)
    _all_accounted_for(year, [*reminders.values()], sent)
    people = await fast.read(lambda session: {row.id: row for row in session.exec(select(Person)).all()})
    for each in carried:
        _at_a_good_time(each, reminders[each.notification.id], people[each.notification.person])
    assert len(sent) > drops * 3
    assert {row.kind for row in reminders.values()} >= DERIVED
    await _days_of_undisturbed_drops_are_whole(fast, [*reminders.values()])


def _all_accounted_for(year: Year, reminders: list[Notification], sent: Counter[int]) -> None:
    assert {*sent.values()} == {1}
    assert {row.state for row in reminders} <= {"sent", "dropped", "queued"}
    assert {row.id for row in reminders if row.state == "sent"} == {*sent}
    assert [row for row in reminders if row.state == "dropped" and not row.reason] == []
    waits = [row for row in reminders if row.state == "queued"]
    assert [row for row in waits if row.send_at <= year.now] == [], "none waits whose time is over"


def _at_a_good_time(each: SentReminder, row: Notification, reader: Person) -> None:
    """Not before it is due nor after it is of use, and not in its reader's rest, unless it would be too late after that."""
    assert row.late_after is not None
    assert row.due_at <= each.at <= row.late_after
    ends = quiet_hours_end(each.at, QuietHours(reader.quiet_from, reader.quiet_until, reader.zone or MARKET))
    assert each.notification.silent == (ends is not None)
    assert ends is None or row.late_after < ends, (row, reader)


async def _days_of_undisturbed_drops_are_whole(store: Store, reminders: list[Notification]) -> None:
    def undisturbed(session: Session) -> list[tuple[StallDay, str, datetime]]:
        calm = (
            select(StallDay, Alley.zone, func.min(Drop.placed_at))
            .join(Alley, col(Alley.id) == col(StallDay.alley_id))
            .join(Drop, col(Drop.stall_day_id) == col(StallDay.id))
            .group_by(col(StallDay.id), col(Alley.zone))
            .having(func.max(col(Drop.moved_from)).is_(None), func.max(col(Drop.state)) == "published")
            .having(func.min(col(Drop.state)) == "published")
        )
        return [*session.exec(calm).all()]

    found = await store.read(undisturbed)
    assert len(found) > 8
    for day, zone, placed_at in found:
        moments = stall_day_moments(hours_of(day, zone))
        due = {each.due_at for each in moments if each.due_at > placed_at}
        written = {row.due_at for row in reminders if row.about == f"stall_day:{day.id}"}
        assert written <= due, day
        assert written >= {each.due_at for each in moments if each.due_at >= day.starts_at} - {max(due)}, (
            "the last only where packaging is out"
        )
