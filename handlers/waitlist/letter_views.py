"""Letters about units that are free for the first tap, and about what was given on. They are kept, so their times are absolute."""

from markupsafe import Markup

from handlers.drop.lines import LINE
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from handlers.waitlist.callbacks import JoinWaitlist, LeaveWaitlist, TakeUnits
from handlers.waitlist.views import ANYWHERE, card_step, place
from locales.formats import moment
from locales.say import Say
from locales.units import counted
from locales.words import name
from market.drop.facts import DropFacts, LineFacts
from market.waitlist.standing import ClaimFacts


def free_letter(say: Say, drop: DropFacts, line: LineFacts) -> Screen:
    """To everyone who waits, in the last two hours."""
    spare = drop.spare(line)
    free = say(
        "{units} of {line}: available until {until}. Everyone waiting got this message: the first to tap gets it, the others keep their number.",
        units=counted(say, line.unit, spare),
        line=name(line.name, LINE),
        until=moment(say, drop.cut_off(line), drop.alley.zone),
    )
    take = say.label("Take 1 now") if spare == 1 else say.label("Take mine now")
    at = ANYWHERE.code
    return Screen(
        Markup("\n").join((free, place(say, drop, line))),
        packed(
            [Button(take, TakeUnits(line=line.id, where=at), style="primary")],
            [Button(say.label("Leave waitlist"), LeaveWaitlist(line=line.id, where=at))],
        ),
    )


def given_on_letter(say: Say, claim: ClaimFacts) -> Screen:
    """To who did not come."""
    zone = claim.drop.alley.zone
    text = say(
        "Not collected by {at}, so the stall passed it on: {units} × {line}. Your ticket no longer works.",
        at=moment(say, claim.ended_at or claim.claimed.claimed_at, zone),
        units=claim.claimed.units,
        line=name(claim.line.name, LINE),
    )
    again = JoinWaitlist(line=claim.line.id, party=claim.claimed.units, where=ANYWHERE.code)
    return Screen(
        Markup("\n").join((text, place(say, claim.drop, claim.line))),
        packed(
            [Button(say.label("Rejoin at the end"), again)],
            [card_step(say, claim.drop, ANYWHERE, say.label("Details"))],
        ),
    )
