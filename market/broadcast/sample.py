"""Trying a broadcast on oneself: the real letters, before anybody else has them."""

from datetime import datetime, timedelta
from zlib import crc32

from sqlmodel import Session, col, select

from market.actor import Actor
from market.broadcast.draft import own_draft
from market.broadcast.refusals import NothingWritten
from market.broadcast.wording import announcement_of
from market.notification.outbox import Priority, notify
from storage.notification import Notification

TEST = "AnnouncementTest"
LATE = timedelta(hours=1)


def send_sample(session: Session, actor: Actor, now: datetime) -> tuple[str, ...]:
    """One letter to the author in each language that is written, told which; the same is not sent again within its minute.

    Raises NotOrganiser, NothingWritten. locks: broadcast
    """
    row = own_draft(session, actor, now)
    announced = announcement_of(session, row.id or 0)
    if not announced.words:
        raise NothingWritten
    same, minute = crc32(repr(announced).encode()), now.replace(second=0, microsecond=0)
    subjects = {code: f"test:{row.id}:{code}:{same}" for code in announced.words}
    written = _written(session, actor.person, minute)
    fresh = {code: about for code, about in subjects.items() if about not in written}
    for code, about in fresh.items():
        notify(
            session,
            actor.person,
            TEST,
            about=about,
            payload={"broadcast": row.id, "language": code},
            priority=Priority.BOOKING,
            due_at=minute,
            late_after=now + LATE,
        )
    return tuple(fresh)


def _written(session: Session, person: int, minute: datetime) -> set[str]:
    """What their tests of this minute are about."""
    mine = (
        col(Notification.person_id) == person,
        col(Notification.kind) == TEST,
        col(Notification.due_at) == minute,
    )
    return set(session.exec(select(Notification.about).where(*mine)))
