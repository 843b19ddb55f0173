"""Organisers make a packaging type and a hub, name its staff, buy stock and print labels; Ros sells in it."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select

from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from market.actor import Actor
from market.sale.cart import CartLine
from market.sale.sell import SaleRequest, sell
from market.ticket.scan import take_packaging_back
from sandbox import Message, UserProfile
from storage.drop import Drop, Item
from storage.hub import Hub, HubStaff
from storage.packaging import PackagingStock, PackagingType
from storage.sale import SaleMethod
from storage.stall import Stall
from storage.ticket import Loan, Ticket
from tests.journeys.conftest import open_market
from tests.journeys.harness import TOM, Market, MarketWithOrganiser, Visitor
from tests.people import person_at
from tests.printed import page_count, qrs_in

HANA = 6103


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data, with Hana, and Ken its organiser, who reads English."""
    helper = UserProfile(id=HANA, first_name="Hana", language_code="en")
    async with open_market(MarketWithOrganiser(sqlite_url, (helper,))) as market:
        await market.open()
        await market.visitor(KEN.id).phone.set_language("en")
        for person in (AINA.id, ROS.id, KEN.id, HANA, TOM):
            await market.visitor(person).writes("/start")
        yield market


async def with_a_type(market: Market, *, pieces: str = "By count") -> Visitor:
    """Ken, who made a bowl with a deposit of RM3.00 and looks at it."""
    ken = market.visitor(KEN.id)
    await ken.writes("/admin")
    await ken.tap("Packaging")
    await ken.tap("Types")
    await ken.tap("New packaging")
    await ken.tap("Units")
    await ken.tap("Halal")
    await ken.tap(pieces)
    await ken.tap("A deposit")
    await ken.tap("14 days")
    await ken.writes("3")
    await ken.writes("Bowl")
    return ken


async def with_a_hub(market: Market, **made: str) -> Visitor:
    """Ken, who opened a hub that takes the bowl and looks at it."""
    ken = await with_a_type(market, **made)
    await ken.writes("/admin")
    await ken.tap("Packaging")
    await ken.tap("Hubs")
    await ken.tap("Open a hub")
    await ken.tap("Lorong Bakau")
    await ken.writes("Hub Bakau")
    await ken.writes("10am to 11pm")
    await ken.writes("200")
    await ken.tap("Packaging")
    await ken.tap("Bowl")
    await ken.tap("Back")
    return ken


async def test_a_guide_makes_a_type_with_one_answer_at_a_time(market: Market) -> None:
    ken = market.visitor(KEN.id)
    await ken.writes("/admin")
    await ken.tap("Packaging")
    assert "No packaging yet. Begin with a type" in ken.reads
    await ken.tap("Types")
    await ken.tap("New packaging")
    assert ken.reads == "How do you count it?"
    await ken.tap("Cups")
    await ken.tap("Back")
    assert ken.reads == "How do you count it?"
    await ken.tap("Cups")
    await ken.tap("Other")
    await ken.tap("By count")
    await ken.tap("Only when late")
    await ken.tap("7 days")
    assert ken.reads.startswith("What is the fee for each day too late?")
    await ken.writes("a lot")
    assert ken.reads.startswith("Write only an amount above zero")
    await ken.writes("0.50")
    await ken.writes("RM12")
    assert "No deposit. RM0.50 for each day too late, RM12.00 at most. Due after 7 days." in ken.reads
    await ken.writes("Cup 0.4 l")
    assert ken.reads.startswith("Made: Cup 0.4 l.\n\nCup 0.4 l · other")
    assert "None yet. Buy some for a hub or stall." in ken.reads
    [kind] = await market.store.read(lambda session: session.exec(select(PackagingType)).all())
    assert (kind.unit, kind.stream, kind.policy) == ("cup", "other", "late_fee")
    assert (kind.fee_per_day, kind.price, kind.free_days, kind.currency) == (50, 1200, 7, "MYR")


async def test_costs_are_changed_one_by_one_and_a_type_is_ended_after_a_question(market: Market) -> None:
    ken = await with_a_type(market)
    assert "To wash one: RM0.00" in ken.reads
    await ken.tap("Washing")
    await ken.writes("0.30")
    assert "Saved." in ken.reads
    assert "To wash one: RM0.30" in ken.reads
    await ken.tap("Expected uses")
    await ken.writes("many")
    assert ken.reads.startswith("That is not a number.")
    await ken.writes("100")
    assert "It is expected to last 100 uses." in ken.reads
    await ken.tap("Weight")
    await ken.writes("0")
    assert "It weighs" not in ken.reads, "refused, and asked again"
    await ken.writes("cancel")
    assert ken.reads == "Cancelled. Nothing was changed."
    await ken.writes("/admin")
    await ken.tap("Packaging")
    await ken.tap("Types")
    await ken.tap("Bowl")
    await ken.tap("Stop lending it")
    assert "This cannot be undone." in ken.reads
    await ken.tap("Stop lending it")
    assert "No longer lent. Pieces that are out still come back." in ken.reads


async def test_a_hub_is_opened_changed_and_closed(market: Market) -> None:
    ken = await with_a_hub(market)
    assert "Open every day, 10:00 to 23:00." in ken.reads
    assert "Room for 200: 0 here, 0 % full." in ken.reads
    assert "It takes Bowl." in ken.reads
    await ken.tap("Change")
    await ken.tap("Hours")
    await ken.writes("whenever")
    assert ken.reads.startswith("We did not understand that.")
    await ken.writes("18:00 to 01:00")
    assert "Open every day, 18:00 to 01:00." in ken.reads
    await ken.tap("Change")
    await ken.tap("Days")
    await ken.tap("Mon: open")
    assert "Mon: closed" in ken.labels
    await ken.tap("Back")
    await ken.tap("How to find it")
    await ken.writes("By the ice works")
    assert "By the ice works" in ken.reads
    assert "Open Tue, Wed, Thu, Fri, Sat and Sun, 18:00 to 01:00." in ken.reads
    await ken.tap("Close the hub")
    await ken.tap("Close the hub")
    assert "Closed for good." in ken.reads
    [hub] = await market.store.read(lambda session: session.exec(select(Hub)).all())
    assert (hub.weekdays, hub.opens_minute, hub.closes_minute) == (0b1111110, 1080, 1500)
    assert hub.closed_at == market.clock()


async def test_staff_are_found_by_name_told_and_removed(market: Market) -> None:
    ken = await with_a_hub(market)
    await ken.tap("Staff")
    await ken.tap("Add staff")
    await ken.writes("nobody at all")
    assert ken.reads.startswith("Nobody matches.")
    await ken.tap("Search again")
    await ken.writes("hana")
    await ken.tap("1 Hana")
    assert "Staff: Hana." in ken.reads
    await market.deliver()
    hana = market.visitor(HANA)
    assert hana.reads.startswith("You now work at Hub Bakau")
    await ken.tap("Remove Hana")
    assert await market.store.read(lambda session: session.exec(select(HubStaff)).all()) == []
    await market.deliver()
    assert hana.reads == "You no longer work at Hub Bakau. Thank you."


def link_in(text: str) -> str:
    return next(word for word in text.split() if "?start=u_" in word)


async def test_staff_are_invited_by_a_link_that_works_once(market: Market) -> None:
    ken, hana, tom = await with_a_hub(market), market.visitor(HANA), market.visitor(TOM)
    await ken.tap("Staff")
    await ken.tap("Invite")
    link, page = link_in(ken.reads), ken.screen.id
    await hana.open(link)
    assert hana.reads.startswith("Ken asks you to work at the hub Hub Bakau, Lorong Bakau")
    assert (await hana.tap("Yes, I'll help")) is not None
    assert hana.reads.startswith("You work at Hub Bakau from now on. /desk brings you here.")
    await market.deliver()
    await ken.phone.until(lambda message: "works at ⁨Hub Bakau⁩ from now on." in message.text)
    await tom.open(link)
    assert tom.reads.startswith("This link has expired or was used before.")
    await ken.tap("Back", message=page)
    assert "Staff: Hana." in ken.reading(page)
    await ken.tap("Invite", message=page)
    link = link_in(ken.reading(page))
    await ken.tap("Back", message=page)
    assert "Unused link, works until Wed 25 Nov 10:00" in ken.reading(page)
    assert (await ken.tap("Cancel link")).text == "Cancelled. The link no longer works."
    await tom.open(link)
    assert tom.reads.startswith("This link has expired or was used before.")


async def test_stock_is_bought_for_a_hub_and_a_stall(market: Market) -> None:
    ken = await with_a_hub(market)
    await ken.tap("Stock and cash")
    assert ken.reads == "Packaging at Hub Bakau\nNothing is here.\nIts cash is settled."
    await ken.tap("Buy")
    await ken.tap("Bowl")
    await ken.writes("sixty")
    assert ken.reads.startswith("That is not a number.")
    await ken.writes("60")
    assert "Bowl: 60 units clean" in ken.reads
    stall = await market.store.read(
        lambda session: session.exec(select(Stall.id).order_by(col(Stall.id))).first()
    )
    await ken.tap(data=f"os:{stall}")
    await ken.tap("Packaging")
    await ken.tap("Buy")
    await ken.tap("Bowl")
    await ken.writes("20")
    assert "Bowl: 20 units clean" in ken.reads
    rows = select(PackagingStock.units).order_by(col(PackagingStock.units))
    assert await market.store.read(lambda session: list(session.exec(rows))) == [20, 60]


async def test_pieces_are_numbered_and_their_labels_say_so(market: Market) -> None:
    ken = await with_a_hub(market, pieces="Own numbers")
    await ken.tap("Stock and cash")
    await ken.tap("Buy")
    await ken.tap("Bowl")
    await ken.writes("3")
    assert ken.reads == "3 pieces of Bowl are now at Hub Bakau: numbers 0001 to 0003."
    [kind] = await market.store.read(lambda session: session.exec(select(PackagingType)).all())
    await ken.tap("Labels on A4")
    printed = [each.text for each in qrs_in(document_of(ken.screen))]
    assert printed == [f"/A/{kind.code}/000{number}" for number in (1, 2, 3)]
    await ken.tap("Back")
    await ken.tap("Print labels")
    await ken.tap("Label printer")
    await ken.writes("0002-0004")
    assert ken.reads.startswith("No packaging has the number 0004.")
    await ken.writes("0001, 0003")
    labels = document_of(ken.screen)
    assert page_count(labels) == 2
    assert [each.text[-4:] for each in qrs_in(labels)] == ["0001", "0003"]


async def test_labels_of_counted_packaging_are_equal(market: Market) -> None:
    ken = await with_a_type(market)
    await ken.tap("Print labels")
    await ken.tap("A4, to cut")
    await ken.writes("a few")
    assert "450" in ken.reads
    await ken.writes("46")
    labels = document_of(ken.screen)
    [kind] = await market.store.read(lambda session: session.exec(select(PackagingType)).all())
    assert {each.text for each in qrs_in(labels)} == {f"/A/{kind.code}"}
    assert (len(qrs_in(labels)), page_count(labels)) == (46, 2)


async def test_a_paper_ticket_is_taken_back_by_the_staff_of_any_stall(market: Market) -> None:
    ken, ros = await with_a_hub(market), market.visitor(ROS.id)
    await ken.tap("Stock and cash")
    await ken.tap("Paper tickets")
    await ken.tap("Bowl")
    await ken.writes("60")
    assert "50" in ken.reads
    await ken.writes("2")
    assert "Lend 2 units of Bowl from Hub Bakau, one on each ticket? Due Tue 8 Dec." in ken.reads
    assert "Take RM6.00 in deposits when you hand them over." in ken.reads
    await ken.tap("Lend 2")
    assert ken.reads == "2 are lent. Print their tickets and give one to each borrower."
    await ken.tap("Print tickets")
    first, second = qrs_in(document_of(ken.screen))
    assert first.text != second.text
    await ros.open(first.text)
    assert "Returns: 1 unit from Hub Bakau, none returned yet.\nRefund RM3.00 for each." in ros.reads
    await ros.tap("Take back 1")
    await ros.tap("Refund RM3.00")
    await ken.tap("Back")
    assert "It has RM6.00 of the market's money." in ken.reads
    await ken.tap("I took RM6.00")
    assert "Its cash is settled." in ken.reads
    await ken.writes("/admin")
    await ken.tap("Packaging")
    assert "1 is out." in ken.reads
    await ken.tap("Money")
    assert "Dapur Nenek Ros: The market owes it RM3.00." in ken.reads


async def test_a_settlement_of_another_amount_than_was_shown_is_refused(market: Market) -> None:
    ken = await with_a_hub(market)
    hub = await market.store.read(lambda session: session.exec(select(Hub.id)).one())
    await ken.tap("Stock and cash")
    await ken.tap("Paper tickets")
    await ken.tap("Bowl")
    await ken.writes("1")
    await ken.tap("Lend 1")
    answer = await ken.tap(data=f"okmy:hub:{hub}:200:1")
    assert answer.text == "The amount has changed since. Count the cash again, then settle."
    assert "It has RM3.00 of the market's money." in ken.reads


async def test_late_loans_are_listed_and_written_off_when_their_time_has_come(market: Market) -> None:
    ken = await with_a_hub(market)
    await ken.tap("Stock and cash")
    await ken.tap("Paper tickets")
    await ken.tap("Bowl")
    await ken.writes("1")
    await ken.tap("Lend 1")
    market.clock.move(days=20)
    await ken.writes("/admin")
    await ken.tap("Packaging")
    assert "1 is out. 1 of them is late." in ken.reads
    await ken.tap("Late, 1")
    assert "1 unit of Bowl from Hub Bakau: was due Tue 8 Dec, written off from Thu 7 Jan on." in ken.reads
    assert not any(label.startswith("Write off") for label in ken.labels)
    loan = await market.store.read(lambda session: session.exec(select(Loan.id)).one())
    answer = await ken.tap(data=f"okox:{loan}")
    assert answer.text.startswith("It may still come back.")
    market.clock.move(days=25)
    await ken.tap(data="oko:1")
    await ken.tap("Write off no. 1")
    assert ken.reads.startswith("Write off 1 unit of Bowl from Hub Bakau?")
    await ken.tap("Write off 1")
    assert ken.reads == "Nothing is late."
    lost = await market.store.read(lambda session: session.exec(select(Loan.lost)).one())
    assert lost == 1


async def test_a_hubs_poster_opens_the_bot(market: Market) -> None:
    ken = await with_a_hub(market)
    await ken.tap("Poster")
    poster = document_of(ken.screen)
    [hub] = await market.store.read(lambda session: session.exec(select(Hub)).all())
    assert {each.text for each in qrs_in(poster)} == {f"https://t.me/lorong_demo_bot?start=h_{hub.code}"}
    assert page_count(poster) == 2


async def test_a_vendor_sets_the_packaging_of_an_item_and_its_deposit_is_named_apart(market: Market) -> None:
    await with_a_type(market)
    ros, tom = market.visitor(ROS.id), market.visitor(TOM)
    await ros.writes("8 onde RM6 sat 7pm")
    await ros.tap("Change")
    await ros.tap("Packaging")
    assert ros.reads == "What is onde packed in? Now: not given.\nBowl: deposit RM3.00"
    await ros.tap("Bowl")
    assert "In Bowl. RM3.00 packaging deposit, refunded on return." in ros.reads
    await ros.tap("Change")
    await ros.tap("Packaging deposit")
    await ros.writes("5")
    assert ros.reads.startswith("The deposit is that of Bowl.")
    drop = await market.store.read(newest_drop)
    await ros.tap(data=f"vb:{drop}")
    await tom.tap(data=f"d:{drop}:all.0..1")
    assert "RM6.00" in tom.reads
    assert "+ RM3.00 for packaging, refunded on return." in tom.reads
    await tom.tap("Join for 1")
    assert "Pay RM9.00 at the stall, RM3.00 of it for packaging." in tom.reads
    await ros.tap(data=f"vc:{drop}")
    await ros.tap("Packaging")
    await ros.tap("No packaging")
    assert ros.reads.startswith("People already booked this and know its packaging.")


async def test_a_line_says_what_each_item_is_sold_in_and_figures_count_what_was_sold(market: Market) -> None:
    ken, ros, tom = market.visitor(KEN.id), market.visitor(ROS.id), market.visitor(TOM)
    await ros.writes("30 onde RM6 sat 7pm #compostable\n5 teh RM2 #一次性")
    assert "30 × onde, RM6.00 each · Packaging: compostable." in ros.reads
    assert "5 × teh, RM2.00 each · Packaging: single use." in ros.reads
    await ros.tap("Change")
    await ros.tap("Packaging")
    await ros.tap("teh")
    assert "What is teh packed in? Now: single use." in ros.reads
    await ros.tap("No packaging")
    assert "5 × teh, RM2.00 each · Packaging: no packaging." in ros.reads
    drop = await market.store.read(newest_drop)
    await ros.tap(data=f"vb:{drop}")
    await tom.tap(data=f"d:{drop}:all.0..1")
    assert "onde: RM6.00 · compostable · 30 left" in tom.reads
    assert "teh: RM2.00 · no packaging · 5 left" in tom.reads
    await ken.tap(data="okgk")
    assert "Shares: not enough data yet (of 0 sold" in ken.reads
    stall = await market.change(sell_to_walk_ins, market, drop)
    await ros.tap(data=f"yn:{stall}:0")
    assert "Of 29 units: 17 % no packaging and 83 % compostable." in ros.reads
    market.clock.now += timedelta(days=7)
    await ken.tap(data="okgk")
    assert "compostable: 83 % (of 29 sold" in ken.reads
    assert "no packaging: 17 % (of 29 sold" in ken.reads
    await ken.tap("As CSV")
    sent = ken.screen.document
    assert sent is not None
    assert "2026-11-23,compostable,24,0.8276,29" in sent.decode("utf-8-sig")


def sell_to_walk_ins(session: Session, market: Market, drop: int) -> int:
    """Ros sells 24 of the first item and 5 of the second; her stall."""
    items = session.exec(select(Item).where(col(Item.drop_id) == drop).order_by(col(Item.position))).all()
    for item, units in zip(items, (24, 5), strict=True):
        cart, total = (CartLine(item.id or 0, units),), units * item.price
        stall = session.get_one(Drop, drop).stall_id
        asked = SaleRequest(stall=stall, cart=cart, method=SaleMethod.QR, total=total)
        sell(session, Actor(person_at(session, ROS.id)), asked, now=market.clock.now, rng=Random(units))
    return stall


async def test_a_late_fee_stands_on_the_card_before_anybody_books(market: Market) -> None:
    ken, ros, tom = market.visitor(KEN.id), market.visitor(ROS.id), market.visitor(TOM)
    await ken.tap(data="okn:MYR.cup.other.counted.late_fee.7")
    await ken.writes("0.50")
    await ken.writes("2")
    await ken.writes("Cup")
    await ros.writes("8 onde RM6 sat 7pm")
    await ros.tap("Change")
    await ros.tap("Packaging")
    await ros.tap("Cup")
    drop = await market.store.read(newest_drop)
    await ros.tap(data=f"vb:{drop}")
    await tom.tap(data=f"d:{drop}:all.0..1")
    assert (
        "In Cup, without a deposit. Bring it back within 7 days: after that RM0.50 a day, RM2.00 at most."
        in tom.reads
    )


def newest_drop(session: Session) -> int:
    return session.exec(select(Drop.id).order_by(col(Drop.id).desc()).limit(1)).one() or 0


async def test_figures_say_not_enough_until_there_is(market: Market) -> None:
    ken = await with_a_hub(market)
    await ken.tap("Stock and cash")
    await ken.tap("Buy")
    await ken.tap("Bowl")
    await ken.writes("60")
    await ken.tap("Paper tickets")
    await ken.tap("Bowl")
    await ken.writes("20")
    await ken.tap("Lend 20")
    codes = await market.store.read(
        lambda session: list(session.exec(select(Ticket.code).order_by(col(Ticket.id).desc()).limit(15)))
    )
    market.clock.move(days=3)
    await market.change(take_all_back, codes, market.clock())
    await ken.writes("/admin")
    await ken.tap("Packaging")
    await ken.tap("Types")
    await ken.tap("Bowl")
    await ken.tap("Buying")
    await ken.writes("12")
    await ken.tap("Figures")
    assert (
        "Back within 14 days: not enough data yet (of 0 lent Mon 12 Oct to Sun 8 Nov; at least 20 needed)"
        in ken.reads
    )
    market.clock.move(days=32)
    await ken.tap("Back")
    await ken.tap("Figures")
    assert "Back within 14 days: 75 % (of 20 lent" in ken.reads
    assert "Back within 28 days: 75 % (of 20 lent" in ken.reads
    assert (
        "Days, half are back: not enough data yet (of 0 returned Mon 30 Nov to Sun 27 Dec; at least 20 needed)"
        in ken.reads
    )
    assert "If 75 % come back, one lasts 4 uses." in ken.reads
    await ken.tap("Compare single use")
    await ken.writes("free")
    assert ken.reads.startswith("Write only an amount above zero")
    await ken.writes("0.80")
    assert ken.reads.startswith(
        "Bowl costs less than single use at RM0.80 after 15 uses.\nFor that, 93 % must come back."
    )
    assert "75 % come back within 28 days, so it does not pay yet." in ken.reads
    await ken.tap("Figures")
    await ken.tap("As a picture")
    assert ken.screen.photo
    await ken.tap("Figures")
    await ken.tap("As CSV")
    rows = document_of(ken.screen).decode("utf-8-sig").splitlines()
    assert rows[1].startswith("type,Bowl,2026-11-23,0.7500,20,0.7500,20")


def take_all_back(session: Session, codes: list[str], now: datetime) -> None:
    """Ros takes back what is lent with these tickets."""
    ros = Actor(person_at(session, ROS.id))
    for code in codes:
        take_packaging_back(session, ros, code, 1, now=now)


def document_of(message: Message) -> bytes:
    assert message.document is not None
    return message.document
