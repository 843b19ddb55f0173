"""/mydata, /forget and a merge for people who lend, carry, wash and borrow."""

from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select, text

from market.merge import accept_merge, offer_merge
from market.packaging.crate import Crate
from market.packaging.hauling import receive_haul, send_haul
from market.packaging.ledger import packaging_accounts
from market.packaging.loss import overdue_loans, write_off_overdue
from market.packaging.refund import pay_back
from market.packaging.washing import start_wash
from market.privacy.forget import forget, open_matters
from market.privacy.mydata import data_summary, mydata
from market.privacy.person_columns import person_columns
from scheduler.job_items import ItemsJob
from storage.hub import HubStaff
from storage.job_failure import LOANS
from storage.packaging import PackagingMovement, PackagingState
from storage.ticket import Loan
from tests.market.packaging.conftest import PackagingScenario
from tests.market.packaging.invariants import check
from tests.market.packaging.market_rows import (
    AINA,
    BOWL,
    DAY,
    HANA,
    HUB,
    HUB_2,
    IVAN,
    KEN,
    ROS_STALL,
    TOM,
    ZUL,
)

TABLES = ("hub_staff", "packaging_movement", "packaging_transfer", "haul", "wash", "scan")


async def worked(scenario: PackagingScenario) -> str:
    """Hana took back, paid out, sent, received and washed; the ticket that is still good for one."""
    code = await scenario.borrow(3)
    scan = await scenario.take_back(code, 2)
    await scenario.act(pay_back, HANA, scan, now=scenario.now)
    await scenario.act(start_wash, HANA, HUB, Crate(units={BOWL: 1}), now=scenario.now)
    returned, crate = PackagingState.RETURNED, Crate(units={BOWL: 1})
    await scenario.act(send_haul, HANA, (HUB, HUB_2), crate, state=returned, now=scenario.now)
    clean = PackagingState.CLEAN
    haul = await scenario.act(send_haul, KEN, (ROS_STALL, HUB), crate, state=clean, now=scenario.now)
    await scenario.act(receive_haul, HANA, haul, crate, mixed=False, now=scenario.now)
    return code


async def named(scenario: PackagingScenario, person: int) -> set[str]:
    def read(session: Session) -> set[str]:
        connection = session.connection()
        return {
            f"{place.table.name}.{place.column.name}"
            for place in person_columns()
            if connection.execute(place.table.select().where(place.column == person)).first()
        }

    return await scenario.store.read(read)


async def count(scenario: PackagingScenario, table: Any, **conditions: Any) -> int:
    where = [col(getattr(table, name)) == value for name, value in conditions.items()]
    return await scenario.store.read(lambda session: len(session.exec(select(table).where(*where)).all()))


async def test_mydata_has_what_a_helper_did_and_of_others_only_that_they_are(
    scenario: PackagingScenario,
) -> None:
    await worked(scenario)
    summary = await scenario.store.read(data_summary, HANA)
    assert {table: summary.rows[table] > 0 for table in TABLES} == dict.fromkeys(TABLES, True)
    found = await scenario.store.read(mydata, HANA)
    assert {row["by_id"] for row in found["packaging_movement"]} == {HANA}
    assert found["hub_staff"][0]["named_by"] == "somebody else"
    received = [row for row in found["haul"] if row["received_by"] == HANA]
    assert [row["sent_by"] for row in received] == ["somebody else"]
    assert "packaging_movement" not in await scenario.store.read(mydata, TOM)


async def test_a_forgotten_helper_is_named_nowhere_and_the_books_stay(scenario: PackagingScenario) -> None:
    await worked(scenario)
    moves, money = await count(scenario, PackagingMovement), await scenario.store.read(packaging_accounts)
    await scenario.store.write(forget, HANA, scenario.now)
    assert await named(scenario, HANA) == set()
    assert await count(scenario, HubStaff, person_id=HANA) == 0
    assert await count(scenario, PackagingMovement) == moves
    assert await scenario.store.read(packaging_accounts) == money
    await scenario.store.read(check)


async def test_the_packaging_of_a_forgotten_borrower_comes_back_by_its_ticket(
    scenario: PackagingScenario,
) -> None:
    code = await worked(scenario)
    assert (await scenario.store.read(open_matters, AINA, scenario.now)).packaging == 1
    await scenario.store.write(forget, AINA, scenario.now)
    await scenario.take_back(code, person=IVAN)
    assert (await scenario.loan()).out == 0


async def test_what_is_written_off_is_no_longer_out_with_anybody(scenario: PackagingScenario) -> None:
    await worked(scenario)
    scenario.now += 60 * DAY
    await scenario.store.write(write_off_overdue, (await scenario.loan()).id or 0, scenario.now)
    assert (await scenario.store.read(open_matters, AINA, scenario.now)).packaging == 0


async def test_a_merge_takes_the_work_and_the_loans_along(scenario: PackagingScenario) -> None:
    await worked(scenario)
    for asker, other in ((ZUL, HANA), (TOM, AINA)):
        before = await named(scenario, other)
        offer = await scenario.store.write(offer_merge, asker, scenario.now, scenario.rng)
        await scenario.store.write(accept_merge, other, offer.code, scenario.now, rng=scenario.rng)
        assert await named(scenario, other) == set()
        assert {*before} - {"merge_link.person_id", "hub_staff.person_id"} <= await named(scenario, asker)
    assert await count(scenario, HubStaff, person_id=ZUL) == 0, "roles stay behind"
    assert await count(scenario, Loan, person_id=TOM) == 1


async def test_two_accounts_that_work_at_one_hub_are_one_helper_after_a_merge(
    scenario: PackagingScenario,
) -> None:
    await worked(scenario)

    def also(session: Session) -> None:
        session.add(HubStaff(hub_id=1, person_id=ZUL, named_by=KEN, named_at=scenario.now))

    await scenario.store.write(also)
    offer = await scenario.store.write(offer_merge, ZUL, scenario.now, scenario.rng)
    await scenario.store.write(accept_merge, HANA, offer.code, scenario.now, rng=scenario.rng)
    assert await count(scenario, HubStaff, hub_id=1) == 1


@pytest.mark.parametrize("table", ["packaging_movement", "packaging_transfer"])
@pytest.mark.parametrize("change", ["UPDATE {} SET made_at = made_at", "DELETE FROM {}"])
async def test_the_books_are_never_changed(scenario: PackagingScenario, table: str, change: str) -> None:
    await worked(scenario)

    def write(session: Session) -> None:
        session.connection().execute(text(change.format(table)))

    with pytest.raises(DBAPIError, match=f"{table} is append-only"):
        await scenario.store.write(write)


async def test_the_job_writes_off_what_was_due_long_ago_once(scenario: PackagingScenario) -> None:
    await scenario.borrow(1)
    await scenario.lend(2)
    job = ItemsJob(scenario.store, LOANS, lambda: scenario.now, due=overdue_loans, run=write_off_overdue)
    await job.run_due()
    assert await count(scenario, Loan, lost=0) == 2
    scenario.now += 44 * DAY
    for _ in range(2):
        await job.run_due()
    assert await count(scenario, Loan, lost=0) == 0
    assert await scenario.notified("PackagingWrittenOff") == [AINA]
    await scenario.store.read(check)
