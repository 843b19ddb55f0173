"""Messages about rosters and shifts as they are now."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.roster import AssignShift, TakeOffShift
from handlers.message_registry import RenderContext
from handlers.roster import messages, views
from handlers.roster.form import RosterForm
from handlers.shown_registry import shown
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.say import Say
from market.actor import Actor, NotYourStall, StallUnknown
from market.refusal import Refusal
from market.reminder.moments import ShiftStage
from market.reminder.notifications import ShiftDay
from market.reminder.refusals import MarketDayEmpty
from market.roster.assign import UNDO
from market.roster.notifications import ExchangeAsked, ShiftChange, ShiftChanged
from market.roster.refusals import RosterGone, ShiftGone
from market.roster.roster_facts import place_of, roster_page, shift_page
from market.shown import StaleMessage
from storage.shown import ShownKind

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
GONE = (RosterGone, ShiftGone)
NOT_THEIRS = (NotYourStall, StallUnknown)


@shown.kind(ShownKind.ROSTER)
async def roster_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns the page or message as it would be shown now; of what it told and is otherwise by now, the page of the shift or roster."""
    kind, *details = message.form.split()
    try:
        return await _as_it_was(say, context, message, kind=RosterForm(kind), details=details)
    except Refusal:
        return await _page(say, context, message, details)


@shown.kind(ShownKind.SHIFT_DAY)
async def shift_day_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns all shifts that its reader has on the market day now, or that they have none."""
    stage, notification = message.form.split()
    told = ShiftDay(market_day_id=message.subject, stage=ShiftStage(stage))
    sent = replace(context, notification_id=int(notification))
    try:
        return await messages.shift_day_screen(say, sent, told, message.person)
    except MarketDayEmpty:
        return messages.no_shift_left(say, message.subject, told.stage, int(notification))


async def _as_it_was(
    say: Say, context: RenderContext, message: StaleMessage, *, kind: RosterForm, details: list[str]
) -> Screen:
    """Returns the same page or message. Raises a refusal where nothing of it is left to say."""
    match kind:
        case RosterForm.OPEN:
            return await messages.open_screen(say, context, message.subject)
        case RosterForm.AGAIN:
            return messages.again_screen(say, await messages.with_empty_places(context, message.subject))
        case RosterForm.CHANGED:
            told = ShiftChanged(shift_id=int(details[0]), change=ShiftChange(details[1]))
            theirs = (await context.read(place_of, told.shift_id)).place.person == message.person
            return await messages.changed_screen(say, context, told, is_holder=theirs)
        case RosterForm.OFFERED:
            return await messages.offered_screen(say, context, int(details[0]))
        case RosterForm.ASKED:
            asked = ExchangeAsked(shift_id=int(details[0]), given_id=int(details[1]))
            return await messages.asked_screen(say, context, asked)
        case RosterForm.PLACES:
            page = await context.read(roster_page, Actor(message.person), message.subject)
            return views.places_view(say, page) if page.manages else views.roster_view(say, page)
        case RosterForm.ASSIGNED | RosterForm.OFF if context.now.timestamp() < int(details[2]):
            return await _with_undo(say, context, message, kind=kind, details=details)
        case RosterForm.ASSIGNED | RosterForm.OFF | RosterForm.SHIFT | RosterForm.ROSTER:
            return await _page(say, context, message, details)
        case _:
            assert_never(kind)


async def _with_undo(
    say: Say, context: RenderContext, message: StaleMessage, *, kind: RosterForm, details: list[str]
) -> Screen:
    """Returns a place that the stall has just given or emptied, while that can be undone."""
    shift, person = int(details[0]), int(details[1])
    found = await context.read(shift_page, Actor(message.person), shift, context.now)
    if (found.place.person == person) is not (kind == RosterForm.ASSIGNED):
        return views.shift_view(say, found, context.now)
    undo = (TakeOffShift if kind == RosterForm.ASSIGNED else AssignShift)(shift=shift, person=person)
    done_at = EPOCH + timedelta(seconds=int(details[2])) - UNDO
    return views.shift_view(say, found, done_at, undo)


async def _page(say: Say, context: RenderContext, message: StaleMessage, details: list[str]) -> Screen:
    """Returns the page of the shift or roster; without names for somebody who does not help there any more."""
    reader = Actor(message.person)
    try:
        if details:
            shift = await context.read(shift_page, reader, int(details[0]), context.now)
            return views.shift_view(say, shift, context.now)
        return views.roster_view(say, await context.read(roster_page, reader, message.subject))
    except GONE:
        return _without_shift(
            say, say("This shift is gone: the stall does not open that day, or its shifts were changed.")
        )
    except NOT_THEIRS:
        return _without_shift(say, say("You can no longer see this shift."))


def _without_shift(say: Say, text: Markup) -> Screen:
    desk = Button(label=say.label("Desk"), callback=ShowDesk(), below=True)
    return Screen(text=text, rows=layout_buttons([desk]))
