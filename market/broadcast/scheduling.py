"""The start of a scheduled broadcast, derived from the current hours of its drop, or the reason why it never begins."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.actor import Actor, require_organiser
from market.admins import Admins, organiser_ids
from market.broadcast.broadcast_notifications import own_broadcast
from market.broadcast.notifications import BroadcastAuthorGone
from market.broadcast.refusals import BroadcastGone
from market.notification.outbox import notify
from storage.broadcast import Broadcast, BroadcastState, StopReason
from storage.drop import Drop, DropState
from storage.stall import Stall, StallApproval

AT_MOST_LATE = timedelta(hours=12)
AT_THE_START = timedelta(minutes=5)
"""A broadcast that begins with its drop may begin this much after it."""


@dataclass(frozen=True)
class StartSchedule:
    """The start of a broadcast. `at` None: at once, or, where it `waits`, when its drop is resumed. `over` is the reason why it never begins."""

    at: datetime | None = None
    waits: bool = False
    over: StopReason | None = None

    def ahead(self, now: datetime) -> bool:
        return self.waits or (self.at is not None and self.at > now)

    def is_due(self, now: datetime) -> bool:
        """Return whether it begins now or never."""
        return bool(self.over) or not self.ahead(now)


def start_schedule(session: Session, row: Broadcast, now: datetime) -> StartSchedule:
    """Return the start of a draft or a scheduled broadcast, by the current state of its drop."""
    if row.drop_id is None:
        missed = (
            row.state == BroadcastState.SCHEDULED
            and row.send_at is not None
            and now > row.send_at + AT_MOST_LATE
        )
        return StartSchedule(row.send_at, over=StopReason.LATE if missed else None)
    drop = session.get_one(Drop, row.drop_id, populate_existing=True)
    if over := _why_never(session, drop):
        return StartSchedule(over=over)
    at = drop.starts_at - timedelta(minutes=row.minutes_before or 0)
    if now > min(at + AT_MOST_LATE, max(drop.starts_at, at + AT_THE_START)):
        return StartSchedule(at, over=StopReason.LATE)
    return StartSchedule(None, waits=True) if drop.state == DropState.PAUSED else StartSchedule(at)


def stop_scheduled(session: Session, author: int, admins: Admins, now: datetime) -> None:
    """Stop the scheduled broadcasts of a person who is no organiser any more, and tell the organisers who are. locks: broadcast"""
    rows = select(Broadcast).where(
        col(Broadcast.author_id) == author, col(Broadcast.state) == BroadcastState.SCHEDULED
    )
    for row in session.exec(rows.order_by(col(Broadcast.id)).with_for_update(key_share=True)).all():
        stop_without_author(session, row, admins, now)


def stop_without_author(session: Session, row: Broadcast, admins: Admins, now: datetime) -> None:
    """Stop a scheduled broadcast whose author is no organiser any more, and tell the organisers who are. The caller has locked it."""
    row.state, row.reason, row.ended_at = BroadcastState.STOPPED, StopReason.AUTHOR_GONE, now
    session.flush()
    stopped = BroadcastAuthorGone(broadcast_id=row.id or 0)
    for person in organiser_ids(session, admins):
        if person != row.author_id:
            notify(session, person, stopped, now, about=f"broadcast:{row.id}/author")


def edit_again(session: Session, actor: Actor, broadcast: int) -> None:
    """Turn a scheduled broadcast into a draft again. Raises NotOrganiser, BroadcastGone. locks: broadcast"""
    require_organiser(session, actor)
    row = own_broadcast(session, actor, broadcast)
    if row.state != BroadcastState.SCHEDULED:
        raise BroadcastGone
    row.state, row.message_id = BroadcastState.DRAFT, None


def detach_drop(session: Session, drop: int, now: datetime) -> None:
    """Detach broadcasts from a drop that is discarded: scheduled ones are stopped, and drafts begin at once. locks: broadcast"""
    rows = select(Broadcast).where(col(Broadcast.drop_id) == drop).order_by(col(Broadcast.id))
    for row in session.exec(rows.with_for_update(key_share=True)):
        row.drop_id = row.minutes_before = None
        if row.state == BroadcastState.SCHEDULED:
            row.state, row.reason, row.ended_at = BroadcastState.STOPPED, StopReason.DROP_GONE, now
    session.flush()


def next_start(session: Session, since: datetime) -> datetime | None:
    """Return when the next broadcast begins after `since`."""
    rows = session.exec(select(Broadcast).where(col(Broadcast.state) == BroadcastState.SCHEDULED)).all()
    found = (start_schedule(session, row, since) for row in rows)
    return min((one.at for one in found if one.at and not one.over and one.at > since), default=None)


def _why_never(session: Session, drop: Drop) -> StopReason | None:
    stall = session.get_one(Stall, drop.stall_id)
    if drop.state == DropState.CANCELLED:
        return StopReason.DROP_CANCELLED
    gone = drop.hidden_at or drop.state == DropState.DRAFT or stall.state != StallApproval.APPROVED
    return StopReason.DROP_GONE if gone else None
