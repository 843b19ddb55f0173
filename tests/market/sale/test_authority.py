"""Rights: every action and query of sales as a stranger, as a blocked person, and as a former owner."""

from collections.abc import Awaitable, Callable
from random import Random

import pytest

from market.actor import Actor, NotYourStall, StallUnknown
from market.drop.refusals import DropUnknown
from market.person import Blocked
from market.refusal import ButtonForged, Refusal
from market.sale.amounts import NewAmount, add_amounts
from market.sale.cost import item_cost, set_cost
from market.sale.day import CashRequest, close_day, enter_cash, reopen_day
from market.sale.receipt import day_receipts
from market.sale.refund import refund_facts
from market.sale.refusals import ReceiptUnknown, SaleUndoOver
from storage.person import Person
from storage.sale import CashEntry, CashKind, DayClose, Receipt, ReceiptKind
from storage.stall import Stall
from storage.store import Store
from tests.databases import ON_POSTGRESQL, ON_SQLITE
from tests.kept_rows import KeptRows
from tests.market.sale.conftest import (
    DAY,
    KEN,
    KUIH,
    NOW,
    ROS,
    STALL,
    TODAY,
    TOM,
    WEI,
    SaleScenario,
    add_market,
)

Deed = Callable[[SaleScenario, int], Awaitable[object]]


async def reopen(scenario: SaleScenario, person: int) -> None:
    await scenario.store.write(reopen_day, Actor(person), STALL, TODAY, now=scenario.now)


async def undo(scenario: SaleScenario, person: int) -> None:
    await scenario.undo(await newest(scenario, Receipt), person)


async def void(scenario: SaleScenario, person: int) -> None:
    await scenario.void(await newest(scenario, Receipt), person)


async def refund(scenario: SaleScenario, person: int) -> None:
    await scenario.refund(await sale(scenario), 1, person=person, step=0)


async def undo_refund(scenario: SaleScenario, person: int) -> None:
    """One that the stall has just made."""
    made = await scenario.count(Receipt.id, Receipt.kind)
    await scenario.undo_refund(next(row for row, kind in made if kind is ReceiptKind.REFUND), person)


async def read_refund(scenario: SaleScenario, person: int) -> None:
    await scenario.store.read(refund_facts, Actor(person), await sale(scenario), ())


async def sale(scenario: SaleScenario) -> int:
    return min(await scenario.count(Receipt.id))


async def undo_entry(scenario: SaleScenario, person: int) -> None:
    await scenario.undo_cash(await newest(scenario, CashEntry), person)


async def read_receipt(scenario: SaleScenario, person: int) -> None:
    await scenario.receipt(await newest(scenario, Receipt), person)


async def newest(scenario: SaleScenario, table: type[Receipt] | type[CashEntry]) -> int:
    return max(await scenario.count(table.id))


async def close(scenario: SaleScenario, person: int) -> None:
    await scenario.store.write(
        close_day, Actor(person), STALL, TODAY, counted=0, expected=0, now=scenario.now
    )


ACTIONS: dict[str, Deed] = {
    "sell": lambda scenario, person: scenario.sell((KUIH, 1), person=person),
    "add_amounts": lambda scenario, person: scenario.store.write(
        add_amounts, Actor(person), STALL, [NewAmount(amount=450)], now=scenario.now
    ),
    "undo_sale": undo,
    "void_sale": void,
    "refund_part": refund,
    "undo_refund": undo_refund,
    "float": lambda scenario, person: scenario.cash(CashKind.FLOAT, 100, person),
    "pay_in": lambda scenario, person: scenario.cash(CashKind.PAY_IN, 100, person),
    "pay_out": lambda scenario, person: scenario.cash(CashKind.PAY_OUT, 100, person),
    "by_qr": lambda scenario, person: scenario.cash(CashKind.BY_QR, 100, person),
    "undo_cash": undo_entry,
    "close_day": close,
    "reopen_day": reopen,
    "set_cost": lambda scenario, person: scenario.store.write(set_cost, Actor(person), KUIH, 1),
}
QUERIES: dict[str, Deed] = {
    "cart_facts": lambda scenario, person: scenario.cart((KUIH, 1), person=person),
    "own_receipt": read_receipt,
    "refund_facts": read_refund,
    "day_receipts": lambda scenario, person: scenario.store.read(
        day_receipts, Actor(person), STALL, TODAY, page=1, now=NOW
    ),
    "day_facts": lambda scenario, person: scenario.day(person),
    "statement": lambda scenario, person: scenario.statement(person=person),
    "item_cost": lambda scenario, person: scenario.store.read(item_cost, Actor(person), KUIH),
}
EVERYTHING = {**ACTIONS, **QUERIES}


async def rows(scenario: SaleScenario) -> list[object]:
    return [await scenario.count(table) for table in (Receipt, CashEntry, DayClose)]


async def work(store: Store) -> None:
    """Let the stall sell something, refund a part of another sale and pay something out."""
    await store.write(add_market)
    scenario = SaleScenario(store=store)
    await scenario.sell((KUIH, 1))
    await scenario.refund(await scenario.sell((KUIH, 2)), 1)
    await scenario.sell((KUIH, 1))
    await scenario.cash(CashKind.PAY_OUT, 500)


STALL_AT_WORK = KeptRows(work)


@pytest.fixture
async def at_work(store: Store) -> SaleScenario:
    await STALL_AT_WORK.lay(store)
    return SaleScenario(store=store, rng=Random(8))


async def refuses(
    scenario: SaleScenario, person: int, *refusals: type[Refusal], deeds: dict[str, Deed] = EVERYTHING
) -> None:
    """Check that each of these is refused to a person so, and that nothing is changed."""
    before, wrong = await rows(scenario), dict[str, object]()
    for name, deed in deeds.items():
        try:
            wrong[name] = await deed(scenario, person)
        except refusals:
            continue
        except Refusal as refusal:
            wrong[name] = refusal
    assert wrong == {}
    assert await rows(scenario) == before


@ON_SQLITE
@pytest.mark.parametrize("person", [TOM, WEI, KEN], ids=["shopper", "other stall", "nobody's"])
async def test_nobody_else_may(at_work: SaleScenario, person: int) -> None:
    await refuses(at_work, person, NotYourStall)


@ON_SQLITE
async def test_whoever_had_the_stall_before_may_no_more(at_work: SaleScenario) -> None:
    """Also not undo within the minute what they sold themselves."""
    await at_work.change(Stall, STALL, owner_id=TOM)
    await refuses(at_work, ROS, NotYourStall)


@ON_SQLITE
async def test_a_stall_that_nobody_may_know_of_is_unknown(at_work: SaleScenario) -> None:
    await at_work.change(Stall, STALL, state="asked")
    await refuses(at_work, TOM, StallUnknown, DropUnknown)


@ON_SQLITE
async def test_somebody_who_is_blocked_changes_nothing(at_work: SaleScenario) -> None:
    await at_work.change(Person, ROS, blocked_at=NOW)
    await refuses(at_work, ROS, Blocked, deeds=ACTIONS)


@ON_POSTGRESQL
async def test_on_postgresql_as_well(at_work: SaleScenario) -> None:
    await refuses(at_work, TOM, NotYourStall)
    await at_work.change(Person, ROS, blocked_at=NOW)
    await refuses(at_work, ROS, Blocked, deeds=ACTIONS)


async def test_only_the_seller_undoes_a_sale(at_work: SaleScenario) -> None:
    await at_work.change(Stall, STALL, owner_id=TOM)
    with pytest.raises(SaleUndoOver):
        await undo(at_work, TOM)
    await void(at_work, TOM)


@pytest.mark.parametrize("day", [TODAY + DAY, TODAY - 63 * DAY], ids=str)
async def test_a_day_that_no_button_names_is_refused(at_work: SaleScenario, day: object) -> None:
    for attempt in (
        at_work.store.write(
            enter_cash,
            Actor(ROS),
            CashRequest(stall=STALL, day=day, kind=CashKind.PAY_IN, amount=1),  # type: ignore[arg-type]
            NOW,
        ),
        at_work.store.write(close_day, Actor(ROS), STALL, day, counted=0, expected=0, now=NOW),  # type: ignore[arg-type]
        at_work.day(day=day),  # type: ignore[arg-type]
    ):
        with pytest.raises(ButtonForged):
            await attempt


async def test_what_is_not_there_is_unknown(scenario: SaleScenario) -> None:
    attempts: list[tuple[Awaitable[object], type[Refusal]]] = [
        (scenario.receipt(10**9), ReceiptUnknown),
        (scenario.undo(10**9), ReceiptUnknown),
        (scenario.void(10**9), ReceiptUnknown),
        (scenario.refund(10**9, 1, step=0), ReceiptUnknown),
        (scenario.undo_refund(10**9), ReceiptUnknown),
        (scenario.undo_cash(10**9), StallUnknown),
        (scenario.cart(stall=9), StallUnknown),
    ]
    for attempt, refused in attempts:
        with pytest.raises(refused):
            await attempt
