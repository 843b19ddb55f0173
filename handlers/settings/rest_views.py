"""Quiet hours, and the clock they are counted by."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.settings.callbacks import (
    ChooseClock,
    MoveRest,
    PickRest,
    RestAsUsual,
    RestNever,
    ShowClocks,
    ShowRest,
    ShowSettings,
)
from handlers.settings.views import quiet_words
from handlers.ui.rows import narrow, packed, turning
from handlers.ui.screen import Button, Screen
from locales.formats import clock, clock_of
from locales.say import Say
from locales.words import name
from market.rest import Rest
from market.settings import USUAL_FROM, USUAL_UNTIL, Clock

HOUR = 60
BEGINNINGS = [hour % 24 * HOUR for hour in range(17, 29)]
ENDS = [hour * HOUR for hour in range(5, 17)]
"""Who sells until after midnight rests later: they share no hour, so none is there twice."""


def quiet_hours(say: Say, rest: Rest, city: str, now: datetime) -> Screen:
    none, usual = rest.start == rest.end, (rest.start, rest.end) == (USUAL_FROM, USUAL_UNTIL)
    does = say(
        "Messages wait until quiet hours end. If something is held for you, you hear at once, without sound."
    )
    never = [] if none else [Button(say.label("No quiet hours"), RestNever())]
    again = [] if usual else [Button(_hours(say, USUAL_FROM, USUAL_UNTIL), RestAsUsual())]
    return Screen(
        Markup("\n").join([quiet_words(say, rest), *([] if none else [does]), _where(say, rest, city, now)]),
        packed(_ends(say, rest), again, never, [_clock(say)], [Button(say.label("Back"), ShowSettings())]),
    )


def rest_picker(say: Say, end: str, rest: Rest, city: str, now: datetime) -> Screen:
    """Hours for one end of them."""
    if end == "from":
        asked, minutes = say("Quiet from what time?"), BEGINNINGS
    else:
        end, asked, minutes = "until", say("Quiet until what time?"), ENDS
    hours = [Button(clock_of(say, minute), MoveRest(end=end, minute=minute)) for minute in minutes]
    return Screen(
        Markup("\n").join([asked, _where(say, rest, city, now)]),
        packed(hours, [Button(say.label("Back"), ShowRest())]),
    )


def clock_list(say: Say, clocks: Sequence[Clock], page: int, pages: int, now: datetime) -> Screen:
    """Each with the time it is there."""
    buttons = [
        Button(narrow(f"{each.city} {clock(say, now, each.zone)}"), ChooseClock(zone=each.zone))
        for each in clocks
    ]
    usual = [Button(say.label("Use market time"), ChooseClock(zone=""))] if page == 1 else []
    return Screen(
        say("Which time zone are you in? The time now is next to each city."),
        packed(
            usual,
            buttons,
            turning(say, page, pages, lambda to: ShowClocks(page=to)),
            [Button(say.label("Back"), ShowRest())],
        ),
    )


def _ends(say: Say, rest: Rest) -> list[Button]:
    start, end = (USUAL_FROM, USUAL_UNTIL) if rest.start == rest.end else (rest.start, rest.end)
    return [
        Button(say.label("From {time}", time=clock_of(say, start)), PickRest(end="from"), style="primary"),
        Button(say.label("Until {time}", time=clock_of(say, end)), PickRest(end="until")),
    ]


def _hours(say: Say, start: int, end: int) -> str:
    return say.label("{start} to {end}", start=clock_of(say, start), end=clock_of(say, end))


def _clock(say: Say) -> Button:
    return Button(say.label("Change time zone"), ShowClocks(page=1))


def _where(say: Say, rest: Rest, city: str, now: datetime) -> Markup:
    return say("{city} time, where it is {time} now.", city=name(city, 40), time=clock(say, now, rest.zone))
