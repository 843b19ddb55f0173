"""A walk-in sale with its receipt and void, the receipt's page, and the close of the day."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import date

import aiohttp
import pytest
from sqlmodel import Session, col, select

from market.waitlist.join import join
from storage.drop import Drop, DropState, Item
from storage.sale import Receipt
from storage.stall import Stall
from storage.ticket import Ticket
from tests.free_ports import free_port
from tests.journeys.conftest import open_market
from tests.journeys.harness import ROS, TOM, Market, Visitor
from tests.journeys.test_desk import HOUR, add_drop
from tests.journeys.test_signed_ticket import qr
from tests.journeys.test_ticket import DICE
from tests.ledger_by_hand import numbers_are_gapless, recompute
from tests.people import person_at

PUBLIC = "https://market.example"
TUESDAY = date(2026, 11, 24)


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data with pages at PUBLIC; Ros sells apam at RM8.52 and putu at RM3.00 today."""
    async with open_market(Market(sqlite_url)) as market:
        market.pages = f"http://127.0.0.1:{free_port()}"
        await market.open(public_url=PUBLIC, web_bind=market.pages.removeprefix("http://"))
        for person in (ROS, TOM):
            await market.visitor(person).writes("/start")
        await market.change(add_goods, market)
        yield market


def add_goods(session: Session, market: Market) -> None:
    for name, price in (("Apam", 852), ("Putu", 300)):
        drop = add_drop(session, name, market.clock.now + HOUR, DropState.PUBLISHED)
        session.exec(select(Item).where(col(Item.drop_id) == drop)).one().price = price


async def book(market: Market, name: str, units: int) -> None:
    """Tom books units."""

    def books(session: Session) -> None:
        item = session.exec(select(Item.id).where(col(Item.name) == name)).one() or 0
        tom, now = person_at(session, TOM), market.clock.now
        assert join(session, tom, item, units, now=now, rng=DICE).booking

    await market.change(books)


async def stall_of_ros(market: Market) -> int:
    def find(session: Session) -> int:
        rows = select(Stall.id).where(col(Stall.owner_id) == person_at(session, ROS))
        return session.exec(rows).one() or 0

    return await market.store.read(find)


async def page(market: Market, address: str) -> tuple[int, str]:
    """Return the page that a phone's browser shows for the address in a QR."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(market.pages + address.removeprefix(PUBLIC)) as answer,
    ):
        return answer.status, await answer.text()


async def sell(ros: Visitor, *items: str, by: str) -> None:
    """Tap each item once, then Cash or QR."""
    await ros.writes("/desk")
    await ros.tap("Sell")
    for item in items:
        await ros.tap(item)
    await ros.tap(by)


async def test_another_amount_and_a_discount_from_the_cart_to_the_receipt(market: Market) -> None:
    ros = market.visitor(ROS)
    await ros.writes("/desk")
    await ros.tap("Sell")
    await ros.tap("Putu, RM3.00")
    await ros.tap("Other amount")
    assert ros.reads == "How much, and what for? Write the amount and a few words."
    await ros.writes("4.50 extra sambal")
    assert "extra sambal, RM4.50\nTotal: RM7.50." in ros.reads
    await ros.tap("Discount")
    assert ros.reads == "How much less than RM7.50? Write the amount; you can add the reason."
    await ros.writes("8")
    assert "The discount is more than what is in the cart." in ros.reads
    await ros.writes("1")
    assert ros.reads.startswith("Why RM1.00 less?")
    await ros.tap("Regular customer")
    assert "Discount (regular customer), -RM1.00\nTotal: RM6.50." in ros.reads
    await ros.tap("No discount")
    await ros.writes("discount 0.50 a chipped bowl")
    assert "Discount (a chipped bowl), -RM0.50\nTotal: RM7.00." in ros.reads
    await ros.tap("Cash RM7.00")
    assert "1 × Putu, RM3.00\nextra sambal, RM4.50\nDiscount (a chipped bowl), -RM0.50\n" in ros.reads
    _, words = await page(market, qr(ros.screen).text)
    for said in ("extra sambal", "RM4.50", "Discount (a chipped bowl)", "-RM0.50", "RM7.00"):
        assert said in words.replace("\u2068", "").replace("\u2069", "")
    await ros.writes("sold 2 putu, other 4.50 sambal, discount 1 regular, cash")
    assert "2 × Putu, RM6.00\nsambal, RM4.50\nDiscount (regular customer), -RM1.00\n" in ros.reads
    await ros.writes("sold 1 putu, discount 1, cash")
    assert ros.reads.startswith("Why RM1.00 less?")
    await ros.writes("for my neighbour")
    assert "Discount (for my neighbour), -RM1.00" in ros.reads
    await ros.tap("QR RM2.00")
    await ros.writes("/desk")


async def test_a_walk_in_sale_from_the_desk_to_its_receipt_its_page_and_its_undo(market: Market) -> None:
    ros, tom = market.visitor(ROS), market.visitor(TOM)
    await ros.writes("/desk")
    await ros.tap("Sell")
    assert ros.reads == "Walk-in sale\nTap what you sell. Each tap adds one."
    await ros.tap("Apam, RM8.52")
    await ros.tap("Putu, RM3.00")
    await ros.tap("Apam, RM8.52")
    assert ros.reads == (
        "Walk-in sale\n1 × Putu, RM3.00\n2 × Apam, RM17.04\n"
        "Total: RM20.04. In cash RM20.05, rounded to the nearest coin.\nFor a different quantity of Apam, write the number."
    )
    await ros.tap("-1")
    assert "1 × Apam, RM8.52" in ros.reads
    answer = await ros.tap("Cash RM11.50")
    assert answer.text == "Sold: receipt 1."
    assert ros.reads == (
        "Receipt 1\nDapur Nenek Ros, Lorong Bakau\nTue 24 Nov 10:00\n"
        "1 × Putu, RM3.00\n1 × Apam, RM8.52\nTotal: RM11.52. Paid in cash: RM11.50."
    )
    receipt, address = ros.screen.id, qr(ros.screen).text
    assert address.startswith(f"{PUBLIC}/R/")
    status, words = await page(market, address)
    assert status == 200
    for said in ("Receipt 1", "Dapur Nenek Ros, Lorong Bakau", "Paid.", "RM11.52", "RM11.50", "1 × Putu"):
        assert said in words.replace("\u2068", "").replace("\u2069", "")
    assert "<script" not in words

    await ros.writes("/desk")
    assert "Apam: 11 left" in ros.reads
    answer = await ros.tap("Undo (1 min)")
    assert answer.text == "Voided: void 2."
    assert "Voided: see void 2." in ros.reading(receipt)
    kept = next(each for each in ros.phone.messages if each.id == receipt)
    assert [*kept.labels] == ["Next sale", "Desk"]
    await ros.writes("/desk")
    assert "Apam: 12 left" in ros.reads
    code = address.rpartition("/")[2]
    await tom.open(f"https://t.me/lorong_demo_bot?start=r_{code}")
    assert tom.reads.startswith("Receipt 1\n")
    assert tom.reads.endswith("Voided: see void 2.")
    assert tom.labels == ["Start"]
    status, words = await page(market, "/R/0000000000000000")
    assert (status, "This is not a receipt of this market." in words) == (404, True)
    assert numbers_are_gapless(str(market.store.url.database))


async def test_a_walk_in_of_twelve_pieces_is_three_taps_and_a_number(market: Market) -> None:
    ros = market.visitor(ROS)
    await ros.writes("/desk")
    await ros.tap("Sell")
    await ros.tap("Putu, RM3.00")
    await ros.writes("12")
    assert ros.reads.startswith("Walk-in sale\n12 × Putu, RM36.00\nTotal: RM36.00.\n")
    await ros.tap("Cash RM36.00")
    assert "\n12 × Putu, RM36.00\nTotal: RM36.00. Paid in cash: RM36.00." in ros.reads


async def test_the_quantity_of_the_last_item_is_tapped_or_written_and_nonsense_is_answered(
    market: Market,
) -> None:
    ros = market.visitor(ROS)
    await ros.writes("/desk")
    await ros.tap("Sell")
    await ros.writes("12")
    assert ros.reads.startswith("Nothing is in the cart yet. Tap what you sell, then write how many.\n")
    await ros.tap("Apam, RM8.52")
    await ros.tap("+5")
    await ros.tap("+1")
    await ros.tap("-1")
    assert "\n6 × Apam, RM51.12\n" in ros.reads
    for nonsense in ("0", "-3", "+2", "12.5", "100000", "🍵", "1000"):
        await ros.writes(nonsense)
        assert ros.reads.startswith("How many? Write a whole number from 1 to 999, like 12.\n"), nonsense
        assert "\n6 × Apam, RM51.12\n" in ros.reads, "the cart is as it was"
    await ros.writes("13")
    assert ros.reads.startswith("Only 12 of Apam can be sold. Write a smaller number, or tap -1.\n")
    await ros.writes("١٢")
    assert "\n12 × Apam, RM102.24\n" in ros.reads
    assert {"+1", "+5"}.isdisjoint(ros.labels), "no more than is left"
    await ros.tap("Putu, RM3.00")
    await ros.writes("dua belas")
    assert "\n12 × Apam, RM102.24\n12 × Putu, RM36.00\n" in ros.reads
    await ros.writes("2 apam")
    assert "\n12 × Putu, RM36.00\n14 × Apam, RM119.28. Only 12 can be sold now.\n" in ros.reads
    await ros.writes("12")
    await ros.tap("Putu, RM3.00")
    await ros.tap("-1")
    await ros.writes("thanks")
    assert "Walk-in sale" not in ros.reads, "words mean what they mean without a cart"
    await ros.writes("2")
    assert "\n12 × Apam, RM102.24\n2 × Putu, RM6.00\n" in ros.reads, "and the cart is still open"
    await ros.tap("Empty the cart")
    assert "Empty the cart" not in ros.labels


async def test_what_was_sold_is_written_in_one_line(market: Market) -> None:
    ros = market.visitor(ROS)
    await ros.writes("sold 3 putus cash")
    assert "\n3 × Putu, RM9.00\nTotal: RM9.00. Paid in cash: RM9.00." in ros.reads
    assert "Gave RM10" in ros.labels
    await ros.writes("10")
    assert ros.reads.startswith("Change RM1.00, for RM10.00.")
    await ros.tap("Undo (1 min)")
    assert "Voided: see void 2." in ros.reads
    await ros.writes("terjual dua putu qr")
    assert ros.reads.endswith("Total: RM6.00. Paid by QR.")
    await ros.writes("卖了4个 Putu")
    assert ros.reads.startswith("Walk-in sale\n4 × Putu, RM12.00\n"), "no way to pay was named"
    assert ros.labels[:2] == ["Cash RM12.00", "QR RM12.00"]
    await ros.writes("5")
    await ros.tap("QR RM15.00")
    await ros.writes("sold 40 putu cash")
    assert "\n40 × Putu, RM120.00. Only 5 can be sold now.\n" in ros.reads
    await ros.writes("sold 1000 putu cash")
    assert ros.reads.startswith("How many? Write a whole number from 1 to 999, like 12.")
    await ros.writes("sold 3 moon cakes cash")
    assert ros.reads.startswith("You have nothing on sale called “moon cakes”. Tap what you sold.\n")
    await ros.writes("jual 3 kuih bulan")
    assert ros.reads == "What is the price of 1 kuih bulan?", "this is stock, as before"
    assert numbers_are_gapless(str(market.store.url.database))
    assert await expected(market) == 0


async def test_an_edited_line_sells_nothing_more(market: Market) -> None:
    ros = market.visitor(ROS)
    await ros.writes("sold 3 putu cash")
    written = next(each.id for each in reversed(ros.phone.messages) if each.text == "sold 3 putu cash")
    await ros.edit(written, "sold 4 putu cash")
    assert ros.reads.startswith("You edited a message after we read it, so nothing more was sold.")
    assert await expected(market) == 900


async def test_a_line_that_may_mean_two_items_asks_which(market: Market) -> None:
    ros = market.visitor(ROS)

    def more(session: Session) -> None:
        drop = add_drop(session, "Putu piring", market.clock.now + HOUR, DropState.PUBLISHED)
        session.exec(select(Item).where(col(Item.drop_id) == drop)).one().price = 250
        for table in (Item, Drop):
            session.exec(select(table).where(col(table.name) == "Putu")).one().name = "Putu bambu"

    await market.change(more)
    await ros.writes("sold 4 putu cash")
    assert (ros.reads, ros.labels) == ("Which one?", ["Putu bambu, RM3.00", "Putu piring, RM2.50", "Desk"])
    asked = ros.screen
    data = asked.buttons[1][0].data
    await ros.tap("Putu piring, RM2.50")
    assert "\n4 × Putu piring, RM10.00\nTotal: RM10.00. Paid in cash: RM10.00." in ros.reads
    answer = await ros.tap(data=data, message=asked.id)
    assert answer.text == "This was sold already: see its receipt."
    await ros.writes("sold 4 putu")
    await ros.tap("Putu bambu, RM3.00")
    assert ros.reads.startswith("Walk-in sale\n4 × Putu bambu, RM12.00\n")
    assert await expected(market) == 1000


async def test_what_was_given_in_cash_says_the_change_and_changes_nothing(market: Market) -> None:
    ros = market.visitor(ROS)
    await sell(ros, *["Putu"] * 6, by="Cash RM18.00")
    stands = ros.reads
    assert [label for label in ros.labels if label.startswith("Gave")] == [
        "Gave RM20",
        "Gave RM50",
        "Gave RM100",
    ]
    answer = await ros.tap("Gave RM20")
    assert answer.text == "Change RM2.00, for RM20.00."
    assert ros.reads == f"Change RM2.00, for RM20.00.\n\n{stands}"
    for given, said in (
        ("10", "RM8.00 is missing: RM10.00 is not enough."),
        ("RM18", "Exactly RM18.00: no change to give."),
        ("20.50", "Change RM2.50, for RM20.50."),
        ("百", None),
    ):
        await ros.writes(given)
        assert ros.reads.startswith(f"{said}\n\nReceipt 1") if said else "Receipt 1" not in ros.reads
    await show(ros, 1)
    assert not [label for label in ros.labels if label.startswith("Gave")], "later nobody pays it"
    await sell(ros, "Putu", by="QR RM3.00")
    assert not [label for label in ros.labels if label.startswith("Gave")]
    await ros.writes("20")
    assert "Change" not in ros.reads
    assert await expected(market) == 1800


async def test_a_stall_with_fifteen_kinds_sells_ten_of_them_at_once(market: Market) -> None:
    ros = market.visitor(ROS)

    def more(session: Session) -> None:
        for number in range(1, 16):
            name = f"Kuih number {number:02}"
            drop = add_drop(session, name, market.clock.now + HOUR, DropState.PUBLISHED)
            session.exec(select(Item).where(col(Item.drop_id) == drop)).one().price = 150

    await market.change(more)
    await ros.writes("/desk")
    await ros.tap("Sell")
    for number in range(1, 11):
        label = f"Kuih number {number:02}, RM1.50"
        while label not in ros.labels:
            await ros.tap("Next")
        await ros.tap(label)
        await ros.writes("12")
    assert ros.reads.count("12 × Kuih number") == 10
    assert len(ros.screen.buttons) <= 10, "a keyboard that a thumb reaches"
    while "Kuih number 11, RM1.50" not in ros.labels:
        await ros.tap("Next")
    await ros.tap("Kuih number 11, RM1.50")
    assert ros.reads.startswith("This cart is full. Finish this sale, then sell the rest")
    assert ros.reads.count("12 × Kuih number") == 10
    await ros.tap("Cash RM180.00")
    assert ros.reads.endswith("Total: RM180.00. Paid in cash: RM180.00.")


async def test_two_taps_on_cash_sell_once(market: Market) -> None:
    ros = market.visitor(ROS)
    await ros.writes("/desk")
    await ros.tap("Sell")
    await ros.tap("Apam")
    cart = ros.screen
    data = next(button.data for row in cart.buttons for button in row if button.text == "Cash RM8.50")
    await ros.tap(data=data, message=cart.id)
    answer = await ros.tap(data=data, message=cart.id)
    assert "sold already" in (answer.text or "")
    assert await market.store.read(lambda session: len(session.exec(select(Receipt.id)).all())) == 1


async def test_after_a_minute_a_sale_is_voided_after_a_question(market: Market) -> None:
    ros = market.visitor(ROS)
    await sell(ros, "Apam", by="QR RM8.52")
    market.clock.move(minutes=2)
    answer = await ros.tap("Undo (1 min)")
    assert "within a minute" in answer.text
    await ros.tap("Void")
    assert ros.reads.startswith("Void receipt 1? RM8.52 goes back to the buyer")
    await ros.tap("Keep receipt 1")
    await ros.tap("Void")
    await ros.tap("Void receipt 1")
    assert ros.reads.endswith("Paid by QR.\nVoided: see void 2.")
    await ros.writes("/desk")
    await ros.tap("Money")
    await ros.tap("Receipts, 2")
    assert "2. 10:02, void of RM8.52\n1. 10:00, RM8.52, voided" in ros.reads
    await ros.tap("2")
    assert ros.reads.startswith("Void 2\n")
    assert ros.reads.endswith("RM8.52 goes back by QR.\nIt voids receipt 1.")


async def test_a_part_is_refunded_undone_and_refunded_without_its_goods(market: Market) -> None:
    ros, tom = market.visitor(ROS), market.visitor(TOM)
    await sell(ros, "Apam", "Apam", "Putu", by="Cash RM20.05")
    original = qr(ros.screen).text
    await ros.tap("Refund part")
    assert ros.reads == (
        "Refund part of receipt 1\n0 of 2 × Apam, RM0.00\n0 of 1 × Putu, RM0.00\nTap what you refund. Each tap adds one."
    )
    await ros.tap("Putu, RM3.00")
    await ros.tap("Start again")
    await ros.tap("Apam, RM8.52")
    assert "1 of 2 × Apam, RM8.52" in ros.reads
    assert "RM8.55 goes back in cash. If the unit comes back, it can be sold again." in ros.reads
    asked = ros.screen
    data = next(button.data for row in asked.buttons for button in row if button.text == "Refund RM8.55")
    answer = await ros.tap("Refund RM8.55")
    assert answer.text == "Refunded: refund 2."
    assert ros.reads == (
        "Refund 2\nDapur Nenek Ros, Lorong Bakau\nTue 24 Nov 10:00\n1 × Apam, RM8.52\n"
        "Total: RM8.52. RM8.55 goes back in cash.\nIt refunds a part of receipt 1."
    )
    refund = qr(ros.screen).text
    answer = await ros.tap(data=data, message=asked.id)
    assert "Something of this receipt was refunded meanwhile." in (answer.text or ros.reads)
    for address, said in (
        (original, "Refunded in part: no. 2."),
        (refund, "It refunds a part of receipt 1."),
    ):
        status, words = await page(market, address)
        assert (status, said in words.replace("\u2068", "").replace("\u2069", "")) == (200, True)
    await tom.open(f"https://t.me/lorong_demo_bot?start=r_{original.rpartition('/')[2]}")
    assert tom.reads.endswith("Refunded in part: no. 2.")
    assert tom.labels == ["Start"]
    await ros.writes("/desk")
    assert "Apam: 11 left" in ros.reads
    await show(ros, 2)
    await ros.tap("Undo (1 min)")
    assert ros.reads.startswith("Receipt 1\n")
    assert "Refunded" not in ros.reads
    await ros.tap("Refund part")
    await ros.tap("Apam, RM8.52")
    await ros.tap("Goods not returned")
    assert ros.reads.endswith("It refunds a part of receipt 1. The goods were not returned.")
    await ros.tap("Receipt 1")
    assert ros.reads.endswith("Refunded in part: no. 4.")
    await ros.writes("/desk")
    assert "Apam: 10 left" in ros.reads
    market.clock.move(minutes=2)
    await show(ros, 1)
    assert (
        "4. 10:00, refund of RM8.52\n3. 10:00, undo of a refund, RM8.52\n2. 10:00, refund of RM8.52, undone"
        in (await receipts_of_today(ros))
    )
    await ros.tap("1")
    await ros.tap("Void")
    assert ros.reads.startswith("Void what is left of receipt 1? RM11.50 goes back to the buyer")
    await ros.tap("Void receipt 1")
    assert ros.reads.endswith("Refunded in part: no. 4. Voided: see void 5.")
    assert "Refund part" not in ros.labels
    stall = await stall_of_ros(market)
    sums = recompute(str(market.store.url.database), stall, TUESDAY, TUESDAY)
    assert (sums["expected"], sums["sales"], sums["value"]) == (0, 0, 0)
    assert numbers_are_gapless(str(market.store.url.database))


async def receipts_of_today(ros: Visitor) -> str:
    await ros.writes("/desk")
    await ros.tap("Money")
    await ros.tap(next(label for label in ros.labels if label.startswith("Receipts")))
    return ros.reads


async def show(ros: Visitor, number: int) -> None:
    """Open a receipt from the list of the day."""
    await receipts_of_today(ros)
    await ros.tap(str(number))


async def test_what_is_gone_meanwhile_is_told_and_the_cart_stays(market: Market) -> None:
    ros = market.visitor(ROS)
    await ros.writes("/desk")
    await ros.tap("Apam")
    await ros.tap("Sell at stall")
    assert "1 × Apam, RM8.52" in ros.reads

    def take_all(session: Session) -> None:
        item = session.exec(select(Item).where(col(Item.name) == "Apam")).one()
        item.booked = item.quantity

    await market.change(take_all)
    answer = await ros.tap("QR RM8.52")
    assert "none can be sold now" in (answer.text or ros.reads)
    assert "1 × Apam, RM8.52" in ros.reads
    assert await market.store.read(lambda session: session.exec(select(Receipt.id)).first()) is None
    await ros.tap("Empty the cart")
    assert "Apam, RM8.52" not in ros.labels
    await ros.tap("Back")
    assert "Tue 24 Nov" in ros.reads


async def test_the_day_is_closed_counted_reopened_and_its_statement_sent(market: Market) -> None:
    ros, tom = market.visitor(ROS), market.visitor(TOM)
    stall = await stall_of_ros(market)
    await ros.writes("/desk")
    await ros.tap("Money")
    assert "Nothing was sold, paid or handed over.\nThe cash box should hold RM0.00." in ros.reads
    await ros.tap("Float")
    await ros.writes("rm fifty-ish")
    assert ros.reads.startswith("We did not understand that.")
    await ros.writes("RM50")
    assert "You began with RM50.00." in ros.reads
    await ros.tap("Pay out")
    await ros.writes("20 ice")
    assert "Paid out: RM20.00." in ros.reads
    await ros.tap("Undo (1 min)")
    assert "Paid out" not in ros.reads
    await ros.tap("Pay out")
    await ros.writes("RM 12 ice")
    await sell(ros, "Apam", "Apam", by="Cash RM17.05")
    await sell(ros, "Putu", by="QR RM3.00")
    await book(market, "Apam", 2)
    await tom.writes("/tickets")
    await market.deliver()
    await hand_over(market, ros)
    await ros.writes("/desk")
    await ros.tap("Money")
    sums = recompute(str(market.store.url.database), stall, TUESDAY, TUESDAY)
    assert sums["expected"] == 5000 - 1200 + 1705 + 1704
    assert ros.reads == (
        "Tue 24 Nov · Dapur Nenek Ros\n3 sales, RM37.09.\nWalk-in sales in cash: RM17.05.\nWalk-in sales by QR: RM3.00.\n"
        "Bookings, paid at the stall: RM17.04.\nYou began with RM50.00.\nPaid out: RM12.00.\nThe cash box should hold RM72.09."
    )
    await ros.tap("Paid by QR")
    await ros.writes("17.04")
    assert "The cash box should hold RM55.05." in ros.reads
    await ros.tap("It is different")
    await ros.writes("55")
    assert "Closed Tue 24 Nov 10:00: RM55.00 counted, RM0.05 short." in ros.reads
    await ros.writes("/desk")
    await ros.tap("Sell")
    await ros.tap("Putu")
    answer = await ros.tap("Cash RM3.00")
    assert "is closed" in (answer.text or "")
    assert ros.reads.startswith("Tue 24 Nov 2026 is closed. Reopen it under Close the day, then try again.")
    await ros.tap("Reopen the day")
    await ros.tap("Cash is right")
    assert "Closed Tue 24 Nov 10:00: RM55.05 counted, as expected." in ros.reads
    await ros.tap("Statement")
    assert "1 market day. 3 sales, RM37.08." in ros.reads
    assert "Half of the sales were RM17.04 or more." in ros.reads
    await ros.tap("As CSV")
    sent = ros.screen.document
    assert sent is not None
    rows = list(csv.DictReader(io.StringIO(sent.decode("utf-8-sig"))))
    assert round(sum(float(row["cash"]) for row in rows) * 100) == 5505
    assert [row["kind"] for row in rows if row["receipt"] == "1"] == ["sale", "rounding"]
    assert [row["what"] for row in rows if row["kind"] == "paid out"] == ["ice"]
    assert {row["sold_in"] for row in rows} == {""}, "the stall did not say what it sells in"


async def test_what_one_costs_is_asked_until_it_is_an_amount_and_then_no_more(market: Market) -> None:
    ros = market.visitor(ROS)
    await ros.writes("/desk")
    await ros.tap("Apam")
    await ros.tap("Cost")
    await ros.writes("not much")
    assert ros.reads.startswith("We did not understand that.")
    await ros.writes("3.20")
    assert ros.reads.startswith("Noted. Your statement shows the margin.\n\n")
    assert "Cost" in ros.labels, "where the question came from"
    await ros.writes("4")
    assert "Noted." not in ros.reads, "nobody asked for another"
    await ros.writes("/desk")
    await ros.tap("Apam")
    await ros.tap("Cost")
    assert "Now RM3.20." in ros.reads


async def test_a_second_tap_on_cash_leaves_the_receipt_as_it_is(market: Market) -> None:
    ros = market.visitor(ROS)
    await ros.writes("/desk")
    await ros.tap("Sell")
    await ros.tap("Putu")
    cart = ros.screen
    cash = next(each.data for row in cart.buttons for each in row if each.text == "Cash RM3.00")
    await ros.tap("Cash RM3.00")
    receipt, labels = ros.screen, ros.labels
    answer = await ros.tap(data=cash, message=cart.id)
    assert answer.text == "This was sold already: see its receipt."
    assert (ros.screen.id, ros.labels) == (receipt.id, labels)
    assert "Next sale" in labels
    market.clock.move(minutes=2)
    await ros.tap(data=cash, message=cart.id)
    assert "Tap Cash or QR only to sell the same again." in ros.reads


async def test_a_week_of_voided_sales_and_an_empty_cash_box_say_so(market: Market) -> None:
    ros = market.visitor(ROS)
    await sell(ros, "Putu", by="Cash RM3.00")
    await ros.tap("Undo (1 min)")
    await ros.writes("/desk")
    await ros.tap("Money")
    await ros.tap("Pay out")
    await ros.writes("30 ice")
    assert "\nRM30.00 short: enter the cash you began with." in ros.reads
    await ros.tap("Statement")
    assert "All that was sold was voided or refunded." in ros.reads


async def test_a_scan_says_what_to_take_and_one_tap_enters_it(market: Market) -> None:
    ros = market.visitor(ROS)
    await market.visitor(TOM).writes("/tickets")
    await book(market, "Putu", 2)
    code = await show_newest_ticket(market, ros)
    assert ros.reads.startswith("✅ VALID. Take RM6.00. 2 × Putu, none collected yet.\n")
    assert ros.labels == ["Handed over, cash", "Handed over, QR", "Only 1", "Not now"]
    await ros.tap("Only 1")
    assert ros.reads == "✅ VALID. Take RM3.00. 1 × Putu."
    await ros.tap("Handed over, cash")
    assert ros.reads == "✅ HANDED OVER. 1 × Putu, RM3.00 cash, Tue 24 Nov 10:00. 1 of 2 so far."
    await ros.tap(data=f"ho:{code}:1:0:cash")
    assert ros.reads.startswith("Some of this ticket was handed over or taken back meanwhile, ")
    assert await expected(market) == 300, "two taps are one"
    await show_newest_ticket(market, ros)
    assert ros.reads.startswith("✅ VALID. Take RM3.00. 2 × Putu. 1 collected ")
    await ros.tap("Handed over, cash")
    assert await expected(market) == 600
    await ros.tap("Undo (1 min)")
    assert await expected(market) == 300, "the money is out of the box again"
    await ros.tap("Handed over, QR")
    assert ros.reads == "✅ HANDED OVER. 1 × Putu, RM3.00 by QR, Tue 24 Nov 10:00."
    await ros.writes("/desk")
    assert "RM6.00 (cash RM3.00, QR RM3.00)" in ros.reads
    await ros.tap("Money")
    assert ros.reads.endswith(
        "\n1 sale, RM6.00.\nBookings, paid at the stall: RM6.00.\nOf that, paid by QR: RM3.00.\n"
        "The cash box should hold RM3.00."
    )


@pytest.mark.feature("N09")
async def test_a_hand_over_has_a_receipt_in_the_same_series(market: Market) -> None:
    ros, tom = market.visitor(ROS), market.visitor(TOM)
    await tom.writes("/tickets")
    await sell(ros, "Putu", by="Cash RM3.00")
    await book(market, "Putu", 2)
    await show_newest_ticket(market, ros)
    await ros.tap("Handed over, cash")
    assert ros.reads == "✅ HANDED OVER. 2 × Putu, RM6.00 cash, Tue 24 Nov 10:00."
    notes = ["Gave RM10", "Gave RM20", "Gave RM50"]
    assert ros.labels == ["Scan next", "Undo (1 min)", "Receipt 2", *notes, "Back"]
    handed = ros.screen.id
    receipt = next(each.data for row in ros.screen.buttons for each in row if "Receipt" in each.text)
    await ros.tap("Gave RM10")
    assert ros.reads.startswith("Change RM4.00, for RM10.00.\n\nReceipt 2\n")
    await ros.tap(data=receipt, message=handed)
    assert ros.reads == (
        "Receipt 2\nDapur Nenek Ros, Lorong Bakau\nTue 24 Nov 10:00\n2 × Putu, RM6.00\n"
        "Total: RM6.00. Paid in cash: RM6.00."
    )
    assert ros.labels == ["Scan next", "Desk"], "it is undone with its scan"
    address = qr(ros.screen).text
    undo = next(
        each.data
        for message in ros.phone.messages
        if message.id == handed
        for row in message.buttons
        for each in row
        if each.text == "Undo (1 min)"
    )
    await ros.tap(data=undo, message=handed)
    status, words = await page(market, address)
    words = words.replace("\u2068", "").replace("\u2069", "")
    assert (status, "Voided: see void 3." in words) == (200, True)
    await tom.open(f"https://t.me/lorong_demo_bot?start=r_{address.rpartition('/')[2]}")
    assert tom.reads.endswith("Voided: see void 3.")
    assert "3. 10:00, void of RM6.00\n2. 10:00, RM6.00, voided\n1. 10:00, RM3.00" in await receipts_of_today(
        ros
    )
    await ros.tap("3")
    assert ros.reads.endswith("RM6.00 goes back in cash.\nIt voids receipt 2.")
    assert await expected(market) == 300
    assert numbers_are_gapless(str(market.store.url.database))


async def test_everything_of_one_person_is_named_and_paid_once(market: Market) -> None:
    ros = market.visitor(ROS)
    await market.visitor(TOM).writes("/tickets")
    await book(market, "Apam", 2)
    await book(market, "Putu", 1)
    await show_newest_ticket(market, ros)
    assert "\nEverything: 1 × Putu and 2 × Apam." in ros.reads
    await ros.tap("Everything, 2 items")
    assert ros.reads == "✅ VALID. Take RM20.04 for everything: 1 × Putu and 2 × Apam."
    await ros.tap("Handed over, QR")
    assert ros.reads == "✅ HANDED OVER. 1 × Putu and 2 × Apam, RM20.04 by QR."
    await ros.tap("Receipt 1")
    assert ros.reads.endswith("\n2 × Apam, RM17.04\n1 × Putu, RM3.00\nTotal: RM20.04. Paid by QR.")
    assert await expected(market) == 0


async def test_a_button_of_an_earlier_version_still_hands_over_and_counts_as_cash(market: Market) -> None:
    ros = market.visitor(ROS)
    await market.visitor(TOM).writes("/tickets")
    await book(market, "Putu", 2)
    code = await show_newest_ticket(market, ros)
    await ros.tap(data=f"cu:{code}:2")
    assert ros.reads == "✅ HANDED OVER. 2 × Putu, Tue 24 Nov 10:00."
    assert await expected(market) == 600


async def expected(market: Market) -> int:
    """Return what the box should hold today, by hand."""
    stall = await stall_of_ros(market)
    sums = recompute(str(market.store.url.database), stall, TUESDAY, TUESDAY)
    return int(sums["expected"])


async def show_newest_ticket(market: Market, ros: Visitor) -> str:
    """Ros types the code of the newest ticket. Return it."""
    code = select(Ticket.code).order_by(col(Ticket.id).desc())
    found = await market.store.read(lambda session: session.exec(code).first() or "")
    await ros.writes("/scan")
    await ros.writes(found)
    return found


async def hand_over(market: Market, ros: Visitor) -> None:
    """Ros types the code of Tom's newest ticket and hands all of it over."""
    await show_newest_ticket(market, ros)
    await ros.tap("Handed over, cash")


@pytest.mark.parametrize("language", ["Melayu", "简体中文"])
async def test_the_desk_sells_in_each_language(market: Market, language: str) -> None:
    ros = market.visitor(ROS)
    await ros.writes("/language")
    await ros.tap(language)
    await ros.writes("/desk")
    await ros.tap({"Melayu": "Jual", "简体中文": "售卖"}[language])
    await ros.tap("Apam")
    await ros.tap({"Melayu": "Tunai RM8.50", "简体中文": "现金 RM8.50"}[language])
    assert ros.reads.startswith({"Melayu": "Resit 1\n", "简体中文": "收据 1\n"}[language])


async def test_without_pages_the_qr_opens_the_receipt_in_the_chat(sqlite_url: str) -> None:
    async with open_market(Market(sqlite_url)) as market:
        await market.open()
        ros = market.visitor(ROS)
        await ros.writes("/start")
        await market.change(add_goods, market)
        await sell(ros, "Apam", by="Cash RM8.50")
        assert qr(ros.screen).text.startswith("https://t.me/lorong_demo_bot?start=r_")
