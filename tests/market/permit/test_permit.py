"""An alley with a permit holds markets on the days that it covers, and on no other, by every way in."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from market.actor import Actor, NotOrganiser
from market.drop.browse import coming_drops
from market.market_day.refusals import OutsidePermit
from market.organiser.block import block
from market.permit.facts import alley_permits
from market.permit.record import (
    PermitPaper,
    record_permit,
    replace_permit,
    set_permit_end,
    void_last_permit,
    void_permit,
    withdraw_permit,
)
from market.permit.refusals import (
    PermitDaysReversed,
    PermitPast,
    PermitStands,
    PermitUnknown,
    PilotTooLong,
)
from market.person import Blocked
from market.refusal import Refusal, TooLong
from market.stock.draft import publish
from market.stock.move import move_alley, move_drop
from market.stock.stock_line import StockLine
from market.validity import LastDayOver, LastDayTooFar
from storage.beacon_kind import BeaconKind
from storage.drop import Drop
from storage.permit import PermitKind, is_permitted
from storage.store import Store
from storage.waitlist import Hold
from tests.market.drop.conftest import LINA, NOW, ORGANISER, STRANGER, TOM, Trade, trade
from tests.people import admins
from tests.placed_drops import place_added_drops, place_changed, place_new
from tests.seeds import seeds

__all__ = ["trade"]

KEN, ADMINS = Actor(ORGANISER, is_configured_admin=True), admins(ORGANISER)
SATURDAY, FRIDAY = date(2026, 11, 28), date(2026, 11, 27)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def market_alone_places_drops() -> Iterator[None]:
    event.remove(Drop, "before_insert", place_new)
    event.remove(Drop, "before_update", place_changed)
    yield
    place_added_drops()


def line(day: date = SATURDAY, start: time = time(19), end: time = time(22)) -> StockLine:
    return StockLine(quantity=12, name="kuih", price=850, day=day, start=start, end=end)


def paper(last_day: date, first_day: date = date(2026, 11, 1), **named: Any) -> PermitPaper:
    return PermitPaper(first_day=first_day, last_day=last_day, **named)


async def record(trade: Trade, given: PermitPaper, alley: str = "Bakau") -> int:
    return await trade.store.write(
        record_permit, KEN, trade.alleys[alley], given, admins=ADMINS, now=trade.now
    )


async def extend(trade: Trade, permit: int, last_day: date) -> int:
    return await trade.store.write(replace_permit, KEN, permit, paper(last_day), admins=ADMINS, now=trade.now)


async def shown(trade: Trade) -> set[int]:
    found = await trade.store.read(coming_drops, trade.now, limit=50)
    return {drop.id for drop in found if drop.stall.id == trade.stall}


async def outside(trade: Trade) -> list[int]:
    found = await trade.store.read(alley_permits, KEN, trade.alleys["Bakau"], trade.now)
    return [drop.id for drop in found.outside]


@pytest.mark.feature("H10")
async def test_the_last_market_day_ends_at_four_in_the_morning_and_the_next_is_refused(trade: Trade) -> None:
    await record(trade, paper(FRIDAY))
    for fits in (line(FRIDAY), line(SATURDAY, time(0, 30), time(4))):
        await trade.published(fits)
    for day, start, end in (
        (SATURDAY, time(0, 30), time(4, 15)),
        (SATURDAY, time(4), time(5)),
        (SATURDAY, time(19), time(22)),
    ):
        with pytest.raises(OutsidePermit) as refused:
            await trade.published(line(day, start, end))
        assert (refused.value.alley, refused.value.until) == ("Lorong Bakau", FRIDAY)
    assert len(await shown(trade)) == 2


async def test_a_day_before_the_first_one_is_refused(trade: Trade) -> None:
    await record(trade, paper(date(2026, 12, 24), first_day=SATURDAY))
    with pytest.raises(OutsidePermit):
        await trade.published(line(FRIDAY))
    await trade.published(line(SATURDAY))


async def test_an_alley_without_a_permit_and_its_neighbour_are_not_limited(trade: Trade) -> None:
    await record(trade, paper(NOW.date()), alley="Tanjung")
    drop, _ = await trade.published()
    assert await shown(trade) == {drop}
    with pytest.raises(OutsidePermit):
        await trade.do(move_alley, drop, trade.alleys["Tanjung"], trade.now)
    assert await shown(trade) == {drop}


async def test_a_drop_does_not_move_beyond_the_permit(trade: Trade) -> None:
    await record(trade, paper(FRIDAY))
    drop, _ = await trade.published(line(FRIDAY))
    with pytest.raises(OutsidePermit):
        await trade.do(move_drop, drop, StockLine(day=SATURDAY), trade.now)
    with pytest.raises(OutsidePermit):
        await trade.do(move_drop, drop, StockLine(end=time(4, 30)), trade.now)
    assert (await trade.row(Drop, drop))["ends_at"] == datetime(2026, 11, 27, 14, tzinfo=UTC)


async def test_what_a_later_permit_leaves_outside_stands_still_until_an_extension(trade: Trade) -> None:
    drop, item = await trade.published()
    early, _ = await trade.published(line(FRIDAY))
    held = await trade.joins(TOM, item)
    until = (await trade.row(Hold, held or 0))["until"]
    trade.now += HOUR / 4
    permit = await record(trade, paper(FRIDAY))
    assert (await shown(trade), await outside(trade)) == ({early}, [drop])
    for person in (STRANGER, TOM):
        with pytest.raises(Refusal):
            await trade.books(person, item)
    with pytest.raises(Refusal):
        await trade.do(move_drop, drop, StockLine(day=SATURDAY + DAY), trade.now)
    trade.now += HOUR / 4
    await extend(trade, permit, SATURDAY)
    assert (await shown(trade), await outside(trade)) == ({early, drop}, [])
    assert (await trade.row(Hold, held or 0))["until"] == until + HOUR / 4
    await trade.books(STRANGER, item)


async def test_a_drop_that_is_moved_inside_goes_on(trade: Trade) -> None:
    drop, item = await trade.published()
    await record(trade, paper(FRIDAY))
    await trade.do(move_drop, drop, StockLine(day=FRIDAY), trade.now)
    row = await trade.row(Drop, drop)
    assert (row["stopped_at"], await shown(trade), await outside(trade)) == (None, {drop}, [])
    await trade.books(STRANGER, item)


async def test_what_is_over_before_a_permit_was_recorded_is_as_it_was(trade: Trade) -> None:
    drop, _ = await trade.published(line(NOW.date(), time(11), time(12)))
    trade.now += 3 * HOUR
    await record(trade, paper(date(2026, 12, 24), first_day=SATURDAY))
    trade.now -= 2 * HOUR
    assert drop in await shown(trade)


async def test_the_last_day_alone_covers_what_runs_already(trade: Trade) -> None:
    running, _ = await trade.published(line(NOW.date(), time(11), time(23)))
    trade.now += 20 * HOUR
    await trade.store.write(set_permit_end, KEN, trade.alleys["Bakau"], FRIDAY, admins=ADMINS, now=trade.now)
    found = await trade.store.read(alley_permits, KEN, trade.alleys["Bakau"], trade.now)
    assert (found.permits[0].last_day, found.outside) == (FRIDAY, ())
    trade.now -= 12 * HOUR
    assert await shown(trade) == {running}


async def test_permits_lead_to_the_ones_before_and_are_not_changed_twice(trade: Trade) -> None:
    first = await record(trade, paper(FRIDAY, authority=" City\nHall ", number="P-1", conditions="x" * 600))
    second = await extend(trade, first, SATURDAY)
    with pytest.raises(PermitPast):
        await extend(trade, first, SATURDAY + DAY)
    with pytest.raises(PermitPast):
        await trade.store.write(withdraw_permit, KEN, first, ADMINS, trade.now)
    found = await trade.store.read(alley_permits, KEN, trade.alleys["Bakau"], trade.now)
    assert [(each.id, each.state, each.last_day, each.authority) for each in found.permits] == [
        (second, "valid", SATURDAY, ""),
        (first, "replaced", FRIDAY, "City Hall"),
    ]


async def test_a_mistake_is_taken_out_within_a_day_and_a_permit_that_stood_longer_is_withdrawn(
    trade: Trade,
) -> None:
    drop, _ = await trade.published()
    first = await record(trade, paper(date(2026, 12, 24)))
    trade.now += 2 * DAY
    wrong = await extend(trade, first, FRIDAY)
    assert await outside(trade) == [drop]
    await trade.store.write(void_permit, KEN, wrong, ADMINS, trade.now)
    assert (await shown(trade), await outside(trade)) == ({drop}, [])
    with pytest.raises(PermitStands):
        await trade.store.write(void_last_permit, KEN, trade.alleys["Bakau"], ADMINS, trade.now)
    await trade.store.write(withdraw_permit, KEN, first, ADMINS, trade.now)
    assert (await shown(trade), await outside(trade)) == (set(), [drop])
    with pytest.raises(OutsidePermit) as refused:
        await trade.published(line(FRIDAY))
    assert refused.value.until is None


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        (paper(NOW.date() - DAY), LastDayOver),
        (paper(date(2037, 1, 1)), LastDayTooFar),
        (paper(FRIDAY, first_day=SATURDAY), PermitDaysReversed),
        (paper(FRIDAY + 90 * DAY, first_day=FRIDAY, kind=PermitKind.PILOT), PilotTooLong),
        (paper(FRIDAY, authority="x" * 65), TooLong),
        (paper(FRIDAY, number="1" * 33), TooLong),
        (paper(FRIDAY, conditions="\u202e🦑" * 400), TooLong),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
async def test_a_paper_that_cannot_be_is_refused(
    trade: Trade, given: PermitPaper, refused: type[Refusal]
) -> None:
    with pytest.raises(refused):
        await record(trade, given)
    assert (await trade.store.read(alley_permits, KEN, trade.alleys["Bakau"], trade.now)).permits == ()


async def test_a_pilot_of_ninety_days_and_no_more_with_its_extension(trade: Trade) -> None:
    permit = await record(trade, paper(FRIDAY + 60 * DAY, first_day=FRIDAY, kind=PermitKind.PILOT))
    longer = paper(FRIDAY + 89 * DAY, first_day=FRIDAY, kind=PermitKind.PILOT)
    permit = await trade.store.write(replace_permit, KEN, permit, longer, admins=ADMINS, now=trade.now)
    with pytest.raises(PilotTooLong) as refused:
        await trade.store.write(
            set_permit_end, KEN, trade.alleys["Bakau"], FRIDAY + 90 * DAY, admins=ADMINS, now=trade.now
        )
    assert refused.value.days == 90


async def test_permits_are_for_organisers(trade: Trade) -> None:
    alley, permit = trade.alleys["Bakau"], await record(trade, paper(FRIDAY))
    await trade.store.write(block, KEN, TOM, ADMINS, trade.now)
    blocked = Actor(TOM, is_configured_admin=True)
    for actor, refused in ((Actor(LINA), NotOrganiser), (Actor(STRANGER), NotOrganiser), (blocked, Blocked)):
        for act in (
            lambda s, a: record_permit(s, a, alley, paper(SATURDAY), admins=ADMINS, now=NOW),
            lambda s, a: replace_permit(s, a, permit, paper(SATURDAY), admins=ADMINS, now=NOW),
            lambda s, a: set_permit_end(s, a, alley, SATURDAY, ADMINS, NOW),
            lambda s, a: withdraw_permit(s, a, permit, ADMINS, NOW),
            lambda s, a: void_permit(s, a, permit, ADMINS, NOW),
            lambda s, a: void_last_permit(s, a, alley, ADMINS, NOW),
        ):
            with pytest.raises(refused):
                await trade.store.write(act, actor)
    with pytest.raises(PermitUnknown):
        await trade.store.write(withdraw_permit, KEN, 987_654_321, ADMINS, NOW)
    found = await trade.store.read(alley_permits, KEN, alley, trade.now)
    assert [each.state for each in found.permits] == ["valid"]


@pytest.mark.parametrize("seed", seeds(4))
async def test_nothing_is_open_without_a_permit_whatever_comes_between(trade: Trade, seed: int) -> None:
    """Acts of a stall, organisers and shoppers at once: whatever is shown or joined has a permit, by a model that knows days alone."""
    rng, alley = Random(seed), trade.alleys["Bakau"]
    days = [FRIDAY + n * DAY for n in range(6)]

    async def tried(action: Any, *args: Any, **named: Any) -> Any:
        try:
            return await trade.store.write(action, *args, **named)
        except Refusal:
            return None

    async def post() -> None:
        drop = await trade.draft(line(rng.choice(days)))
        await tried(publish, Actor(LINA), drop, BeaconKind.LOCAL, trade.now, Random(seed))

    async def change() -> None:
        found = await trade.store.read(alley_permits, KEN, alley, trade.now)
        given, last = paper(rng.choice(days)), rng.choice((0, *(each.id for each in found.permits)))
        match rng.randrange(4):
            case 0:
                await tried(record_permit, KEN, alley, given, admins=ADMINS, now=trade.now)
            case 1:
                await tried(replace_permit, KEN, last, given, admins=ADMINS, now=trade.now)
            case 2:
                await tried(withdraw_permit, KEN, last, ADMINS, trade.now)
            case _:
                await tried(void_permit, KEN, last, ADMINS, trade.now)

    async def move() -> None:
        rows = select(Drop.id).where(col(Drop.stall_id) == trade.stall)
        drops = await trade.store.read(lambda session: [*session.exec(rows)])
        if drops:
            to = StockLine(day=rng.choice(days))
            await tried(move_drop, Actor(LINA), rng.choice(drops), to, trade.now)

    for _ in range(6):
        await asyncio.gather(*(rng.choice((post, change, move))() for _ in range(4)))
        await _assert_open_is_permitted(trade, alley)


async def _assert_open_is_permitted(trade: Trade, alley: int) -> None:
    found = await trade.store.read(alley_permits, KEN, alley, trade.now)
    counted = [each for each in found.permits if each.state != "void"]
    last = max((each.last_day for each in counted if each.state == "valid"), default=None)
    visible = await shown(trade)
    for drop in await trade.store.read(coming_drops, trade.now, limit=50):
        if drop.id in visible and counted:
            assert last is not None
            assert drop.starts_at.astimezone(UTC).date() <= last, "19:00 in Bakau is the same date in UTC"
    rows = select(Drop.id, Drop.stopped_at).where(
        col(Drop.stall_id) == trade.stall, col(Drop.state) == "published"
    )
    stopped = await trade.store.read(lambda session: {drop for drop, at in session.exec(rows) if at})
    assert stopped <= set(await outside(trade))


@pytest.mark.parametrize("seed", seeds(3))
async def test_the_condition_says_what_a_list_of_permits_says(store: Store, trade: Trade, seed: int) -> None:
    """Random permits, some ended, against the rule in words, for hours around all of their ends."""
    rng, alley = Random(seed), trade.alleys["Bakau"]
    for _ in range(rng.randrange(4)):
        first = NOW.date() + rng.randrange(10) * DAY
        permit = await record(trade, paper(first + rng.randrange(6) * DAY, first_day=first))
        if rng.random() < 0.4:
            act = rng.choice((withdraw_permit, void_permit))
            await store.write(act, KEN, permit, ADMINS, trade.now)
    found = (await store.read(alley_permits, KEN, alley, trade.now)).permits
    counted = [each for each in found if each.state != "void"]
    for _ in range(60):
        start = NOW + rng.randrange(60 * 24) * HOUR / 4
        end = start + rng.randrange(1, 60) * HOUR / 4

        def begins(day: date) -> datetime:
            return datetime.combine(day, time(4), UTC) - 8 * HOUR

        inside = [begins(each.first_day) <= start and end <= each.covers_until for each in counted]
        expected = any(inside) or not counted or end <= NOW

        def permitted(session: Session) -> bool:
            return session.exec(select(is_permitted(alley, start, end))).one()  # noqa: B023

        assert await store.read(permitted) == expected


async def test_after_a_mistaken_extension_was_taken_out_the_permit_is_extended_again(trade: Trade) -> None:
    first = await record(trade, paper(FRIDAY))
    mistake = await extend(trade, first, SATURDAY + 50 * DAY)
    await trade.store.write(void_permit, KEN, mistake, ADMINS, trade.now)
    later = await extend(trade, first, SATURDAY)
    found = await trade.store.read(alley_permits, KEN, trade.alleys["Bakau"], trade.now)
    assert [(each.id, each.state) for each in found.permits] == [
        (later, "valid"),
        (mistake, "void"),
        (first, "replaced"),
    ]
