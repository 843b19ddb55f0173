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
            return say("nobody waits.")
        case Reason.NOT_OPEN:
            return say("this opens {at}.", at=at)
        case Reason.HIDDEN:
            return say("an organiser is looking at this drop. Numbers and holds stay.")
        case Reason.PAUSED:
            return say("the stall has paused this. Numbers and holds stay.")
        case Reason.DRAW:
            return say("nothing moves before the draw, {at}.", at=at)
        case Reason.LAST_CALL:
            return say(
                "{free} free, and the first tap has it: these are the last two hours.", free=cause.free
            )
        case Reason.OWN_PARTY:
            return say(
                "{free} free, and you wait for {party}. You are next.", free=cause.free, party=cause.party
            )
        case Reason.HEAD_PARTY:
            return say(
                "{free} free, not given: number {number} is next, for {party}.",
                free=cause.free,
                number=cause.number,
                party=cause.party,
            )
        case Reason.PART:
            return say("what comes with it has run out: {line}.", line=name(cause.part, LINE))
        case Reason.HOLD:
            return say("a hold of number {number} runs until {at}.", number=cause.number, at=at)
        case Reason.CLAIMED:
            return say("all are claimed. One moves up when somebody gives back.")
