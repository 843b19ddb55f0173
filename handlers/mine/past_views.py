"""What one had and has no more, with how it ended."""

from markupsafe import Markup

from handlers.drop.lines import LINE
from handlers.mine.callbacks import ShowMine, ShowPast
from handlers.ui.rows import packed, turning
from handlers.ui.screen import Button, Screen
from locales.formats import moment
from locales.say import Say
from locales.words import name
from market.waitlist.past import Ended, Past


def past_list(say: Say, past: Past) -> Screen:
    """The newest first."""
    head = say("Last 30 days:") if past.ended else say("Nothing from the last 30 days.")
    turns = turning(say, past.page, past.pages, lambda page: ShowPast(page=page))
    return Screen(
        Markup("\n").join((head, *(_row(say, one) for one in past.ended))),
        packed(turns, [Button(say.label("Back"), ShowMine())]),
    )


def _row(say: Say, one: Ended) -> Markup:
    what = say("{units} × {line}", units=one.units, line=name(one.line.name, LINE))
    at = moment(say, one.at, one.drop.alley.zone)
    match one.how:
        case "collected":
            return say("{what}: collected {at}", what=what, at=at)
        case "released":
            return say("{what}: you released it {at}", what=what, at=at)
        case "missed":
            return say("{what}: not collected by {at}", what=what, at=at)
        case "cancelled":
            return say("{what}: the drop was cancelled {at}", what=what, at=at)
        case "declined":
            return say("{what}: declined {at}", what=what, at=at)
        case "expired":
            return say("{what}: the hold ended {at}", what=what, at=at)
        case "given":
            return say("{what}: given to a friend {at}", what=what, at=at)
        case "left":
            return say("{what}: you left the waitlist {at}", what=what, at=at)
        case _:
            return say("{what}: none became available by {at}", what=what, at=at)
