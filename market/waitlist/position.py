"""A person's position in drops: what they wait for, what is held for them, what they have booked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from market.drop.browse import any_drop, any_drops, drop_card
from market.drop.facts import DropFacts, ItemFacts
from market.drop.hold_length import alley_quiet_hours, promised_until
from market.drop.refusals import DropUnknown
from market.ledger.deposit_facts import DepositFacts, deposit_of_booking
from market.ticket.booking_undo import booked_at_once, undo_of_booking
from market.waitlist.given_up import is_given_up
from market.waitlist.refusals import BookingNotYours, HoldNotYours
from storage.deposit import Deposit, current_deposit_of, paid_towards
from storage.drop import Drop, DropState, Item
from storage.join_queries import FIRST_NUMBER
from storage.param import list_param, param
from storage.person import Person
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState, position_rows

POSITIONS_IN_DROP = position_rows(list_param("people"), param("now"), col(Item.drop_id) == param("drop"))
POSITIONS_AHEAD = position_rows(
    list_param("people"),
    param("now"),
    col(Drop.ends_at) > param("now"),
    col(Drop.state) != DropState.CANCELLED,
)


@dataclass(frozen=True, kw_only=True)
class WaitingEntry:
    """An entry that waits. `number` is None before the draw; `pseudonym` is set in a closed draw.

    Nobody up to number `served_up_to` waits any more: it only grows. `split`: fewer units are welcome, and the rest keeps waiting.
    """

    item: int
    number: int | None
    units: int
    skipped: int
    served_up_to: int
    pseudonym: str | None = None
    split: bool = False

    @property
    def ahead(self) -> int:
        """Return how many people are ahead, at most."""
        return max(0, (self.number or 0) - 1 - self.served_up_to)


@dataclass(frozen=True, kw_only=True)
class ActiveHold:
    """A hold that is live. `deposit` is its state; "" before a way to pay is chosen."""

    id: int
    item: int
    units: int
    until: datetime
    deposit: str = ""


@dataclass(frozen=True, kw_only=True)
class ActiveBooking:
    """A booking. `price` and `loan_deposit` are for one unit, in minor units, as they were at booking; `paid` is the amount paid in advance for all units.

    Its person said at `late_at` that they are late.
    """

    id: int
    item: int
    units: int
    price: int
    loan_deposit: int
    collected: int
    coming: bool
    booked_at: datetime
    late_at: datetime | None = None
    paid: int = 0

    @property
    def to_pay(self) -> int:
        """Return what is left to pay at the stall for the goods, in minor units."""
        return max(0, self.units * self.price - self.paid)

    @property
    def loan_deposits(self) -> int:
        """Return the packaging deposits for all units, in minor units."""
        return self.units * self.loan_deposit


def active_booking(row: Booking, paid: int) -> ActiveBooking:
    """Return a stored booking of which an amount was paid in advance."""
    return ActiveBooking(
        id=row.id or 0,
        item=row.item_id,
        units=row.units,
        price=row.price,
        loan_deposit=row.loan_deposit,
        collected=row.collected,
        coming=row.coming,
        booked_at=row.booked_at,
        late_at=row.late_at,
        paid=paid,
    )


PositionEntry = ActiveHold | ActiveBooking | WaitingEntry


@dataclass(frozen=True)
class Position:
    """A person's position in one drop. What needs an answer comes first."""

    held: tuple[ActiveHold, ...] = ()
    booked: tuple[ActiveBooking, ...] = ()
    waiting: tuple[WaitingEntry, ...] = ()

    @property
    def all(self) -> tuple[PositionEntry, ...]:
        return (*self.held, *self.booked, *self.waiting)


NO_POSITION = Position()


@dataclass(frozen=True)
class MyItem:
    """Something that a person waits for, holds or has booked, with its drop and item."""

    drop: DropFacts
    item: ItemFacts
    entry: PositionEntry

    @property
    def starts_at(self) -> datetime:
        """Return the start of a slot, else of the drop."""
        return self.item.starts_at or self.drop.starts_at


class OwnState(StrEnum):
    """A state of a person in a drop, by what matters most first."""

    HELD = "held"
    BOOKED = "booked"
    WAITING = "waiting"
    IN_DRAW = "in draw"
    COLLECTED = "collected"


@dataclass(frozen=True)
class OwnMark:
    """The mark of a drop in which a person has something; `number` is theirs where they wait."""

    state: OwnState
    number: int | None = None


@dataclass(frozen=True, kw_only=True)
class HoldFacts:
    """A hold in any state. `booking` is set where it was confirmed; `number` is its entry's.

    `still_waiting` is the units that its person still waits for on the item, `reader_zone` the time zone they have chosen.
    One that was declined can be had back before `undo_until`.
    """

    id: int
    drop: DropFacts
    item: ItemFacts
    number: int
    units: int
    until: datetime
    state: HoldState
    ended_at: datetime | None
    booking: int | None
    still_waiting: int = 0
    deposit: str = ""
    reader_zone: str = ""
    person: int | None = None
    undo_until: datetime | None = None

    @property
    def deposit_each(self) -> int:
        return self.drop.deposit_of(self.item)


@dataclass(frozen=True, kw_only=True)
class BookingFacts:
    """A booking in any state; `still_waiting` as in `HoldFacts`. Joining, confirming or releasing it can be undone before `undo_until`.

    `at_once`: it was made by joining, without a hold to answer.
    """

    drop: DropFacts
    item: ItemFacts
    booked: ActiveBooking
    state: BookingState
    ended_at: datetime | None
    still_waiting: int = 0
    deposit: DepositFacts | None = None
    undo_until: datetime | None = None
    at_once: bool = False


@dataclass(frozen=True)
class PositionRequest:
    """A person who looks at a drop."""

    person: int
    drop: int
    now: datetime


def positions_in_drops(session: Session, requests: Sequence[PositionRequest]) -> list[Position]:
    """Return the positions of people who look at drops at one time, in one statement for each drop."""
    now = max(request.now for request in requests)
    people = defaultdict[int, set[int]](set)
    for request in requests:
        people[request.drop].add(request.person)
    found = {drop: _positions(session, people[drop], drop, now) for drop in people}
    return [found[request.drop].get(request.person, NO_POSITION) for request in requests]


def position_in_drop(session: Session, person: int, drop: int, now: datetime) -> Position:
    """Return the person's position in one drop, in one statement."""
    return positions_in_drops(session, [PositionRequest(person, drop, now)])[0]


def _positions(session: Session, people: Collection[int], drop: int, now: datetime) -> dict[int, Position]:
    """Return the positions in a drop of those of these people who have one there."""
    asked = {"people": [*people], "now": now, "drop": drop}
    rows = session.connection().execute(POSITIONS_IN_DROP, asked).all()
    facts = any_drop(session, drop) if any(map(_is_untold, rows)) else None
    entries = defaultdict[int, list[PositionEntry]](list)
    for row in rows:
        entries[row.person_id].append(_position_entry(row, facts, now))
    return {person: _position(each) for person, each in entries.items()}


def my_items(session: Session, person: int, now: datetime) -> tuple[MyItem, ...]:
    """Return a person's items on drops that are neither over nor cancelled: first what needs an answer, by its deadline, then the others by their start.

    One statement where there is nothing.
    """
    rows = list(session.connection().execute(POSITIONS_AHEAD, {"people": [person], "now": now}))
    if not rows:
        return ()
    drops = {drop.id: drop for drop in any_drops(session, tuple({row.drop_id for row in rows}))}
    found = [
        MyItem(
            drops[row.drop_id],
            drops[row.drop_id].item(row.item_id),
            _position_entry(row, drops[row.drop_id], now),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: _urgency(one, now)))


def own_marks(session: Session, person: int, now: datetime) -> dict[int, OwnMark]:
    """Return what a person has in each drop that is neither over nor cancelled, by the drop. One statement."""
    rows = session.connection().execute(POSITIONS_AHEAD, {"people": [person], "now": now})
    return _chief_marks((row.drop_id, _position_entry(row, None, now)) for row in rows)


def marks_of_items(items: Sequence[MyItem]) -> dict[int, OwnMark]:
    """Return the same from a person's items."""
    return _chief_marks((one.drop.id, one.entry) for one in items)


def _chief_marks(entries: Iterable[tuple[int, PositionEntry]]) -> dict[int, OwnMark]:
    order, marks = list(OwnState), dict[int, OwnMark]()
    for drop, entry in entries:
        mark = _mark(entry)
        known = marks.setdefault(drop, mark)
        if order.index(mark.state) < order.index(known.state):
            marks[drop] = mark
    return marks


def _mark(entry: PositionEntry) -> OwnMark:
    match entry:
        case ActiveHold():
            return OwnMark(OwnState.HELD)
        case ActiveBooking() if entry.collected >= entry.units:
            return OwnMark(OwnState.COLLECTED)
        case ActiveBooking():
            return OwnMark(OwnState.BOOKED)
        case WaitingEntry():
            return OwnMark(OwnState.WAITING, entry.number) if entry.number else OwnMark(OwnState.IN_DRAW)


def _urgency(one: MyItem, now: datetime) -> tuple[int, datetime, bool]:
    """Return what sorts a person's items: holds, then what the first to tap gets, then the rest; each by its time, of one time what is booked first."""
    if isinstance(one.entry, ActiveHold):
        return 0, one.entry.until, False
    if isinstance(one.entry, WaitingEntry) and one.entry.item in one.drop.calling(now):
        return 1, one.drop.cut_off(one.item), False
    return 2, one.starts_at, isinstance(one.entry, WaitingEntry)


def shown_drop_of_item(session: Session, person: int, item: int) -> DropFacts:
    """Return the drop of an item, if everybody may see it or this person has an entry in its waitlist. Raises DropUnknown."""
    drop = drop_of_item(session, item)
    joined = select(Entry.id).where(col(Entry.item_id) == item, col(Entry.person_id) == person)
    return drop if session.exec(joined.limit(1)).first() else drop_card(session, drop.id)


def drop_of_item(session: Session, item: int) -> DropFacts:
    """Return the drop of an item, also of a draft or a hidden drop: only after a check of authority. Raises DropUnknown."""
    drop = session.exec(select(Item.drop_id).where(col(Item.id) == item)).first()
    if drop is None:
        raise DropUnknown
    return any_drop(session, drop)


def own_hold(session: Session, person: int, hold: int, now: datetime) -> HoldFacts:
    """Return a hold of this person. Raises HoldNotYours."""
    facts = hold_facts(session, hold, now, col(Hold.person_id) == person)
    if facts is None:
        raise HoldNotYours
    return facts


def hold_facts(session: Session, hold: int, now: datetime, *conditions: Any) -> HoldFacts | None:
    """Return a hold of any person, for a notification about it; None where there is none. One whose clock does not run yet ends as if told now."""
    rows = select(Hold, Entry.number, Booking.id, Deposit.state).join(
        Entry, col(Entry.id) == col(Hold.entry_id)
    )
    rows = rows.outerjoin(Booking, col(Booking.hold_id) == col(Hold.id)).outerjoin(
        Deposit, current_deposit_of(col(Hold.id))
    )
    found = session.exec(rows.where(col(Hold.id) == hold, *conditions)).first()
    if found is None:
        return None
    row, number, booking, deposit = found
    zone = session.exec(select(Person.zone).where(col(Person.id) == row.person_id)).first()
    drop = drop_of_item(session, row.item_id)
    item = drop.item(row.item_id)
    still_waiting = _still_waiting(session, row.person_id, row.item_id)
    return HoldFacts(
        id=hold,
        drop=drop,
        item=item,
        number=number or 0,
        units=row.units,
        until=_shown_until(drop, item, row.until, row.notified_at, now=now),
        state=row.state,
        ended_at=row.ended_at,
        booking=booking,
        still_waiting=still_waiting,
        deposit=deposit or "",
        reader_zone=zone or "",
        person=row.person_id,
        undo_until=_kept_until(session, row.entry_id) if row.state == HoldState.DECLINED else None,
    )


def active_hold_facts(drop: DropFacts, item: ItemFacts, number: int, held: ActiveHold) -> HoldFacts:
    """Return the facts of a hold that is live, but for its person's time zone: a message that shows them is drawn again."""
    return HoldFacts(
        id=held.id,
        drop=drop,
        item=replace(item, marks=None),
        number=number,
        units=held.units,
        until=held.until,
        state=HoldState.LIVE,
        ended_at=None,
        booking=None,
    )


def own_booking(session: Session, person: int, booking: int) -> BookingFacts:
    """Return a booking of this person. Raises BookingNotYours."""
    row = session.exec(
        select(Booking).where(col(Booking.id) == booking, col(Booking.person_id) == person)
    ).first()
    if row is None:
        raise BookingNotYours
    drop = drop_of_item(session, row.item_id)
    booked = active_booking(row, paid_towards(session, booking))
    still_waiting = _still_waiting(session, person, row.item_id)
    deposit = deposit_of_booking(session, booking)
    confirmed = session.get_one(Hold, row.hold_id)
    return BookingFacts(
        drop=drop,
        item=drop.item(row.item_id),
        booked=booked,
        state=row.state,
        ended_at=row.ended_at,
        still_waiting=still_waiting,
        deposit=deposit,
        undo_until=_undo_until(session, drop, row, confirmed, has_deposit=deposit is not None),
        at_once=booked_at_once(row, confirmed),
    )


def served_up_to(session: Session, item: int) -> int:
    """Return the number up to which nobody waits for the item any more."""
    first = session.connection().execute(FIRST_NUMBER, {"item": item}).scalar()
    return (first or 1) - 1


def booking_of_notification(session: Session, booking: int) -> BookingFacts:
    """Return the booking that a notification is about. Raises BookingNotYours where nobody has it any more."""
    person = session.exec(select(Booking.person_id).where(col(Booking.id) == booking)).first()
    return own_booking(session, person or 0, booking)


def _undo_until(
    session: Session, drop: DropFacts, booking: Booking, confirmed: Hold, *, has_deposit: bool
) -> datetime | None:
    """Return until when a booking that was released, or a hold that was confirmed, can be had back."""
    if booking.state == BookingState.RELEASED:
        given_up = is_given_up(session, booking, session.get_one(Entry, confirmed.entry_id))
        return _kept_until(session, confirmed.entry_id) if given_up else None
    item = drop.item(booking.item_id)
    undo = undo_of_booking(
        booking,
        confirmed,
        cut_off=drop.cut_off(item),
        is_live=item.live_minutes is not None,
        has_deposit=has_deposit,
    )
    return undo.until if undo else None


def _kept_until(session: Session, entry: int) -> datetime | None:
    """Return until when units of an entry that were given up are kept."""
    kept = select(Hold.until).where(
        col(Hold.entry_id) == entry, col(Hold.person_id).is_(None), col(Hold.state) == HoldState.LIVE
    )
    return session.exec(kept).first()


def _still_waiting(session: Session, person: int | None, item: int) -> int:
    waits = select(Entry.units).where(
        col(Entry.item_id) == item, col(Entry.person_id) == person, col(Entry.state) == EntryState.WAITING
    )
    return session.exec(waits).first() or 0


def _is_untold(row: Any) -> bool:
    """Return whether a row is a hold whose clock does not run yet: its deadline follows from its drop."""
    return row.hold is not None and row.booking is None and row.notified_at is None


def _shown_until(
    drop: DropFacts, item: ItemFacts, until: datetime, notified_at: datetime | None, now: datetime
) -> datetime:
    return promised_until(
        until,
        notified_at,
        now,
        starts_at=item.starts_at or drop.starts_at,
        cut_off=drop.cut_off(item),
        quiet_hours=alley_quiet_hours(drop.alley),
        live_minutes=item.live_minutes,
    )


def _position_entry(row: Any, drop: DropFacts | None, now: datetime) -> PositionEntry:
    """Return a row as an entry. `drop` is its drop; without it, the deadline of an untold hold is not the one it will have."""
    if row.booking is not None:
        return ActiveBooking(
            id=row.booking,
            item=row.item_id,
            units=row.units,
            price=row.price,
            loan_deposit=row.loan_deposit,
            collected=row.collected,
            coming=row.coming,
            booked_at=row.booked_at,
            late_at=row.late_at,
            paid=row.paid or 0,
        )
    if row.hold is not None:
        return ActiveHold(
            id=row.hold,
            item=row.item_id,
            units=row.held,
            until=_shown_until(drop, drop.item(row.item_id), row.until, row.notified_at, now=now)
            if drop
            else row.until,
            deposit=row.deposit or "",
        )
    served_up_to = (row.first or 1) - 1
    return WaitingEntry(
        item=row.item_id,
        number=row.number,
        units=row.units,
        skipped=row.skipped,
        served_up_to=served_up_to,
        pseudonym=row.pseudonym,
        split=row.split,
    )


def _position(entries: Sequence[PositionEntry]) -> Position:
    return Position(
        tuple(one for one in entries if isinstance(one, ActiveHold)),
        tuple(one for one in entries if isinstance(one, ActiveBooking)),
        tuple(one for one in entries if isinstance(one, WaitingEntry)),
    )
