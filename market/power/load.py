"""The load of a market day: what its stalls need beside what their sockets and the alley give. The sums are pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from market.actor import Actor, require_organiser
from market.alley import AlleyUnknown
from market.power.cuts import CutFacts, cuts_of
from storage.alley import Alley
from storage.market_day import MarketDay, StallDay, StallDayState
from storage.pitch import Pitch, PitchDay
from storage.power import PowerRating
from storage.stall import Stall


@dataclass(frozen=True, kw_only=True)
class StallLoad:
    """A stall of a market day: its place, "" without one, whether that has a socket, and what it gives; None: not known."""

    stall: int
    name: str
    place: str = ""
    socket: bool = False
    gives: int | None = None
    needs: int | None = None

    @property
    def is_over(self) -> bool:
        """Return whether the stall needs more than the socket of its place gives."""
        return bool(self.place and self.socket and self.gives is not None and (self.needs or 0) > self.gives)

    @property
    def lacks_socket(self) -> bool:
        """Return whether the stall needs power at a place without a socket."""
        return bool(self.place and not self.socket and self.needs)


@dataclass(frozen=True, kw_only=True)
class MarketDayLoad:
    """The stalls of a market day, by name, what the alley gives, None: not known, and the outages."""

    market_day: int
    day: date
    alley: int
    name: str
    zone: str
    supply: int | None
    stalls: tuple[StallLoad, ...]
    cuts: CutFacts

    @property
    def total(self) -> int:
        """Return what the stalls need together, as far as it is known."""
        return sum(stall.needs or 0 for stall in self.stalls)

    @property
    def over_supply(self) -> Sequence[StallLoad]:
        """Return the stalls that need power, the largest first, where the alley does not give as much; else none."""
        if self.supply is None or self.total <= self.supply:
            return ()
        return sorted((stall for stall in self.stalls if stall.needs), key=lambda stall: -(stall.needs or 0))


def market_day_load(session: Session, actor: Actor, market_day: int, now: datetime) -> MarketDayLoad:
    """Return the load of a market day. Raises NotOrganiser, AlleyUnknown for a market day that is none."""
    require_organiser(session, actor)
    day = session.get(MarketDay, market_day)
    alley = AlleyUnknown.unless(session.get(Alley, day.alley_id) if day else None)
    assert day is not None, "its alley was read"
    supply = select(col(PowerRating.watts)).where(col(PowerRating.alley_id) == alley.id)
    gives, needs = aliased(PowerRating), aliased(PowerRating)
    rows: Select[*tuple[Any, ...]] = (
        select(
            col(StallDay.stall_id).label("stall"),
            col(Stall.name),
            func.coalesce(col(Pitch.code), "").label("place"),
            func.coalesce(col(Pitch.socket), False).label("socket"),
            col(gives.watts).label("gives"),
            col(needs.watts).label("needs"),
        )
        .join(Stall, col(Stall.id) == col(StallDay.stall_id))
        .outerjoin(PitchDay, col(PitchDay.stall_day_id) == col(StallDay.id))
        .outerjoin(Pitch, col(Pitch.id) == col(PitchDay.pitch_id))
        .outerjoin(gives, col(gives.pitch_id) == col(Pitch.id))
        .outerjoin(needs, col(needs.stall_id) == col(Stall.id))
        .where(col(StallDay.market_day_id) == market_day, col(StallDay.state) == StallDayState.ON)
        .order_by(func.lower(col(Stall.name)), col(StallDay.id))
    )
    return MarketDayLoad(
        market_day=market_day,
        day=day.day,
        alley=alley.id or 0,
        name=alley.name,
        zone=alley.zone,
        supply=session.scalars(supply).first(),
        stalls=tuple(StallLoad(**row._mapping) for row in session.execute(rows)),
        cuts=cuts_of(session, [market_day], now).get(market_day, CutFacts()),
    )
