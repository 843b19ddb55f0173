"""An organiser decides nothing about the licence of a stall that they own or help at, in any role; on both databases."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor, OwnStallDecided
from market.licence import end_waiver, waive_licence
from market.licence_document import check_document
from market.licence_fees import PaidFee, enter_fee, overseen_fees, void_fee
from storage.licence import LicenceDocument, LicenceFee
from storage.staff import StaffRole, StallStaff
from storage.stall import Stall, StallApproval
from storage.store import Store
from tests.market.validity.test_licence import lapse
from tests.market.validity.test_licence_document import UNTIL, checks, dates, sends
from tests.market.validity.test_validity import BEN, DAY, NOW, ORGANISER, ROS, people

__all__ = ["people"]

OWNER, HELPER = Actor(ROS, is_configured_admin=True), Actor(BEN, is_configured_admin=True)
Deed = Callable[[Store, int, Actor], Awaitable[object]]


async def pays(store: Store, stall: int, actor: Actor) -> int:
    due = await store.read(overseen_fees, ORGANISER, stall, NOW)
    paid = PaidFee(stall=stall, month=due.next_month, amount=1500, receipt="R1", paid_on=NOW.date())
    return await store.write(enter_fee, actor, paid, NOW)


async def checks_document(store: Store, stall: int, actor: Actor) -> None:
    document = await store.read(lambda session: session.exec(select(LicenceDocument.id)).one())
    await store.write(check_document, actor, document, UNTIL, NOW)


async def voids(store: Store, stall: int, actor: Actor) -> None:
    rows = select(LicenceFee.id).where(col(LicenceFee.voids_id).is_(None))
    entry = await store.read(lambda session: session.exec(rows).first())
    await store.write(void_fee, actor, stall, entry or 0, NOW)


async def waives(store: Store, stall: int, actor: Actor) -> None:
    await store.write(waive_licence, actor, stall, NOW)


async def ends_waiver(store: Store, stall: int, actor: Actor) -> None:
    await store.write(end_waiver, actor, stall, NOW)


async def prepare(store: Store, stall: int) -> None:
    """A document to check, a fee that is noted, and a helper who organises."""

    def help_there(session: Session) -> None:
        session.add(StallStaff(stall_id=stall, person_id=BEN, role=StaffRole.SCAN, since=NOW))

    await store.write(help_there)
    await dates(store, stall, UNTIL)
    await sends(store, stall)
    await pays(store, stall, ORGANISER)


@pytest.mark.parametrize("deed", [checks_document, pays, voids, waives, ends_waiver])
@pytest.mark.parametrize("actor", [OWNER, HELPER], ids=["owner", "helper"])
async def test_whoever_owns_a_stall_or_helps_there_leaves_it_to_another_organiser(
    store: Store, people: tuple[int, int], deed: Deed, actor: Actor
) -> None:
    stall = people[0]
    await prepare(store, stall)
    before = await store.read(_state, stall)
    with pytest.raises(OwnStallDecided) as refused:
        await deed(store, stall, actor)
    assert refused.value.stall == "Dapur"
    assert await store.read(_state, stall) == before


@pytest.mark.parametrize("deed", [checks_document, pays, voids, ends_waiver])
async def test_another_organiser_does_it(store: Store, people: tuple[int, int], deed: Deed) -> None:
    await prepare(store, people[0])
    await deed(store, people[0], ORGANISER)


async def test_a_lapsed_licence_is_waived_by_another_organiser(store: Store, people: tuple[int, int]) -> None:
    stall = people[0]
    await lapse(store, stall, NOW.date() - 20 * DAY)
    for actor in (OWNER,):
        with pytest.raises(OwnStallDecided):
            await waives(store, stall, actor)
    await waives(store, stall, ORGANISER)
    with pytest.raises(OwnStallDecided):
        await ends_waiver(store, stall, OWNER)


async def test_a_helper_of_a_stall_that_was_turned_down_is_still_no_judge_of_it(
    store: Store, people: tuple[int, int]
) -> None:
    stall = people[0]
    await prepare(store, stall)

    def turn_down(session: Session) -> None:
        session.get_one(Stall, stall).state = StallApproval.TURNED_DOWN

    await store.write(turn_down)
    with pytest.raises(OwnStallDecided):
        await checks_document(store, stall, HELPER)


async def test_who_helps_there_no_more_may(store: Store, people: tuple[int, int]) -> None:
    stall = people[0]
    await prepare(store, stall)

    def leave(session: Session) -> None:
        session.delete(session.get_one(StallStaff, (stall, BEN)))

    await store.write(leave)
    document = await store.read(lambda session: session.exec(select(LicenceDocument.id)).one())
    await checks(store, document, actor=HELPER)


def _state(session: Session, stall: int) -> tuple[date | None, int, list[date | None]]:
    """Return what these actions change."""
    checked = session.exec(select(LicenceDocument.checked_until)).all()
    return (
        session.get_one(Stall, stall).licence_waived_until,
        len(session.exec(select(LicenceFee)).all()),
        [*checked],
    )
