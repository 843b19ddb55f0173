"""Day close and statement equal what is recomputed from the raw rows, to the minor unit, in four currencies."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlmodel import Session

from locales.packaging_kind import PackagingKind
from market.actor import Actor
from market.market_day.day import begins, day_of
from market.refusal import Refusal
from market.sale.cash_rounding import in_cash
from market.sale.day import CashRequest, DayFacts, enter_cash, reopen_day
from market.sale.e_invoice import needs_e_invoice
from market.sale.movements import MovementKind
from market.sale.refusals import (
    CashChanged,
    CashEntryOver,
    DayIsClosed,
    DayNotClosed,
    MoneyUnfit,
)
from market.sale.statement import Statement, median
from storage.deposit import Deposit, DepositState, PaymentMethod, Transfer, TransferKind
from storage.drop import Drop, Item
from storage.sale import CashEntry, CashKind, DayClose, SaleMethod
from storage.store import Store
from storage.waitlist import Booking
from tests.databases import ON_SQLITE
from tests.ledger_by_hand import numbers_are_gapless, recompute, refunds_are_right
from tests.market.sale.conftest import (
    AINA,
    DAY,
    HOUR,
    KOPI,
    KUIH,
    NOW,
    OTHER_STALL,
    PLACES,
    PRICES,
    ROS,
    SITI,
    STALL,
    TODAY,
    TOM,
    WEI,
    SaleScenario,
    add_market,
)
from tests.seeds import seeds


def by_hand(scenario: SaleScenario, first: date, last: date) -> dict[str, Any]:
    assert scenario.store.url.database is not None
    return recompute(scenario.store.url.database, STALL, first, last)


def day_sums(day: DayFacts) -> dict[str, int]:
    """A day's figures under the names of the script."""
    figures = day.figures
    return {
        "sales": figures.sales,
        "bookings": figures.bookings,
        "cash_sales": figures.cash_sales,
        "qr_sales": figures.qr_sales,
        "handed_over": figures.handed_over,
        "by_qr": figures.by_qr,
        "float": figures.opening,
        "pay_in": figures.paid_in,
        "pay_out": figures.paid_out,
        "packaging": figures.packaging,
        "deposits_in": figures.deposits_in,
        "deposits_back": figures.deposits_back,
        "expected": figures.expected,
    }


def statement_sums(found: Statement) -> dict[str, Any]:
    return {
        "value": found.value,
        "median": found.median,
        "known": found.margin.sold if found.margin else 0,
        "margin": found.margin.margin if found.margin else 0,
        "market_days": found.market_days,
        "deposits_received": found.deposits.received,
        "deposits_kept": found.deposits.kept,
        "deposits_returned": found.deposits.refunded,
        "cash_sales": found.figures.cash_sales,
        "qr_sales": found.figures.qr_sales,
        "handed_over": found.figures.handed_over,
        "expected": found.figures.expected,
        "sold_in": found.sold_in,
    }


def pay_deposit(
    session: Session, person: int, amount: int, at: Any, currency: str, way: PaymentMethod
) -> int:
    """Write the rows of a confirmed deposit, for the newest booking of a person."""
    from sqlmodel import col, select

    booking = session.exec(
        select(Booking).where(col(Booking.person_id) == person).order_by(col(Booking.id).desc())
    ).first()
    assert booking is not None
    deposit = Deposit(
        hold_id=booking.hold_id, booking_id=booking.id, stall_id=STALL, person_id=person, units=booking.units,
        amount=amount, currency=currency, way=way, reference=f"LR-{booking.id:05}", state=DepositState.PAID,
        refund_until=at, asked_at=at, paid_at=at,
    )  # fmt: skip
    session.add(deposit)
    session.flush()
    account = {"cash": "cash", "bank": "bank"}[way.value]
    session.add(
        Transfer(
            deposit_id=deposit.id or 0, stall_id=STALL, kind=TransferKind.RECEIVED, debit=account,
            credit="deposits", amount=amount, currency=currency, made_at=at,
        )
    )  # fmt: skip
    return deposit.id or 0


def refund(session: Session, deposit: int, at: Any) -> None:
    """Write the row of the stall's own refund."""
    row = session.get_one(Deposit, deposit)
    row.state = DepositState.RETURNED
    for kind, debit, credit in (
        (TransferKind.OWED, "deposits", "refunds"),
        (TransferKind.RETURNED, "refunds", "cash"),
    ):
        session.add(
            Transfer(
                deposit_id=deposit, stall_id=STALL, kind=kind, debit=debit, credit=credit, amount=row.amount,
                currency=row.currency, made_at=at,
            )
        )  # fmt: skip


@pytest.fixture
async def stall(store: Store, currency: str) -> SaleScenario:
    await store.write(add_market, currency)
    return SaleScenario(store=store, currency=currency)


@ON_SQLITE
@pytest.mark.parametrize("currency", PLACES)
@pytest.mark.feature("V06")
async def test_a_day_in_each_currency_is_what_a_hand_would_count(stall: SaleScenario, currency: str) -> None:
    """Cash, QR, a void, a booking with a deposit in two parts, packaging out and back, a refund in cash, float, in and out."""
    kuih, kopi = PRICES[currency]
    await stall.change(Item, KUIH, cost=kuih // 3, sold_in=PackagingKind.RETURNABLE)
    await stall.cash(CashKind.FLOAT, 10 * kuih)
    await stall.cash(CashKind.FLOAT, 6 * kuih)
    await stall.cash(CashKind.PAY_IN, 2 * kuih)
    await stall.cash(CashKind.PAY_OUT, kopi)
    await stall.undo_cash(await stall.cash(CashKind.PAY_OUT, 5 * kopi))
    await stall.sell((KUIH, 1), (KOPI, 2))
    await stall.sell((KUIH, 3), method=SaleMethod.QR)
    await stall.void(await stall.sell((KUIH, 7)))
    code = await stall.booking(AINA, units=3)
    await stall.store.write(pay_deposit, AINA, 3 * (kuih // 2), NOW, currency, PaymentMethod.CASH)
    first = await stall.hand_over(code, 1)
    await stall.undo_scan(first)
    await stall.hand_over(code, 1)
    await stall.hand_over(code, 2)
    await stall.take_back(AINA, 2)
    other = await stall.booking(TOM, item=KOPI, units=2)
    await stall.hand_over(other, 1)
    await stall.booking(SITI, units=1)
    deposit = await stall.store.write(pay_deposit, SITI, kopi, NOW, currency, PaymentMethod.BANK)
    await stall.store.write(refund, deposit, NOW + HOUR)
    await stall.cash(CashKind.BY_QR, kopi)
    sums = by_hand(stall, TODAY, TODAY)
    day = await stall.day()
    assert day_sums(day) == {name: sums[name] for name in day_sums(day)}
    assert day.figures.expected == (
        6 * kuih + 2 * kuih - kopi
        + in_cash(kuih + 2 * kopi, currency)
        + in_cash(7 * kuih, currency) - in_cash(7 * kuih, currency)
        + 3 * kuih - 3 * (kuih // 2)
        + kopi
        + 3 * kopi - 2 * kopi
        + 3 * (kuih // 2) - kopi
        - kopi
    )  # fmt: skip
    assert (day.figures.sold, day.figures.packaging_out, day.figures.packaging_back) == (4, 3, 2)
    week = await stall.statement()
    hand = by_hand(stall, week.first, week.last)
    assert statement_sums(week) == {name: hand[name] for name in statement_sums(week)}
    assert week.deposits.counted == hand["deposits_settled"] - hand["deposits_reopened"] == 3 * (kuih // 2)
    assert week.value == 3 * kuih + kuih + 2 * kopi + 3 * kuih + kopi
    assert week.sold_in == {PackagingKind.RETURNABLE: 7, None: 3}
    assert week.median == (kuih + 2 * kopi + 3 * kuih) // 2
    assert week.margin is not None
    assert week.margin.margin == 7 * (kuih - kuih // 3)
    await stall.close()
    [closed] = await stall.count(DayClose)
    assert (closed.expected, closed.counted, closed.currency) == (
        sums["expected"],
        sums["expected"],
        currency,
    )
    assert closed.exponent == {"MYR": 2, "IDR": 2, "VND": 0, "JPY": 0}[currency]


@ON_SQLITE
@pytest.mark.parametrize("currency", PLACES)
@pytest.mark.parametrize("seed", seeds(2, proof=12)[1:])
async def test_a_fortnight_of_anything_is_what_a_hand_would_count(
    stall: SaleScenario, currency: str, seed: int
) -> None:
    rng, (kuih, kopi) = Random(seed), PRICES[currency]
    for item in (KUIH, KOPI):
        await stall.change(Item, item, quantity=100_000)
    await stall.change(Item, KOPI, cost=kopi // 2, sold_in=PackagingKind.SINGLE_USE)
    await stall.change(Drop, 1, ends_at=NOW + 14 * DAY, per_person=6)
    receipts, codes, scans = [], [], []
    for _ in range(120):
        stall.now += timedelta(minutes=rng.randint(1, 300))
        day = day_of(stall.now, PLACES[currency][0])
        try:
            match rng.choice(
                (
                    "sell",
                    "sell",
                    "sell",
                    "void",
                    "refund",
                    "refund",
                    "undo",
                    "book",
                    "hand",
                    "hand",
                    "back",
                    "cash",
                    "close",
                )
            ):
                case "sell":
                    cart = ((KUIH, rng.randint(1, 5)), (KOPI, rng.randint(1, 5)))[: rng.randint(1, 2)]
                    receipts.append(await stall.sell(*cart, method=rng.choice([*SaleMethod])))
                case "void" if receipts:
                    await stall.void(rng.choice(receipts))
                case "refund" if receipts:
                    parts = [rng.randint(0, 3) for _ in range(rng.randint(1, 2))]
                    refund = await stall.refund(rng.choice(receipts), *parts, kept=rng.random() < 0.3)
                    if rng.random() < 0.3:
                        await stall.undo_refund(refund)
                case "undo" if scans:
                    await stall.undo_scan(scans[-1])
                case "book":
                    person, units = rng.choice((AINA, TOM, SITI)), rng.randint(1, 3)
                    codes.append(await stall.booking(person, rng.choice((KUIH, KOPI)), units))
                    if rng.random() < 0.6:
                        way, amount = (
                            rng.choice((PaymentMethod.CASH, PaymentMethod.BANK)),
                            rng.randint(1, kopi),
                        )
                        await stall.store.write(pay_deposit, person, amount, stall.now, currency, way)
                case "hand" if codes:
                    method = rng.choice((None, *SaleMethod))
                    scans.append(await stall.hand_over(rng.choice(codes), 1, method=method))
                case "back":
                    await stall.take_back(rng.choice((AINA, TOM, SITI)), 1)
                case "cash":
                    await stall.cash(rng.choice([*CashKind]), rng.randint(1, 20 * kuih), day=day)
                case "close":
                    await stall.close(day=day - rng.randint(1, 3) * DAY)
        except Refusal:
            continue
        except Exception as error:
            if (
                "No row was found" not in str(error)
                and "Multiple rows" not in str(error)
                and "UNIQUE" not in str(error)
            ):
                raise
    for days in range(16):
        shown = await stall.day(day=TODAY + days * DAY) if TODAY + days * DAY <= day else None
        if shown:
            sums = by_hand(stall, shown.day, shown.day)
            assert day_sums(shown) == {name: sums[name] for name in day_sums(shown)}
    for weeks in range(3):
        week = await stall.statement(weeks)
        hand = by_hand(stall, week.first, week.last)
        assert statement_sums(week) == {name: hand[name] for name in statement_sums(week)}
        assert sum(each.cash for each in week.movements) == hand["expected"]
    assert numbers_are_gapless(str(stall.store.url.database))
    assert refunds_are_right(str(stall.store.url.database))


@ON_SQLITE
@pytest.mark.parametrize("currency", PLACES)
async def test_a_day_with_refunds_in_each_currency_is_what_a_hand_would_count(
    stall: SaleScenario, currency: str
) -> None:
    """A part back with its goods, a part without, one undone, one by QR, and a void of what was left of another."""
    kuih, kopi = PRICES[currency]
    await stall.change(Item, KUIH, cost=kuih // 3, sold_in=PackagingKind.RETURNABLE)
    sold = await stall.sell((KUIH, 4), (KOPI, 2))
    await stall.refund(sold, 1, 0)
    await stall.refund(sold, 1, 1, kept=True)
    await stall.undo_refund(await stall.refund(sold, 2, 1))
    by_qr = await stall.sell((KUIH, 3), method=SaleMethod.QR)
    await stall.refund(by_qr, 2)
    other = await stall.sell((KOPI, 3))
    await stall.refund(other, 1)
    await stall.void(other)
    gone = await stall.sell((KOPI, 1))
    await stall.refund(gone, 1)
    day, week = await stall.day(), await stall.statement()
    sums, hand = by_hand(stall, TODAY, TODAY), by_hand(stall, week.first, week.last)
    assert day_sums(day) == {name: sums[name] for name in day_sums(day)}
    assert statement_sums(week) == {name: hand[name] for name in statement_sums(week)}
    assert day.figures.cash_sales == in_cash(2 * kuih + kopi, currency)
    assert day.figures.qr_sales == kuih
    assert day.figures.sales == 3, "a refund leaves the sale, and the one that is voided counts no more"
    assert week.value == 3 * kuih + kopi
    assert week.median == (2 * kuih + kopi + kuih) // 2, "one is voided, and all of the last was refunded"
    assert week.sold_in == {PackagingKind.RETURNABLE: 4, None: 2}, "goods that were kept are out"
    assert week.margin is not None
    assert week.margin.margin == 3 * kuih - 4 * (kuih // 3)
    kinds = [
        each.kind for each in week.movements if each.kind in (MovementKind.REFUND, MovementKind.REFUND_UNDONE)
    ]
    assert (kinds.count(MovementKind.REFUND), kinds.count(MovementKind.REFUND_UNDONE)) == (8, 2)
    assert numbers_are_gapless(str(stall.store.url.database))
    assert refunds_are_right(str(stall.store.url.database))


def test_the_script_imports_nothing_of_lorong() -> None:
    source = (Path(__file__).parents[2] / "ledger_by_hand.py").read_text()
    imported = {
        line.split()[1].split(".")[0] for line in source.splitlines() if line.startswith(("import ", "from "))
    }
    assert imported == {"json", "sqlite3", "sys", "contextlib", "datetime", "typing", "zoneinfo"}


@pytest.mark.parametrize(
    ("total", "paid"),
    [(0, 0), (850, 850), (851, 850), (852, 850), (853, 855), (854, 855), (855, 855), (856, 855), (858, 860)],
)
def test_cash_is_rounded_to_five_sen(total: int, paid: int) -> None:
    assert in_cash(total, "MYR") == paid
    assert in_cash(total, "JPY") == total


@pytest.mark.parametrize(
    ("total", "currency", "territory", "needed"),
    [
        (1_000_000, "MYR", "MY", False),
        (1_000_001, "MYR", "MY", True),
        (9_999_999, "SGD", "SG", False),
        (9_999_999, "SGD", "MY", False),
    ],
)
def test_the_limit_for_an_e_invoice_is_malaysias(
    total: int, currency: str, territory: str, needed: bool
) -> None:
    assert needs_e_invoice(total, currency, territory) is needed


def test_a_market_day_ends_at_four_in_the_morning() -> None:
    zone = "Asia/Kuching"
    evening = begins(TODAY, zone) + timedelta(hours=20)
    assert evening.hour == 0
    assert day_of(evening, zone) == TODAY
    assert day_of(begins(TODAY, zone), zone) == TODAY
    assert day_of(begins(TODAY, zone) - timedelta(microseconds=1), zone) == TODAY - DAY


@pytest.mark.parametrize(
    ("amounts", "middle"), [((), None), ((5,), 5), ((9, 1, 5), 5), ((1, 4), 2), ((4, 1, 9, 6), 5)]
)
def test_the_median_of_an_even_number_is_rounded_down(amounts: tuple[int, ...], middle: int | None) -> None:
    assert median(amounts) == middle


async def test_a_sale_after_midnight_belongs_to_the_market_day(scenario: SaleScenario) -> None:
    await scenario.change(Drop, 1, ends_at=NOW + 10 * HOUR)
    scenario.now = NOW + 9 * HOUR
    await scenario.sell((KUIH, 1))
    assert (await scenario.day()).day == TODAY
    scenario.now = NOW + 11 * HOUR
    assert (await scenario.day()).day == TODAY + DAY
    assert (await scenario.day()).earlier == TODAY, "yesterday is not closed"
    await scenario.close()
    assert (await scenario.day()).earlier is None


async def test_a_day_is_closed_once_reopened_and_closed_again(scenario: SaleScenario) -> None:
    await scenario.sell((KUIH, 1))
    await scenario.close(counted=800)
    with pytest.raises(DayIsClosed):
        await scenario.close()
    with pytest.raises(DayIsClosed):
        await scenario.cash(CashKind.PAY_IN, 100)
    day = await scenario.day()
    assert day.closed is not None
    assert (day.closed.expected, day.closed.counted) == (850, 800)
    await scenario.store.write(reopen_day, Actor(ROS), STALL, TODAY, now=scenario.now)
    with pytest.raises(DayNotClosed):
        await scenario.store.write(reopen_day, Actor(ROS), STALL, TODAY, now=scenario.now)
    await scenario.sell((KOPI, 1))
    await scenario.close()
    closes = sorted(await scenario.count(DayClose), key=lambda each: each.id)
    assert [(each.expected, each.counted, each.reopened_at is None) for each in closes] == [
        (850, 800, False),
        (1300, 1300, True),
    ]


async def test_a_day_that_one_stall_has_closed_is_open_at_the_others(scenario: SaleScenario) -> None:
    await scenario.close()
    theirs = CashRequest(stall=OTHER_STALL, day=TODAY, kind=CashKind.PAY_IN, amount=500, words="change")
    await scenario.store.write(enter_cash, Actor(WEI), theirs, scenario.now)
    [entry] = await scenario.count(CashEntry)
    assert (entry.stall_id, entry.amount) == (OTHER_STALL, 500)


async def test_cash_that_changed_since_it_was_read_is_counted_again(scenario: SaleScenario) -> None:
    from market.sale.day import close_day

    await scenario.sell((KUIH, 1))
    with pytest.raises(CashChanged):
        await scenario.store.write(
            close_day, Actor(ROS), STALL, TODAY, counted=0, expected=0, now=scenario.now
        )


async def test_a_hand_over_after_the_close_shows_as_a_difference(scenario: SaleScenario) -> None:
    code = await scenario.booking(AINA, units=1)
    await scenario.close()
    await scenario.hand_over(code, 1)
    day = await scenario.day()
    assert day.closed is not None
    assert day.figures.expected - day.closed.expected == 852 + 450


def add_drop_of_other_stall(session: Session) -> None:
    session.add(
        Drop(
            id=2, stall_id=OTHER_STALL, alley_id=1, code="DROP2", name="Apam", language="en", per_person=6,
            state="published", opens_at=NOW - HOUR, starts_at=NOW + HOUR, ends_at=NOW + 5 * HOUR, created_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    session.add(Item(id=3, drop_id=2, name="apam", unit="box", price=500, quantity=9))


async def test_bookings_that_nobody_collected_are_counted(scenario: SaleScenario) -> None:
    await scenario.store.write(add_drop_of_other_stall)
    await scenario.booking(AINA, units=1)
    await scenario.booking(AINA, item=3, units=1)
    assert (await scenario.day()).not_collected == 0, "the drop is not over"
    scenario.now = NOW + 6 * HOUR
    assert (await scenario.day()).not_collected == 1


async def test_an_entry_is_taken_back_once_within_a_minute(scenario: SaleScenario) -> None:
    entry = await scenario.cash(CashKind.PAY_OUT, 2000)
    await scenario.undo_cash(entry)
    late = await scenario.cash(CashKind.PAY_OUT, 2000)
    scenario.now += timedelta(minutes=1)
    for one in (entry, late):
        with pytest.raises(CashEntryOver):
            await scenario.undo_cash(one)
    assert (await scenario.day()).figures.expected == -2000


@pytest.mark.parametrize(
    ("kind", "amount"), [(CashKind.PAY_IN, 0), (CashKind.FLOAT, -1), (CashKind.PAY_OUT, 10**14)]
)
async def test_an_amount_that_is_none_is_refused(scenario: SaleScenario, kind: CashKind, amount: int) -> None:
    with pytest.raises(MoneyUnfit):
        await scenario.cash(kind, amount)
    assert await scenario.count(CashEntry) == []


async def test_a_void_in_a_later_week_leaves_the_week_of_the_sale_as_it_was(scenario: SaleScenario) -> None:
    sold = await scenario.sell((KUIH, 2))
    before = await scenario.statement()
    scenario.now = NOW + 7 * DAY
    await scenario.void(sold)
    after, now = await scenario.statement(1), await scenario.statement()
    assert (after.value, after.median) == (before.value, before.median) == (1704, 1704)
    assert (now.value, now.median, now.figures.sales) == (-1704, None, -1)
    assert [each.kind for each in now.movements] == [MovementKind.VOID, MovementKind.ROUNDING]
