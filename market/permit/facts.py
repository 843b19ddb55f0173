"""The permits of an alley, and what no permit covers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from locales.user_text import UserText
from market.actor import Actor, require_organiser
from market.alley import AlleyUnknown
from market.city_rules import CityRules, rules_of
from storage.alley import Alley
from storage.drop import TAKES_PLACE, Drop
from storage.permit import Permit, PermitKind, PermitState, is_permitted
from storage.stall import Stall

NUMBER = UserText(32, 32)
MOST_OUTSIDE = 100


@dataclass(frozen=True, kw_only=True)
class PermitFacts:
    """A permit as it was recorded. `covers_until` is when it ends or ended."""

    id: int
    kind: PermitKind
    state: PermitState
    first_day: date
    last_day: date
    covers_until: datetime
    authority: str
    number: str
    conditions: str
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class OutsideDrop:
    """A drop ahead that no permit covers."""

    id: int
    name: str
    stall: str
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class AlleyPermits:
    """The permits of an alley, the newest first, and the drops ahead that none covers, the next first; at most MOST_OUTSIDE.

    `rules` are those of its city.
    """

    alley: int
    name: str
    zone: str
    rules: CityRules
    permits: tuple[PermitFacts, ...]
    outside: tuple[OutsideDrop, ...]


def alley_permits(session: Session, actor: Actor, alley: int, now: datetime) -> AlleyPermits:
    """Return the permits of an alley and what is outside of them. Raises NotOrganiser, AlleyUnknown."""
    require_organiser(session, actor)
    row = AlleyUnknown.unless(session.get(Alley, alley))
    rows = select(Permit).where(col(Permit.alley_id) == alley).order_by(col(Permit.id).desc())
    return AlleyPermits(
        alley=alley,
        name=row.name,
        zone=row.zone,
        rules=rules_of(row.territory, row.city),
        permits=tuple(map(_facts, session.exec(rows))),
        outside=tuple(_outside(session, alley, now)),
    )


def _outside(session: Session, alley: int, now: datetime) -> Sequence[OutsideDrop]:
    rows = (
        select(Drop.id, Drop.name, Stall.name, Drop.starts_at)
        .join(Stall, col(Stall.id) == col(Drop.stall_id))
        .where(
            col(Drop.alley_id) == alley,
            col(Drop.state).in_(TAKES_PLACE),
            col(Drop.ends_at) > now,
            ~is_permitted(alley, col(Drop.starts_at), col(Drop.ends_at)),
        )
        .order_by(col(Drop.starts_at), col(Drop.id))
        .limit(MOST_OUTSIDE)
    )
    return [
        OutsideDrop(id=drop or 0, name=name, stall=stall, starts_at=starts_at)
        for drop, name, stall, starts_at in session.exec(rows)
    ]


def _facts(row: Permit) -> PermitFacts:
    names = PermitFacts.__dataclass_fields__
    return PermitFacts(**{name: getattr(row, name) for name in names})
