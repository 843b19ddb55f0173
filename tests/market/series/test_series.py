"""Series of a drop: four dates ahead, each an ordinary drop, made once, on the alley's clock, within permits."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from locales.packaging_kind import PackagingKind
from market.actor import Actor, HelpEnded, NotYourStall, OutsideRole
from market.drop.browse import any_drop
from market.organiser.stop import StoppedAlley, call_off, finish_next, stops_to_finish
from market.person import Blocked
from market.refusal import ButtonForged, Refusal
from market.series.dates import AHEAD, own_series
from market.series.plan import end_series, set_skipped, start_series
from market.series.publish import due_series, publish_dates
from market.series.refusals import DatePublished, NotRepeated, SeriesOver, SeriesTooLong
from market.stall_closing import close_stall
from market.stock.change import change_price, change_quantity
from market.stock.draft import publish, undo
from market.stock.move import move_alley, move_drop
from market.stock.parsed_message import ParsedMessage
from market.stock.pause import cancel, pause
from market.stock.stock_line import StockLine
from scheduler.job_items import ItemsJob
from storage.alley import Alley
from storage.audit import AuditAction, AuditEntry, AuditPerson
from storage.beacon_kind import BeaconKind
from storage.drop import Drop, DropPolicy, DropState
from storage.notification import Notification
from storage.permit import Permit
from storage.person import Person
from storage.series import DropSeries, SeriesState
from storage.staff import StaffRole, StallStaff
from storage.stall import Stall
from storage.stop import CallOffReason
from tests.market.drop.conftest import LINA, NOW, SITI, STRANGER, TOM, Trade
from tests.market.series.conftest import SATURDAY_5, SATURDAY_28, drops_of, series_job
from tests.seeds import seeds

WEEK = timedelta(weeks=1)
SATURDAYS = [SATURDAY_28 + each * WEEK for each in range(8)]
LINES = ParsedMessage(
    (
        StockLine(
            quantity=12, name="kuih lapis", price=850, limit=3, tags=("halal", "compostable"), day=SATURDAY_28,
            start=time(18), end=time(22), allergens="nuts",
        ),
        StockLine(quantity=20, name="teh", price=200, deposit=150),
    )
)  # fmt: skip


async def started(trade: Trade, weeks: int | None = 8) -> tuple[int, int]:
    """Publish a drop and repeat it; return the drop and its series."""
    drop = await trade.draft(LINES)
    await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)
    return drop, await trade.do(start_series, drop, weeks, trade.now)


async def missing(trade: Trade) -> list[dict[str, object]]:
    """Return what was told of dates that could not be published, in turn."""
    told = (
        select(Notification.payload)
        .where(col(Notification.kind) == "SeriesDateMissing")
        .order_by(col(Notification.id))
    )
    return await trade.store.read(lambda session: list(session.exec(told)))


async def permit(trade: Trade, last_day: date, alley: str = "Bakau") -> int:
    """Write down a permit that ends with a day."""
    row = Permit(
        alley_id=trade.alleys[alley],
        kind="other",
        state="valid",
        first_day=date(2026, 1, 1),
        last_day=last_day,
        covers_from=datetime(2026, 1, 1, tzinfo=UTC),
        covers_until=datetime.combine(last_day, time(20), UTC),
        recorded_at=trade.now,
    )

    def write(session: Session) -> int:
        session.add(row)
        session.flush()
        return row.id or 0

    return await trade.store.write(write)


async def test_four_dates_are_published_ahead_each_as_the_drop_was(trade: Trade, job: ItemsJob) -> None:
    drop, series = await started(trade)
    first = (await trade.store.read(any_drop, drop)).items[0].id
    await trade.do(change_quantity, first, 1, trade.now)
    await trade.do(change_price, first, 900, trade.now)
    await job.run_due()
    made = await drops_of(trade, series)
    assert sorted(made) == SATURDAYS[:AHEAD]
    assert made[SATURDAY_28].id == drop
    again = await trade.store.read(any_drop, made[SATURDAY_5].id or 0)
    assert [(item.name, item.quantity, item.price, item.loan_deposit) for item in again.items] == [
        ("kuih lapis", 12, 850, 0),
        ("teh", 20, 200, 150),
    ]
    assert [item.sold_in for item in again.items] == [PackagingKind.COMPOSTABLE, PackagingKind.RETURNABLE]
    assert (again.state, again.per_person, again.tags) == (DropState.PUBLISHED, 3, ("compostable", "halal"))
    assert (again.starts_at, again.ends_at) == (
        datetime(2026, 12, 5, 10, tzinfo=UTC),
        datetime(2026, 12, 5, 14, tzinfo=UTC),
    )


async def test_each_date_that_begins_brings_the_next_and_after_the_last_it_has_ended(
    trade: Trade, job: ItemsJob
) -> None:
    _, series = await started(trade, 6)
    await job.run_due()
    for count in (5, 6, 6, 6, 6):
        begins = (await trade.row(DropSeries, series))["due_at"]
        trade.now = begins - timedelta(seconds=1)
        assert series not in await trade.store.read(due_series, trade.now)
        trade.now = begins
        await job.run_due()
        assert sorted(await drops_of(trade, series)) == SATURDAYS[:count]
    trade.now = datetime(2027, 1, 2, 10, tzinfo=UTC)
    await job.run_due()
    assert (await trade.row(DropSeries, series))["state"] == SeriesState.ENDED
    assert series not in await trade.store.read(due_series, trade.now + 100 * WEEK)


async def test_a_second_run_and_two_jobs_at_once_make_no_date_twice(trade: Trade, job: ItemsJob) -> None:
    _, series = await started(trade, None)
    other = series_job(trade, 5)
    await asyncio.gather(job.run_due(), other.run_due(), job.run_due())
    assert sorted(await drops_of(trade, series)) == SATURDAYS[:AHEAD]
    await asyncio.gather(
        *(
            trade.store.write(publish_dates, series, BeaconKind.LOCAL, trade.now, rng=Random(each))
            for each in range(6)
        )
    )
    rows = select(Drop.id).where(col(Drop.stall_id) == trade.stall)
    assert len(await trade.store.read(lambda session: session.exec(rows).all())) == AHEAD


async def test_a_job_that_was_killed_leaves_nothing_and_is_done_again(trade: Trade, job: ItemsJob) -> None:
    _, series = await started(trade)

    def killed(session: Session) -> None:
        publish_dates(session, series, BeaconKind.LOCAL, trade.now, rng=trade.rng)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await trade.store.write(killed)
    assert sorted(await drops_of(trade, series)) == SATURDAYS[:1]
    await job.run_due()
    assert sorted(await drops_of(trade, series)) == SATURDAYS[:AHEAD]


async def test_a_date_is_moved_paused_or_cancelled_alone_and_not_made_again(
    trade: Trade, job: ItemsJob
) -> None:
    _, series = await started(trade)
    await job.run_due()
    made = await drops_of(trade, series)
    moved, paused, cancelled = (made[day].id or 0 for day in SATURDAYS[1:AHEAD])
    await trade.do(move_drop, moved, StockLine(day=date(2026, 12, 7), start=time(12)), trade.now)
    await trade.do(pause, paused, trade.now)
    await trade.books(TOM, await _first_item(trade, cancelled))
    await trade.do(cancel, cancelled, trade.now)
    await trade.do(cancel, cancelled, trade.now)
    await _touch(trade, series)
    await job.run_due()
    made = await drops_of(trade, series)
    assert sorted(made) == SATURDAYS[:AHEAD]
    assert [made[day].state for day in SATURDAYS[:AHEAD]] == [
        DropState.PUBLISHED,
        DropState.PUBLISHED,
        DropState.PAUSED,
        DropState.CANCELLED,
    ]
    assert made[SATURDAY_5].starts_at == datetime(2026, 12, 7, 4, tzinfo=UTC)
    told = select(Notification.person_id).where(
        col(Notification.kind) == "DropCancelledByStall", col(Notification.person_id) == TOM
    )
    assert await trade.store.read(lambda session: session.exec(told).all()) == [TOM], "once"


async def test_an_undone_date_stays_a_draft_and_a_discarded_one_is_left_out(
    trade: Trade, job: ItemsJob
) -> None:
    _, series = await started(trade)
    await job.run_due()
    drop = (await drops_of(trade, series))[SATURDAY_5].id or 0
    assert await trade.do(undo, drop, trade.now)
    await _touch(trade, series)
    await job.run_due()
    assert (await drops_of(trade, series))[SATURDAY_5].state == DropState.DRAFT
    assert not await trade.do(undo, drop, trade.now)
    await _touch(trade, series)
    await job.run_due()
    assert sorted(await drops_of(trade, series)) == [SATURDAYS[0], *SATURDAYS[2:5]]
    await trade.do(_skip, series, SATURDAY_5, False, trade.now)
    await job.run_due()
    assert SATURDAY_5 in await drops_of(trade, series)


async def test_a_date_that_is_left_out_is_not_made_until_it_is_put_back(trade: Trade, job: ItemsJob) -> None:
    _, series = await started(trade)
    await trade.do(_skip, series, SATURDAY_5, True, trade.now)
    await job.run_due()
    assert sorted(await drops_of(trade, series)) == [SATURDAYS[0], *SATURDAYS[2:5]]
    facts = await trade.store.read(own_series, Actor(LINA), series, trade.now)
    assert [each.day for each in facts.dates if each.is_skipped] == [SATURDAY_5]
    with pytest.raises(DatePublished):
        await trade.do(_skip, series, SATURDAYS[2], True, trade.now)
    for day in (SATURDAY_5 + timedelta(days=1), SATURDAYS[0] - WEEK, SATURDAYS[7] + WEEK):
        with pytest.raises(ButtonForged):
            await trade.do(_skip, series, day, True, trade.now)
    await trade.do(_skip, series, SATURDAY_5, False, trade.now)
    await job.run_due()
    assert sorted(await drops_of(trade, series)) == SATURDAYS[:5], "one is ahead of the four"


async def test_ending_it_leaves_what_is_published(trade: Trade, job: ItemsJob) -> None:
    _, series = await started(trade)
    await job.run_due()
    await trade.do(end_series, series)
    trade.now += 2 * WEEK
    await job.run_due()
    made = await drops_of(trade, series)
    assert sorted(made) == SATURDAYS[:AHEAD]
    assert {drop.state for drop in made.values()} == {DropState.PUBLISHED}
    with pytest.raises(SeriesOver):
        await trade.do(_skip, series, SATURDAYS[5], True, trade.now)
    facts = await trade.store.read(own_series, Actor(LINA), series, trade.now)
    assert [each.day for each in facts.dates] == SATURDAYS[2:4]


async def test_the_end_of_the_permit_cuts_it_once_told_and_an_extension_lets_it_go_on(
    trade: Trade, job: ItemsJob
) -> None:
    first = await permit(trade, SATURDAY_5)
    _, series = await started(trade)
    for _ in range(3):
        await job.run_due()
        trade.now += timedelta(hours=1)
    assert sorted(await drops_of(trade, series)) == SATURDAYS[:2]
    told = await missing(trade)
    assert [(each["problem"], each["day"]) for each in told] == [("permit", "2026-12-12")]
    trade.now = datetime(2026, 12, 1, tzinfo=UTC)
    await job.run_due()
    assert len(await missing(trade)) == 1, "the next date lacks the permit too: said already"

    def extend(session: Session) -> None:
        row = session.get_one(Permit, first)
        row.last_day, row.covers_until = date(2027, 12, 31), datetime(2027, 12, 31, 20, tzinfo=UTC)

    await trade.store.write(extend)
    trade.now += timedelta(hours=1)
    await job.run_due()
    assert sorted(await drops_of(trade, series)) == SATURDAYS[:5]
    assert (await trade.row(DropSeries, series))["problem"] is None


async def test_a_taken_place_is_told_for_its_date_alone_and_tried_again(trade: Trade, job: ItemsJob) -> None:
    elsewhere = await trade.draft(
        StockLine(quantity=5, name="teh", price=200, day=SATURDAY_5, start=time(18))
    )
    await trade.do(move_alley, elsewhere, trade.alleys["Tanjung"], trade.now)
    await trade.do(publish, elsewhere, BeaconKind.LOCAL, trade.now, trade.rng)
    _, series = await started(trade)
    assert (await trade.row(DropSeries, series))["alley_id"] == trade.alleys["Tanjung"], "as the last drop"
    await trade.store.write(_set_alley, series, trade.alleys["Bakau"])
    await job.run_due()
    await _touch(trade, series)
    await job.run_due()
    assert SATURDAY_5 not in await drops_of(trade, series)
    assert [(each["problem"], each["day"]) for each in await missing(trade)] == [("place", "2026-12-05")]
    await trade.do(cancel, elsewhere, trade.now)
    trade.now += timedelta(hours=1)
    await job.run_due()
    assert sorted(await drops_of(trade, series)) == SATURDAYS[:AHEAD]


async def test_a_stall_without_a_licence_publishes_nothing_and_hears_of_it_once(
    trade: Trade, job: ItemsJob
) -> None:
    _, series = await started(trade)
    await trade.store.write(_licence, trade.stall, date(2026, 11, 1))
    for _ in range(2):
        await job.run_due()
        trade.now += timedelta(hours=1)
    assert sorted(await drops_of(trade, series)) == SATURDAYS[:1]
    assert [each["problem"] for each in await missing(trade)] == ["licence"]
    await trade.store.write(_licence, trade.stall, date(2027, 11, 1))
    await job.run_due()
    assert sorted(await drops_of(trade, series)) == SATURDAYS[:AHEAD]


async def test_a_closed_stall_ends_it(trade: Trade, job: ItemsJob) -> None:
    _, series = await started(trade)
    await job.run_due()
    await trade.store.write(
        lambda session: close_stall(session, Actor(LINA), trade.stall, AHEAD, now=trade.now)
    )
    assert (await trade.row(DropSeries, series))["state"] == SeriesState.CANCELLED
    trade.now += WEEK
    await job.run_due()
    assert len(await drops_of(trade, series)) == AHEAD


async def test_an_alley_that_closes_for_good_ends_it(trade: Trade, job: ItemsJob) -> None:
    _, series = await started(trade)
    await job.run_due()
    organiser, alley = Actor(LINA, is_configured_admin=True), StoppedAlley(trade.alleys["Bakau"])
    await trade.store.write(
        lambda session: call_off(session, organiser, alley, reason=CallOffReason.AUTHORITY, now=trade.now)
    )
    trade.now += timedelta(minutes=10)
    [stop] = await trade.store.read(stops_to_finish, trade.now)
    assert await trade.store.write(finish_next, stop, trade.now)
    while await trade.store.write(finish_next, stop, trade.now):
        pass
    assert (await trade.row(DropSeries, series))["state"] == SeriesState.CANCELLED
    trade.now += WEEK
    await job.run_due()
    made = await drops_of(trade, series)
    assert (len(made), {drop.state for drop in made.values()}) == (AHEAD, {DropState.CANCELLED})


@pytest.mark.parametrize("role", [None, StaffRole.COUNTER, StaffRole.ALL])
async def test_only_who_may_post_repeats_a_drop(trade: Trade, role: StaffRole | None) -> None:
    drop, series = await started(trade)
    if role:
        await trade.store.write(_hire, trade.stall, SITI, role)
    acts = (
        (start_series, drop, 4, trade.now),
        (_skip, series, SATURDAY_5, True, trade.now),
        (own_series, series, trade.now),
        (end_series, series),
    )
    for act, *values in acts:
        if role == StaffRole.ALL:
            await trade.do(act, *values, person=SITI)
            continue
        with pytest.raises(OutsideRole if role else NotYourStall):
            await trade.do(act, *values, person=SITI)
        with pytest.raises(NotYourStall):
            await trade.do(act, *values, person=STRANGER)
    await trade.store.write(_dismiss, trade.stall, SITI)
    await trade.store.write(_block, LINA)
    for act, *values in (acts[0], acts[1], acts[3]):
        with pytest.raises(HelpEnded):
            await trade.do(act, *values, person=SITI)
        with pytest.raises(Blocked):
            await trade.do(act, *values)


async def test_a_draw_a_draft_and_too_many_weeks_are_refused(trade: Trade) -> None:
    draft = await trade.draft(LINES)
    with pytest.raises(NotRepeated):
        await trade.do(start_series, draft, 8, trade.now)
    await trade.do(publish, draft, BeaconKind.LOCAL, trade.now, trade.rng)
    for weeks in (0, 1, 53, 2**31 - 1):
        with pytest.raises(SeriesTooLong):
            await trade.do(start_series, draft, weeks, trade.now)
    await trade.do(undo, draft, trade.now)
    await trade.store.write(_make_draw, draft)
    with pytest.raises(NotRepeated):
        await trade.do(start_series, draft, 8, trade.now)


async def test_two_taps_start_one_series(trade: Trade) -> None:
    drop, series = await started(trade)
    assert await trade.do(start_series, drop, 4, trade.now) == series


async def test_a_drop_that_is_over_is_repeated_from_the_next_week_on(trade: Trade, job: ItemsJob) -> None:
    drop = await trade.draft(LINES)
    await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)
    trade.now = datetime(2026, 12, 1, tzinfo=UTC)
    series = await trade.do(start_series, drop, 3, trade.now)
    await job.run_due()
    assert sorted(await drops_of(trade, series)) == SATURDAYS[1:4]


async def test_a_drop_of_the_same_name_that_is_there_becomes_that_of_the_date(
    trade: Trade, job: ItemsJob
) -> None:
    there = await trade.draft(
        StockLine(quantity=3, name="kuih lapis", price=800, day=SATURDAY_5, start=time(9))
    )
    await trade.do(publish, there, BeaconKind.LOCAL, trade.now, trade.rng)
    _, series = await started(trade)
    await job.run_due()
    made = await drops_of(trade, series)
    assert made[SATURDAY_5].id == there
    assert len(made) == AHEAD


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kuala_Lumpur"])
async def test_the_hours_stay_on_the_wall_when_the_clocks_change(
    trade: Trade, job: ItemsJob, zone: str
) -> None:
    await trade.store.write(_set_zone, trade.alleys["Bakau"], zone)
    trade.now = datetime(2026, 10, 6, 2, tzinfo=UTC)
    line = StockLine(quantity=5, name="kuih", price=850, day=date(2026, 10, 10), start=time(18), end=time(1))
    drop = await trade.draft(line)
    await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)
    series = await trade.do(start_series, drop, 26, trade.now)
    for _ in range(26):
        await job.run_due()
        trade.now += WEEK
    made = await drops_of(trade, series)
    assert len(made) == 26
    tz = ZoneInfo(zone)
    for day, row in made.items():
        begins, ends = row.starts_at.astimezone(tz), row.ends_at.astimezone(tz)
        assert (begins.date(), begins.time(), ends.time()) == (day, time(18), time(1))
    hours = {row.starts_at.time() for row in made.values()}
    assert len(hours) == (1 if zone.startswith("Asia") else 2)


@pytest.mark.parametrize("seed", seeds(4))
async def test_whatever_happens_each_date_is_made_once_and_within_permits(
    trade: Trade, job: ItemsJob, seed: int
) -> None:
    rng = Random(seed)
    paper = await permit(trade, date(2027, 6, 30))
    _, series = await started(trade, rng.choice([None, 6, 12]))
    other = series_job(trade, seed + 1)
    cut = NOW
    for _ in range(14):
        made = await drops_of(trade, series)
        ahead = [row.id or 0 for row in made.values() if row.starts_at > trade.now]
        drop = rng.choice(ahead) if ahead else 0
        day = rng.choice(SATURDAYS)
        acts = [
            trade.do(_skip, series, day, rng.random() < 0.5, trade.now),
            trade.do(
                move_drop, drop, StockLine(day=trade.now.date() + timedelta(rng.randint(1, 40))), trade.now
            ),
            trade.do(cancel, drop, trade.now),
            trade.do(undo, drop, trade.now),
            trade.do(pause, drop, trade.now),
        ]
        chosen = rng.sample(acts, 2)
        for act in acts:
            if act not in chosen:
                act.close()
        last = rng.choice([date(2026, 12, 1), date(2027, 6, 30)])
        await trade.store.write(_end_permit, paper, last)
        cut = datetime.combine(last, time(20), UTC)
        before = {row.id for row in (await drops_of(trade, series)).values()}
        outcomes = await asyncio.gather(
            *chosen, *(each.run_due() for each in (job, other)), return_exceptions=True
        )
        failed = [each for each in outcomes if isinstance(each, BaseException)]
        assert all(isinstance(each, Refusal) for each in failed), failed
        after = await drops_of(trade, series)
        new = [row for row in after.values() if row.id not in before]
        assert all(row.ends_at <= cut for row in new if row.state == DropState.PUBLISHED)
        assert {day.weekday() for day in after} <= {5}
        trade.now += timedelta(days=rng.randint(0, 5), hours=rng.randint(1, 20))
    names = select(Drop.series_day).where(col(Drop.series_id) == series)
    days = await trade.store.read(lambda session: session.exec(names).all())
    assert len(days) == len(set(days))


async def _first_item(trade: Trade, drop: int) -> int:
    return (await trade.store.read(any_drop, drop)).items[0].id


async def _touch(trade: Trade, series: int) -> None:
    """Let a series be looked at now."""

    def write(session: Session) -> None:
        session.get_one(DropSeries, series).due_at = trade.now

    await trade.store.write(write)


def _skip(session: Session, actor: Actor, series: int, day: date, is_skipped: bool, now: datetime) -> None:
    set_skipped(session, actor, series, day, is_skipped=is_skipped, now=now)


def _set_alley(session: Session, series: int, alley: int) -> None:
    session.get_one(DropSeries, series).alley_id = alley


def _licence(session: Session, stall: int, until: date) -> None:
    session.get_one(Stall, stall).licence_until = until


def _set_zone(session: Session, alley: int, zone: str) -> None:
    session.get_one(Alley, alley).zone = zone


def _hire(session: Session, stall: int, person: int, role: StaffRole) -> None:
    session.add(StallStaff(stall_id=stall, person_id=person, role=role, since=NOW))


def _dismiss(session: Session, stall: int, person: int) -> None:
    row = session.get(StallStaff, (stall, person))
    if row:
        session.delete(row)
    known = AuditPerson(person_id=person)
    session.add(known)
    session.flush()
    session.add(
        AuditEntry(
            action=AuditAction.STALL_STAFF_REMOVED,
            actor=known.id or 0,
            subject=known.id,
            about=f"stall:{stall}",
            made_at=NOW,
        )
    )


def _block(session: Session, person: int) -> None:
    session.get_one(Person, person).blocked_at = NOW


def _end_permit(session: Session, permit: int, last: date) -> None:
    row = session.get_one(Permit, permit)
    row.last_day, row.covers_until = last, datetime.combine(last, time(20), UTC)


def _make_draw(session: Session, drop: int) -> None:
    row = session.get_one(Drop, drop)
    row.policy, row.draws_at = DropPolicy.DRAW, row.starts_at
