"""Refunds that are due and the ledger as lists for organisers: each row once, by key, and nobody's name."""

from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from market.actor import Actor
from market.office.lists import deposit_rows, refund_rows, transfer_rows
from market.paging import PageKey
from storage.deposit import LedgerAccount, PaymentMethod, TransferKind
from tests.market.deposit.conftest import AINA, DAY, KEN, MEI, NOW, TOM, DepositScenario, scenario

__all__ = ["scenario"]

ORGANISER = Actor(KEN, is_configured_admin=True)
SECOND = timedelta(seconds=1)


async def rows(scenario: DepositScenario, query: Any, key: PageKey | None = None, size: int = 500) -> Any:
    """The rows of the scenario's stall; other tests leave rows of theirs in the same database."""
    page = await scenario.store.read(query, ORGANISER, key or PageKey(), size=size)
    return [row for row in page.rows if row.stall == "Ombak Print"]


async def test_a_refund_is_listed_from_the_release_until_the_stall_says_it_is_done(
    scenario: DepositScenario,
) -> None:
    assert await rows(scenario, refund_rows) == []
    first, booking = await scenario.paid(AINA)
    await scenario.paid(TOM)
    await scenario.release(booking, AINA)
    scenario.now = NOW + timedelta(hours=1)
    second, other = await scenario.paid(MEI)
    await scenario.release(other, MEI)
    newest, oldest = await rows(scenario, refund_rows)
    assert [newest.id, oldest.id] == [second, first]
    assert (oldest.stall, oldest.method, oldest.amount) == ("Ombak Print", PaymentMethod.BANK, 1000)
    assert (oldest.due_at, oldest.back_by) == (NOW, NOW + 2 * DAY)
    for now, is_overdue in ((NOW + 2 * DAY - SECOND, False), (NOW + 2 * DAY, True)):
        assert oldest.is_overdue(now) is is_overdue
        answered = await scenario.store.read(deposit_rows, ORGANISER, now, PageKey(), size=500)
        assert (first in [each.id for each in answered.rows]) is is_overdue, "organisers answer it then"
    assert [row.id for row in await rows(scenario, refund_rows, PageKey(second), 1)] == [first]
    await scenario.report_refund(first)
    assert [row.id for row in await rows(scenario, refund_rows)] == [second]
    assert not {"P1", "P3"} & {str(value) for value in asdict(newest).values()}, "no payer"


async def test_the_ledger_has_each_transfer_once_and_sums_to_nothing(scenario: DepositScenario) -> None:
    refunded, booking = await scenario.paid(AINA)
    await scenario.release(booking, AINA)
    await scenario.report_refund(refunded)
    kept, late = await scenario.paid(TOM)
    scenario.now = NOW + 70 * timedelta(hours=1)
    await scenario.release(late, TOM, forfeit=True)
    posted = await rows(scenario, transfer_rows)
    assert [row.kind for row in reversed(posted)] == [
        TransferKind.RECEIVED,
        TransferKind.OWED,
        TransferKind.RETURNED,
        TransferKind.RECEIVED,
        TransferKind.KEPT,
    ]
    assert [row.kind for row in reversed(posted)][:3] == await scenario.moves(refunded)
    balances = Counter[LedgerAccount]()
    for row in posted:
        balances[row.debit] += row.amount
        balances[row.credit] -= row.amount
    assert {account: amount for account, amount in balances.items() if amount} == {
        LedgerAccount.BANK: 1000,
        LedgerAccount.KEPT: -1000,
    }
    assert {row.reference for row in posted} == {
        (await scenario.deposit(each)).reference for each in (refunded, kept)
    }
    ids = [row.id for row in posted]
    assert [row.id for row in await rows(scenario, transfer_rows, PageKey(ids[1]), 2)][:2] == ids[2:4]
    assert [row.id for row in await rows(scenario, transfer_rows, PageKey(ids[3], is_backward=True), 2)] == [
        *ids[1:3]
    ]
