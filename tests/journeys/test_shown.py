"""Messages that stay true: what one phone shows follows what happens on another."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from random import Random

import pytest
import zxingcpp
from PIL import Image
from sqlmodel import Session, col, select

from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from handlers.callbacks.ticket import ShowPickupTicket
from market.actor import Actor
from market.notification.outbox import notify
from market.organiser.stalls import approve
from market.stall_notifications import StallRequested
from market.stock.move import move_drop
from market.stock.pause import cancel
from market.stock.stock_line import StockLine
from market.waitlist.shopper_actions import confirm, release
from sandbox import Message
from storage.drop import Drop, Item
from storage.organiser import Organiser
from storage.shown import ShownMessage
from storage.stall import Stall, StallApproval
from tests.holding import join_for_hold
from tests.journeys.conftest import open_market
from tests.journeys.harness import LINA, TOM, WANG, LorongProcess, Market, without_bidi_marks
from tests.journeys.holding import hold_for
from tests.journeys.test_gift import link_of
from tests.journeys.test_ticket import book, scan
from tests.journeys.test_waitlist import empty_drop
from tests.journeys.true_messages import run_edits, untrue
from tests.people import person_at


def has_qr(message: Message) -> bool:
    assert message.photo is not None
    return bool(zxingcpp.read_barcodes(Image.open(io.BytesIO(message.photo.content)).convert("L")))


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    async with open_market(Market(sqlite_url)) as market:
        await market.open()
        for person in (AINA.id, ROS.id, KEN.id, TOM):
            await market.visitor(person).writes("/start")
        yield market


@pytest.mark.feature("X27")
async def test_a_ticket_says_collected_as_soon_as_the_stall_has_handed_it_over(market: Market) -> None:
    aina, ros = market.visitor(AINA.id), market.visitor(ROS.id)
    await book(market, AINA.id, units=2)
    await market.deliver()
    ticket = aina.screen
    assert has_qr(ticket)
    market.clock.move(days=3, hours=9, minutes=12)
    await market.deliver()

    await scan(ros, ticket)
    await ros.tap("Only 1")
    await ros.tap("Handed over, cash")
    await run_edits(market)
    assert "Collected 1 of 2, Fri 27 Nov 19:12." in aina.reading(ticket.id)
    assert has_qr(_now(market, ticket))

    await scan(ros, ticket)
    await ros.tap("Handed over, cash")
    await run_edits(market)
    assert "All collected, Fri 27 Nov 19:12." in aina.reading(ticket.id)
    assert not has_qr(_now(market, ticket)), "what is over cannot be scanned"

    await ros.tap("Undo")
    await run_edits(market)
    assert "Collected 1 of 2, Fri 27 Nov 19:12." in aina.reading(ticket.id)
    assert has_qr(_now(market, ticket))
    assert await untrue(market) == []


def _now(market: Market, message: Message, person: int = AINA.id) -> Message:
    phone = market.sandbox.person(person)
    return next(each for each in phone.messages if each.id == message.id)


async def test_a_market_day_is_true_on_every_phone_after_every_step(market: Market) -> None:
    aina, tom, lina, wang, ros = (market.visitor(one) for one in (AINA.id, TOM, LINA, WANG, ROS.id))
    for person in (lina, wang):
        await person.writes("/start")
    drop, item = await market.change(empty_drop, market.town.kuih_lapis, 2)

    async def all_true() -> None:
        await market.deliver()
        await run_edits(market)
        assert await untrue(market) == []

    await aina.open("d_RACE2")
    await aina.tap("Join for 1")
    await all_true()
    collected = aina.screen
    await tom.open("d_RACE2")
    await hold_for(market, tom, item)
    await lina.open("d_RACE2")
    await lina.tap("Join waitlist")
    await all_true()
    waits, held = lina.screen, tom.screen
    market.clock.move(minutes=1)
    await all_true()

    await tom.tap("Decline", message=held.id)
    assert "Thank you for letting us know" in tom.reads
    await all_true()
    assert "You are next." in lina.reading(waits.id), "for a minute it may be taken back"
    market.clock.move(minutes=1)
    await all_true()
    assert "Your turn came Tue 24 Nov 10:02." in lina.reading(waits.id)
    assert "Declined" in tom.reading(held.id)

    offered = lina.screen
    await lina.tap("Give to a friend", message=offered.id)
    link = lina.screen
    await wang.open(link_of(link))
    await wang.tap("Accept")
    await all_true()
    assert "Given to a friend" in lina.reading(offered.id)
    assert "This link no longer works." in lina.reading(link.id)

    await wang.tap("Confirm 1")
    await all_true()
    await wang.tap("Change booking")
    given = wang.screen
    await wang.tap("Give to a friend")
    await tom.open(link_of(wang.screen))
    await tom.tap("Accept")
    await all_true()
    assert "Given to a friend" in wang.reading(given.id)
    assert not has_qr(_now(market, given, WANG))
    missed = tom.screen

    await market.store.write(
        move_drop, Actor(await market.person(ROS.id)), drop, StockLine(day=date(2026, 11, 28)), market.clock()
    )
    await all_true()
    assert "Sat 28 Nov" in aina.reading(collected.id)

    market.clock.move(days=4, hours=9, minutes=12)
    await all_true()
    await scan(ros, _now(market, collected))
    await ros.tap("Handed over, cash")
    await all_true()
    assert "All collected, Sat 28 Nov" in aina.reading(collected.id)

    market.clock.move(hours=6)
    await all_true()
    assert "Its drop ended Sat 28 Nov 22:00; collectable until Sun 29 Nov 22:00." in tom.reading(missed.id)
    assert has_qr(_now(market, missed, TOM))
    market.clock.move(days=1)
    await all_true()
    assert not has_qr(_now(market, missed, TOM))


async def test_what_is_cancelled_shows_no_qr_and_says_so_wherever_it_was_shown(market: Market) -> None:
    aina, tom = market.visitor(AINA.id), market.visitor(TOM)
    await book(market, AINA.id, units=2)
    await market.deliver()
    ticket = aina.screen
    code = await market.change(lambda session: session.get_one(Drop, market.town.kuih_lapis).code)
    await tom.open(f"d_{code}")
    item = select(Item.id).where(col(Item.drop_id) == market.town.kuih_lapis)
    await hold_for(market, tom, await market.store.read(lambda session: session.exec(item).one() or 0))
    held = tom.screen

    await market.store.write(
        cancel, Actor(await market.person(ROS.id)), market.town.kuih_lapis, market.clock()
    )
    await run_edits(market)
    assert "The drop was cancelled Tue 24 Nov 10:00." in aina.reading(ticket.id)
    assert not has_qr(_now(market, ticket))
    assert "the drop was cancelled" in tom.reading(held.id)
    assert await untrue(market) == []


async def test_a_request_that_one_organiser_decided_is_so_on_every_phone(market: Market) -> None:
    tom = market.visitor(TOM)

    def organise(session: Session) -> int:
        for person in (KEN.id, TOM):
            session.add(
                Organiser(person_id=person_at(session, person), named_by=None, named_at=market.clock())
            )
        stall = session.exec(select(Stall).where(col(Stall.owner_id) == person_at(session, ROS.id))).one()
        stall.state = StallApproval.ASKED
        for person in (KEN.id, TOM):
            asked = StallRequested(stall_id=stall.id or 0)
            notify(session, person_at(session, person), asked, market.clock(), about=f"stall:{stall.id}")
        return stall.id or 0

    stall = await market.change(organise)
    await market.deliver()
    request = tom.screen
    assert tom.reads.startswith("New stall: Dapur Nenek Ros, Lorong Bakau.")
    assert {"Approve", "Reject"} <= set(tom.labels)
    await market.store.write(
        approve, Actor(await market.person(KEN.id)), stall, StallApproval.ASKED, now=market.clock()
    )
    await run_edits(market)
    assert tom.reading(request.id) == "Dapur Nenek Ros, Lorong Bakau: approved by Ken, Tue 24 Nov 10:00."
    assert await untrue(market) == []


async def test_what_changed_before_a_kill_is_edited_by_the_next_process(
    closed_market: Market, lorong_process: LorongProcess
) -> None:
    """The change is committed, and the process that would edit is gone: the mark is still there for the next."""
    market = closed_market
    aina = market.visitor(AINA.id)
    await lorong_process.start()
    await aina.writes("/start")

    def booked(session: Session) -> int:
        item = session.exec(select(Item).where(col(Item.drop_id) == market.town.kuih_lapis)).one()
        shopper = person_at(session, AINA.id)
        joined = join_for_hold(session, shopper, item.id or 0, 2, now=market.clock())
        assert joined.hold is not None
        return confirm(session, shopper, joined.hold, 2, now=market.clock(), rng=Random(5))

    booking = await market.store.write(booked)
    await aina.writes("/tickets")
    await aina.tap(data=ShowPickupTicket(booking=booking).pack())
    await until(lambda: market.store.read(found_true))
    ticket = aina.screen
    await lorong_process.kill()

    await market.store.write(release, await market.person(AINA.id), booking, market.clock())
    assert "Not collected yet" in aina.reading(ticket.id)
    await lorong_process.start()

    async def says_so() -> bool:
        return "Released" in aina.reading(ticket.id)

    await until(says_so)
    assert not has_qr(_now(market, ticket))


def found_true(session: Session) -> bool:
    """Return whether the ticket is remembered, and true until its drop is over."""
    rows = session.exec(select(ShownMessage)).all()
    return bool(rows) and all(row.due_at == row.true_until for row in rows)


async def until(so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(40):
        while not await so():  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.05)


async def test_what_was_given_up_by_mistake_comes_back_within_the_minute(market: Market) -> None:
    """Each undo by its button: a place with its number, a hold, what was confirmed, and a booking with its ticket."""
    aina, tom = market.visitor(AINA.id), market.visitor(TOM)
    _, item = await market.change(empty_drop, market.town.kuih_lapis, 1)
    await aina.open("d_RACE1")
    await hold_for(market, aina, item)
    card = aina.screen
    await tom.open("d_RACE1")
    await tom.tap("Join waitlist")

    await tom.tap("Change or leave")
    await tom.tap("Leave waitlist")
    assert tom.labels == ["Undo (1 min)", "Details"]
    assert (await tom.tap("Undo (1 min)")).text == "Undone. You have your place again."
    assert "Your number is 2. You are next." in tom.reads

    await aina.tap("Decline")
    market.clock.move(seconds=59)
    await market.deliver()
    assert (await aina.tap("Undo (1 min)")).text == "Undone. It is on hold for you again."
    assert aina.reads.startswith("Held for you: 1 × race for 1.")

    await aina.tap("Confirm 1")
    await market.deliver()
    ticket = aina.screen
    assert ticket.id == card.id
    assert has_qr(ticket), "what was held is its ticket, and no other message is sent"
    market.clock.move(seconds=30)
    assert (await aina.tap("Undo (1 min)", message=card.id)).text == "Undone. It is on hold for you again."
    await run_edits(market)
    assert not has_qr(_now(market, ticket)), "what is on hold again has no ticket"
    await aina.tap("Confirm 1", message=card.id)
    market.clock.move(minutes=2)
    await market.deliver()
    ticket = aina.screen
    assert "Change booking" in aina.labels
    assert "I can't come" not in aina.labels, "not on the screen that is shown across a counter"

    await aina.tap("Change booking")
    booking = aina.screen
    await aina.tap("I can't come")
    assert "the waitlist gets 1 box, number 2 first." in aina.reads
    await market.deliver()
    await run_edits(market)
    assert not has_qr(_now(market, ticket))
    market.clock.move(seconds=40)
    assert (await aina.tap("Undo (1 min)", message=booking.id)).text == "Undone. It is yours again."
    await run_edits(market)
    assert has_qr(_now(market, ticket))
    assert "Your number is 2. You are next." in tom.reads, "nobody was offered it"

    await aina.tap("I can't come", message=booking.id)
    market.clock.move(minutes=1)
    await market.deliver()
    await run_edits(market)
    assert "Undo (1 min)" not in _now(market, booking).labels
    assert tom.reads.startswith("Held for you: 1 × race for 1.")
    assert await untrue(market) == []


async def test_a_join_in_one_tap_is_undone_as_if_it_had_never_been(market: Market) -> None:
    """The ticket no longer counts; when the minute is over, the unit is there for the next tap."""
    _, item = await market.change(empty_drop, market.town.kuih_lapis, 1)
    aina, tom = market.visitor(AINA.id), market.visitor(TOM)
    await aina.open("d_RACE1")
    assert without_bidi_marks((await aina.tap("Join for 1")).text) == "Booked: 1 × race for 1."
    ticket = aina.screen
    assert aina.reads.startswith(
        "Pickup ticket: 1 × race for 1\nPay RM8.50 at the stall. Not collected yet.\n"
    )
    assert aina.labels[-1] == "Undo (1 min)"
    assert has_qr(ticket), "the card is the ticket now"

    assert (await aina.tap("Undo (1 min)")).text == "Undone. It is no longer booked."
    assert aina.screen.id == ticket.id
    assert aina.reads.startswith("Released")
    assert not has_qr(aina.screen), "a message keeps a picture: the drop's"
    await run_edits(market)
    assert (await aina.tap("Undo (1 min)")).text == "Undone. It is yours again."
    await run_edits(market)
    assert has_qr(_now(market, ticket))

    await aina.tap("Undo (1 min)")
    market.clock.move(minutes=1)
    await market.deliver()
    await run_edits(market)
    assert _now(market, ticket).labels == ["Details"]
    assert not has_qr(_now(market, ticket))
    assert [message.id for message in market.sandbox.person(AINA.id).messages][-1] == ticket.id
    row = await market.store.read(lambda session: session.get_one(Item, item))
    assert (row.booked, row.held, row.waiting) == (0, 0, 0)
    await tom.open("d_RACE1")
    assert without_bidi_marks((await tom.tap("Join for 1")).text) == "Booked: 1 × race for 1."
    assert await untrue(market) == []
