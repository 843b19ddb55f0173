"""Rescues: what is left in the last half hour of a drop, at a lower price for those who take it through the rescue.

Nobody who waits or holds loses a unit: a rescue needs units that nobody waits for, and is taken by joining as anybody joins.
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
from market.ledger.deposit_price import deposit_per_unit
from market.notification.outbox import notify_each
from market.refusal import ButtonForged
from market.rescue.alert import is_awake
from market.rescue.notifications import RescueOffered
from market.rescue.refusals import (
    RescuedTonight,
    RescueGone,
    RescueNotCheaper,
    RescueTooEarly,
    RescueTooMany,
    RescueUnknown,
    RescueWaitedFor,
    RescueWithDeposit,
)
from market.waitlist.allocate import allocate
from market.waitlist.join import join
from market.waitlist.join_batch import Joined
from storage.drop import DropState, Item
from storage.insert import insert_once
from storage.person import Person
from storage.rescue import Rescue, RescueAlert
from storage.waitlist import Booking, BookingState

LAST = timedelta(minutes=30)
HEAVIEST = 1_000_000
"""Grams of all units of a rescue."""


@dataclass(frozen=True, kw_only=True)
class RescueRequest:
    """So many units of an item at a price in minor units each; `grams` is what all of them weigh, None where the stall does not say."""

    item: int
    units: int
    price: int
    grams: int | None = None


@dataclass(frozen=True, kw_only=True)
class RescueStarted:
    """A rescue that begins, and how many people are notified of it."""

    rescue: int
    notified: int


@dataclass(frozen=True, kw_only=True)
class RescueFacts:
    """A rescue as values. `left` is how many units can still be taken through it."""

    id: int
    drop: DropFacts
    item: ItemFacts
    price: int
    left: int
    ends_at: datetime


def start_rescue(
    session: Session, actor: Actor, request: RescueRequest, now: datetime, *, zone: str
) -> RescueStarted:
    """Offer units that are left at a lower price, and tell those who asked to hear of it, were told of none tonight and are not in their quiet hours.

    The quiet hours of a person without a zone of their own are those of `zone`.
    Raises Banned, DropUnknown, NotYourStall, DropPaused, DropOver, RescueTooEarly, RescueWithDeposit, RescueWaitedFor, RescueNotCheaper,
    RescueTooMany, RescuedTonight. locks: person, drop, item, hold
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
    if not insert_once(session, Rescue, **values):
        raise RescuedTonight
    rows = select(Rescue.id).where(col(Rescue.stall_id) == locked.drop.stall_id, col(Rescue.night) == night)
    rescue = session.exec(rows).one() or 0
    notified = _notify(session, locked, rescue, actor.person, now=now, zone=zone)
    return RescueStarted(rescue=rescue, notified=notified)


def _refuse_time(locked: LockedItem, now: datetime) -> None:
    if locked.drop.state == DropState.PAUSED:
        raise DropPaused
    if now >= locked.cut_off or not locked.gives_units(now):
        raise DropOver
    if now < locked.cut_off - LAST:
        raise RescueTooEarly(locked.cut_off - LAST, locked.alley.zone)


def _refuse_unfit(session: Session, locked: LockedItem, request: RescueRequest) -> None:
    if deposit_per_unit(session, locked):
        raise RescueWithDeposit
    if any(each.item.waiting for each in locked.all):
        raise RescueWaitedFor
    if not 0 <= request.price < locked.item.price:
        raise RescueNotCheaper
    if not 1 <= request.units <= locked.free:
        raise RescueTooMany(locked.free)
    if request.grams is not None and not 1 <= request.grams <= HEAVIEST:
        raise ButtonForged


def _notify(
    session: Session, locked: LockedItem, rescue: int, vendor: int, *, now: datetime, zone: str
) -> int:
    """Queue the message to whoever asked for it, and note the night on each, under the lock of their row; return how many."""
    night = locked.drop.starts_at.astimezone(ZoneInfo(locked.alley.zone)).date()
    reached = select(Person.id).where(col(Person.banned_at).is_(None), is_awake(session, now, zone))
    asked = (
        update(RescueAlert)
        .where(
            col(RescueAlert.stopped_at).is_(None),
            or_(col(RescueAlert.alley_id).is_(None), col(RescueAlert.alley_id) == locked.drop.alley_id),
            or_(col(RescueAlert.told_on).is_(None), col(RescueAlert.told_on) < night),
        )
        .where(
            col(RescueAlert.person_id) != vendor,
            col(RescueAlert.person_id).in_(reached),
        )
        .values(told_on=night)
        .returning(col(RescueAlert.person_id))
    )
    people = session.connection().execute(asked).scalars().all()
    message = RescueOffered(rescue_id=rescue)
    notify_each(session, ((person, f"rescue:{night}", message) for person in people), now, locked.cut_off)
    return len(people)


def take_rescue(session: Session, person: int, rescue: int, units: int, now: datetime, rng: Random) -> Joined:
    """Book units of a rescue at its price. Raises RescueUnknown, RescueGone, and as `join`. locks: person, drop, item, hold"""
    row = session.get(Rescue, rescue)
    if row is None:
        raise RescueUnknown
    if not row.started_at <= now < row.ends_at:
        raise RescueGone(0)
    joined = join(session, person, row.item_id, units, now=now, rng=rng)
    left = row.units - _taken(session, rescue)
    if joined.booked is None or units > left:
        raise RescueGone(max(0, left) if joined.booked else 0)
    booking = session.get_one(Booking, joined.booking)
    booking.price, booking.rescue_id = row.price, rescue
    session.flush()
    return replace(joined, booked=replace(joined.booked, price=row.price))


def rescue_facts(session: Session, rescue: int, now: datetime) -> RescueFacts:
    """Return a rescue that can be taken. Raises RescueUnknown, RescueGone where nothing is left or it is over."""
    row = session.get(Rescue, rescue)
    if row is None:
        raise RescueUnknown
    drop = any_drop(session, _drop_of(session, row))
    item = drop.item(row.item_id)
    left = min(row.units - _taken(session, rescue), item.free)
    is_open = drop.state == DropState.PUBLISHED and row.started_at <= now < row.ends_at
    if left < 1 or not is_open:
        raise RescueGone(0)
    return RescueFacts(id=rescue, drop=drop, item=item, price=row.price, left=left, ends_at=row.ends_at)


def _drop_of(session: Session, row: Rescue) -> int:
    return session.get_one(Item, row.item_id).drop_id


def _taken(session: Session, rescue: int) -> int:
    """Return the units that were taken through a rescue and not given back."""
    taken = select(func.coalesce(func.sum(Booking.units), 0)).where(
        col(Booking.rescue_id) == rescue,
        col(Booking.state).in_((BookingState.BOOKED, BookingState.COLLECTED)),
    )
    return session.exec(taken).one()
