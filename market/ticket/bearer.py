"""Lending packaging without a booking: its returns ticket is good for whoever has it."""

from datetime import datetime
from random import Random

from sqlmodel import Session

from market.actor import Actor
from market.drop.refusals import NumberUnfit
from market.packaging.loan import Handling, hand_out, new_loan
from market.packaging.packaging_type import lent_packaging_row
from market.packaging.place import PlaceRef, lock_staffed_place
from market.refusal import ButtonForged
from market.ticket.issue import issue_returns_ticket
from storage.store import mark_changed
from storage.ticket import Ticket

MOST = 6
"""Units on one returns ticket."""


def lend_packaging(
    session: Session,
    actor: Actor,
    place: PlaceRef,
    packaging: int,
    units: int,
    *,
    now: datetime,
    rng: Random,
    assets: tuple[int, ...] = (),
) -> str:
    """Lend units of a type to whoever stands there, and return the code of the returns ticket. For staff of the place.

    Raises Banned, HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall, PackagingTypeUnknown, PackagingTypeEnded, NumberUnfit, AssetElsewhere.
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
