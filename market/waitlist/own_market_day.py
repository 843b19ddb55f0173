"""All that a person has booked on a market day: read as one, and answered as one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from market.drop.browse import any_drops
from market.drop.facts import AlleyFacts, DropFacts, ItemFacts
from market.drop.refusals import DropOver
from market.ledger.deposit_facts import DepositFacts, find_deposits
from market.ledger.refusals import RefundTooLate
from market.person import lock_unblocked_person
from market.refusal import Refusal
from market.reminder.refusals import MarketDayEmpty
from market.reminder.shopper_messages import booked, booked_on, stands
from market.ticket.booking_undo import UNDO_TIME
from market.waitlist.late import can_say_late, say_late
from market.waitlist.position import ActiveBooking, active_booking
from market.waitlist.refusals import LateTooSoon, NothingToKeep, SlotNotKept, UndoOver
from market.waitlist.shopper_actions import attend
from market.waitlist.undo import give_up_booking, undo_release
from storage.deposit import TOWARDS_PRICE, Deposit
from storage.drop import Drop, lock_drop
from storage.market_day import StallDay
from storage.waitlist import Booking, BookingState


@dataclass(frozen=True, kw_only=True)
class MarketDayBooking:
    """Something booked on a market day."""

    drop: DropFacts
    item: ItemFacts
    booked: ActiveBooking
    deposit: DepositFacts | None

    @property
    def starts_at(self) -> datetime:
        return self.item.starts_at or self.drop.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.item.ends_at or self.drop.ends_at


@dataclass(frozen=True, kw_only=True)
class OwnMarketDay:
    """All that waits for a person on a market day, in the order of a walk: by its hour, each stall together. It is never empty."""

    market_day: int
    day: date
    alley: AlleyFacts
    bookings: tuple[MarketDayBooking, ...]

    @property
    def starts_at(self) -> datetime:
        return min(each.starts_at for each in self.bookings)

    @property
    def ends_at(self) -> datetime:
        return max(each.ends_at for each in self.bookings)

    @property
    def coming(self) -> bool:
        """Return whether its person has said of all of it that they come."""
        return all(each.booked.coming for each in self.bookings)

    @property
    def kept_until(self) -> datetime | None:
        """Return how long all is kept of which its person said that they are late; None where they did not."""
        return min((each.drop.ends_at for each in self.bookings if each.booked.late_at), default=None)

    def can_say_late(self, now: datetime) -> bool:
        """Return whether its person may say now of any of it that they are late."""
        return any(can_say_late(each.drop, each.item, each.booked, now) for each in self.bookings)


@dataclass(frozen=True)
class AllKept:
    """The market day of what is kept for somebody who is late, and until when all of that is."""

    market_day: int
    until: datetime


@dataclass(frozen=True, kw_only=True)
class AllGivenUp:
    """The numbers of bookings that were given up, that can be had back before `undo_until`, and that stand, since a deposit would be lost.

    What is given up in the last two hours goes on at once.
    """

    given_up: int
    kept: int
    standing: int
    undo_until: datetime


def own_market_day(session: Session, person: int, market_day: int) -> OwnMarketDay:
    """Return what waits for a person on a market day. Raises MarketDayEmpty where nothing does."""
    columns = Booking, col(Drop.id), col(StallDay.day)
    rows = booked_on(market_day, *columns).where(*stands(), col(Booking.person_id) == person)
    found = session.execute(rows.order_by(col(Booking.id))).all()
    if not found:
        raise MarketDayEmpty
    bookings = bookings_with_facts(session, [(row, drop) for row, drop, _ in found])
    return OwnMarketDay(
        market_day=market_day, day=found[0][2], alley=bookings[0].drop.alley, bookings=bookings
    )


def bookings_with_facts(
    session: Session, bookings: Sequence[tuple[Booking, int]]
) -> tuple[MarketDayBooking, ...]:
    """Return bookings, each stored beside the id of its drop, as values in the order of a walk."""
    drops = {drop.id: drop for drop in any_drops(session, tuple({drop for _, drop in bookings}))}
    deposits = _deposits(session, [row for row, _ in bookings])
    return _in_order_of_a_walk([_facts(row, drops[drop], deposits.get(row.id)) for row, drop in bookings])


def attend_all(session: Session, person: int, market_day: int, now: datetime) -> None:
    """Note that a person comes to all that waits for them on a market day. Raises Blocked, MarketDayEmpty. locks: person, drop, item"""
    for booking, _ in _lock_standing(session, person, _is_of(market_day)):
        attend(session, person, booking, now)


def say_late_all(session: Session, person: int, now: datetime, market_day: int | None = None) -> AllKept:
    """Keep all that waits for a person until the end of its drop, as far as `say_late` does; of a market day, else of whatever waits.

    Raises Blocked; NothingToKeep where nothing waits; what `say_late` does where it keeps nothing of it. locks: person, drop, item, booking, notification
    """
    ends, refused = list[tuple[datetime, int]](), list[Refusal]()
    ahead = col(Drop.ends_at) > now if market_day is None else _is_of(market_day)
    try:
        standing = _lock_standing(session, person, ahead)
    except MarketDayEmpty:
        raise NothingToKeep from None
    for booking, of in standing:
        try:
            ends.append((say_late(session, person, booking, now), of))
        except (LateTooSoon, SlotNotKept, DropOver) as refusal:
            refused.append(refusal)
    if not ends:
        raise min(refused, key=_soonest)
    until, of = min(ends)
    return AllKept(of, until)


def give_up_all(session: Session, person: int, market_day: int, now: datetime) -> AllGivenUp:
    """Release all that waits for a person on a market day, but what would lose a deposit. Raises Blocked, MarketDayEmpty.

    locks: person, drop, item, hold, deposit
    """
    given_up = kept = standing = 0
    for booking, _ in _lock_standing(session, person, _is_of(market_day)):
        try:
            units = give_up_booking(session, person, booking, now)
        except RefundTooLate:
            standing += 1
        else:
            given_up += 1
            kept += units.at is not None
    return AllGivenUp(given_up=given_up, kept=kept, standing=standing, undo_until=now + UNDO_TIME)


def take_back_all(session: Session, person: int, market_day: int, now: datetime) -> None:
    """Give back what a person released of a market day within the last minute and what nobody else can have yet.

    Raises Blocked; UndoOver where that is nothing; TooManyUnits. locks: person, drop, item, hold
    """
    lock_unblocked_person(session, person)
    mine = col(Booking.person_id) == person, col(Booking.state) == BookingState.RELEASED
    rows = booked_on(market_day, col(Booking.id), col(Drop.id)).where(
        *mine, col(Booking.ended_at) > now - UNDO_TIME
    )
    released = session.execute(rows.order_by(col(Booking.id))).all()
    _lock_drops(session, {drop for _, drop in released})
    if not sum(_is_taken_back(session, person, booking, now) for booking, _ in released):
        raise UndoOver


def _is_taken_back(session: Session, person: int, booking: int, now: datetime) -> bool:
    try:
        undo_release(session, person, booking, now)
    except UndoOver:
        return False
    return True


def _in_order_of_a_walk(bookings: Sequence[MarketDayBooking]) -> tuple[MarketDayBooking, ...]:
    """Return bookings by hour, but those of a stall together, at the first of them."""
    first = dict[int, datetime]()
    for each in sorted(bookings, key=lambda each: each.starts_at):
        first.setdefault(each.drop.stall.id, each.starts_at)

    def place(booking: MarketDayBooking) -> tuple[datetime, int, datetime, int]:
        stall = booking.drop.stall.id
        return first[stall], stall, booking.starts_at, booking.booked.id

    return tuple(sorted(bookings, key=place))


def _lock_standing(session: Session, person: int, condition: ColumnElement[bool]) -> list[tuple[int, int]]:
    """Lock a person and the drops of what waits for them under a condition, and return these bookings, each with its market day.

    Raises MarketDayEmpty. locks: person, drop
    """
    lock_unblocked_person(session, person)
    rows = booked(col(Booking.id), col(Drop.id), col(StallDay.market_day_id))
    rows = rows.where(*stands(), col(Booking.person_id) == person, condition).order_by(col(Booking.id))
    _lock_drops(session, {drop for _, drop, _ in session.execute(rows)})
    standing = [(booking, market_day) for booking, _, market_day in session.execute(rows)]
    if not standing:
        raise MarketDayEmpty
    return standing


def _is_of(market_day: int) -> ColumnElement[bool]:
    return col(StallDay.market_day_id) == market_day


def _soonest(refusal: Refusal) -> tuple[bool, datetime]:
    """Return the rank of a refusal to say that one is late: first the one that ends by itself, the soonest."""
    if isinstance(refusal, LateTooSoon):
        return False, refusal.at
    return True, datetime.max.replace(tzinfo=UTC)


def _lock_drops(session: Session, drops: set[int]) -> None:
    """Lock drops in the order of their ids. locks: drop"""
    for drop in sorted(drops):
        lock_drop(session, drop)


def _deposits(session: Session, bookings: Sequence[Booking]) -> dict[int | None, DepositFacts]:
    found = find_deposits(session, col(Deposit.booking_id).in_([booking.id for booking in bookings]))
    return {deposit.booking: deposit for deposit in found}


def _facts(row: Booking, drop: DropFacts, deposit: DepositFacts | None) -> MarketDayBooking:
    paid = deposit.amount if deposit and deposit.state in TOWARDS_PRICE else 0
    booked = active_booking(row, paid)
    return MarketDayBooking(drop=drop, item=drop.item(row.item_id), booked=booked, deposit=deposit)
