"""Turns: of several processes, which one handles a person's updates."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, or_, select, update
from sqlmodel import Session, SQLModel, col

from storage.column import BIG, UNANSWERED, column
from storage.database_clock import database_seconds
from storage.inbox import (
    SET_ASIDE_AFTER,
    InboxUpdate,
    StoredUpdate,
    UnansweredUpdate,
    mark_answered,
    store_updates,
)
from storage.insert import insert_of
from storage.param import list_param

TURN_SECONDS = 3.0
"""Seconds for which a turn is owned without being renewed."""


class PersonTurn(SQLModel, table=True):
    """The process `owner` handles the updates of `sender` until the database's clock says `until`, in Unix seconds."""

    __tablename__ = "person_turn"

    sender: int = column(UNANSWERED, primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})
    owner: str = column(UNANSWERED, max_length=36, index=True)
    until: float = column(UNANSWERED)


def store_and_take(
    session: Session, updates: Sequence[StoredUpdate], now: datetime, owner: str
) -> list[UnansweredUpdate]:
    """Store a batch, and return what the inbox has of those of its people whom `owner` handles, also what others stored before. locks: turn"""
    store_updates(session, updates, (), now)
    return _left(session, sorted(take_turns(session, {each.sender for each in updates}, owner)))


def mark_and_give_up(
    session: Session, answered: Collection[int], senders: Collection[int], now: datetime, owner: str
) -> list[UnansweredUpdate]:
    """Mark updates as answered, then give up turns as `give_up_turns`. locks: turn"""
    mark_answered(session, answered, now)
    return give_up_turns(session, senders, owner)


def take_turns(session: Session, senders: Collection[int], owner: str) -> set[int]:
    """Take the turns that are nobody's or run out; return those that `owner` has now. locks: turn"""
    now = database_seconds(session)
    new = insert_of(session, PersonTurn)
    taken = new.on_conflict_do_update(
        index_elements=["sender"],
        set_={"owner": owner, "until": now + TURN_SECONDS},
        where=or_(col(PersonTurn.owner) == owner, col(PersonTurn.until) < now),
    ).returning(col(PersonTurn.sender))
    return {
        sender
        for each in sorted(senders)
        for sender in session.connection()
        .execute(taken.values(sender=each, owner=owner, until=now + TURN_SECONDS))
        .scalars()
    }


def give_up_turns(session: Session, senders: Collection[int], owner: str) -> list[UnansweredUpdate]:
    """Give up the turns of people of whom nothing is left in the inbox; return what is left of the others. locks: turn"""
    theirs = col(PersonTurn.sender).in_([*senders])
    locking = (
        select(col(PersonTurn.sender))
        .where(theirs, col(PersonTurn.owner) == owner)
        .order_by(col(PersonTurn.sender))
        .with_for_update(key_share=True)
    )
    owned = [*session.connection().execute(locking).scalars()]
    session.connection().execute(delete(PersonTurn).where(col(PersonTurn.sender).in_(owned), NOTHING_LEFT))
    return _left(session, owned)


def renew_turns(session: Session, owner: str) -> list[UnansweredUpdate]:
    """Renew the turns of `owner`, take over those that ran out, and return what the inbox has of all of them. Turns without anything are given up.

    locks: turn
    """
    now = database_seconds(session)
    mine = select(col(PersonTurn.sender)).where(col(PersonTurn.owner) == owner)
    session.connection().execute(mine.order_by(col(PersonTurn.sender)).with_for_update(key_share=True))
    session.connection().execute(
        update(PersonTurn).where(col(PersonTurn.owner) == owner).values(until=now + TURN_SECONDS)
    )
    session.connection().execute(delete(PersonTurn).where(col(PersonTurn.owner) == owner, NOTHING_LEFT))
    orphans = (
        select(col(InboxUpdate.sender))
        .outerjoin(PersonTurn, col(PersonTurn.sender) == col(InboxUpdate.sender))
        .where(
            or_(col(PersonTurn.sender).is_(None), col(PersonTurn.until) < now),
            col(InboxUpdate.starts) < SET_ASIDE_AFTER,
        )
        .distinct()
    )
    taken_over = take_turns(session, [*session.connection().execute(orphans).scalars()], owner)
    _count_starts(session, taken_over)
    return _left(session, [*session.connection().execute(mine).scalars()])


def drop_turns(session: Session, owner: str) -> None:
    """Give up all turns, also of people of whom something is left: another process takes it."""
    session.connection().execute(delete(PersonTurn).where(col(PersonTurn.owner) == owner))


NOTHING_LEFT = ~exists(
    select(col(InboxUpdate.id))
    .where(col(InboxUpdate.sender) == col(PersonTurn.sender), col(InboxUpdate.starts) < SET_ASIDE_AFTER)
    .correlate(PersonTurn)
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
    return [UnansweredUpdate(body=row.body, update_id=row.update_id, suspect=False) for row in rows]


def _count_starts(session: Session, senders: Collection[int]) -> None:
    """Count that another process begins with these updates: one that ends every process is set aside in the end."""
    if senders:
        session.connection().execute(
            update(InboxUpdate)
            .where(col(InboxUpdate.sender).in_([*senders]))
            .values(starts=col(InboxUpdate.starts) + 1)
        )
