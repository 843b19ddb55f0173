"""Making tickets, and taking back their word."""

from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from market.ticket.code import draw_code
from storage.ticket import Loan, Ticket
from storage.waitlist import Claim


def issue_claim_ticket(session: Session, claim: Claim, now: datetime, dice: Random) -> int:
    """The ticket that collects a claim; its id."""
    return _add(
        session,
        Ticket(code=draw_code(dice), kind="claim", claim_id=claim.id, person_id=claim.person_id, made_at=now),
    )


def issue_return_ticket(session: Session, loan: Loan, now: datetime, dice: Random) -> int:
    """The ticket that brings packaging back; its id."""
    return _add(
        session,
        Ticket(code=draw_code(dice), kind="return", loan_id=loan.id, person_id=loan.person_id, made_at=now),
    )


def revoke(session: Session, claim: Claim, now: datetime) -> None:
    """The claim's ticket collects nothing any more."""
    ticket = session.exec(select(Ticket).where(col(Ticket.claim_id) == claim.id)).first()
    if ticket:
        ticket.revoked_at = now


def _add(session: Session, ticket: Ticket) -> int:
    session.add(ticket)
    session.flush()
    assert ticket.id is not None
    return ticket.id
