"""Stopping a market day or an alley: the buttons and questions of organisers, and the messages to everybody concerned."""

from datetime import datetime
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.alley import CloseForGood, ShowClosings
from handlers.callbacks.callback import Callback
from handlers.callbacks.market_day import (
    AskMarketMove,
    AskStop,
    CallOff,
    MoveUnderRoof,
    UndoStop,
    WaitForRain,
)
from handlers.callbacks.my_items import ShowMyItems
from handlers.ui.button_layout import layout_buttons
from handlers.ui.danger_question import danger_choice, danger_question
from handlers.ui.pitch_text import moved_text
from handlers.ui.screen import Button, Screen
from locales.formats import format_date, format_time
from locales.say import Say
from locales.user_text import ALLEY, sanitize_name
from market.organiser.market_day_page import MarketDayPage
from market.organiser.stop import PlannedStop, StopFacts, Stopped, StoppedAlley, StoppedDay
from storage.stop import RAIN, CallOffReason, StopKind


def stop_line(say: Say, stop: StopFacts) -> Markup:
    """Returns how a market day stands that is stopped, for organisers."""
    until = format_time(say, stop.final_at, stop.zone)
    if stop.day is None:
        return say("The alley is closed for good at {until}. Until then you can undo it.", until=until)
    if stop.kind is StopKind.RAIN_WAIT:
        return say("Waiting for the rain until {until}. Then all goes on.", until=until)
    if stop.kind is StopKind.MOVED:
        return say("Moved. Until {until} you can undo it.", until=until)
    return say("Called off. Until {until} you can undo it, then all is cancelled.", until=until)


def stop_buttons(say: Say, page: MarketDayPage, now: datetime) -> list[Button]:
    """Returns the buttons that let a stopped market day go on, and that ask whether to stop one; of one that waits or has moved, whether to call it off."""
    stop, is_ahead = page.stop, now < page.ends_at
    waits, moved = (stop is not None and stop.kind is kind for kind in RAIN)
    buttons = []
    if stop is not None and stop.day is None:
        buttons.append(Button(label=say.label("Alleys"), callback=ShowClosings()))
    elif stop is not None:
        label = _undo_label(say, stop.kind)
        undo = UndoStop(market_day=page.id, stop=stop.id)
        buttons.append(Button(label=label, callback=undo, style="primary"))
    if stop is None and page.is_near(now):
        move = AskMarketMove(market_day=page.id)
        buttons.append(Button(label=say.label("Move under the roof"), callback=move))
    if (stop is None or moved) and page.is_near(now):
        ask = AskStop(market_day=page.id, kind=StopKind.RAIN_WAIT)
        buttons.append(Button(label=say.label("Wait for the rain"), callback=ask))
    if is_ahead and (stop is None or waits or moved):
        off = AskStop(market_day=page.id, kind=StopKind.CALLED_OFF)
        buttons.append(Button(label=say.label("Call it off"), callback=off, style="danger"))
    return buttons


def _undo_label(say: Say, kind: StopKind) -> str:
    match kind:
        case StopKind.RAIN_WAIT:
            return say.label("Go on now")
        case StopKind.MOVED:
            return say.label("Undo the move")
        case StopKind.CALLED_OFF:
            return say.label("Undo: it takes place")
        case _:
            assert_never(kind)


def move_question(say: Say, planned: PlannedStop, market_day: int) -> Screen:
    """Asks before a market day moves: under the roof by a button, or to a place in words."""
    text = say(
        "Move {alley} under the roof? Nothing stops: all who booked read where the stalls are now, and for ten minutes you can undo it.",
        alley=sanitize_name(planned.alley, ALLEY),
    )
    elsewhere = say("Is it another place? Write it in one line, and we send that at once.")
    return danger_question(
        Markup("\n").join((text, *_concerned(say, planned), elsewhere)),
        say.label("Move under the roof"),
        MoveUnderRoof(market_day=market_day),
        keep=say.label("Keep it where it is"),
    )


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
    """Tells somebody concerned that a market day waits for the rain, has moved or is called off, or that an alley closes, and why."""
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
    elif stop.kind is StopKind.MOVED:
        moved = say(
            "<b>{alley} has moved because of the rain</b>, {day}.",
            alley=alley,
            day=format_date(say, stop.day),
        )
        safe = say("All else is as before: times, numbers, holds and bookings.")
        text = Markup("\n").join((moved, moved_text(say, stop.place), safe))
    else:
        text = say(
            "<b>{alley} is called off, {day}.</b> Please do not come. All bookings there are cancelled at {until}, and the stalls return the deposits.",
            alley=alley,
            day=format_date(say, stop.day),
            until=until,
        )
    lines = (text, *([] if stop.kind in RAIN else _reason(say, stop.reason)))
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
    elif stop.kind is StopKind.MOVED:
        text = say(
            "<b>{alley} stays where it was, {day}.</b> The move was undone.",
            alley=alley,
            day=format_date(say, stop.day),
        )
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
