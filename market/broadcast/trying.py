"""Trying a broadcast on oneself: the real letters, before anybody else has them."""

from datetime import datetime, timedelta
from zlib import crc32

from sqlmodel import Session, col, select

from market.acting import Acting
from market.broadcast.draft import own_draft
from market.broadcast.wording import announcement_of
from market.mailbox import Lane, write_letter
from market.refusal import NothingWritten
from storage.letter import Letter

TEST = "AnnouncementTest"
LATE = timedelta(hours=1)


def try_broadcast(session: Session, acting: Acting, now: datetime) -> tuple[str, ...]:
    """One letter to the author in each language that is written, told which; the same is not sent again within its minute.

    Raises NotOrganiser, NothingWritten. locks: broadcast
    """
    row = own_draft(session, acting, now)
    announced = announcement_of(session, row.id or 0)
    if not announced.words:
        raise NothingWritten
    same, minute = crc32(repr(announced).encode()), now.replace(second=0, microsecond=0)
    subjects = {code: f"test:{row.id}:{code}:{same}" for code in announced.words}
    written = _written(session, acting.person, minute)
    fresh = {code: about for code, about in subjects.items() if about not in written}
    for code, about in fresh.items():
        write_letter(
            session,
            acting.person,
            TEST,
            about=about,
            facts={"broadcast": row.id, "language": code},
            lane=Lane.BOOKING,
            due_at=minute,
            late_after=now + LATE,
        )
    return tuple(fresh)


def _written(session: Session, person: int, minute: datetime) -> set[str]:
    """What their tests of this minute are about."""
    mine = col(Letter.person_id) == person, col(Letter.notice) == TEST, col(Letter.due_at) == minute
    return set(session.exec(select(Letter.about).where(*mine)))
