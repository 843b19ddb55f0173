"""Counting a ticket's scans anew by the rule, and making its rows say so: units, loan, deposit, conflicts and notifications."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from typing import assert_never

from sqlalchemy import ColumnElement, Update, update
from sqlmodel import Session, col, delete, select

from market.drop.locked_item import LockedItem, notify_about
from market.ledger.deposit_end import count_towards_price, reopen
from market.notification.outbox import withdraw
from market.reminder import remind_loan
from market.ticket.facts import TicketFacts, facts_of
from market.ticket.issue import lend, unlend
from market.ticket.notifications import PackagingReturned, TicketIssued, TwoScans
from market.ticket.refusals import TicketEnded
from market.ticket.scan_rule import UNDOABLE, ScanClaim, ScanOutcome, ScanUndo, outcomes
from storage.kiosk import KioskAction, KioskScan, ScanConflict
from storage.shown import mark_place
from storage.store import mark_changed
from storage.ticket import Loan, Scan, ScanDecision, Ticket, TicketSubject
from storage.waitlist import Booking, BookingState


@dataclass(frozen=True)
class CountedScan:
    """A scan's row, and the uuid and device it came from, if it did."""

    row: Scan
    uuid: str | None
    device: int | None

    @property
    def claim(self) -> ScanClaim:
        return ScanClaim(
            key=self.uuid or f"{self.row.id:020}",
            at=self.row.scanned_at,
            units=self.row.units,
            device=self.device or 0,
            decision=self.row.decision,
        )


@dataclass(frozen=True, kw_only=True)
class Recount:
    """A locked ticket whose scans are counted anew. `rng` draws the code of a first returns ticket; a returns ticket itself needs none."""

    session: Session
    locked: LockedItem
    ticket: TicketFacts
    now: datetime
    rng: Random | None = None


def recount(count: Recount) -> None:
    """Let those scans of a ticket count that the rule says, and change all that follows from it. The caller has locked the ticket.

    Raises TicketEnded where the booking allows no other number any more.
    """
    session, ticket = count.session, count.ticket
    session.flush()
    scans = _scans_of(session, ticket)
    found = outcomes([scan.claim for scan in scans], _undos(session, scans), ticket.units)
    new = {scan.row.id for scan in scans if scan.row.undone_at is not None}
    for scan in scans:
        _set_outcome(scan.row, found[scan.claim.key], count.now)
    counted = [scan.row for scan in scans if scan.row.undone_at is None]
    mark_place(session, ticket.item_id, ticket.holder, count.now)
    match ticket.kind.subject:
        case TicketSubject.BOOKING:
            _set_collected(count, counted)
        case TicketSubject.LOAN:
            _set_returned(count, counted)
            _tell_of_returns(count, [scan.row for scan in scans], new)
        case _:
            assert_never(ticket.kind.subject)
    for scan in scans:
        _track_conflict(count, scan.row, found[scan.claim.key])


def scans_of_ticket(ticket: TicketFacts) -> ColumnElement[bool]:
    """Return the condition on Ticket that its scans count for the same units: those of the booking, whoever held its tickets, or of the loan."""
    if ticket.kind.subject is TicketSubject.BOOKING:
        return col(Ticket.booking_id) == ticket.booking
    return col(Ticket.id) == ticket.id


def _scans_of(session: Session, ticket: TicketFacts) -> list[CountedScan]:
    rows = (
        select(Scan, KioskScan.uuid, KioskScan.device_id)
        .join(Ticket, col(Ticket.id) == col(Scan.ticket_id))
        .outerjoin(KioskScan, col(KioskScan.scan_id) == col(Scan.id))
        .where(scans_of_ticket(ticket))
        .order_by(col(Scan.id))
    )
    fresh = session.exec(rows, execution_options={"populate_existing": True})
    return [CountedScan(row, uuid, device) for row, uuid, device in fresh]


def _undos(session: Session, scans: Sequence[CountedScan]) -> list[ScanUndo]:
    rows = select(KioskScan.undoes, KioskScan.device_id, KioskScan.at).where(
        col(KioskScan.undoes).in_([scan.uuid for scan in scans if scan.uuid]),
        col(KioskScan.action) == KioskAction.UNDO,
        col(KioskScan.why).is_(None),
    )
    return [ScanUndo(undoes or "", device, at) for undoes, device, at in session.exec(rows)]


def _set_outcome(row: Scan, outcome: ScanOutcome, now: datetime) -> None:
    """Write what became of a scan."""
    if outcome is ScanOutcome.COUNTS:
        row.undone_at = None
    else:
        row.undone_at = row.undone_at or now
    if outcome is ScanOutcome.UNDONE:
        row.decision = ScanDecision.UNDONE


def _set_collected(count: Recount, counted: Sequence[Scan]) -> None:
    session, ticket, now = count.session, count.ticket, count.now
    units = sum(scan.units for scan in counted)
    more = units - ticket.done
    if more and ticket.deposit:
        _change_loan(count, more)
    _count_collected(count, units, max((scan.scanned_at for scan in counted), default=None))
    if units:
        count_towards_price(session, ticket.booking, now)
    else:
        reopen(session, ticket.booking, now)


def _count_collected(count: Recount, units: int, last: datetime | None) -> None:
    """Set the collected units of a booking, never beyond its units, and the state that follows."""
    ticket, over = count.ticket, count.locked.drop.wound_up_at
    all_collected = units == ticket.units
    if all_collected or (over and units):
        state, ended_at = BookingState.COLLECTED, last if all_collected else over
    elif over:
        state, ended_at = BookingState.MISSED, over
    else:
        state, ended_at = BookingState.BOOKED, None
    set_units = update(Booking).where(
        col(Booking.id) == ticket.booking,
        col(Booking.units) >= units,
        col(Booking.state).in_((BookingState.BOOKED, BookingState.COLLECTED, BookingState.MISSED)),
    )
    _execute_count(count.session, set_units.values(collected=units, state=state, ended_at=ended_at))


def _change_loan(count: Recount, more: int) -> None:
    """Lend packaging with units that went out, or take back what did not; returns that no longer fit are then in conflict. locks: loan"""
    session, ticket, now = count.session, count.ticket, count.now
    if more > 0:
        assert count.rng is not None, "a code may have to be drawn"
        booking = session.get_one(Booking, ticket.booking)
        back = lend(session, booking, more, now, rng=count.rng)
        remind_loan(session, ticket.booking, count.locked.alley.zone, now)
        issued = TicketIssued(drop_id=ticket.drop, item_id=ticket.item_id, ticket_id=back)
        notify_about(session, ticket.holder, issued, count.locked, now, about=f"ticket:{back}")
        _recount_returns(count, 0)
    else:
        _recount_returns(count, more)
        if not unlend(session, ticket.booking, -more, now):
            raise TicketEnded


def _recount_returns(count: Recount, more: int) -> None:
    """Count the returns of a booking's packaging anew, of which so many more are out."""
    rows = select(Ticket).join(Loan, col(Loan.id) == col(Ticket.loan_id))
    row = count.session.exec(rows.where(col(Loan.booking_id) == count.ticket.booking)).first()
    if row is None:
        return
    count.session.flush()
    ticket = facts_of(count.session, row)
    if count.session.exec(select(Scan.id).where(col(Scan.ticket_id) == ticket.id).limit(1)).first():
        recount(replace(count, ticket=replace(ticket, units=ticket.units + more)))


def _set_returned(count: Recount, counted: Sequence[Scan]) -> None:
    """Set the returned units of a loan, never beyond its units."""
    units = sum(scan.units for scan in counted)
    loan = col(Loan.booking_id) == count.ticket.booking, col(Loan.units) >= units
    _execute_count(count.session, update(Loan).where(*loan).values(returned=units))


def _tell_of_returns(count: Recount, scans: Sequence[Scan], new: Collection[int | None]) -> None:
    """Tell the holder of each return that counts now and did not before, once it cannot be undone, and not of those that do not count."""
    session, ticket = count.session, count.ticket
    for scan in scans:
        about = f"scan:{scan.id}/ticket:{ticket.id}"
        if scan.undone_at is not None and ticket.holder is not None:
            withdraw(session, ticket.holder, PackagingReturned, f"drop:{ticket.drop}/{about}")
        elif scan.undone_at is None and scan.id in new:
            returned = PackagingReturned(
                drop_id=ticket.drop, item_id=ticket.item_id, scan_id=scan.id or 0, ticket_id=ticket.id
            )
            due = count.now + UNDOABLE
            notify_about(session, ticket.holder, returned, count.locked, due, about=about)


def _execute_count(session: Session, counted: Update) -> None:
    """Raises TicketEnded where the row no longer allows it."""
    session.flush()
    if session.connection().execute(counted).rowcount != 1:
        raise TicketEnded
    session.expire_all()
    mark_changed(session, "units")


def _track_conflict(count: Recount, scan: Scan, outcome: ScanOutcome) -> None:
    """Open a conflict for a scan that does not fit, and tell the stall's owner; close one that is none any more."""
    session, ticket = count.session, count.ticket
    still_open = col(ScanConflict.scan_id) == scan.id, col(ScanConflict.settled_at).is_(None)
    known = session.exec(select(ScanConflict.id).where(*still_open)).first()
    if outcome is ScanOutcome.CONFLICT and known is None:
        conflict = ScanConflict(stall_id=ticket.stall, scan_id=scan.id or 0, opened_at=count.now)
        session.add(conflict)
        session.flush()
        told = TwoScans(conflict_id=conflict.id or 0)
        notify_about(session, ticket.owner, told, count.locked, count.now, about=f"conflict:{conflict.id}")
    elif outcome is not ScanOutcome.CONFLICT and known is not None:
        session.connection().execute(delete(ScanConflict).where(*still_open))
        if ticket.owner is not None:
            withdraw(session, ticket.owner, TwoScans, f"drop:{ticket.drop}/conflict:{known}")
