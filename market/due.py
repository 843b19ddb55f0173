"""What happens by itself next: so that a clock that is moved leaps over nothing."""

from datetime import datetime

from sqlmodel import Session, col, select

from market import mailbox
from market.broadcast.scheduling import next_beginning
from market.draw.closing import next_closing
from market.draw.deciding import next_round
from market.neighbour.note import next_digest
from market.waitlist.sweep import next_call, next_hold_end
from storage.drop import Drop

Next = tuple[datetime, str]

HOLD_ENDS, DRAW_CLOSES, DRAW, LAST_CALL, DROP_ENDS = "HoldEnds", "DrawCloses", "Draw", "LastCall", "DropEnds"
NEIGHBOURS = "Neighbours"
BROADCAST_BEGINS = "BroadcastBegins"


def next_due(session: Session, after: datetime) -> Next | None:
    """The first moment after `after` at which something is due, and what: a notice's name, or one of these."""
    due = {
        HOLD_ENDS: next_hold_end(session, after),
        DRAW_CLOSES: next_closing(session, after),
        DRAW: next_round(session, after),
        LAST_CALL: next_call(session, after),
        NEIGHBOURS: next_digest(session, after),
        DROP_ENDS: _next_drop_end(session, after),
        BROADCAST_BEGINS: next_beginning(session, after),
    }
    found = [(at, what) for what, at in due.items() if at]
    letter = mailbox.next_due(session, after)
    return min([*found, letter] if letter else found, default=None, key=lambda due: due[0])


def _next_drop_end(session: Session, after: datetime) -> datetime | None:
    ends = select(Drop.ends_at).where(
        col(Drop.ends_at) > after, col(Drop.state) != "draft", col(Drop.wound_up_at).is_(None)
    )
    return session.exec(ends.order_by(col(Drop.ends_at)).limit(1)).first()
