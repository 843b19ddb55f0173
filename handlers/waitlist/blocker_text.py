"""The reason why nothing moves, in the same words for shoppers and stalls."""

from markupsafe import Markup

from locales.formats import format_datetime
from locales.say import Say
from locales.user_text import ITEM, sanitize_name
from market.waitlist.blocker import Blocker, BlockerReason


def blocker_text(say: Say, blocker: Blocker, zone: str) -> Markup:
    at = format_datetime(say, blocker.at, zone) if blocker.at else ""
    match blocker.reason:
        case BlockerReason.NOBODY:
            return say("nobody is waiting.")
        case BlockerReason.NOT_OPEN:
            return say("this opens {at}.", at=at)
        case BlockerReason.HIDDEN:
            return say("an organiser is checking this drop. Numbers and holds are safe.")
        case BlockerReason.PAUSED:
            return say("the stall has paused this. Numbers and holds are safe.")
        case BlockerReason.DRAW:
            return say("the draw is {at}; nothing changes before that.", at=at)
        case BlockerReason.LAST_CALL:
            return say(
                "{free} available: in these last two hours, the first to tap gets it.", free=blocker.free
            )
        case BlockerReason.OWN_UNITS:
            return say(
                "{free} left, and you want {units}. You are next.", free=blocker.free, units=blocker.units
            )
        case BlockerReason.FIRST_UNITS:
            return say(
                "{free} left, kept for number {number}, who wants {units}.",
                free=blocker.free,
                number=blocker.number,
                units=blocker.units,
            )
        case BlockerReason.COMPONENT:
            return say("part of the set has run out: {item}.", item=sanitize_name(blocker.component, ITEM))
        case BlockerReason.HOLD:
            return say("number {number} has until {at} to answer.", number=blocker.number, at=at)
        case BlockerReason.BOOKED:
            return say("all are booked. You move up when someone cancels.")
