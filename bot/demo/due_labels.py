"""The labels of what falls due, in the page's clock bar."""

from handlers.messages import messages
from market.next_due import (
    BROADCAST_BEGINS,
    DAY_COUNTED,
    DRAW,
    DRAW_CLOSES,
    DROP_ENDS,
    FOLLOWERS,
    HOLD_ENDS,
    LAST_CALL,
    MARKET_DAY,
    NEIGHBOURS,
    WEEKS,
)

JOB_LABELS = {
    HOLD_ENDS: "a hold ends",
    LAST_CALL: "the last two hours of a drop",
    DRAW_CLOSES: "entries of a draw close",
    DRAW: "a draw",
    DROP_ENDS: "a drop ends",
    BROADCAST_BEGINS: "a broadcast begins",
    NEIGHBOURS: "a message to neighbours",
    FOLLOWERS: "a message to followers",
    DAY_COUNTED: "a stall's market day is counted",
    MARKET_DAY: "a message of a market day",
    WEEKS: "the week of a stall",
}


def due_label(due: str) -> str:
    """Return the label of a job, or of a notification kind as its message registers it."""
    return JOB_LABELS.get(due) or messages.due_label(due)
