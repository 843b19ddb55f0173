"""A vendor who leaves the market: what is still open at their stall, how it is closed, and how it is opened again.

A closed stall is turned down, so all that holds for a stall that is not approved holds for it; besides, its owner's rights have ended.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col, func, select

from market.actor import Actor, Right, StallUnknown, require_right
from market.audit_log import record_change
from market.kiosk.devices import open_conflicts
from market.kiosk.waiting import waiting_sales
from market.licence_fees import NoLicenceFee, own_fees
from market.market_day.place import lock_crew, lock_stall_days_ahead
from market.packaging.place import known_place, stall_ref
from market.person import lock_unblocked_person
from market.refusal import Refusal
from market.sale.day import last_open_day
from market.showroom.ended import end_showrooms
from market.staff.helpers import LEFT, count_helpers, dismiss_staff
from market.stock.whole_stall_day import cancel_drops
from storage.alley import Alley
from storage.audit import AuditAction
from storage.deposit import Deposit, DepositState
from storage.dossier import delete_dossier_link
from storage.drop import TAKES_PLACE, Drop, DropState, Item
from storage.kiosk import KioskDevice, KioskLink
from storage.packaging import PackagingState, PackagingStock
from storage.roster import Shift
from storage.seller import Seller
from storage.series import DropSeries, cancel_series
from storage.showroom import ShowroomSlot, ShowroomVisit, VisitState
from storage.stall import Stall, StallApproval
from storage.store import mark_changed
from storage.ticket import Loan
from storage.waitlist import Booking, BookingState

UNDO_TIME = timedelta(minutes=1)
FORGOTTEN = "forgotten"
"""The details of the entry of the audit log of an owner who asked to be forgotten; of one who left they are LEFT."""

PRESENT = (
    PackagingState.CLEAN,
    PackagingState.RETURNED,
    PackagingState.WASHING,
    PackagingState.QUARANTINED,
)
UNSETTLED = (DepositState.SAID, DepositState.PAID, DepositState.DUE, DepositState.REVIEW)


@dataclass
class MattersOpen(Refusal):
    """Something at the stall has to be settled before it is closed."""


@dataclass
class MattersChanged(Refusal):
    """The stall has other drops ahead than the question said."""


@dataclass
class StallNotOpen(Refusal):
    """The stall is not approved, so there is nothing to close."""


@dataclass
class ClosingFinal(Refusal):
    """The minute in which the owner may open the stall again is over."""


@dataclass(frozen=True, kw_only=True)
class OpenStallMatters:
    """All that is open at a stall.

    To be settled first: `deposits` that are paid, reported, due back or under review, `packaging` in its places, `day` the last that was not closed,
    `conflicts` of two scans, `oversold` sales of kiosks. Ends by itself: `drops` ahead with their `bookings`, `visits`, `shifts`, the rights of `helpers`,
    `kiosks`. To be known: units `out` with people, `fees_due` of its licence, and `licence_until`.
    """

    deposits: int
    packaging: int
    day: date | None
    conflicts: int
    oversold: int
    drops: int
    bookings: int
    visits: int
    shifts: int
    helpers: int
    kiosks: int
    out: int
    fees_due: date | None
    licence_until: date | None

    @property
    def hold_it_open(self) -> bool:
        """Return whether something has to be settled first."""
        return bool(self.deposits or self.packaging or self.day or self.conflicts or self.oversold)


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """A stall that its owner thinks of closing."""

    stall: int
    stall_name: str
    zone: str
    matters: OpenStallMatters


@dataclass(frozen=True)
class ClosedStall:
    """The result of closing a stall: the drops ahead that it ended, and the number of people who were told."""

    drops: int
    told: int


def leaving(session: Session, actor: Actor, stall: int, now: datetime) -> Leaving:
    """Return what is open at a stall, to its owner. Raises StallUnknown, NotYourStall, StallNotOpen."""
    row = _own_open(session, actor, stall)
    zone = session.get_one(Alley, row.alley_id).zone
    matters = _matters(session, actor, row, now)
    return Leaving(stall=stall, stall_name=row.name, zone=zone, matters=matters)


def close_stall(session: Session, actor: Actor, stall: int, drops: int, *, now: datetime) -> ClosedStall:
    """Close a stall for its owner: its `drops` ahead are cancelled, series, visits, shifts, helpers and kiosks end, and everybody is told.

    Raises Blocked, StallUnknown, NotYourStall, StallNotOpen; MattersChanged where another number of drops is ahead, MattersOpen where something is
    to be settled first. Nothing changes then. locks: person, stall, series, stall day, drop, item, hold
    """
    crew = lock_crew(session, actor, stall, now)
    _own_open(session, actor, stall)
    end_showrooms(session, (stall,), now)
    row = session.get_one(Stall, stall, populate_existing=True)
    if row.state != StallApproval.APPROVED:
        raise StallNotOpen
    cancel_series(session, col(DropSeries.stall_id) == stall)
    lock_stall_days_ahead(session, now, stalls=(stall,))
    ahead = _lock_drops(session, stall, now)
    if len(ahead) != drops:
        raise MattersChanged
    told = cancel_drops(session, ahead, crew, now)
    session.flush()
    if _matters(session, actor, row, now).hold_it_open:
        raise MattersOpen
    end_stall(session, row, actor.person, now, details=LEFT)
    return ClosedStall(len(ahead), told)


def end_stall(session: Session, row: Stall, actor_id: int, now: datetime, *, details: str) -> None:
    """End a stall whose row is locked: its state, the rights of everybody there, its kiosks, its dossier's link, its seller and its stream. locks: stall day"""
    stall = row.id or 0
    row.state, row.reason, row.decided_at, row.decided_by = StallApproval.TURNED_DOWN, "", now, actor_id
    row.closed_at = now
    row.stream_url = row.stream_draft = ""
    session.flush()
    record_change(session, AuditAction.STALL_CLOSED, actor_id, now, about=f"stall:{stall}", details=details)
    dismiss_staff(session, stall, actor_id, now)
    connection = session.connection()
    working = col(KioskDevice.stall_id) == stall, col(KioskDevice.revoked_at).is_(None)
    connection.execute(update(KioskDevice).where(*working).values(revoked_at=now))
    connection.execute(delete(KioskLink).where(col(KioskLink.stall_id) == stall))
    connection.execute(delete(Seller).where(col(Seller.stall_id) == stall))
    delete_dossier_link(session, stall)
    session.expire_all()
    mark_changed(session, "drop", "notification", ("person", actor_id))


def reopen_stall(session: Session, actor: Actor, stall: int, now: datetime) -> None:
    """Open a stall again that its owner closed within the last minute. What was cancelled, series, helpers, kiosks and the seller stay ended.

    Raises Blocked, StallUnknown, ClosingFinal. locks: person, stall
    """
    lock_unblocked_person(session, actor.person)
    row = session.exec(select(Stall).where(col(Stall.id) == stall).with_for_update(key_share=True)).first()
    if row is None or row.owner_id != actor.person or row.closed_at is None:
        raise StallUnknown
    if now >= row.closed_at + UNDO_TIME:
        raise ClosingFinal
    row.state, row.closed_at, row.decided_at = StallApproval.APPROVED, None, now
    session.flush()
    record_change(session, AuditAction.STALL_REOPENED, actor.person, now, about=f"stall:{stall}")
    mark_changed(session, "drop", ("person", actor.person))


def _own_open(session: Session, actor: Actor, stall: int) -> Stall:
    row = require_right(session, actor, stall, Right.OWN)
    if row.state != StallApproval.APPROVED:
        raise StallNotOpen
    return row


def _lock_drops(session: Session, stall: int, now: datetime) -> list[int]:
    """Lock the drops of a stall that are not over, drafts too, so that none is published meanwhile; return those that are published. locks: drop"""
    rows = select(Drop).where(col(Drop.stall_id) == stall, col(Drop.ends_at) > now).order_by(col(Drop.id))
    locked = session.exec(rows.with_for_update(key_share=True).execution_options(populate_existing=True))
    return [row.id or 0 for row in locked if row.state in TAKES_PLACE]


def _matters(session: Session, actor: Actor, row: Stall, now: datetime) -> OpenStallMatters:
    stall = row.id or 0
    ahead = (
        col(Drop.stall_id) == stall,
        col(Drop.ends_at) > now,
        col(Drop.state).in_((DropState.PUBLISHED, DropState.PAUSED)),
    )
    drops, days = select(Drop.id).where(*ahead), select(Drop.stall_day_id).where(*ahead)
    items = select(Item.id).where(col(Item.drop_id).in_(drops))
    place = known_place(session, stall_ref(stall))
    booked = col(Booking.item_id).in_(items), col(Booking.state) == BookingState.BOOKED
    return OpenStallMatters(
        deposits=_count(session, Deposit, col(Deposit.stall_id) == stall, col(Deposit.state).in_(UNSETTLED)),
        packaging=_sum(
            session,
            PackagingStock.units,
            col(PackagingStock.place_id) == place,
            col(PackagingStock.state).in_(PRESENT),
        ),
        day=last_open_day(session, stall, now),
        conflicts=open_conflicts(session, stall_ref(stall)),
        oversold=waiting_sales(session, stall),
        drops=_count(session, Drop, *ahead),
        bookings=_count(session, Booking, *booked),
        visits=_visits(session, stall, now),
        shifts=_count(session, Shift, col(Shift.stall_day_id).in_(days), col(Shift.person_id).is_not(None)),
        helpers=count_helpers(session, stall),
        kiosks=_count(
            session, KioskDevice, col(KioskDevice.stall_id) == stall, col(KioskDevice.revoked_at).is_(None)
        ),
        out=_out(session, stall, place),
        fees_due=_fees_due(session, actor, stall, now),
        licence_until=row.licence_until,
    )


def _visits(session: Session, stall: int, now: datetime) -> int:
    rows = select(func.count()).select_from(ShowroomVisit)
    rows = rows.join(ShowroomSlot, col(ShowroomSlot.id) == col(ShowroomVisit.slot_id))
    booked = col(ShowroomVisit.stall_id) == stall, col(ShowroomVisit.state) == VisitState.BOOKED
    return session.exec(rows.where(*booked, col(ShowroomSlot.starts_at) > now)).one()


def _out(session: Session, stall: int, place: int | None) -> int:
    """Return the units of packaging that are with people: of the stall's own drops, or lent from its place."""
    items = select(Item.id).join(Drop, col(Drop.id) == col(Item.drop_id)).where(col(Drop.stall_id) == stall)
    bookings = select(Booking.id).where(col(Booking.item_id).in_(items))
    left = col(Loan.units) - col(Loan.returned) - col(Loan.lost)
    lent = col(Loan.lender_id) == place, col(Loan.booking_id).is_(None)  # one by one: each has an index
    return _sum(session, left, col(Loan.booking_id).in_(bookings), left > 0) + _sum(
        session, left, *lent, left > 0
    )


def _fees_due(session: Session, actor: Actor, stall: int, now: datetime) -> date | None:
    """Return until when the licence's next month is to be paid, where that day has come; None without a fee or before it."""
    try:
        found = own_fees(session, actor, stall, now)
    except NoLicenceFee:
        return None
    return found.due if not found.starts and found.due <= now.date() else None


def _count(session: Session, table: type[Any], *conditions: ColumnElement[bool]) -> int:
    return session.exec(select(func.count()).select_from(table).where(*conditions)).one()


def _sum(session: Session, column: Any, *conditions: ColumnElement[bool]) -> int:
    return int(session.exec(select(func.coalesce(func.sum(column), 0)).where(*conditions)).one())
