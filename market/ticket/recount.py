"""Counting a ticket's scans anew by the rule, and making its rows say so: units, loan, deposit, conflicts and notifications."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import assert_never

from sqlalchemy import ColumnElement, Update, update
from sqlmodel import Session, col, select

from market.drop.locked_item import LockedItem, notify_about
from market.ledger.deposit_end import count_towards_price, reopen
from market.notification.outbox import withdraw
from market.ticket.asked import ask_about
from market.ticket.facts import COLLECTABLE, TicketFacts, facts_of
from market.ticket.issue import lend, unlend
from market.ticket.notifications import ConflictsWait, PackagingReturned, TicketIssued, TwoScans
from market.ticket.packaging_recount import (
    PackagingRecount,
    recount_lent,
    recount_returned,
    recount_swaps,
    swapped_loans,
    written_off,
)
from market.ticket.refusals import TicketEnded
from market.ticket.scan_rule import UNDOABLE, ScanClaim, ScanOutcome, ScanUndo, outcomes, place_of_claim
from market.ticket.sent_scan import claim_of, undo_of
from storage.hub import HubStaff
from storage.kiosk import KioskAction, KioskScan, ScanConflict
from storage.shown import mark_place
from storage.stall import Stall
from storage.store import mark_changed
from storage.ticket import Loan, Scan, ScanDecision, Ticket, TicketSubject
from storage.waitlist import Booking, BookingState


@dataclass(frozen=True)
class CountedScan:
    """A scan's row, and the record of the device it came from, if it did."""

    row: Scan
    sent: KioskScan | None

    @property
    def uuid(self) -> str | None:
        return self.sent.uuid if self.sent else None

    @property
    def claim(self) -> ScanClaim:
        row, sent = self.row, self.sent
        if sent is None:
            return ScanClaim(
                key=f"{row.id:020}", at=row.scanned_at, units=row.units, device=0, decision=row.decision
            )
        return replace(claim_of(sent), at=row.scanned_at, units=row.units, decision=row.decision)


@dataclass(frozen=True, kw_only=True)
class Recount:
    """A locked ticket whose scans are counted anew. `locked` is None for a loan without a booking.

    `rng` draws the code of a first returns ticket; a returns ticket itself needs none. `assets` are the pieces of packaging with a serial
    that a new scan names, by its id.
    """

    session: Session
    locked: LockedItem | None
    ticket: TicketFacts
    now: datetime
    rng: Random | None = None
    assets: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


def recount(count: Recount) -> None:
    """Let those scans of a ticket count that the rule says, and change all that follows from it. The caller has locked the ticket.

    Raises TicketEnded where the booking allows no other number any more, and AssetElsewhere, LidMissing or PackagingMovedOn for pieces of packaging
    that are not where they were put. locks: asset, stock
    """
    session, ticket = count.session, count.ticket
    session.flush()
    scans = _scans_of(session, ticket)
    found = outcomes([scan.claim for scan in scans], _undos(session, scans), ticket.units)
    of_scan = {scan.row.id or 0: found[scan.claim.key] for scan in scans}
    new = {scan.row.id for scan in scans if scan.row.undone_at is not None}
    for scan in scans:
        _set_outcome(scan.row, of_scan[scan.row.id or 0], count.now)
    rows = [scan.row for scan in sorted(scans, key=lambda scan: place_of_claim(scan.claim))]
    mark_place(session, ticket.item_id, ticket.holder, count.now)
    match ticket.kind.subject:
        case TicketSubject.BOOKING:
            _set_collected(count, rows)
        case TicketSubject.LOAN:
            _set_returned(count, rows)
            _tell_of_returns(count, [scan.row for scan in scans], new)
        case _:
            assert_never(ticket.kind.subject)
    _track_conflicts(count, of_scan)


def scans_of_ticket(ticket: TicketFacts) -> ColumnElement[bool]:
    """Return the condition on Ticket that its scans count for the same units: those of the booking or of the loan, whoever held its tickets."""
    if ticket.kind.subject is TicketSubject.BOOKING:
        return col(Ticket.booking_id) == ticket.booking
    return col(Ticket.loan_id) == ticket.loan


def _scans_of(session: Session, ticket: TicketFacts) -> list[CountedScan]:
    rows = (
        select(Scan, KioskScan)
        .join(Ticket, col(Ticket.id) == col(Scan.ticket_id))
        .outerjoin(KioskScan, col(KioskScan.scan_id) == col(Scan.id))
        .where(scans_of_ticket(ticket), col(Scan.swapped).is_(False))
        .order_by(col(Scan.id))
    )
    fresh = session.exec(rows, execution_options={"populate_existing": True})
    return [CountedScan(*row) for row in fresh]


def _undos(session: Session, scans: Sequence[CountedScan]) -> list[ScanUndo]:
    rows = select(KioskScan).where(
        col(KioskScan.undoes).in_([scan.uuid for scan in scans if scan.uuid]),
        col(KioskScan.action) == KioskAction.UNDO,
        col(KioskScan.why).is_(None),
    )
    return [undo_of(row) for row in session.exec(rows)]


def _set_outcome(row: Scan, outcome: ScanOutcome, now: datetime) -> None:
    """Write what became of a scan."""
    if outcome is ScanOutcome.COUNTS:
        row.undone_at = None
    else:
        row.undone_at = row.undone_at or now
    if outcome is ScanOutcome.UNDONE:
        row.decision = ScanDecision.UNDONE


def _set_collected(count: Recount, scans: Sequence[Scan]) -> None:
    session, ticket, now = count.session, count.ticket, count.now
    counted = [scan for scan in scans if scan.undone_at is None]
    units = sum(scan.units for scan in counted)
    if ticket.deposit or ticket.packaging:
        _set_lent(count, scans)
    _count_collected(count, units, max((scan.scanned_at for scan in counted), default=None))
    if units:
        count_towards_price(session, ticket.booking, now)
    else:
        reopen(session, ticket.booking, now)


def _count_collected(count: Recount, units: int, last: datetime | None) -> None:
    """Set the collected units of a booking, never beyond its units, and the state that follows."""
    ticket, over = count.ticket, locked_item(count).drop.wound_up_at
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
        col(Booking.state).in_(COLLECTABLE),
    )
    _execute_count(count.session, set_units.values(collected=units, state=state, ended_at=ended_at))


def _set_lent(count: Recount, scans: Sequence[Scan]) -> None:
    """Lend packaging with the units that went out, but for those that went out in packaging that was swapped."""
    session, booking = count.session, count.ticket.booking
    swapped = swapped_loans(session, [scan.id or 0 for scan in scans])
    lending = [scan for scan in scans if scan.id not in swapped]
    more = sum(scan.units for scan in lending if scan.undone_at is None) - _units_lent(session, booking)
    if more > 0:
        _lend_more(count, more)
    elif more < 0:
        _recount_returns(count, more)
        if not unlend(session, booking, -more, count.now):
            raise TicketEnded
    loan = session.exec(select(Loan).where(col(Loan.booking_id) == booking)).first()
    if loan is not None and loan.type_id is not None:
        recount_lent(_packaging(count, loan, lending))
    if more > 0:
        _tell_of_loan(count)
    if more > 0 or (loan is not None and loan.type_id is not None):
        _recount_returns(count, 0)  # a late fee follows from when units went out
    for place in sorted({*swapped.values()}):
        of_place = select(Loan).where(col(Loan.place_id) == place).with_for_update(key_share=True)
        there = [scan for scan in scans if swapped.get(scan.id) == place]
        recount_swaps(_packaging(count, session.exec(of_place).one(), there))


def _units_lent(session: Session, booking: int) -> int:
    return session.exec(select(Loan.units).where(col(Loan.booking_id) == booking)).first() or 0


def _lend_more(count: Recount, units: int) -> None:
    """Lend so many more units of a booking. locks: loan"""
    assert count.rng is not None, "a code may have to be drawn"
    booking = count.session.get_one(Booking, count.ticket.booking)
    lend(count.session, booking, units, count.now, rng=count.rng)


def _tell_of_loan(count: Recount) -> None:
    """Send the returns ticket."""
    session, ticket, locked = count.session, count.ticket, locked_item(count)
    of_booking = select(Ticket.id).join(Loan, col(Loan.id) == col(Ticket.loan_id))
    newest = of_booking.where(col(Loan.booking_id) == ticket.booking).order_by(col(Ticket.id).desc())
    back = session.exec(newest.limit(1)).one() or 0
    issued = TicketIssued(drop_id=ticket.drop, item_id=ticket.item_id, ticket_id=back)
    notify_about(session, ticket.holder, issued, locked, due_at=count.now, about=f"ticket:{back}")


def _recount_returns(count: Recount, more: int) -> None:
    """Count the returns of a booking's packaging anew, of which so many more are out; those that no longer fit are then in conflict."""
    rows = select(Ticket).join(Loan, col(Loan.id) == col(Ticket.loan_id))
    newest = rows.where(col(Loan.booking_id) == count.ticket.booking).order_by(col(Ticket.id).desc())
    row = count.session.exec(newest.limit(1)).first()
    if row is None:
        return
    count.session.flush()
    ticket = facts_of(count.session, row)
    scanned = select(Scan.id).join(Ticket, col(Ticket.id) == col(Scan.ticket_id))
    if count.session.exec(scanned.where(scans_of_ticket(ticket)).limit(1)).first():
        recount(replace(count, ticket=replace(ticket, units=ticket.units + more)))


def _set_returned(count: Recount, scans: Sequence[Scan]) -> None:
    """Set the returned and the lost units of a loan, never beyond its units."""
    session, ticket = count.session, count.ticket
    loan = session.get_one(Loan, ticket.loan)
    units = sum(scan.units for scan in scans if scan.undone_at is None)
    lost = min(written_off(session, loan), ticket.units - units)
    here = col(Loan.id) == ticket.loan, col(Loan.units) >= units
    _execute_count(session, update(Loan).where(*here).values(returned=units, lost=lost))
    if loan.type_id is not None:
        recount_returned(_packaging(count, loan, scans))
        mark_changed(session, "packaging")


def _packaging(count: Recount, loan: Loan, scans: Sequence[Scan]) -> PackagingRecount:
    units = count.ticket.units if count.ticket.loan == loan.id else loan.units
    return PackagingRecount(
        session=count.session, loan=loan, units=units, scans=scans, now=count.now, assets=count.assets
    )


def _tell_of_returns(count: Recount, scans: Sequence[Scan], new: Collection[int | None]) -> None:
    """Tell the holder of each return that counts now and did not before, once it cannot be undone, and not of those that do not count."""
    session, ticket = count.session, count.ticket
    for scan in scans:
        about = f"scan:{scan.id}/ticket:{ticket.id}"
        if scan.undone_at is not None and ticket.holder is not None:
            withdraw(session, ticket.holder, PackagingReturned, f"drop:{ticket.drop}/{about}")
        elif scan.undone_at is None and scan.id in new and count.locked is not None:
            returned = PackagingReturned(
                drop_id=ticket.drop, item_id=ticket.item_id, scan_id=scan.id or 0, ticket_id=ticket.id
            )
            due = count.now + UNDOABLE
            notify_about(session, ticket.holder, returned, count.locked, due_at=due, about=about)


def _execute_count(session: Session, counted: Update) -> None:
    """Raises TicketEnded where the row no longer allows it."""
    session.flush()
    if session.connection().execute(counted).rowcount != 1:
        raise TicketEnded
    session.expire_all()
    mark_changed(session, "units")


def _track_conflicts(count: Recount, found: Mapping[int, ScanOutcome]) -> None:
    """Open a conflict for each scan that does not fit, and ask whoever decides; close those that are none any more."""
    session, ticket = count.session, count.ticket
    still_open = col(ScanConflict.scan_id).in_([*found]), col(ScanConflict.settled_at).is_(None)
    known = {row.scan_id: row for row in session.exec(select(ScanConflict).where(*still_open))}
    for scan, outcome in found.items():
        if outcome is ScanOutcome.CONFLICT and scan not in known:
            _open_conflict(count, session.get_one(Scan, scan))
        elif outcome is not ScanOutcome.CONFLICT and scan in known:
            withdraw_conflict(session, ticket, known[scan])
            session.delete(known[scan])
    session.flush()


def _open_conflict(count: Recount, scan: Scan) -> None:
    """Open a conflict, and ask the owner of the ticket's stall or the staff of the scan's hub."""
    session, ticket = count.session, count.ticket
    stall = ticket.stall or _stall_of_scans(session, ticket)
    conflict = ScanConflict(
        stall_id=stall, hub_id=None if stall else scan.hub_id, scan_id=scan.id or 0, opened_at=count.now
    )
    session.add(conflict)
    session.flush()
    asked = ConflictsWait(stall_id=stall or 0, hub_id=conflict.hub_id or 0)
    told = TwoScans(conflict_id=conflict.id or 0)
    for person in _deciders(session, conflict):
        ask_about(session, person, told, asked, about=conflict_subject(ticket, conflict), now=count.now)


def withdraw_conflict(session: Session, ticket: TicketFacts, conflict: ScanConflict) -> None:
    """Withdraw the notification of a conflict."""
    for person in _deciders(session, conflict):
        withdraw(session, person, TwoScans, conflict_subject(ticket, conflict))


def _deciders(session: Session, conflict: ScanConflict) -> Sequence[int]:
    """Return who is asked about a conflict: the owner of its stall, or the staff of its hub."""
    if conflict.hub_id is None:
        owner = session.get_one(Stall, conflict.stall_id).owner_id
        return [] if owner is None else [owner]
    staff = select(HubStaff.person_id).where(col(HubStaff.hub_id) == conflict.hub_id)
    return session.exec(staff.order_by(col(HubStaff.person_id))).all()


def conflict_subject(ticket: TicketFacts, conflict: ScanConflict) -> str:
    """Return the subject of the notification of a conflict."""
    return f"drop:{ticket.drop}/conflict:{conflict.id}"


def locked_item(count: Recount) -> LockedItem:
    """Return the item of a booking's ticket."""
    assert count.locked is not None, "a booking is of an item"
    return count.locked


def _stall_of_scans(session: Session, ticket: TicketFacts) -> int | None:
    """Return the first stall that scanned a ticket of a hub; None where hubs alone did."""
    rows = select(Scan.stall_id).join(Ticket, col(Ticket.id) == col(Scan.ticket_id))
    rows = rows.where(scans_of_ticket(ticket), col(Scan.stall_id).is_not(None))
    return session.exec(rows.order_by(col(Scan.id)).limit(1)).first()
