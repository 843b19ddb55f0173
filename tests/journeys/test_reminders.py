"""Reminders to shoppers and to stalls, and the effect of a tap on them."""

from datetime import UTC, datetime
from random import Random

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.market_day.place import place_drop
from market.stock.pause import cancel
from market.ticket.scan import collect, take_packaging_back
from storage.drop import Drop, Item
from storage.notification import Notification
from storage.reminder import Mute
from storage.stall import Stall
from storage.ticket import Ticket
from tests.journeys.harness import LINA, TOM, WANG, Market, Visitor, without_bidi_marks
from tests.journeys.test_waitlist import empty_drop
from tests.people import person_at, person_of

DICE = Random(3)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = (
    datetime(2026, 11, day, tzinfo=UTC) for day in range(24, 29)
)
GONE = "This reminder is gone. See yours in Settings, Reminders."


def at(day: datetime, hour: int, minute: int = 0) -> datetime:
    """On the wall of Kota Kinabalu."""
    return day.replace(hour=hour - 8, minute=minute)


async def move_clock(market: Market, moment: datetime) -> None:
    market.clock.now = moment
    await market.deliver()


@pytest.fixture
async def drop(market: Market) -> int:
    """One box for Friday 18:00, in something that comes back, at a stall that has nothing else."""
    await market.visitor(WANG).writes("/start")

    def new(session: Session) -> int:
        drop, item = empty_drop(session, market.town.kuih_lapis, 1)
        row = session.get_one(Drop, drop)
        words = {"alley_id": row.alley_id, "language": "en", "state": "approved", "asked_at": market.clock()}
        stall = Stall(code="WANG", name="Gerai Wang", owner_id=person_at(session, WANG), **words)
        session.add(stall)
        session.flush()
        row.stall_id = stall.id or 0
        place_drop(session, row, market.clock())
        session.get_one(Item, item).loan_deposit = 300
        return drop

    return int(await market.change(new))


@pytest.fixture
async def tom(market: Market, drop: int) -> Visitor:
    """Yield Tom, who has booked the only unit, while Lina waits."""
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    for each, label in ((tom, "Join for 1"), (lina, "Join waitlist")):
        await each.open("d_RACE1")
        await each.tap(label)
    await market.deliver()
    return tom


async def notifications(market: Market, kind: str, person: int) -> list[Notification]:
    rows = select(Notification).where(
        col(Notification.kind) == kind, col(Notification.person_id) == person_of(person)
    )
    return await market.store.read(
        lambda session: [*session.exec(rows.order_by(col(Notification.due_at))).all()]
    )


async def of_day(market: Market, what: str) -> Notification:
    """Return the message of a stage of the only evening of Wang's stall."""
    mine = await notifications(market, "StallDayStage", WANG)
    return next(each for each in mine if each.once and each.payload["stage"] == what)


async def test_a_stall_puts_its_stock_check_off_and_is_done_with_it(market: Market, drop: int) -> None:
    wang = market.visitor(WANG)
    await move_clock(market, at(THURSDAY, 10))
    notification = await of_day(market, "eve")
    said = (
        "Fri 27 Nov: 1 item, nobody booked yet. Lorong Bakau, 18:00 to 22:00, set up from 16:00.\n"
        "To bring: 1 × race for 1. Packaging: 1 box."
    )
    assert notification.message_id is not None
    assert wang.reading(notification.message_id) == said
    await callbacks_of_others(market, notification.id or 0)
    for label, when in (("In 1 h", "11:00"), ("Tonight", "19:00"), ("Tonight", "19:00")):
        answer = await wang.tap(label, message=notification.message_id)
        assert answer.text == f"We remind you again Thu 26 Nov {when}."
        assert wang.reading(notification.message_id) == f"We remind you again Thu 26 Nov {when}.\n\n{said}"
    await move_clock(market, at(THURSDAY, 11))
    assert len(await repeats(market)) == 1, "another choice takes the place of the first"
    await move_clock(market, at(THURSDAY, 19))
    [repeat] = await repeats(market)
    assert repeat.message_id is not None
    assert wang.reading(repeat.message_id) == said
    late = await wang.tap(data=f"rmz:{repeat.id}:night", message=repeat.message_id)
    assert late.text == "It is too late for tonight. Choose one hour from now, or tomorrow."
    await wang.tap("Tomorrow 09:00", message=repeat.message_id)
    assert (await wang.tap("Ready", message=notification.message_id)).text == "Done."
    assert wang.reading(notification.message_id) == f"Done Thu 26 Nov 19:00.\n\n{said}"
    assert [each.state for each in await repeats(market)] == ["sent"]


async def repeats(market: Market) -> list[Notification]:
    return [each for each in await notifications(market, "StallDayStage", WANG) if not each.once]


async def callbacks_of_others(market: Market, notification: int) -> None:
    lina = market.visitor(LINA)
    await lina.writes("/start")
    for data in ("rmz:{}:1h", "rmu:{}", "rmd:{}", "rms:{}"):
        assert (await lina.tap(data=data.format(notification))).text == GONE
    await lina.writes("/start")
    await lina.tap(data=f"rmv:{notification}")
    assert lina.reads.startswith(GONE)


async def test_a_kind_is_stopped_and_turned_on_again_and_a_cancelled_drop_reminds_of_nothing(
    market: Market, drop: int
) -> None:
    wang = market.visitor(WANG)
    await move_clock(market, at(THURSDAY, 10))
    notification = await of_day(market, "eve")
    there, snoozes = notification.message_id or 0, f"rmz:{notification.id}:1h"
    await wang.tap(data=snoozes, message=there)
    assert (await wang.tap("Undo", message=there)).text == "You will not get this reminder again."
    assert await repeats(market) == []
    assert (await wang.tap("Stop these", message=there)).text == "Stopped."
    assert wang.reading(there).startswith("Stopped: no more reminders of this kind.")
    refused = await wang.tap(data=snoozes, message=there)
    assert refused.text == "You stopped these reminders. Turn them on again first."
    assert (await wang.tap("Turn on again", message=there)).text == "You get these reminders again."
    assert wang.reading(there).startswith("Fri 27 Nov: 1 item")
    await wang.tap(data=snoozes, message=there)
    await market.change(cancel, Actor(await market.person(WANG)), drop, market.clock())
    refused = await wang.tap(data=snoozes, message=there)
    assert refused.text == "Nothing of this market day is left. See your desk, or /mine."
    await move_clock(market, at(THURSDAY, 11))
    [repeat] = await repeats(market)
    assert (repeat.state, repeat.reason) == ("dropped", "MarketDayEmpty")
    await wang.tap(data=f"rms:{notification.id}", message=there)
    assert wang.reading(there).startswith("Stopped: no more reminders of this kind."), (
        "what it was about is over"
    )
    await wang.tap(data="rmn:VendorDay:0", message=there)
    assert wang.reading(there) == "You get these reminders again.", "an older button has the older name"
    assert await market.store.read(lambda session: session.exec(select(Mute)).all()) == []


async def test_the_morning_after_says_what_is_out_and_the_day_before_when_it_is_due(
    market: Market, tom: Visitor
) -> None:
    wang, lina = market.visitor(WANG), market.visitor(LINA)
    await move_clock(market, at(FRIDAY, 18, 30))
    code = await code_of(market, "pickup")
    await market.change(collect, Actor(await market.person(WANG)), code, 1, market.clock(), DICE)
    await move_clock(market, at(FRIDAY, 22))
    [over] = await notifications(market, "MarketDayOver", LINA)
    assert lina.reading(over.message_id or 0) == (
        "Fri 27 Nov, Lorong Bakau.\nYou waited for race for 1.\n"
        "This has ended, and none became available. Thank you for waiting."
    )
    await move_clock(market, at(SATURDAY, 10))
    assert await notifications(market, "MarketDayAfter", LINA) == []
    [after] = await notifications(market, "MarketDayAfter", TOM)
    had = "Fri 27 Nov, Lorong Bakau. Thank you for coming.\nYou had 1 × race for 1 (Gerai Wang)."
    assert tom.reading(after.message_id or 0) == (
        f"{had}\nTo return: 1 box, by Fri 11 Dec, at any stall of this market. You get RM3.00 back."
    )
    answer = await tom.tap("Follow stall", message=after.message_id)
    assert without_bidi_marks(answer.text) == "You follow Gerai Wang."
    shown = next(each for each in tom.answers if each.id == after.message_id)
    assert shown.labels == ["My returns", "Other drops"]
    notification = await of_day(market, "after")
    assert wang.reading(notification.message_id or 0) == (
        "Packaging to come back: Fri 27 Nov, Lorong Bakau.\nStill to come back: 1 box (RM3.00 in deposits), due Fri 11 Dec."
    )
    await move_clock(market, datetime(2026, 12, 10, 10, tzinfo=UTC))
    [due] = await notifications(market, "LoansDue", TOM)
    assert tom.reading(due.message_id or 0).startswith("To return: 1 box from Gerai Wang, by Fri 11 Dec.")
    await tom.tap("Returns ticket", message=due.message_id)
    assert tom.reads.startswith("Returns ticket: 1 box.")
    back = await code_of(market, "returns")
    await market.change(take_packaging_back, Actor(await market.person(WANG)), back, 1, market.clock())
    market.clock.move(minutes=1)
    await market.deliver()
    assert tom.reading(after.message_id or 0) == had, "what was said stays true"
    await tom.tap(data="smx:LoanDue")
    assert "Returns: off" in tom.labels, "an older button has the older name"


async def code_of(market: Market, kind: str) -> str:
    mine = select(Ticket.code).where(col(Ticket.person_id) == person_of(TOM), col(Ticket.kind) == kind)
    return await market.store.read(lambda session: session.exec(mine).one())
