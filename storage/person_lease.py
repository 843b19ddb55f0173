"""Leases: of several processes, which one handles a person's updates."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlmodel import Session, col

from storage.column import BIG, UNANSWERED, column
from storage.database_clock import database_seconds
from storage.inbox import (
    SET_ASIDE_AFTER,
    SUSPECT_AFTER,
    SUSPECTS_AT_ONCE,
    InboxUpdate,
    StoredUpdate,
    UnansweredUpdate,
    mark_answered,
    newly_set_aside,
    store_updates,
)
from storage.insert import insert_of
from storage.param import list_param
from storage.row import Row

LEASE_SECONDS = 3.0
"""Seconds for which a lease is owned without being renewed."""


class PersonLease(Row, table=True):
    """The process `owner` handles the updates of `sender` until the database's clock says `until`, in Unix seconds."""

    __tablename__ = "person_lease"

    sender: int = column(UNANSWERED, primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})
    owner: str = column(UNANSWERED, max_length=36, index=True)
    until: float = column(UNANSWERED)


class AbandonedSender(NamedTuple):
    """A person whom no process handles: the process that did ended without giving up the lease, which has `run_out`, or it was given up."""

    sender: int
    starts: int
    run_out: bool


def store_and_take(
    session: Session, updates: Sequence[StoredUpdate], now: datetime, owner: str
) -> list[UnansweredUpdate]:
    """Store a batch, and return what the inbox has of those of its people whom `owner` handles, also what others stored before. locks: lease"""
    store_updates(session, updates, (), now)
    return _left(session, sorted(take_leases(session, {each.sender for each in updates}, owner)))


def mark_and_release(
    session: Session, answered: Collection[int], senders: Collection[int], *, now: datetime, owner: str
) -> list[UnansweredUpdate]:
    """Mark updates as answered, then give up leases as `release_leases`. locks: lease"""
    mark_answered(session, answered, now)
    return release_leases(session, senders, owner)


def take_leases(session: Session, senders: Collection[int], owner: str) -> set[int]:
    """Take the leases that are nobody's or run out; return those that `owner` has now. locks: lease"""
    now = database_seconds(session)
    new = insert_of(session, PersonLease)
    taken = new.on_conflict_do_update(
        index_elements=["sender"],
        set_={"owner": owner, "until": now + LEASE_SECONDS},
        where=or_(col(PersonLease.owner) == owner, col(PersonLease.until) < now),
    ).returning(col(PersonLease.sender))
    return {
        sender
        for each in sorted(senders)
        for sender in session.connection()
        .execute(taken.values(sender=each, owner=owner, until=now + LEASE_SECONDS))
        .scalars()
    }


def release_leases(session: Session, senders: Collection[int], owner: str) -> list[UnansweredUpdate]:
    """Give up the leases of people of whom nothing is left in the inbox; return what is left of the others. locks: lease"""
    theirs = col(PersonLease.sender).in_([*senders])
    locking = (
        select(col(PersonLease.sender))
        .where(theirs, col(PersonLease.owner) == owner)
        .order_by(col(PersonLease.sender))
        .with_for_update(key_share=True)
    )
    owned = [*session.connection().execute(locking).scalars()]
    session.connection().execute(delete(PersonLease).where(col(PersonLease.sender).in_(owned), NOTHING_LEFT))
    return _left(session, owned)


def renew_leases(session: Session, owner: str) -> list[UnansweredUpdate]:
    """Renew the leases of `owner`, take over those that ran out, and return what the inbox has of all of them.

    Leases without anything are given up, also those that ran out: a process that was killed leaves some behind.

    locks: lease
    """
    now = database_seconds(session)
    mine = select(col(PersonLease.sender)).where(col(PersonLease.owner) == owner)
    mine_or_run_out = or_(col(PersonLease.owner) == owner, col(PersonLease.until) < now)
    locking = select(col(PersonLease.sender)).where(mine_or_run_out).order_by(col(PersonLease.sender))
    session.connection().execute(locking.with_for_update(key_share=True))
    session.connection().execute(
        update(PersonLease).where(col(PersonLease.owner) == owner).values(until=now + LEASE_SECONDS)
    )
    session.connection().execute(delete(PersonLease).where(mine_or_run_out, NOTHING_LEFT))
    abandoned = _abandoned_senders(session, now)
    tried = _first_to_try([each for each in abandoned if each.run_out])
    taken = take_leases(session, tried | {each.sender for each in abandoned if not each.run_out}, owner)
    _count_starts(session, taken & tried)
    return _left(session, [*session.connection().execute(mine).scalars()])


def renew_and_set_aside(
    session: Session, owner: str
) -> tuple[list[UnansweredUpdate], list[UnansweredUpdate]]:
    """Renew leases as `renew_leases`, and return what the inbox has, and the updates that were set aside by it. locks: lease"""
    return renew_leases(session, owner), newly_set_aside(session)


def _abandoned_senders(session: Session, now: ColumnElement[float]) -> list[AbandonedSender]:
    """Return who waits and is handled by no process, those last with whom most processes ended."""
    starts = func.max(col(InboxUpdate.starts))
    rows = session.connection().execute(
        select(col(InboxUpdate.sender), starts, col(PersonLease.sender).is_not(None))
        .outerjoin(PersonLease, col(PersonLease.sender) == col(InboxUpdate.sender))
        .where(
            or_(col(PersonLease.sender).is_(None), col(PersonLease.until) < now),
            col(InboxUpdate.starts) < SET_ASIDE_AFTER,
        )
        .group_by(col(InboxUpdate.sender), col(PersonLease.sender))
        .order_by(starts, func.min(col(InboxUpdate.id)))
    )
    return [AbandonedSender(*row) for row in rows]


def _first_to_try(senders: Sequence[AbandonedSender]) -> set[int]:
    """Return whom to take over; of those whose updates may be what ended several processes, only a few, those suspected longest last."""
    suspects = [each for each in senders if each.starts + 1 >= SUSPECT_AFTER]
    at_once = SUSPECTS_AT_ONCE.get(suspects[0].starts + 1, 1) if suspects else 0
    others = [each for each in senders if each.starts + 1 < SUSPECT_AFTER]
    return {each.sender for each in suspects[:at_once] + others}


def drop_leases(session: Session, owner: str) -> None:
    """Give up all leases, also of people of whom something is left: another process takes it."""
    session.connection().execute(delete(PersonLease).where(col(PersonLease.owner) == owner))


NOTHING_LEFT = ~exists(
    select(col(InboxUpdate.id))
    .where(col(InboxUpdate.sender) == col(PersonLease.sender), col(InboxUpdate.starts) < SET_ASIDE_AFTER)
    .correlate(PersonLease)
)

LEFT = (
    select(
        col(InboxUpdate.update_id), col(InboxUpdate.sender), col(InboxUpdate.body), col(InboxUpdate.starts)
    )
    .where(col(InboxUpdate.sender).in_(list_param("senders")), col(InboxUpdate.starts) < SET_ASIDE_AFTER)
    .order_by(col(InboxUpdate.id))
)


def _left(session: Session, senders: Sequence[int]) -> list[UnansweredUpdate]:
    if not senders:
        return []
    rows = session.connection().execute(LEFT, {"senders": senders})
    return [UnansweredUpdate(**row._mapping) for row in rows]


def _count_starts(session: Session, senders: Collection[int]) -> None:
    """Count that a process ended before these updates were answered: one that ends every process is set aside in the end."""
    if senders:
        session.connection().execute(
            update(InboxUpdate)
            .where(col(InboxUpdate.sender).in_([*senders]))
            .values(starts=col(InboxUpdate.starts) + 1)
        )
