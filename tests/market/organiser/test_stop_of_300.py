"""An evening of 300 people in the rain: deposits by QR, cash and invoice, a live session, and a kiosk that sold without a network while it was stopped."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.deposit.confirm_deposit import confirm_deposit, mark_returned, report_paid
from market.deposit.deposit_offer import choose_way
from market.deposit.payment import RawPayment, match_payment, record_payment
from market.live.live_booking import BOOK_LIVE, LiveRequest
from market.live.live_session import LiveTerms, start_live
from market.organiser.stop import StoppedDay, call_off, undo_stop, wait_for_rain
from market.sale.oversold import oversold_list
from storage.deposit import Deposit, DepositState, Payee, PaymentMethod, Transfer
from storage.drop import Drop, DropState, Item
from storage.live import LiveSession
from storage.market_day import StallDay
from storage.notification import Notification
from storage.sale import Receipt
from storage.stall import Stall
from storage.stop import CallOffReason, Stop
from storage.store import Store
from storage.ticket import Ticket
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState
from tests.evening import KEN, NOW, ORGANISER, OWNER, ROS, DropPlan, Evening, ItemPlan, lay_evening
from tests.market.deposit.payloads import DUITNOW
from tests.market.kiosk.device import Kiosk, SampleDevice
from tests.market.organiser.killed_steps import finish_with_kills
from tests.market.waitlist.notified_holds import notify_everybody
from tests.people import add_people, admins

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FIRST, EACH = 30_000, 500
TABLES: tuple[Any, ...] = (Hold, Booking, Entry, Item, Ticket, StallDay, Deposit, Transfer, LiveSession)
LIVE, SOLD = "live", "sold"


@dataclass(frozen=True, kw_only=True)
class Rain:
    """The evening, its day, its people, and the device at its stall. `told` are all whom a stop concerns."""

    store: Store
    evening: Evening
    day: int
    told: frozenset[int]
    kiosk: Kiosk
    device: SampleDevice

    async def rows(self) -> dict[Any, list[dict[str, Any]]]:
        """Return what a stop that is undone leaves as it was, but for the clocks of holds."""
        found = {
            table: await self.store.read(
                lambda session, table=table: session.exec(select(table).order_by(table.id)).all()
            )
            for table in TABLES
        }
        return {
            table: [row.model_dump(exclude={"marks", "until"}) for row in found[table]] for table in TABLES
        }

    async def clocks(self) -> dict[int, datetime]:
        """Return until when each hold lasts whose clock runs."""
        live = select(Hold).where(col(Hold.state) == HoldState.LIVE, col(Hold.notified_at).is_not(None))
        return {hold.id or 0: hold.until for hold in await self.store.read(lambda s: s.exec(live).all())}

    async def sell(self, at: datetime, received_at: datetime) -> str:
        """Let the device record a sale at a time, and send it later; return what became of it."""
        line = {"item": self.evening.item(SOLD).id, "units": 1, "price": 850}
        scan = self.device.record("", at, "sell", 0, sale={"method": "cash", "lines": [line]})
        (result,) = await self.kiosk.send(self.device, (scan,), received_at)
        return result.outcome

    async def questions(self) -> int:
        return len(await self.store.read(oversold_list, OWNER, self.evening.stall))

    async def undo(self, now: datetime) -> int:
        newest = select(Stop.id).order_by(col(Stop.id).desc())
        stop = await self.store.read(lambda session: session.exec(newest).first())
        return await self.store.write(undo_stop, ORGANISER, stop or 0, now)

    async def call_off(self, now: datetime) -> int:
        weather = CallOffReason.WEATHER
        return await self.store.write(call_off, ORGANISER, StoppedDay(self.day), reason=weather, now=now)


def plan_of(third: int) -> tuple[DropPlan, ...]:
    """Return an evening where a third books, a third is offered a hold, and a third waits; beside it a dish to be sold live, and one for the counter."""
    booked, held, waiting = (
        tuple((FIRST + kind * third + number, 1) for number in range(third)) for kind in range(3)
    )
    crowded = ItemPlan("sate", quantity=2 * third, booked=booked, held=held, waiting=waiting)
    return DropPlan((crowded,)), DropPlan((ItemPlan(LIVE),)), DropPlan((ItemPlan(SOLD),))


def allow_deposits(session: Session, evening: Evening) -> None:
    """Ask deposits for the crowded dish, which the stall takes by its bank QR too."""
    session.get_one(Stall, evening.stall).deposits_at = NOW - DAY
    drop = session.get_one(Drop, evening.item("sate").drop)
    drop.deposit, drop.refund_until = EACH, drop.starts_at
    long_ago = {"set_at": NOW - 3 * DAY, "confirmed_at": NOW - 3 * DAY}
    session.add(Payee(stall_id=evening.stall, payload=DUITNOW, name="DAPUR ROS", set_by=ROS, **long_ago))


async def pay(store: Store, person: int, hold: int, number: int) -> None:
    """Let a person choose a way, and pay: of twelve, seven have paid, one waits for the stall, and the others only chose."""
    way, step = tuple(PaymentMethod)[number % 3], number // 3 % 4
    chosen = partial(store.write, choose_way, person, hold, way, cards=True, now=NOW, rng=Random(person))
    deposit = await chosen()
    row = await store.read(lambda session: session.get_one(Deposit, deposit))
    if way is PaymentMethod.INVOICE and step < 3:
        paid = RawPayment(
            charge=f"charge {person}", payload=f"deposit:{deposit}:{hold}:{row.reference}", amount=row.amount,
            currency=row.currency, payer=person,
        )  # fmt: skip
        await store.write(record_payment, paid, NOW)
        await store.write(match_payment, paid.charge, NOW, rng=Random(person))
    elif way is not PaymentMethod.INVOICE:
        if way is PaymentMethod.BANK and step < 3:
            await store.write(report_paid, person, deposit, NOW)
        if step < 2:
            await store.write(confirm_deposit, OWNER, deposit, NOW, rng=Random(person))


async def book_live(store: Store, evening: Evening, person: int) -> None:
    """Sell the dish live, and let somebody write its code."""
    drop = evening.item(LIVE).drop
    await store.write(start_live, OWNER, LiveTerms(drop=drop, minutes=5, with_word=False), NOW, rng=Random(1))
    live = await store.read(lambda session: session.exec(select(LiveSession.id)).one())
    request = LiveRequest(
        live=live or 0, person=person, item=evening.item(LIVE).id, units=1, word="", sent_at=NOW, update=1,
        now=NOW, rng=Random(2),
    )  # fmt: skip
    await store.run_batched(BOOK_LIVE, 1, NOW, request)


async def make_rain(store: Store, people: int) -> Rain:
    third = people // 3
    crowd = range(FIRST, FIRST + 3 * third + 1)
    await store.write(lambda s: add_people(s, {one: f"Shopper {one}" for one in crowd}, created_at=NOW))
    evening = await lay_evening(store, plan_of(third))
    await store.write(allow_deposits, evening)
    await notify_everybody(store)
    for number, (person, hold) in enumerate(evening.item("sate").holds):
        await pay(store, person, hold, number)
    await book_live(store, evening, crowd[-1])
    kiosk = Kiosk(store, admins(KEN))
    return Rain(
        store=store,
        evening=evening,
        day=(await store.read(lambda s: s.exec(select(StallDay.market_day_id)).one())) or 0,
        told=frozenset((*crowd, ROS)),
        kiosk=kiosk,
        device=await kiosk.device("counter", Actor(ROS), evening.stall, NOW),
    )


async def balances(store: Store) -> Counter[str]:
    """Return what stands in each account of deposits that is not even."""
    sums: Counter[str] = Counter()
    for row in await store.read(lambda session: session.exec(select(Transfer)).all()):
        sums[row.debit] += row.amount
        sums[row.credit] -= row.amount
    return Counter({account: amount for account, amount in sums.items() if amount})


@pytest.mark.parametrize("people", [36, pytest.param(300, marks=pytest.mark.proof)])
async def test_an_evening_in_the_rain(store: Store, people: int) -> None:
    rain = await make_rain(store, people)
    before, clocks = await rain.rows(), await rain.clocks()
    paid = [row for row in before[Deposit] if row["state"] == DepositState.PAID]
    assert {row["way"] for row in paid} == {*PaymentMethod}
    assert {row["state"] for row in before[Deposit]} == {
        DepositState.ASKED,
        DepositState.SAID,
        DepositState.PAID,
    }
    assert await store.write(wait_for_rain, ORGANISER, rain.day, NOW) == len(rain.told)
    await rain.undo(NOW + MINUTE)
    assert await rain.rows() == before
    assert await rain.call_off(NOW + MINUTE) == len(rain.told)
    await rain.undo(NOW + 9 * MINUTE)
    assert await rain.rows() == before
    assert await rain.clocks() == {
        hold: min(until + 9 * MINUTE, rain.evening.ends_at) for hold, until in clocks.items()
    }
    off = NOW + 10 * MINUTE
    await rain.call_off(off)
    assert await rain.sell(off + MINUTE, off + 2 * MINUTE) == "conflict", "while it is stopped"
    assert await rain.questions() == 1
    final = off + 10 * MINUTE
    assert await finish_with_kills(store, final) == 2, "the stall, then the end"
    assert await rain.sell(off + 5 * MINUTE, final + HOUR) == "conflict", (
        "sold then, and sent when it is final"
    )
    assert await rain.questions() == 2
    assert await rain.sell(off - 30 * timedelta(seconds=1), final + HOUR) == "accepted", "sold before"
    assert len(await store.read(lambda session: session.exec(select(Receipt)).all())) == 3
    await assert_nothing_is_left(rain)
    await assert_all_is_even(rain, len(paid), final)


async def test_what_a_kiosk_sold_while_a_stop_was_undone_is_a_sale(store: Store) -> None:
    rain = await make_rain(store, 12)
    await rain.call_off(NOW)
    assert await rain.sell(NOW + MINUTE, NOW + 2 * MINUTE) == "conflict"
    await rain.undo(NOW + 9 * MINUTE)
    assert await rain.questions() == 0, "whether it was sent before the undo"
    assert await rain.sell(NOW + MINUTE, NOW + 10 * MINUTE) == "accepted", "or after it"
    assert await rain.questions() == 0


async def assert_nothing_is_left(rain: Rain) -> None:
    after = await rain.rows()
    assert {row["state"] for row in after[Booking]} == {BookingState.CANCELLED}
    assert HoldState.LIVE not in {row["state"] for row in after[Hold]}
    assert {row["state"] for row in after[Entry]}.isdisjoint({EntryState.WAITING, EntryState.HELD})
    assert {(row["booked"] - row["sold"], row["held"], row["waiting"]) for row in after[Item]} == {(0, 0, 0)}
    drops = await rain.store.read(lambda session: session.exec(select(Drop.state)).all())
    assert {*drops} == {DropState.CANCELLED}
    kinds = col(Notification.kind).in_(("MarketDayStopped", "MarketDayGoesOn"))
    told = select(Notification.person_id, Notification.kind, Notification.about).where(kinds)
    messages = Counter(await rain.store.read(lambda session: session.exec(told).all()))
    assert {*messages.values()} == {1}, "one message each"
    assert Counter(kind for _, kind, _ in messages) == {
        "MarketDayStopped": 3 * len(rain.told),
        "MarketDayGoesOn": 2 * len(rain.told),
    }
    assert {person for person, _, _ in messages} == rain.told


async def assert_all_is_even(rain: Rain, paid: int, now: datetime) -> None:
    """What was paid is due back; once it is returned, no account has anything left."""
    due = select(Deposit.id).where(col(Deposit.state) == DepositState.DUE)
    deposits = await rain.store.read(lambda session: session.exec(due).all())
    assert len(deposits) == paid
    assert await balances(rain.store)
    for deposit in deposits:
        await rain.store.write(mark_returned, OWNER, deposit or 0, now)
    assert not await balances(rain.store)
