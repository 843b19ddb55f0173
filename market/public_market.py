"""The market, an alley and a stall as anybody may see them, for their pages."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from market.access import AccessFacts, known_access
from market.actor import StallUnknown
from market.alley import AlleyUnknown
from market.drop.browse import coming_drops, refuse_closed_stall
from market.drop.facts import AlleyFacts, DropFacts, StallFacts, alley_facts
from market.licence_card import CardFacts, card_of_stall
from market.mix.record import MixDay, next_mix
from market.packaging.hub_facts import HubFacts, hubs
from market.seller import SellerFacts, public_seller
from storage.alley import Alley
from storage.permit import permit_end
from storage.person import Person
from storage.stall import Stall, StallApproval

MARKET_DROPS, ALLEY_DROPS, STALL_DROPS = 24, 60, 60
"""The most drops on a page, so that it stays small; the chat has all of them."""
MOST_ALLEYS = 100


@dataclass(frozen=True)
class PublicMarket:
    """The open alleys, in the order in which they were added, and the next drops of all of them."""

    alleys: tuple[AlleyFacts, ...]
    drops: tuple[DropFacts, ...]


@dataclass(frozen=True, kw_only=True)
class PublicAlley:
    """An alley. `permit_until` is the last day of its permit, None where none is recorded. A closed one has no drops.

    `mix` is that of its next market day with some stalls, None where its organisers ask for no share of local ones.
    """

    alley: AlleyFacts
    permit_until: date | None
    drops: tuple[DropFacts, ...]
    hubs: tuple[HubFacts, ...]
    mix: MixDay | None
    access: tuple[AccessFacts, ...]


@dataclass(frozen=True, kw_only=True)
class PublicStall:
    """A stall with its drops that are not over. `seller` and `licence` are None where it shows none."""

    stall: StallFacts
    drops: tuple[DropFacts, ...]
    seller: SellerFacts | None
    licence: CardFacts | None


def public_market(session: Session, now: datetime) -> PublicMarket:
    """Return the first page of the market."""
    rows = select(Alley).where(col(Alley.closed_at).is_(None)).order_by(col(Alley.id)).limit(MOST_ALLEYS)
    alleys = tuple(map(alley_facts, session.exec(rows)))
    return PublicMarket(alleys, coming_drops(session, now, limit=MARKET_DROPS))


def public_alley(session: Session, code: str, now: datetime) -> PublicAlley:
    """Return an alley by its code. Raises AlleyUnknown."""
    found = select(Alley, permit_end(col(Alley.id))).where(col(Alley.code) == code)
    row, permit_until = AlleyUnknown.unless(session.exec(found).first())
    return PublicAlley(
        alley=alley_facts(row),
        permit_until=permit_until,
        drops=coming_drops(session, now, alley=row.id, limit=ALLEY_DROPS),
        hubs=hubs(session, alley=row.id),
        mix=next_mix(session, row.id or 0, now),
        access=known_access(session, row.id or 0),
    )


def public_stall(session: Session, code: str, now: datetime) -> PublicStall:
    """Return a stall by its code, also without a drop. Raises StallUnknown, also while it is not approved or its owner is blocked; StallHasClosed."""
    rows = select(Stall, Alley).join(Alley, col(Alley.id) == col(Stall.alley_id))
    is_open = col(Stall.state) == StallApproval.APPROVED, col(Person.blocked_at).is_(None)
    owned = rows.join(Person, col(Person.id) == col(Stall.owner_id)).where(col(Stall.code) == code, *is_open)
    found = session.exec(owned).first()
    if found is None:
        refuse_closed_stall(session, code)
        raise StallUnknown
    stall, alley = found
    assert stall.id is not None, "it was read"
    return PublicStall(
        stall=StallFacts(
            id=stall.id,
            code=stall.code,
            name=stall.name,
            words=stall.words,
            language=stall.language,
            alley=alley_facts(alley),
        ),
        drops=coming_drops(session, now, stall=stall.id, limit=STALL_DROPS),
        seller=public_seller(session, stall.id),
        licence=card_of_stall(session, stall, now),
    )
