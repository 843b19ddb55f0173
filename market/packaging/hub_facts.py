"""Hubs as values: for people who bring packaging back, and for those who work there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from math import asin, cos, radians, sin, sqrt
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.packaging.hauling import units_arriving
from market.packaging.packaging_type import (
    PackagingFacts,
    packaging_facts_of,
    packaging_types,
)
from market.packaging.place import (
    PlaceFacts,
    PlaceRef,
    known_place,
    place_facts,
    require_place_staff,
)
from market.packaging.refund import owed_scans
from market.packaging.refusals import HubUnknown, PackagingTypeUnknown
from market.packaging.undo import last_work
from storage.alley import Alley
from storage.hub import Hub, HubSlot, HubStaff
from storage.packaging import PackagingPlace, PackagingState, PackagingStock, PackagingType, PlaceKind
from storage.person import Person
from storage.ticket import Loan

WEEK, MOST_OPEN = timedelta(days=7), 3
EARTH_RADIUS_KM = 6371.0
ON_SHELVES = (
    PackagingState.CLEAN,
    PackagingState.RETURNED,
    PackagingState.WASHING,
    PackagingState.QUARANTINED,
)


@dataclass(frozen=True, kw_only=True)
class HubFacts:
    """A hub. Minutes are of the alley's day, as in `Hub`; `here` units of its `capacity` are on its shelves."""

    id: int
    code: str
    name: str
    location: str
    alley: int
    alley_name: str
    zone: str
    latitude: float
    longitude: float
    weekdays: int
    opens_minute: int
    closes_minute: int
    capacity: int
    here: int
    takes: tuple[PackagingFacts, ...]
    closed_at: datetime | None

    @property
    def percent_full(self) -> int:
        return 100 * self.here // self.capacity


@dataclass(frozen=True)
class StockCount:
    """Units of a type that are in a place in a state."""

    packaging: PackagingFacts
    state: PackagingState
    units: int


@dataclass(frozen=True, kw_only=True)
class PackagingDesk:
    """A place as its staff see it. `due` units of all loans from here are to come back within a week, `late` are late already; `arriving` are on the way here.

    `lent` are the types that can be lent here; `undo` is the movement of the actor's last work that can still be undone, 0 for none.
    `owed` returns are not paid out.
    """

    place: PlaceFacts
    hub: HubFacts | None
    stock: tuple[StockCount, ...]
    due: int
    late: int
    arriving: int
    lent: tuple[PackagingFacts, ...]
    undo: int
    owed: int

    def kind(self, packaging: int) -> PackagingFacts:
        """Return a type that is here or is lent here. Raises PackagingTypeUnknown."""
        known = (*self.lent, *(count.packaging for count in self.stock))
        return PackagingTypeUnknown.unless(next((kind for kind in known if kind.id == packaging), None))

    def of(self, packaging: int, state: PackagingState) -> int:
        """Return the units of a type in a state."""
        return sum(each.units for each in self.stock if (each.packaging.id, each.state) == (packaging, state))

    def units(self, *states: PackagingState) -> int:
        """Return the units in these states, of all types."""
        return sum(count.units for count in self.stock if count.state in states)


@dataclass(frozen=True)
class HubHelper:
    person: int
    first_name: str


def open_until(hub: HubFacts, now: datetime) -> datetime | None:
    """Return until when a hub is open; None where it is closed now."""
    zone = ZoneInfo(hub.zone)
    today = now.astimezone(zone).date()
    for day in (today, today - timedelta(days=1)):
        midnight = datetime.combine(day, time(), zone)
        opens, closes = (_at_minute(midnight, minute) for minute in (hub.opens_minute, hub.closes_minute))
        if hub.weekdays >> day.weekday() & 1 and opens <= now < closes and hub.closed_at is None:
            return closes.astimezone(now.tzinfo)
    return None


def open_hubs(hubs: Iterable[HubFacts], now: datetime) -> tuple[tuple[HubFacts, datetime], ...]:
    """Return the first hubs that are open now, MOST_OPEN at most, and until when."""
    times = ((hub, open_until(hub, now)) for hub in hubs)
    return tuple(islice(((hub, until) for hub, until in times if until), MOST_OPEN))


def hub_facts(session: Session, hub: int) -> HubFacts:
    """Return a hub, also a closed one. Raises HubUnknown."""
    row = HubUnknown.unless(session.get(Hub, hub))
    return _all_facts(session, [row])[0]


def closed_hubs(session: Session) -> tuple[HubFacts, ...]:
    """Return the hubs that are closed for good, in the order in which they were closed."""
    rows = select(Hub).where(col(Hub.closed_at).is_not(None)).order_by(col(Hub.closed_at), col(Hub.id))
    return _all_facts(session, session.exec(rows).all())


def hub_by_code(session: Session, code: str) -> HubFacts:
    """Return the hub of a link `h_CODE`. Raises HubUnknown."""
    row = HubUnknown.unless(session.exec(select(Hub).where(col(Hub.code) == code.upper())).first())
    return _all_facts(session, [row])[0]


def hubs(session: Session, alley: int | None = None, packaging: int | None = None) -> tuple[HubFacts, ...]:
    """Return the open hubs, of one alley or all, that take a type or anything, by alley and name."""
    rows = select(Hub).where(col(Hub.closed_at).is_(None))
    if alley is not None:
        rows = rows.where(col(Hub.alley_id) == alley)
    if packaging is not None:
        slot = select(HubSlot.hub_id).where(col(HubSlot.type_id) == packaging)
        rows = rows.where(col(Hub.id).in_(slot))
    order = rows.order_by(col(Hub.alley_id), col(Hub.name), col(Hub.id))
    return _all_facts(session, session.exec(order).all())


@dataclass(frozen=True)
class NearHub:
    """A hub, and how far it is in kilometres, as the crow flies between alleys; None in the alley itself."""

    hub: HubFacts
    km: float | None


def hubs_near(
    session: Session, alley: int | None = None, packaging: int | None = None
) -> tuple[NearHub, ...]:
    """Return the open hubs that take a type or anything, those of an alley first and then the nearest. Without an alley, by alley and name."""
    found = hubs(session, packaging=packaging)
    here = session.get(Alley, alley) if alley else None
    if here is None:
        return tuple(NearHub(hub, None) for hub in found)
    at = here.latitude, here.longitude
    known = (
        NearHub(hub, None if hub.alley == alley else distance_km(at, (hub.latitude, hub.longitude)))
        for hub in found
    )
    return tuple(sorted(known, key=lambda near: -1 if near.km is None else near.km))


def nearest_open_hub(session: Session, alley: int, packaging: int | None, now: datetime) -> HubFacts | None:
    """Return the nearest hub that takes a type and is open now; None for none."""
    near = hubs_near(session, alley, packaging)
    return next((each.hub for each in near if open_until(each.hub, now)), None)


def distance_km(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the distance between two points on the earth, by latitude and longitude in degrees: along a great circle, in kilometres."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, point)) for point in (start, end))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


def packaging_desk(session: Session, actor: Actor, place: PlaceRef, now: datetime) -> PackagingDesk:
    """Return what is in a place and what is due, for its staff. Raises HubUnknown, HubClosed, NotHubStaff, StallUnknown, NotYourStall."""
    require_place_staff(session, actor, place)
    row = known_place(session, place)
    due = _out_from(session, row, now, now + WEEK) if row else 0
    facts = place_facts(session, place)
    hub = hub_facts(session, place.id) if place.kind is PlaceKind.HUB else None
    kinds = hub.takes if hub else packaging_types(session, facts.currency)
    return PackagingDesk(
        place=facts,
        hub=hub,
        stock=_stock(session, row) if row else (),
        due=due,
        late=_out_from(session, row, None, now) if row else 0,
        arriving=units_arriving(session, row) if row else 0,
        lent=tuple(kind for kind in kinds if kind.ended_at is None),
        undo=last_work(session, actor, place, now),
        owed=len(owed_scans(session, row)) if row else 0,
    )


def hub_helpers(session: Session, actor: Actor, hub: int) -> tuple[HubHelper, ...]:
    """Return who works at a hub, in the order in which they were appointed. For organisers. Raises NotOrganiser."""
    require_organiser(session, actor)
    rows = (
        select(Person.id, Person.first_name)
        .join(HubStaff, col(HubStaff.person_id) == col(Person.id))
        .where(col(HubStaff.hub_id) == hub)
        .order_by(col(HubStaff.named_at), col(Person.id))
    )
    return tuple(HubHelper(person or 0, name) for person, name in session.exec(rows))


def _at_minute(midnight: datetime, minute: int) -> datetime:
    """Return the wall clock's moment so many minutes after midnight, perhaps of the next day."""
    days, rest = divmod(minute, 24 * 60)
    return midnight.replace(hour=rest // 60, minute=rest % 60) + timedelta(days=days)


def _all_facts(session: Session, hubs: Sequence[Hub]) -> tuple[HubFacts, ...]:
    """Return hubs in their order: the same three statements for one and for many."""
    ids = [hub.id for hub in hubs]
    alleys = select(Alley).where(col(Alley.id).in_({hub.alley_id for hub in hubs}))
    by_id = {alley.id: alley for alley in session.exec(alleys)}
    slots = (
        select(HubSlot.hub_id, PackagingType)
        .join(PackagingType, col(PackagingType.id) == col(HubSlot.type_id))
        .where(col(HubSlot.hub_id).in_(ids))
        .order_by(col(HubSlot.type_id))
    )
    takes: dict[int | None, list[PackagingFacts]] = {hub: [] for hub in ids}
    for hub, packaging in session.exec(slots):
        takes[hub].append(packaging_facts_of(packaging))
    here = (
        select(PackagingPlace.hub_id, func.sum(PackagingStock.units))
        .join(PackagingStock, col(PackagingStock.place_id) == col(PackagingPlace.id))
        .where(col(PackagingPlace.hub_id).in_(ids), col(PackagingStock.state).in_(ON_SHELVES))
        .group_by(col(PackagingPlace.hub_id))
    )
    units = dict(session.exec(here).all())
    return tuple(
        _facts(hub, by_id[hub.alley_id], here=units.get(hub.id, 0), takes=takes[hub.id]) for hub in hubs
    )


def _facts(hub: Hub, alley: Alley, *, here: int, takes: Sequence[PackagingFacts]) -> HubFacts:
    return HubFacts(
        id=hub.id or 0,
        code=hub.code,
        name=hub.name,
        location=hub.location,
        alley=hub.alley_id,
        alley_name=alley.name,
        zone=alley.zone,
        latitude=alley.latitude,
        longitude=alley.longitude,
        weekdays=hub.weekdays,
        opens_minute=hub.opens_minute,
        closes_minute=hub.closes_minute,
        capacity=hub.capacity,
        here=here,
        takes=tuple(takes),
        closed_at=hub.closed_at,
    )


def _stock(session: Session, place: int) -> tuple[StockCount, ...]:
    rows = (
        select(PackagingType, PackagingStock.state, PackagingStock.units)
        .join(PackagingStock, col(PackagingStock.type_id) == col(PackagingType.id))
        .where(col(PackagingStock.place_id) == place, col(PackagingStock.units) > 0)
        .order_by(col(PackagingType.id), col(PackagingStock.state))
    )
    return tuple(
        StockCount(packaging_facts_of(kind), PackagingState(state), units)
        for kind, state, units in session.exec(rows)
    )


def _out_from(session: Session, place: int, since: datetime | None, until: datetime) -> int:
    """Return the units that are out from a place and due in a time."""
    out = func.coalesce(func.sum(col(Loan.units) - col(Loan.returned) - col(Loan.lost)), 0)
    rows = select(out).where(
        col(Loan.lender_id) == place,
        col(Loan.returned) + col(Loan.lost) < col(Loan.units),
        col(Loan.due_at) <= until,
    )
    return session.exec(rows.where(col(Loan.due_at) > since) if since else rows).one()
