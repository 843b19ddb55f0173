"""The messages to a stall about its stall day: each once, when it is due, whatever was published, moved or cancelled meanwhile."""

import asyncio
from collections import Counter
from datetime import datetime, time, timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from market.address import mark_unreachable
from market.admins import NO_ADMINS
from market.next_due import MARKET_DAY, next_due
from market.notification.in_flight import Claimant, DeliveryResult, ack, claim
from market.notification.outbox import DeliveryStatus
from market.organiser.block import block, unblock
from market.refusal import Refusal
from market.reminder.moments import StallStage, stall_day_moments
from market.reminder.near_days import hours_of
from market.reminder.refusals import MarketDayEmpty, SnoozeTooLate
from market.reminder.snooze import snooze
from market.reminder.snooze_choices import SnoozeDelay
from market.reminder.stall_day_messages import stall_days_to_tell, tell_stall
from market.stall_day_facts import stall_day_facts
from market.stock.draft import prepare, publish
from market.stock.move import move_drop
from market.stock.parsed_message import ParsedMessage
from market.stock.pause import cancel, pause, resume
from market.stock.stock_line import StockLine
from market.stock.wind_up import drops_to_wind_up, wind_up
from market.ticket.scan import collect
from scheduler.market_day import MarketDayJob
from storage.beacon_kind import BeaconKind
from storage.drop import Drop
from storage.heartbeat import Outage
from storage.insert import insert_once
from storage.market_day import StallDay
from storage.notification import Notification, NotificationState
from storage.reminder import Mute
from storage.store import Store
from tests.evening import ORGANISER, OWNER, ROS, SATURDAY, Evening
from tests.people import telegram_id

pytestmark = pytest.mark.empty_market("a job tells all stalls")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
EVE, SET_UP, OPEN, CLOSE, END, AFTER = StallStage
Told = list[tuple[str, datetime]]


async def run(store: Store, now: datetime) -> None:
    """Run what a minute runs."""
    for drop in await store.read(drops_to_wind_up, now):
        await store.write(wind_up, drop, now)
    await MarketDayJob(store, lambda: now).run_due()


async def told(store: Store) -> Told:
    """Return the stages that the stall was told of, by when they were due."""
    rows = (
        select(Notification.payload, Notification.due_at)
        .where(col(Notification.kind) == "StallDayStage", col(Notification.person_id) == ROS)
        .order_by(col(Notification.due_at))
    )
    found = await store.read(lambda session: session.exec(rows).all())
    return [(payload["stage"], due_at) for payload, due_at in found]


async def stages(store: Store) -> list[str]:
    return [stage for stage, _ in await told(store)]


@pytest.mark.feature("V02")
async def test_a_stall_of_two_drops_is_told_six_times_from_the_eve_to_the_packaging(
    store: Store, evening: Evening
) -> None:
    start, end = evening.starts_at, evening.ends_at
    kopi = evening.item("kopi")
    code = next(code for _, code in kopi.tickets)
    now = start - 40 * HOUR
    while now < end + 40 * HOUR:
        if now == start + HOUR:
            await store.write(collect, OWNER, code, 1, now=now, rng=Random(1))
        await run(store, now)
        now += 15 * MINUTE
    assert await told(store) == [
        (EVE, start - 32 * HOUR),
        (SET_UP, start - 2 * HOUR),
        (OPEN, start),
        (CLOSE, end - 15 * MINUTE),
        (END, end),
        (AFTER, end.replace(hour=2) + 24 * HOUR),
    ]


async def test_what_was_due_before_there_was_a_drop_is_not_said_and_what_is_open_is(
    store: Store, evening: Evening
) -> None:
    placed_at = evening.starts_at - 3 * HOUR

    def placed_late(session: Session) -> None:
        session.connection().execute(update(Drop).values(placed_at=placed_at))

    await store.write(placed_late)
    await run(store, placed_at + MINUTE)
    assert await stages(store) == []
    await run(store, evening.starts_at - HOUR)
    assert await stages(store) == [SET_UP]
    await run(store, evening.starts_at + 61 * MINUTE)
    assert await stages(store) == [SET_UP], "open for an hour already: nothing is said"


async def test_nothing_is_written_where_nothing_is_due(store: Store, evening: Evening) -> None:
    eve = evening.starts_at - 32 * HOUR
    for now, found in ((eve - MINUTE, 0), (eve, 1), (eve + MINUTE, 0)):
        assert len(await store.read(stall_days_to_tell, now)) == found
        await run(store, now)


async def test_the_end_waits_for_the_last_drop_and_a_cancelled_one_is_not_waited_for(
    store: Store, evening: Evening
) -> None:
    first, last = evening.item("kopi").drop, evening.item("sate").drop
    now = evening.ends_at - HOUR
    await store.write(wind_up, first, now)
    await run(store, now)
    assert END not in await stages(store)
    await store.write(wind_up, last, evening.ends_at)
    ended_at = await store.read(lambda session: session.exec(select(StallDay.ended_at)).one())
    assert ended_at == evening.ends_at
    await run(store, evening.ends_at)
    assert END in await stages(store)


async def test_a_cancelled_evening_says_nothing_more(store: Store, evening: Evening) -> None:
    now = evening.starts_at - 31 * HOUR
    await run(store, now)
    for drop in {item.drop for item in evening.items}:
        await store.write(cancel, OWNER, drop, now)
    for hours in range(-2, 48, 2):
        await run(store, evening.starts_at + hours * HOUR)
    assert await stages(store) == [EVE]


async def test_who_muted_them_is_not_told_and_nor_is_who_is_blocked_or_away(
    store: Store, evening: Evening
) -> None:
    eve = evening.starts_at - 32 * HOUR
    await store.write(insert_once, Mute, person_id=ROS, kind="StallDayStage", since=eve)
    await run(store, eve)
    await store.write(lambda session: session.delete(session.get_one(Mute, (ROS, "StallDayStage"))))
    await store.write(block, ORGANISER, ROS, NO_ADMINS, eve)
    await run(store, eve)
    assert await stages(store) == []
    await store.write(unblock, ORGANISER, ROS, eve)
    await store.write(mark_unreachable, telegram_id(ROS), eve)
    await run(store, eve)
    assert await stages(store) == []


async def test_it_counts_as_late_only_where_lorong_was_away(store: Store, evening: Evening) -> None:
    eve = evening.starts_at - 32 * HOUR
    await run(store, eve + HOUR)
    row = await store.read(lambda session: session.exec(_of(EVE)).one())
    assert (row.due_at, row.send_at) == (eve, eve + 59 * MINUTE), "it became due by something else"
    set_up = evening.starts_at - 2 * HOUR

    def away(session: Session) -> None:
        session.add(Outage(began_at=set_up - HOUR, ended_at=set_up + HOUR, credited_at=set_up + HOUR))

    await store.write(away)
    await run(store, set_up + HOUR)
    row = await store.read(lambda session: session.exec(_of(SET_UP)).one())
    assert (row.due_at, row.send_at) == (set_up, set_up)


def _of(stage: StallStage) -> SelectOfScalar[Notification]:
    rows = select(Notification).where(col(Notification.kind) == "StallDayStage")
    return rows.where(col(Notification.once).endswith(f":{stage}"))


@pytest.fixture
async def eve(store: Store, evening: Evening) -> int:
    """Return the message of the eve, as if it had gone out on time."""
    await run(store, evening.starts_at - 32 * HOUR)

    def sent(session: Session) -> int:
        row = session.exec(_of(EVE)).one()
        row.state, row.claimed_at, row.ended_at = NotificationState.SENT, row.due_at, row.due_at
        return row.id or 0

    return await store.write(sent)


async def put_off(store: Store, notification: int, delay: SnoozeDelay, now: datetime) -> datetime:
    return await store.write(snooze, ROS, notification, delay, zone="Asia/Kuching", now=now)


async def test_a_message_that_was_put_off_comes_again_beside_the_others(
    store: Store, evening: Evening, eve: int
) -> None:
    at = evening.starts_at - 32 * HOUR
    assert await put_off(store, eve, SnoozeDelay.MORNING, at) == at + 23 * HOUR
    await run(store, evening.starts_at - 2 * HOUR)
    assert await told(store) == [(EVE, at), (EVE, at + 23 * HOUR), (SET_UP, at + 30 * HOUR)]


async def test_it_cannot_be_put_off_until_it_is_too_late_by_the_hours_as_they_are_now(
    store: Store, evening: Evening, eve: int
) -> None:
    at = evening.starts_at - 32 * HOUR
    await move(store, evening, time(10), at)
    with pytest.raises(SnoozeTooLate) as late:
        await put_off(store, eve, SnoozeDelay.MORNING, at)
    assert late.value.until == evening.starts_at - 10 * HOUR


async def test_what_moved_to_another_day_or_was_cancelled_is_not_put_off(
    store: Store, evening: Evening, eve: int
) -> None:
    at = evening.starts_at - 32 * HOUR
    await move(store, evening, time(18), at, days=7)
    with pytest.raises(MarketDayEmpty):
        await put_off(store, eve, SnoozeDelay.HOUR, at)
    with pytest.raises(MarketDayEmpty):
        await store.read(stall_day_facts, await first_day(store), EVE, at)
    await run(store, evening.starts_at + 7 * 24 * HOUR - 32 * HOUR)
    assert (await stages(store)).count(EVE) == 2, "the other evening has messages of its own"


async def first_day(store: Store) -> int:
    return (
        await store.read(
            lambda session: session.exec(select(col(StallDay.id)).order_by(col(StallDay.id))).first()
        )
        or 0
    )


async def move(store: Store, evening: Evening, start: time, now: datetime, days: int = 0) -> None:
    """Move all drops of the evening to a start, and some days on."""
    for drop in sorted({item.drop for item in evening.items}):
        to = StockLine(day=SATURDAY + timedelta(days=days), start=start)
        await store.write(move_drop, OWNER, drop, to, now=now)


async def test_other_hours_on_the_same_day_tell_nobody_twice(store: Store, evening: Evening) -> None:
    start = evening.starts_at
    await run(store, start - 2 * HOUR)
    await move(store, evening, time(21), start - HOUR)
    for hours in range(-1, 9):
        await run(store, start + hours * HOUR)
    assert await stages(store) == [SET_UP, OPEN, END], (
        "nobody looked in the quarter of an hour before the end"
    )


async def test_what_has_nothing_to_say_is_given_back_and_said_once_there_is(
    store: Store, evening: Evening
) -> None:
    """As after an alley's last word: a message is written, its view finds nothing, and later there is something."""
    eve = evening.starts_at - 32 * HOUR
    await run(store, eve)
    claimant = Claimant(sender="one", epoch=1)
    batch = await store.write(claim, claimant, eve, 10, zone="Asia/Kuching")
    [claimed] = [each for each in batch.notifications if each.kind == "StallDayStage"]
    gone = DeliveryResult(
        notification=claimed.id, person=ROS, status=DeliveryStatus.DROPPED, reason="MarketDayEmpty"
    )
    await store.write(ack, claimant, eve, [gone])
    assert await stages(store) == []
    await run(store, eve + MINUTE)
    assert await stages(store) == [EVE]


async def test_two_leaders_write_one(store: Store, evening: Evening) -> None:
    other = Store(store.url.render_as_string(hide_password=False))
    now, day = evening.starts_at - 32 * HOUR, await first_day(store)
    await asyncio.gather(*(each.write(tell_stall, day, now) for each in (store, other, store, other)))
    await other.close()
    assert await stages(store) == [EVE]


async def test_a_clock_that_is_moved_finds_each_moment(store: Store, evening: Evening) -> None:
    found, now = [], evening.starts_at - 48 * HOUR
    while (due := await store.read(next_due, now)) and due[0] < evening.ends_at:
        now = due[0]
        if due[1] == MARKET_DAY:
            found.append(now)
        await run(store, now)
    assert [stage for stage, _ in await told(store)] == [EVE, SET_UP, OPEN, CLOSE]
    assert {due_at for _, due_at in await told(store)} <= {*found}


class Chaos:
    """An evening to which anything happens at any time. `said`: what was sent, by its `once`."""

    def __init__(self, store: Store, evening: Evening, rng: Random) -> None:
        self.store, self.evening, self.rng = store, evening, rng
        self.now = evening.starts_at - 50 * HOUR

    async def live(self, steps: int) -> None:
        acts = (self.wait, self.wait, self.wait, self.back, self.disturb, self.post, self.tell_half)
        for _ in range(steps):
            await self.rng.choice(acts)()
            await self.check()

    async def wait(self) -> None:
        self.now += self.rng.choice((1, 15, 60, 240, 600)) * MINUTE

    async def back(self) -> None:
        """Go back, as the clock of a machine may, or of one that is restored."""
        self.now -= self.rng.choice((5, 90)) * MINUTE

    async def tell_half(self) -> None:
        """Die after the first stall day of a run."""
        for day in (await self.store.read(stall_days_to_tell, self.now))[:1]:
            await self.store.write(tell_stall, day, self.now)

    async def disturb(self) -> None:
        drop = self.rng.choice(sorted({item.drop for item in self.evening.items}))
        line = StockLine(
            day=SATURDAY + timedelta(days=self.rng.choice((0, 0, 1))),
            start=time(self.rng.choice((9, 15, 18, 20))),
        )
        act = self.rng.choice((pause, resume, cancel, move_drop, move_drop))
        more = (line,) if act is move_drop else ()
        try:
            await self.store.write(act, OWNER, drop, *more, now=self.now)
        except Refusal:
            return

    async def post(self) -> None:
        """Publish one more dish for that evening."""
        line = StockLine(
            quantity=3, name="tuhau", price=500, limit=2, day=SATURDAY, start=time(18), end=time(22)
        )

        def publish_one(session: Session) -> None:
            message = ParsedMessage((line,))
            drop = prepare(session, OWNER, self.evening.stall, message, "", None, "en", self.now, self.rng)
            publish(session, OWNER, drop, BeaconKind.LOCAL, self.now, self.rng)

        try:
            await self.store.write(publish_one)
        except Refusal:
            return

    async def check(self) -> None:
        """Whoever meets a stage's conditions has a message after the job, and nobody has two or what is not due."""
        await run(self.store, self.now)
        open_now = await self.store.read(self.must_be_told)
        rows = await self.store.read(lambda session: session.exec(_of_stall_days()).all())
        once = [row.once for row in rows]
        assert len(once) == len({*once})
        assert open_now <= {*once}
        assert all(count <= len(StallStage) for count in Counter(row.about for row in rows).values())

    def must_be_told(self, session: Session) -> set[str]:
        days = session.exec(select(StallDay).where(col(StallDay.state) == "on")).all()
        return {
            f"stall_day:{day.id}:{moment.stage}"
            for day in days
            for moment in stall_day_moments(hours_of(day, "Asia/Kuching"))
            if moment.due_at <= self.now < moment.late_after
            and moment.stage is not AFTER
            and min(session.exec(_placed_at(day))) < moment.due_at
        }


def _of_stall_days() -> SelectOfScalar[Notification]:
    return select(Notification).where(col(Notification.kind) == "StallDayStage")


def _placed_at(day: StallDay) -> SelectOfScalar[datetime]:
    live = col(Drop.stall_day_id) == day.id, col(Drop.state) != "cancelled"
    return select(col(Drop.placed_at)).where(*live)


@pytest.mark.parametrize(
    ("seed", "steps"),
    [
        (1, 10),
        (2, 10),
        *(pytest.param(seed, 80, marks=pytest.mark.proof) for seed in range(3, 23)),
    ],
)
async def test_whatever_happens_each_stage_is_said_once_and_none_that_is_due_is_missing(
    store: Store, evening: Evening, seed: int, steps: int
) -> None:
    await Chaos(store, evening, Random(seed)).live(steps)
