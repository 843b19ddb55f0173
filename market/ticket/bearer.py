"""Lending packaging without a booking: its returns ticket is good for whoever has it."""

from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from market.actor import Actor
from market.drop.refusals import NumberUnfit
from market.packaging.loan import Handling, hand_out, new_loan
from market.packaging.packaging_type import lent_packaging_row, packaging_row
from market.packaging.place import PlaceRef, lock_staffed_place, ref_of, require_place_staff
from market.packaging.refusals import NothingOwed, PackagingTermsUnfit
from market.refusal import ButtonForged
from market.ticket.facts import TicketFacts, facts_of_all
from market.ticket.issue import issue_returns_ticket
from storage.store import mark_changed
from storage.ticket import Loan, Ticket

MOST = 6
"""Units on one returns ticket."""
MOST_APART = 50
"""Returns tickets that are lent at once."""


def lend_packaging(
    session: Session,
    actor: Actor,
    place: PlaceRef,
    packaging: int,
    *,
    units: int,
    now: datetime,
    rng: Random,
    assets: tuple[int, ...] = (),
) -> str:
    """Lend units of a type to whoever stands there, and return the code of the returns ticket. For staff of the place.

    Raises Blocked, HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall, PackagingTypeUnknown, PackagingTypeEnded, NumberUnfit, AssetElsewhere.
    locks: person, asset, stock
    """
    row = lock_staffed_place(session, actor, place)
    kind = lent_packaging_row(session, packaging)
    if not 1 <= units <= MOST:
        raise NumberUnfit(MOST)
    if len({*assets}) != len(assets) or len(assets) > units:
        raise ButtonForged
    loan = new_loan(session, kind, place, deposit=kind.deposit, now=now)
    loan.units = units
    ticket = issue_returns_ticket(session, loan, now, rng)
    hand_out(session, loan, units, Handling(place=row, by=actor.person, at=now, assets=assets))
    mark_changed(session, "units", "packaging")
    return session.get_one(Ticket, ticket).code


def lend_apart(
    session: Session, actor: Actor, place: PlaceRef, packaging: int, *, count: int, now: datetime, rng: Random
) -> int:
    """Lend so many units of a type, each with a returns ticket of its own, and return the first of the loans. For staff of the place.

    Raises as `lend_packaging`, NumberUnfit for more than MOST_APART, PackagingTermsUnfit for a type of single pieces. locks: person, asset, stock
    """
    if not 1 <= count <= MOST_APART:
        raise NumberUnfit(MOST_APART)
    if packaging_row(session, packaging).single:
        raise PackagingTermsUnfit
    codes = [
        lend_packaging(session, actor, place, packaging, units=1, now=now, rng=rng) for _ in range(count)
    ]
    return session.exec(select(Ticket.loan_id).where(col(Ticket.code) == codes[0])).one() or 0


def bearer_tickets(session: Session, actor: Actor, first: int, count: int) -> tuple[TicketFacts, ...]:
    """Return the returns tickets of up to `count` loans that were lent apart with the loan `first`, as far as they are still out. For staff of their place.

    Raises NothingOwed for another loan, HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall.
    """
    loan = session.get(Loan, first)
    if loan is None or loan.booking_id is not None or loan.lender_id is None:
        raise NothingOwed
    require_place_staff(session, actor, ref_of(session, loan.lender_id))
    rows = (
        select(Ticket)
        .join(Loan, col(Loan.id) == col(Ticket.loan_id))
        .where(
            col(Loan.id) >= first, col(Loan.lender_id) == loan.lender_id, col(Loan.type_id) == loan.type_id
        )
        .where(
            col(Loan.out_at) == loan.out_at,
            col(Loan.booking_id).is_(None),
        )
        .order_by(col(Loan.id))
        .limit(min(count, MOST_APART))
    )
    return tuple(facts for facts in facts_of_all(session, session.exec(rows).all()) if facts.left)
