"""The limits of an alley's mix and the origins of stalls, as organisers record them, and the mix of the market days ahead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from market.actor import Actor, StallUnknown, require_organiser
from market.alley import AlleyUnknown
from market.mix.counted import newest_limit, origins_of, shares_of, stalls_of
from market.mix.refusals import MixUnfit
from market.mix.shares import FEWEST, Mix, MixShares
from market.person import lock_unblocked_person
from storage.alley import Alley
from storage.market_day import StallDay, StallDayState
from storage.mix import TAG_LENGTH, MixLimit, Origin, StallOrigin
from storage.stall import Stall, StallApproval

DAYS = 14
"""Market days ahead whose mix is shown."""


@dataclass(frozen=True, kw_only=True)
class MixDay:
    """A market day ahead with its shares."""

    day: date
    shares: MixShares


@dataclass(frozen=True, kw_only=True)
class OriginOfStall:
    """An approved stall and its origin; None where nobody recorded it."""

    stall: int
    name: str
    origin: Origin | None


@dataclass(frozen=True, kw_only=True)
class AlleyMix:
    """The limits of an alley, its next market days and its stalls, by name."""

    alley: int
    name: str
    mix: Mix
    days: tuple[MixDay, ...]
    stalls: tuple[OriginOfStall, ...]


def set_mix(session: Session, actor: Actor, alley: int, mix: Mix, now: datetime) -> None:
    """Set the limits of an alley. The ones before stay as history.

    Raises NotOrganiser, Blocked, AlleyUnknown, MixUnfit. locks: person
    """
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    AlleyUnknown.unless(session.get(Alley, alley))
    tag = mix.tag.strip().removeprefix("#").casefold()
    limits = mix.least_local, mix.most_chain, mix.most_tag
    if any(limit is not None and not 0 <= limit <= 100 for limit in limits):
        raise MixUnfit
    if (mix.most_tag is None) != (not tag) or len(tag) > TAG_LENGTH:
        raise MixUnfit
    row = MixLimit(
        alley_id=alley,
        least_local=mix.least_local,
        most_chain=mix.most_chain,
        most_tag=mix.most_tag,
        tag=tag,
        blocks=mix.blocks,
        set_at=now,
        by_id=actor.person,
    )
    session.add(row)


def set_origin(session: Session, actor: Actor, stall: int, origin: Origin | None, now: datetime) -> None:
    """Record the origin of a stall. The ones before stay as history. Raises NotOrganiser, Blocked, StallUnknown. locks: person"""
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    StallUnknown.unless(session.get(Stall, stall))
    session.add(StallOrigin(stall_id=stall, origin=origin, set_at=now, by_id=actor.person))


def next_mix(session: Session, alley: int, now: datetime) -> MixDay | None:
    """Return the shares of an alley's next market day with FEWEST stalls or more; None where its organisers ask for no share of local ones."""
    if newest_limit(session, alley).least_local is None:
        return None
    days = _days_ahead(session, alley, now)
    there = stalls_of(session, tuple(days))
    full = next((each for each in days if len(there[each]) >= FEWEST), None)
    if full is None:
        return None
    origins = origins_of(session, there[full])
    return MixDay(day=days[full], shares=shares_of(there[full], origins, ""))


def alley_mix(session: Session, actor: Actor, alley: int, now: datetime) -> AlleyMix:
    """Return the mix of an alley. Raises NotOrganiser, AlleyUnknown."""
    require_organiser(session, actor)
    row = AlleyUnknown.unless(session.get(Alley, alley))
    mix = newest_limit(session, alley)
    days = _days_ahead(session, alley, now)
    there = stalls_of(session, tuple(days))
    stalls = select(Stall.id, Stall.name).where(
        col(Stall.alley_id) == alley, col(Stall.state) == StallApproval.APPROVED
    )
    named = {
        stall or 0: name for stall, name in session.exec(stalls.order_by(col(Stall.name), col(Stall.id)))
    }
    origins = origins_of(session, {*named, *(stall for each in there.values() for stall in each)})
    return AlleyMix(
        alley=alley,
        name=row.name,
        mix=mix,
        days=tuple(
            MixDay(day=day, shares=shares_of(there[market_day], origins, mix.tag))
            for market_day, day in days.items()
        ),
        stalls=tuple(
            OriginOfStall(stall=stall, name=name, origin=origins.get(stall)) for stall, name in named.items()
        ),
    )


def _days_ahead(session: Session, alley: int, now: datetime) -> Mapping[int, date]:
    """Return the next DAYS market days with a stall, by their ids."""
    on = col(StallDay.alley_id) == alley, col(StallDay.state) == StallDayState.ON, col(StallDay.ends_at) > now
    rows = columns(col(StallDay.market_day_id), col(StallDay.day)).where(*on).distinct()
    found = session.execute(rows.order_by(col(StallDay.day)).limit(DAYS))
    return {row.market_day_id: row.day for row in found}
