"""The next live drop of a stall: announced by it, or live now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists
from sqlmodel import Session, col, or_, select

from market.actor import Actor
from market.drop.own_drop import lock_own_drop
from market.drop.refusals import DropCancelled, DropOver
from market.live.refusals import LiveNeedsQueue
from market.live.stream import shown_stream
from storage.drop import Drop, DropPolicy, DropState, is_shown
from storage.live import LiveSession
from storage.stall import Stall
from storage.store import mark_changed


@dataclass(frozen=True, kw_only=True)
class StallLive:
    """The public view of a stall's live sessions: where it streams, "" for nowhere, its next live drop, if any, and whether that is live now."""

    stream_url: str = ""
    next_drop: int | None = None
    runs: bool = False


def announce_live(session: Session, actor: Actor, drop: int, *, announced: bool, now: datetime) -> None:
    """Announce that a drop will be sold live, or take that back.

    Raises Blocked, DropUnknown, NotYourStall, DropCancelled, DropOver, LiveNeedsQueue. locks: person, drop, item
    """
    locked_drop = lock_own_drop(session, actor, drop)
    row = locked_drop.drop
    if row.state == DropState.CANCELLED:
        raise DropCancelled(row.cancelled_at or now, locked_drop.alley.zone)
    if row.ends_at <= now:
        raise DropOver
    if row.policy != DropPolicy.QUEUE:
        raise LiveNeedsQueue
    row.live_announced = announced
    mark_changed(session, "drop")


def stall_live(session: Session, stall: int, now: datetime) -> StallLive:
    """Return what everybody sees of a stall's live sessions: a drop that is live now, or the next one announced that is neither paused nor over."""
    runs = exists().where(col(LiveSession.drop_id) == col(Drop.id), col(LiveSession.stopped_at).is_(None))
    rows = (
        select(Drop.id, runs)
        .join(Stall, col(Stall.id) == col(Drop.stall_id))
        .where(col(Drop.stall_id) == stall, is_shown(), col(Drop.state) == DropState.PUBLISHED)
        .where(col(Drop.ends_at) > now, or_(runs, col(Drop.live_announced)))
        .order_by(runs.desc(), col(Drop.starts_at), col(Drop.id))
    )
    drop, is_live = session.exec(rows.limit(1)).first() or (None, False)
    return StallLive(stream_url=shown_stream(session, stall), next_drop=drop, runs=bool(is_live))
