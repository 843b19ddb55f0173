"""Quiet hours, and the time zone they are counted in."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.settings import (
    ChooseClock,
    DisableQuietHours,
    PickQuietHours,
    SetQuietHours,
    ShowClocks,
    ShowQuietHours,
    ShowSettings,
    UseDefaultQuietHours,
)
from handlers.settings.views import quiet_hours_text
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_minute_of_day, format_time
from locales.say import Say
from locales.user_text import sanitize_name
from market.preferences.preferences import USUAL_FROM, USUAL_UNTIL, ClockChoice
from market.quiet_hours import QuietHours, QuietHoursEnd

HOUR = 60
STARTS = [hour % 24 * HOUR for hour in range(17, 29)]
ENDS = [hour * HOUR for hour in range(5, 17)]
"""The choices of start and end share no hour, so that no range is empty; a vendor who sells until after midnight starts later."""


def quiet_hours_page(say: Say, quiet_hours: QuietHours, city: str, now: datetime) -> Screen:
    none, usual = (
        quiet_hours.start == quiet_hours.end,
        (quiet_hours.start, quiet_hours.end) == (USUAL_FROM, USUAL_UNTIL),
    )
    does = say(
        "Messages wait until quiet hours end. If something is held for you, we tell you at once, without sound."
    )
    disable = [] if none else [Button(label=say.label("No quiet hours"), callback=DisableQuietHours())]
    use_default = (
        []
        if usual
        else [Button(label=_range_label(say, USUAL_FROM, USUAL_UNTIL), callback=UseDefaultQuietHours())]
    )
    groups = (
        _start_and_end_buttons(say, quiet_hours),
        use_default,
        disable,
        [_clock_button(say)],
        [Button(label=say.label("Back"), callback=ShowSettings())],
    )
    return Screen(
        text=Markup("\n").join(
            [
                quiet_hours_text(say, quiet_hours),
                *([] if none else [does]),
                _clock_text(say, quiet_hours, city, now),
            ]
        ),
        rows=layout_buttons(*groups),
    )


def quiet_hours_picker(
    say: Say, end: QuietHoursEnd, quiet_hours: QuietHours, city: str, now: datetime
) -> Screen:
    """Shows the hours for one end."""
    if end is QuietHoursEnd.FROM:
        question, minutes = say("Quiet from what time?"), STARTS
    else:
        question, minutes = say("Quiet until what time?"), ENDS
    hours = [
        Button(label=format_minute_of_day(say, minute), callback=SetQuietHours(end=end, minute=minute))
        for minute in minutes
    ]
    return Screen(
        text=Markup("\n").join([question, _clock_text(say, quiet_hours, city, now)]),
        rows=layout_buttons(hours, [Button(label=say.label("Back"), callback=ShowQuietHours())]),
    )


def clock_list(say: Say, clocks: Sequence[ClockChoice], page: int, pages: int, now: datetime) -> Screen:
    """Shows time zones, each with its present time."""
    buttons = [
        Button(
            label=shorten_label(f"{each.city} {format_time(say, now, each.zone)}"),
            callback=ChooseClock(zone=each.zone),
        )
        for each in clocks
    ]
    usual = [Button(label=say.label("Use market time"), callback=ChooseClock(zone=""))] if page == 1 else []
    question = say("Which time zone are you in? The time now is next to each city.")
    return Screen(
        text=Markup("\n").join([question, *page_text(say, page, pages)]),
        rows=layout_buttons(
            usual,
            buttons,
            *pager(say, page, pages, lambda target_page: ShowClocks(page=target_page)),
            [Button(label=say.label("Back"), callback=ShowQuietHours())],
        ),
    )


def _start_and_end_buttons(say: Say, quiet_hours: QuietHours) -> list[Button]:
    start, end = (
        (USUAL_FROM, USUAL_UNTIL)
        if quiet_hours.start == quiet_hours.end
        else (quiet_hours.start, quiet_hours.end)
    )
    return [
        Button(
            label=say.label("From {time}", time=format_minute_of_day(say, start)),
            callback=PickQuietHours(end=QuietHoursEnd.FROM),
            style="primary",
        ),
        Button(
            label=say.label("Until {time}", time=format_minute_of_day(say, end)),
            callback=PickQuietHours(end=QuietHoursEnd.UNTIL),
        ),
    ]


def _range_label(say: Say, start: int, end: int) -> str:
    return say.label(
        "{start} to {end}", start=format_minute_of_day(say, start), end=format_minute_of_day(say, end)
    )


def _clock_button(say: Say) -> Button:
    return Button(label=say.label("Change time zone"), callback=ShowClocks(page=1))


def _clock_text(say: Say, quiet_hours: QuietHours, city: str, now: datetime) -> Markup:
    return say(
        "{city} time, where it is {time} now.",
        city=sanitize_name(city, 40),
        time=format_time(say, now, quiet_hours.zone),
    )
