"""Last-minute offers: what is left in the last half hour of a drop, at a lower price for those who take it through the last-minute offer.

Nobody who waits or holds loses a unit: a last-minute offer needs units that nobody waits for, and is taken by joining as anybody joins.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import or_, update
from sqlmodel import Session, col, func, select

from market.actor import Actor
from market.drop.browse import any_drop
from market.drop.facts import DropFacts, ItemFacts
from market.drop.locked_item import LockedItem
from market.drop.own_drop import lock_own_item
from market.drop.refusals import DropOver, DropPaused
from market.last_minute_offer.alert import is_awake
from market.last_minute_offer.notifications import LastMinuteOffered
from market.last_minute_offer.refusals import (
    LastMinuteOfferedTonight,
    LastMinuteOfferGone,
    LastMinuteOfferNotCheaper,
    LastMinuteOfferTooEarly,
    LastMinuteOfferTooMany,
    LastMinuteOfferUnknown,
    LastMinuteOfferWaitedFor,
    LastMinuteOfferWithDeposit,
)
from market.ledger.deposit_price import deposit_per_unit
from market.notification.outbox import notify_each
from market.refusal import ButtonForged
from market.waitlist.allocate import allocate
from market.waitlist.join import join
from market.waitlist.join_batch import Joined
from storage.drop import DropState, Item
from storage.insert import insert_once
from storage.last_minute_offer import LastMinuteAlert, LastMinuteOffer
from storage.person import Person
from storage.waitlist import Booking, BookingState

LAST = timedelta(minutes=30)
HEAVIEST = 1_000_000
"""Grams of all units of a last-minute offer."""


@dataclass(frozen=True, kw_only=True)
class LastMinuteOfferRequest:
    """So many units of an item at a price in minor units each; `grams` is what all of them weigh, None where the stall does not say."""

    item: int
    units: int
    price: int
    grams: int | None = None


@dataclass(frozen=True, kw_only=True)
class LastMinuteOfferStarted:
    """A last-minute offer that begins, and how many people are notified of it."""

    offer: int
    notified: int


@dataclass(frozen=True, kw_only=True)
class LastMinuteOfferFacts:
    """A last-minute offer as values. `left` is how many units can still be taken through it."""

    id: int
    drop: DropFacts
    item: ItemFacts
    price: int
    left: int
    ends_at: datetime


def start_last_minute_offer(
    session: Session, actor: Actor, request: LastMinuteOfferRequest, now: datetime, *, zone: str
) -> LastMinuteOfferStarted:
    """Offer units that are left at a lower price, and tell those who asked to hear of it, were told of none tonight and are not in their quiet hours.

    The quiet hours of a person without a zone of their own are those of `zone`.
    Raises Blocked, DropUnknown, NotYourStall, DropPaused, DropOver, LastMinuteOfferTooEarly, LastMinuteOfferWithDeposit, LastMinuteOfferNotCheaper,
    LastMinuteOfferWaitedFor, LastMinuteOfferTooMany, LastMinuteOfferedTonight. locks: person, drop, item, hold
    """
    locked = lock_own_item(session, actor, request.item)
    allocate(session, locked, now)
    _refuse_time(locked, now)
    _refuse_unfit(session, locked, request)
    night = locked.drop.starts_at.astimezone(ZoneInfo(locked.alley.zone)).date()
    values = {
        "stall_id": locked.drop.stall_id,
        "item_id": request.item,
        "night": night,
        "units": request.units,
        "price": request.price,
        "grams": request.grams,
        "started_at": now,
        "ends_at": locked.cut_off,
    }
    if not insert_once(session, LastMinuteOffer, **values):
        raise LastMinuteOfferedTonight
    rows = select(LastMinuteOffer.id).where(
        col(LastMinuteOffer.stall_id) == locked.drop.stall_id, col(LastMinuteOffer.night) == night
    )
    offer = session.exec(rows).one() or 0
    notified = _notify(session, locked, offer, actor.person, now=now, zone=zone)
    return LastMinuteOfferStarted(offer=offer, notified=notified)


def _refuse_time(locked: LockedItem, now: datetime) -> None:
    if locked.drop.state == DropState.PAUSED:
        raise DropPaused
    if now >= locked.cut_off or not locked.gives_units(now):
        raise DropOver
    if now < locked.cut_off - LAST:
        raise LastMinuteOfferTooEarly(locked.cut_off - LAST, locked.alley.zone)


def _refuse_unfit(session: Session, locked: LockedItem, request: LastMinuteOfferRequest) -> None:
    if deposit_per_unit(session, locked):
        raise LastMinuteOfferWithDeposit
    if any(each.item.waiting for each in locked.all):
        raise LastMinuteOfferWaitedFor
    if not 0 <= request.price < locked.item.price:
        raise LastMinuteOfferNotCheaper
    if not 1 <= request.units <= locked.free:
        raise LastMinuteOfferTooMany(locked.free)
    if request.grams is not None and not 1 <= request.grams <= HEAVIEST:
        raise ButtonForged


def _notify(
    session: Session, locked: LockedItem, offer: int, vendor: int, *, now: datetime, zone: str
) -> int:
    """Queue the message to whoever asked for it, and note the night on each, under the lock of their row; return how many."""
    night = locked.drop.starts_at.astimezone(ZoneInfo(locked.alley.zone)).date()
    reached = select(Person.id).where(col(Person.blocked_at).is_(None), is_awake(session, now, zone))
    asked = (
        update(LastMinuteAlert)
        .where(
            col(LastMinuteAlert.stopped_at).is_(None),
            or_(
                col(LastMinuteAlert.alley_id).is_(None), col(LastMinuteAlert.alley_id) == locked.drop.alley_id
            ),
            or_(col(LastMinuteAlert.notified_on).is_(None), col(LastMinuteAlert.notified_on) < night),
        )
        .where(
            col(LastMinuteAlert.person_id) != vendor,
            col(LastMinuteAlert.person_id).in_(reached),
        )
        .values(notified_on=night)
        .returning(col(LastMinuteAlert.person_id))
    )
    people = session.connection().execute(asked).scalars().all()
    message = LastMinuteOffered(last_minute_offer_id=offer)
    notify_each(
        session, ((person, f"last_minute:{night}", message) for person in people), now, locked.cut_off
    )
    return len(people)


def take_last_minute_offer(
    session: Session, person: int, offer: int, units: int, now: datetime, rng: Random
) -> Joined:
    """Book units of a last-minute offer at its price. Raises LastMinuteOfferUnknown, LastMinuteOfferGone, and as `join`. locks: person, drop, item, hold"""
    row = LastMinuteOfferUnknown.unless(session.get(LastMinuteOffer, offer))
    if not row.started_at <= now < row.ends_at:
        raise LastMinuteOfferGone(0)
    joined = join(session, person, row.item_id, units, now=now, rng=rng)
    left = row.units - _taken(session, offer)
    if joined.booked is None or units > left:
        raise LastMinuteOfferGone(max(0, left) if joined.booked else 0)
    booking = session.get_one(Booking, joined.booking)
    booking.price, booking.last_minute_offer_id = row.price, offer
    session.flush()
    return replace(joined, booked=replace(joined.booked, price=row.price))


def last_minute_offer_facts(session: Session, offer: int, now: datetime) -> LastMinuteOfferFacts:
    """Return a last-minute offer that can be taken. Raises LastMinuteOfferUnknown, LastMinuteOfferGone where nothing is left or it is over."""
    row = LastMinuteOfferUnknown.unless(session.get(LastMinuteOffer, offer))
    drop = any_drop(session, _drop_of(session, row))
    item = drop.item(row.item_id)
    left = min(row.units - _taken(session, offer), item.free)
    is_open = drop.state == DropState.PUBLISHED and row.started_at <= now < row.ends_at
    if left < 1 or not is_open:
        raise LastMinuteOfferGone(0)
    return LastMinuteOfferFacts(
        id=offer, drop=drop, item=item, price=row.price, left=left, ends_at=row.ends_at
    )


def _drop_of(session: Session, row: LastMinuteOffer) -> int:
    return session.get_one(Item, row.item_id).drop_id


def _taken(session: Session, offer: int) -> int:
    """Return the units that were taken through a last-minute offer and not given back."""
    taken = select(func.coalesce(func.sum(Booking.units), 0)).where(
        col(Booking.last_minute_offer_id) == offer,
        col(Booking.state).in_((BookingState.BOOKED, BookingState.COLLECTED)),
    )
    return session.exec(taken).one()
