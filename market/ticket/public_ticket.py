"""A ticket as anyone may see it who has its QR."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from market.ticket.facts import TicketFacts, facts_of
from market.ticket.refusals import TicketUnknown
from storage.drop import Drop, is_shown
from storage.person import Person
from storage.stall import Stall
from storage.ticket import Ticket

CODE_OF_DROP = select(Drop.code).join(Stall, col(Stall.id) == col(Drop.stall_id)).where(is_shown())


@dataclass(frozen=True, kw_only=True)
class PublicTicket:
    """A ticket, the language of its holder, and the code of its drop: "" where nobody holds it, and where the drop is not shown."""

    facts: TicketFacts
    language: str
    drop: str


def public_ticket(session: Session, code: str) -> PublicTicket:
    """Return the ticket with this code, which somebody has read from its signature: a code alone shows nothing. Raises TicketUnknown."""
    row = TicketUnknown.unless(session.exec(select(Ticket).where(col(Ticket.code) == code)).first())
    holder = session.get(Person, row.person_id) if row.person_id else None
    facts = facts_of(session, row)
    drop = session.exec(CODE_OF_DROP.where(col(Drop.id) == facts.drop)).first()
    return PublicTicket(facts=facts, language=holder.language if holder else "", drop=drop or "")
