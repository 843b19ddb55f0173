"""Applying what devices recorded: each scan once, in whatever sequence it comes, by the same rule as the scans of the chat."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from typing import assert_never

from sqlmodel import Session, col, select

from market.actor import Actor
from market.admins import Admins
from market.kiosk.conflicts import ask_organisers
from market.kiosk.gate_records import COUNTED, count_people, undoes_count
from market.kiosk.kiosk_place import GateRef
from market.kiosk.named_ticket import NamedTicket, code_in, is_signed_ticket, tickets_named
from market.kiosk.received import Batch, NewScan, add_row, believed_time, why_not_read
from market.kiosk.refusals import KioskError, KioskRefused
from market.kiosk.rights import Device, working_device
from market.kiosk.scan_body import ScanBody, SentScan, read_body
from market.kiosk.sold_items import SoldItems
from market.packaging.packaging_type import packaging_row
from market.packaging.place import is_taken_at, stall_ref
from market.packaging.refusals import AssetElsewhere, LidMissing, PackagingMovedOn, TooFewUnits
from market.person import Blocked, lock_unblocked_person
from market.sale.doubtful import is_doubtful
from market.sale.hand_over import hand_over_receipt, settle_receipts
from market.sale.oversold import receipt_and_conflict
from market.ticket.code_attempts import count_failed_code, refuse_guessing
from market.ticket.facts import TicketFacts, end_of_booking
from market.ticket.recount import Recount, recount
from market.ticket.refusals import TicketEnded, TooManyCodes
from market.ticket.scan import add_scan, lock_ticket, lock_tickets
from market.ticket.scan_rule import undoes
from market.ticket.sent_scan import claim_of, undo_of
from market.ticket.signing_keys import public_keys
from storage.kiosk import KioskAction, KioskDevice, KioskScan, ScanRefusal
from storage.packaging import PlaceKind
from storage.ticket import Scan, ScanDecision, Ticket, TicketSubject

MAX_SCANS, FEW = 50, 4
"""Scans of a request, and of a transaction: others want to write, too."""
NO_ZONE = "UTC"
"""Nobody reads the time until which no code is read."""
STUCK = (TicketEnded, PackagingMovedOn, AssetElsewhere, LidMissing, TooFewUnits)
"""The booking allows it no more, or a piece of packaging with a serial is not where other scans put it."""


@dataclass(frozen=True, kw_only=True)
class KioskScanResult:
    """The result of a scan or sale that was sent. `why` is given for a refused one, `number` is its receipt's, of a sale or a paid hand-over."""

    uuid: str
    outcome: str
    why: ScanRefusal | None = None
    number: int | None = None


def apply_scans(
    session: Session, device: int, sent: Sequence[SentScan], now: datetime, rng: Random, admins: Admins
) -> list[KioskScanResult]:
    """Store a few scans, sales or counts of a device, let count what fits, and return what has become of each by now, in their sequence.

    Raises KioskRefused: REVOKED; MALFORMED for a body that is none, and then nothing of it is stored.
    locks: person, alley, drop, item, hold, booking, loan, till
    """
    bodies = [(read_body(each.body), each) for each in sent]
    batch = Batch(session=session, device=_acting(session, device, admins), now=now, rng=rng)
    session.get_one(KioskDevice, device).seen_at = now
    fresh, others = list[NewScan](), list[tuple[str, str]]()
    for body, each in bodies:
        first = _first(batch, body, fresh)
        if first is None:
            fresh.append(NewScan(body=body, sent=each))
        elif first[1] != each.body:
            others.append((first[0], each.body))
    if isinstance(batch.device.place, GateRef):
        count_people(batch, batch.device.place.alley, fresh, admins)
    else:
        _apply_at_place(batch, fresh, admins)
    for uuid, other in others:
        _row(session, uuid).other_body = other
    session.flush()
    return scan_results(session, sent)


def _apply_at_place(batch: Batch, fresh: Sequence[NewScan], admins: Admins) -> None:
    """Store what the device of a stall or hub recorded. locks: drop, item, hold, booking, loan, till"""
    session, now = batch.session, batch.now
    sales = [new for new in fresh if new.body.sale]
    scans = [new for new in fresh if not new.body.sale]
    ordered = sorted(_with_tickets(batch, scans), key=lambda new: new.place)
    sold = SoldItems(batch, sales, [new.body.undoes for new in scans if new.body.undoes])
    sold.lock([(new.ticket.drop, new.ticket.item) for new in ordered if new.ticket])
    _lock_all(session, ordered)
    for new in ordered:
        _store(batch, new)
    session.flush()
    settle_receipts(session, _bookings_scanned(session, ordered), now=now, rng=batch.rng)
    sold.store()
    if batch.place.kind is PlaceKind.HUB:
        ask_organisers(session, admins, now)


def scan_results(session: Session, sent: Sequence[SentScan]) -> list[KioskScanResult]:
    """Return what has become of scans and sales that were applied, by now, in their sequence."""
    return [_result(session, read_body(each.body).uuid, each.body) for each in sent]


def _acting(session: Session, device: int, admins: Admins) -> Device:
    """Return a device and lock its person, so that their devices' batches come one after the other. Raises KioskRefused. locks: person"""
    try:
        lock_unblocked_person(session, working_device(session, device, admins).person)
    except Blocked:
        raise KioskRefused(KioskError.REVOKED) from None
    return working_device(session, device, admins)  # the rights may have been taken away before the lock


def _first(batch: Batch, body: ScanBody, fresh: Sequence[NewScan]) -> tuple[str, str] | None:
    """Return uuid and body of what came first with this uuid, or this number of the device; None: it is new."""
    same = (col(KioskScan.uuid) == body.uuid) | (
        (col(KioskScan.device_id) == batch.device.id) & (col(KioskScan.seq) == body.seq)
    )
    stored = select(KioskScan.uuid, KioskScan.body).where(same).order_by(col(KioskScan.id))
    row = batch.session.exec(stored).first()
    if row is not None:
        return row
    alike = (new for new in fresh if body.uuid == new.body.uuid or body.seq == new.body.seq)
    return next(((new.body.uuid, new.sent.body) for new in alike), None)


def _row(session: Session, uuid: str) -> KioskScan:
    return session.exec(select(KioskScan).where(col(KioskScan.uuid) == uuid)).one()


def _result(session: Session, uuid: str, body: str) -> KioskScanResult:
    """Return what has become of a scan by now. Another body under its uuid or number came first where the one with its uuid is not this."""
    row = session.exec(select(KioskScan).where(col(KioskScan.uuid) == uuid)).first()
    if row is None or row.body != body:
        return KioskScanResult(uuid=uuid, outcome="different")
    why = row.why or _why_nothing_undone(session, row)
    if why is not None:
        return KioskScanResult(uuid=uuid, outcome="refused", why=why)
    if row.receipt_id is not None:
        number, is_open = receipt_and_conflict(session, row.receipt_id)
        asked = is_open or is_doubtful(session, row.receipt_id)
        return KioskScanResult(uuid=uuid, outcome="conflict" if asked else "accepted", number=number)
    scan = session.get(Scan, row.scan_id) if row.scan_id else None
    lost = (None, ScanDecision.RIGHT, ScanDecision.WRONG)
    against = scan is not None and scan.undone_at is not None and scan.decision in lost
    receipt = hand_over_receipt(session, scan.id or 0) if scan and scan.method else None
    return KioskScanResult(
        uuid=uuid,
        outcome="conflict" if against else "accepted",
        number=receipt.number if receipt else None,
    )


def _why_nothing_undone(session: Session, row: KioskScan) -> ScanRefusal | None:
    """Return why an undo has no effect. One whose scan is not known yet waits for it."""
    target = session.exec(select(KioskScan).where(col(KioskScan.uuid) == row.undoes)).first()
    if row.undoes is None or target is None:
        return None
    if target.action in COUNTED:
        return None if undoes_count(row, target) else ScanRefusal.TOO_LATE
    return None if undoes(undo_of(row), claim_of(target)) else ScanRefusal.TOO_LATE


def _with_tickets(batch: Batch, fresh: Sequence[NewScan]) -> list[NewScan]:
    """Return the scans with the tickets they name, and why those are refused that name none."""
    keys = public_keys(batch.session)
    codes = {new.body.uuid: code_in(new.body.ticket, keys) for new in fresh}
    targets = _tickets_of_undone(batch.session, fresh)
    named = tickets_named(batch.session, {*filter(_is_code, codes.values())}, {*targets.values()})
    by_code, by_id = {each.code: each for each in named}, {each.id: each for each in named}
    tickets = {uuid: by_code.get(code) for uuid, code in codes.items()}
    found = []
    for new in fresh:
        ticket = tickets[new.body.uuid]
        if new.body.undoes is not None:
            ticket = by_id.get(targets.get(new.body.undoes, 0)) or tickets.get(new.body.undoes)
        found.append(replace(new, ticket=ticket, why=_why_not(batch, new, codes[new.body.uuid], ticket)))
    return found


def _is_code(code: str) -> bool:
    return not isinstance(code, ScanRefusal)


def _tickets_of_undone(session: Session, fresh: Sequence[NewScan]) -> dict[str, int]:
    """Return the tickets of the stored scans that these undo, by uuid."""
    uuids = [new.body.undoes for new in fresh if new.body.undoes]
    rows = select(KioskScan.uuid, KioskScan.ticket_id).where(col(KioskScan.uuid).in_(uuids))
    return {uuid: ticket for uuid, ticket in session.exec(rows) if ticket}


def _why_not(
    batch: Batch, new: NewScan, code: str | ScanRefusal, ticket: NamedTicket | None
) -> ScanRefusal | None:
    """Return why a scan is refused before its ticket is looked at; None: not yet."""
    unread = why_not_read(batch, new)
    if unread or new.body.action in (KioskAction.REFUSED, KioskAction.UNDO):
        return unread
    if new.body.action in COUNTED:
        return ScanRefusal.OTHER_ACTION
    if is_signed_ticket(new.body.ticket):
        return code if isinstance(code, ScanRefusal) else None if ticket else ScanRefusal.UNKNOWN
    return _why_not_typed(batch, ticket)


def _why_not_typed(batch: Batch, ticket: NamedTicket | None) -> ScanRefusal | None:
    """Return why a typed code is refused, and count a wrong one, as in the chat: after too many not even the right one is read."""
    try:
        refuse_guessing(batch.session, batch.device.person, NO_ZONE, batch.now)
    except TooManyCodes:
        return ScanRefusal.TRIED
    if ticket is not None:
        return None
    count_failed_code(batch.session, Actor(batch.device.person), batch.now)
    return ScanRefusal.UNKNOWN


def _bookings_scanned(session: Session, scans: Sequence[NewScan]) -> list[int]:
    """Return the bookings of the tickets that scans name."""
    of_tickets = col(Ticket.id).in_({new.ticket.id for new in scans if new.ticket})
    rows = select(Ticket.booking_id).where(of_tickets)
    return [booking for booking in session.exec(rows) if booking is not None]


def _lock_all(session: Session, scans: Sequence[NewScan]) -> None:
    """Lock the tickets of several scans before the packaging that any of them moves. locks: drop, item, booking, loan"""
    named = {new.ticket.code: new.ticket.kind.subject for new in scans if new.ticket and new.why is None}
    if len(named) > 1:
        lock_tickets(session, named.items())


def _store(batch: Batch, new: NewScan) -> None:
    """Store a scan, and let its ticket's scans be counted anew unless it is refused. locks: drop, item, booking, loan, asset, stock"""
    if new.why is None and new.ticket is not None and new.body.action is not KioskAction.REFUSED:
        try:
            with batch.session.begin_nested():
                why = _apply(batch, new, new.ticket)
                if why is None:
                    return
        except STUCK:
            why = ScanRefusal.ENDED
        new = replace(new, why=why)
    add_row(batch, new)


def _apply(batch: Batch, new: NewScan, ticket: NamedTicket) -> ScanRefusal | None:
    """Store a scan that may count and count anew; or return why it is refused. Raises TicketEnded. locks: drop, item, booking, loan"""
    locked, facts = lock_ticket(batch.session, ticket.code, ticket.kind.subject)
    why, scan = None, None
    if new.body.action is not KioskAction.UNDO:
        why = _why_not_counted(batch, new, facts)
        scan = None if why else _add_scan(batch, new, facts)
    if why is None:
        add_row(batch, new, scan)
        batch.session.flush()
        recount(Recount(session=batch.session, locked=locked, ticket=facts, now=batch.now, rng=batch.rng))
    return why


def _why_not_counted(batch: Batch, new: NewScan, ticket: TicketFacts) -> ScanRefusal | None:
    """Return why a scan of this ticket is refused."""
    body, subject = new.body, ticket.kind.subject
    if subject is not _subject_of(body.action):
        return ScanRefusal.OTHER_ACTION
    match subject:
        case TicketSubject.BOOKING:
            if stall_ref(ticket.stall) != batch.place:
                return ScanRefusal.OTHER_STALL if is_signed_ticket(body.ticket) else ScanRefusal.UNKNOWN
            if not 1 <= body.units <= ticket.units:
                return ScanRefusal.UNITS
            at = believed_time(batch, body.time)
            return ScanRefusal.ENDED if end_of_booking(ticket, at) else None
        case TicketSubject.LOAN:
            if ticket.holder == batch.device.person:
                return ScanRefusal.OWN_PACKAGING
            if ticket.packaging and packaging_row(batch.session, ticket.packaging).single:
                return ScanRefusal.OTHER_ACTION
            if not is_taken_at(batch.session, batch.place, ticket.packaging):
                return ScanRefusal.OTHER_STALL
            at = believed_time(batch, body.time)
            if ticket.revoked_at and ticket.units and at >= ticket.revoked_at:
                return ScanRefusal.ENDED
            return None if body.units else ScanRefusal.UNITS
        case _:
            assert_never(subject)


def _subject_of(action: KioskAction) -> TicketSubject | None:
    match action:
        case KioskAction.HAND_OVER | KioskAction.ADMIT:
            return TicketSubject.BOOKING
        case KioskAction.TAKE_BACK:
            return TicketSubject.LOAN
        case (
            KioskAction.UNDO | KioskAction.SELL | KioskAction.ENTER | KioskAction.LEAVE | KioskAction.REFUSED
        ):
            return None
        case _:
            assert_never(action)


def _add_scan(batch: Batch, new: NewScan, ticket: TicketFacts) -> int:
    return add_scan(
        batch.session,
        ticket.id,
        batch.device.person,
        batch.place,
        units=new.body.units,
        scanned_at=believed_time(batch, new.body.time),
        condition=new.body.condition,
        method=new.body.method,
    )
