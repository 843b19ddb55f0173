"""Stopping a market day: the buttons and questions of organisers, and the messages to everybody concerned."""

from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.market_day import AskStop, StopMarketDay, UndoStop
from handlers.callbacks.my_items import ShowMyItems
from handlers.ui.button_layout import layout_buttons
from handlers.ui.danger_question import danger_question
from handlers.ui.screen import Button, Screen
from locales.formats import format_date, format_time
from locales.say import Say
from locales.user_text import ALLEY, sanitize_name
from market.organiser.market_day_page import MarketDayPage
from market.organiser.stop import PlannedStop, StopFacts
from storage.stop import StopKind


def stop_line(say: Say, stop: StopFacts) -> Markup:
    """Returns how a market day stands that is stopped, for organisers."""
    until = format_time(say, stop.final_at, stop.zone)
    if stop.kind is StopKind.RAIN_WAIT:
        return say("Waiting for the rain until {until}. Then all goes on.", until=until)
    return say("Called off. Until {until} you can undo it, then all is cancelled.", until=until)


def stop_buttons(say: Say, page: MarketDayPage, now: datetime) -> list[Button]:
    """Returns the buttons that let a stopped market day go on, and that ask whether to stop one; of one that waits, whether to call it off."""
    stop, is_ahead = page.stop, now < page.ends_at
    waits = stop is not None and stop.kind is StopKind.RAIN_WAIT
    buttons = []
    if stop is not None:
        label = say.label("Go on now") if waits else say.label("Undo: it takes place")
        undo = UndoStop(market_day=page.id, stop=stop.id)
        buttons.append(Button(label=label, callback=undo, style="primary"))
    if stop is None and page.is_near(now):
        ask = AskStop(market_day=page.id, kind=StopKind.RAIN_WAIT)
        buttons.append(Button(label=say.label("Wait for the rain"), callback=ask))
    if is_ahead and (stop is None or waits):
        off = AskStop(market_day=page.id, kind=StopKind.CALLED_OFF)
        buttons.append(Button(label=say.label("Call it off"), callback=off, style="danger"))
    return buttons


def stop_question(say: Say, planned: PlannedStop, kind: StopKind) -> Screen:
    """Asks before a market day waits for the rain, or is called off."""
    words = {"day": format_date(say, planned.day), "alley": sanitize_name(planned.alley, ALLEY)}
    if kind is StopKind.RAIN_WAIT:
        label = say.label("Wait half an hour")
        text = say(
            "Wait half an hour for the rain, {day}, {alley}? Nobody can join or confirm until then, no hold runs out, and all goes on by itself.",
            **words,
        )
    else:
        label = say.label("Call it off")
        text = say(
            "Call off {day}, {alley}? For ten minutes you can undo it. Then all that is booked there is cancelled, and deposits are due back.",
            **words,
        )
    return danger_question(
        Markup("\n").join((text, *_concerned(say, planned))),
        label,
        StopMarketDay(market_day=planned.market_day, kind=kind),
        keep=say.label("Keep it open"),
    )


def stopped_message(say: Say, stop: StopFacts) -> Screen:
    """Tells somebody concerned that a market day waits for the rain, or is called off."""
    words = {"day": format_date(say, stop.day), "alley": sanitize_name(stop.alley, ALLEY)}
    until = format_time(say, stop.final_at, stop.zone)
    if stop.kind is StopKind.RAIN_WAIT:
        text = say(
            "<b>{alley} waits for the rain until {until}</b>, {day}. Numbers, holds and bookings are safe, and all goes on then.",
            until=until,
            **words,
        )
    else:
        text = say(
            "<b>{alley} is called off, {day}.</b> Please do not come. All bookings there are cancelled at {until}, and the stalls return the deposits.",
            until=until,
            **words,
        )
    return Screen(text=text, rows=layout_buttons([_mine(say)]))


def goes_on_message(say: Say, stop: StopFacts) -> Screen:
    """Tells the same people that it goes on."""
    text = say(
        "<b>{alley} goes on, {day}.</b> All is as before, and holds last as much longer.",
        alley=sanitize_name(stop.alley, ALLEY),
        day=format_date(say, stop.day),
    )
    return Screen(text=text, rows=layout_buttons([_mine(say)]))


def _mine(say: Say) -> Button:
    return Button(label=say.label("My items"), callback=ShowMyItems(), below=True)


def _concerned(say: Say, planned: PlannedStop) -> tuple[Markup, ...]:
    return (
        say.many("{count} stall is concerned.", "{count} stalls are concerned.", planned.stalls),
        say.many("We tell {count} person.", "We tell {count} people.", planned.people),
    )
