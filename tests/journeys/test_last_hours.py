"""The last two hours: everyone who waits is notified, the first tap gets the units, and uncollected ones are passed on."""

import asyncio

import pytest
from sqlmodel import Session, col, select

from handlers.callbacks.desk import ReleaseNoShow, ShowItemBlocker, ShowWaitlist
from handlers.messages import RenderContext, messages
from locales.say import speak
from market.ticket.ticket_code import grouped
from market.waitlist.notifications import UnitsAvailable
from market.waitlist.refusals import UnitsGone
from storage.drop import Drop
from storage.notification import Notification
from storage.ticket import Ticket
from storage.waitlist import Booking
from tests.journeys.harness import LINA, ROS, SITI, TOM, WANG, Market, Visitor, without_bidi_marks
from tests.journeys.test_waitlist import empty_drop, tally
from tests.people import person_of


async def waiting(market: Market, *people: int) -> tuple[Visitor, int, list[Visitor]]:
    """Let Siti book the only unit and the others wait, in the order they are named."""
    _, item = await market.change(empty_drop, market.town.kuih_lapis, 1)
    siti, others = market.visitor(SITI), [market.visitor(person) for person in people]
    await siti.writes("/language")
    await siti.tap("English")
    await siti.open("d_RACE1")
    await siti.tap("Join for 1")
    for each in others:
        await each.open("d_RACE1")
        await each.tap("Join waitlist")
    return siti, item, others


async def test_three_wait_two_tap_at_once_and_one_is_told_who_was_quicker(market_on_each: Market) -> None:
    market = market_on_each
    siti, item, (tom, lina, wang) = await waiting(market, TOM, LINA, WANG)
    market.clock.move(days=3, hours=10, minutes=30)  # Friday 20:30, until 22:00
    await market.deliver()
    await siti.open("d_RACE1")
    await siti.tap("Change booking")
    await siti.tap("I can't come")
    await market.deliver()
    for each in (tom, lina, wang):
        assert each.reads == (
            "1 box of race for 1: available until Fri 27 Nov 22:00. "
            "Everyone waiting got this message: the first to tap gets it, the others keep their number.\n"
            "Dapur Nenek Ros, Lorong Bakau · Fri 27 Nov, 18:00 to 22:00"
        )
        assert each.labels == ["Take 1 now", "Leave waitlist"]
    both = [
        answer
        for answer in await asyncio.gather(*(each.phone.tap("Take 1 now") for each in (tom, lina)))
        if answer
    ]
    await market.until_idle()
    said = {without_bidi_marks(answer.text) for answer in both}
    assert "Confirmed: 1 × race for 1." in said
    slower = said - {"Confirmed: 1 × race for 1."}
    assert slower <= {
        f"Someone else got it first. You keep number {number}, and we tell you about the next one."
        for number in (2, 3)
    }
    assert len(slower) == 1
    loser = next(
        each
        for each, answer in zip((tom, lina), both, strict=True)
        if "got it first" in without_bidi_marks(answer.text)
    )
    assert "Your number is " in loser.reads
    after = await market.store.read(tally, item)
    assert (after.booked, after.held, after.waiting) == (1, 0, 2)


async def test_a_notification_that_comes_too_late_is_not_sent_and_the_cards_offer_the_tap(
    market: Market,
) -> None:
    siti, _, (tom, lina) = await waiting(market, TOM, LINA)
    market.clock.move(days=3, hours=10, minutes=30)
    await market.deliver()
    await siti.open("d_RACE1")
    await siti.tap("Change booking")
    await siti.tap("I can't come")
    await market.deliver()
    wang = market.visitor(WANG)
    await wang.open("d_RACE1")
    assert "Last two hours: 1 available. The first person on the waitlist to tap gets it." in wang.reads
    await tom.open("d_RACE1")
    assert "1 box available. We told everyone waiting; the first to tap gets it." in tom.reads
    assert tom.labels[:2] == ["Take 1 now", "Leave waitlist"]
    await lina.writes("/mine")
    assert (
        lina.reads
        == "Available now: race for 1. 1 box available. We told everyone waiting; the first to tap gets it."
    )
    assert without_bidi_marks((await lina.tap("Take 1 now: race for 1")).text) == "Confirmed: 1 × race for 1."
    query = select(Notification.payload).where(
        col(Notification.kind) == "UnitsAvailable", col(Notification.person_id) == person_of(TOM)
    )
    facts = await market.store.read(lambda session: session.exec(query).one())
    with pytest.raises(UnitsGone):
        await messages.render(
            speak("en"), RenderContext(store=market.store, now=market.clock.now), UnitsAvailable.read(facts)
        )
    late = await tom.tap("Take 1 now")
    assert late.text == "Someone else got it first. You keep number 2, and we tell you about the next one."
    assert tom.labels[:3] == ["Why the wait?", "Change or leave", "Back"]


async def code_of(market: Market, person: int) -> str:
    rows = select(Ticket.code).where(col(Ticket.person_id) == person_of(person))
    return await market.store.read(lambda session: session.exec(rows).first()) or ""


async def test_who_did_not_come_is_given_on_half_an_hour_after_the_start(market: Market) -> None:
    siti, item, (tom,) = await waiting(market, TOM)
    ros = market.visitor(ROS)
    await ros.writes("/start")
    market.clock.move(days=3, hours=8, minutes=10)  # Friday 18:10
    await market.deliver()
    await ros.tap(data=ShowWaitlist(item=item).pack())
    assert ros.labels == ["Why the wait?", "Back"]
    await ros.tap("Why the wait?")
    assert ros.reads == "race for 1: all are booked. You move up when someone cancels."
    await ros.tap("Back")
    await ros.tap("Back")
    await ros.tap("No-shows")
    assert ros.reads == (
        "race for 1: 1 booking not collected yet. You can pass these on from Fri 27 Nov 18:30.\nNumber 1, 1 box."
    )
    early = await ros.tap("From 18:30")
    assert early.text == "They still have time to come. You can pass it on from Fri 27 Nov 18:30."
    market.clock.move(minutes=20)
    await ros.tap("Back")
    await ros.tap("No-shows")
    await ros.tap("Number 1: 1")
    assert ros.reads.startswith("Number 1, 1 box: their ticket stops working")
    assert ros.labels == ["Keep for no. 1", "Pass on no. 1"]
    assert (await ros.tap("Pass on no. 1")).text == "Passed on to number 2."
    assert ros.reads == "race for 1: everything that is booked is collected."
    await market.deliver()
    assert tom.reads.startswith("Held for you: 1 × race for 1.")
    assert siti.reads.startswith(
        "Not collected by Fri 27 Nov 18:30, so the stall passed it on: 1 × race for 1. Your ticket no longer works."
    )
    assert siti.labels == ["Rejoin at the end", "Details"]
    await ros.writes(grouped(await code_of(market, SITI)))
    assert ros.reads == "⛔ NOT VALID. Not collected by Fri 27 Nov 18:30, so the stall passed it on."
    await siti.writes(grouped(await code_of(market, SITI)))
    assert "so the stall passed it on. This ticket no longer works." in siti.reads
    again = ReleaseNoShow(item=item, booking=await booking_of(market, SITI)).pack()
    assert (await ros.tap(data=again)).text == "Passed on.", "a second tap changes nothing"
    after = await market.store.read(tally, item)
    assert (after.booked, after.held, after.waiting) == (0, 1, 0)
    await siti.writes("/mine")
    await siti.tap("History")
    assert "1 × race for 1: not collected by Fri 27 Nov 18:30" in siti.reads


async def booking_of(market: Market, person: int) -> int:
    rows = select(Booking.id).where(col(Booking.person_id) == person_of(person))
    return await market.store.read(lambda session: session.exec(rows).first()) or 0


async def test_a_stall_is_told_which_entry_the_line_waits_for(market: Market) -> None:
    siti, tom, lina, ros = (market.visitor(person) for person in (SITI, TOM, LINA, ROS))

    def strict(session: Session) -> int:
        made, item = empty_drop(session, market.town.kuih_lapis, 2)
        session.get_one(Drop, made).fitting = "strict"
        return item

    item: int = await market.change(strict)
    for each, words in ((siti, "Join for 1"), (tom, "Wait for 2"), (lina, "Join waitlist")):
        await each.writes("/language")
        await each.tap("English")
        await each.open("d_RACE2")
        await each.tap(words)
    await ros.writes("/start")
    await ros.tap(data=ShowItemBlocker(item=item).pack())
    assert ros.reads == "race for 2: 1 left, kept for number 2, who wants 2."
    await tom.writes("/why")
    assert tom.reads == "race for 2, number 2: 1 left, and you want 2. You are next."
