"""Packaging at a glance, for organisers."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.packaging.hauling import HaulFacts, hauls_from, hauls_to
from market.packaging.hub import GONE
from market.packaging.hub_facts import HubFacts, PackagingDesk, closed_hubs, hub_facts, hubs, packaging_desk
from market.packaging.ledger import place_balance
from market.packaging.packaging_type import PackagingFacts, packaging_facts, packaging_types
from market.packaging.place import PlaceFacts, PlaceRef, known_place
from storage.alley import Alley
from storage.hub import Hub
from storage.packaging import PackagingState, PackagingStock, PackagingType
from storage.ticket import Loan


@dataclass(frozen=True, kw_only=True)
class PackagingOverview:
    """The number of types that are lent, of hubs that are open, and of units of all types that are out and late."""

    types: int
    hubs: int
    out: int
    late: int


def packaging_overview(session: Session, actor: Actor, now: datetime) -> PackagingOverview:
    """Return the numbers of the market's packaging. For organisers. Raises NotOrganiser."""
    require_organiser(session, actor)
    types = select(func.count()).select_from(PackagingType).where(col(PackagingType.ended_at).is_(None))
    hubs = select(func.count()).select_from(Hub).where(col(Hub.closed_at).is_(None))
    out = select(func.coalesce(func.sum(col(Loan.units) - col(Loan.returned) - col(Loan.lost)), 0)).where(
        col(Loan.type_id).is_not(None),
        col(Loan.units) > col(Loan.returned) + col(Loan.lost),  # as the index has it
    )
    return PackagingOverview(
        types=session.exec(types).one(),
        hubs=session.exec(hubs).one(),
        out=session.exec(out).one(),
        late=session.exec(out.where(col(Loan.due_at) < now)).one(),
    )


@dataclass(frozen=True, kw_only=True)
class OverseenPackaging:
    """A type for organisers: `units` in the books that are neither lost nor retired, `out` of them on loan. Prices are written as in `territory`."""

    facts: PackagingFacts
    territory: str
    units: int
    out: int


@dataclass(frozen=True, kw_only=True)
class OverseenPlace:
    """The packaging of a hub or stall for organisers. `cash` is as in `PlaceBalance`; prices are written as in `territory`.

    `hauls` are on the way to or from it.
    """

    desk: PackagingDesk
    cash: int
    territory: str
    hauls: tuple[HaulFacts, ...] = ()

    @property
    def place(self) -> PlaceFacts:
        return self.desk.place


def overseen_types(session: Session, actor: Actor) -> tuple[PackagingFacts, ...]:
    """Return the types that are lent, in the order in which they were made. For organisers. Raises NotOrganiser."""
    require_organiser(session, actor)
    return packaging_types(session)


def overseen_packaging(session: Session, actor: Actor, packaging: int) -> OverseenPackaging:
    """Return a type, also one that is not lent any more. For organisers. Raises NotOrganiser, PackagingTypeUnknown."""
    require_organiser(session, actor)
    facts = packaging_facts(session, packaging)
    territory = select(Alley.territory).where(col(Alley.currency) == facts.currency).order_by(col(Alley.id))
    counts = select(PackagingStock.state, func.sum(PackagingStock.units)).where(
        col(PackagingStock.type_id) == packaging
    )
    units = dict(session.exec(counts.group_by(col(PackagingStock.state))).all())
    return OverseenPackaging(
        facts=facts,
        territory=session.exec(territory).first() or "",
        units=sum(count for state, count in units.items() if state not in GONE),
        out=units.get(PackagingState.OUT, 0),
    )


def overseen_place(session: Session, actor: Actor, place: PlaceRef, now: datetime) -> OverseenPlace:
    """Return the packaging of a hub or stall, also of a closed hub. For organisers. Raises NotOrganiser, HubUnknown, StallUnknown."""
    require_organiser(session, actor)
    desk = packaging_desk(session, actor, place, now)
    row = known_place(session, place)
    return OverseenPlace(
        desk=desk,
        cash=place_balance(session, row) if row else 0,
        territory=session.get_one(Alley, desk.place.alley).territory,
        hauls=(*hauls_from(session, actor, place), *hauls_to(session, actor, place)),
    )


def overseen_hubs(session: Session, actor: Actor) -> tuple[HubFacts, ...]:
    """Return all hubs by alley and name, those that are closed for good at the end. For organisers. Raises NotOrganiser."""
    require_organiser(session, actor)
    return (*hubs(session), *closed_hubs(session))


def overseen_hub(session: Session, actor: Actor, hub: int) -> HubFacts:
    """Return a hub. For organisers. Raises NotOrganiser, HubUnknown."""
    require_organiser(session, actor)
    return hub_facts(session, hub)
