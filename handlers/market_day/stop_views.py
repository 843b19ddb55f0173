"""Stopping a market day or an alley: the buttons and questions of organisers, and the messages to everybody concerned."""

from datetime import datetime
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.alley import CloseForGood, ShowClosings
from handlers.callbacks.callback import Callback
from handlers.callbacks.market_day import AskStop, CallOff, UndoStop, WaitForRain
from handlers.callbacks.my_items import ShowMyItems
from handlers.ui.button_layout import layout_buttons
from handlers.ui.danger_question import danger_choice, danger_question
from handlers.ui.screen import Button, Screen
from locales.formats import format_date, format_time
from locales.say import Say
from locales.user_text import ALLEY, sanitize_name
from market.organiser.market_day_page import MarketDayPage
from market.organiser.stop import PlannedStop, StopFacts, Stopped, StoppedAlley, StoppedDay
from storage.stop import CallOffReason, StopKind


def stop_line(say: Say, stop: StopFacts) -> Markup:
    """Returns how a market day stands that is stopped, for organisers."""
    until = format_time(say, stop.final_at, stop.zone)
    if stop.day is None:
        return say("The alley is closed for good at {until}. Until then you can undo it.", until=until)
    if stop.kind is StopKind.RAIN_WAIT:
        return say("Waiting for the rain until {until}. Then all goes on.", until=until)
    return say("Called off. Until {until} you can undo it, then all is cancelled.", until=until)


def stop_buttons(say: Say, page: MarketDayPage, now: datetime) -> list[Button]:
    """Returns the buttons that let a stopped market day go on, and that ask whether to stop one; of one that waits, whether to call it off."""
    stop, is_ahead = page.stop, now < page.ends_at
    waits = stop is not None and stop.kind is StopKind.RAIN_WAIT
    buttons = []
    if stop is not None and stop.day is None:
        buttons.append(Button(label=say.label("Alleys"), callback=ShowClosings()))
    elif stop is not None:
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
    if kind is StopKind.CALLED_OFF or planned.day is None or not isinstance(planned.stopped, StoppedDay):
        return call_off_question(say, planned)
    text = say(
        "Wait half an hour for the rain, {day}, {alley}? Nobody can join or confirm until then, no hold runs out, and all goes on by itself.",
        day=format_date(say, planned.day),
        alley=sanitize_name(planned.alley, ALLEY),
    )
    return danger_question(
        Markup("\n").join((text, *_concerned(say, planned))),
        say.label("Wait half an hour"),
        WaitForRain(market_day=planned.stopped.market_day),
        keep=say.label("Keep it open"),
    )


def call_off_question(say: Say, planned: PlannedStop) -> Screen:
    """Asks before a market day is called off, or all of an alley: a button for each reason that people then read."""
    name = sanitize_name(planned.alley, ALLEY)
    if planned.day is None:
        text = say(
            "Close {alley} for good? For ten minutes you can undo it. Then all that is ahead there is cancelled, and deposits are due back.",
            alley=name,
        )
        reasons = {
            say.label("Close for good: city"): CallOffReason.AUTHORITY,
            say.label("Close for good"): CallOffReason.OTHER,
        }
    else:
        text = say(
            "Call off {day}, {alley}? For ten minutes you can undo it. Then all that is booked there is cancelled, and deposits are due back.",
            day=format_date(say, planned.day),
            alley=name,
        )
        reasons = {
            say.label("Call it off: weather"): CallOffReason.WEATHER,
            say.label("Call it off: city"): CallOffReason.AUTHORITY,
            say.label("Call it off"): CallOffReason.OTHER,
        }
    return danger_choice(
        Markup("\n").join((text, *_concerned(say, planned), say("People read the reason that you choose."))),
        {label: _call_off(planned.stopped, reason) for label, reason in reasons.items()},
        keep=say.label("Keep it open"),
    )


def _call_off(stopped: Stopped, reason: CallOffReason) -> Callback:
    if isinstance(stopped, StoppedAlley):
        return CloseForGood(alley=stopped.alley, reason=reason)
    return CallOff(market_day=stopped.market_day, reason=reason)


def stopped_message(say: Say, stop: StopFacts) -> Screen:
    """Tells somebody concerned that a market day waits for the rain or is called off, or that an alley closes, and why."""
    until, alley = format_time(say, stop.final_at, stop.zone), sanitize_name(stop.alley, ALLEY)
    if stop.day is None:
        text = say(
            "<b>{alley} closes for good.</b> Please do not come. All that is booked there is cancelled at {until}, and the stalls return the deposits.",
            alley=alley,
            until=until,
        )
    elif stop.kind is StopKind.RAIN_WAIT:
        text = say(
            "<b>{alley} waits for the rain until {until}</b>, {day}. Numbers, holds and bookings are safe, and all goes on then.",
            alley=alley,
            day=format_date(say, stop.day),
            until=until,
        )
    else:
        text = say(
            "<b>{alley} is called off, {day}.</b> Please do not come. All bookings there are cancelled at {until}, and the stalls return the deposits.",
            alley=alley,
            day=format_date(say, stop.day),
            until=until,
        )
    lines = (text, *([] if stop.kind is StopKind.RAIN_WAIT else _reason(say, stop.reason)))
    return Screen(text=Markup("\n").join(lines), rows=layout_buttons([_mine(say)]))


def _reason(say: Say, reason: CallOffReason) -> list[Markup]:
    match reason:
        case CallOffReason.WEATHER:
            return [say("The weather is the reason.")]
        case CallOffReason.AUTHORITY:
            return [say("The city asked for it.")]
        case CallOffReason.OTHER:
            return []
        case _:
            assert_never(reason)


def goes_on_message(say: Say, stop: StopFacts) -> Screen:
    """Tells the same people that it goes on."""
    alley = sanitize_name(stop.alley, ALLEY)
    if stop.day is None:
        text = say("<b>{alley} stays open.</b> All is as before, and holds last as much longer.", alley=alley)
    else:
        text = say(
            "<b>{alley} goes on, {day}.</b> All is as before, and holds last as much longer.",
            alley=alley,
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
