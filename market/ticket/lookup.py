"""Looking up a ticket by its link, code or picture."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from sqlmodel import Session, col, select

from market.actor import Actor, Right, is_organiser, may
from market.packaging.place import PlaceFacts, PlaceRef, is_hub_staff, place_facts
from market.person import lock_unblocked_person
from market.ticket.code_attempts import count_failed_code, refuse_guessing
from market.ticket.facts import TicketFacts, facts_of
from market.ticket.returned import UnpaidReturn, unpaid_of
from market.ticket.scan import return_place, return_places, scanning_stalls
from market.ticket.ticket_code import read_code
from market.ticket.together import others_here, pickup_here
from storage.packaging import PlaceKind
from storage.ticket import Ticket, TicketSubject


class TicketRole(StrEnum):
    """The role of a person for a ticket."""

    HOLDER = "holder"
    STAFF = "staff"
    ELSEWHERE = "elsewhere"
    ANYONE = "anyone"


@dataclass(frozen=True, kw_only=True)
class TicketView:
    """A ticket and the actor's role for it. Staff also see the `others` of its holder that they can scan with it.

    Packaging is taken back at `place`; the actor also works at the places `elsewhere`. `pickup` is a ticket of the same holder for goods of that
    stall in the same packaging. `unpaid` is what came back before and was not paid out.
    """

    ticket: TicketFacts
    role: TicketRole
    others: tuple[TicketFacts, ...] = ()
    place: PlaceFacts | None = None
    elsewhere: tuple[PlaceFacts, ...] = ()
    pickup: TicketFacts | None = None
    unpaid: tuple[UnpaidReturn, ...] = ()


def look_up(
    session: Session, actor: Actor, code: str, now: datetime, *, place: PlaceRef | None = None
) -> TicketView | None:
    """Return the ticket with this code and the actor's role; None for an unknown code.

    Packaging comes back at `place` if the actor works there, else at the first place where they do.
    """
    ticket = session.exec(select(Ticket).where(col(Ticket.code) == code)).first()
    if ticket is None:
        return None
    facts = facts_of(session, ticket)
    role = _role(session, actor, facts)
    if role is not TicketRole.STAFF:
        return TicketView(ticket=facts, role=role)
    if facts.kind.subject is TicketSubject.BOOKING:
        return TicketView(ticket=facts, role=role, others=others_here(session, facts, now))
    return _returns_view(session, actor, facts, now, place=place)


def _returns_view(
    session: Session, actor: Actor, ticket: TicketFacts, now: datetime, *, place: PlaceRef | None
) -> TicketView:
    """Return a returns ticket as the staff of a place see it."""
    own = return_places(session, actor.person)
    here = place if place in own or (place and is_organiser(session, actor)) else None
    here = here or return_place(session, actor, ticket)
    at_hub = here.kind is PlaceKind.HUB
    return TicketView(
        ticket=ticket,
        role=TicketRole.STAFF,
        others=others_here(session, ticket, now, here.id if at_hub else None),
        place=place_facts(session, here),
        elsewhere=tuple(place_facts(session, other) for other in own if other != here),
        pickup=None if at_hub else pickup_here(session, ticket, here.id, now),
        unpaid=unpaid_of(session, actor, ticket.id),
    )


def look_up_typed(
    session: Session, actor: Actor, text: str, zone: str, now: datetime, place: PlaceRef | None = None
) -> TicketView | None:
    """As `look_up`, for a code that a person typed or a button carries: wrong ones are counted, and after too many even the right one is refused.

    Raises TooManyCodes, whose time is in `zone`. locks: person
    """
    lock_unblocked_person(session, actor.person)
    refuse_guessing(session, actor.person, zone, now)
    code = read_code(text)
    found = look_up(session, actor, code, now, place=place) if code else None
    if found is None:
        count_failed_code(session, actor, now)
    return found


def _role(session: Session, actor: Actor, ticket: TicketFacts) -> TicketRole:
    own_stall = _is_scanned_by_its_stall_only(ticket) and may(session, actor.person, ticket.stall, Right.SCAN)
    if ticket.holder == actor.person and not own_stall:
        return TicketRole.HOLDER
    if own_stall or is_organiser(session, actor):
        return TicketRole.STAFF
    if not scanning_stalls(session, actor.person):
        works = not _is_scanned_by_its_stall_only(ticket) and is_hub_staff(session, actor.person)
        return TicketRole.STAFF if works else TicketRole.ANYONE
    return TicketRole.ELSEWHERE if _is_scanned_by_its_stall_only(ticket) else TicketRole.STAFF


def _is_scanned_by_its_stall_only(ticket: TicketFacts) -> bool:
    """Return whether only the stall that sold the item scans it; packaging comes back at any stall."""
    match ticket.kind.subject:
        case TicketSubject.BOOKING:
            return True
        case TicketSubject.LOAN:
            return False
        case _:
            assert_never(ticket.kind.subject)
