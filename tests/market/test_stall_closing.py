"""A vendor leaves the market: nothing open is left behind, everybody is told, and nobody joins a stall that closes."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, SQLModel, col, select

from locales.decision_reasons import DecisionReason
from locales.units import ItemUnit
from market.actor import Actor, NotYourStall, Right, StallUnknown, may
from market.admins import NO_ADMINS
from market.drop.browse import drop_by_code, drops_of_stall, stall_by_code
from market.drop.refusals import ClosedStallsDrop, StallHasClosed
from market.organiser.stalls import approve, turn_down
from market.person import Blocked
from market.privacy.forget import forget
from market.refusal import Refusal
from market.sale.cart import CartLine
from market.sale.sell import SaleRequest, sell
from market.sale.statement import statement
from market.seller import show_seller
from market.stall import StallExists, apply_for_stall, stall_of
from market.stall_closing import (
    UNDO_TIME,
    ClosingFinal,
    MattersChanged,
    MattersOpen,
    StallNotOpen,
    close_stall,
    leaving,
    reopen_stall,
)
from market.stock.draft import prepare, publish
from market.stock.parsed_message import ParsedMessage
from market.stock.stock_line import StockLine
from storage.audit import AuditAction, AuditEntry
from storage.beacon_kind import BeaconKind
from storage.deposit import Deposit, DepositState, PaymentMethod
from storage.drop import Drop, DropState, Item
from storage.kiosk import KioskDevice, KioskLink
from storage.packaging import (
    PackagingPlace,
    PackagingPolicy,
    PackagingState,
    PackagingStock,
    PackagingType,
    PlaceKind,
    Stream,
)
from storage.person import Person
from storage.sale import SaleMethod
from storage.seller import Seller
from storage.staff import StaffRole, StallStaff
from storage.stall import Stall, StallApproval
from storage.store import Store
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState
from tests.databases import ON_POSTGRESQL
from tests.market.locks import waits_where_it_looks
from tests.market.waitlist.conftest import HOUR, NOW, ROS, ItemScenario, add_drop
from tests.market.waitlist.invariants import check_invariants, take_snapshot

NewItem = Callable[..., Awaitable[ItemScenario]]
STALL = 1
OWNER, ORGANISER = Actor(ROS), Actor(30, is_configured_admin=True)
HELPER = 20


@pytest.fixture
def new_item(store: Store) -> NewItem:
    async def drop(**columns: Any) -> ItemScenario:
        return ItemScenario(store, *await store.write(add_drop, **columns))

    return drop


async def close(item: ItemScenario, drops: int = 1, actor: Actor = OWNER) -> Any:
    return await item.store.write(close_stall, actor, STALL, drops, now=item.now)


async def stall_row(item: ItemScenario) -> Stall:
    return await item.store.read(lambda session: session.get_one(Stall, STALL))


async def add(item: ItemScenario, *rows: SQLModel) -> None:
    def write(session: Session) -> None:
        for row in rows:
            session.add(row)
            session.flush()

    await item.store.write(write)


def device(**values: Any) -> KioskDevice:
    same = {"stall_id": STALL, "person_id": ROS, "name": "Tablet", "made_at": NOW, "seen_at": NOW}
    return KioskDevice(**(same | {"public_key": "ab" * 32} | values))


@pytest.mark.feature("V11")
async def test_a_stall_closes_with_its_drops_helpers_kiosks_and_seller_and_everybody_is_told(
    new_item: NewItem,
) -> None:
    item = await new_item(quantity=2)
    booking = (await item.book(1)).booking or 0
    await item.book(2, 2)
    await add(
        item,
        StallStaff(stall_id=STALL, person_id=HELPER, role=StaffRole.ALL, since=NOW),
        device(),
        KioskLink(code_hash="c" * 64, stall_id=STALL, person_id=ROS, until=NOW + HOUR),
    )
    await item.store.write(show_seller, OWNER, STALL, name="Ros", contact="088-123456", now=NOW)
    found = (await item.store.read(leaving, OWNER, STALL, item.now)).matters
    assert (found.drops, found.bookings, found.helpers, found.kiosks) == (1, 1, 1, 1)
    assert not found.hold_it_open
    closed = await close(item)
    assert (closed.drops, closed.told) == (1, 2)
    row = await stall_row(item)
    assert (row.state, row.closed_at) == (StallApproval.TURNED_DOWN, item.now)

    def after(session: Session) -> tuple[Any, ...]:
        return (
            session.get_one(Drop, item.drop).state,
            session.get_one(Booking, booking).state,
            session.exec(select(StallStaff)).all(),
            [each.revoked_at for each in session.exec(select(KioskDevice))],
            session.exec(select(KioskLink)).all(),
            session.exec(select(Seller)).all(),
        )

    assert await item.store.read(after) == (
        DropState.CANCELLED, BookingState.CANCELLED, [], [item.now], [], [],
    )  # fmt: skip
    assert sorted(await item.notifications("StallDayCancelled")) == [1, 2]
    assert await item.notifications("HelperRemoved") == [HELPER]


async def test_afterwards_the_owner_may_nothing_but_read_the_books(new_item: NewItem) -> None:
    item = await new_item()
    await close(item)
    rights = [right for right in Right if await item.store.read(may, ROS, STALL, right)]
    assert rights == [Right.BOOKS]
    assert (await item.store.read(statement, OWNER, STALL, 0, now=item.now)).stall == STALL
    for actor in (Actor(1), ORGANISER):
        with pytest.raises((NotYourStall, StallUnknown)):
            await item.store.read(statement, actor, STALL, 0, now=item.now)
    with pytest.raises(StallUnknown):
        await item.store.write(show_seller, OWNER, STALL, name="Ros", contact="088-123456", now=NOW)
    with pytest.raises(StallUnknown):
        await close(item, 0)


async def test_what_anyone_opens_says_that_the_stall_has_left(new_item: NewItem) -> None:
    item = await new_item()
    code = (await item.store.read(lambda session: session.get_one(Drop, item.drop))).code
    assert (await item.store.read(drop_by_code, code)).id == item.drop
    await close(item)
    with pytest.raises(StallHasClosed):
        await item.store.read(stall_by_code, "ROS", item.now)
    with pytest.raises(StallHasClosed):
        await item.store.read(drops_of_stall, STALL, item.now)
    with pytest.raises(ClosedStallsDrop):
        await item.store.read(drop_by_code, code)


async def test_other_drops_ahead_than_were_asked_about_close_nothing(new_item: NewItem) -> None:
    item = await new_item()
    for drops in (0, 2):
        with pytest.raises(MattersChanged):
            await close(item, drops)
    assert (await stall_row(item)).closed_at is None


def deposit(item: ItemScenario, hold: int, state: DepositState) -> Deposit:
    return Deposit(
        hold_id=hold, stall_id=STALL, person_id=1, units=1, amount=100, currency="MYR", way=PaymentMethod.CASH,
        reference="LR-AAAAA", refund_until=NOW, asked_at=NOW, state=state,
        said_at=NOW, paid_at=NOW, due_at=NOW if state == DepositState.DUE else None,
    )  # fmt: skip


async def test_a_deposit_that_is_not_settled_keeps_it_open_and_nothing_changes(new_item: NewItem) -> None:
    item = await new_item()
    hold = (await item.join(1)).hold or 0
    await add(item, deposit(item, hold, DepositState.SAID))
    with pytest.raises(MattersOpen):
        await close(item)
    assert (await stall_row(item)).state == StallApproval.APPROVED
    assert (await item.store.read(lambda session: session.get_one(Drop, item.drop))).state == "published"
    assert await item.notifications("StallDayCancelled") == []
    assert await item.holders() == [1]


async def test_packaging_at_the_stall_keeps_it_open(new_item: NewItem) -> None:
    item = await new_item()
    await add(
        item,
        PackagingPlace(id=50, kind=PlaceKind.STALL, stall_id=STALL),
        packaging_type(),
        PackagingStock(place_id=50, type_id=50, state=PackagingState.CLEAN, units=3),
        PackagingStock(place_id=50, type_id=50, state=PackagingState.RETIRED, units=9),
    )
    assert (await item.store.read(leaving, OWNER, STALL, item.now)).matters.packaging == 3
    with pytest.raises(MattersOpen):
        await close(item)


def packaging_type() -> PackagingType:
    return PackagingType(
        id=50, code="CUP", name="Cup", unit=ItemUnit.CUP, stream=next(iter(Stream)), policy=PackagingPolicy.DEPOSIT,
        deposit=300, price=1000, currency="MYR", made_at=NOW,
    )  # fmt: skip


async def test_a_day_with_sales_is_closed_first(new_item: NewItem) -> None:
    item = await new_item(starts_at=NOW - HOUR, ends_at=NOW + 3 * HOUR)
    request = SaleRequest(stall=STALL, cart=(CartLine(item.item, 1),), method=SaleMethod.CASH, total=850)
    await item.store.write(sell, OWNER, request, now=NOW, rng=Random(1))
    assert (await item.store.read(leaving, OWNER, STALL, item.now)).matters.day == date(2026, 11, 24)
    with pytest.raises(MattersOpen):
        await close(item)


async def test_the_owner_undoes_it_within_a_minute(new_item: NewItem) -> None:
    item = await new_item()
    await close(item)
    with pytest.raises(StallUnknown):
        await item.store.write(reopen_stall, Actor(1), STALL, item.now)
    item.now += UNDO_TIME - timedelta(seconds=1)
    await item.store.write(reopen_stall, OWNER, STALL, item.now)
    row = await stall_row(item)
    assert (row.state, row.closed_at) == (StallApproval.APPROVED, None)
    with pytest.raises(StallUnknown):
        await item.store.write(reopen_stall, OWNER, STALL, item.now)
    assert await logged(item) == [AuditAction.STALL_CLOSED, AuditAction.STALL_REOPENED]


async def test_later_only_an_organiser_opens_it_again_and_it_is_in_the_log(new_item: NewItem) -> None:
    item = await new_item()
    await close(item)
    item.now += UNDO_TIME
    with pytest.raises(ClosingFinal):
        await item.store.write(reopen_stall, OWNER, STALL, item.now)
    await item.store.write(approve, ORGANISER, STALL, StallApproval.TURNED_DOWN, now=item.now)
    row = await stall_row(item)
    assert (row.state, row.closed_at) == (StallApproval.APPROVED, None)
    assert await logged(item) == [AuditAction.STALL_CLOSED, AuditAction.STALL_REOPENED]
    assert await item.store.read(may, ROS, STALL, Right.OWN)


async def test_a_stall_that_organisers_turned_down_is_not_opened_by_closing_it(new_item: NewItem) -> None:
    item = await new_item()
    await item.store.write(
        turn_down, ORGANISER, STALL, StallApproval.APPROVED, DecisionReason.GOODS, now=item.now
    )
    with pytest.raises(StallNotOpen):
        await close(item)
    with pytest.raises(StallUnknown):
        await item.store.write(reopen_stall, OWNER, STALL, item.now)
    assert (await stall_row(item)).state == StallApproval.TURNED_DOWN


async def test_others_and_a_blocked_owner_close_nothing(new_item: NewItem) -> None:
    item = await new_item()
    for actor in (Actor(1), ORGANISER):
        with pytest.raises(NotYourStall):
            await close(item, actor=actor)

    def block(session: Session) -> None:
        session.get_one(Person, ROS).blocked_at = NOW

    await item.store.write(block)
    with pytest.raises(Blocked):
        await close(item)


async def test_who_left_opens_no_second_stall_and_sees_the_closed_one(new_item: NewItem) -> None:
    item = await new_item()
    await close(item)
    found = await item.store.read(stall_of, ROS)
    assert found is not None
    assert found.closed_at == item.now
    with pytest.raises(StallExists):
        await item.store.write(
            apply_for_stall, OWNER, "Again", 1, language="en", admins=NO_ADMINS, now=item.now, rng=item.rng
        )


async def test_a_closed_stall_is_logged_once_when_its_owner_is_forgotten(new_item: NewItem) -> None:
    item = await new_item()
    await close(item)
    await item.store.write(forget, ROS, item.now)
    assert (await logged(item)).count(AuditAction.STALL_CLOSED) == 1
    with pytest.raises(StallHasClosed):
        await item.store.read(stall_by_code, "ROS", item.now)


async def logged(item: ItemScenario) -> list[AuditAction]:
    rows = (
        select(AuditEntry.action)
        .where(col(AuditEntry.about) == f"stall:{STALL}")
        .order_by(col(AuditEntry.id))
    )
    return await item.store.read(lambda session: list(session.exec(rows)))


async def draft(item: ItemScenario) -> int:
    message = ParsedMessage((StockLine(quantity=3, name="bahulu", price=500, day=date(2026, 11, 25)),))
    return await item.store.write(
        prepare, OWNER, STALL, message, "", None, language="en", now=item.now, rng=item.rng
    )


async def test_a_draft_is_not_published_any_more(new_item: NewItem) -> None:
    item = await new_item()
    drop = await draft(item)
    await close(item)
    with pytest.raises(Refusal):
        await item.store.write(publish, OWNER, drop, BeaconKind.LOCAL, now=item.now, rng=item.rng)


def nothing_is_left(session: Session) -> bool:
    """Return whether nobody has anything in a drop of the stall that is not over."""
    items = select(Item.id).join(Drop, col(Drop.id) == col(Item.drop_id)).where(col(Drop.stall_id) == STALL)
    live = select(Hold.id).where(col(Hold.item_id).in_(items), col(Hold.state) == HoldState.LIVE)
    waits = select(Entry.id).where(col(Entry.item_id).in_(items), col(Entry.state) == EntryState.WAITING)
    booked = select(Booking.id).where(
        col(Booking.item_id).in_(items), col(Booking.state) == BookingState.BOOKED
    )
    return not any(session.exec(rows).first() for rows in (live, waits, booked))


async def test_people_join_while_it_closes_and_nobody_is_left_behind(new_item: NewItem) -> None:
    """Really at once: each either joined before and was told, or is refused."""
    item = await new_item(quantity=3)
    outcomes = await asyncio.gather(
        *(item.book(person) for person in range(1, 9)),
        close(item),
        *(item.book(person) for person in range(9, 17)),
        return_exceptions=True,
    )
    assert not [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, Refusal)]
    assert (await stall_row(item)).closed_at is not None
    assert await item.store.read(nothing_is_left)
    joined = {
        person
        for person, outcome in zip([*range(1, 9), 0, *range(9, 17)], outcomes, strict=True)
        if person and not isinstance(outcome, Exception)
    }
    assert set(await item.notifications("StallDayCancelled")) == joined


STEPS = st.lists(
    st.sampled_from(("join", "hold", "confirm", "leave", "close", "reopen", "approve", "wait", "publish")),
    max_size=20,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, seed=st.integers(0, 999))
async def test_in_any_order_a_closed_stall_has_nothing_and_gives_nothing(
    new_item: NewItem, steps: list[str], seed: int
) -> None:
    item = await new_item(quantity=3)
    people = Random(seed)
    await _try(item.store.write(approve, ORGANISER, STALL, StallApproval.TURNED_DOWN, now=item.now))
    for step in steps:
        person = people.randint(1, 4)
        match step:
            case "join":
                await _try(item.book(person))
            case "hold":
                await _try(item.join(person))
            case "confirm":
                await _try(item.confirm(person))
            case "leave":
                await _try(item.leave(person))
            case "close":
                await _close_whatever_is_ahead(item)
            case "reopen":
                await _try(item.store.write(reopen_stall, OWNER, STALL, item.now))
            case "approve":
                await _try(
                    item.store.write(approve, ORGANISER, STALL, StallApproval.TURNED_DOWN, now=item.now)
                )
            case "publish":
                await _try(_publish(item))
            case _:
                item.now += timedelta(seconds=40)
        if (await stall_row(item)).closed_at is not None:
            assert await item.store.read(nothing_is_left)
        check_invariants(await item.store.read(take_snapshot, item.drop), item.now)


async def _publish(item: ItemScenario) -> None:
    drop = await draft(item)
    await item.store.write(publish, OWNER, drop, BeaconKind.LOCAL, now=item.now, rng=item.rng)


async def _close_whatever_is_ahead(item: ItemScenario) -> None:
    try:
        found = await item.store.read(leaving, OWNER, STALL, item.now)
    except Refusal:
        return
    await close(item, found.matters.drops)


async def _try(action: Awaitable[Any]) -> None:
    with suppress(Refusal):
        await action


@ON_POSTGRESQL
async def test_closing_waits_for_who_decides_about_the_owner_the_stall_a_drop_or_a_draft(
    new_item: NewItem,
) -> None:
    item = await new_item()
    drop = await draft(item)
    for table, where in (
        (Person, f"id = {ROS}"),
        (Stall, f"id = {STALL}"),
        (Drop, f"id = {item.drop}"),
        (Drop, f"id = {drop}"),
    ):
        await waits_where_it_looks(item.store, (_close, 1), table, where)
    await close(item)
    await waits_where_it_looks(item.store, (reopen_stall, OWNER, STALL, item.now), Stall, f"id = {STALL}")


def _close(session: Session, drops: int) -> None:
    close_stall(session, OWNER, STALL, drops, now=NOW)
