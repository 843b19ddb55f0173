"""How a hand-over was paid, said by one tap: the expected cash of the day follows to the minor unit, each unit is counted once, and Undo takes it back out."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select

from locales.discount_reason import DiscountReason
from market.actor import Actor, NotYourStall
from market.admins import NO_ADMINS
from market.kiosk.scan_body import SentScan
from market.sale.amounts import NewAmount, add_amounts
from market.sale.cash_rounding import in_cash
from market.sale.hand_over import (
    hand_over_receipt,
    hand_over_together,
    hand_over_units,
    undo_hand_over_together,
)
from market.sale.receipt import HandOverFacts, ReceiptLineFacts
from market.sale.refusals import HandedOver
from market.sale.statement import statement
from market.ticket.refusals import CollectedMeanwhile, TicketDone
from market.ticket.scan import HandOverPayment
from storage.deposit import PaymentMethod
from storage.drop import Drop, Item
from storage.sale import HandOverLine, Receipt, SaleMethod, hand_over_lines
from storage.staff import StaffRole, StallStaff
from storage.ticket import Scan, Ticket
from tests.market.kiosk.device import Kiosk, SampleDevice
from tests.market.sale.conftest import AINA, KOPI, KUIH, NOW, PRICES, ROS, SITI, STALL, TOM, SaleScenario
from tests.market.sale.test_money import pay_deposit
from tests.market.sale.test_numbers import numbers_have_no_gap
from tests.seeds import seeds

CASH, QR = SaleMethod.CASH, SaleMethod.QR
PRICE, PACKAGING = PRICES["MYR"]
"""A box of kuih, and the deposit of its packaging."""
DRINK = PACKAGING
"""A cup of kopi, which goes out in no packaging."""


async def methods(scenario: SaleScenario) -> list[SaleMethod | None]:
    return [scan.method for scan in sorted(await scenario.count(Scan), key=lambda scan: scan.id)]


@pytest.mark.parametrize(
    ("method", "cash", "by_qr"),
    [(CASH, 2 * (PRICE + PACKAGING), 0), (QR, 0, 2 * PRICE), (None, 2 * (PRICE + PACKAGING), 0)],
)
async def test_the_box_should_hold_what_was_handed_over_for_cash(
    scenario: SaleScenario, method: SaleMethod | None, cash: int, by_qr: int
) -> None:
    code = await scenario.booking(AINA, units=2)
    await scenario.hand_over(code, 2, method=method)
    figures = (await scenario.day()).figures
    assert (figures.expected, figures.by_qr) == (cash, by_qr)
    assert (figures.handed_over, figures.taken) == (2 * PRICE, 2 * PRICE), "a sale, however it was paid"
    assert (figures.packaging, figures.packaging_qr) == (
        (0, 2 * PACKAGING) if method is QR else (2 * PACKAGING, 0)
    )
    assert await methods(scenario) == [method]


@pytest.mark.parametrize("method", [CASH, QR])
async def test_undo_takes_the_money_back_out(scenario: SaleScenario, method: SaleMethod) -> None:
    code = await scenario.booking(AINA, units=2)
    await scenario.hand_over(code, 1, method=CASH)
    before = (await scenario.day()).figures
    scan = await scenario.hand_over(code, 1, method=method)
    await scenario.undo_scan(scan)
    assert (await scenario.day()).figures == before


async def test_a_tap_on_a_screen_from_before_the_last_hand_over_hands_over_nothing(
    scenario: SaleScenario,
) -> None:
    code = await scenario.booking(AINA, units=3)
    payment = HandOverPayment(method=CASH, done=0)

    async def tap(units: int) -> int:
        now, rng = scenario.now, scenario.rng
        return await scenario.store.write(
            hand_over_units, Actor(ROS), code, units, now=now, rng=rng, payment=payment
        )

    first = await tap(1)
    with pytest.raises(CollectedMeanwhile):
        await tap(1)
    with pytest.raises(TicketDone):
        await tap(3)
    assert await methods(scenario) == [CASH]
    await scenario.undo_scan(first)
    await tap(1)
    assert (await scenario.day()).figures.expected == PRICE + PACKAGING


async def test_what_was_paid_ahead_has_no_method(scenario: SaleScenario) -> None:
    code = await scenario.booking(AINA, item=KOPI, units=2)
    await scenario.store.write(pay_deposit, AINA, DRINK, NOW, "MYR", PaymentMethod.BANK)
    await scenario.hand_over(code, 1, method=QR)
    await scenario.hand_over(code, 1, method=QR)
    assert await methods(scenario) == [None, QR], "the first was paid by the deposit"
    figures = (await scenario.day()).figures
    assert (figures.expected, figures.by_qr, figures.handed_over) == (0, DRINK, DRINK)


async def test_one_tap_for_everything_is_paid_one_way(scenario: SaleScenario) -> None:
    code = await scenario.booking(AINA, units=2)
    await scenario.booking(AINA, item=KOPI, units=1)
    done = await scenario.store.write(
        hand_over_together, Actor(ROS), code, now=scenario.now, rng=scenario.rng, method=QR
    )
    assert done.method is QR
    figures = (await scenario.day()).figures
    assert (figures.expected, figures.by_qr, figures.packaging_qr) == (0, 2 * PRICE + DRINK, 2 * PACKAGING)
    await scenario.store.write(
        undo_hand_over_together, Actor(ROS), done.scan, now=scenario.now, rng=scenario.rng
    )
    figures = (await scenario.day()).figures
    assert (figures.expected, figures.by_qr, figures.handed_over) == (0, 0, 0)


async def receipts(scenario: SaleScenario) -> list[tuple[int, str, str, int]]:
    """The number, kind, method and sum of each receipt."""
    rows = sorted(await scenario.count(Receipt), key=lambda row: row.number)
    return [(row.number, row.kind.value, row.method.value, row.paid) for row in rows]


async def test_a_hand_over_has_a_receipt_that_its_undo_voids(scenario: SaleScenario) -> None:
    await scenario.sell((KOPI, 1))
    code = await scenario.booking(AINA, units=2)
    scan = await scenario.hand_over(code, 2, method=CASH)
    paid = 2 * (PRICE + PACKAGING)
    assert await receipts(scenario) == [(1, "sale", "cash", in_cash(DRINK, "MYR")), (2, "sale", "cash", paid)]
    found = await scenario.store.read(hand_over_receipt, scan)
    assert found is not None
    facts = await scenario.receipt(found.id)
    assert facts.lines == (ReceiptLineFacts("kuih lapis", 2, PRICE),)
    assert facts.hand_over == HandOverFacts(packaging=2 * PACKAGING, ahead=0)
    assert not facts.is_refunded
    for change in (scenario.void, scenario.undo):
        with pytest.raises(HandedOver):
            await change(found.id)
    await scenario.undo_scan(scan)
    assert (await receipts(scenario))[2:] == [(3, "void", "cash", -paid)]
    assert await scenario.store.read(hand_over_receipt, scan) is None
    assert (await scenario.receipt(found.id)).is_voided
    assert (await scenario.day()).figures.expected == in_cash(DRINK, "MYR"), (
        "no money is counted by a receipt"
    )


async def test_nothing_to_pay_or_nobody_said_how_has_no_receipt(scenario: SaleScenario) -> None:
    code = await scenario.booking(AINA, item=KOPI, units=3)
    await scenario.store.write(pay_deposit, AINA, DRINK, NOW, "MYR", PaymentMethod.BANK)
    await scenario.hand_over(code, 1, method=CASH)
    assert await receipts(scenario) == [], "the first was paid by the deposit"
    await scenario.hand_over(code, 1)
    assert await receipts(scenario) == [], "a button of an earlier version says no way to pay"
    await scenario.hand_over(code, 1, method=QR)
    assert await receipts(scenario) == [(1, "sale", "qr", DRINK)]


async def test_what_was_paid_ahead_is_on_the_receipt(scenario: SaleScenario) -> None:
    code = await scenario.booking(AINA, units=2)
    await scenario.store.write(pay_deposit, AINA, 300, NOW, "MYR", PaymentMethod.BANK)
    scan = await scenario.hand_over(code, 2, method=QR)
    found = await scenario.store.read(hand_over_receipt, scan)
    assert found is not None
    facts = await scenario.receipt(found.id)
    assert facts.hand_over == HandOverFacts(packaging=2 * PACKAGING, ahead=300)
    assert (facts.total, facts.paid) == (2 * (PRICE + PACKAGING) - 300,) * 2
    row = next(each for each in (await scenario.statement()).movements if each.kind.value == "handed over")
    assert (row.number, row.qr) == (found.number, 2 * PRICE - 300)


async def test_an_earlier_undo_that_changes_what_was_due_makes_a_new_receipt(scenario: SaleScenario) -> None:
    """The deposit counts for the first units, so the second scan is the first once that is undone."""
    code = await scenario.booking(AINA, item=KOPI, units=2)
    await scenario.store.write(pay_deposit, AINA, DRINK // 2, NOW, "MYR", PaymentMethod.BANK)
    first = await scenario.hand_over(code, 1, method=CASH)
    await scenario.hand_over(code, 1, method=CASH)
    half = DRINK - DRINK // 2
    assert [paid for *_, paid in await receipts(scenario)] == [half, DRINK]
    await scenario.undo_scan(first)
    assert [paid for *_, paid in await receipts(scenario)][2:] == [-half, -DRINK, half]
    assert (await scenario.day()).figures.expected == half


async def test_one_tap_for_everything_is_one_receipt(scenario: SaleScenario) -> None:
    code = await scenario.booking(AINA, units=2)
    await scenario.booking(AINA, item=KOPI, units=1)
    done = await scenario.store.write(
        hand_over_together, Actor(ROS), code, now=scenario.now, rng=scenario.rng, method=QR
    )
    paid = 2 * (PRICE + PACKAGING) + DRINK
    assert await receipts(scenario) == [(1, "sale", "qr", paid)]
    assert len(await scenario.count(HandOverLine)) == 2
    await scenario.undo_scan(done.scan)
    one = next(line for line in await scenario.count(HandOverLine) if line.scan_id != done.scan).amount
    assert (await receipts(scenario))[1:] == [(2, "void", "qr", -paid), (3, "sale", "qr", one)]
    left = next(line.scan_id for line in await scenario.count(HandOverLine) if line.scan_id != done.scan)
    await scenario.store.write(undo_hand_over_together, Actor(ROS), left, now=scenario.now, rng=scenario.rng)
    assert (await receipts(scenario))[3:] == [(4, "void", "qr", -one)]


async def test_who_scans_sees_the_receipts_of_hand_overs_and_not_of_sales(scenario: SaleScenario) -> None:
    def hire(session: Session) -> None:
        session.add(StallStaff(stall_id=STALL, person_id=SITI, role=StaffRole.SCAN, since=NOW))

    await scenario.store.write(hire)
    code = await scenario.booking(AINA, units=1)
    scan = await scenario.hand_over(code, 1, person=SITI, method=CASH)
    found = await scenario.store.read(hand_over_receipt, scan)
    assert found is not None
    assert (await scenario.receipt(found.id, person=SITI)).number == found.number
    for receipt, person in ((await scenario.sell((KOPI, 1)), SITI), (found.id, TOM)):
        with pytest.raises(NotYourStall):
            await scenario.receipt(receipt, person=person)


async def test_hand_overs_sales_and_undos_at_once_leave_no_gap(scenario: SaleScenario) -> None:
    """Each of three people has two bookings, whose tickets are handed over, undone and handed over again while others buy."""
    codes = []
    for person in (AINA, TOM, SITI):
        for item in (KUIH, KOPI):
            codes.append(await scenario.booking(person, item, 1))
            scenario.now += timedelta(minutes=1)

    async def serve(code: str) -> None:
        scan = await scenario.hand_over(code, 1, method=CASH)
        await scenario.undo_scan(scan)
        await scenario.hand_over(code, 1, method=QR)

    async def buys() -> None:
        await scenario.undo(await scenario.sell((KUIH, 1), (KOPI, 1)))

    await asyncio.gather(*(serve(code) for code in codes), *(buys() for _ in codes))
    assert await scenario.store.read(numbers_have_no_gap) == 5 * len(codes)
    assert await scenario.store.read(hand_overs_paid) == {"qr": 3 * (PRICE + PACKAGING + DRINK)}
    assert (await scenario.day()).figures.expected == 0


@dataclass
class Model:
    """What an evening took, added up as it happens: in cash, by QR for bookings and for packaging, and for walk-ins by QR."""

    cash: int = 0
    by_qr: int = 0
    packaging_qr: int = 0
    qr_sales: int = 0
    said: dict[str, int] = field(default_factory=dict)
    collected: dict[str, int] = field(default_factory=dict)
    bookings: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    """By code: the item, its units, what was paid ahead, and the deposit of packaging for each."""

    def hand_over(self, code: str, units: int, method: SaleMethod | None, sign: int = 1) -> None:
        item, _, ahead, packaging = self.bookings[code]
        price, before = (PRICE, DRINK)[item == KOPI], self.collected.get(code, 0) - units * (sign < 0)
        due = max(0, (before + units) * price - ahead) - max(0, before * price - ahead)
        self.collected[code] = before + units * (sign > 0)
        if method:
            self.said[method] = self.said.get(method, 0) + sign * (due + units * packaging)
        if method is QR:
            self.by_qr += sign * due
            self.packaging_qr += sign * units * packaging
        else:
            self.cash += sign * (due + units * packaging)

    def sell(self, total: int, method: SaleMethod, sign: int = 1) -> None:
        if method is CASH:
            self.cash += sign * in_cash(total, "MYR")
        else:
            self.qr_sales += sign * total


@pytest.mark.parametrize("seed", seeds(3, proof=300))
async def test_a_random_evening_is_what_adding_up_as_it_happens_gives(
    scenario: SaleScenario, seed: int
) -> None:
    """Scans, walk-in sales with amounts and discounts, refunds, and a kiosk without a network."""
    rng, model = Random(seed), Model()
    for item in (KUIH, KOPI):
        await scenario.change(Item, item, quantity=10_000)
    await scenario.change(Drop, 1, per_person=6)
    kiosk = Kiosk(scenario.store, NO_ADMINS)
    device = await kiosk.device("tablet", Actor(ROS), STALL, scenario.now)
    for _ in range(40):
        scenario.now += timedelta(seconds=rng.randint(1, 90))
        match rng.choice(("book", "book", "hand", "hand", "hand", "together", "sell", "kiosk")):
            case "book":
                await book(scenario, model, rng)
            case "hand":
                await hand_over_some(scenario, model, rng)
            case "together":
                await hand_over_all(scenario, model, rng)
            case "kiosk":
                await serve_offline(scenario, model, rng, kiosk, device)
            case _:
                await sell_some(scenario, model, rng)
        figures = (await scenario.day()).figures
        assert figures.expected == model.cash
        assert (figures.by_qr, figures.packaging_qr) == (model.by_qr, model.packaging_qr)
        assert figures.qr_sales == model.qr_sales
        assert await scenario.store.read(hand_overs_paid) == {
            method: paid for method, paid in model.said.items() if paid
        }
        await scenario.store.read(numbers_have_no_gap)
    week = await scenario.store.read(statement, Actor(ROS), STALL, 0, now=scenario.now)
    assert sum(each.cash for each in week.movements) == model.cash
    assert sum(each.qr for each in week.movements) == model.by_qr + model.packaging_qr + model.qr_sales


def hand_overs_paid(session: Session) -> dict[str, int]:
    """Return what receipts of hand-overs say was paid, by how, without what their voids took back."""
    paid = dict[str, int]()
    for receipt in session.exec(select(Receipt)):
        lines = hand_over_lines(session, receipt)
        if not lines:
            continue
        assert abs(receipt.paid) == sum(line.amount for line in lines)
        paid[receipt.method] = paid.get(receipt.method, 0) + receipt.paid
    return {method: amount for method, amount in paid.items() if amount}


async def book(scenario: SaleScenario, model: Model, rng: Random) -> None:
    """Book units that are ahead of nobody; half of them with a deposit that went to the bank."""
    person, item = rng.choice((AINA, TOM, SITI)), rng.choice((KUIH, KOPI))
    taken = [
        units
        for code, (_, units, *_) in model.bookings.items()
        if await scenario.store.read(holder_of, code) == person
    ]
    units = rng.randint(1, 3)
    if sum(taken) + units > 6:
        return
    scenario.now += timedelta(minutes=1)  # a second booking within the minute is a repeated tap
    code = await scenario.booking(person, item, units)
    ahead = rng.choice((0, 0, rng.randint(1, 2 * DRINK)))
    if ahead:
        await scenario.store.write(pay_deposit, person, ahead, scenario.now, "MYR", PaymentMethod.BANK)
    model.bookings[code] = item, units, ahead, PACKAGING if item == KUIH else 0


def holder_of(session: Session, code: str) -> int | None:
    return session.exec(select(Ticket.person_id).where(col(Ticket.code) == code)).one()


def open_codes(model: Model) -> list[str]:
    return [code for code, (_, units, *_) in model.bookings.items() if model.collected.get(code, 0) < units]


async def hand_over_some(scenario: SaleScenario, model: Model, rng: Random) -> None:
    """Hand over some units, sometimes with a second tap, sometimes undone."""
    codes = open_codes(model)
    if not codes:
        return
    code, method = rng.choice(codes), rng.choice((CASH, QR, None))
    done = model.collected.get(code, 0)
    units, payment = rng.randint(1, model.bookings[code][1] - done), HandOverPayment(method=method, done=done)

    async def tap() -> int:
        return await scenario.store.write(
            hand_over_units, Actor(ROS), code, units, now=scenario.now, rng=scenario.rng, payment=payment
        )

    scan = await tap()
    model.hand_over(code, units, method)
    if rng.random() < 0.3:
        with pytest.raises((CollectedMeanwhile, TicketDone)):
            await tap()
    if rng.random() < 0.3:
        await scenario.undo_scan(scan)
        model.hand_over(code, units, method, sign=-1)


async def hand_over_all(scenario: SaleScenario, model: Model, rng: Random) -> None:
    """Hand over all that one person has here."""
    codes = open_codes(model)
    if not codes:
        return
    code, method = rng.choice(codes), rng.choice((CASH, QR, None))
    holder = await scenario.store.read(holder_of, code)
    theirs = [each for each in codes if await scenario.store.read(holder_of, each) == holder]
    left = {each: model.bookings[each][1] - model.collected.get(each, 0) for each in theirs}
    now, random = scenario.now, scenario.rng
    done = await scenario.store.write(
        hand_over_together, Actor(ROS), code, now=now, rng=random, method=method
    )
    for each, units in left.items():
        model.hand_over(each, units, method)
    if rng.random() < 0.3:
        await scenario.store.write(undo_hand_over_together, Actor(ROS), done.scan, now=now, rng=random)
        for each, units in left.items():
            model.hand_over(each, units, method, sign=-1)


async def sell_some(scenario: SaleScenario, model: Model, rng: Random) -> None:
    """Sell to a walk-in, sometimes with another amount and a discount, sometimes undone or refunded in part."""
    kuih, kopi, method = rng.randint(1, 4), rng.randint(1, 4), rng.choice((CASH, QR))
    other = rng.choice((0, 0, rng.randint(1, 999)))
    gross = kuih * PRICE + kopi * DRINK + other
    discount = rng.choice((0, 0, rng.randint(1, gross)))
    new = [
        *([NewAmount(amount=other, words="sambal")] if other else []),
        *([NewAmount(amount=-discount, reason=DiscountReason.END)] if discount else []),
    ]
    rows = await scenario.store.write(add_amounts, Actor(ROS), STALL, new, now=scenario.now)
    amounts = tuple(row.row for row in rows)
    total = gross - discount
    receipt = await scenario.sell((KUIH, kuih), (KOPI, kopi), method=method, total=total, amounts=amounts)
    model.sell(total, method)
    match rng.choice(("keep", "keep", "undo", "refund")):
        case "undo":
            await scenario.undo(receipt)
            model.sell(total, method, sign=-1)
        case "refund":
            part = kuih * PRICE
            await scenario.refund(receipt, kuih, 0, *([0] if other else []))
            model.sell(total, method, sign=-1)
            model.sell(gross - part - (discount - discount * part // gross), method)


async def serve_offline(
    scenario: SaleScenario, model: Model, rng: Random, kiosk: Kiosk, device: SampleDevice
) -> None:
    """Let a device without a network hand over and sell, take some of it back, and send all of it, sometimes twice."""
    records = list[SentScan]()
    for _ in range(rng.randint(1, 4)):
        scenario.now += timedelta(seconds=rng.randint(1, 20))
        method, back = rng.choice((CASH, QR)), rng.random() < 0.3
        codes = open_codes(model)
        if codes and rng.random() < 0.5:
            code, said = rng.choice(codes), rng.choice((method, method, None))
            units = rng.randint(1, model.bookings[code][1] - model.collected.get(code, 0))
            paid = {"method": said} if said else {}
            records.append(device.record(code, scenario.now, units=units, **paid))
            model.hand_over(code, units, said)
            if back:
                model.hand_over(code, units, said, sign=-1)
        else:
            kuih = rng.randint(1, 4)
            sale = {"method": method, "lines": [{"item": KUIH, "units": kuih, "price": PRICE}]}
            records.append(device.record("", scenario.now, "sell", 0, sale=sale))
            model.sell(kuih * PRICE, method)
            if back:
                model.sell(kuih * PRICE, method, sign=-1)
        if back:
            records.append(device.undo(records[-1], scenario.now))
    for _ in range(rng.choice((1, 1, 2))):
        results = await kiosk.send(device, records, scenario.now)
        assert {each.outcome for each in results} == {"accepted"}
