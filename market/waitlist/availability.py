""" "Notify me" on a full waitlist: a message to those who asked, once an item whose waitlist was full can be joined."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, select

from market.drop.browse import any_drop, drop_card
from market.drop.facts import DropFacts
from market.drop.refusals import DropCancelled, DropOver, DropPaused
from market.drop.status import Status, full_items, open_items, status
from market.drop.stopped import refuse_stopped_drop
from market.notification.outbox import notify_each, withdraw
from market.person import lock_unblocked_person
from market.waitlist.notifications import ItemAvailable
from market.waitlist.refusals import NothingFull
from storage.availability import AvailabilityAlert
from storage.drop import Item, lock_drop
from storage.insert import insert_once

ENDED = frozenset({Status.CANCELLED, Status.OVER})


def ask_for_alert(session: Session, person: int, drop: int, now: datetime) -> DropFacts:
    """Note that a person is to be told when items that are full now can be joined; return the drop.

    Raises Blocked, DropUnknown, DropCancelled, DropOver, DropPaused, NothingFull. locks: person, drop
    """
    lock_unblocked_person(session, person)
    lock_drop(session, drop)
    facts = drop_card(session, drop)
    match drop_status := status(facts, now):
        case Status.CANCELLED:
            raise DropCancelled(facts.cancelled_at or now, facts.alley.zone)
        case Status.OVER:
            raise DropOver
        case Status.STOPPED:
            refuse_stopped_drop(facts)
        case Status.PAUSED:
            raise DropPaused
    full = full_items(facts, drop_status)
    if not full:
        raise NothingFull
    for item in full:
        insert_once(session, AvailabilityAlert, person_id=person, item_id=item, asked_at=now)
    return facts


def forget_alert(session: Session, person: int, drop: int) -> None:
    """End the alerts of a person for a drop, and withdraw their message if it was not sent. locks: notification"""
    items = select(Item.id).where(col(Item.drop_id) == drop)
    session.connection().execute(
        delete(AvailabilityAlert).where(
            col(AvailabilityAlert.person_id) == person, col(AvailabilityAlert.item_id).in_(items)
        )
    )
    for item in session.exec(items).all():
        withdraw(session, person, ItemAvailable, _about(item or 0))


def alert_asked(session: Session, person: int, drop: int) -> bool:
    """Return whether a person waits for an alert of a drop."""
    asked = (
        select(AvailabilityAlert.item_id)
        .join(Item, col(Item.id) == col(AvailabilityAlert.item_id))
        .where(col(AvailabilityAlert.person_id) == person, col(Item.drop_id) == drop)
    )
    return session.exec(asked.limit(1)).first() is not None


def drops_to_tell_of(session: Session, now: datetime) -> Sequence[int]:
    """Return the drops that have alerts to send or to end now."""
    with_alerts = (
        select(Item.drop_id)
        .where(col(Item.id).in_(select(col(AvailabilityAlert.item_id))))
        .distinct()
        .order_by(col(Item.drop_id))
    )
    return [drop for drop in session.exec(with_alerts).all() if _has_news(session, drop, now)]


def send_alerts(session: Session, drop: int, now: datetime) -> int:
    """Notify those who asked for items that can be joined now, once, and return how many; alerts of a drop that has ended end too. locks: drop"""
    lock_drop(session, drop)
    facts = any_drop(session, drop)
    asked = _asked(session, drop)
    drop_status = status(facts, now)
    if drop_status in ENDED:
        _end(session, {item for _, item in asked})
        return 0
    joinable = open_items(facts, drop_status)
    told = [
        (person, _about(item), ItemAvailable(drop_id=drop, item_id=item))
        for person, item in asked
        if item in joinable
    ]
    notify_each(session, told, now, late_after=facts.ends_at)
    _end(session, {item for _, item in asked} & joinable)
    return len(told)


def _has_news(session: Session, drop: int, now: datetime) -> bool:
    facts = any_drop(session, drop)
    drop_status = status(facts, now)
    joinable = open_items(facts, drop_status)
    return drop_status in ENDED or any(item in joinable for _, item in _asked(session, drop))


def _asked(session: Session, drop: int) -> Sequence[tuple[int, int]]:
    """Return person and item of each alert of a drop, the first that asked first."""
    rows = (
        select(AvailabilityAlert.person_id, AvailabilityAlert.item_id)
        .join(Item, col(Item.id) == col(AvailabilityAlert.item_id))
        .where(col(Item.drop_id) == drop)
    )
    return session.exec(
        rows.order_by(col(AvailabilityAlert.asked_at), col(AvailabilityAlert.person_id))
    ).all()


def _end(session: Session, items: set[int]) -> None:
    session.connection().execute(delete(AvailabilityAlert).where(col(AvailabilityAlert.item_id).in_(items)))


def _about(item: int) -> str:
    return f"item:{item}/joinable"
