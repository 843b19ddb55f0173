"""The alleys there are."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from market.actor import Actor, require_organiser
from market.person import lock_unblocked_person
from market.refusal import Refusal
from storage.alley import Alley, alleys
from storage.drop import Drop


@dataclass
class AlleyUnknown(Refusal):
    pass


@dataclass(frozen=True, kw_only=True)
class AlleyName:
    id: int
    name: str
    city: str
    territory: str
    currency: str


def alley_names(session: Session) -> tuple[AlleyName, ...]:
    """In the order in which they were added."""
    rows = session.connection().execute(alleys()).all()
    return tuple(AlleyName(**row._mapping) for row in rows)


def alley_by_code(session: Session, code: str) -> int:
    """Return the id of the alley with a code, in either case. Raises AlleyUnknown."""
    return AlleyUnknown.unless(session.exec(select(Alley.id).where(col(Alley.code) == code.upper())).first())


@dataclass(frozen=True, kw_only=True)
class AlleyLocation:
    name: str
    city: str
    latitude: float
    longitude: float


def alley_location(session: Session, alley: int) -> AlleyLocation:
    """Raises AlleyUnknown."""
    row = AlleyUnknown.unless(session.get(Alley, alley))
    return AlleyLocation(name=row.name, city=row.city, latitude=row.latitude, longitude=row.longitude)


def lock_alley(session: Session, alley: int | None) -> Alley:
    """Lock an alley until the transaction ends, and return it. Raises AlleyUnknown. locks: alley"""
    rows = select(Alley).where(col(Alley.id) == alley).with_for_update(key_share=True)
    return AlleyUnknown.unless(session.exec(rows).first())


def lock_organised_alley(session: Session, actor: Actor, alley: int | None) -> Alley:
    """Lock an alley for one of its organisers, and return it. Raises NotOrganiser, Blocked, AlleyUnknown. locks: person, alley"""
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    return lock_alley(session, alley)


def closed_alley_of(session: Session, drop: int) -> str | None:
    """Return the name of a drop's alley where organisers closed it, so that nobody sees the drop; None for an open one."""
    closed = (
        select(Alley.name)
        .join(Drop, col(Drop.alley_id) == col(Alley.id))
        .where(col(Drop.id) == drop, col(Alley.closed_at).is_not(None))
    )
    return session.exec(closed).first()
