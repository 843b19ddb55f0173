"""The next moment at which something is due, so that a clock that is moved skips nothing."""

from datetime import datetime

from sqlmodel import Session, col, select

from market.broadcast.scheduling import next_start
from market.draw.close_draw import next_closing
from market.draw.decide_draw import next_round
from market.follow.digest import next_follow_digest
from market.forecast.stall_days import next_count
from market.forecast.week import next_week_message
from market.neighbour.record_market_days import next_digest
from market.notification import outbox
from market.organiser.stop import next_stop_end
from market.place_draw.steps import next_place_draw
from market.reminder.next_message import next_market_day_message
from market.series.publish import next_series_due
from market.waitlist.sweep import next_call, next_hold_end
from storage.drop import Drop, DropState

NextDue = tuple[datetime, str]

HOLD_ENDS, DRAW_CLOSES, DRAW, LAST_CALL, DROP_ENDS = "HoldEnds", "DrawCloses", "Draw", "LastCall", "DropEnds"
NEIGHBOURS = "Neighbours"
FOLLOWERS = "Followers"
DAY_COUNTED, WEEKS = "DayCounted", "StallWeek"
BROADCAST_BEGINS, MARKET_DAY, STOP_FINAL = "BroadcastBegins", "MarketDay", "StopFinal"
SERIES, PLACE_DRAW = "Series", "PlaceDraw"


def next_due(session: Session, since: datetime, zone: str = "UTC") -> NextDue | None:
    """Return the first due moment after `since`, with the kind of a notification or one of these names. `zone` is the market's."""
    due = {
        HOLD_ENDS: next_hold_end(session, since),
        DRAW_CLOSES: next_closing(session, since),
        DRAW: next_round(session, since),
        LAST_CALL: next_call(session, since),
        NEIGHBOURS: next_digest(session, since),
        FOLLOWERS: next_follow_digest(session, since, zone),
        DAY_COUNTED: next_count(session, since),
        WEEKS: next_week_message(session, since),
        DROP_ENDS: _next_drop_end(session, since),
        BROADCAST_BEGINS: next_start(session, since),
        MARKET_DAY: next_market_day_message(session, since),
        STOP_FINAL: next_stop_end(session, since),
        SERIES: next_series_due(session, since),
        PLACE_DRAW: next_place_draw(session, since),
    }
    found = [(at, what) for what, at in due.items() if at]
    notification = outbox.next_due(session, since)
    return min([*found, notification] if notification else found, default=None, key=lambda due: due[0])


def _next_drop_end(session: Session, since: datetime) -> datetime | None:
    ends = select(Drop.ends_at).where(
        col(Drop.ends_at) > since, col(Drop.state) != DropState.DRAFT, col(Drop.wound_up_at).is_(None)
    )
    return session.exec(ends.order_by(col(Drop.ends_at)).limit(1)).first()
