"""Reminders of holds and of market days as things are now: once they are answered, they say how."""

from handlers.message_registry import RenderContext
from handlers.reminder import views
from handlers.reminder.market_day_views import my_market_day, nothing_left
from handlers.reminder.past_market_day_views import AFTER, past_market_day_message
from handlers.shown_registry import shown
from handlers.ui.screen import Screen
from handlers.waitlist.shown import hold_now, shows_still
from handlers.waitlist.views import hold_ended_line
from locales.say import Say
from market.past_market_day import past_market_day
from market.reminder.moments import BookingStage
from market.reminder.refusals import MarketDayEmpty
from market.shown import StaleMessage
from market.waitlist.own_market_day import own_market_day
from market.waitlist.position import hold_facts
from storage.deposit import DepositState
from storage.shown import ShownKind
from storage.waitlist import HoldState


@shown.kind(ShownKind.MARKET_DAY)
async def market_day_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns what waits for its reader now, or that nothing does any more; of one that is over what they had."""
    if message.form == AFTER:
        past = await context.read(past_market_day, message.person, message.subject, context.now)
        return past_market_day_message(say, past)
    stage = BookingStage(message.form)
    try:
        mine = await context.read(own_market_day, message.person, message.subject)
    except MarketDayEmpty:
        return nothing_left(say, message.subject, stage)
    return my_market_day(say, mine, stage, context.now)


@shown.kind(ShownKind.HOLD_REMINDER)
async def hold_reminder_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen | None:
    hold = await context.read(hold_facts, message.subject, context.now)
    if (
        hold
        and hold.state == HoldState.LIVE
        and hold.deposit != DepositState.SAID
        and hold.person == message.person
    ):
        return views.hold_half_elapsed_message(say, hold)
    if hold and hold.state == HoldState.DECLINED and hold.person == message.person:
        return hold_ended_line(say, hold, shows_still(message))
    return await hold_now(say, context, message)
