"""A stall's money after its owner is forgotten or merged: all of it remains, without a name and without their texts."""

from market.privacy.forget import forget
from market.sale.receipt import public_receipt
from storage.sale import CashEntry, CashKind, DayClose, Receipt
from tests.market.sale.conftest import KEN, KUIH, ROS, TOM, SaleScenario
from tests.merging import merge_by_word


async def test_receipts_and_amounts_stay_without_a_name(scenario: SaleScenario) -> None:
    receipt = await scenario.receipt(await scenario.sell((KUIH, 1)))
    await scenario.cash(CashKind.PAY_OUT, 2000)
    await scenario.close(counted=0, expected=-1150)
    await scenario.store.write(forget, ROS, scenario.now)
    [sold], [entry], [closed] = [await scenario.count(table) for table in (Receipt, CashEntry, DayClose)]
    assert (sold.by_id, entry.by_id, closed.by_id) == (None, None, None)
    assert (sold.total, entry.amount, entry.words) == (852, 2000, "")
    assert (await scenario.store.read(public_receipt, receipt.code)).number == 1


async def test_two_accounts_become_one_with_what_either_sold(scenario: SaleScenario) -> None:
    await scenario.sell((KUIH, 1))
    await merge_by_word(scenario.store, TOM, ROS, KEN, now=scenario.now)
    assert [row.by_id for row in await scenario.count(Receipt)] == [TOM]
    await scenario.sell((KUIH, 1), person=TOM)
