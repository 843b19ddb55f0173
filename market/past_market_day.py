"""A market day that is over as one of its shoppers had it, for the messages about it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from locales.units import admits
from market.drop.browse import any_drops
from market.drop.facts import AlleyFacts, DropFacts, ItemFacts, StallFacts
from market.follow.following import follows_of
from market.reminder.after_messages import had, waited_on
from market.reminder.refusals import MarketDayEmpty
from market.reminder.shopper_messages import booked_on
from market.ticket.facts import VALID_AFTER_END
from market.ticket.loans import PackagingOut, packaging_out_with
from market.waitlist.own_market_day import MarketDayBooking, bookings_with_facts
from storage.drop import Drop, DropState, Item, is_shown
from storage.market_day import StallDay
from storage.stall import Stall
from storage.ticket import Ticket
from storage.waitlist import Booking, Entry


@dataclass(frozen=True, kw_only=True)
class PastMarketDay:
    """All that a person had on a market day. `packaging` is what of it is out with them; `next_drop` is the next one of the stalls where they collected.

    `to_follow` are those of these stalls that they do not follow. `collected` and `missed` are in the order of a walk.
    All goods that were missed can be collected until `late_until`; it is None where there are none, or some were passed on.
    """

    market_day: int
    day: date
    alley: AlleyFacts
    collected: tuple[MarketDayBooking, ...]
    missed: tuple[MarketDayBooking, ...]
    packaging: PackagingOut | None
    to_follow: tuple[StallFacts, ...]
    next_drop: int | None
    late_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class WaitedMarketDay:
    """The items of a market day that a person waited for, and had none of."""

    day: date
    alley: AlleyFacts
    items: tuple[tuple[DropFacts, ItemFacts], ...]


def past_market_day(session: Session, person: int, market_day: int, now: datetime) -> PastMarketDay:
    """Return what a person had on a market day that is over. Raises MarketDayEmpty where that is nothing."""
    rows = booked_on(market_day, Booking, col(Drop.id), col(StallDay.day)).where(*had())
    found = session.execute(rows.where(col(Booking.person_id) == person).order_by(col(Booking.id))).all()
    if not found:
        raise MarketDayEmpty
    bookings = bookings_with_facts(session, [(row, drop) for row, drop, _ in found])
    collected = tuple(each for each in bookings if each.booked.collected)
    missed = tuple(each for each in bookings if not each.booked.collected)
    stalls = {each.drop.stall.id: each.drop.stall for each in collected}
    follows = follows_of(session, person)
    return PastMarketDay(
        market_day=market_day,
        day=found[0][2],
        alley=bookings[0].drop.alley,
        collected=collected,
        missed=missed,
        packaging=packaging_out_with(session, person, market_day),
        to_follow=tuple(stall for stall in stalls.values() if not follows.has_stall(stall.id)),
        next_drop=_next_drop(session, stalls, now),
        late_until=_late_until(session, [each for each in missed if not admits(each.item.unit)], now),
    )


def _late_until(session: Session, goods: Sequence[MarketDayBooking], now: datetime) -> datetime | None:
    """Return until when all of these can be collected after their drops; None where one cannot."""
    valid = select(Ticket.booking_id).where(
        col(Ticket.booking_id).in_([each.booked.id for each in goods]), col(Ticket.revoked_at).is_(None)
    )
    until = min((each.drop.ends_at + VALID_AFTER_END for each in goods), default=now)
    return until if now < until and len(session.exec(valid).all()) == len(goods) else None


def waited_market_day(session: Session, person: int, market_day: int) -> WaitedMarketDay:
    """Return what a person waited for on a market day. Raises MarketDayEmpty where they had something there, or did not wait."""
    rows = waited_on(market_day, col(Drop.id), col(Item.id), col(StallDay.day))
    mine = rows.where(col(Entry.person_id) == person).order_by(col(Entry.id))
    found = session.execute(mine).all()
    if not found:
        raise MarketDayEmpty
    drops = {drop.id: drop for drop in any_drops(session, tuple({drop for drop, _, _ in found}))}
    waited_for = dict.fromkeys((drop, item) for drop, item, _ in found)
    return WaitedMarketDay(
        day=found[0][2],
        alley=drops[found[0][0]].alley,
        items=tuple((drops[drop], drops[drop].item(item)) for drop, item in waited_for),
    )


def _next_drop(session: Session, stalls: Collection[int], now: datetime) -> int | None:
    """Return the next drop of some stalls that everybody may see."""
    ahead = (
        select(Drop.id)
        .join(Stall, col(Stall.id) == col(Drop.stall_id))
        .where(
            col(Drop.stall_id).in_(stalls),
            col(Drop.starts_at) > now,
            col(Drop.state) == DropState.PUBLISHED,
            is_shown(),
        )
    )
    return session.exec(ahead.order_by(col(Drop.starts_at), col(Drop.id)).limit(1)).first()
