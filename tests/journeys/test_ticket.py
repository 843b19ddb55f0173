"""The life of a ticket: booked, shown, collected, shown again, and the cup that comes back at another stall."""

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest
import vobject
import zxingcpp
from PIL import Image
from sqlmodel import Session, col, select

from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from handlers.ticket.qr import qr_png
from market.actor import Actor
from market.stock.move import move_drop
from market.stock.stock_line import StockLine
from market.ticket.issue import IssuedTicket
from market.ticket.ticket_code import grouped
from market.ticket.ticket_key import TicketKey
from market.waitlist.booking import send_ticket
from market.waitlist.shopper_actions import confirm
from sandbox import Message, UserProfile
from storage.drop import Item
from storage.organiser import Organiser
from storage.ticket import Ticket
from tests.handlers.ticket.bad_copies import BAD_COPIES
from tests.holding import join_for_hold
from tests.journeys.conftest import open_market
from tests.journeys.harness import KEY, TOM, Market, Visitor, without_bidi_marks
from tests.opened_files import qr_in
from tests.people import person_at

MARIUS = 2002
DICE = Random(5)


async def book(market: Market, person: int, units: int = 2, deposit: int = 0) -> str:
    """Confirm kuih lapis; the ticket's code."""

    def kept(session: Session) -> str:
        item = session.exec(select(Item).where(col(Item.drop_id) == market.town.kuih_lapis)).one()
        item.loan_deposit = deposit
        session.flush()
        return book_and_send(session, person, item, units, now=market.clock())

    return str(await market.change(kept))


def book_and_send(session: Session, person: int, item: Item, units: int, *, now: datetime) -> str:
    """Confirm a hold and send its ticket, as a paid deposit does; the ticket's code."""
    shopper = person_at(session, person)
    joined = join_for_hold(session, shopper, item.id or 0, units, now=now)
    assert joined.hold is not None
    booking = confirm(session, shopper, joined.hold, units, now=now, rng=DICE)
    ticket = session.exec(select(Ticket).where(col(Ticket.booking_id) == booking)).one()
    send_ticket(session, shopper, item, IssuedTicket(ticket.id or 0, ticket.code), now=now)
    return ticket.code


def qr(message: Message) -> str:
    """Return the text of the QR in the picture that was sent."""
    assert message.photo is not None
    picture = Image.open(io.BytesIO(message.photo.content))
    assert picture.size == (800, 800)
    assert len(message.photo.content) < 60_000
    [found] = zxingcpp.read_barcodes(
        picture.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    assert found.ec_level == "M"
    return found.text


def link_code(code: str) -> str:
    return TicketKey(KEY).link_code(code)


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data, with Marius of Ombak Print at his phone, and Ken an organiser."""
    async with open_market(
        Market(sqlite_url, (UserProfile(id=MARIUS, first_name="Marius", language_code="en"),))
    ) as market:
        await market.open()
        for person in (AINA.id, ROS.id, KEN.id, MARIUS, TOM):
            await market.visitor(person).writes("/start")

        def name_ken(session: Session) -> None:
            session.add(
                Organiser(person_id=person_at(session, KEN.id), named_by=None, named_at=market.clock())
            )

        await market.change(name_ken)
        yield market


async def test_kept_shown_collected_shown_again_and_the_box_comes_back_elsewhere(market: Market) -> None:
    aina, ros, marius, tom = (market.visitor(one) for one in (AINA.id, ROS.id, MARIUS, TOM))
    code = await book(market, AINA.id, units=2, deposit=300)
    await market.deliver()
    ticket = aina.screen
    assert aina.reads == (
        "Pickup ticket: 2 × Kuih lapis, box of 9\n"
        "Pay RM23.00 at the stall, RM6.00 of it for packaging. Not collected yet.\n"
        "Fri 27 Nov, 18:00 to 22:00, Lorong Bakau\n"
        f"Place A1\nCode: {grouped(code)}"
    )
    assert aina.labels == ["Directions", "Change booking", "More"]
    await aina.tap("More")
    assert aina.reads == (
        "Pickup ticket: 2 × Kuih lapis, box of 9\n"
        "To pay at the stall: RM17.00, plus RM6.00 packaging deposit, refunded on return\n"
        "Dapur Nenek Ros, Lorong Bakau. Fri 27 Nov, 18:00 to 22:00 (Kota Kinabalu time)\n"
        f"Place A1\nCode: {grouped(code)}\n"
        "Show the picture of your ticket, or say the code."
    )
    assert aina.labels == ["Add to calendar", "Copy code", "My tickets", "Print", "I need help", "Back"]
    details = aina.screen
    assert ticket in aina.phone.messages, "the ticket stays"
    link = f"https://t.me/lorong_demo_bot?start=t_{link_code(code)}"
    assert qr(ticket) == link
    assert ticket.photo is not None
    sent = Image.open(io.BytesIO(ticket.photo.content)).convert("RGB")
    assert {copy: qr_in(spoil(sent)) for copy, spoil in BAD_COPIES.items()} == dict.fromkeys(BAD_COPIES, link)

    await aina.tap("Directions", message=ticket.id)
    venue = aina.screen
    assert without_bidi_marks(venue.wire["venue"]["title"]) == "Lorong Bakau"
    assert without_bidi_marks(venue.wire["venue"]["address"]) == "Kota Kinabalu"
    assert venue.wire["venue"]["location"] == {"latitude": 5.98215, "longitude": 116.07467}
    assert aina.labels == ["Back to the ticket", "I live near here", "I need help", "It is loud now"]
    assert ticket in aina.phone.messages
    await aina.tap("Back to the ticket")
    assert aina.reads.startswith("Pickup ticket: 2 × Kuih lapis, box of 9\n")
    assert venue.id not in [each.id for each in aina.phone.messages], "the map is gone"
    assert ticket in aina.phone.messages

    market.clock.move(days=3, hours=9, minutes=12)  # Friday 19:12
    await market.deliver()
    await scan(marius, ticket)
    assert marius.reads == "⛔ WRONG STALL. Valid at Dapur Nenek Ros, Lorong Bakau, Fri 27 Nov."
    await scan(tom, ticket)
    assert tom.reads == "A Lorong ticket, valid."

    await scan(ros, ticket)
    assert ros.reads == (
        "✅ VALID. Take RM23.00 (RM17.00 + RM6.00 packaging). 2 × Kuih lapis, box of 9, none collected yet.\n"
        f"Code: {grouped(code)}"
    )
    assert ros.labels == ["Handed over, cash", "Handed over, QR", "Only 1", "Not now"]
    assert (await ros.tap("Handed over, cash")).text == "Handed over."
    assert ros.reads == "✅ HANDED OVER. 2 × Kuih lapis, box of 9, RM23.00 cash, Fri 27 Nov 19:12."

    await scan(ros, ticket)
    assert ros.reads == "⛔ ALREADY COLLECTED. 2 of 2, Fri 27 Nov 19:12, scanned by Ros."

    await market.deliver()
    back = next(each for each in aina.phone.messages if each.text.startswith("Returns ticket: "))
    assert back.text.startswith("Returns ticket: 2 boxes. You get RM6.00 back.\n")
    assert "At any stall of this market, by Fri 11 Dec." in back.text
    assert back.text.endswith("0 of 2 returned.")
    await aina.tap("Back", message=details.id)
    await aina.tap("My tickets")
    assert aina.reads.startswith("2 tickets\n1. 1 × A first string of beads, 10:00, Manik Kudat · "), (
        "the town's own claim of hers"
    )
    assert "\n2. 2 × Kuih lapis, box of 9, Dapur Nenek Ros · Fri 27 Nov 18:00 · All collected" in aina.reads
    await aina.tap("2 Kuih lapis")
    assert aina.reads.endswith("All collected, Fri 27 Nov 19:12.")
    assert aina.screen.photo is not None
    assert qr_in(aina.screen.photo.content) is None, "what was collected is no live ticket"
    assert ticket in aina.phone.messages, "what was kept stays as it was"

    await scan(marius, back)
    assert marius.reads.startswith("↩ VALID. Returns: 2 boxes from Dapur Nenek Ros, none returned yet.\n")
    await marius.tap("Take back 1")
    assert marius.reads == "↩ RETURNED. 1 of 2. Refund RM3.00 now."
    await market.deliver()
    assert not any("returned Fri" in without_bidi_marks(message.text) for message in aina.answers), (
        "it can still be undone"
    )
    market.clock.move(minutes=1)
    await market.deliver()
    assert aina.reads == (
        "1 box returned Fri 27 Nov 19:12, at Ombak Print. The RM3.00 deposit went to the person who brought it back.\n"
        "Still to return: 1 box, by Fri 11 Dec."
    )
    await aina.writes("/returns")
    assert aina.reads == "To return:\n1. 1 box, Dapur Nenek Ros · by Fri 11 Dec · RM3.00 refunded"
    await scan(marius, back)
    await marius.tap("Take back 1")
    assert marius.reads == "↩ RETURNED. 2 of 2. Refund RM3.00 now."
    await aina.writes("/returns")
    assert aina.reads == "You have nothing to return.\n2 items returned. Thank you."


async def test_a_ticket_goes_into_a_calendar_and_moves_there_with_its_drop(market: Market) -> None:
    aina = market.visitor(AINA.id)
    await book(market, AINA.id)
    await market.deliver()
    ticket = aina.screen

    async def entry() -> Any:
        await aina.tap("More", message=ticket.id)
        await aina.tap("Add to calendar")
        assert aina.reads == ("Open this file to add it to your calendar. It reminds you two hours before.")
        assert aina.screen.document is not None
        return vobject.readOne(aina.screen.document.decode()).vevent

    first = await entry()
    assert (first.summary.value, first.sequence.value) == ("Kuih lapis", "0")
    assert first.dtstart.value == datetime(2026, 11, 27, 10, tzinfo=UTC)
    assert first.location.value == "Lorong Bakau, Kota Kinabalu"

    def moved(session: Session) -> None:
        ros = Actor(person_at(session, ROS.id))
        move_drop(session, ros, market.town.kuih_lapis, StockLine(day=date(2026, 11, 28)), market.clock())

    await market.change(moved)
    second = await entry()
    assert second.uid.value == first.uid.value
    assert second.sequence.value == "1"
    assert second.dtstart.value == datetime(2026, 11, 28, 10, tzinfo=UTC)


async def test_each_state_of_a_ticket_is_drawn_once_and_an_undone_scan_sends_the_first_picture_again(
    market: Market,
) -> None:
    aina, ros = market.visitor(AINA.id), market.visitor(ROS.id)
    code = await book(market, AINA.id)
    await market.deliver()

    async def picture() -> bytes:
        await aina.writes(code)
        assert aina.screen.photo is not None
        return aina.screen.photo.content

    live = await picture()
    await ros.writes(code)
    await ros.tap("Only 1")
    await ros.tap("Handed over, cash")
    partly = await picture()
    await ros.tap("Undo (1 min)")
    assert await picture() == live
    await ros.tap("Handed over, cash")
    collected = await picture()
    assert len({live, partly, collected}) == 3
    assert [qr_in(each) is None for each in (live, partly, collected)] == [False, False, True]
    photos = [call.params["photo"] for call in market.calls("sendPhoto", person=AINA.id)][-5:]
    assert [str(photo).startswith("AgAC") for photo in photos] == [False, True, False, True, False]


async def test_a_wrong_tap_is_undone_within_the_minute(market: Market) -> None:
    ros = market.visitor(ROS.id)
    code = await book(market, AINA.id)
    await ros.writes(code)
    await ros.tap("Only 1")
    await ros.tap("Handed over, cash")
    await ros.tap("Undo (1 min)")
    assert ros.reads.startswith("✅ VALID. Take RM17.00. 2 × Kuih lapis, box of 9, none collected yet.")
    await ros.tap("Handed over, cash")
    market.clock.move(minutes=2)
    await ros.tap("Undo (1 min)")
    assert ros.reads.startswith(
        "A scan can be undone once, within a minute, and that minute is over. Scan the next ticket.\n\n⛔ ALREADY COLLECTED."
    )
    assert "Undo (1 min)" not in ros.labels


async def test_two_of_the_staff_tap_at_once_and_the_second_hears_of_the_first(market: Market) -> None:
    ros, ken = market.visitor(ROS.id), market.visitor(KEN.id)
    await market.sandbox.person(KEN.id).set_language("en")
    code = await book(market, AINA.id)
    for staff in (ros, ken):
        await staff.writes(f"{code[:4].lower()} {code[4:8].lower()} {code[8].lower()}")
    both = await asyncio.gather(*(one.phone.tap("Handed over, cash") for one in (ros, ken)))
    await market.until_idle()
    said = sorted(answer.text for answer in both if answer)
    assert said[1] == "Handed over."
    assert said[0].startswith("Already done: 2 of 2, ")
    assert sorted(one.reads.split(" ")[0] for one in (ros, ken)) == ["Already", "✅"]


async def test_scan_asks_and_a_code_a_photo_or_a_wrong_thing_answers(market: Market) -> None:
    ros, aina = market.visitor(ROS.id), market.visitor(AINA.id)
    code = await book(market, AINA.id)
    await market.deliver()
    await ros.writes("/scan")
    assert ros.reads.startswith("Send a photo of the QR code, type the code, or point your camera at it.\n")
    await ros.writes(grouped(code))
    assert ros.reads.startswith("✅ VALID. ")
    await ros.tap("Not now")
    await ros.writes("my aunt")
    assert ros.reads.startswith("⛔ NOT FOUND. No ticket has the code “my aunt”.")
    await ros.tap("Scan next")
    await ros.phone.photo(qr_png("no code here"))
    await market.until_idle()
    assert ros.reads == "⛔ NOT OURS. This is not a Lorong ticket."
    await ros.writes("/scan")
    await ros.phone.photo(blank())
    await market.until_idle()
    assert ros.reads.startswith("No QR code found in this picture.")
    assert aina.screen.photo is not None
    await ros.phone.photo(rotated(aina.screen.photo.content))
    await market.until_idle()
    assert ros.reads.startswith("✅ VALID. ")


async def test_a_forged_link_and_a_foreign_qr_lead_nowhere(market: Market) -> None:
    ros = market.visitor(ROS.id)
    code = await book(market, AINA.id)
    for payload in (f"t_{code}", f"t_{code}{'A' * 22}", f"t_{'A' * 40}"):
        await ros.open(payload)
        assert ros.reads == "⛔ NOT OURS. This is not a Lorong ticket.", payload
    link = link_code(code)
    for foreign in (
        f"https://t.me/other_bot?start=t_{link}",
        f"https://t.me.example/lorong_demo_bot?start=t_{link}",
    ):
        await ros.phone.photo(qr_png(foreign))
        await market.until_idle()
        assert ros.reads == "⛔ NOT OURS. This is not a Lorong ticket.", foreign


async def test_only_people_who_scan_are_offered_the_next_scan(market: Market) -> None:
    tom, ros = market.visitor(TOM), market.visitor(ROS.id)
    for visitor, labels in ((tom, ["My tickets", "Back"]), (ros, ["Scan next", "Back"])):
        await visitor.writes("7KQ2-M9XF-X")
        assert visitor.reads.startswith("⛔ NOT FOUND. ")
        assert visitor.labels == labels
        await visitor.open("t_7KQ2M9XF3")
        assert visitor.reads.startswith("⛔ NOT OURS. ")
        assert visitor.labels == labels
        await visitor.writes("/scan")
        await visitor.phone.photo(blank())
        await market.until_idle()
        assert visitor.reads.startswith("No QR code found in this picture.")
        assert visitor.labels == labels
    await tom.writes("7KQ2-M9XF-X")
    await tom.tap("My tickets")
    assert tom.reads.startswith("No tickets yet.")


async def test_the_picture_is_sent_again_by_its_file_id_and_drawn_anew_where_it_is_forgotten(
    market: Market,
) -> None:
    aina = market.visitor(AINA.id)
    code = await book(market, AINA.id)
    await market.deliver()
    first = qr(aina.screen)
    await aina.writes(grouped(code))
    assert qr(aina.screen) == first
    sent = market.calls("sendPhoto", person=AINA.id)[-2:]
    assert [str(call.params["photo"]).startswith("attach://") for call in sent] == [True, False]
    market.sandbox.telegram.files.kept.clear()
    await aina.writes(grouped(code))
    assert qr(aina.screen) == first


async def test_what_goes_out_in_parts_is_told_each_time_with_one_picture(market: Market) -> None:
    aina, ros = market.visitor(AINA.id), market.visitor(ROS.id)
    code = await book(market, AINA.id, units=2, deposit=300)
    await market.deliver()
    await ros.writes(code)
    await ros.tap("Only 1")
    await ros.tap("Handed over, cash")
    await market.deliver()
    first = qr(aina.screen)
    assert aina.reads.startswith("Returns ticket: 1 box. You get RM3.00 back.")
    market.sandbox.telegram.files.kept.clear()
    market.clock.move(minutes=1)
    await ros.writes(code)
    await ros.tap("Handed over, cash")
    await market.deliver()
    assert aina.reads.startswith("Returns ticket: 2 boxes. You get RM6.00 back.")
    assert qr(aina.screen) == first


async def scan(visitor: Visitor, picture: Message) -> None:
    """Holds the camera at a picture on another phone."""
    assert (await visitor.phone.scan(picture)).what == "opened"
    await visitor._market.until_idle()


def blank() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "grey").save(out, "JPEG")
    return out.getvalue()


def rotated(picture: bytes) -> bytes:
    """Return the picture as a phone's camera sees it: tilted, small, in grey light."""
    seen = Image.open(io.BytesIO(picture)).convert("RGB").rotate(11, expand=True, fillcolor="silver")
    out = io.BytesIO()
    seen.resize((480, 480)).save(out, "JPEG", quality=50)
    return out.getvalue()


async def test_a_photo_that_nobody_asked_a_shopper_for_is_not_downloaded(market: Market) -> None:
    tom = market.visitor(TOM)
    await tom.writes("/start")
    await tom.phone.photo(blank())
    await market.until_idle()
    assert tom.reads.startswith("We can only read text, photos and buttons.")
    assert not [call for call in market.sandbox.calls if call.method == "getFile"]
    await tom.writes("/scan")
    await tom.phone.photo(blank())
    await market.until_idle()
    assert [call for call in market.sandbox.calls if call.method == "getFile"]
