"""The labels of what falls due, in the page's clock bar."""

from handlers.messages import messages
from locales.say import Say
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
    PLACE_DRAW,
    SERIES,
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
    MARKET_DAY: "a message about a market day",
    WEEKS: "a stall's weekly figures",
    SERIES: "the next date of a series",
    PLACE_DRAW: "a draw of places",
}


def due_label(due: str) -> str:
    """Return the label of a job, or of a notification kind as its message registers it."""
    return JOB_LABELS.get(due) or messages.due_label(due)


def due_texts(say: Say) -> tuple[str, ...]:
    """Return all labels in a language."""
    return (
        say.plain("a hold ends"),
        say.plain("the last two hours of a drop"),
        say.plain("entries of a draw close"),
        say.plain("a draw"),
        say.plain("a drop ends"),
        say.plain("a broadcast begins"),
        say.plain("a message to neighbours"),
        say.plain("a message to followers"),
        say.plain("a message about a last-minute offer"),
        say.plain("a message to a stall"),
        say.plain("a market day is over"),
        say.plain("a message about a market day"),
        say.plain("a stall's market day is counted"),
        say.plain("a stall's weekly figures"),
        say.plain("the next date of a series"),
        say.plain("a draw of places"),
        say.plain("the morning after a market day"),
        say.plain("a licence fee is due"),
        say.plain("a licence ends soon"),
        say.plain("a permit ends soon"),
        say.plain("half of a hold is over"),
        say.plain("a reminder of one's own"),
        say.plain("a reminder"),
        say.plain("a waitlist opens"),
        say.plain("a message"),
    )
