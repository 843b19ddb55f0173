"""The page of a stall's forecasts, and the message about its week."""

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.forecast import PostDropAgain, ShowForecast
from handlers.callbacks.reminder import StopReminder
from handlers.stock.forecast_text import forecast_line, forecast_reason
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen, ScreenPicture
from locales.formats import format_date, format_datetime, format_list_and, format_number
from locales.say import Say
from locales.user_text import ITEM, sanitize_name
from market.forecast.forecast import ForecastHistory, Score, ScoredDay
from market.forecast.score_text import held_text, off_text
from market.forecast.week import RanOut, StallWeekNumbers, SuggestedDrop


def forecast_page(say: Say, history: ForecastHistory, chart: ScreenPicture | None = None) -> Screen:
    """Shows the next forecast and why, the last days with what was said of them, and the score. All numbers of the picture are in the text."""
    coming = history.next
    head = (
        [forecast_line(say, coming), forecast_reason(say, coming)]
        if coming
        else [say("No market day ahead.")]
    )
    return Screen(
        text=Markup("\n").join(
            part
            for part in (
                *head,
                *(_day_row(say, day) for day in history.past),
                *(_score_rows(say, history.score) if history.score else ()),
            )
            if part
        ),
        rows=layout_buttons([Button(label=say.label("Desk"), callback=ShowDesk())]),
        picture=chart,
    )


def _day_row(say: Say, day: ScoredDay) -> Markup:
    came = say("<b>{day}</b>: {came}.", day=format_date(say, day.day), came=_came(say, day))
    if day.said is None or day.last_time is None:
        return came
    said = say(
        "Our forecast: {said} ({low} to {high}). Same as last time would have been {last}.",
        said=format_number(say, day.said.expected),
        low=format_number(say, day.said.low),
        high=format_number(say, day.said.high),
        last=format_number(say, day.last_time),
    )
    return say.sentences(came, said)


def _came(say: Say, day: ScoredDay) -> Markup:
    came = format_number(say, day.people.visitors)
    if not day.people.visitors:
        return say("nobody came")
    if not day.people.others:
        return say("{came} came", came=came)
    others = format_number(say, day.people.others)
    return say("{came} came, {others} not booked ahead", came=came, others=others)


def _score_rows(say: Say, score: Score) -> tuple[Markup, Markup]:
    off = off_text(say, score, lambda people: format_number(say, round(people)))
    return held_text(say, score), off


def week_message(say: Say, week: StallWeekNumbers, notification: int) -> Screen:
    """Tells a stall how its week went. It stays in the chat, so its times are absolute and its buttons open below."""
    lines = [
        say.many(
            "<b>{first} to {last}: {count} market day.</b>",
            "<b>{first} to {last}: {count} market days.</b>",
            week.market_days,
            first=format_date(say, week.first),
            last=format_date(say, week.last),
        ),
        say("Sold: {count}.", count=format_number(say, week.sold)) if week.sold else say("Nothing was sold."),
        _show_rate(say, week),
        _ran_out(say, week.ran_out) if week.ran_out else say("Nothing ran out."),
        say.many("{count} person waited in vain.", "{count} people waited in vain.", week.waited)
        if week.waited
        else say("Nobody waited in vain."),
        *([_suggestion(say, week.suggestion)] if week.suggestion else []),
    ]
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [_publish_button(say, week.suggestion)] if week.suggestion else [],
            [
                Button(label=say.label("Desk"), callback=ShowDesk(), below=True),
                Button(label=say.label("Forecast"), callback=ShowForecast(), below=True),
            ],
            [Button(label=say.label("Stop these"), callback=StopReminder(notification=notification))],
        ),
    )


def _show_rate(say: Say, week: StallWeekNumbers) -> Markup:
    if not week.booked:
        return say("Nobody had booked ahead.")
    return say(
        "Of {booked} who had booked ahead, {came} came: {share} in 100.",
        booked=format_number(say, week.booked),
        came=format_number(say, week.came),
        share=format_number(say, round(100 * week.came / week.booked)),
    )


def _ran_out(say: Say, ran_out: RanOut) -> Markup:
    return say(
        "First to run out: {item}, {when}.",
        item=sanitize_name(ran_out.item, ITEM),
        when=format_datetime(say, ran_out.at, ran_out.zone),
    )


def _suggestion(say: Say, suggestion: SuggestedDrop) -> Markup:
    """Returns "18 × Kuih lapis on Fri 4 Dec? Last time there were 12."; of several items what there was is left out."""
    items = [
        say(
            "{count} × {item}",
            count=format_number(say, each.quantity),
            item=sanitize_name(each.name, ITEM),
        )
        for each in suggestion.items
    ]
    asked = say(
        "<b>{items} on {day}?</b>",
        items=format_list_and(say, items),
        day=format_date(say, suggestion.day),
    )
    if len(suggestion.items) != 1:
        return asked
    [only] = suggestion.items
    return say.sentences(asked, say("Last time there were {count}.", count=format_number(say, only.was)))


def _publish_button(say: Say, suggestion: SuggestedDrop) -> Button:
    return Button(
        label=say.label("Publish for {day}", day=format_date(say, suggestion.day)),
        callback=PostDropAgain(drop=suggestion.drop, day=int(f"{suggestion.day:%Y%m%d}")),
        style="primary",
        below=True,
    )
