"""Testing a broadcast: its messages are sent to the author before anybody else."""

from datetime import datetime
from zlib import crc32

from sqlmodel import Session, col, select

from market.actor import Actor
from market.broadcast.draft import own_draft
from market.broadcast.notifications import BroadcastTest
from market.broadcast.refusals import NothingWritten
from market.broadcast.wording import announcement_of
from market.notification.outbox import notify
from storage.notification import Notification


def send_sample(session: Session, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Queue a test to the author in each language of the draft; return the new ones. The same test is sent once a minute.

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
        test = BroadcastTest(broadcast_id=row.id or 0, language=code)
        notify(session, actor.person, test, minute, about=about)
    return tuple(fresh)


def _written(session: Session, person: int, minute: datetime) -> set[str]:
    """Return the subjects of this person's tests of this minute."""
    mine = (
        col(Notification.person_id) == person,
        col(Notification.kind) == BroadcastTest.kind,
        col(Notification.due_at) == minute,
    )
    return set(session.exec(select(Notification.about).where(*mine)))
