"""Deposits: each way to pay, refunds, kept deposits, and the payee of a stall."""

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from sqlmodel import Session, col, select

from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from handlers.ticket.qr import qr_png
from market.actor import Actor
from market.deposit.confirm_deposit import confirm_deposit, deny_deposit, mark_returned, report_paid
from market.deposit.emv import read_tags
from market.waitlist.shopper_actions import release
from sandbox import user_actions
from sandbox.fault_injection import Fault
from storage.deposit import Deposit, Payee
from storage.drop import Drop
from storage.organiser import Organiser
from storage.stall import Stall
from tests.journeys.conftest import open_market
from tests.journeys.harness import TOM, Market, Visitor, without_bidi_marks
from tests.journeys.true_messages import run_edits, untrue
from tests.market.deposit.payloads import DUITNOW, QRIS, sealed
from tests.people import person_at, person_of

CARDS = "284685063:TEST:Zm9yLWEtcHJldGVuZC1wcm92aWRlcg"


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data with Ros's kuih lapis asking RM5.00 ahead until Thursday evening, and invoices that can be paid."""
    async with open_market(Market(sqlite_url)) as market:
        await market.open(payment_token=CARDS)
        for person in (AINA.id, ROS.id, KEN.id, TOM):
            await market.visitor(person).writes("/start")
        await market.sandbox.person(KEN.id).set_language("en")

        def organise(session: Session) -> None:
            session.add(
                Organiser(person_id=person_at(session, KEN.id), named_by=None, named_at=market.clock())
            )

        await market.change(organise)
        await market.change(ask_deposit, market.town.kuih_lapis, market.clock())
        yield market


def ask_deposit(session: Session, drop_id: int, now: datetime) -> None:
    """Let a drop of Ros ask RM5.00 ahead until 24 hours before it starts, by a bank QR that its stall confirmed days ago."""
    drop = session.get_one(Drop, drop_id)
    drop.deposit, drop.refund_until = 500, drop.starts_at - timedelta(hours=24)
    stall = session.get_one(Stall, drop.stall_id)
    stall.deposits_at = now
    long_ago = now - timedelta(days=3)
    named = {"payload": DUITNOW, "name": "OMBAK PRINT", "set_by": person_at(session, ROS.id)}
    session.add(Payee(stall_id=drop.stall_id, set_at=long_ago, confirmed_at=long_ago, **named))


async def hold(market: Market, visitor: Visitor) -> None:
    """Open the drop, join for one."""
    drop = await market.change(lambda session: session.get_one(Drop, market.town.kuih_lapis).code)
    await visitor.open(f"d_{drop}")
    await visitor.tap("Join for 1")


async def deposits(market: Market) -> list[tuple[str, str, str]]:
    def rows(session: Session) -> list[tuple[str, str, str]]:
        found = session.exec(select(Deposit).order_by(col(Deposit.id))).all()
        return [(one.state, one.way, one.reference) for one in found]

    return list(await market.change(rows))


def toast_text(visitor: Visitor, words: str) -> bool:
    """Among all that was said: notifications come when they come."""
    return any(words in without_bidi_marks(message.text) for message in visitor.answers)


def qr_of(content: bytes) -> str:
    picture = Image.open(io.BytesIO(content)).convert("L")
    [found] = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return found.text


@pytest.mark.feature("S06")
async def test_by_bank_said_not_seen_said_again_and_seen(market: Market) -> None:
    aina, ros = market.visitor(AINA.id), market.visitor(ROS.id)
    await hold(market, aina)
    assert "Total: RM8.50. Deposit now: RM5.00, fully refundable until Thu 26 Nov 18:00." in aina.reads
    assert aina.labels[:2] == ["Pay the deposit", "Decline"]
    await aina.tap("Pay the deposit")
    assert aina.reads.startswith(
        "Deposit for Kuih lapis, box of 9, Dapur Nenek Ros: RM5.00. The rest, RM3.50, at the stall. Held for you until "
    )
    assert "Full refund if you cancel by Thu 26 Nov 18:00. After that, the stall keeps it." in aina.reads
    assert aina.labels == ["Bank QR", "Cash at stall", "Card", "Details", "Decline"]
    await aina.tap("Bank QR")
    [(state, way, reference)] = await deposits(market)
    assert (state, way) == ("asked", "bank")
    assert aina.reads.startswith(f"Pay RM5.00 to OMBAK PRINT, reference {reference}. Check the name")
    assert aina.screen.photo is not None
    toast_text = dict(read_tags(qr_of(aina.screen.photo.content)))
    assert (toast_text["54"], toast_text["59"], toast_text["01"]) == ("5.00", "OMBAK PRINT", "12")
    assert dict(read_tags(toast_text["62"])) == {"05": reference}
    assert sealed(qr_of(aina.screen.photo.content)[:-8]) == qr_of(aina.screen.photo.content)
    assert (await aina.phone.tap("Copy reference")).text == reference  # type: ignore[union-attr]
    assert (await aina.phone.tap("Copy amount")).text == "5.00"  # type: ignore[union-attr]
    assert (await aina.tap("I paid")).text == "We told the stall."
    assert "Not confirmed yet: waiting for Dapur Nenek Ros." in aina.reads
    await market.deliver()
    assert f"RM5.00, reference {reference}. Marked paid Tue 24 Nov 10:00, not confirmed." in ros.reads
    assert ros.reads.startswith("1 × Kuih lapis, box of 9, number ")
    assert "A screenshot is not proof" in ros.reads
    assert "Aina" not in ros.reads
    await aina.writes("/mine")
    assert "Waiting for Dapur Nenek Ros to confirm the deposit" in aina.reads
    assert (await ros.tap("Not received")).text == "We told the payer."
    await market.deliver()
    assert (
        f"Dapur Nenek Ros has not received RM5.00 with reference {reference} yet.\nHeld until " in aina.reads
    )
    await aina.tap("Pay the deposit")
    await aina.tap("Bank QR")
    await aina.tap("I paid")
    assert "has not received" in aina.reads, "not at once again"
    market.clock.move(hours=1)
    await aina.writes("/mine")
    await aina.tap("Deposit: Kuih")
    await aina.tap("Bank QR")
    await aina.tap("I paid")
    await market.deliver()
    assert (await ros.tap("Money received")).text == "Payment confirmed. The ticket is on its way."
    await market.deliver()
    assert aina.reads.startswith(
        "Pickup ticket: 1 × Kuih lapis, box of 9\nPay RM3.50 at the stall, RM5.00 is paid. Not collected yet.\n"
    )
    await ros.tap(data="zy:1")
    assert ros.reads.startswith(
        "The stall confirmed this deposit Tue 24 Nov 11:00. See your ticket in /tickets."
    )
    await aina.writes("/mine")
    await aina.tap("Deposits")
    assert "RM5.00, Kuih lapis, box of 9: Confirmed by the stall Tue 24 Nov 11:00." in aina.reads


async def test_in_cash_and_counted_at_the_stall(market: Market) -> None:
    aina, ros = market.visitor(AINA.id), market.visitor(ROS.id)
    await hold(market, aina)
    await aina.tap("Pay the deposit")
    await aina.tap("Cash at stall")
    [(_, _, reference)] = await deposits(market)
    assert aina.reads.startswith(
        f"Pay RM5.00 in cash at Dapur Nenek Ros, Lorong Bakau, and give the reference {reference}."
    )
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Deposits")
    assert f"RM5.00, reference {reference}. Not paid yet. Held until " in ros.reads
    await ros.tap(reference)
    assert "Tap it when you have the cash in your hand." in ros.reads
    await ros.tap("Money received")
    await market.deliver()
    await aina.tap("More")
    assert "\nTo pay at the stall: RM3.50 · Deposit paid: RM5.00\n" in aina.reads
    code = next(item for item in aina.reads.splitlines() if item.startswith("Code: ")).removeprefix("Code: ")
    await ros.writes(code)
    assert "✅ VALID. Take RM3.50. 1 × " in ros.reads
    assert "\nDeposit paid: RM5.00\n" in ros.reads
    await ros.tap("Handed over, cash")
    assert [state for state, _, _ in await deposits(market)] == ["settled"]
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Deposits")
    assert ros.reads == "No open deposits."
    await ros.tap("To refund")
    assert ros.reads == ("Deducted from sales: RM5.00.")


async def invoice(market: Market, visitor: Visitor) -> int:
    """Ask for one; its message."""
    await visitor.tap("Pay the deposit")
    await visitor.tap("Card")
    return visitor.screen.id


async def test_by_invoice_the_ticket_comes_and_the_token_stays_hidden(market: Market) -> None:
    aina, ros = market.visitor(AINA.id), market.visitor(ROS.id)
    await hold(market, aina)
    await invoice(market, aina)
    [sent] = market.calls("sendInvoice", person=AINA.id)
    assert sent.params["provider_token"] == "…", "sent, and hidden by the wire's own record"
    assert sent.params["start_parameter"].startswith("d_")
    assert sent.params["prices"] == [{"label": "Deposit", "amount": 500}]
    assert len(sent.params["title"]) <= 32
    assert len(sent.params["payload"].encode()) <= 128
    assert "held until" in sent.params["description"]
    assert "Full refund if you cancel by Thu 26 Nov 18:00" in without_bidi_marks(sent.params["description"])
    paid = await aina.phone.tap("Pay RM5.00")
    assert paid is not None
    assert not paid.alert, paid
    await market.until_idle()
    assert toast_text(aina, "Confirmed by the stall")
    await market.deliver()
    assert aina.reads.startswith("Pickup ticket: 1 × Kuih lapis")
    assert [each[:2] for each in await deposits(market)] == [("paid", "invoice")]
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Deposits")
    assert "Received Tue 24 Nov 10:00" in ros.reads


async def test_what_may_not_be_paid_is_refused_before_the_payment_in_the_payers_words(market: Market) -> None:
    aina, tom = market.visitor(AINA.id), market.visitor(TOM)
    await hold(market, aina)
    first = await invoice(market, aina)
    await aina.tap("Another way")
    await aina.tap("Card")
    second = aina.screen.id
    telegram = market.sandbox.telegram
    chat = telegram.private_chat(telegram.first_account, telegram.user(AINA.id))
    foreign = await user_actions.pay_invoice(
        telegram, telegram.first_account, telegram.user(TOM), chat, message_id=first
    )
    assert foreign == {"ok": False, "error": "This is someone else’s. See /mine for yours."}
    assert (await aina.phone.pay(second)).paid
    await market.until_idle()
    again = await aina.phone.pay(first)
    assert not again.paid
    assert again.text.startswith("The stall confirmed this deposit Tue 24 Nov 10:00.")
    await hold(market, tom)
    late = await invoice(market, tom)
    await tom.writes("/mine")
    await tom.tap("Deposit: Kuih")
    await tom.tap("Decline")
    refused = await tom.phone.pay(late)
    assert (refused.paid, refused.text[:17]) == (False, "You declined this")
    assert await deposits(market) == [*(await deposits(market))]
    assert [state for state, _, _ in await deposits(market)] == ["paid", "void"]


async def test_a_payment_that_came_too_late_and_one_that_came_twice_are_due_back(market: Market) -> None:
    aina, ros = market.visitor(AINA.id), market.visitor(ROS.id)
    await hold(market, aina)
    first = await invoice(market, aina)
    await aina.tap("Another way")
    await aina.tap("Card")
    second = aina.screen.id
    both = await asyncio.gather(aina.phone.pay(first), aina.phone.pay(second))
    await market.until_idle()
    if not all(one.paid for one in both):
        pay_after_all(market, AINA.id, first if not both[0].paid else second)
        await market.until_idle()
    assert sorted(state for state, _, _ in await deposits(market)) == ["due", "paid"]
    await market.deliver()
    texts = [without_bidi_marks(one.text) for one in aina.answers]
    assert any("RM5.00 arrived after the hold ended, or was paid twice." in text for text in texts)
    assert any("will refund it by Thu 26 Nov 10:00" in text for text in texts)
    assert toast_text(ros, "Deposits to refund: RM5.00.")
    charge = market.sandbox.telegram.first_account.charges
    repeat(market, AINA.id, next(iter(charge.values()))["payment"])
    await market.until_idle()
    assert len(await deposits(market)) == 2, "a charge is counted once"
    await ros.tap("All deposits")
    await ros.tap(next(reference for state, _, reference in await deposits(market) if state == "due"))
    assert "It was paid by card. Refund it with your payment provider" in ros.reads
    await ros.tap("I refunded it")
    await market.deliver()
    assert aina.reads.startswith("Dapur Nenek Ros says it has refunded RM5.00.")


async def test_the_question_before_a_payment_waits_behind_nothing_of_the_same_person(market: Market) -> None:
    """A screen of hers that hangs for fifteen seconds; Telegram gives up on the payment after ten."""
    aina = market.visitor(AINA.id)
    await hold(market, aina)
    message = await invoice(market, aina)
    market.sandbox.telegram.faults.arm("sendMessage", Fault.HANG)
    await aina.phone.write("/mine")
    async with asyncio.timeout(5):
        assert (await aina.phone.pay(message)).paid
    await market.until_idle()
    assert [state for state, _, _ in await deposits(market)] == ["paid"]


async def test_a_late_payment_makes_no_booking(market: Market) -> None:
    tom = market.visitor(TOM)
    await hold(market, tom)
    message = await invoice(market, tom)
    await tom.writes("/mine")
    await tom.tap("Deposit: Kuih")
    await tom.tap("Decline")
    pay_after_all(market, TOM, message)
    await market.until_idle()
    assert [state for state, _, _ in await deposits(market)] == ["void", "due"]
    assert toast_text(tom, "Refund due by Thu 26 Nov 10:00.")
    await tom.writes("/tickets")
    assert toast_text(tom, "No tickets yet.")


def pay_after_all(market: Market, person: int, message: int) -> None:
    """Let the provider take the money although the answer refused it, as when it crossed the end of the hold."""
    telegram = market.sandbox.telegram
    who = telegram.user(person)
    post = telegram.private_chat(telegram.first_account, who).posts[message]
    sale: Any = post.sale
    sum_ = {key: post.content["invoice"][key] for key in ("currency", "total_amount")}
    user_actions.complete_payment(
        telegram, telegram.first_account, who, post, sum_=sum_ | {"invoice_payload": sale["payload"]}
    )


def repeat(market: Market, person: int, payment: dict[str, Any]) -> None:
    """Let Telegram report a payment again, as another update."""
    telegram = market.sandbox.telegram
    user_actions.write_message(
        telegram, telegram.first_account, telegram.user(person), content={"successful_payment": payment}
    )


async def test_given_up_in_time_and_given_back(market: Market) -> None:
    aina, ros = market.visitor(AINA.id), market.visitor(ROS.id)
    await paid_in_cash(market, aina, ros)
    await aina.writes("/mine")
    await aina.tap("Ticket: Kuih")
    await aina.tap("Change booking")
    released = aina.screen
    await aina.tap("I can't come")
    assert "At 10:01, others can have 1 box." in aina.reads
    assert [state for state, _, _ in await deposits(market)] == ["paid"], "for a minute it can be undone"
    await aina.tap("Undo (1 min)")
    assert "Booked Tue 24 Nov 10:00: 1 × Kuih lapis" in aina.reading(released.id)
    await aina.tap("I can't come")
    market.clock.move(minutes=1)
    await market.deliver()
    await run_edits(market)
    assert "Deposit RM5.00: Refund due by Thu 26 Nov 10:00." in aina.reading(released.id)
    assert toast_text(ros, "Deposits to refund: RM5.00.")
    assert any(
        "will refund you RM5.00 by Thu 26 Nov 10:00" in without_bidi_marks(one.text) for one in aina.answers
    )
    await aina.writes("/mine")
    assert "Deposit RM5.00 to pay" not in aina.reads
    await aina.tap("Deposits")
    assert "Refund due by Thu 26 Nov 10:00." in aina.reads
    await ros.tap("All deposits")
    await ros.tap("LR-")
    await ros.tap("I refunded it")
    assert ". Refunded Tue 24 Nov 10:01." in ros.reads


async def test_a_cancelled_drop_and_a_forgotten_payer_are_asked_with_the_money(market: Market) -> None:
    """Before the tap that cannot be undone: what the stall then refunds, what it still has of the payer, and what it keeps."""
    aina, ros, tom = (market.visitor(one) for one in (AINA.id, ROS.id, TOM))
    await paid_in_cash(market, aina, ros)
    [(_, _, reference)] = await deposits(market)
    await aina.writes("/forget")
    still = (
        f"Your deposit of RM5.00 is still with Dapur Nenek Ros. Note the reference {reference} and ask there"
    )
    assert "1 booking will be cancelled.\n" in aina.reads or "bookings will be cancelled.\n" in aina.reads
    assert still in aina.reads
    await tom.writes("/forget")
    assert "deposit" not in tom.reads
    await aina.writes("/privacy")
    assert "1 deposit" in aina.reads
    drop = market.town.kuih_lapis
    await ros.tap(data=f"vx:{drop}")
    assert "You then refund RM5.00 in deposits." in ros.reads
    in_time = market.clock.now
    market.clock.now = in_time + timedelta(days=3)
    await aina.writes("/forget")
    assert f"Dapur Nenek Ros keeps your deposit of RM5.00, reference {reference}." in aina.reads
    market.clock.now = in_time
    await ros.tap("Cancel, tell")
    await aina.writes("/forget")
    assert still in aina.reads, "it is due, and nobody can tell her any more when it is refunded"


async def test_given_up_too_late_stays_with_the_stall_after_a_question(market: Market) -> None:
    aina, ros = market.visitor(AINA.id), market.visitor(ROS.id)
    await paid_in_cash(market, aina, ros)
    market.clock.move(days=3)
    await market.deliver()
    await aina.writes("/mine")
    await aina.tap("Ticket: Kuih")
    await aina.tap("Change booking")
    answer = await aina.tap("I can't come")
    assert answer.text.startswith("Refunds ended Thu 26 Nov 18:00.")
    assert toast_text(aina, "Refunds ended Thu 26 Nov 18:00. The stall keeps the RM5.00 deposit.")
    assert any(one.labels == ["Give to a friend", "Keep it", "Release it"] for one in aina.answers)
    await aina.tap("Keep it")
    assert [state for state, _, _ in await deposits(market)] == ["paid"]
    await aina.tap("I can't come")
    await aina.tap("Release it")
    market.clock.move(minutes=1)
    await market.deliver()
    await run_edits(market)
    assert toast_text(aina, "Deposit RM5.00: Kept by the stall, Fri 27 Nov 10:00.")
    assert [state for state, _, _ in await deposits(market)] == ["kept"]


async def paid_in_cash(market: Market, aina: Visitor, ros: Visitor) -> None:
    await hold(market, aina)
    await aina.tap("Pay the deposit")
    await aina.tap("Cash at stall")
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Deposits")
    await ros.tap("LR-")
    await ros.tap("Money received")
    await market.deliver()


async def test_strangers_buttons_do_nothing(market: Market) -> None:
    aina, tom = market.visitor(AINA.id), market.visitor(TOM)
    await hold(market, aina)
    await aina.tap("Pay the deposit")
    await aina.tap("Bank QR")
    for data in ("zp:1", "zm:1"):
        assert (await tom.tap(data=data)).text == "This is someone else’s. See /mine for yours."
    for data in ("zy:1", "zn:1", "zg:1", "zk:1"):
        assert (
            await tom.tap(data=data)
        ).text == "Only the stall can do this: Dapur Nenek Ros. Ask someone there.", data
    for data in ("zd:1", "zr", "zq", "za"):
        assert (await tom.tap(data=data)).text == "This is no longer here. See /drops for what is on.", data
    held = await market.change(lambda session: session.exec(select(Deposit.hold_id)).one())
    for data in (f"zb:{held}:all.0..1", f"zi:{held}:all.0..1", f"zc:{held}:all.0..1", f"zs:{held}:all.0..1"):
        assert (await tom.tap(data=data)).text == "This is someone else’s. See /mine for yours."
    assert [each[:2] for each in await deposits(market)] == [("asked", "bank")]


async def new_qr(market: Market, ros: Visitor) -> None:
    await ros.tap(data="za")
    await ros.writes(DUITNOW)
    await ros.tap("It is ours")
    await market.deliver()


@pytest.mark.parametrize("who", [ROS.id, KEN.id])
async def test_not_me_stop(market: Market, who: int) -> None:
    """A thief has Ros's phone: the owner on her other device, or an organiser, stops the new QR with one tap."""
    ros, ken, aina, stopper = (market.visitor(one) for one in (ROS.id, KEN.id, AINA.id, who))
    await hold(market, aina)
    await aina.tap("Pay the deposit")
    await aina.tap("Bank QR")
    page = aina.screen
    assert page.photo is not None
    assert read_codes(page.photo.content)
    await ken.writes("/admin")
    await new_qr(market, ros)
    for one in (ros, ken):
        assert toast_text(one, "If you do not know it, stop it now."), one.id
    await stopper.tap("Not me: stop")
    assert stopper.reads.startswith("Stopped: nobody is asked to pay OMBAK PRINT (DuitNow).")
    await market.deliver()
    by = "The owner of Dapur Nenek Ros" if who == ROS.id else "An organiser stopped the bank QR"
    for one in (ros, ken):
        assert toast_text(one, by), one.id
    assert toast_text(aina, "Please do not pay RM5.00 to the bank QR of Dapur Nenek Ros: it was stopped.")
    await run_edits(market)
    now = next(message for message in aina.phone.messages if message.id == page.id)
    assert now.photo is None or not read_codes(now.photo.content), "nobody pays what was stopped"
    assert await untrue(market) == []
    market.clock.move(days=2)
    await ros.tap(data="zq")
    assert ros.reads.startswith("An organiser must allow deposits for your stall first.")
    await stopper.tap(data="zv:2")
    assert toast_text(stopper, "Stopped: nobody is asked to pay"), "again, and the same"
    assert (await aina.tap(data="zv:2")).text.startswith("Only the stall can do this")


async def test_an_invoice_that_telegram_refuses_is_told_and_the_other_ways_offered(market: Market) -> None:
    aina = market.visitor(AINA.id)
    await hold(market, aina)
    await aina.tap("Pay the deposit")
    market.sandbox.telegram.least_invoice["MYR"] = 10_000
    await aina.tap("Card")
    assert aina.reads.startswith("Telegram does not take a card payment of this amount now.")
    assert aina.labels[:2] == ["Bank QR", "Cash at stall"]


async def test_a_second_not_received_ends_the_hold(market: Market) -> None:
    aina, ros = market.visitor(AINA.id), market.visitor(ROS.id)
    await hold(market, aina)
    await aina.tap("Pay the deposit")
    for _ in range(2):
        await aina.tap("Bank QR")
        await aina.tap("I paid")
        await market.deliver()
        await ros.tap("Not received")
        await market.deliver()
        market.clock.move(hours=1)
        if _ == 0:
            assert "If the stall still has nothing then, the hold ends." in aina.reads
            await aina.tap("Pay the deposit")
    assert (
        "The hold has ended, so there is nothing to pay. If you paid after all, the stall refunds it."
        in aina.reads
    )


async def test_organisers_settle_a_payment_without_a_deposit(market: Market) -> None:
    aina, ken = market.visitor(AINA.id), market.visitor(KEN.id)
    lost = {"currency": "MYR", "total_amount": 700, "invoice_payload": "deposit:77:77:LR-QQQQQ"}
    ids = {"telegram_payment_charge_id": "tg_1", "provider_payment_charge_id": "pr_1"}
    repeat(market, AINA.id, lost | ids)
    await market.until_idle()
    assert aina.reads.startswith("We have recorded your payment.")
    await ken.writes("/admin")
    market.clock.move(minutes=6)
    await market.deliver()
    assert toast_text(ken, "MYR 7.00 was paid by card and belongs to no deposit. Charge: tg_1")
    await ken.writes("/admin")
    assert ken.reads.startswith("To do: 1 stall asks and 1 payment.")
    await ken.tap("Payments")
    await ken.tap("MYR 7.00")
    assert "Paid by Aina." in ken.reads
    await ken.tap("I refunded it")
    assert "Refunded, Tue 24 Nov 10:06, by Ken." in ken.reads
    await market.deliver()
    assert toast_text(aina, "An organiser refunded your payment of MYR 7.00.")
    assert (await aina.tap(data="oup:1")).text.startswith("Only an organiser can do this")


async def test_organisers_answer_for_a_stall_whose_owner_is_blocked(market: Market) -> None:
    aina, ken = market.visitor(AINA.id), market.visitor(KEN.id)
    await hold(market, aina)
    await aina.tap("Pay the deposit")
    await aina.tap("Bank QR")
    await aina.tap("I paid")
    await ken.tap(data=f"obx:{await market.person(ROS.id)}:behaviour")
    await market.deliver()
    await ken.writes("/admin")
    assert "1 deposit" in ken.reads
    await ken.tap("Deposits")
    await ken.tap("LR-")
    assert "Ask the stall whether the money arrived, then answer for it." in ken.reads
    await ken.tap("Money received")
    await market.deliver()
    assert [state for state, _, _ in await deposits(market)] == ["paid"]
    assert toast_text(aina, "Pickup ticket: 1 × Kuih lapis")


async def test_an_alley_is_closed_and_opened(market: Market) -> None:
    tom, ken, ros = market.visitor(TOM), market.visitor(KEN.id), market.visitor(ROS.id)
    await ken.writes("/admin")
    await ken.tap("Alleys")
    await ken.tap("Close or open")
    await ken.tap("Close Lorong Bakau")
    assert ken.reads.startswith("Close Lorong Bakau? Until you open it again, its waitlists stand still")
    assert "40 people have booked there: we tell them, and their tickets say so." in ken.reads
    await ken.tap("Keep it open")
    assert "Lorong Bakau: open" in ken.reads
    await ken.tap("Close Lorong Bakau")
    await ken.tap("Close Lorong Bakau")
    assert "Lorong Bakau: closed" in ken.reads
    await market.deliver()
    assert ros.reads.startswith("The organisers closed Lorong Bakau Tue 24 Nov 10:00.")
    await ros.tap("Desk")
    assert ros.reads.startswith("The organisers closed Lorong Bakau: nobody sees it.")
    drop = await market.change(lambda session: session.get_one(Drop, market.town.kuih_lapis).code)
    await tom.open(f"d_{drop}")
    assert "no longer available" in tom.reads
    market.clock.move(seconds=5)
    await ken.tap("Open Lorong Bakau")
    assert "Lorong Bakau: open" in ken.reads
    await tom.open(f"d_{drop}")
    assert "Kuih lapis" in tom.reads
    await market.deliver()
    assert ros.reads == "Lorong Bakau is open again: your drops there go on."
    await ros.writes("/desk")
    assert "The organisers closed" not in ros.reads


async def test_a_stall_is_let_to_take_deposits_sends_its_qr_and_asks_one(market: Market) -> None:
    ros, ken = market.visitor(ROS.id), market.visitor(KEN.id)

    def nothing_yet(session: Session) -> int:
        stall = session.exec(select(Stall).where(col(Stall.owner_id) == person_of(ROS.id))).one()
        stall.deposits_at = None
        for payee in session.exec(select(Payee)):
            session.delete(payee)
        return stall.id or 0

    stall = await market.change(nothing_yet)
    await ros.tap(data="zq")
    assert ros.reads.startswith("An organiser must allow deposits for your stall first. See /support.")
    assert (
        await ros.tap(data=f"oda:{stall}")
    ).text == "Only an organiser can do this. Questions? See /support."
    await ken.tap(data=f"os:{stall}")
    await ken.tap("Allow deposits")
    assert "Allowed to take deposits since Tue 24 Nov 10:00." in ken.reads
    await market.deliver()
    assert ros.reads.startswith("Dapur Nenek Ros can now take deposits.")
    await ros.tap("Bank QR")
    assert ros.reads == "No bank QR yet. Deposits are paid in cash at the stall."
    await ros.tap("Send a bank QR")
    await ros.phone.photo(qr_png(QRIS))
    await market.until_idle()
    assert "This QR is not in MYR. Send one that is." in ros.reads
    await ros.writes(DUITNOW[:-1] + "0")
    assert "Part of this QR is missing or was changed." in ros.reads
    await ros.tap(data="za")
    await ros.phone.photo(qr_png(DUITNOW))
    await market.until_idle()
    assert ros.reads.startswith("This QR pays OMBAK PRINT (DuitNow). Is that your stall's own account?")
    await ros.tap("It is ours")
    assert "From Wed 25 Nov 10:00 on: OMBAK PRINT (DuitNow)." in ros.reads
    await market.deliver()
    for one in (ros, ken):
        assert any(
            "From Wed 25 Nov 10:00, Dapur Nenek Ros is paid through a new bank QR"
            in without_bidi_marks(each.text)
            for each in one.answers
        )
    await ros.tap(data="zo:1")
    assert ros.reads.startswith("This was changed in the meantime. Look at it again.")
    await ros.writes("12 kuih lapis RM8.50 sat 7pm")
    await ros.tap("Change")
    await ros.tap("Ask for a deposit")
    assert ros.reads.startswith("No deposit.")
    await ros.writes("9")
    assert "That number is not possible. Choose 0 to 850." in ros.reads
    await ros.writes("RM2")
    assert ros.reads.startswith("Deposit: RM2.00 for each unit, fully refundable until Fri 27 Nov 19:00.\n")
    await ros.tap("48 h before")
    assert "until Thu 26 Nov 19:00." in ros.reads
    await ros.tap("Back")
    await ros.tap("Back")
    await ros.tap("Publish")
    drop = await market.change(lambda session: session.get_one(Drop, newest_in(session)).code)
    tom = market.visitor(TOM)
    await tom.open(f"d_{drop}")
    assert "Deposit to confirm: RM2.00 each, fully refundable until Thu 26 Nov 19:00." in tom.reads
    await tom.tap("Join for 1")
    await tom.tap("Pay the deposit")
    assert tom.labels[0] == "Cash at stall", "the QR does not serve yet, and RM2.00 is too little for a card"
    market.clock.move(days=1)
    await ken.tap(data=f"os:{stall}")
    await ken.tap("Stop its deposits")
    aina = market.visitor(AINA.id)
    await aina.open(f"d_{drop}")
    await aina.tap("Join for 1")
    assert aina.reads.startswith("Pickup ticket: 1 × kuih lapis\n"), "drops ask none any more"


def newest_in(session: Session) -> int:
    return session.exec(select(Drop.id).order_by(col(Drop.id).desc()).limit(1)).one() or 0


async def test_a_page_to_pay_on_shows_no_bank_qr_once_the_stall_has_the_money(market: Market) -> None:
    aina, ros = market.visitor(AINA.id), market.visitor(ROS.id)
    await hold(market, aina)
    await aina.tap("Pay the deposit")
    await aina.tap("Bank QR")
    page = aina.screen
    await aina.tap("Another way")
    await aina.writes("/mine")
    await aina.tap("Deposit: Kuih")
    await aina.tap("Bank QR")
    second = aina.screen
    assert second.id != page.id
    await aina.tap("I paid", message=second.id)
    await market.deliver()
    asked = next(message for message in ros.phone.messages if "Marked paid" in message.text)
    await run_edits(market)
    for shown in (page, second):
        assert "Not confirmed yet: waiting for Dapur Nenek Ros." in aina.reading(shown.id)
        now = next(message for message in aina.phone.messages if message.id == shown.id)
        assert now.photo is None or not read_codes(now.photo.content), "nobody pays twice"

    [(_, _, reference)] = await deposits(market)
    actor = Actor(await market.person(ROS.id))
    [deposit] = await market.store.read(lambda session: session.exec(select(Deposit.id)).all())
    await market.store.write(confirm_deposit, actor, deposit or 0, market.clock(), rng=Random(5))
    await run_edits(market)
    assert f"RM5.00, reference {reference}. Received Tue 24 Nov 10:00." in ros.reading(asked.id)
    assert "Confirmed by the stall Tue 24 Nov 10:00." in aina.reading(page.id)
    assert await untrue(market) == []


async def test_what_payer_and_stall_were_told_follows_what_the_other_does(market: Market) -> None:
    aina, ros = market.visitor(AINA.id), market.visitor(ROS.id)
    payer, stall = await market.person(AINA.id), Actor(await market.person(ROS.id))
    await hold(market, aina)
    await aina.tap("Pay the deposit")
    choice = aina.screen
    await aina.writes("/mine")
    await aina.tap("Deposit: Kuih")
    await aina.tap("Bank QR")
    await aina.tap("I paid")
    await market.deliver()
    await ros.tap("All deposits")
    listed = ros.screen
    await run_edits(market)
    assert "Not confirmed yet: waiting for Dapur Nenek Ros." in aina.reading(choice.id)
    [deposit] = await market.store.read(lambda session: session.exec(select(Deposit.id)).all())
    assert deposit is not None

    await market.store.write(deny_deposit, stall, deposit, market.clock())
    await market.deliver()
    notification = aina.screen
    assert "has not received RM5.00" in aina.reads
    await run_edits(market)
    assert ". Not paid yet. Held until " in ros.reading(listed.id)
    assert aina.reading(choice.id).startswith("Deposit for Kuih lapis, box of 9")

    market.clock.move(minutes=15)
    await market.store.write(report_paid, payer, deposit, market.clock())
    await run_edits(market)
    assert "Not confirmed yet: waiting for Dapur Nenek Ros." in aina.reading(notification.id)
    assert ". Marked paid " in ros.reading(listed.id)

    booking = await market.store.write(confirm_deposit, stall, deposit, market.clock(), rng=Random(5))
    await run_edits(market)
    assert "Confirmed by the stall Tue 24 Nov 10:15." in aina.reading(notification.id)
    assert aina.reading(choice.id).startswith("Booked Tue 24 Nov 10:15: 1 × Kuih lapis")
    assert ". Received Tue 24 Nov 10:15." in ros.reading(listed.id)

    await market.store.write(release, payer, booking or 0, market.clock())
    await market.deliver()
    due = next(message for message in aina.phone.messages if "will refund you" in message.text)
    refunds = next(message for message in ros.phone.messages if message.text.startswith("Deposits to refund"))
    await market.store.write(mark_returned, stall, deposit, market.clock())
    await run_edits(market)
    assert "The stall refunded it, Tue 24 Nov 10:15." in aina.reading(due.id)
    assert ros.reading(refunds.id) == "All refunds are paid out."
    assert ros.reading(listed.id) == "No open deposits."
    assert await untrue(market) == []


def read_codes(content: bytes) -> list[str]:
    picture = Image.open(io.BytesIO(content)).convert("L")
    return [found.text for found in zxingcpp.read_barcodes(picture)]
