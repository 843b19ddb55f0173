"""Actions on everybody in a drop take as many statements for many people as for a few, so that the one writer is not blocked."""

from collections.abc import Awaitable, Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, func, select

from market.notification.priority import Priority
from market.reminder.notifications import HoldHalfElapsed
from market.stock.move import move_drop
from market.stock.pause import cancel, pause, resume
from market.stock.stock_line import StockLine
from market.stock.whole_stall_day import cancel_all, move_all, pause_all, resume_all
from market.stock.wind_up import wind_up
from storage.drop import Drop, Item
from storage.notification import Notification
from storage.person import Person
from storage.ticket import Ticket
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState
from tests.market.drop.conftest import NOW, SATURDAY, Trade

FEW, MANY = 3, 12
FIRST = 50_000


async def crowded(trade: Trade, count: int, first: int, days_later: int = 0) -> tuple[int, int]:
    """A drop with so many bookings, as many live holds, and as many people who wait."""

    def meet(session: Session) -> None:
        for number in range(3 * count):
            session.add(Person(id=first + number, first_name="x", language="en", created_at=NOW))

    await trade.store.write(meet)
    day = (SATURDAY.day or NOW.date()) + timedelta(days=days_later)
    drop, item = await trade.published(
        StockLine(quantity=2 * count, name="kuih", price=850, day=day, start=SATURDAY.start)
    )
    for number in range(count):
        await trade.books(first + number, item)
    for number in range(count, 3 * count):
        await trade.joins(first + number, item)
    return drop, item


async def stall_day(trade: Trade, drop: int) -> int:
    return (await trade.row(Drop, drop))["stall_day_id"] or 0


async def statements(trade: Trade, action: Callable[[], Awaitable[Any]]) -> int:
    """Return the number of statements that an action sends to the database; executing one for many rows counts once."""
    sent: list[str] = []

    def count(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    engine = trade.store._writing
    event.listen(engine, "before_cursor_execute", count)
    try:
        await action()
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(sent)


OF_AN_EVENING = {"cancel all": cancel_all, "pause all": pause_all, "resume all": resume_all}


@pytest.mark.parametrize("name", ["cancel", "wind up", "pause", "resume", "move", "move all", *OF_AN_EVENING])
async def test_many_take_no_more_statements_than_a_few(trade: Trade, name: str) -> None:
    counted = []
    for number, count in enumerate((FEW, MANY)):
        drop, _ = await crowded(trade, count, FIRST + 1000 * number, number)
        if name in ("resume", "resume all"):
            await trade.do(pause, drop, trade.now)
        day, monday = await stall_day(trade, drop), StockLine(day=date(2026, 12, 7 + number))
        actions: dict[str, Callable[[], Awaitable[Any]]] = {
            "cancel": lambda: trade.do(cancel, drop, trade.now),  # noqa: B023
            "pause": lambda: trade.do(pause, drop, trade.now),  # noqa: B023
            "resume": lambda: trade.do(resume, drop, trade.now),  # noqa: B023
            "move": lambda: trade.do(move_drop, drop, StockLine(day=date(2026, 12, 2)), trade.now),  # noqa: B023
            "move all": lambda: trade.do(move_all, day, monday, trade.now),  # noqa: B023
            **{
                each: lambda: trade.do(OF_AN_EVENING[name], day, trade.now)  # noqa: B023
                for each in OF_AN_EVENING
            },
            "wind up": lambda: trade.store.write(wind_up, drop, NOW + timedelta(days=20)),  # noqa: B023
        }
        counted.append(await statements(trade, actions[name]))
    few, many = counted
    assert many <= few + 2


async def states(trade: Trade, item: int) -> dict[str, Any]:
    def look(session: Session) -> dict[str, Any]:
        def by(table: Any) -> dict[str, int]:
            rows = select(table.state, func.count()).where(col(table.item_id) == item).group_by(table.state)
            return dict(session.exec(rows).all())

        valid = select(func.count(col(Ticket.id))).where(col(Ticket.revoked_at).is_(None))
        row = session.get_one(Item, item)
        return {
            "entries": by(Entry),
            "holds": by(Hold),
            "bookings": by(Booking),
            "valid tickets": session.exec(valid).one(),
            "counts": (row.booked, row.held, row.waiting),
        }

    return await trade.store.read(look)


async def kinds(trade: Trade) -> dict[tuple[str, str], int]:
    rows = select(Notification.kind, Notification.state, func.count()).where(
        col(Notification.person_id) >= FIRST
    )
    rows = rows.group_by(col(Notification.kind), col(Notification.state))
    found = await trade.store.read(lambda session: session.exec(rows).all())
    return {(kind, state): count for kind, state, count in found}


async def test_a_cancelled_drop_ends_everything_and_tells_each_once(trade: Trade) -> None:
    drop, item = await crowded(trade, FEW, FIRST)
    assert await trade.do(cancel, drop, trade.now) == 3 * FEW
    assert await states(trade, item) == {
        "entries": {EntryState.BOOKED: FEW, EntryState.CLOSED: 2 * FEW},
        "holds": {HoldState.BOOKED: FEW, HoldState.CANCELLED: FEW},
        "bookings": {BookingState.CANCELLED: FEW},
        "valid tickets": 0,
        "counts": (0, 0, 0),
    }
    counts = await kinds(trade)
    assert counts["DropCancelledByStall", "queued"] == 3 * FEW
    assert not {"MarketDayNear", "HoldHalfElapsed"} & {kind for kind, _ in counts}
    assert await trade.do(cancel, drop, trade.now) == 0


async def test_a_drop_that_is_wound_up_ends_what_everybody_has_and_tells_nobody(trade: Trade) -> None:
    drop, item = await crowded(trade, FEW, FIRST)

    def collect_one(session: Session) -> None:
        booking = session.exec(select(Booking).order_by(col(Booking.id))).first()
        assert booking is not None
        booking.collected = 1

    await trade.store.write(collect_one)
    before = {one: count for one, count in (await kinds(trade)).items() if one[0] != HoldHalfElapsed.kind}
    for _ in range(2):
        await trade.store.write(wind_up, drop, NOW + timedelta(days=20))
    found = await states(trade, item)
    assert found["bookings"] == {BookingState.COLLECTED: 1, BookingState.MISSED: FEW - 1}
    assert found["entries"] == {EntryState.BOOKED: FEW, EntryState.CLOSED: 2 * FEW}
    assert await kinds(trade) == before, "each hears of all of the market day once"


@pytest.mark.parametrize("count", [FEW, pytest.param(600, marks=pytest.mark.proof)])
async def test_moving_or_cancelling_a_crowded_drop_writes_and_deletes_no_reminder(
    trade: Trade, count: int
) -> None:
    drop, _ = await crowded(trade, count, FIRST)
    day = await stall_day(trade, drop)

    def reminders(session: Session) -> set[int | None]:
        rows = select(col(Notification.id)).where(col(Notification.priority) == int(Priority.REMINDER))
        return set(session.exec(rows.where(col(Notification.kind) != HoldHalfElapsed.kind)))

    before = await trade.store.read(reminders)
    await trade.do(move_drop, drop, StockLine(start=time(11)), trade.now)
    await trade.do(move_all, day, StockLine(start=time(12)), trade.now)
    await trade.do(pause_all, day, trade.now)
    await trade.do(cancel_all, day, trade.now)
    assert await trade.store.read(reminders) == before
