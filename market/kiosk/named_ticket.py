"""The tickets that scans name: by a signature, by a code as typed, or by the scan that is undone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from market.ticket.signed_ticket import SIGNED_SYMBOLS, TicketForged, from_symbols, read_signed
from market.ticket.ticket_code import read_code
from storage.drop import Item
from storage.kiosk import ScanRefusal
from storage.ticket import Loan, Ticket, TicketKind
from storage.waitlist import Booking


@dataclass(frozen=True, kw_only=True)
class NamedTicket:
    """A ticket, and where it stands in the order of locking; drop and item are 0 for a loan without a booking."""

    id: int
    code: str
    kind: TicketKind
    drop: int
    item: int


def code_in(text: str, keys: Mapping[int, bytes]) -> str | ScanRefusal:
    """Return the code of a ticket as scanned (135 symbols) or typed, or why it names none."""
    if len(text) != SIGNED_SYMBOLS:
        return read_code(text) or ScanRefusal.UNKNOWN
    try:
        return read_signed(from_symbols(text), keys).code
    except TicketForged:
        return ScanRefusal.FORGED


def is_signed_ticket(text: str) -> bool:
    """Return whether a ticket was scanned, not typed."""
    return len(text) == SIGNED_SYMBOLS


def tickets_named(session: Session, codes: Collection[str], ids: Collection[int]) -> list[NamedTicket]:
    """Return the tickets with these codes or ids, in one statement."""
    rows = (
        select(col(Ticket.id), col(Ticket.code), col(Ticket.kind), col(Item.drop_id), col(Item.id))
        .outerjoin(Loan, col(Loan.id) == col(Ticket.loan_id))
        .outerjoin(Booking, col(Booking.id) == func.coalesce(col(Ticket.booking_id), col(Loan.booking_id)))
        .outerjoin(Item, col(Item.id) == col(Booking.item_id))
        .where(col(Ticket.code).in_(codes) | col(Ticket.id).in_(ids))
    )
    return [
        NamedTicket(id=ticket or 0, code=code, kind=TicketKind(kind), drop=drop or 0, item=item or 0)
        for ticket, code, kind, drop, item in session.execute(rows)
    ]
