"""The letters of a broadcast: which they are, and how they follow its state."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select, update

from market.acting import Acting
from market.broadcast.wording import Announcement, announcement_of
from market.mailbox import Fate
from market.refusal import BroadcastGone, BroadcastPaused, BroadcastStopped
from storage.broadcast import Broadcast
from storage.letter import Letter
from storage.store import touch

NOTICE, CORRECTED, RECALLED = "Announcement", "AnnouncementCorrected", "AnnouncementRecalled"
LATE = timedelta(days=1)
KEPT = timedelta(weeks=4)
"""Until then none of its letters is purged, not even with a day for what follows."""
PIECE = 5000
"""So many letters change their state in one transaction: 15 ms on SQLite."""

Condition = ColumnElement[bool]


def about(broadcast: int) -> str:
    """What its letters are about."""
    return f"broadcast:{broadcast}"


def about_correction(broadcast: int, revision: int) -> str:
    """What the edits of one correction are about."""
    return f"broadcast:{broadcast}:r{revision}"


def about_recall(broadcast: int) -> str:
    """What its deletions are about."""
    return f"broadcast:{broadcast}:recall"


def letters_of(broadcast: int) -> tuple[Condition, Condition]:
    """Conditions on Letter for its announcements."""
    return col(Letter.about) == about(broadcast), col(Letter.notice) == NOTICE


def refused() -> Condition:
    """Taken in hand before a pause and put into words after it: it did not leave."""
    return and_(col(Letter.state) == Fate.DROPPED.value, col(Letter.reason) == BroadcastPaused.__name__)


def are_kept(row: Broadcast, now: datetime) -> bool:
    """Whether none of its letters can have been purged yet."""
    return row.started_at is not None and now < row.started_at + KEPT


def lock_broadcast(session: Session, broadcast: int) -> Broadcast:
    """Raises BroadcastGone. locks: broadcast"""
    row = session.exec(
        select(Broadcast).where(col(Broadcast.id) == broadcast).with_for_update(key_share=True)
    ).first()
    if row is None:
        raise BroadcastGone
    return row


def own_broadcast(session: Session, acting: Acting, broadcast: int) -> Broadcast:
    """To its author. Raises BroadcastGone. locks: broadcast"""
    row = lock_broadcast(session, broadcast)
    if row.author_id != acting.person:
        raise BroadcastGone
    return row


def leaving(session: Session, broadcast: int) -> Announcement:
    """What a letter says at the moment it leaves. Raises BroadcastPaused, BroadcastStopped, BroadcastGone: then it does not."""
    row = session.get(Broadcast, broadcast)
    if row is not None and row.state == "paused":
        raise BroadcastPaused
    if row is not None and row.state == "stopped":
        raise BroadcastStopped
    return announcement_of(session, broadcast)


def bring_along(session: Session, row: Broadcast, now: datetime) -> bool:
    """Bring at most PIECE letters to where their broadcast is; whether there may be more. `row` is locked. locks: letter"""
    if row.state not in ("sending", "paused", "stopped"):
        return False
    strays, values = _strays(row.state, now)
    some = select(Letter.id).where(*letters_of(row.id or 0), strays).order_by(col(Letter.id)).limit(PIECE)
    moved = session.connection().execute(
        update(Letter).where(col(Letter.id).in_(some), strays).values(values)
    )
    if moved.rowcount:
        touch(session, "letter")
    return moved.rowcount == PIECE


def _strays(state: str, now: datetime) -> tuple[Condition, dict[str, Any]]:
    """Which letters are not where their broadcast is, and what they become."""
    queued, paused = col(Letter.state) == "queued", col(Letter.state) == "paused"
    match state:
        case "sending":
            anew = {"state": "queued", "ended_at": None, "reason": "", "late_after": now + LATE}
            return or_(paused, refused()), anew
        case "paused":
            return or_(queued, refused()), {"state": "paused", "ended_at": None, "reason": ""}
        case _:
            dropped = {"state": Fate.DROPPED.value, "ended_at": now, "reason": "stopped"}
            return or_(queued, paused, refused()), dropped
