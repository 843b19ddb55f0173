"""A ticket as anyone may see it who has its QR."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from market.ticket.facts import TicketFacts, facts_of
from market.ticket.refusals import TicketUnknown
from storage.person import Person
from storage.ticket import Ticket


@dataclass(frozen=True)
class PublicTicket:
    """A ticket, and the language of its holder: "" where nobody holds it."""

    facts: TicketFacts
    language: str


def public_ticket(session: Session, code: str) -> PublicTicket:
    """Return the ticket with this code, which somebody has read from its signature: a code alone shows nothing. Raises TicketUnknown."""
    row = TicketUnknown.unless(session.exec(select(Ticket).where(col(Ticket.code) == code)).first())
    holder = session.get(Person, row.person_id) if row.person_id else None
    return PublicTicket(facts_of(session, row), holder.language if holder else "")
