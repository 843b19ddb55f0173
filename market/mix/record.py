"""The limits of an alley's mix and the origins of stalls, as organisers record them, and the mix of the market days ahead."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from market.actor import Actor, StallUnknown, require_organiser
from market.alley import AlleyUnknown
from market.market_day.place import TAKES_PLACE
from market.mix.refusals import MixUnfit
from market.mix.shares import Mix, MixShares, StallInMix, shares
from market.person import lock_unblocked_person
from storage.alley import Alley
from storage.drop import Drop, DropTag
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


def alley_mix(session: Session, actor: Actor, alley: int, now: datetime) -> AlleyMix:
    """Return the mix of an alley. Raises NotOrganiser, AlleyUnknown."""
    require_organiser(session, actor)
    row = AlleyUnknown.unless(session.get(Alley, alley))
    mix = _mix_of(session, alley)
    days = _stalls_by_day(session, alley, now)
    stalls = select(Stall.id, Stall.name).where(
        col(Stall.alley_id) == alley, col(Stall.state) == StallApproval.APPROVED
    )
    named = {
        stall or 0: name for stall, name in session.exec(stalls.order_by(col(Stall.name), col(Stall.id)))
    }
    origins = _origins(session, {*named, *(stall for each in days.values() for stall in each)})
    return AlleyMix(
        alley=alley,
        name=row.name,
        mix=mix,
        days=tuple(
            MixDay(
                day=day,
                shares=shares(
                    [StallInMix(origins.get(s), frozenset(tags)) for s, tags in each.items()], mix.tag
                ),
            )
            for day, each in sorted(days.items())
        ),
        stalls=tuple(
            OriginOfStall(stall=stall, name=name, origin=origins.get(stall)) for stall, name in named.items()
        ),
    )


def _mix_of(session: Session, alley: int) -> Mix:
    newest = select(MixLimit).where(col(MixLimit.alley_id) == alley).order_by(col(MixLimit.id).desc())
    row = session.exec(newest.limit(1)).first()
    if row is None:
        return Mix()
    return Mix(least_local=row.least_local, most_chain=row.most_chain, most_tag=row.most_tag, tag=row.tag)


def _origins(session: Session, stalls: Iterable[int]) -> Mapping[int, Origin | None]:
    newest = select(func.max(StallOrigin.id)).where(col(StallOrigin.stall_id).in_(tuple(stalls)))
    rows = columns(col(StallOrigin.stall_id), col(StallOrigin.origin)).where(
        col(StallOrigin.id).in_(newest.group_by(col(StallOrigin.stall_id)))
    )
    return {row.stall_id: row.origin for row in session.execute(rows)}


def _stalls_by_day(session: Session, alley: int, now: datetime) -> Mapping[date, Mapping[int, set[str]]]:
    """Return the stalls of the next DAYS market days with the tags of their drops that take place."""
    on = col(StallDay.alley_id) == alley, col(StallDay.state) == StallDayState.ON, col(StallDay.ends_at) > now
    days = columns(col(StallDay.day)).where(*on).distinct().order_by(col(StallDay.day)).limit(DAYS)
    rows = (
        columns(col(StallDay.day), col(StallDay.stall_id), col(DropTag.tag))
        .outerjoin(Drop, (col(Drop.stall_day_id) == col(StallDay.id)) & col(Drop.state).in_(TAKES_PLACE))
        .outerjoin(DropTag, col(DropTag.drop_id) == col(Drop.id))
        .where(*on, col(StallDay.day).in_(days))
    )
    found: dict[date, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for day, stall, tag in session.execute(rows):
        found[day][stall] |= {tag} if tag else set()
    return found
