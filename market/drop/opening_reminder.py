""" "Notify me": a reminder that is due when a waitlist opens."""

from datetime import datetime, timedelta

from sqlmodel import Session

from market.drop.browse import drop_card
from market.drop.facts import DropFacts
from market.drop.notifications import DropOpens
from market.drop.refusals import DropCancelled, DropPaused, OpeningPassed
from market.drop.status import Status, status
from market.drop.stopped import refuse_stopped_drop
from market.notification.outbox import is_queued, notify, withdraw
from storage.drop import DropState, lock_drop


def remind_opening(session: Session, person: int, drop: int, now: datetime) -> DropFacts:
    """Queue the reminder, once for each person and opening.

    Raises DropUnknown, DropCancelled, MarketDayCalledOff, WaitsForRain, DropPaused, OpeningPassed. locks: drop
    """
    lock_drop(session, drop)
    facts = drop_card(session, drop)
    match status(facts, now):
        case Status.UPCOMING:
            notify(
                session,
                person,
                DropOpens(drop_id=drop),
                facts.opens_at,
                about=f"drop:{drop}",
                late_after=min(facts.ends_at, facts.opens_at + timedelta(hours=12)),
            )
        case Status.CANCELLED:
            raise DropCancelled(facts.cancelled_at or now, facts.alley.zone)
        case Status.STOPPED:
            refuse_stopped_drop(facts)
        case Status.PAUSED:
            raise DropPaused
        case _:
            raise OpeningPassed(facts.opens_at, facts.alley.zone)
    return facts


def opened_drop(session: Session, drop: int) -> DropFacts:
    """Return the drop of the reminder when it is sent. Raises DropUnknown, DropCancelled, DropPaused, MarketDayCalledOff, WaitsForRain."""
    facts = drop_card(session, drop)
    if facts.state == DropState.CANCELLED:
        raise DropCancelled(facts.cancelled_at or facts.starts_at, facts.alley.zone)
    if facts.state == DropState.PAUSED:
        raise DropPaused
    refuse_stopped_drop(facts)
    return facts


def forget_opening(session: Session, person: int, drop: int) -> None:
    """Delete the queued reminder; nothing happens where there is none or it was sent. locks: notification"""
    withdraw(session, person, DropOpens, f"drop:{drop}")


def opening_asked(session: Session, person: int, drop: int) -> bool:
    """Return whether a reminder of the opening is queued for this person."""
    return is_queued(session, person, DropOpens, f"drop:{drop}")
