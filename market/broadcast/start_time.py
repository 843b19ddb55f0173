"""The start of a broadcast as shown to its author: at once, at a time, or some minutes before a drop, with which it moves."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from market.broadcast.scheduling import start_schedule
from storage.broadcast import Broadcast
from storage.drop import Drop

MINUTES_BEFORE = (2 * 60, 24 * 60, 3 * 24 * 60)
"""The choices of minutes before a drop."""


@dataclass(frozen=True, kw_only=True)
class BroadcastStart:
    """The start of a broadcast. `at` None: at once, unless it `waits` for its drop to be resumed or never begins (`over`).

    `name` is the name of the drop `drop`, which is 0 for none.
    """

    at: datetime | None = None
    drop: int = 0
    name: str = ""
    waits: bool = False
    over: bool = False

    def moment(self, now: datetime) -> datetime:
        """Return the start, but not a time before `now`."""
        return max(self.at or now, now)


def broadcast_start(session: Session, row: Broadcast, now: datetime) -> BroadcastStart:
    """Return the start of a draft or a scheduled broadcast, by the current state of its drop."""
    found = start_schedule(session, row, now)
    if row.drop_id is None:
        return BroadcastStart(at=found.at, over=bool(found.over))
    drop = session.get_one(Drop, row.drop_id)
    return BroadcastStart(
        at=found.at, drop=row.drop_id, name=drop.name, waits=found.waits, over=bool(found.over)
    )
