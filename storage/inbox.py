"""The inbox: updates that were confirmed to Telegram and are not answered yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from storage.address import telegram_ids_of
from storage.column import AUTOINCREMENT, BIG, UNANSWERED, column
from storage.insert import insert_all_once
from storage.param import list_param
from storage.processed_update import ProcessedUpdate
from storage.row import Row

SUSPECT_AFTER, SET_ASIDE_AFTER = 2, 5
"""Starts after which an update is suspected of ending the process and handled before all others, and after which it is not tried any more."""
TOLD = SET_ASIDE_AFTER + 1
"""The starts of an update that is set aside and whose sender was told so."""

SUSPECTS_AT_ONCE = {SUSPECT_AFTER: 16, SUSPECT_AFTER + 1: 4}
"""By its starts, with how many others a suspect is tried: the longer it is suspected, the fewer, and in the end alone."""


class InboxUpdate(Row, table=True):
    """An update as it came. `sender` is the Telegram id of its person, who may be unknown yet; `starts` counts the processes that read it from the inbox."""

    __tablename__ = "inbox"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = column(UNANSWERED, default=None, primary_key=True)
    update_id: int = column(UNANSWERED, sa_type=BIG, unique=True)
    sender: int = column(UNANSWERED, sa_type=BIG, index=True)
    body: str = column(UNANSWERED)
    received_at: datetime = column(UNANSWERED)
    starts: int = column(UNANSWERED, default=0)


@dataclass(frozen=True, kw_only=True)
class StoredUpdate:
    """An update to store: the JSON that came."""

    update_id: int
    sender: int
    body: str


@dataclass(frozen=True, kw_only=True)
class UnansweredUpdate:
    """An update that an earlier process stored and did not answer."""

    body: str
    update_id: int
    sender: int
    starts: int = 0
    """How many processes began with it and ended."""

    @property
    def suspect(self) -> bool:
        """Return whether it was there at so many starts that it may be what ends the process."""
        return self.starts >= SUSPECT_AFTER


KNOWN = select(col(ProcessedUpdate.update_id)).where(
    col(ProcessedUpdate.update_id).in_(list_param("updates"))
)
DELETE_ANSWERED = delete(InboxUpdate).where(col(InboxUpdate.update_id).in_(list_param("updates")))


def store_updates(
    session: Session, updates: Sequence[StoredUpdate], answered: Collection[int], now: datetime
) -> set[int]:
    """Store a batch, and mark what was `answered` meanwhile; return the ids of those that were not answered before, stored now or earlier."""
    mark_answered(session, answered, now)
    ids = [each.update_id for each in updates]
    known = set(session.connection().execute(KNOWN, {"updates": ids}).scalars()) if ids else set()
    rows = [
        {
            "update_id": each.update_id,
            "sender": each.sender,
            "body": each.body,
            "received_at": now,
            "starts": 0,
        }
        for each in updates
        if each.update_id not in known
    ]
    insert_all_once(session, InboxUpdate, rows)
    return {*ids} - known


def mark_answered(session: Session, updates: Collection[int], now: datetime) -> None:
    """Delete answered updates, and remember their ids for as long as Telegram may send them again."""
    if updates:
        rows = [{"update_id": update, "processed_at": now} for update in updates]
        insert_all_once(session, ProcessedUpdate, rows)
        session.connection().execute(DELETE_ANSWERED, {"updates": [*updates]})


def unanswered(session: Session) -> list[UnansweredUpdate]:
    """Return what earlier processes did not answer, the oldest first, and count this start. What is set aside is left out."""
    to_try = col(InboxUpdate.starts) < SET_ASIDE_AFTER
    rows = session.connection().execute(
        select(
            *(
                col(each)
                for each in (InboxUpdate.update_id, InboxUpdate.sender, InboxUpdate.body, InboxUpdate.starts)
            )
        )
        .where(to_try)
        .order_by(col(InboxUpdate.id))
    )
    found = [
        UnansweredUpdate(body=row.body, update_id=row.update_id, sender=row.sender, starts=row.starts)
        for row in rows
    ]
    session.connection().execute(
        update(InboxUpdate)
        .where(col(InboxUpdate.starts) < SUSPECT_AFTER)
        .values(starts=col(InboxUpdate.starts) + 1)
    )
    return found


def count_start(session: Session, updates: Collection[int]) -> None:
    """Count that these suspects are handled now, and nothing else."""
    session.connection().execute(
        update(InboxUpdate)
        .where(col(InboxUpdate.update_id).in_([*updates]))
        .values(starts=col(InboxUpdate.starts) + 1)
    )


def count_last_start(session: Session, update_id: int, *, shared: bool) -> None:
    """Count that an update is handled alone, and for the last time: it is set aside where this process ends before `clear_starts`.

    `shared`: the inbox is, and whoever takes the update over counts another start.
    """
    session.connection().execute(
        update(InboxUpdate)
        .where(col(InboxUpdate.update_id) == update_id)
        .values(starts=SET_ASIDE_AFTER - 1 if shared else SET_ASIDE_AFTER)
    )


def clear_starts(session: Session, updates: Collection[int]) -> None:
    """Note that suspects were handled and ended nothing: they are like any other again, even if their replies are not sent yet."""
    session.connection().execute(
        update(InboxUpdate).where(col(InboxUpdate.update_id).in_([*updates])).values(starts=0)
    )


def newly_set_aside(session: Session) -> list[UnansweredUpdate]:
    """Return the updates that were set aside since this was asked last, so that their senders are told once."""
    rows = session.connection().execute(
        update(InboxUpdate)
        .where(col(InboxUpdate.starts) == SET_ASIDE_AFTER)
        .values(starts=TOLD)
        .returning(
            col(InboxUpdate.body),
            col(InboxUpdate.update_id),
            col(InboxUpdate.sender),
            col(InboxUpdate.starts),
        )
    )
    return [UnansweredUpdate(**row._mapping) for row in rows]


def set_aside_count(session: Session) -> int:
    """Return how many updates are not tried any more."""
    aside = select(func.count()).where(col(InboxUpdate.starts) >= SET_ASIDE_AFTER)
    return session.connection().execute(aside).scalar_one()


def erase_inbox(session: Session, person: int) -> None:
    """Delete what a person sent, from any of their addresses, and was not answered yet."""
    theirs = col(InboxUpdate.sender).in_(telegram_ids_of(person))
    session.connection().execute(delete(InboxUpdate).where(theirs))
