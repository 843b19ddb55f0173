"""Seeing a ticket: what its link, its code or its picture says to whoever shows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete
from sqlmodel import Session, col, select

from market.acting import Acting, organises
from market.person import lock_person
from market.refusal import TooManyCodes
from market.ticket.code import read_code
from market.ticket.facts import TicketFacts, facts_of
from market.ticket.scan import stall_of
from storage.ticket import Miss, Ticket

MISSES, HOUR = 10, timedelta(hours=1)


class Role(StrEnum):
    """What a person is to a ticket."""

    HOLDER = "holder"
    STAFF = "staff"
    ELSEWHERE = "elsewhere"
    ANYONE = "anyone"


@dataclass(frozen=True)
class Seen:
    ticket: TicketFacts
    role: Role


def look_up(session: Session, acting: Acting, code: str) -> Seen | None:
    """None: no ticket has this code."""
    ticket = session.exec(select(Ticket).where(col(Ticket.code) == code)).first()
    if ticket is None:
        return None
    facts = facts_of(session, ticket)
    return Seen(facts, _role(session, acting, facts))


def type_code(session: Session, acting: Acting, text: str, zone: str, now: datetime) -> Seen | None:
    """As `look_up`, for what somebody typed: ten wrong ones an hour, and no more is read, not even the right one.

    Raises TooManyCodes, whose time is in `zone`. locks: person
    """
    lock_person(session, acting.person)
    _refuse_guessing(session, acting.person, zone, now)
    code = read_code(text)
    seen = look_up(session, acting, code) if code else None
    if seen is None:
        session.add(Miss(person_id=acting.person, missed_at=now))
    return seen


def _role(session: Session, acting: Acting, ticket: TicketFacts) -> Role:
    own_stall = ticket.kind == "claim" and ticket.owner == acting.person
    if ticket.holder == acting.person and not own_stall:
        return Role.HOLDER
    if own_stall or organises(session, acting):
        return Role.STAFF
    if stall_of(session, acting.person) is None:
        return Role.ANYONE
    return Role.STAFF if ticket.kind == "return" else Role.ELSEWHERE


def _refuse_guessing(session: Session, person: int, zone: str, now: datetime) -> None:
    """Misses are kept for the hour in which they count."""
    session.connection().execute(
        delete(Miss).where(col(Miss.person_id) == person, col(Miss.missed_at) <= now - HOUR)
    )
    misses = select(Miss.missed_at).where(col(Miss.person_id) == person).order_by(col(Miss.missed_at))
    times = session.exec(misses).all()
    if len(times) >= MISSES:
        raise TooManyCodes(times[-MISSES] + HOUR, zone)
