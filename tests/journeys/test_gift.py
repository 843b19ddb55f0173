"""Giving to a friend by a link: a hold, and a ticket whose old picture says so at the stall."""

import re

from sqlmodel import Session, col, select

from handlers.callbacks.gift import AcceptGift, GiveHold, GiveTicket, ShowGift
from handlers.callbacks.waitlist import ConfirmHold
from sandbox import Message
from storage.gift import Gift
from storage.notification import Notification
from storage.waitlist import Booking
from tests.journeys.harness import LINA, ROS, TOM, WANG, Market, Visitor
from tests.journeys.holding import hold_for
from tests.journeys.test_waitlist import ALL, empty_drop, hold_of, tally
from tests.people import person_of


def link_of(message: Message) -> str:
    """Return the code after `?start=` in the message to the giver."""
    found = re.search(r"https://t\.me/lorong_demo_bot\?start=(g_[A-Za-z0-9_-]{22})", message.text)
    assert found, message.text
    return found[1]


async def hold_units(market: Market, units: int = 1) -> tuple[Visitor, int]:
    """Hold all units of a drop for Tom; return him and the item."""
    _, item = await market.change(empty_drop, market.town.kuih_lapis, units)
    tom = market.visitor(TOM)
    await tom.open(f"d_RACE{units}")
    await hold_for(market, tom, item)
    return tom, item


async def test_a_hold_goes_to_a_friend_by_a_link_that_works_once(market: Market) -> None:
    tom, item = await hold_units(market)
    lina, wang = market.visitor(LINA), market.visitor(WANG)
    hold, kept = await hold_of(market, TOM), tom.screen
    await tom.tap("Give to a friend")
    assert kept in tom.phone.messages, "what is held stays on its own screen"
    assert tom.reads.startswith("Send this link to one friend. It works once and expires Wed 25 Nov 10:00.")
    link = link_of(tom.screen)
    assert tom.labels == ["Copy link", "Share", "Keep it myself"]
    [copy, share], _ = tom.screen.buttons
    assert copy.copy == f"https://t.me/lorong_demo_bot?start={link}"
    assert (share.url or "").partition("&text=")[0].endswith(f"%3Fstart%3D{link}")

    await tom.open(link)
    assert tom.reads.startswith(
        "This link is for your friend: send it to them. Until they accept, it stays yours."
    )
    await lina.open(link)
    assert lina.reads == (
        "A friend gives you: 1 × race for 1.\n"
        "Dapur Nenek Ros, Lorong Bakau · Fri 27 Nov, 18:00 to 22:00\n"
        "Total at the stall: RM8.50.\n"
        "Accept it by Wed 25 Nov 10:00 (Kota Kinabalu time). Then it is held for you until Wed 25 Nov 17:00."
    )
    assert await hold_of(market, TOM) == hold, "to look changes nothing"
    assert (await lina.tap("Accept")).text == "Held for you until Wed 25 Nov 17:00."
    assert lina.reads.startswith("Held for you: 1 × race for 1.")
    await market.deliver()
    assert tom.reads.startswith("Your friend has accepted: 1 × race for 1.")

    keep = ConfirmHold(hold=hold, units=1, back_to=ALL).pack()
    assert (await tom.tap(data=keep, message=kept.id)).text == "This is someone else’s. See /mine for yours."
    await wang.open(link)
    assert wang.reads.startswith("Someone already accepted this, or it was withdrawn. Ask your friend.")
    await lina.open(link)
    assert lina.reads.startswith("Held for you: 1 × race for 1."), "whoever took it sees it again"
    assert (await lina.tap("Confirm 1")).text.startswith("Confirmed: 1 ")
    after = await market.store.read(tally, item)
    assert (after.booked, after.held, after.bookings) == (1, 0, 1)


async def test_a_new_link_ends_the_one_before_and_no_code_is_stored(market: Market) -> None:
    tom, _ = await hold_units(market)
    lina = market.visitor(LINA)
    await tom.tap("Give to a friend")
    first = link_of(tom.screen)
    await tom.tap("Give to a friend")
    second = link_of(tom.screen)
    assert first != second
    await lina.open(first)
    assert lina.reads.startswith("Someone already accepted this, or it was withdrawn. Ask your friend.")
    await lina.open(second)
    assert lina.labels == ["Accept", "No, thank you"]

    def written(session: Session) -> list[str]:
        gifts = session.exec(select(Gift)).all()
        notifications = session.exec(select(Notification.payload)).all()
        return [*(gift.code_hash for gift in gifts), *map(str, notifications)]

    kept = await market.store.read(written)
    assert not [each for each in kept if first[2:] in each or second[2:] in each]
    await lina.tap("No, thank you")
    assert lina.reads.startswith("This weekend · ")


async def test_what_is_kept_or_has_run_out_is_given_no_more(market: Market) -> None:
    tom, _ = await hold_units(market)
    lina = market.visitor(LINA)
    await tom.tap("Give to a friend")
    link = link_of(tom.screen)
    await lina.open(link)
    assert (await tom.tap("Keep it myself")).text.startswith("Confirmed: 1 ")
    gone = "Someone already accepted this, or it was withdrawn. Ask your friend."
    assert (await lina.tap("Accept")).text == gone
    assert lina.reads.startswith(f"{gone}\n\n")
    assert lina.labels[-1] != "No, thank you", "there is a way on"

    tom, _ = await hold_units(market, units=2)
    await tom.tap("Give to a friend")
    link = link_of(tom.screen)
    market.clock.move(days=2)
    await market.deliver()
    await lina.open(link)
    assert lina.reads.startswith(gone)


async def test_a_ticket_goes_to_a_friend_and_the_old_picture_says_so_at_the_stall(market: Market) -> None:
    tom, item = await hold_units(market)
    lina, ros = market.visitor(LINA), market.visitor(ROS)
    await ros.writes("/start")
    await tom.tap("Confirm 1")
    await market.deliver()
    old = tom.screen
    assert tom.labels == ["Directions", "Change booking", "More"]
    await tom.tap("Change booking")
    await tom.tap("Give to a friend")
    assert tom.labels == ["Copy link", "Share", "Back to the ticket"]
    link = link_of(tom.screen)
    await lina.open(link)
    assert "Then it is held" not in lina.reads
    assert (await lina.tap("Accept")).text == "It is yours."
    assert lina.reads.startswith("Pickup ticket: 1 × race for 1\n")
    await market.deliver()
    assert tom.reads.startswith("Your friend has accepted: 1 × race for 1.")
    assert old in tom.phone.messages

    market.clock.move(days=3, hours=9)
    await market.deliver()
    await ros.phone.scan(old)
    await market.until_idle()
    assert ros.reads == "⛔ NOT VALID. Given to a friend Tue 24 Nov 10:00."
    await ros.phone.scan(lina.screen)
    await market.until_idle()
    assert ros.reads.startswith("✅ VALID. Take RM8.50. 1 × race for 1, none collected yet.")
    await tom.writes("/mine")
    assert tom.reads == "Nothing here yet. Join a drop, and it shows here."
    await tom.tap("History")
    assert tom.reads == "Last 30 days:\n1 × race for 1: given to a friend Tue 24 Nov 10:00"
    await ros.tap("Handed over, cash")
    late = await lina.tap(data=GiveTicket(booking=await booking_of(market, LINA)).pack())
    assert late.text == "This was already collected, so it cannot be changed. Talk to the stall."
    assert (await market.store.read(tally, item)).tickets == 2


async def booking_of(market: Market, person: int) -> int:
    rows = select(Booking.id).where(col(Booking.person_id) == person_of(person))
    return await market.store.read(lambda session: session.exec(rows).first()) or 0


async def test_a_stranger_gives_nothing_of_others_and_a_made_up_link_leads_nowhere(market: Market) -> None:
    tom, _ = await hold_units(market)
    lina = market.visitor(LINA)
    await lina.writes("/start")
    stolen = GiveHold(hold=await hold_of(market, TOM), back_to=ALL).pack()
    assert (await lina.tap(data=stolen)).text == "This is someone else’s. See /mine for yours."
    assert (
        await lina.tap(data=GiveHold(hold=999_999, back_to=ALL).pack())
    ).text == "This is someone else’s. See /mine for yours."
    await tom.tap("Confirm 1")
    booking = await booking_of(market, TOM)
    assert (
        await lina.tap(data=GiveTicket(booking=booking).pack())
    ).text == "This is someone else’s. See /mine for yours."
    for code in ("A" * 22, "x", "A" * 40):
        for callback in (ShowGift(code=code), AcceptGift(code=code)):
            assert (
                await lina.tap(data=callback.pack())
            ).text == "That link no longer works. Ask for a new one, or see /drops."
        await lina.open(f"g_{code}")
        assert lina.reads.startswith("That link no longer works. Ask for a new one, or see /drops.")
    rows = select(Gift.id)
    assert await market.store.read(lambda session: session.exec(rows).all()) == []


async def test_who_waits_in_that_line_waits_there_no_more_after_taking(market: Market) -> None:
    tom, item = await hold_units(market)
    lina = market.visitor(LINA)
    await lina.open("d_RACE1")
    await lina.tap("Join waitlist")
    await tom.tap("Give to a friend")
    await lina.open(link_of(tom.screen))
    await lina.tap("Accept")
    after = await market.store.read(tally, item)
    assert (after.held, after.waiting, after.entries) == (1, 0, 0)
