"""How a broadcast stands: what its author follows, and what they read at last."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import case
from sqlmodel import Session, col, func, select

from market.acting import Acting, must_organise
from market.broadcast.letters import (
    CORRECTED,
    NOTICE,
    RECALLED,
    about,
    about_correction,
    about_recall,
    are_kept,
    refused,
)
from market.broadcast.scheduling import beginning
from market.refusal import BroadcastGone
from storage.broadcast import Broadcast
from storage.drop import Drop
from storage.letter import Letter
from storage.person import Person

LATELY = timedelta(seconds=30)
SOON = timedelta(minutes=2)
"""Who is written to later than that rests; a letter that could not be sent is tried again sooner."""
WAITING = ("queued", "paused", "sending")
Fates = Mapping[str, int]


@dataclass(frozen=True)
class Progress:
    """`fates` counts its announcements by what became of them; `queued`, `paused` and `sending` are still to come. `message` is where its author follows it.

    `asleep` of them wait until their readers rest no more, the last until `awake_at`. `pace`: letters a second of late.
    `due_at` is when it is to begin; None: when `drop` goes on. `corrected` and `recalled` count edits and deletions in the same way.
    """

    id: int
    author: int | None
    language: str
    state: str
    total: int
    fates: Fates
    message: int | None
    started_at: datetime | None
    ended_at: datetime | None
    reason: str = ""
    due_at: datetime | None = None
    drop: str = ""
    asleep: int = 0
    awake_at: datetime | None = None
    pace: float = 0.0
    corrected: Fates = field(default_factory=dict)
    recalled_at: datetime | None = None
    recalled: Fates = field(default_factory=dict)
    kept: bool = True

    def of(self, *fates: str) -> int:
        return sum(self.fates.get(fate, 0) for fate in fates)

    @property
    def done(self) -> int:
        return sum(self.fates.values()) - self.of(*WAITING)

    @property
    def busy(self) -> bool:
        """Something is still to come: letters, edits or deletions."""
        return any(_waiting(fates) for fates in (self.fates, self.corrected, self.recalled))

    @property
    def ended(self) -> bool:
        return self.state in ("sent", "stopped") and not self.busy


def progress(session: Session, broadcast: int, now: datetime) -> Progress:
    """Raises BroadcastGone: there is none, or it is a draft."""
    row = session.get(Broadcast, broadcast, populate_existing=True)
    if row is None or row.state == "draft":
        raise BroadcastGone
    author = session.get(Person, row.author_id) if row.author_id else None
    drop = session.get(Drop, row.drop_id) if row.drop_id else None
    told = row.told_at is not None
    fates = read_counts(row.counts) if told else _counted(session, row)
    asleep, awake_at = (0, None) if told else _asleep(session, broadcast, now)
    return Progress(
        broadcast,
        row.author_id,
        author.language if author else "en",
        row.state,
        sum(fates[NOTICE].values()) if row.ended_at else row.total,
        fates[NOTICE],
        row.message_id,
        row.started_at,
        row.ended_at,
        row.reason,
        beginning(session, row, now).at if row.state == "scheduled" else None,
        drop.name if drop else "",
        asleep,
        awake_at,
        0.0 if told else _pace(session, broadcast, now),
        fates[CORRECTED],
        row.recalled_at,
        fates[RECALLED],
        are_kept(row, now),
    )


def followed(session: Session, acting: Acting, broadcast: int, now: datetime) -> Progress | None:
    """As `progress`, for an organiser; None: it is a draft. Raises NotOrganiser, BroadcastGone."""
    must_organise(session, acting)
    row = session.get(Broadcast, broadcast)
    return None if row is not None and row.state == "draft" else progress(session, broadcast, now)


def counts(found: Progress) -> dict[str, int]:
    """As they are kept on the row when all is done."""
    named = ((NOTICE, found.fates), (CORRECTED, found.corrected), (RECALLED, found.recalled))
    return {f"{notice} {fate}": count for notice, fates in named for fate, count in fates.items()}


def read_counts(kept: Mapping[str, int]) -> dict[str, Fates]:
    """What was kept: counts by fate, by notice."""
    parted = ((key.partition(" "), count) for key, count in kept.items())
    return _by_notice((notice, fate, count) for (notice, _, fate), count in parted)


def _counted(session: Session, row: Broadcast) -> dict[str, Fates]:
    """One that was refused by a pause is paused."""
    broadcast = row.id or 0
    subjects = (about(broadcast), about_correction(broadcast, row.revision), about_recall(broadcast))
    state = case((refused(), "paused"), else_=col(Letter.state)).label("fate")
    rows = select(Letter.notice, state, func.count()).where(col(Letter.about).in_(subjects))
    found = session.exec(rows.group_by(col(Letter.notice), state))
    return _by_notice((notice, fate, count) for notice, fate, count in found)


def _by_notice(rows: Iterable[tuple[str, str, int]]) -> dict[str, Fates]:
    found: dict[str, dict[str, int]] = {NOTICE: {}, CORRECTED: {}, RECALLED: {}}
    for notice, fate, count in rows:
        found[notice][fate] = count
    return {**found}


def _asleep(session: Session, broadcast: int, now: datetime) -> tuple[int, datetime | None]:
    later = (
        *(col(Letter.about) == about(broadcast), col(Letter.state) == "queued"),
        col(Letter.send_at) > now + SOON,
    )
    return session.exec(select(func.count(), func.max(Letter.send_at)).where(*later)).one()


def _pace(session: Session, broadcast: int, now: datetime) -> float:
    lately = (col(Letter.about) == about(broadcast), col(Letter.ended_at) > now - LATELY)
    rows = select(func.count(), func.min(Letter.ended_at)).where(*lately, col(Letter.state) == "sent")
    count, first = session.exec(rows).one()
    seconds = (now - first).total_seconds() if first else 0.0
    return count / seconds if seconds >= 1 else 0.0


def _waiting(fates: Fates) -> int:
    return sum(fates.get(state, 0) for state in WAITING)
