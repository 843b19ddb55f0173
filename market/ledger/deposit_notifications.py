"""Notifications about a deposit, to the payer and to the stall."""

from datetime import datetime, timedelta

from sqlmodel import Session

from market.notification.outbox import Priority, notify
from storage.deposit import Deposit
from storage.stall import Stall

LATE = timedelta(days=7)


def notify_payer(session: Session, deposit: Deposit, kind: str, now: datetime) -> None:
    """Notify the payer, unless they asked to be forgotten."""
    _notify(
        session, deposit.person_id, kind, f"deposit:{deposit.id}", payload={"deposit": deposit.id}, now=now
    )


def notify_stall(session: Session, deposit: Deposit, kind: str, now: datetime) -> None:
    """Notify the stall's owner about one deposit."""
    owner = session.get_one(Stall, deposit.stall_id).owner_id
    _notify(session, owner, kind, f"deposit:{deposit.id}", payload={"deposit": deposit.id}, now=now)


def notify_refunds_due(session: Session, stall: int, now: datetime) -> None:
    """Notify the stall's owner of refunds to make, once for all that are due at one moment."""
    owner = session.get_one(Stall, stall).owner_id
    _notify(session, owner, "RefundsToMake", f"stall:{stall}", payload={"stall": stall}, now=now)


def _notify(
    session: Session,
    person: int | None,
    kind: str,
    about: str,
    payload: dict[str, int | None],
    now: datetime,
) -> None:
    if person is None:
        return
    notify(
        session,
        person,
        kind,
        about=about,
        payload=payload,
        priority=Priority.BOOKING,
        due_at=now,
        late_after=now + LATE,
    )
