"""The evening that a drop belongs to: found or made when it is published and moved, and fitted to its drops whenever they change.

Alley, hours and state of a stall's drops change under the lock of the stall alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from market.actor import Actor, Right, require_right
from market.drop.refusals import DropUnknown
from market.drop.stopped import refuse_stop
from market.market_day.day import day_of
from market.market_day.refusals import OutsidePermit, StallDayOver, StallElsewhere
from market.mix.limit import refuse_full_mix
from market.person import lock_people, refuse_blocked
from market.stall import lock_stall
from storage.alley import Alley
from storage.drop import TAKES_PLACE, Drop
from storage.insert import insert_once
from storage.market_day import MarketDay, StallDay, StallDayState
from storage.permit import is_permitted, permit_end
from storage.roster import Shift
from storage.stop import Stop, StopKind


@dataclass(frozen=True, kw_only=True)
class Place:
    """The stall, alley and hours of a drop whose stall is locked, and its stall day; None for a draft.

    `crew` are those who had a shift ahead at the stall: they are locked, as their hours may change.
    """

    stall: int
    alley: int
    starts_at: datetime
    ends_at: datetime
    stall_day: int | None
    crew: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class FittedDay:
    """A stall day that was fitted to its drops: its hours before and after, None while it is off."""

    id: int
    was: tuple[datetime, datetime] | None
    hours: tuple[datetime, datetime] | None


def lock_place(session: Session, actor: Actor, drop: int, now: datetime) -> Place:
    """Lock the stall of a drop, for a person who may post there, and return where the drop stands: nobody else changes it until the transaction ends.

    Raises Blocked, DropUnknown, NotYourStall. locks: person, stall
    """
    stall = session.exec(select(Drop.stall_id).where(col(Drop.id) == drop)).first()
    crew = lock_crew(session, actor, stall, now)
    stall = DropUnknown.unless(stall)
    require_right(session, actor, stall, Right.STOCK)
    lock_stall(session, stall)
    place = select(Drop.alley_id, Drop.starts_at, Drop.ends_at, Drop.stall_day_id)
    found = session.exec(
        place.where(col(Drop.id) == drop)
    ).first()  # a draft may have been thrown away meanwhile
    alley, starts_at, ends_at, stall_day = DropUnknown.unless(found)
    return Place(
        stall=stall, alley=alley, starts_at=starts_at, ends_at=ends_at, stall_day=stall_day, crew=crew
    )


def lock_crew(session: Session, actor: Actor, stall: int | None, now: datetime) -> frozenset[int]:
    """Lock a person who acts on the hours of a stall, and those who have a shift ahead there; return these. Raises Blocked. locks: person"""
    crew = crew_of(session, (stall,), now)
    refuse_blocked(actor.person, lock_people(session, {actor.person, *crew}))
    return crew


def crew_of(session: Session, stalls: Collection[int | None], now: datetime) -> frozenset[int]:
    """Return who has a shift at these stalls on a day that is not over. They are locked before the stalls."""
    rows = (
        select(Shift.person_id)
        .join(StallDay, col(StallDay.id) == col(Shift.stall_day_id))
        .where(
            col(StallDay.stall_id).in_(stalls), col(StallDay.ends_at) > now, col(Shift.person_id).is_not(None)
        )
    )
    return frozenset(person or 0 for person in session.exec(rows))


def lock_stall_days(session: Session, *stall_days: int | None) -> Sequence[StallDay]:
    """Lock stall days in the order of their ids until the transaction ends, and return them as they are now. locks: stall day"""
    rows = select(StallDay).where(col(StallDay.id).in_(stall_days)).order_by(col(StallDay.id))
    locked = rows.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.exec(locked).all()


def lock_stall_days_ahead(
    session: Session,
    now: datetime,
    *,
    stalls: Collection[int | None] = (),
    helpers: Collection[int] = (),
) -> None:
    """Lock the days that are not over of locked stalls, and those on which these people have shifts. locks: stall day"""
    ahead = select(StallDay.id).where(col(StallDay.ends_at) > now)
    held = select(Shift.stall_day_id).where(col(Shift.person_id).in_(helpers))
    concerned = or_(col(StallDay.stall_id).in_(stalls), col(StallDay.id).in_(held))
    lock_stall_days(session, *session.exec(ahead.where(concerned)).all())


def drops_ahead(session: Session, stall_day: int, now: datetime, *, lock: bool = False) -> Sequence[Drop]:
    """Return the drops of a stall day that are published or paused, and not over, in the order of their ids. Raises StallDayOver without any."""
    ahead = col(Drop.stall_day_id) == stall_day, col(Drop.state).in_(TAKES_PLACE), col(Drop.ends_at) > now
    rows = select(Drop).where(*ahead).order_by(col(Drop.id))
    if lock:
        rows = rows.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = session.exec(rows).all()
    if not found:
        raise StallDayOver
    return found


def drop_ids(drops: Sequence[Drop]) -> list[int]:
    """Return the ids of stored drops."""
    return [each.id or 0 for each in drops]


def stall_day_at(session: Session, place: Place, now: datetime) -> int:
    """Return the stall day of a stall in an alley from an hour on. Where there is none it is made, off until a drop is placed there."""
    alley = session.get_one(Alley, place.alley)
    day = day_of(place.starts_at, alley.zone)
    insert_once(session, MarketDay, alley_id=place.alley, day=day, made_at=now)
    of_alley = col(MarketDay.alley_id) == place.alley, col(MarketDay.day) == day
    market_day = session.exec(select(MarketDay.id).where(*of_alley)).one()
    insert_once(
        session,
        StallDay,
        market_day_id=market_day,
        alley_id=place.alley,
        day=day,
        stall_id=place.stall,
        state=StallDayState.OFF,
        starts_at=place.starts_at,
        ends_at=place.ends_at,
        made_at=now,
    )
    of_stall = col(StallDay.market_day_id) == market_day, col(StallDay.stall_id) == place.stall
    return session.exec(select(StallDay.id).where(*of_stall)).one() or 0


def place_drop(
    session: Session, drop: Drop, now: datetime, *, alley: int | None = None
) -> tuple[FittedDay, ...]:
    """Give a drop of a locked stall, no draft any more, the stall day of its hours; `alley`: it moves there. Return it, and the day that it leaves, as fitted.

    A published drop that is moved has both days locked before. Raises StallElsewhere, OutsidePermit, MarketDayCalledOff, WaitsForRain, MixFull.
    locks: stall day, mix limit
    """
    return fit_stall_days(session, place_drops(session, (drop,), now, alley=alley))


def place_drops(
    session: Session, drops: Sequence[Drop], now: datetime, *, alley: int | None = None
) -> frozenset[int]:
    """As `place_drop`, for drops that go together: they are not in each other's way. Return the stall days that are to be fitted.

    Raises as `place_drop`. locks: stall day, mix limit
    """
    left = {drop.id or 0: drop.stall_day_id for drop in drops}
    placed = {
        drop.id or 0: _place(
            session, drop, now, alley=drop.alley_id if alley is None else alley, moved=frozenset(left)
        )
        for drop in drops
    }
    came = {drop: stall_day for drop, stall_day in placed.items() if stall_day != left[drop]}
    for stall_day in sorted(set(came.values())):
        session.flush()
        refuse_full_mix(session, stall_day, [drop for drop, day in came.items() if day == stall_day])
    return frozenset({*placed.values(), *(day for day in left.values() if day)})


def _place(session: Session, drop: Drop, now: datetime, *, alley: int, moved: frozenset[int]) -> int:
    """Give a drop the stall day of its hours in an alley; return it. `moved` go there together. locks: stall day"""
    place = Place(
        stall=drop.stall_id,
        alley=alley,
        starts_at=drop.starts_at,
        ends_at=drop.ends_at,
        stall_day=drop.stall_day_id,
    )
    with session.no_autoflush:  # not placed yet, the row is not one that the database accepts
        if drop.state in TAKES_PLACE:
            _refuse_elsewhere(session, place, moved)
            _refuse_outside_permit(session, place)
        stall_day = stall_day_at(session, place, now)
        lock_stall_days(session, stall_day)
        _refuse_stopped(session, drop, stall_day)
    drop.alley_id, drop.stall_day_id, drop.placed_at = place.alley, stall_day, now
    session.add(drop)
    return stall_day


def fit_stall_days(session: Session, stall_days: Collection[int]) -> tuple[FittedDay, ...]:
    """Fit locked stall days, as `fit_stall_day`."""
    return tuple(fit_stall_day(session, each) for each in sorted(stall_days))


def fit_stall_day(session: Session, stall_day: int | None) -> FittedDay:
    """Set the state and hours of a locked stall day by its drops, and return what became of it. Nothing else writes them."""
    session.flush()
    row = session.get_one(StallDay, stall_day, populate_existing=True)
    was = (row.starts_at, row.ends_at) if row.state == StallDayState.ON else None
    hours = select(func.min(Drop.starts_at), func.max(Drop.ends_at))
    live = hours.where(col(Drop.stall_day_id) == stall_day, col(Drop.state).in_(TAKES_PLACE))
    starts_at, ends_at = session.exec(live).one()
    row.state = StallDayState.ON if starts_at else StallDayState.OFF
    if starts_at:
        row.starts_at, row.ends_at = starts_at, ends_at
        row.set_up_at = row.set_up_at if row.set_up_at and row.set_up_at <= starts_at else None
    session.flush()
    return FittedDay(id=row.id or 0, was=was, hours=(starts_at, ends_at) if starts_at else None)


def end_stall_day(session: Session, stall_day: int | None, now: datetime) -> None:
    """Note that a locked stall day has ended, once all of its drops that took place are wound up."""
    session.flush()
    running = col(Drop.state).in_(TAKES_PLACE), col(Drop.wound_up_at).is_(None)
    if not session.exec(
        select(Drop.id).where(col(Drop.stall_day_id) == stall_day, *running).limit(1)
    ).first():
        session.get_one(StallDay, stall_day, populate_existing=True).ended_at = now


def _refuse_stopped(session: Session, drop: Drop, stall_day: int) -> None:
    """Refuse a drop that a stop holds up, and a day that is stopped or was called off. Raises MarketDayCalledOff, WaitsForRain."""
    runs = col(Stop.finished_at).is_(None) & (col(Stop.kind) != StopKind.MOVED)
    was_of_day = col(Stop.alley_id).is_(None)
    stands = col(Stop.undone_at).is_(None), runs | (was_of_day & (col(Stop.kind) == StopKind.CALLED_OFF))
    day = select(StallDay.market_day_id).where(col(StallDay.id) == stall_day)
    alley = select(StallDay.alley_id).where(col(StallDay.id) == stall_day)
    own = col(Stop.id) == drop.stop_id
    concerns = own | col(Stop.market_day_id).in_(day) | col(Stop.alley_id).in_(alley)
    found = session.exec(select(Stop).where(concerns, *stands).order_by(col(Stop.id).desc())).first()
    if found is not None:
        zone = session.exec(select(Alley.zone).where(col(Alley.id) == drop.alley_id)).one()
        refuse_stop(found.kind, found.final_at, zone)


def _refuse_outside_permit(session: Session, place: Place) -> None:
    """Raise OutsidePermit where no permit of the alley covers the hours of a place, and it has one."""
    permitted = is_permitted(place.alley, place.starts_at, place.ends_at)
    rows = select(Alley.name, permit_end(col(Alley.id))).where(col(Alley.id) == place.alley, ~permitted)
    found = session.exec(rows).first()
    if found is not None:
        raise OutsidePermit(*found)


def _refuse_elsewhere(session: Session, place: Place, moved: frozenset[int]) -> None:
    """Raise StallElsewhere where a stall stands in another alley during the hours of a place, with another drop than those that go there."""
    elsewhere = (
        select(Alley.name, Drop.ends_at, Alley.zone)
        .join(Alley, col(Alley.id) == col(Drop.alley_id))
        .where(
            col(Drop.stall_id) == place.stall,
            col(Drop.ends_at) > place.starts_at,
            col(Drop.starts_at) < place.ends_at,
            col(Drop.alley_id) != place.alley,
            col(Drop.state).in_(TAKES_PLACE),
            col(Drop.id).not_in(moved),
        )
        .order_by(col(Drop.ends_at).desc(), col(Drop.id))
    )
    found = session.exec(elsewhere.limit(1)).first()
    if found is not None:
        raise StallElsewhere(*found)
