"""A stall's series: for how many weeks a drop is repeated, and its dates."""

from datetime import UTC, date, datetime
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.series import AskEndSeries, AskSeries, EndSeries, ShowSeries, SkipDate, StartSeries
from handlers.callbacks.stock import ShowDropMenu, ShowMyDrop
from handlers.ui.button_layout import layout_buttons
from handlers.ui.danger_question import danger_question
from handlers.ui.day_number import day_number
from handlers.ui.screen import Button, Screen
from locales.formats import (
    format_date,
    format_day,
    format_list_and,
    format_time,
    weekday_name,
    whole_weekday_name,
)
from locales.say import Say
from locales.user_text import ALLEY, ITEM, sanitize_name
from market.drop.facts import DropFacts
from market.series.dates import SeriesDate, SeriesFacts
from storage.drop import DropState
from storage.series import SeriesProblem, SeriesState

WEEKS = (4, 8, 12)
A_MONDAY = date(2026, 1, 5)


def weeks_question(say: Say, drop: DropFacts) -> Screen:
    """Asks for how many weeks a drop is repeated."""
    text = say(
        "Repeat <b>{name}</b> every {weekday}? We publish four dates ahead, and you can move or cancel each alone. For how many weeks, with {day}?",
        name=sanitize_name(drop.name, ITEM),
        weekday=whole_weekday_name(say, drop.day),
        day=format_date(say, drop.day),
    )
    for_weeks = [
        Button(
            label=say.many("{count} week", "{count} weeks", weeks).unescape(),
            callback=StartSeries(drop=drop.id, weeks=weeks),
        )
        for weeks in WEEKS
    ]
    endless = Button(label=say.label("Until I end it"), callback=StartSeries(drop=drop.id, weeks=0))
    back = Button(label=say.label("Back"), callback=ShowDropMenu(drop=drop.id))
    return Screen(text=text, rows=layout_buttons(for_weeks, [endless], [back]))


def series_page(say: Say, series: SeriesFacts) -> Screen:
    """Shows a series with its next dates; each that is published leads to its drop, any other is left out or put back."""
    runs = series.state == SeriesState.RUNNING
    lines = [
        _rule_text(say, series),
        _state_text(say, series),
        *(_date_line(say, series, each) for each in series.dates),
        *(_problem_rows(say, series) if runs else ()),
    ]
    end = Button(label=say.label("End series"), callback=AskEndSeries(series=series.id), style="danger")
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [_date_button(say, series, each) for each in series.dates],
            [end] if runs else _repeat_button(say, series),
            [Button(label=say.label("Desk"), callback=ShowDesk())],
        ),
    )


def _repeat_button(say: Say, series: SeriesFacts) -> list[Button]:
    """Returns the way to another series of a drop that is ahead; none where nothing is."""
    ahead = [each.drop for each in series.dates if each.drop is not None]
    return [Button(label=say.label("Repeat weekly"), callback=AskSeries(drop=ahead[-1]))] if ahead else []


def end_question(say: Say, series: SeriesFacts) -> Screen:
    """Asks before a series ends."""
    text = say(
        "End the series of <b>{name}</b>? We publish no more dates. All published dates stay, and you can cancel each alone.",
        name=sanitize_name(series.name, ITEM),
    )
    return danger_question(
        text, say.label("End series"), EndSeries(series=series.id), keep=say.label("Keep it")
    )


def date_missing(say: Say, series: SeriesFacts, day: date, problem: SeriesProblem) -> Screen:
    """Tells a stall that a date of a series could not be published, and why."""
    text = say(
        "<b>{name}</b>: we could not publish {day}.",
        name=sanitize_name(series.name, ITEM),
        day=format_date(say, day),
    )
    button = Button(label=say.label("Series"), callback=ShowSeries(series=series.id), below=True)
    return Screen(
        text=say.sentences(text, _problem_text(say, series, problem)), rows=layout_buttons([button])
    )


def _rule_text(say: Say, series: SeriesFacts) -> Markup:
    days = [_weekday(day) for day in series.rule.weekdays]
    names = [whole_weekday_name(say, day) if len(days) == 1 else weekday_name(say, day) for day in days]
    start, end = (
        format_time(say, datetime.combine(A_MONDAY, clock, UTC), "UTC")
        for clock in (series.start, series.end)
    )
    words = {
        "name": sanitize_name(series.name, ITEM),
        "days": format_list_and(say, names),
        "start": start,
        "end": end,
        "alley": sanitize_name(series.alley, ALLEY),
    }
    if series.rule.interval > 1:
        return say(
            "<b>{name}</b>, {days} every {weeks} weeks, {start} to {end}, {alley}.",
            weeks=series.rule.interval,
            **words,
        )
    return say("<b>{name}</b>, every {days}, {start} to {end}, {alley}.", **words)


def _state_text(say: Say, series: SeriesFacts) -> Markup:
    if series.state != SeriesState.RUNNING:
        return say("This series has ended. All published dates stay.")
    if series.last_day is None:
        return say("Until you end it. Four dates are published ahead.")
    return say("Until {day}. Four dates are published ahead.", day=format_date(say, series.last_day))


def _date_line(say: Say, series: SeriesFacts, occurrence: SeriesDate) -> Markup:
    day = format_day(say, occurrence.starts_at, series.zone)
    match occurrence.state:
        case None if occurrence.is_skipped:
            return say("{day}: left out", day=day)
        case None:
            return say("{day}: to come", day=day)
        case DropState.DRAFT:
            return say("{day}: draft", day=day)
        case DropState.PUBLISHED:
            return say("{day}: published", day=day)
        case DropState.PAUSED:
            return say("{day}: paused", day=day)
        case DropState.CANCELLED:
            return say("{day}: cancelled", day=day)
        case _:
            assert_never(occurrence.state)


def _date_button(say: Say, series: SeriesFacts, occurrence: SeriesDate) -> Button:
    day = format_day(say, occurrence.starts_at, series.zone)
    if occurrence.drop is not None:
        return Button(label=day, callback=ShowMyDrop(drop=occurrence.drop))
    label = (
        say.label("Put back {day}", day=day)
        if occurrence.is_skipped
        else say.label("Leave out {day}", day=day)
    )
    skip = SkipDate(series=series.id, day=day_number(occurrence.day), skipped=int(not occurrence.is_skipped))
    return Button(label=label, callback=skip)


def _problem_rows(say: Say, series: SeriesFacts) -> list[Markup]:
    if series.problem is None or series.problem_day is None:
        return []
    day = say("We could not publish {day}.", day=format_date(say, series.problem_day))
    return [say.sentences(day, _problem_text(say, series, series.problem))]


def _problem_text(say: Say, series: SeriesFacts, problem: SeriesProblem) -> Markup:
    match problem:
        case SeriesProblem.PERMIT if series.permit_until:
            return say(
                "The permit of {alley} ends {day}. Once it is extended, the series goes on by itself.",
                alley=sanitize_name(series.alley, ALLEY),
                day=format_date(say, series.permit_until),
            )
        case SeriesProblem.PERMIT:
            return say(
                "{alley} has no permit. Once it has one, the series goes on by itself.",
                alley=sanitize_name(series.alley, ALLEY),
            )
        case SeriesProblem.LICENCE:
            return say("Your licence has expired. Set the new expiry date in /stall, and the series goes on.")
        case SeriesProblem.PLACE:
            return say(
                "Your stall is in another alley at that time. Move or cancel that drop, or leave this date out."
            )
        case SeriesProblem.STOPPED:
            return say("The organisers stopped that market day. The other dates take place.")
        case SeriesProblem.OTHER:
            return say(
                "Please look at your stall: it cannot publish now. Ask in /support if you don't know why."
            )
        case _:
            assert_never(problem)


def _weekday(number: int) -> date:
    return A_MONDAY.replace(day=A_MONDAY.day + number)
