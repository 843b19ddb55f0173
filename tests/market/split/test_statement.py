"""The statement of shares equals what is recomputed from the raw rows, to the minor unit, in four currencies, and shows each only what is theirs."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from market.actor import Actor, StallUnknown
from market.refusal import Refusal
from market.split.refusals import SplitUnknown
from market.split.statement import ShareStatement, share_statement
from market.split.takings import TakingKind
from storage.deposit import Deposit, DepositState, PaymentMethod, Transfer, TransferKind
from storage.drop import Drop
from storage.sale import SaleMethod
from storage.split import SplitRole
from tests.databases import ON_SQLITE
from tests.market.sale.conftest import (
    AINA,
    DAY,
    HOUR,
    KEN,
    KOPI,
    KUIH,
    PLACES,
    PRICES,
    ROS,
    SITI,
    STALL,
    TODAY,
    TOM,
    WEI,
)
from tests.market.sale.test_money import pay_deposit, refund
from tests.market.split.conftest import CREATOR, DROP, HOST, NEXT_DROP, NEXT_ITEM, SplitScenario
from tests.seeds import seeds
from tests.splits_by_hand import recompute

IN_EACH_CURRENCY = pytest.mark.parametrize("scenario", PLACES, indirect=True)


def by_hand(scenario: SplitScenario, first: date, last: date) -> dict[int, dict[str, int]]:
    assert scenario.store.url.database is not None
    return recompute(scenario.store.url.database, STALL, first, last)


def sums(found: ShareStatement) -> dict[int, dict[str, int]]:
    """A statement under the names of the script."""
    return {
        drop.id: {"took": drop.amount, **{str(role): part for role, part in drop.parts.items()}}
        for drop in found.drops
    }


async def keep_deposit(scenario: SplitScenario, deposit: int) -> None:
    """Write the rows of a kept deposit."""

    def write(session: Any) -> None:
        row = session.get_one(Deposit, deposit)
        row.state = DepositState.KEPT
        session.add(
            Transfer(
                deposit_id=deposit, stall_id=STALL, kind=TransferKind.KEPT, debit="deposits", credit="kept",
                amount=row.amount, currency=row.currency, made_at=scenario.now,
            )
        )  # fmt: skip

    await scenario.store.write(write)


@ON_SQLITE
@IN_EACH_CURRENCY
@pytest.mark.feature("S12")
async def test_a_day_in_each_currency_is_divided_as_a_hand_would(scenario: SplitScenario) -> None:
    """Cash and QR, a void, a refund of a part, a cart of two drops, a booking in two parts, a deposit counted, one kept, one refunded, a late collection."""
    kuih, kopi = PRICES[scenario.currency]
    await scenario.shared(3333, 1250)
    await scenario.sell((KUIH, 1), (KOPI, 2))
    await scenario.sell((KUIH, 3), method=SaleMethod.QR)
    await scenario.void(await scenario.sell((KUIH, 7)))
    await scenario.refund(await scenario.sell((KUIH, 2), (KOPI, 1)), 1, 0)
    await scenario.sell((KUIH, 1), (NEXT_ITEM, 2), total=kuih + 2 * 777)
    code = await scenario.booking(AINA, units=3)
    counted = await scenario.store.write(
        pay_deposit, AINA, 3 * (kuih // 2), scenario.now, scenario.currency, PaymentMethod.CASH
    )
    await scenario.undo_scan(await scenario.hand_over(code, 1))
    await scenario.hand_over(code, 1)
    await scenario.hand_over(code, 2)
    late = await scenario.booking(KEN, item=KOPI, units=2)
    kept = await scenario.store.write(
        pay_deposit, KEN, kopi + kopi // 3, scenario.now, scenario.currency, PaymentMethod.BANK
    )
    await keep_deposit(scenario, kept)
    await scenario.hand_over(late, 1)
    await scenario.hand_over(late, 1)
    await scenario.booking(WEI, units=1)
    back = await scenario.store.write(
        pay_deposit, WEI, kopi, scenario.now, scenario.currency, PaymentMethod.BANK
    )
    await scenario.store.write(refund, back, scenario.now + HOUR)
    assert counted
    week = await scenario.shares_week()
    assert sums(week) == by_hand(scenario, week.first, week.last)
    [drop] = week.drops
    assert drop.amount == (kuih + 2 * kopi) + 3 * kuih + (kuih + kopi) + kuih + 3 * kuih + 2 * kopi, (
        "the kept deposit is part of the price of what was collected late; the void took back its sale"
    )
    assert sum(drop.parts.values()) == drop.amount
    assert {debt.role: debt.amount for debt in week.debts} == {
        CREATOR: drop.parts[CREATOR],
        HOST: drop.parts[HOST],
    }
    assert sum(line.taking.amount for line in week.lines) == drop.amount
    assert {line.taking.kind for line in week.lines} == set(TakingKind)


@ON_SQLITE
@IN_EACH_CURRENCY
@pytest.mark.parametrize("seed", seeds(3))
async def test_any_days_are_divided_as_a_hand_would(scenario: SplitScenario, seed: int) -> None:
    """Random sales, voids, bookings and hand-overs over two weeks, by random terms; each party sees the same parts as the owner."""
    rng = Random(seed)
    scenario.rng = Random(seed)
    creator = rng.randrange(1, 6000)
    await scenario.shared(creator, rng.randrange(1, 10_001 - creator))
    await scenario.change(Drop, DROP, ends_at=scenario.now + 20 * DAY)
    sold: list[int] = []
    for _ in range(40):
        scenario.now += timedelta(minutes=rng.randrange(1, 700))
        try:
            await _something(scenario, rng, sold)
        except Refusal:
            continue
    for weeks in range(3):
        week = await scenario.shares_week(weeks_back=weeks)
        assert sums(week) == by_hand(scenario, week.first, week.last)
        for line in week.lines:
            assert sum(line.parts.values()) == line.taking.amount
        for person, role in ((TOM, CREATOR), (SITI, HOST)):
            theirs = await scenario.shares_week(person, weeks)
            assert sums(theirs) == {
                drop: {"took": each["took"], str(role): each[str(role)]} for drop, each in sums(week).items()
            }


async def _something(scenario: SplitScenario, rng: Random, sold: list[int]) -> None:
    match rng.randrange(5):
        case 0 | 1:
            method = rng.choice([*SaleMethod])
            sold.append(
                await scenario.sell((KUIH, rng.randrange(1, 3)), (KOPI, rng.randrange(1, 4)), method=method)
            )
        case 2 if sold:
            await scenario.void(sold.pop(rng.randrange(len(sold))))
        case 3:
            code = await scenario.booking(rng.choice((AINA, KEN, WEI)), rng.choice((KUIH, KOPI)), units=1)
            await scenario.hand_over(code, 1)
        case _:
            await scenario.hand_over(await scenario.booking(SITI, units=2), 1)


@pytest.mark.parametrize("scenario", ["MYR", "JPY"], indirect=True)
async def test_a_void_in_a_later_week_is_owed_back(scenario: SplitScenario) -> None:
    await scenario.shared(3333, 3333)
    receipt = await scenario.sell((KUIH, 1))
    sold = await scenario.shares_week()
    scenario.now += 7 * DAY
    await scenario.void(receipt)
    voided = await scenario.shares_week()
    assert {debt.role: -debt.amount for debt in voided.debts} == {
        debt.role: debt.amount for debt in sold.debts
    }
    assert all(debt.amount < 0 for debt in voided.debts)
    assert (await scenario.shares_week(weeks_back=1)).debts == sold.debts


async def test_cash_rounding_is_the_stalls_and_never_shared(scenario: SplitScenario) -> None:
    """RM8.52 is paid with RM8.50."""
    await scenario.shared(5000, 0)
    await scenario.sell((KUIH, 1))
    [drop] = (await scenario.shares_week()).drops
    assert (drop.amount, dict(drop.parts)) == (
        852,
        {SplitRole.STALL: 426, CREATOR: 426, HOST: 0},
    )


async def test_a_party_sees_their_drops_and_their_part_alone(scenario: SplitScenario) -> None:
    await scenario.shared()
    split = await scenario.propose(HOST, 4000, drop=NEXT_DROP)
    assert split
    await scenario.accept(await scenario.link(HOST, drop=NEXT_DROP), SITI)
    await scenario.sell((KUIH, 1), (NEXT_ITEM, 1), total=852 + 777)
    ros, tom, siti = [await scenario.shares_week(person) for person in (ROS, TOM, SITI)]
    assert set(sums(ros)) == {DROP, NEXT_DROP}
    assert sums(tom) == {DROP: {"took": 852, "creator": 170}}
    assert sums(siti) == {DROP: {"took": 852, "host": 85}, NEXT_DROP: {"took": 777, "host": 311}}
    assert [(debt.name, debt.amount) for debt in tom.debts] == [("Tom", 170)]
    assert [(debt.name, debt.amount) for debt in siti.debts] == [("Siti", 396)]
    assert [line.taking.drop for line in tom.lines] == [DROP]
    assert (ros.own, tom.own) == (True, False)


async def test_what_is_not_agreed_is_in_no_statement(scenario: SplitScenario) -> None:
    split = await scenario.propose(CREATOR, 2000)
    await scenario.sell((KUIH, 1))
    assert split
    assert (await scenario.shares_week()).drops == ()
    for person in (TOM, AINA):
        with pytest.raises(SplitUnknown):
            await scenario.shares_week(person)
    with pytest.raises(StallUnknown):
        await scenario.store.read(share_statement, Actor(ROS), 99, 0, now=scenario.now)


async def test_a_sale_after_midnight_is_of_the_market_day_before(scenario: SplitScenario) -> None:
    """Sunday's night is in Sunday's week."""
    await scenario.shared()
    await scenario.change(Drop, DROP, ends_at=scenario.now + 4 * DAY)
    scenario.now += timedelta(days=2, hours=10)
    await scenario.sell((KUIH, 1))
    week = await scenario.shares_week()
    assert week.first == TODAY - timedelta(days=TODAY.weekday())
    assert [line.taking.day for line in week.lines] == [date(2026, 11, 29)]
