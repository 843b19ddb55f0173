"""Scans that do not fit beside those that count: listed, and decided by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import assert_never

from sqlmodel import Session, col, select

from market.actor import Actor, Right, is_organiser, owns_stall, require_right
from market.admins import Admins, organiser_ids
from market.kiosk.devices import open_conflicts
from market.kiosk.refusals import OwnClaim, ScansSettled
from market.kiosk.rights import of_place, place_of_conflict, require_kiosk
from market.notification.outbox import is_queued, notify
from market.packaging.place import PlaceFacts, PlaceRef, hub_ref, place_facts, require_place_staff
from market.person import lock_unblocked_person
from market.sale.hand_over import settle_receipts
from market.ticket.asked import GATHERED
from market.ticket.facts import TicketFacts, facts_of
from market.ticket.notifications import HubScansUndecided
from market.ticket.recount import Recount, recount, scans_of_ticket, withdraw_conflict
from market.ticket.scan import lock_ticket
from storage.hub import HubStaff
from storage.kiosk import KioskDevice, KioskScan, ScanChoice, ScanConflict
from storage.person import Person
from storage.ticket import Scan, ScanDecision, Ticket


@dataclass(frozen=True, kw_only=True)
class ClaimFacts:
    """A scan as a person tells it from another: `by` is the device's name, or in the chat a first name, "" for a forgotten person.

    `claimed_at` is the device's own time where that is out of reach: then `at` is when the server got it. `people` are who scanned, and whose device it is.
    """

    scan: int
    units: int
    at: datetime
    by: str
    claimed_at: datetime | None
    people: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class ConflictFacts:
    """A scan (`claim`) that does not fit beside those that count for the ticket (`counted`, the first by time). People of `place` decide."""

    id: int
    place: PlaceRef
    ticket: TicketFacts
    counted: tuple[ClaimFacts, ...]
    claim: ClaimFacts

    @property
    def newest_counted(self) -> int:
        """Return what tells apart which scans count: the newest of them, 0 for none."""
        return max((each.scan for each in self.counted), default=0)

    @property
    def scanned_units(self) -> int:
        return sum(each.units for each in (*self.counted, self.claim))

    @property
    def people(self) -> frozenset[int]:
        """Return who made any of the scans, or has a device that did."""
        return self.claim.people.union(*(each.people for each in self.counted))


def conflict_facts(session: Session, actor: Actor, conflict: int) -> ConflictFacts:
    """Return an open conflict, for staff of the ticket's stall who may scan, the staff of a hub that lent it, and organisers.

    Raises ScansSettled, NotYourStall, HubUnknown, HubClosed, NotHubStaff.
    """
    row = _open(session, conflict)
    _require_decider(session, actor, row)
    return _facts(session, row)


def notified_conflict(session: Session, conflict: int) -> ConflictFacts:
    """Return an open conflict, for its notification. Raises ScansSettled."""
    return _facts(session, _open(session, conflict))


def conflict_list(session: Session, actor: Actor, place: PlaceRef) -> tuple[ConflictFacts, ...]:
    """Return the open conflicts of a stall's tickets, or of a hub's, the oldest first, at most eight. Raises as `require_kiosk`."""
    require_kiosk(session, actor, place)
    waiting = of_place(ScanConflict, place), col(ScanConflict.settled_at).is_(None)
    oldest = select(ScanConflict).where(*waiting).order_by(col(ScanConflict.id)).limit(8)
    return tuple(_facts(session, row) for row in session.exec(oldest).all())


def ask_organisers(session: Session, admins: Admins, now: datetime) -> None:
    """Tell the organisers, once within a minute, of scans at hubs in conflict since now that nobody who works there may settle: all had a part in them."""
    opened = select(ScanConflict).where(
        col(ScanConflict.hub_id).is_not(None),
        col(ScanConflict.settled_at).is_(None),
        col(ScanConflict.opened_at) == now,
    )
    for row in session.exec(opened.order_by(col(ScanConflict.id))).all():
        staff = session.exec(select(HubStaff.person_id).where(col(HubStaff.hub_id) == row.hub_id)).all()
        if _facts(session, row).people.issuperset(staff):
            told = HubScansUndecided(hub_id=row.hub_id or 0)
            for person in organiser_ids(session, admins):
                if not is_queued(session, person, HubScansUndecided, told.about):
                    notify(session, person, told, now + GATHERED, about=told.about)


def hub_of_undecided(session: Session, hub: int) -> PlaceFacts:
    """Return a hub of which scans wait for a decision, for the notification about them. Raises ScansSettled."""
    if not open_conflicts(session, hub_ref(hub)):
        raise ScansSettled
    return place_facts(session, hub_ref(hub))


def settle_conflict(
    session: Session,
    actor: Actor,
    conflict: int,
    choice: ScanChoice,
    *,
    newest_counted: int,
    now: datetime,
    rng: Random,
) -> PlaceRef:
    """Decide about a scan that does not fit, and return the stall or hub. What was decided stays decided, whatever comes later.

    Raises Blocked, NotYourStall, HubUnknown, HubClosed, NotHubStaff; OwnClaim for who made one of the scans and does not own the stall; ScansSettled
    also where other scans count now than the person saw.
    locks: person, drop, item, booking, loan, till
    """
    lock_unblocked_person(session, actor.person)
    row = _open(session, conflict)
    _require_decider(session, actor, row)
    named = session.get_one(Ticket, session.get_one(Scan, row.scan_id).ticket_id)
    locked, ticket = lock_ticket(session, named.code, named.kind.subject)
    row = _open(session, conflict)
    facts = _facts(session, row)
    if facts.newest_counted != newest_counted:
        raise ScansSettled
    if actor.person in facts.people and not owns_stall(session, actor.person, row.stall_id):
        raise OwnClaim
    _decide(session, facts, choice, now)
    row.settled_at, row.settled_by, row.decision = now, actor.person, choice
    recount(Recount(session=session, locked=locked, ticket=ticket, now=now, rng=rng))
    settle_receipts(session, [ticket.booking] if ticket.booking else [], now=now, rng=rng)
    withdraw_conflict(session, ticket, row)
    return place_of_conflict(row)


def _decide(session: Session, facts: ConflictFacts, choice: ScanChoice, now: datetime) -> None:
    """Write what a person decided about the scans of a conflict."""
    match choice:
        case ScanChoice.BOTH:
            fits = facts.scanned_units <= facts.ticket.units
            others, this = ScanDecision.RIGHT, ScanDecision.RIGHT if fits else ScanDecision.EXTRA
        case ScanChoice.ONLY_OTHERS:
            others, this = ScanDecision.RIGHT, ScanDecision.WRONG
        case ScanChoice.ONLY_THIS:
            others, this = ScanDecision.WRONG, ScanDecision.RIGHT
        case _:
            assert_never(choice)
    for claim, decision in [*((each, others) for each in facts.counted), (facts.claim, this)]:
        scan = session.get_one(Scan, claim.scan)
        scan.decision = decision
        if decision is not ScanDecision.RIGHT:
            scan.undone_at = scan.undone_at or now


def _open(session: Session, conflict: int) -> ScanConflict:
    """Raises ScansSettled, also for an unknown one."""
    row = session.get(ScanConflict, conflict, populate_existing=True)
    if row is None or row.settled_at:
        raise ScansSettled
    return row


def _require_decider(session: Session, actor: Actor, conflict: ScanConflict) -> None:
    """Raises StallUnknown, NotYourStall, HubUnknown, HubClosed, NotHubStaff."""
    if conflict.hub_id:
        require_place_staff(session, actor, place_of_conflict(conflict))
    elif not is_organiser(session, actor):
        require_right(session, actor, conflict.stall_id or 0, Right.SCAN)


def _facts(session: Session, conflict: ScanConflict) -> ConflictFacts:
    row = session.get_one(Scan, conflict.scan_id)
    ticket = facts_of(session, session.get_one(Ticket, row.ticket_id))
    claims = _claims(session, ticket)
    return ConflictFacts(
        id=conflict.id or 0,
        place=place_of_conflict(conflict),
        ticket=ticket,
        counted=tuple(claim for claim, counts in claims if counts),
        claim=next(claim for claim, _ in claims if claim.scan == conflict.scan_id),
    )


def _claims(session: Session, ticket: TicketFacts) -> Sequence[tuple[ClaimFacts, bool]]:
    """Return the scans of a ticket by time, and whether each counts."""
    rows = (
        select(Scan, KioskScan.at, KioskDevice, Person.first_name)
        .join(Ticket, col(Ticket.id) == col(Scan.ticket_id))
        .outerjoin(KioskScan, col(KioskScan.scan_id) == col(Scan.id))
        .outerjoin(KioskDevice, col(KioskDevice.id) == col(KioskScan.device_id))
        .outerjoin(Person, col(Person.id) == col(Scan.by_id))
        .where(scans_of_ticket(ticket), col(Scan.swapped).is_(False))
        .order_by(col(Scan.scanned_at), col(Scan.id))
    )
    return [
        (
            ClaimFacts(
                scan=scan.id or 0,
                units=scan.units,
                at=scan.scanned_at,
                by=device.name if device else person or "",
                claimed_at=None if claimed_at == scan.scanned_at else claimed_at,
                people=frozenset(
                    person for person in (scan.by_id, device.person_id if device else None) if person
                ),
            ),
            scan.undone_at is None,
        )
        for scan, claimed_at, device, person in session.exec(rows)
    ]
