"""A stall's own evenings, for its staff; and when it sets up for one."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.drop.browse import any_drops
from market.drop.facts import DropFacts
from market.market_day.place import lock_stall_days
from market.market_day.refusals import SetUpOver
from market.person import lock_unblocked_person
from market.refusal import ButtonForged
from storage.alley import Alley
from storage.drop import TAKES_PLACE, Drop
from storage.market_day import StallDay, StallDayState

DAY = timedelta(days=1)


def own_stall_day(session: Session, actor: Actor, stall_day: int, right: Right = Right.VIEW) -> StallDay:
    """Return a stall day to those with this right at its stall. Raises ButtonForged where there is none; StallUnknown, NotYourStall."""
    row = ButtonForged.unless(session.get(StallDay, stall_day))
    require_right(session, actor, row.stall_id, right)
    return row


def drops_of(session: Session, stall_day: int) -> tuple[DropFacts, ...]:
    """Return the drops of a stall day that take place, by start: only after a check of authority, or for a notification to its stall."""
    rows = select(Drop.id).where(col(Drop.stall_day_id) == stall_day, col(Drop.state).in_(TAKES_PLACE))
    found = session.exec(rows.order_by(col(Drop.starts_at), col(Drop.id)))
    return any_drops(session, tuple(drop or 0 for drop in found))


def own_drops_of(session: Session, actor: Actor, stall_day: int) -> tuple[DropFacts, ...]:
    """As `drops_of`, for the staff of the stall. Raises ButtonForged, StallUnknown, NotYourStall."""
    own_stall_day(session, actor, stall_day)
    return drops_of(session, stall_day)


def set_up_from(session: Session, actor: Actor, stall_day: int, clock: time, *, now: datetime) -> datetime:
    """Let a stall set up for an evening from a time on the clock of its alley, the last one before it opens, and return that moment.

    Raises Blocked, ButtonForged, StallUnknown, NotYourStall; SetUpOver once it is open, and where it does not take place. locks: person, stall day
    """
    lock_unblocked_person(session, actor.person)
    own_stall_day(session, actor, stall_day, Right.STOCK)
    lock_stall_days(session, stall_day)
    row = session.get_one(StallDay, stall_day, populate_existing=True)
    zone = session.exec(select(Alley.zone).where(col(Alley.id) == row.alley_id)).one()
    if row.state != StallDayState.ON or row.starts_at <= now:
        raise SetUpOver
    row.set_up_at = last_before(row.starts_at, clock, zone)
    return row.set_up_at


def last_before(moment: datetime, clock: time, zone: str) -> datetime:
    """Return when a clock showed this time last, until a moment."""
    wall = moment.astimezone(ZoneInfo(zone))
    days = (wall.date(), wall.date() - DAY)
    shown = (datetime.combine(day, clock, ZoneInfo(zone)).astimezone(moment.tzinfo) for day in days)
    return next(each for each in shown if each <= moment)
