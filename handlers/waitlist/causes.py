"""Why nothing moves, in words: the same to a shopper and to a stall."""

from markupsafe import Markup

from handlers.drop.lines import LINE
from locales.formats import moment
from locales.say import Say
from locales.words import name
from market.waitlist.why import Cause, Reason


def cause_words(say: Say, cause: Cause, zone: str) -> Markup:
    at = moment(say, cause.at, zone) if cause.at else ""
    match cause.reason:
        case Reason.NOBODY:
            return say("nobody is waiting.")
        case Reason.NOT_OPEN:
            return say("this opens {at}.", at=at)
        case Reason.HIDDEN:
            return say("an organiser is checking this drop. Numbers and holds are safe.")
        case Reason.PAUSED:
            return say("the stall has paused this. Numbers and holds are safe.")
        case Reason.DRAW:
            return say("the draw is {at}; nothing changes before that.", at=at)
        case Reason.LAST_CALL:
            return say(
                "{free} available: in these last two hours, the first to tap gets it.", free=cause.free
            )
        case Reason.OWN_PARTY:
            return say("{free} left, and you want {party}. You are next.", free=cause.free, party=cause.party)
        case Reason.HEAD_PARTY:
            return say(
                "{free} left, kept for number {number}, who wants {party}.",
                free=cause.free,
                number=cause.number,
                party=cause.party,
            )
        case Reason.PART:
            return say("part of the set has run out: {line}.", line=name(cause.part, LINE))
        case Reason.HOLD:
            return say("number {number} has until {at} to answer.", number=cause.number, at=at)
        case Reason.CLAIMED:
            return say("all are booked. You move up when someone cancels.")
