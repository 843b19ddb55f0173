"""Handing over to a holder whose phone is dead: by the beginning of their name and of the ticket's code (docs/ticket.md)."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlmodel import Session, col, func, select

from market.actor import Actor, Right
from market.drop.locked_item import notify_about
from market.market_day.own_stall_day import own_stall_day
from market.person import lock_unblocked_person
from market.ticket.code_attempts import count_failed_code, refuse_guessing
from market.ticket.facts import COLLECTABLE, TicketFacts, facts_of
from market.ticket.notifications import HandedOverWithoutPhone
from market.ticket.refusals import DepositNeedsTicket, RefundNeedsTicket
from market.ticket.scan import HandOverPayment, collect, lock_ticket, refuse_invalid
from market.ticket.scan_rule import UNDOABLE
from market.ticket.ticket_code import ALIKE, VALUES, seems_code
from storage.drop import Drop, Item
from storage.person import Person
from storage.ticket import Loan, Scan, Ticket, TicketSubject
from storage.waitlist import Booking

LETTERS, SYMBOLS, MAX_SYMBOLS = 3, 2, 4
"""The least of a name and of a code that open a booking; a shorter name is said whole."""
MAX_LETTERS = 6


@dataclass(frozen=True)
class SpokenTicket:
    """A ticket of an evening as its holder says it: the beginning of its code, and of their name."""

    stall_day: int
    symbols: str
    name: str


def find_spoken(
    session: Session, actor: Actor, spoken: SpokenTicket, zone: str, *, now: datetime
) -> TicketFacts | None:
    """Return the booking that a holder without a phone says, to those who may scan at its stall.

    None where none or several fit, which counts as a wrong code. Raises Blocked, ButtonForged, StallUnknown, NotYourStall; TooManyCodes, whose time
    is in `zone`; TicketDone, TicketEnded, DepositNeedsTicket, RefundNeedsTicket. locks: person
    """
    lock_unblocked_person(session, actor.person)
    own_stall_day(session, actor, spoken.stall_day, Right.SCAN)
    refuse_guessing(session, actor.person, zone, now)
    found = _tickets(session, spoken)
    if len(found) != 1:
        count_failed_code(session, actor, now)
        return None
    ticket = facts_of(session, found[0])
    _refuse_paying_out(ticket)
    refuse_invalid(ticket, max(1, ticket.left), now)
    return ticket


def hand_over_spoken(
    session: Session,
    actor: Actor,
    spoken: SpokenTicket,
    payment: HandOverPayment,
    *,
    zone: str,
    now: datetime,
    rng: Random,
) -> int | None:
    """Hand over all that is left of a booking to a holder without a phone; return the scan's id, or None as `find_spoken`.

    The ticket says so at once, and its holder is told when it cannot be undone any more. Raises as `find_spoken` and `collect`.
    locks: person, drop, item, booking, loan, asset, stock
    """
    found = find_spoken(session, actor, spoken, zone, now=now)
    if found is None:
        return None
    locked, ticket = lock_ticket(session, found.code, TicketSubject.BOOKING)
    _refuse_paying_out(ticket)
    scan = collect(session, actor, ticket.code, max(1, ticket.left), now=now, rng=rng, payment=payment)
    session.get_one(Scan, scan).without_phone = True
    assert locked is not None, "a booking is of an item"
    handed = HandedOverWithoutPhone(drop_id=ticket.drop, item_id=ticket.item_id, scan_id=scan)
    notify_about(session, ticket.holder, handed, locked, due_at=now + UNDOABLE, about=f"scan:{scan}")
    return scan


def read_spoken(text: str) -> tuple[str, str] | None:
    """Return the symbols and the name in "Ain 7K"; None for another text. A whole code is none: it is looked up by itself."""
    name, _, last = text.strip().rpartition(" ")
    symbols = _symbols_of(last)
    is_beginning = SYMBOLS <= len(symbols) <= MAX_SYMBOLS and all(sign in VALUES for sign in symbols)
    if not is_beginning or not letters_of(name) or seems_code(text):
        return None
    return symbols, name


def _tickets(session: Session, spoken: SpokenTicket) -> list[Ticket]:
    """Return the tickets of an evening, also of the packaging that went out on it, whose code and whose holder's name begin as it was said."""
    symbols = _symbols_of(spoken.symbols)
    if len(symbols) < SYMBOLS:
        return []
    rows = (
        select(Ticket, Person.first_name)
        .join(Person, col(Person.id) == col(Ticket.person_id))
        .outerjoin(Loan, col(Loan.id) == col(Ticket.loan_id))
        .join(Booking, col(Booking.id) == func.coalesce(col(Ticket.booking_id), col(Loan.booking_id)))
        .join(Item, col(Item.id) == col(Booking.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(
            col(Drop.stall_day_id) == spoken.stall_day,
            col(Ticket.revoked_at).is_(None),
            col(Booking.state).in_(COLLECTABLE),
            col(Ticket.code).startswith(symbols, autoescape=True),
        )
    )
    return [ticket for ticket, name in session.exec(rows) if _begins(name, spoken.name)]


def _begins(name: str, spoken: str) -> bool:
    """Return whether a name begins as it was said, with enough letters of it."""
    whole, beginning = letters_of(name), letters_of(spoken)
    return bool(beginning) and len(beginning) >= min(LETTERS, len(whole)) and whole.startswith(beginning)


def _symbols_of(text: str) -> str:
    """Return typed symbols as codes are stored."""
    return unicodedata.normalize("NFKC", text).upper().translate(ALIKE)


def letters_of(name: str) -> str:
    """Return the letters and digits of a name without case, width and accents; as many as a button has room for."""
    wide = unicodedata.normalize("NFKD", name.casefold())
    return unicodedata.normalize("NFC", "".join(sign for sign in wide if sign.isalnum()))[:MAX_LETTERS]


def _refuse_paying_out(ticket: TicketFacts) -> None:
    """Refuse a name alone where money goes to whoever says it. Raises DepositNeedsTicket, RefundNeedsTicket."""
    if ticket.kind.subject is TicketSubject.LOAN:
        raise RefundNeedsTicket
    if ticket.paid:
        raise DepositNeedsTicket
