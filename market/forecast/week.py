"""The week of a stall, told on Monday: what was sold, who came, what ran out, who waited in vain, and what to bring next."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, col, or_, select

from locales.units import ItemUnit
from market.drop.browse import any_drop
from market.drop.facts import DropFacts
from market.forecast.refusals import NotSuggested, NoWeekToTell
from market.forecast.rule import FEWEST_DAYS
from market.forecast.stall_days import CountedDay, counted_day, planned_day
from market.market_day.day import day_of
from market.notification.kind import read_notification
from market.notification.outbox import notify
from market.reminder.notifications import StallWeek
from storage.alley import Alley
from storage.drop import DropPolicy, DropState, Item
from storage.forecast import StallDayCount
from storage.notification import Notification
from storage.person import Person
from storage.sale import Receipt, ReceiptLine, moves_goods
from storage.stall import Stall, StallApproval
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold

ABOUT = "week"
"""The subject of every such message: with its due time it makes one a week."""
TEN, WEEK = time(10), timedelta(days=7)
MOST_TIMES = 2
"""At most so many times the quantity that there was is suggested."""


@dataclass(frozen=True)
class RanOut:
    """The item that ran out first, and when the last of it was given out. Times are shown in `zone`."""

    item: str
    at: datetime
    zone: str


@dataclass(frozen=True, kw_only=True)
class SuggestedItem:
    """The suggested quantity of an item to bring next; `was` is how many there were."""

    item: int
    name: str
    unit: ItemUnit
    was: int
    quantity: int


@dataclass(frozen=True)
class SuggestedDrop:
    """A drop to post again on a day, with other quantities."""

    drop: int
    day: date
    items: tuple[SuggestedItem, ...]


@dataclass(frozen=True, kw_only=True)
class StallWeekNumbers:
    """A week of a stall from `first` to `last`.

    `sold` counts units, `booked`, `came` and `waited` people: those who had booked ahead, those of them who came, those who waited in vain.
    """

    first: date
    last: date
    market_days: int
    sold: int
    booked: int
    came: int
    waited: int
    ran_out: RanOut | None
    suggestion: SuggestedDrop | None


def latest_monday(now: datetime, zone: str) -> datetime:
    """Return the last Monday at ten, by the clock of a zone, that is not ahead."""
    wall = now.astimezone(ZoneInfo(zone))
    monday = wall.date() - timedelta(days=wall.weekday())
    due = _at_ten(monday, zone)
    return due if due <= now else _at_ten(monday - WEEK, zone)


def stalls_to_tell(session: Session, now: datetime) -> tuple[int, ...]:
    """Return the stalls that lack the message about last week."""
    return tuple(stall for stall, _, _ in _missing(session, now))


def tell_of_week(session: Session, stall: int, now: datetime) -> None:
    """Queue the message about a stall's last week to its owner, where it is missing."""
    for found, owner, due_at in _missing(session, now, col(Stall.id) == stall):
        notify(session, owner, StallWeek(stall_id=found), due_at, about=ABOUT)


def next_week_message(session: Session, since: datetime) -> datetime | None:
    """Return when the next such message is due, if some stall will have one by the days that are counted now."""
    due = {
        _at_ten(latest_monday(since, zone).astimezone(ZoneInfo(zone)).date() + WEEK, zone)
        for zone in _zones(session)
    }
    return min((at for at in due if _missing(session, at)), default=None)


def stall_week(session: Session, notification: int) -> StallWeekNumbers:
    """Return the numbers of the week that a message in flight is about. Raises NoWeekToTell."""
    row = session.get_one(Notification, notification)
    kind = read_notification(row.kind, row.payload)
    stall = session.get(Stall, kind.stall_id) if isinstance(kind, StallWeek) else None
    if stall is None or stall.owner_id != row.person_id or stall.state != StallApproval.APPROVED:
        raise NoWeekToTell
    zone = session.get_one(Alley, stall.alley_id).zone
    monday = latest_monday(row.due_at, zone)
    days = _days_of_week(session, stall.id or 0, day_of(monday, zone))
    if not days:
        raise NoWeekToTell
    return _numbers(session, stall.id or 0, days, monday=monday, zone=zone)


def suggested_items(session: Session, drop: int, now: datetime) -> tuple[SuggestedItem, ...]:
    """Return how many of each item to bring when a drop is posted again. Raises DropUnknown, NotSuggested."""
    return _suggested_items(session, any_drop(session, drop), now)


def _suggested_items(session: Session, drop: DropFacts, now: datetime) -> tuple[SuggestedItem, ...]:
    plain = all(item.offered and item.quantity and not item.starts_at for item in drop.items)
    if not plain or not drop.items or drop.policy == DropPolicy.DRAW:
        raise NotSuggested
    if drop.ends_at > now or drop.state in (DropState.DRAFT, DropState.CANCELLED):
        raise NotSuggested
    row = session.get(StallDayCount, (drop.stall.id, day_of(drop.starts_at, drop.alley.zone)))
    people = counted_day(row).people if row else None
    share = people.came.people / people.booked.people if people and people.booked.people else 1.0
    items = [item.id for item in drop.items]
    sold, waited = _sold(session, items), _waited_units(session, items)
    return tuple(
        SuggestedItem(
            item=item.id,
            name=item.name,
            unit=item.unit,
            was=item.quantity,
            quantity=suggested_quantity(item.quantity, sold[item.id], waited.get(item.id, 0), share),
        )
        for item in drop.items
    )


def suggested_quantity(was: int, sold: int, waited: int, share: float) -> int:
    """Return the units to bring: those that were sold, and by the share of people who come those that were waited for."""
    return min(max(1, sold + ceil(waited * share)), MOST_TIMES * was)


def _missing(
    session: Session, now: datetime, *condition: ColumnElement[bool]
) -> list[tuple[int, int, datetime]]:
    """Return stall, owner and due time of the messages that are due and not written; after their time none."""
    found = []
    for zone in _zones(session):
        due_at = latest_monday(now, zone)
        if now < due_at + (StallWeek.useful_for or WEEK):
            rows = session.connection().execute(_stalls_without(due_at, zone, *condition))
            found += [(stall, owner, due_at) for stall, owner in rows]
    return found


def _stalls_without(due_at: datetime, zone: str, *condition: ColumnElement[bool]) -> Any:
    monday = day_of(due_at, zone)
    days = col(StallDayCount.stall_id) == col(Stall.id), *_counted(), col(StallDayCount.day) < monday
    told = select(Notification.id).where(
        col(Notification.person_id) == col(Stall.owner_id),
        col(Notification.kind) == StallWeek.kind,
        col(Notification.about) == ABOUT,
        col(Notification.due_at) == due_at,
    )
    fourth = select(StallDayCount.stall_id).where(*days).offset(FEWEST_DAYS - 1)
    rows = (
        select(Stall.id, Stall.owner_id)
        .join(Alley, col(Alley.id) == col(Stall.alley_id))
        .join(Person, col(Person.id) == col(Stall.owner_id))
        .where(
            col(Alley.zone) == zone,
            col(Stall.state) == StallApproval.APPROVED,
            col(Person.blocked_at).is_(None),
            select(StallDayCount.stall_id).where(*days, col(StallDayCount.day) >= monday - WEEK).exists(),
        )
        .where(
            fourth.limit(1).exists(),
            ~told.exists(),
            *condition,
        )
    )
    return rows.order_by(col(Stall.id))


def _counted() -> tuple[ColumnElement[bool], ...]:
    """Return the condition that a market day was counted, and that somebody booked or came."""
    somebody = or_(
        col(StallDayCount.with_deposit) > 0,
        col(StallDayCount.without_deposit) > 0,
        col(StallDayCount.others) > 0,
    )
    return col(StallDayCount.counted_at).is_not(None), somebody


def _days_of_week(session: Session, stall: int, monday: date) -> list[CountedDay]:
    rows = select(StallDayCount).where(
        col(StallDayCount.stall_id) == stall,
        col(StallDayCount.day) >= monday - WEEK,
        col(StallDayCount.day) < monday,
        *_counted(),
    )
    return [counted_day(row) for row in session.exec(rows.order_by(col(StallDayCount.day)))]


def _numbers(
    session: Session, stall: int, days: Sequence[CountedDay], *, monday: datetime, zone: str
) -> StallWeekNumbers:
    planned = [planned_day(session, stall, each.day) for each in days]
    drops = [any_drop(session, drop) for day in planned if day for drop in day.drops]
    items = [item.id for drop in drops for item in drop.items]
    sold, first = _sold(session, items), day_of(monday, zone) - WEEK
    ran_out = _ran_out(session, items)
    again = _drop_to_repeat(drops, ran_out[0] if ran_out else None, sold)
    return StallWeekNumbers(
        first=first,
        last=first + timedelta(days=6),
        market_days=len(days),
        sold=sold.total(),
        booked=sum(each.people.booked.people for each in days),
        came=sum(each.people.came.people for each in days),
        waited=_waited_people(session, items),
        ran_out=_ran_out_facts(drops, *ran_out) if ran_out else None,
        suggestion=_suggestion(session, again, monday) if again else None,
    )


def _drop_to_repeat(drops: Sequence[DropFacts], ran_out: int | None, sold: Counter[int]) -> DropFacts | None:
    """Return the drop of the item that ran out first, else the one of which most units were sold."""

    def units(drop: DropFacts) -> int:
        return sum(sold[item.id] for item in drop.items)

    first = next((drop for drop in drops if any(item.id == ran_out for item in drop.items)), None)
    most = max(drops, key=units, default=None)
    return first or (most if most and units(most) else None)


def _suggestion(session: Session, drop: DropFacts, monday: datetime) -> SuggestedDrop | None:
    """Return the drop with new quantities, on its weekday from Monday on; None where it cannot be posted by one tap."""
    starts = drop.starts_at.astimezone(ZoneInfo(drop.alley.zone))
    day = day_of(monday, drop.alley.zone) + timedelta(days=starts.weekday())
    begins = datetime.combine(day, starts.time(), ZoneInfo(drop.alley.zone))
    try:
        items = _suggested_items(session, drop, monday)
    except NotSuggested:
        return None
    return SuggestedDrop(drop.id, day if begins > monday else day + WEEK, items)


def _sold(session: Session, items: Sequence[int]) -> Counter[int]:
    """Return the units of each item that were collected by bookings, and those of walk-in sales without what came back."""
    booked = select(Booking.item_id, func.sum(Booking.collected)).where(col(Booking.item_id).in_(items))
    walked_in = (
        select(ReceiptLine.item_id, func.sum(ReceiptLine.units))
        .join(Receipt, col(Receipt.id) == col(ReceiptLine.receipt_id))
        .where(col(ReceiptLine.item_id).in_(items), moves_goods())
    )
    sold: Counter[int] = Counter()
    for rows in (
        booked.group_by(col(Booking.item_id)),
        walked_in.group_by(col(ReceiptLine.item_id)),
    ):
        sold.update({item: int(units) for item, units in session.exec(rows)})
    return sold


def _ran_out(session: Session, items: Sequence[int]) -> tuple[int, datetime] | None:
    """Return the item that ran out first, and when its last unit was given out."""
    rows = (
        select(Item.id, func.max(Hold.given_at).label("at"))
        .join(Booking, col(Booking.item_id) == col(Item.id))
        .join(Hold, col(Hold.id) == col(Booking.hold_id))
        .where(
            col(Item.id).in_(items),
            is_ran_out(),
            col(Booking.state).in_((BookingState.COLLECTED, BookingState.MISSED)),
        )
        .group_by(col(Item.id))
    )
    found = [(at, item or 0) for item, at in session.exec(rows)]
    at, item = min(found, default=(None, 0))
    return (item, at) if at else None


def _ran_out_facts(drops: Sequence[DropFacts], item: int, sold_out_at: datetime) -> RanOut:
    drop, found = next((drop, each) for drop in drops for each in drop.items if each.id == item)
    return RanOut(found.name, sold_out_at.astimezone(UTC), drop.alley.zone)


def is_ran_out() -> ColumnElement[bool]:
    """Return the condition that nothing is left of an item."""
    return and_(col(Item.quantity) > 0, col(Item.booked) >= col(Item.quantity))


def in_vain() -> tuple[ColumnElement[bool], ...]:
    """Return the condition that an entry was closed with its drop and never had a hold."""
    held = select(Hold.id).where(col(Hold.entry_id) == col(Entry.id))
    return col(Entry.state) == EntryState.CLOSED, ~held.exists()


def waiting_person() -> ColumnElement[int]:
    """Return who has an entry, as a column: a person who was forgotten is another one for each."""
    return func.coalesce(col(Entry.person_id), -col(Entry.id))


def _waited_people(session: Session, items: Sequence[int]) -> int:
    rows = select(func.count(func.distinct(waiting_person())))
    return session.exec(rows.where(col(Entry.item_id).in_(items), *in_vain())).one()


def _waited_units(session: Session, items: Sequence[int]) -> dict[int, int]:
    rows = select(Entry.item_id, func.sum(Entry.units)).where(col(Entry.item_id).in_(items), *in_vain())
    return {item: int(units) for item, units in session.exec(rows.group_by(col(Entry.item_id)))}


def _zones(session: Session) -> Sequence[str]:
    return session.exec(select(Alley.zone).distinct().order_by(col(Alley.zone))).all()


def _at_ten(day: date, zone: str) -> datetime:
    return datetime.combine(day, TEN, ZoneInfo(zone)).astimezone(UTC)
