"""Trying a broadcast on oneself: the real letters, before anybody else has them."""

from datetime import datetime, timedelta

from sqlmodel import Session

from market.acting import Acting
from market.broadcast.draft import own_draft
from market.broadcast.wording import wordings
from market.mailbox import Lane, write_letter
from market.refusal import NothingWritten

TEST = "AnnouncementTest"
LATE = timedelta(hours=1)


def try_broadcast(session: Session, acting: Acting, now: datetime) -> tuple[str, ...]:
    """One letter to the author in each language that is written, told which; none twice at one moment.

    Raises NotOrganiser, NothingWritten. locks: broadcast
    """
    row = own_draft(session, acting, now)
    languages = tuple(wordings(session, row.id))
    if not languages:
        raise NothingWritten
    for code in languages:
        write_letter(
            session,
            acting.person,
            TEST,
            about=f"test:{row.id}:{code}",
            facts={"broadcast": row.id, "language": code},
            lane=Lane.BOOKING,
            due_at=now,
            late_after=now + LATE,
        )
    return languages
