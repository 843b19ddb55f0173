"""The live sessions that run now, and the drops that will be sold live next."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from storage.drop import Drop, DropState, is_shown
from storage.live import LiveSession
from storage.stall import Stall

MOST_RUNNING, MOST_ANNOUNCED = 20, 3


@dataclass(frozen=True, kw_only=True)
class RunningLive:
    """The public view of a live session that runs. `asks_word`: a spoken word is to be written behind the code."""

    letters: str
    minutes: int
    asks_word: bool
    drop: int


@dataclass(frozen=True, kw_only=True)
class LiveNow:
    """The sessions that run, the newest first, and the drops announced as live next, by their start."""

    running: tuple[RunningLive, ...] = ()
    announced: tuple[int, ...] = ()

    def session(self, letters: str) -> RunningLive | None:
        """Return the session with these letters if it runs."""
        return next((each for each in self.running if each.letters == letters), None)


def live_now(session: Session, now: datetime) -> LiveNow:
    """Return what everybody may see of live sessions: of drops that are neither paused nor over."""
    visible = (
        is_shown(),
        col(Drop.state) == DropState.PUBLISHED,
        col(Drop.ends_at) > now,
    )
    running = (
        select(LiveSession.letters, LiveSession.minutes, LiveSession.word, LiveSession.drop_id)
        .join(Drop, col(Drop.id) == col(LiveSession.drop_id))
        .join(Stall, col(Stall.id) == col(Drop.stall_id))
        .where(col(LiveSession.stopped_at).is_(None), *visible)
        .order_by(col(LiveSession.started_at).desc(), col(LiveSession.id).desc())
    )
    announced = (
        select(Drop.id)
        .join(Stall, col(Stall.id) == col(Drop.stall_id))
        .where(col(Drop.live_announced), *visible)
        .order_by(col(Drop.starts_at), col(Drop.id))
    )
    return LiveNow(
        running=tuple(
            RunningLive(letters=letters, minutes=minutes, asks_word=bool(word), drop=drop)
            for letters, minutes, word, drop in session.exec(running.limit(MOST_RUNNING))
        ),
        announced=tuple(drop for drop in session.exec(announced.limit(MOST_ANNOUNCED)) if drop),
    )
