"""Issuing and revoking tickets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Select
from sqlmodel import Session, and_, col, or_, select, update

from locales.units import ItemUnit, admits
from market.packaging.loan import new_loan
from market.packaging.place import stall_ref
from market.ticket.ticket_code import draw_code
from storage.drop import Drop, Item
from storage.insert import insert_all
from storage.packaging import PackagingType
from storage.ticket import Loan, Ticket, TicketKind
from storage.waitlist import Booking, BookingState

LOAN_PERIOD = timedelta(days=14)
"""The time until packaging has to come back."""


@dataclass(frozen=True)
class IssuedTicket:
    """A ticket that was issued just now."""

    id: int
    code: str


def kind_of_ticket(unit: ItemUnit) -> TicketKind:
    """Return the kind of a booking's ticket: of admission for seats and places, else to pick up."""
    return TicketKind.ADMISSION if admits(unit) else TicketKind.PICKUP


def issue_booking_tickets(
    session: Session, unit: ItemUnit, people: Mapping[int, int | None], now: datetime, *, rng: Random
) -> dict[int, IssuedTicket]:
    """Issue the tickets of bookings of an item and return them by booking. `people` is by booking, too."""
    kind = kind_of_ticket(unit)
    same = {"kind": kind, "made_at": now}
    rows = [
        {"code": draw_code(rng), "booking_id": booking, "person_id": person, **same}
        for booking, person in people.items()
    ]
    return {
        row.booking_id: IssuedTicket(row.id, row.code)
        for row in insert_all(session, Ticket, rows, returned_columns=("booking_id", "id", "code"))
    }


def revoke(session: Session, booking: Booking, now: datetime) -> None:
    """Revoke the ticket of a booking."""
    counts = select(Ticket).where(col(Ticket.booking_id) == booking.id, col(Ticket.revoked_at).is_(None))
    ticket = session.exec(counts).first()
    if ticket:
        ticket.revoked_at = now
        session.flush()


def unrevoke(session: Session, booking: Booking) -> None:
    """Let the ticket of a booking that was given back count again."""
    revoked = select(Ticket).where(
        col(Ticket.booking_id) == booking.id, col(Ticket.person_id) == booking.person_id
    )
    ticket = session.exec(revoked.order_by(col(Ticket.id).desc())).first()
    if ticket:
        ticket.revoked_at = None
        session.flush()


def revoke_all(session: Session, bookings: Select[int | None], now: datetime) -> None:
    """Revoke the tickets of these bookings, in one statement."""
    counts = col(Ticket.booking_id).in_(bookings), col(Ticket.revoked_at).is_(None)
    session.connection().execute(update(Ticket).where(*counts).values(revoked_at=now))


def reissue_tickets(session: Session, person: int, account: int, now: datetime, *, rng: Random) -> list[int]:
    """Give the tickets of an account to another person, and return the items concerned.

    Where something is left to collect or to bring back, the ticket is revoked and stays, and the person has a new one with a new code.
    The caller has locked both people and has not moved the bookings and loans yet.
    """
    _hand_over_used(session, person, account)
    valid = select(Ticket).where(col(Ticket.person_id) == account, col(Ticket.revoked_at).is_(None))
    replaced = session.exec(valid.order_by(col(Ticket.id))).all()
    for ticket in replaced:
        ticket.revoked_at = now
    session.flush()
    insert_all(
        session,
        Ticket,
        [
            {
                "code": draw_code(rng),
                "kind": ticket.kind,
                "booking_id": ticket.booking_id,
                "loan_id": ticket.loan_id,
                "person_id": person,
                "made_at": now,
            }
            for ticket in replaced
        ],
    )
    return _items_of(session, replaced)


def _hand_over_used(session: Session, person: int, account: int) -> None:
    """Give another person the tickets of an account that open nothing any more, with their codes."""
    collectable = select(Booking.id).where(
        col(Booking.person_id) == account,
        col(Booking.state) == BookingState.BOOKED,
        col(Booking.collected) < col(Booking.units),
    )
    out = select(Loan.id).where(
        col(Loan.person_id) == account, col(Loan.units) > col(Loan.returned) + col(Loan.lost)
    )
    of_no_use = or_(
        col(Ticket.revoked_at).is_not(None),
        and_(col(Ticket.booking_id).is_not(None), col(Ticket.booking_id).not_in(collectable)),
        and_(col(Ticket.loan_id).is_not(None), col(Ticket.loan_id).not_in(out)),
    )
    theirs = col(Ticket.person_id) == account, of_no_use
    session.connection().execute(update(Ticket).where(*theirs).values(person_id=person))
    session.expire_all()


def _items_of(session: Session, tickets: Sequence[Ticket]) -> list[int]:
    """Return the items of the bookings that some tickets are for, or whose packaging is out."""
    loans = [each.loan_id for each in tickets if each.loan_id]
    lent = session.exec(select(Loan.booking_id).where(col(Loan.id).in_(loans))).all()
    booked = [each.booking_id for each in tickets if each.booking_id]
    rows = select(Booking.item_id).where(col(Booking.id).in_([*booked, *lent]))
    return sorted({*session.exec(rows)})


def returns_ticket(session: Session, loan: int | None) -> Ticket:
    """Return the newest returns ticket of a loan; earlier ones are revoked."""
    newest = select(Ticket).where(col(Ticket.loan_id) == loan).order_by(col(Ticket.id).desc()).limit(1)
    return session.exec(newest).one()


def lend(session: Session, booking: Booking, units: int, now: datetime, rng: Random) -> int:
    """Lend packaging with units of a booking, and return the id of its valid returns ticket. locks: loan"""
    loan = _loan(session, booking.id)
    if loan is None:
        loan = _new_loan(session, booking, now)
        loan.units = units
        return issue_returns_ticket(session, loan, now, rng)
    loan.units += units
    loan.due_at = now + loan_period(session, loan)
    ticket = returns_ticket(session, loan.id)
    ticket.revoked_at = None
    return ticket.id or 0


def issue_returns_ticket(session: Session, loan: Loan, now: datetime, rng: Random) -> int:
    """Store a new loan, issue its returns ticket and return the ticket's id."""
    session.add(loan)
    session.flush()
    return _add(
        session,
        Ticket(
            code=draw_code(rng),
            kind=TicketKind.RETURNS,
            loan_id=loan.id,
            person_id=loan.person_id,
            made_at=now,
        ),
    )


def loan_period(session: Session, loan: Loan) -> timedelta:
    """Return the time until what goes out now has to come back: that of its type."""
    if loan.type_id is None:
        return LOAN_PERIOD
    return timedelta(days=session.get_one(PackagingType, loan.type_id).free_days)


def _new_loan(session: Session, booking: Booking, now: datetime) -> Loan:
    """Return a loan of no units yet, of the item's packaging type where it names one."""
    item = session.get_one(Item, booking.item_id)
    if item.packaging_id is None:
        loan = Loan(
            deposit=booking.loan_deposit, units=0, out_at=now, due_at=now + LOAN_PERIOD, person_id=None
        )
    else:
        lender = stall_ref(session.get_one(Drop, item.drop_id).stall_id)
        packaging = session.get_one(PackagingType, item.packaging_id)
        loan = new_loan(session, packaging, lender, deposit=booking.loan_deposit, now=now)
    loan.booking_id, loan.person_id = booking.id, booking.person_id
    return loan


def unlend(session: Session, booking: int, units: int, now: datetime) -> bool:
    """Undo a loan; returns False where too much was returned since. locks: loan"""
    loan = _loan(session, booking)
    if loan is None or units > loan.out:
        return False
    loan.units -= units
    if loan.units == 0:
        returns_ticket(session, loan.id).revoked_at = now
    session.flush()
    return True


def _loan(session: Session, booking: int | None) -> Loan | None:
    return session.exec(
        select(Loan).where(col(Loan.booking_id) == booking).with_for_update(key_share=True)
    ).first()


def _add(session: Session, ticket: Ticket) -> int:
    session.add(ticket)
    session.flush()
    assert ticket.id is not None
    return ticket.id
