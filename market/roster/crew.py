"""The helpers of a stall who may hold shifts, and the hours at which each has one."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.market_day.shift_hours import ShiftHours, hours_of_part
from market.roster.locked_roster import LockedShift
from market.roster.refusals import BusyThen, HelperBusy, NoHelperHere, ShiftsForHelpers
from storage.alley import Alley
from storage.market_day import StallDay, StallDayState
from storage.roster import Roster, Shift
from storage.staff import StallStaff


def require_helper(session: Session, actor: Actor, stall: int) -> None:
    """Raise StallUnknown, NotYourStall, or ShiftsForHelpers for its owner."""
    require_right(session, actor, stall, Right.VIEW)
    if not helps(session, stall, actor.person):
        raise ShiftsForHelpers


def require_other_helper(session: Session, stall: int, person: int) -> None:
    """Raise NoHelperHere for a person who does not help at a stall."""
    if not helps(session, stall, person):
        raise NoHelperHere


def helps(session: Session, stall: int, person: int) -> bool:
    """Return whether a person helps at a stall."""
    return session.get(StallStaff, (stall, person), populate_existing=True) is not None


def helpers_of(session: Session, stall: int) -> tuple[int, ...]:
    """Return the helpers of a stall, the first first."""
    rows = select(StallStaff.person_id).where(col(StallStaff.stall_id) == stall)
    return tuple(session.exec(rows.order_by(col(StallStaff.since), col(StallStaff.person_id))))


def busy_hours(
    session: Session, person: int, hours: ShiftHours, but: Collection[int | None] = ()
) -> tuple[ShiftHours, str] | None:
    """Return a shift of the person at these hours, at any stall, with its zone; None where they have none. Those with an id in `but` do not count."""
    session.flush()
    rows = (
        select(Shift, Roster.parts, StallDay, Alley.zone)
        .join(Roster, col(Roster.stall_day_id) == col(Shift.stall_day_id))
        .join(StallDay, col(StallDay.id) == col(Shift.stall_day_id))
        .join(Alley, col(Alley.id) == col(StallDay.alley_id))
        .where(
            col(Shift.person_id) == person,
            col(StallDay.starts_at) < hours.ends_at,
            col(StallDay.ends_at) > hours.starts_at,
            col(StallDay.state) == StallDayState.ON,
        )
        .order_by(col(StallDay.starts_at), col(Shift.id))
    )
    for shift, parts, day, zone in session.exec(rows.execution_options(populate_existing=True)):
        held = hours_of_part(day.starts_at, day.ends_at, shift.part, parts)
        if shift.id not in but and held.overlaps(hours):
            return held, zone
    return None


def refuse_busy(session: Session, person: int, place: LockedShift, *but: int | None) -> None:
    """Refuse an actor, who is locked, a place at whose hours they have another one. Raises BusyThen."""
    found = busy_hours(session, person, place.hours, but)
    if found:
        raise BusyThen(found[0].starts_at, found[1])


def refuse_other_busy(session: Session, person: int, place: LockedShift, *but: int | None) -> None:
    """Refuse a place at whose hours the other helper has another one. Raises HelperBusy."""
    if busy_hours(session, person, place.hours, but):
        raise HelperBusy
