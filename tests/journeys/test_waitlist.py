"""A shopper's market day: join, wait, get an offer, confirm; and many people for the last ten units."""

import asyncio
import signal
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from handlers.callbacks.waitlist import ConfirmHold, JoinWaitlist
from storage.drop import Drop, Item
from storage.notification import Notification
from storage.ticket import Ticket
from storage.waitlist import Booking, Entry, Hold
from tests.journeys.harness import LINA, TOM, LorongProcess, Market, Visitor, without_bidi_marks
from tests.journeys.holding import hold_for
from tests.people import person_of

UNITS, PEOPLE = 10, 40
ALL = "all.0..1"


def empty_drop(session: Session, like: int, quantity: int) -> tuple[int, int]:
    """Write a new drop of the same stall with `quantity` units and no entries; return its id and its item's."""
    pattern = session.get_one(Drop, like)
    columns = {
        name: getattr(pattern, name) for name in Drop.model_fields if name not in ("id", "code", "name")
    }
    drop = Drop(code=f"RACE{quantity}", name=f"Race for {quantity}", **columns)
    session.add(drop)
    session.flush()
    item = Item(drop_id=drop.id or 0, name=f"race for {quantity}", unit="box", price=850, quantity=quantity)
    session.add(item)
    session.flush()
    return drop.id or 0, item.id or 0


@dataclass(frozen=True, kw_only=True)
class ItemTally:
    quantity: int
    booked: int
    held: int
    waiting: int
    bookings: int
    holds: int
    entries: int
    numbers: int
    tickets: int


def tally(session: Session, item: int) -> ItemTally:
    """Return the item's counts, and the same counted from the rows."""
    row = session.get_one(Item, item)

    def total(what: Any, *conditions: Any) -> int:
        return int(session.exec(select(what).where(*conditions)).one())

    units = func.coalesce
    return ItemTally(
        quantity=row.quantity,
        booked=row.booked,
        held=row.held,
        waiting=row.waiting,
        bookings=total(
            units(func.sum(Booking.units), 0), col(Booking.item_id) == item, col(Booking.state) == "booked"
        ),
        holds=total(units(func.sum(Hold.units), 0), col(Hold.item_id) == item, col(Hold.state) == "live"),
        entries=total(
            units(func.sum(Entry.units), 0), col(Entry.item_id) == item, col(Entry.state) == "waiting"
        ),
        numbers=total(func.count(func.distinct(Entry.number)), col(Entry.item_id) == item),
        tickets=total(
            func.count(col(Ticket.id)),
            col(Ticket.booking_id).in_(select(Booking.id).where(col(Booking.item_id) == item)),
        ),
    )


async def hold_of(market: Market, person: int) -> int:
    rows = select(Hold.id).where(col(Hold.person_id) == person_of(person), col(Hold.state) == "live")
    return await market.store.read(lambda session: session.exec(rows).first()) or 0


async def test_a_shopper_joins_is_told_keeps_and_gives_back(market: Market) -> None:
    _, item = await market.change(empty_drop, market.town.kuih_lapis, 1)
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    for each in (tom, lina):
        await each.open("d_RACE1")
    await hold_for(market, tom, item)
    hold = await hold_of(market, TOM)
    assert tom.reads.startswith("Held for you: 1 × race for 1.\nDapur Nenek Ros, Lorong Bakau · Fri 27 Nov")
    assert "Total at the stall: RM8.50." in tom.reads
    assert tom.labels == ["Confirm 1", "Decline", "Give to a friend", "Details"]
    await lina.open("d_RACE1")
    assert "It is taken. You would be next." in lina.reads
    assert (await lina.tap("Join waitlist")).text == "Your number is 2."
    assert "Your number is 2. You are next." in lina.reads
    await lina.tap("Back")
    assert lina.labels[:2] == ["Why the wait?", "Change or leave"]
    await lina.tap("Why the wait?")
    assert lina.reads.startswith("race for 1, number 2: number 1 has until ")
    await lina.writes("cancel")
    assert lina.reads == (
        "You have nothing booked. To leave a waitlist or decline a hold, open it in My items."
    )
    await lina.writes("/mine")
    assert lina.reads.startswith("Waiting: race for 1. Your number is 2")
    assert "Why the wait?" in lina.labels
    before = len(lina.answers)
    assert (await tom.tap("Decline")).text == "Declined."
    assert "At 10:01, the waitlist gets 1 box, number 2 first." in tom.reads
    assert "Undo (1 min)" in tom.labels
    confirm = ConfirmHold(hold=hold, units=1, back_to=ALL).pack()
    late = await tom.tap(data=confirm, message=tom.screen.id)
    assert late.text == "You declined this Tue 24 Nov 10:00. If you want it after all, tap below."
    assert "Undo (1 min)" in tom.labels
    await market.deliver()
    assert len(lina.answers) == before, "for a minute it may be taken back"
    market.clock.move(minutes=1)
    await market.deliver()
    assert len(lina.answers) == before + 1
    assert lina.reads.startswith("Held for you: 1 × race for 1.")
    assert without_bidi_marks((await lina.tap("Confirm 1")).text) == "Confirmed: 1 × race for 1."
    assert lina.reads.startswith("Pickup ticket: 1 × race for 1\n")
    await lina.writes("cancel")
    assert lina.reads == "Which booking? Open it, then tap “I can't come”."
    await lina.writes("/start")
    assert "Next: race for 1, Fri 27 Nov 18:00, booked." in lina.reads
    await lina.writes("/mine")
    assert lina.reads == "Booked: race for 1, Fri 27 Nov 18:00, 1 box"
    assert "Why the wait?" not in lina.labels, "she waits for nothing"
    await lina.open("d_RACE1")
    assert "Booked: 1 box. Pay RM8.50 at the stall." in lina.reads
    await lina.tap("Change booking")
    assert (await lina.tap("I can't come")).text == "Released, thank you."
    assert "Released Tue 24 Nov 10:01: 1 × race for 1." in lina.reads
    market.clock.move(minutes=1)
    await market.deliver()
    assert await market.store.read(tally, item) == ItemTally(
        quantity=1, booked=0, held=0, waiting=0, bookings=0, holds=0, entries=0, numbers=2, tickets=1
    )


async def test_a_hold_that_runs_out_is_told_and_old_buttons_show_how_it_is_now(market: Market) -> None:
    _, item = await market.change(empty_drop, market.town.kuih_lapis, 1)
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    await tom.open("d_RACE1")
    await hold_for(market, tom, item)
    keep = ConfirmHold(hold=await hold_of(market, tom.id), units=1, back_to=ALL).pack()
    held = tom.screen.id
    await lina.open("d_RACE1")
    await lina.tap("Join waitlist")
    stolen = await lina.tap(data=keep, message=lina.screen.id)
    assert stolen.text == "This is someone else’s. See /mine for yours."
    market.clock.move(days=2)
    late = await tom.tap(data=keep, message=held)
    assert late.text.startswith("This hold ended ")
    await market.deliver()
    assert not await hold_of(market, tom.id)
    assert any(
        "ended" in without_bidi_marks(message.text) and message.id != held for message in tom.answers
    ), tom.phone


async def test_a_entry_is_chosen_and_changed_and_what_is_not_allowed_says_so(market: Market) -> None:
    _, item = await market.change(empty_drop, market.town.kuih_lapis, 2)
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    await tom.open("d_RACE2")
    await tom.tap("Join for 2")
    await lina.open("d_RACE2")
    await lina.tap("Join waitlist")
    await lina.tap("Change or leave")
    assert (
        "Your number is 2. If you ask for fewer, you keep your number; for more, you go to the end."
        in lina.reads
    )
    assert lina.labels == ["1 for RM8.50", "2 for RM17.00", "Leave waitlist", "Back"], (
        "no number over the limit"
    )
    await lina.tap(data=JoinWaitlist(item=item, units=1, back_to=ALL).pack(), message=lina.screen.id)
    assert "You are already waiting: number 2, for 1. See /mine." in lina.reads
    await lina.tap("Change or leave")
    assert (await lina.tap("Leave waitlist")).text == "You left the waitlist."
    assert lina.labels == ["Undo (1 min)", "Details"]


async def join_twice(visitor: Visitor, item: int) -> None:
    """Two taps on one button as fast as they can be made."""
    data = JoinWaitlist(item=item, units=1, back_to=ALL).pack()
    for _ in range(2):
        await visitor.phone.tap(data=data, message=visitor.screen.id)


async def crowd_of(market: Market) -> list[Visitor]:
    """Forty phones, each with the bot's welcome on it."""
    visitors = [market.visitor(5000 + place) for place in range(PEOPLE)]
    await asyncio.gather(*(visitor.phone.write("/start") for visitor in visitors))
    await market.until_idle(40)
    return visitors


async def test_of_forty_who_race_for_ten_exactly_ten_have_one(market_on_each: Market) -> None:
    market = market_on_each
    _, item = await market.change(empty_drop, market.town.kuih_lapis, UNITS)
    visitors = await crowd_of(market)
    await asyncio.gather(*(join_twice(visitor, item) for visitor in visitors))
    await market.until_idle(40)
    assert await market.store.read(tally, item) == ItemTally(
        quantity=UNITS,
        booked=UNITS,
        held=0,
        waiting=30,
        bookings=UNITS,
        holds=0,
        entries=30,
        numbers=PEOPLE,
        tickets=UNITS,
    )


async def some_have_joined(market: Market, item: int) -> None:
    async with asyncio.timeout(40):
        while (await market.store.read(tally, item)).numbers < 5:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_a_race_survives_a_kill_with_nothing_lost_and_nothing_oversold(
    closed_market_on_each: Market, lorong_process_on_each: LorongProcess
) -> None:
    market, bot = closed_market_on_each, lorong_process_on_each
    _, item = await market.store.write(empty_drop, market.town.kuih_lapis, UNITS)
    await bot.start()
    visitors = await crowd_of(market)
    callback = JoinWaitlist(item=item, units=1, back_to=ALL).pack()
    taps = [
        asyncio.create_task(visitor.phone.tap(data=callback, message=visitor.screen.id))
        for visitor in visitors
    ]
    await some_have_joined(market, item)
    await bot.end(signal.SIGKILL)
    killed = await market.store.read(tally, item)
    assert killed.numbers >= 5
    await bot.start()
    await asyncio.wait(taps, timeout=40)
    await market.until_idle(40)
    query = select(func.count()).where(col(Notification.kind) == "UnitsHeld")
    assert await market.store.read(lambda session: session.exec(query).one()) == 0
    after = await market.store.read(tally, item)
    assert after == ItemTally(
        quantity=UNITS,
        booked=UNITS,
        held=0,
        waiting=PEOPLE - UNITS,
        bookings=UNITS,
        holds=0,
        entries=PEOPLE - UNITS,
        numbers=PEOPLE,
        tickets=UNITS,
    )
