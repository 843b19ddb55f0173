"""Sentences of the refusals of drops."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number
from locales.user_text import truncate

SENTENCES: dict[str, Callable[..., Markup]] = {
    "StallHasClosed": lambda say, stall: say(
        "{stall} has left the market. See /drops for what is on.", stall=truncate(stall, 40)
    ),
    "ClosedStallsDrop": lambda say, stall: say(
        "{stall} has left the market. See /drops for what is on.", stall=truncate(stall, 40)
    ),
    "DropUnknown": lambda say: say("This drop is no longer available. See /drops for what is on."),
    "DayEmpty": lambda say, day: say("Nothing on {day} yet. Choose another day.", day=day),
    "PastMonth": lambda say: say("Past drops are not shown here. Choose this month or a later one."),
    "OptionsUnfit": lambda say, fewest, most, longest: say(
        "Write {fewest} to {most} options with a slash between, each with up to {longest} characters.",
        fewest=format_number(say, fewest),
        most=format_number(say, most),
        longest=format_number(say, longest),
    ),
    "OpeningPassed": lambda say, opened: say("This opened {opened}. You can join now.", opened=opened),
    "DropCancelled": lambda say, at: say("This drop was cancelled {at}. See /drops for others.", at=at),
    "DropPaused": lambda say: say("The stall has paused this. Numbers and holds are safe."),
    "MarketDayCalledOff": lambda say: say(
        "The organisers called this market day off. Nothing is left to do: what you paid comes back."
    ),
    "WaitsForRain": lambda say, until: say(
        "The market waits for the rain until {until}. Your place is safe: try again then.", until=until
    ),
    "HoursUnfit": lambda say: say(
        "A drop lasts at most 36 hours and begins within a year. Choose other times."
    ),
    "DropEntered": lambda say, count: say.many(
        "{count} person has joined, so you cannot undo this. Pause or cancel it instead.",
        "{count} people have joined, so you cannot undo this. Pause or cancel it instead.",
        count,
    ),
    "NumberUnfit": lambda say, maximum: say(
        "That number is not possible. Choose 0 to {most}.", most=format_number(say, maximum)
    ),
    "DropOver": lambda say: say("This drop has ended. See /drops for others."),
}
