"""When a broadcast begins: at once, at a moment, or so long before a drop, with which it moves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from storage.broadcast import Broadcast
from storage.drop import Drop

BEFORE = (2 * 60, 24 * 60, 3 * 24 * 60)
"""Minutes before a drop."""


@dataclass(frozen=True)
class When:
    """`at` None: at once. `before` minutes before the drop `drop` of this name; `gone`: it was cancelled or hidden, so there is no such moment."""

    at: datetime | None = None
    drop: int = 0
    name: str = ""
    before: int = 0
    gone: bool = False

    def moment(self, now: datetime) -> datetime:
        """Not before now: what is over by now goes at once."""
        return max(self.at or now, now)


def when_of(session: Session, row: Broadcast) -> When:
    if row.drop_id is None:
        return When(row.send_at)
    before = row.before or 0
    drop = session.get_one(Drop, row.drop_id)
    if drop.state == "cancelled" or drop.hidden_at:
        return When(None, row.drop_id, drop.name, before, gone=True)
    return When(drop.starts_at - timedelta(minutes=before), row.drop_id, drop.name, before)
