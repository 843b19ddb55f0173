"""Lost phones, on both databases: who may ask and decide, and that everything of the old account moves to the new one, once and unchanged."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from market.account_move import BothHaveStalls, BothInDrop
from market.actor import Actor, NotOrganiser, NotYourStall, Right, may
from market.admins import NO_ADMINS
from market.kiosk.kiosk_list import kiosk_list
from market.kiosk.refusals import KioskRefused
from market.live.stream import draft_stream, own_stream, publish_stream
from market.notification.outbox import notify
from market.organiser.block import block
from market.organiser.overview import overview
from market.organiser.roles import name_organiser, remove_organiser
from market.person import Blocked
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from market.privacy.person_columns import person_columns
from market.recovery.facts import own_recovery, recoveries, recovery_page
from market.recovery.move import DID, ENDS, HAS, move_account
from market.recovery.refusals import (
    ObjectionOver,
    OwnAccount,
    OwnRecovery,
    RecoveryBlocked,
    RecoveryGone,
    RecoveryOpen,
    TooManyRecoveries,
)
from market.recovery.request import (
    LIVES,
    MAX_A_DAY,
    OBJECT_WITHIN,
    ask_recovery,
    object_to_move,
    refuse_recovery,
    withdraw_recovery,
)
from market.refusal import Refusal
from market.ticket.facts import TicketStatus, facts_of, ticket_status
from market.ticket.issue import lend
from market.ticket.own_tickets import own_returns, own_tickets
from market.ticket.refusals import TicketEnded, TooManyCodes
from market.ticket.scan import collect, take_packaging_back
from storage.audit import AuditAction, AuditEntry
from storage.deposit import Transfer
from storage.drop import Item
from storage.kiosk import KioskDevice
from storage.notification import Notification
from storage.organiser import Organiser
from storage.packaging_ledger import PackagingTransfer
from storage.person import Person
from storage.recovery import Recovery, RecoveryState
from storage.staff import StaffRole, StallStaff
from storage.stall import Stall
from storage.store import Store
from storage.ticket import Loan, Ticket
from storage.waitlist import Booking, BookingState
from tests.market.notification_samples import SampleBooking
from tests.market.waitlist.conftest import NOW, ROS, ItemScenario
from tests.seeds import seeds

NewItem = Callable[..., Awaitable[ItemScenario]]
NEW, OLD, OTHER, KEN, JO, FORMER = 1, 2, 3, 11, 12, 13
BY = {person: Actor(person) for person in (NEW, OLD, OTHER, KEN, JO, FORMER, ROS)}
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ZONE = "Asia/Kuching"


async def organised(store: Store) -> None:
    def write(session: Session) -> None:
        for person in (KEN, JO, FORMER):
            name_organiser(session, Actor(KEN, is_configured_admin=True), person, NO_ADMINS, now=NOW)
        remove_organiser(session, BY[KEN], FORMER, NO_ADMINS, now=NOW)

    await store.write(write)


@pytest.fixture
async def booked(item: ItemScenario) -> ItemScenario:
    """The old account has booked two boxes."""
    await organised(item.store)
    await item.book(OLD, 2)
    return item


async def code_of(store: Store, person: int = OLD) -> str:
    rows = select(Ticket.code).where(col(Ticket.person_id) == person, col(Ticket.revoked_at).is_(None))
    return await store.read(lambda session: session.exec(rows.order_by(col(Ticket.id))).first()) or ""


async def asks(store: Store, words: str, person: int = NEW, now: datetime = NOW) -> str | None:
    return await store.write(
        ask_recovery,
        BY[person],
        words,
        zone=ZONE,
        admins=NO_ADMINS,
        now=now,
        rng=Random(f"ask {person} {now.minute}"),
    )


async def newest(store: Store) -> int:
    rows = select(func.max(Recovery.id))
    return await store.read(lambda session: session.exec(rows).one()) or 0


async def requested(item: ItemScenario, person: int = NEW, account: int = OLD) -> int:
    assert await asks(item.store, await code_of(item.store, account), person)
    return await newest(item.store)


async def moves(store: Store, recovery: int, by: int = KEN, now: datetime = NOW) -> None:
    await store.write(move_account, BY[by], recovery, NO_ADMINS, now=now, rng=Random(f"move {recovery}"))


async def named(store: Store, person: int) -> dict[str, int]:
    """Return how many rows refer to a person, by column."""

    def count(session: Session) -> dict[str, int]:
        found = {
            f"{place.table.name}.{place.column.name}": session.connection().scalar(
                select(func.count()).select_from(place.table).where(place.column == person)
            )
            for place in person_columns()
        }
        return {name: number for name, number in found.items() if number}

    return await store.read(count)


async def notified(store: Store, kind: str) -> list[int]:
    rows = select(Notification.person_id).where(col(Notification.kind) == kind).order_by(col(Notification.id))
    return await store.read(lambda session: [person or 0 for person in session.exec(rows)])


async def state(store: Store, recovery: int) -> RecoveryState:
    return await store.read(lambda session: session.get_one(Recovery, recovery).state)


async def refused(
    store: Store, kind: type[Refusal], recovery: int, by: int = KEN, now: datetime = NOW
) -> None:
    """It is refused, and nothing has changed."""
    before = await named(store, OLD), await named(store, NEW)
    with pytest.raises(kind):
        await moves(store, recovery, by, now)
    assert (await named(store, OLD), await named(store, NEW)) == before


def test_each_column_of_a_person_moves_stays_or_ends() -> None:
    """A new table is given its place here."""
    columns = {f"{place.table.name}.{place.column.name}" for place in person_columns()}
    assert columns == HAS | DID | ENDS
    assert len(HAS) + len(DID) + len(ENDS) == len(columns)


async def test_everything_goes_to_the_new_account_with_new_tickets(new_item: NewItem) -> None:
    booked, held, waits, own = [await new_item(quantity=1) for _ in range(4)]
    store = booked.store
    await organised(store)
    await booked.book(OLD)
    await held.join(OLD)
    await waits.join(OTHER)
    await waits.join(OLD)
    await own.book(NEW)
    old_code = await code_of(store)
    before, mine = await named(store, OLD), await named(store, NEW)
    await moves(store, await requested(booked))
    left, both = await named(store, OLD), await named(store, NEW)
    assert {*left} <= {"address.person_id", "ticket.person_id", "notification.person_id", "recovery.account_id",
                       "audit_person.person_id"}  # fmt: skip
    for name in ("entry.person_id", "hold.person_id", "booking.person_id"):
        assert both[name] == before[name] + mine.get(name, 0), name
    assert await code_of(store, OLD) == "", "the old ticket is revoked"
    tickets = await store.read(own_tickets, NEW, NOW, 1)
    assert tickets.count == 2
    assert old_code not in {ticket.code for ticket in tickets.tickets}
    assert await notified(store, "AccountMoved") == [OLD]
    assert await notified(store, "AccountReceived") == [NEW]
    rows = select(AuditEntry.action).order_by(col(AuditEntry.id).desc())
    assert await store.read(lambda session: session.exec(rows).first()) == AuditAction.ACCOUNT_MOVED


async def test_the_old_code_hands_nothing_over_and_the_new_one_does(booked: ItemScenario) -> None:
    store, old_code = booked.store, await code_of(booked.store)
    await moves(store, await requested(booked))
    with pytest.raises(TicketEnded):
        await store.write(collect, BY[ROS], old_code, 1, now=NOW, rng=Random(1))
    await store.write(collect, BY[ROS], await code_of(store, NEW), 2, now=NOW, rng=Random(1))
    row = await store.read(lambda session: session.exec(select(Booking)).one())
    assert (row.person_id, row.state, row.collected) == (NEW, BookingState.COLLECTED, 2)


async def test_packaging_that_is_out_comes_back_by_the_new_ticket_alone(new_item: NewItem) -> None:
    item = await new_item(quantity=4)
    store = item.store
    await organised(store)
    await item.book(OLD, 2)

    def lend_both(session: Session) -> None:
        booking = session.exec(select(Booking)).one()
        booking.loan_deposit = 300
        lend(session, booking, 2, NOW, rng=Random(5))

    await store.write(lend_both)
    rows = select(Ticket.code).where(col(Ticket.loan_id).is_not(None)).order_by(col(Ticket.id))
    old_code = await store.read(lambda session: session.exec(rows).first()) or ""
    await store.write(take_packaging_back, BY[ROS], old_code, 1, now=NOW)
    await moves(store, await requested(item))
    with pytest.raises(TicketEnded):
        await store.write(take_packaging_back, BY[ROS], old_code, 1, now=NOW + HOUR)
    codes = await store.read(lambda session: list(session.exec(rows)))
    assert len(codes) == 2
    [back] = (await store.read(own_returns, NEW, 1)).tickets
    assert (back.code, back.left, back.last and back.last.units) == (codes[1], 1, 1)
    await store.write(take_packaging_back, BY[ROS], codes[1], 1, now=NOW + HOUR)
    assert await store.read(lambda session: session.exec(select(Loan.returned)).one()) == 2

    def statuses(session: Session) -> list[TicketStatus]:
        found = session.exec(select(Ticket).where(col(Ticket.loan_id).is_not(None)).order_by(col(Ticket.id)))
        return [ticket_status(facts_of(session, ticket), NOW) for ticket in found]

    assert await store.read(statuses) == [TicketStatus.PASSED_ON, TicketStatus.DONE]


async def test_a_stall_goes_along_and_the_old_kiosk_ends(item: ItemScenario) -> None:
    store = item.store
    await organised(store)

    def sign_in(session: Session) -> int:
        device = KioskDevice(
            stall_id=1, person_id=ROS, name="till", public_key="ab" * 32, made_at=NOW, seen_at=NOW
        )
        session.add(device)
        session.flush()
        return device.id or 0

    device = await store.write(sign_in)
    await store.read(kiosk_list, device, NOW, NO_ADMINS)
    await store.write(draft_stream, Actor(ROS), 1, "https://live.example/ros")
    await store.write(publish_stream, Actor(ROS), 1)
    assert await asks(store, "  ros ") is not None
    await moves(store, await newest(store))
    assert await store.read(lambda session: session.get_one(Stall, 1).owner_id) == NEW
    assert (await store.read(own_stream, Actor(NEW), 1)).url == "https://live.example/ros"
    with pytest.raises(NotYourStall):
        await store.read(own_stream, Actor(ROS), 1)
    with pytest.raises(KioskRefused):
        await store.read(kiosk_list, device, NOW, NO_ADMINS)


async def test_helping_ends_with_the_account_and_a_stalls_own_helpers_stay(booked: ItemScenario) -> None:
    store = booked.store

    def hire(session: Session) -> None:
        for person in (OLD, OTHER):
            session.add(StallStaff(stall_id=1, person_id=person, role=StaffRole.ALL, since=NOW))

    async def helpers() -> list[int]:
        rows = select(StallStaff.person_id).order_by(col(StallStaff.person_id))
        return await store.read(lambda session: list(session.exec(rows)))

    await store.write(hire)
    await moves(store, await requested(booked))
    assert await helpers() == [OTHER]
    assert not await store.read(may, OLD, 1, Right.SCAN)
    assert not await store.read(may, NEW, 1, Right.SCAN), "named again by somebody who trusts the person"
    assert await asks(store, "  ros ", OTHER) is not None
    await moves(store, await newest(store))
    assert await helpers() == [], "the owner of a stall is no helper there"
    assert await store.read(may, OTHER, 1, Right.OWN)


async def test_the_kiosk_s_list_has_the_old_code_revoked_and_the_new_one(booked: ItemScenario) -> None:
    store, old_code = booked.store, await code_of(booked.store)

    def sign_in(session: Session) -> int:
        device = KioskDevice(
            stall_id=1, person_id=ROS, name="till", public_key="ab" * 32, made_at=NOW, seen_at=NOW
        )
        session.add(device)
        session.flush()
        return device.id or 0

    device = await store.write(sign_in)
    await moves(store, await requested(booked))
    listed = (await store.read(kiosk_list, device, NOW, NO_ADMINS)).tickets
    assert {ticket.code: ticket.status(NOW) for ticket in listed} == {
        old_code: TicketStatus.PASSED_ON,
        await code_of(store, NEW): TicketStatus.VALID,
    }


async def test_roles_do_not_move(booked: ItemScenario) -> None:
    """A ticket is no proof of a role, which somebody trusted a person with."""
    store = booked.store
    await store.write(name_organiser, BY[KEN], OLD, NO_ADMINS, now=NOW)

    def ask_organisers(session: Session) -> None:
        notify(session, OLD, SampleBooking(), NOW, about="drop:1", late_after=NOW + DAY)
        session.flush()
        row = session.exec(select(Notification).where(col(Notification.about) == "drop:1")).one()
        row.kind = "SupportAsked"

    await store.write(ask_organisers)
    await moves(store, await requested(booked))
    organisers = await store.read(lambda session: [*session.exec(select(Organiser.person_id))])
    assert sorted(organisers) == [KEN, JO]
    assert await notified(store, "SupportAsked") == [OLD], (
        "what an organiser was to read stays with the account"
    )


async def test_only_an_organiser_decides_and_not_about_themselves(booked: ItemScenario) -> None:
    recovery = await requested(booked)
    for person in (NEW, OLD, OTHER, FORMER):
        await refused(booked.store, NotOrganiser, recovery, person)
        with pytest.raises(NotOrganiser):
            await booked.store.write(refuse_recovery, BY[person], recovery, NOW)
        with pytest.raises(NotOrganiser):
            await booked.store.read(recovery_page, BY[person], recovery, NO_ADMINS, now=NOW)
        with pytest.raises(NotOrganiser):
            await booked.store.read(recoveries, BY[person], NOW)
    for person in (NEW, OLD):
        await booked.store.write(name_organiser, BY[KEN], person, NO_ADMINS, now=NOW)
        await refused(booked.store, OwnRecovery, recovery, person)


async def test_nobody_moves_out_of_a_block(booked: ItemScenario) -> None:
    store, recovery = booked.store, await requested(booked)
    await store.write(block, BY[KEN], NEW, NO_ADMINS, now=NOW)
    await refused(store, RecoveryBlocked, recovery)
    with pytest.raises(Blocked):
        await asks(store, await code_of(store), NEW)

    def set_block(session: Session) -> None:
        session.get_one(Person, NEW).blocked_at = None
        session.get_one(Person, OLD).blocked_at = NOW

    await store.write(set_block)
    await refused(store, RecoveryBlocked, recovery)
    assert (await store.read(recovery_page, BY[KEN], recovery, NO_ADMINS, now=NOW)).blocked


async def test_a_request_ends_after_a_day_and_one_waits_at_a_time(booked: ItemScenario) -> None:
    store, code = booked.store, await code_of(booked.store)
    first = await requested(booked)
    with pytest.raises(RecoveryOpen):
        await asks(store, code)
    assert await notified(store, "RecoveryRequested") == [KEN, JO]
    await refused(store, RecoveryGone, first, now=NOW + LIVES)
    assert await store.read(own_recovery, NEW, NOW + LIVES) is None
    assert await asks(store, code, now=NOW + LIVES + timedelta(minutes=1))
    assert await state(store, first) is RecoveryState.ENDED
    await store.write(withdraw_recovery, BY[NEW], NOW + LIVES + HOUR)
    assert await state(store, await newest(store)) is RecoveryState.WITHDRAWN
    await refused(store, RecoveryGone, await newest(store), now=NOW + LIVES + HOUR)


async def test_organisers_count_the_requests_that_wait_for_them(booked: ItemScenario) -> None:
    async def waiting(now: datetime = NOW) -> int:
        return (await booked.store.read(overview, BY[KEN], now)).recoveries

    assert await waiting() == 0
    first = await requested(booked)
    assert await asks(booked.store, await code_of(booked.store), OTHER, NOW + HOUR)
    assert (await waiting(NOW + HOUR), await waiting(NOW + LIVES), await waiting(NOW + LIVES + HOUR)) == (
        2,
        1,
        0,
    )
    listed = await booked.store.read(recoveries, BY[KEN], NOW + LIVES)
    assert [each.asked_at for each in listed] == [NOW + HOUR]
    await booked.store.write(refuse_recovery, BY[JO], first, NOW + HOUR)
    assert await waiting(NOW + HOUR) == 1


async def test_attempts_are_limited(booked: ItemScenario) -> None:
    store, code = booked.store, await code_of(booked.store)
    for minute in range(MAX_A_DAY):
        assert await asks(store, code, now=NOW + timedelta(minutes=minute))
        await store.write(withdraw_recovery, BY[NEW], NOW + timedelta(minutes=minute))
    with pytest.raises(TooManyRecoveries):
        await asks(store, code, now=NOW + HOUR)
    for _ in range(10):
        assert await asks(store, "no such stall", OTHER) is None
    with pytest.raises(TooManyCodes):
        await asks(store, code, OTHER)
    with pytest.raises(OwnAccount):
        await asks(store, code, OLD)


async def test_a_refused_request_moves_nothing(booked: ItemScenario) -> None:
    store, recovery = booked.store, await requested(booked)
    before = await named(store, OLD)
    await store.write(refuse_recovery, BY[JO], recovery, NOW)
    assert await notified(store, "RecoveryRefused") == [NEW]
    await refused(store, RecoveryGone, recovery)
    assert await named(store, OLD) == before


async def test_what_was_named_has_to_be_the_old_account_s_to_the_end(booked: ItemScenario) -> None:
    """Two ask for one account: the second has named a ticket that is revoked by then."""
    first, second = await requested(booked), await requested(booked, OTHER)
    await moves(booked.store, first)
    await refused(booked.store, RecoveryGone, second)


async def test_two_stalls_and_two_places_in_a_drop_stay_apart(booked: ItemScenario) -> None:
    store, recovery = booked.store, await requested(booked)
    await booked.book(NEW)
    await refused(store, BothInDrop, recovery)
    await booked.release(NEW)

    def open_stalls(session: Session) -> None:
        for number, owner in ((90, NEW), (91, OLD)):
            session.add(
                Stall(
                    id=number, code=f"S{number}", name="Two", owner_id=owner, alley_id=1, language="en",
                    state="approved", asked_at=NOW,
                )
            )  # fmt: skip

    await store.write(open_stalls)
    await refused(store, BothHaveStalls, recovery)
    assert await asks(store, "two", OTHER) is None, "two stalls of one name lead to nobody"


async def test_of_two_organisers_who_confirm_at_once_one_moves_it(
    database_url: str, booked: ItemScenario
) -> None:
    recovery, another = await requested(booked), Store(database_url)
    try:
        done = await asyncio.gather(
            moves(booked.store, recovery, KEN), moves(another, recovery, JO), return_exceptions=True
        )
    finally:
        await another.close()
    assert sorted(type(each).__name__ for each in done) == ["NoneType", "RecoveryGone"]
    rows = select(func.count()).select_from(Ticket).where(col(Ticket.revoked_at).is_(None))
    assert await booked.store.read(lambda session: session.exec(rows).one()) == 1


async def test_the_old_account_objects_once_within_a_fortnight(booked: ItemScenario) -> None:
    store, recovery = booked.store, await requested(booked)

    async def objects(person: int, now: datetime) -> int:
        return await store.write(
            object_to_move, BY[person], recovery, "It was not me.", zone=ZONE, admins=NO_ADMINS, now=now
        )

    with pytest.raises(RecoveryGone):
        await objects(OLD, NOW)
    await moves(store, recovery)
    for person in (NEW, OTHER, KEN):
        with pytest.raises(RecoveryGone):
            await objects(person, NOW)
    with pytest.raises(ObjectionOver):
        await objects(OLD, NOW + OBJECT_WITHIN)
    assert await objects(OLD, NOW + DAY)
    assert await notified(store, "SupportAsked") == [KEN, JO]
    [seen] = await store.read(recoveries, BY[KEN], NOW + DAY)
    assert seen.objected_at == NOW + DAY
    with pytest.raises(ObjectionOver):
        await objects(OLD, NOW + DAY)


async def test_a_forgotten_person_is_not_in_a_request(booked: ItemScenario) -> None:
    store, recovery = booked.store, await requested(booked)
    assert (await store.read(mydata, NEW))["recovery"][0]["account_id"] == "somebody else"
    await store.write(forget, OLD, NOW)
    await refused(store, RecoveryGone, recovery)
    with pytest.raises(RecoveryGone):
        await store.read(recovery_page, BY[KEN], recovery, NO_ADMINS, now=NOW)


def totals(session: Session) -> dict[str, Any]:
    """Return what the move of an account leaves unchanged: all rows, units and money."""

    def number(*what: Any) -> Any:
        return sorted(session.execute(select(*what)).all())

    return {
        "items": number(col(Item.id), col(Item.booked), col(Item.held), col(Item.waiting)),
        "bookings": number(col(Booking.id), col(Booking.units), col(Booking.state), col(Booking.price)),
        "loans": number(col(Loan.id), col(Loan.units), col(Loan.returned)),
        "money": number(func.count(col(Transfer.id)), func.coalesce(func.sum(Transfer.amount), 0)),
        "packaging": number(func.count(col(PackagingTransfer.id)), func.sum(PackagingTransfer.amount)),
        "valid": sorted(
            booking or 0
            for booking in session.exec(select(Ticket.booking_id).where(col(Ticket.revoked_at).is_(None)))
        ),
    }


@pytest.mark.parametrize("seed", seeds(6))
async def test_nothing_is_lost_or_doubled(new_item: NewItem, seed: int) -> None:
    """The move of any account leaves units, money and valid tickets unchanged, and leaves the old account nothing of it."""
    rng = Random(seed)
    deeds = ["book", *(rng.choice(["book", "hold", "release", "wait"]) for _ in range(rng.randint(1, 5)))]
    items = [await new_item(quantity=1) for _ in deeds]
    store = items[0].store
    await organised(store)
    for item, deed in zip(items, deeds, strict=True):
        if deed == "wait":
            await item.book(OTHER)
        await (item.join if deed == "hold" else item.book)(OLD)
        if deed == "release":
            await item.release(OLD)
    before = await store.read(totals)
    await moves(store, await requested(items[0]))
    assert await store.read(totals) == before
    left, moved = await named(store, OLD), await named(store, NEW)
    assert {*left} & HAS <= {"notification.person_id", "ticket.person_id"}
    assert moved["entry.person_id"] == len(deeds)
