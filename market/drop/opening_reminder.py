"""Tell me at opening: a letter that waits for the moment a waitlist opens."""

from datetime import datetime, timedelta

from sqlmodel import Session

from market.drop.browse import drop_card
from market.drop.facts import DropFacts
from market.drop.status import Status, status
from market.notification.outbox import Priority, is_queued, notify, withdraw
from market.refusal import DropCancelled, DropPaused, OpeningPassed
from storage.drop import DropState, lock_drop

DROP_OPENS = "DropOpens"


def remind_opening(session: Session, person: int, drop: int, now: datetime) -> DropFacts:
    """Write the letter, once a person and opening. Raises DropUnknown, DropCancelled, DropPaused or OpeningPassed. locks: drop"""
    lock_drop(session, drop)
    facts = drop_card(session, drop)
    match status(facts, now):
        case Status.UPCOMING:
            notify(
                session,
                person,
                DROP_OPENS,
                about=f"drop:{drop}",
                payload={"drop": drop},
                priority=Priority.REMINDER,
                due_at=facts.opens_at,
                late_after=min(facts.ends_at, facts.opens_at + timedelta(hours=12)),
            )
        case Status.CANCELLED:
            raise DropCancelled(facts.cancelled_at or now, facts.alley.zone)
        case Status.PAUSED:
            raise DropPaused
        case _:
            raise OpeningPassed(facts.opens_at, facts.alley.zone)
    return facts


def opened_drop(session: Session, drop: int) -> DropFacts:
    """What the letter tells of. Raises DropUnknown, DropCancelled or DropPaused: then there is nothing to tell."""
    facts = drop_card(session, drop)
    if facts.state == DropState.CANCELLED:
        raise DropCancelled(facts.cancelled_at or facts.starts_at, facts.alley.zone)
    if facts.state == DropState.PAUSED:
        raise DropPaused
    return facts


def forget_opening(session: Session, person: int, drop: int) -> None:
    """Take the letter back; nothing happens where there is none or it has gone. locks: letter"""
    withdraw(session, person, DROP_OPENS, f"drop:{drop}")


def opening_asked(session: Session, person: int, drop: int) -> bool:
    """Whether a letter waits to tell this person of the opening."""
    return is_queued(session, person, DROP_OPENS, f"drop:{drop}")
