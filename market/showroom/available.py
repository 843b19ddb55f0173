"""The times of a showroom that can be booked: days, times, and the times near one that is taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from market.showroom.host import Showroom, open_showroom
from market.showroom.refusals import SlotTaken, SlotTakenNear
from market.showroom.slots import DAY, Slot, slots_on
from storage.showroom import ShowroomBusy, ShowroomClosing, ShowroomCuration, ShowroomSlot

DAYS_AHEAD = 21
NEAR = 8
"""Times shown around one that is taken."""


@dataclass(frozen=True, kw_only=True)
class AvailableSlot:
    """A slot in which so many places are left."""

    slot: Slot
    left: int


@dataclass(frozen=True, kw_only=True)
class Curation:
    """The show from a day on; `ends_on` is its last day, the day before the next one. None for the last curation."""

    name: str
    begins_on: date
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class ShowroomDay:
    """A day with available times."""

    day: date
    times: int


@dataclass(frozen=True, kw_only=True)
class ShowroomPage:
    """A showroom as a shopper sees it: the show that is on and the next, and the days with available times."""

    showroom: Showroom
    on_show: Curation | None
    next_show: Curation | None
    days: tuple[ShowroomDay, ...]


@dataclass(frozen=True, kw_only=True)
class ShowroomTimes:
    """Available times of a showroom, in their order."""

    showroom: Showroom
    times: tuple[AvailableSlot, ...]


def showroom_page(session: Session, stall: int, now: datetime) -> ShowroomPage:
    """Return a showroom for shoppers. Raises ShowroomClosed."""
    showroom = open_showroom(session, stall)
    today, counts = day_in(showroom.zone, now), dict[date, int]()
    for each in bookable(session, showroom, now):
        day = day_in(showroom.zone, each.slot.starts_at)
        counts[day] = counts.get(day, 0) + 1
    shows = curations_of(session, stall, today)
    return ShowroomPage(
        showroom=showroom,
        on_show=next((each for each in shows if each.begins_on <= today), None),
        next_show=next((each for each in shows if each.begins_on > today), None),
        days=tuple(ShowroomDay(day=day, times=times) for day, times in sorted(counts.items())),
    )


def times_on(session: Session, stall: int, day: date, now: datetime) -> ShowroomTimes:
    """Return the times of a day that can be booked. Raises ShowroomClosed."""
    showroom = open_showroom(session, stall)
    found = available(session, showroom, (day,), now) if (day - day_in(showroom.zone, now)).days >= 0 else ()
    return ShowroomTimes(showroom=showroom, times=_for_shoppers(found, now))


def times_near(session: Session, stall: int, moment: datetime, now: datetime) -> ShowroomTimes:
    """Return the times nearest to a moment that can be booked, in their order. Raises ShowroomClosed."""
    showroom = open_showroom(session, stall)
    nearest = sorted(bookable(session, showroom, now), key=lambda each: abs(each.slot.starts_at - moment))
    in_order = sorted(nearest[:NEAR], key=lambda each: each.slot.starts_at)
    return ShowroomTimes(showroom=showroom, times=tuple(in_order))


def all_times(session: Session, stall: int, people: int, now: datetime) -> ShowroomTimes:
    """Return all times with places for so many people, in their order. Raises ShowroomClosed."""
    showroom = open_showroom(session, stall)
    found = tuple(each for each in bookable(session, showroom, now) if each.left >= people)
    return ShowroomTimes(showroom=showroom, times=found)


def bookable(session: Session, showroom: Showroom, now: datetime) -> tuple[AvailableSlot, ...]:
    """Return all slots that a shopper can book now, in their order."""
    today = day_in(showroom.zone, now)
    days = [today + number * DAY for number in range(DAYS_AHEAD)]
    return _for_shoppers(available(session, showroom, days, now), now)


def slot_to_book(
    session: Session, showroom: Showroom, starts_at: datetime, people: int, *, now: datetime
) -> Slot:
    """Return the slot that begins then, with places for so many. Raises SlotTaken, SlotTakenNear."""
    free = [each for each in bookable(session, showroom, now) if each.left >= max(1, people)]
    found = next((each.slot for each in free if each.slot.starts_at == starts_at), None)
    if found is not None:
        return found
    if not free:
        raise SlotTaken
    nearest = min(free, key=lambda each: abs(each.slot.starts_at - starts_at))
    raise SlotTakenNear(nearest.slot.starts_at, showroom.zone)


def available(
    session: Session, showroom: Showroom, days: Iterable[date], now: datetime
) -> tuple[AvailableSlot, ...]:
    """Return the slots of these days, in their order, that are not over and have places left; those for walk-ins too."""
    planned = [slot for day in days for slot in slots_on(showroom.windows, day, showroom.zone)]
    ahead = sorted((slot for slot in planned if slot.ends_at > now), key=lambda slot: slot.starts_at)
    if not ahead:
        return ()
    first, last = ahead[0].starts_at, max(slot.busy_until for slot in ahead)
    closed = closed_days(session, showroom.stall, day_in(showroom.zone, first))
    busy = _busy_steps(session, showroom.host, first, last)
    taken = {
        row.starts_at: row.places - row.taken
        for row in visited_slots(session, showroom.stall, first, last)
        if row.taken
    }
    found = (
        AvailableSlot(slot=slot, left=_left(slot, taken, busy))
        for slot in ahead
        if day_in(showroom.zone, slot.starts_at) not in closed
    )
    return tuple(each for each in found if each.left > 0)


def visited_slots(session: Session, stall: int, first: datetime, last: datetime) -> list[ShowroomSlot]:
    """Return the rows of the slots that begin in a span, in their order."""
    rows = select(ShowroomSlot).where(
        col(ShowroomSlot.stall_id) == stall,
        col(ShowroomSlot.starts_at) >= first,
        col(ShowroomSlot.starts_at) < last,
    )
    return [*session.exec(rows.order_by(col(ShowroomSlot.starts_at)))]


def closed_days(session: Session, stall: int, first: date) -> frozenset[date]:
    """Return the days from `first` on that the host closed."""
    rows = select(col(ShowroomClosing.day)).where(
        col(ShowroomClosing.stall_id) == stall, col(ShowroomClosing.day) >= first
    )
    return frozenset(session.exec(rows))


def curations_of(session: Session, stall: int, today: date) -> tuple[Curation, ...]:
    """Return what is on show and what comes, in the order of their days: each ends where the next begins."""
    rows = select(ShowroomCuration).where(col(ShowroomCuration.stall_id) == stall)
    found = session.exec(rows.order_by(col(ShowroomCuration.begins_on))).all()
    ends = [each.begins_on - DAY for each in found[1:]]
    shows = (
        (
            Curation(name=row.name, begins_on=row.begins_on, ends_on=last)
            for row, last in zip(found, [*ends, None], strict=True)
        )
        if found
        else ()
    )
    return tuple(each for each in shows if each.ends_on is None or each.ends_on >= today)


def day_in(zone: str, moment: datetime) -> date:
    """Return the day on which a moment is, by the clock of a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def _left(slot: Slot, taken: dict[datetime, int], busy: frozenset[datetime]) -> int:
    if slot.starts_at in taken:
        return taken[slot.starts_at]
    return slot.places if busy.isdisjoint(slot.busy_steps) else 0


def _busy_steps(session: Session, host: int, first: datetime, last: datetime) -> frozenset[datetime]:
    rows = select(ShowroomBusy.begins_at).where(
        col(ShowroomBusy.host_id) == host,
        col(ShowroomBusy.begins_at) >= first,
        col(ShowroomBusy.begins_at) < last,
    )
    return frozenset(session.exec(rows))


def _for_shoppers(slots: Iterable[AvailableSlot], now: datetime) -> tuple[AvailableSlot, ...]:
    return tuple(each for each in slots if not each.slot.for_walk_ins and each.slot.starts_at > now)
