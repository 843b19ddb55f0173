"""The progress of a broadcast, which its author follows, and its final report."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from sqlmodel import Session

from market.actor import Actor, require_organiser
from market.broadcast.broadcast_notifications import are_kept
from market.broadcast.notification_counts import (
    WAITING,
    NotificationCounts,
    StatusCounts,
    count_notifications,
    stored_counts,
    waiting,
)
from market.broadcast.notifications import BroadcastCorrection, BroadcastMessage, BroadcastRecall
from market.broadcast.refusals import BroadcastGone
from market.broadcast.scheduling import start_schedule
from storage.address import current_chat
from storage.broadcast import Broadcast, BroadcastState
from storage.drop import Drop
from storage.notification import NotificationState
from storage.person import Person


@dataclass(frozen=True, kw_only=True)
class Progress:
    """The state of a broadcast and the counts of its notifications. Its author follows it in `message`, in `chat`.

    `statuses` counts the messages by status; `queued`, `paused` and `sending` are still to come. `postponed` of them wait for quiet hours to end,
    the last until `next_send_at`. `pace` is the recent rate in messages a second.
    `due_at` is the start of a scheduled broadcast; None: when `drop` is resumed. `corrected` and `recalled` count edits and deletions by status.
    `has_pending_work`: the scheduler has something to do for it.
    """

    id: int
    author: int | None
    chat: int | None
    language: str
    state: BroadcastState
    total: int
    statuses: StatusCounts
    message: int | None
    started_at: datetime | None
    ended_at: datetime | None
    reason: str = ""
    due_at: datetime | None = None
    drop: str = ""
    postponed: int = 0
    next_send_at: datetime | None = None
    pace: float = 0.0
    corrected: StatusCounts = field(default_factory=dict)
    recalled_at: datetime | None = None
    recalled: StatusCounts = field(default_factory=dict)
    kept: bool = True
    has_pending_work: bool = False

    def of(self, *statuses: NotificationState) -> int:
        return sum(self.statuses.get(status, 0) for status in statuses)

    @property
    def done(self) -> int:
        return sum(self.statuses.values()) - self.of(*WAITING)

    @property
    def busy(self) -> bool:
        """Return whether messages, edits or deletions are still to come."""
        return any(waiting(statuses) for statuses in (self.statuses, self.corrected, self.recalled))

    @property
    def ended(self) -> bool:
        return self.state in (BroadcastState.SENT, BroadcastState.STOPPED) and not self.busy


def progress(session: Session, broadcast: int, now: datetime) -> Progress:
    """Return the progress of a broadcast. Raises BroadcastGone where there is none or it is a draft."""
    row = session.get(Broadcast, broadcast, populate_existing=True)
    if row is None or row.state == BroadcastState.DRAFT:
        raise BroadcastGone
    author = session.get(Person, row.author_id) if row.author_id else None
    drop = session.get(Drop, row.drop_id) if row.drop_id else None
    when = start_schedule(session, row, now) if row.state == BroadcastState.SCHEDULED else None
    found_counts = (
        stored_counts(row.counts) if row.final_report_at else count_notifications(session, row, now)
    )
    statuses = found_counts.statuses[BroadcastMessage.kind]
    return Progress(
        id=broadcast,
        author=row.author_id,
        chat=session.scalar(current_chat(author.id)) if author else None,
        language=author.language if author else "en",
        state=row.state,
        total=sum(statuses.values()) if row.ended_at else row.total,
        statuses=statuses,
        message=row.message_id,
        started_at=row.started_at,
        ended_at=row.ended_at,
        reason=row.reason,
        due_at=when.at if when else None,
        drop=drop.name if drop else "",
        postponed=found_counts.postponed,
        next_send_at=found_counts.next_send_at,
        pace=found_counts.pace,
        corrected=found_counts.statuses[BroadcastCorrection.kind],
        recalled_at=row.recalled_at,
        recalled=found_counts.statuses[BroadcastRecall.kind],
        kept=are_kept(row, now),
        has_pending_work=when.is_due(now) if when else _has_pending_work(row, found_counts),
    )


def organiser_progress(session: Session, actor: Actor, broadcast: int, now: datetime) -> Progress | None:
    """Return the progress for an organiser; None for a draft. Raises NotOrganiser, BroadcastGone."""
    require_organiser(session, actor)
    row = session.get(Broadcast, broadcast)
    return (
        None if row is not None and row.state == BroadcastState.DRAFT else progress(session, broadcast, now)
    )


def final_counts(progress: Progress) -> dict[str, int]:
    """Return the counts to store on the row of a broadcast that has ended."""
    named = (
        (BroadcastMessage.kind, progress.statuses),
        (BroadcastCorrection.kind, progress.corrected),
        (BroadcastRecall.kind, progress.recalled),
    )
    return {f"{kind} {status}": count for kind, statuses in named for status, count in statuses.items()}


def _has_pending_work(row: Broadcast, found_counts: NotificationCounts) -> bool:
    """Return whether some notifications are not in the state that the broadcast requires."""
    statuses = found_counts.statuses[BroadcastMessage.kind]
    queued, paused = statuses.get(NotificationState.QUEUED, 0), statuses.get(NotificationState.PAUSED, 0)
    match row.state:
        case BroadcastState.SENDING:
            return row.cursor is not None or paused > 0 or not waiting(statuses)
        case BroadcastState.PAUSED:
            return queued > 0 or found_counts.refused > 0 or (row.cursor is None and not waiting(statuses))
        case BroadcastState.STOPPED:
            return queued + paused > 0
        case BroadcastState.DRAFT | BroadcastState.SCHEDULED | BroadcastState.SENT:
            return False
        case _:
            assert_never(row.state)
