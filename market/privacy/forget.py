"""/forget: release everything open, then erase every trace of a person."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, func, or_, select, update

from market.admins import NO_ADMINS, Admins
from market.audit_log import record_change
from market.broadcast.scheduling import stop_scheduled
from market.market_day.place import crew_of, lock_stall_days_ahead
from market.person import lock_people
from market.privacy.open_money import OpenDeposit, open_deposits, unpaid_refunds
from market.privacy.person_columns import person_columns
from market.showroom.ended import delete_showrooms, end_visits_of
from market.split.ended import end_splits_of
from market.staff.helpers import leave_all_stalls
from market.stall_closing import FORGOTTEN, end_stall
from market.stock.whole_stall_day import cancel_drops
from market.waitlist.shopper_actions import decline, leave, release
from market.waitlist.sweep import allocate_item
from storage.address import Address
from storage.audit import AuditAction
from storage.counter import CounterCheck
from storage.deposit import Payee
from storage.drop import Drop, DropState, Item
from storage.help_call import erase_words_of
from storage.inbox import erase_inbox
from storage.job_failure import forget_failures_of
from storage.kiosk import KioskDevice
from storage.licence import delete_licences_of
from storage.notification import Notification
from storage.person import Person
from storage.sale import CashEntry
from storage.screenshot import delete_screenshots_of
from storage.series import DropSeries, cancel_series
from storage.shown import ShownMessage
from storage.showroom import ShowroomVisit, VisitState
from storage.staff import StallStaff
from storage.stall import Stall, is_withdrawn
from storage.stock_template import delete_templates_of
from storage.store import mark_changed
from storage.ticket import Loan
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState


@dataclass(frozen=True, kw_only=True)
class OpenMatters:
    """Everything that a person has open: `packaging` counts units that are out, `drops` those of their stalls that will be cancelled.

    `refunds` counts returns of packaging that are not paid out, `visits` those to showrooms; `helps` are the stalls where they help.
    """

    bookings: int
    holds: int
    entries: int
    packaging: int
    stalls: tuple[str, ...]
    drops: int
    deposits: tuple[OpenDeposit, ...] = ()
    refunds: int
    visits: int
    helps: tuple[str, ...] = ()


def open_matters(session: Session, person: int, now: datetime) -> OpenMatters:
    """Return counts of what would be released."""

    def count(table: type[Booking | Hold | Entry], state: BookingState | HoldState | EntryState) -> int:
        rows = select(func.count()).where(col(table.person_id) == person, col(table.state) == state)
        return session.exec(rows).one()

    out = select(func.coalesce(func.sum(Loan.units - Loan.returned - Loan.lost), 0)).where(
        col(Loan.person_id) == person
    )
    stalls = session.exec(select(Stall.name).where(col(Stall.owner_id) == person, ~is_withdrawn())).all()
    helps = select(Stall.name).join(StallStaff, col(StallStaff.stall_id) == col(Stall.id))
    visits = select(func.count()).where(
        col(ShowroomVisit.person_id) == person, col(ShowroomVisit.state) == VisitState.BOOKED
    )
    return OpenMatters(
        bookings=count(Booking, BookingState.BOOKED),
        holds=count(Hold, HoldState.LIVE),
        entries=count(Entry, EntryState.WAITING),
        packaging=session.exec(out).one(),
        stalls=tuple(stalls),
        drops=len(_own_drops(session, person, now)),
        deposits=open_deposits(session, person, now),
        refunds=unpaid_refunds(session, person),
        visits=session.exec(visits).one(),
        helps=tuple(
            session.exec(helps.where(col(StallStaff.person_id) == person).order_by(col(Stall.id))).all()
        ),
    )


def forget(session: Session, person: int, now: datetime, admins: Admins = NO_ADMINS) -> OpenMatters:
    """Release holds and bookings, leave every waitlist and every stall where they help, close the person's own, erase the person, and return what was released.

    Packaging that is out stays due by its ticket. A block is erased too. Scheduled broadcasts of an organiser stop, and the other organisers are told;
    Visits to showrooms end, and the host is told; so do shares of drops that have not sold. `admins` are those of the
    settings. locks: person, stall, stall day, drop, item, hold
    """
    session.connection().execute(update(Person).where(col(Person.id) == person).values(blocked_at=None))
    owned = select(Stall.id).where(col(Stall.owner_id) == person).order_by(col(Stall.id))
    crew = crew_of(session, session.exec(owned).all(), now)
    lock_people(session, {person, *crew})
    found = open_matters(session, person, now)
    end_visits_of(session, person, now)
    stalls = session.exec(owned.with_for_update(key_share=True)).all()
    lock_stall_days_ahead(session, now, stalls=stalls, helpers=(person,))
    cancel_drops(session, _own_drops(session, person, now), crew, now)
    for item in _open_items(session, person):
        _release_all(session, person, item, now)
    leave_all_stalls(session, person, person, now)
    end_splits_of(session, person, now)
    _close_stalls(session, person, now)
    _delete_of_stalls(session, person)
    delete_showrooms(session, person)
    delete_screenshots_of(session, person)
    stop_scheduled(session, person, admins, now)
    session.flush()
    _erase_payees(session, person)
    _erase_devices(session, person, now)
    _erase_cash_words(session, person)
    session.connection().execute(erase_words_of(person))
    _erase(session, person, now)
    mark_changed(session, "notification", "drop", ("person", person))
    return found


def _release_all(session: Session, person: int, item: int, now: datetime) -> None:
    allocate_item(session, item, now)
    if _open(session, Entry, person, item, state=EntryState.WAITING):
        leave(session, person, item, now)
    for hold in _open(session, Hold, person, item, state=HoldState.LIVE):
        decline(session, person, hold, now)
    for booking in _open(session, Booking, person, item, state=BookingState.BOOKED):
        if not session.get_one(Booking, booking).collected:
            release(session, person, booking, now, forfeit=True)


def _open(
    session: Session,
    table: type[Booking | Hold | Entry],
    person: int,
    item: int,
    state: BookingState | HoldState | EntryState,
) -> list[int]:
    session.flush()
    rows = select(table.id).where(
        col(table.person_id) == person, col(table.item_id) == item, col(table.state) == state
    )
    return [found for found in session.exec(rows.order_by(col(table.id))) if found]


def _open_items(session: Session, person: int) -> list[int]:
    """Return the items where this person has something open, in the order of locking."""
    opened: set[int] = set()
    for table, state in ((Hold, HoldState.LIVE), (Entry, EntryState.WAITING), (Booking, BookingState.BOOKED)):
        rows = select(table.item_id).where(col(table.person_id) == person, col(table.state) == state)
        opened |= set(session.exec(rows))
    items = select(Item.id).where(col(Item.id).in_(opened)).order_by(col(Item.drop_id), col(Item.id))
    return [item for item in session.exec(items) if item]


def _own_drops(session: Session, person: int, now: datetime) -> list[int]:
    stalls = select(Stall.id).where(col(Stall.owner_id) == person)
    rows = select(Drop.id).where(
        col(Drop.stall_id).in_(stalls),
        col(Drop.state).in_((DropState.PUBLISHED, DropState.PAUSED)),
        col(Drop.ends_at) > now,
    )
    return [drop for drop in session.exec(rows.order_by(col(Drop.id))) if drop]


def _close_stalls(session: Session, person: int, now: datetime) -> None:
    for stall in session.exec(
        select(Stall)
        .where(col(Stall.owner_id) == person, col(Stall.closed_at).is_(None))
        .with_for_update(key_share=True)
    ).all():
        end_stall(session, stall, person, now, details=FORGOTTEN)


def _delete_of_stalls(session: Session, person: int) -> None:
    """Delete the templates of the person's stalls, end their series, and delete the photos and cards of their licences."""
    stalls = [stall or 0 for stall in session.exec(select(Stall.id).where(col(Stall.owner_id) == person))]
    delete_templates_of(session, stalls)
    cancel_series(session, col(DropSeries.stall_id).in_(stalls))
    delete_licences_of(session, stalls)


def _erase_payees(session: Session, person: int) -> None:
    """Delete the bank QRs of the person's stalls, which have a name and an account; what was paid stays in the ledger."""
    stalls = select(Stall.id).where(col(Stall.owner_id) == person)
    theirs = or_(col(Payee.stall_id).in_(stalls), col(Payee.set_by) == person)
    session.connection().execute(delete(Payee).where(theirs))
    session.connection().execute(delete(CounterCheck).where(col(CounterCheck.stall_id).in_(stalls)))


def _erase_devices(session: Session, person: int, now: datetime) -> None:
    """Revoke the person's kiosks and delete their names, which are the person's words; what they scanned stays."""
    theirs = update(KioskDevice).where(col(KioskDevice.person_id) == person)
    session.connection().execute(
        theirs.values(name="", revoked_at=func.coalesce(KioskDevice.revoked_at, now))
    )


def _erase_cash_words(session: Session, person: int) -> None:
    """Delete what the person wrote about money that they paid in or out; the amounts stay."""
    session.connection().execute(update(CashEntry).where(col(CashEntry.by_id) == person).values(words=""))


def _erase_from_others(session: Session, person: int) -> None:
    """Take the person's id out of the subjects of notifications to others, and delete what others were sent where this person writes from.

    An account that moved to another phone was told there before that phone was its person's.
    """
    others = col(Notification.about) == f"person:{person}", col(Notification.person_id) != person
    session.connection().execute(update(Notification).where(*others).values(about="person:0"))
    theirs = select(Address.id).where(col(Address.person_id) == person)
    for table in (Notification, ShownMessage):
        sent_there = col(table.address_id).in_(theirs), col(table.person_id) != person
        session.connection().execute(delete(table).where(*sent_there))


def _erase(session: Session, person: int, now: datetime) -> None:
    record_change(session, AuditAction.PERSON_FORGOTTEN, person, now, subject=person)
    _erase_from_others(session, person)
    forget_failures_of(session, person)
    connection = session.connection()
    erase_inbox(session, person)
    for place in person_columns():
        theirs = place.column == person
        if place.erased:
            connection.execute(place.table.delete().where(theirs))
        else:
            connection.execute(place.table.update().where(theirs).values({place.column.name: None}))
    connection.execute(delete(Person).where(col(Person.id) == person))
