"""All that a person has booked on a market day: read as one, and answered as one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col

from market.drop.browse import any_drops
from market.drop.facts import AlleyFacts, DropFacts, ItemFacts
from market.ledger.deposit_facts import DepositFacts, find_deposits
from market.ledger.refusals import RefundTooLate
from market.person import lock_unblocked_person
from market.reminder.refusals import MarketDayEmpty
from market.reminder.shopper_messages import booked_on, stands
from market.ticket.booking_undo import UNDO_TIME
from market.waitlist.position import ActiveBooking, active_booking
from market.waitlist.refusals import UndoOver
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
    for booking in _lock_standing(session, person, market_day):
        attend(session, person, booking, now)


def give_up_all(session: Session, person: int, market_day: int, now: datetime) -> AllGivenUp:
    """Release all that waits for a person on a market day, but what would lose a deposit. Raises Blocked, MarketDayEmpty.

    locks: person, drop, item, hold, deposit
    """
    given_up = kept = standing = 0
    for booking in _lock_standing(session, person, market_day):
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


def _lock_standing(session: Session, person: int, market_day: int) -> list[int]:
    """Lock a person and the drops of what waits for them on a market day, and return these bookings. Raises MarketDayEmpty. locks: person, drop"""
    lock_unblocked_person(session, person)
    rows = booked_on(market_day, col(Booking.id), col(Drop.id)).where(
        *stands(), col(Booking.person_id) == person
    )
    rows = rows.order_by(col(Booking.id))
    _lock_drops(session, {drop for _, drop in session.execute(rows)})
    standing = [booking for booking, _ in session.execute(rows)]
    if not standing:
        raise MarketDayEmpty
    return standing


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
