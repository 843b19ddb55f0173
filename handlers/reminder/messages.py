"""The messages of reminders. Each raises a refusal where nothing is left to remind of, and is not sent then."""

from dataclasses import replace

from handlers.message_registry import RenderContext, messages
from handlers.reminder import views
from handlers.reminder.market_day_views import my_market_day
from handlers.reminder.past_market_day_views import past_market_day_message, waited_market_day_message
from handlers.reminder.stall_day_views import stall_day_message
from handlers.ui.screen import Screen
from locales.formats import format_datetime
from locales.say import Say
from market.deposit.refusals import DepositReported
from market.drop.facts import DropFacts
from market.notification.outbox import reader_of
from market.packaging.hub_facts import nearest_open_hub
from market.past_market_day import past_market_day, waited_market_day
from market.reminder.notifications import (
    HoldHalfElapsed,
    LoansDue,
    MarketDayAfter,
    MarketDayNear,
    MarketDayOver,
    StallDayStage,
)
from market.reminder.snooze import snooze_ways
from market.stall_day_facts import stall_day_facts
from market.ticket.loans import loans_due_on
from market.waitlist.own_market_day import own_market_day
from market.waitlist.position import hold_facts
from market.waitlist.refusals import HoldExpired, HoldNotYours
from storage.deposit import DepositState
from storage.waitlist import HoldState


@messages.view(MarketDayNear, label=lambda say: say.plain("reminder: a booking"), due_label="a reminder")
async def market_day_near(say: Say, context: RenderContext, payload: MarketDayNear) -> Screen:
    """Raises MarketDayEmpty where nothing waits for its reader there any more."""
    reader = await context.read(reader_of, context.notification_id)
    mine = await context.read(own_market_day, reader, payload.market_day_id)
    return with_late_note(say, mine.alley.zone, context, my_market_day(say, mine, payload.stage, context.now))


@messages.view(
    HoldHalfElapsed, label=lambda say: say.plain("half of a hold is over"), due_label="half of a hold is over"
)
async def hold_half_elapsed(say: Say, context: RenderContext, payload: HoldHalfElapsed) -> Screen:
    """Raises HoldNotYours, DepositReported, HoldExpired where it was answered before."""
    hold = await context.read(hold_facts, payload.hold_id, context.now)
    if hold is None:
        raise HoldNotYours
    if hold.deposit == DepositState.SAID:
        raise DepositReported(hold.drop.stall.name)
    if hold.state != HoldState.LIVE:
        raise HoldExpired(hold.ended_at or hold.until, hold.drop.alley.zone)
    return _with_late_note(say, hold.drop, context, views.hold_half_elapsed_message(say, hold))


@messages.view(
    StallDayStage,
    label=lambda say: say.plain("a message to a stall"),
    due_label="a message to a stall",
)
async def stall_day_stage(say: Say, context: RenderContext, payload: StallDayStage) -> Screen:
    """Raises MarketDayEmpty; PackagingIsBack where it is about packaging and none is out."""
    day = await context.read(stall_day_facts, payload.stall_day_id, payload.stage, context.now)
    delays = await context.read(snooze_ways, context.notification_id, day.hours.zone)
    screen = stall_day_message(say, day, payload.stage, context.notification_id, delays=delays)
    return with_late_note(say, day.hours.zone, context, screen)


@messages.view(
    MarketDayAfter,
    label=lambda say: say.plain("the morning after a market day"),
    due_label="the morning after a market day",
)
async def market_day_after(say: Say, context: RenderContext, payload: MarketDayAfter) -> Screen:
    """Raises MarketDayEmpty where its reader had nothing there."""
    reader = await context.read(reader_of, context.notification_id)
    past = await context.read(past_market_day, reader, payload.market_day_id, context.now)
    return with_late_note(say, past.alley.zone, context, past_market_day_message(say, past))


@messages.view(
    MarketDayOver, label=lambda say: say.plain("a market day is over"), due_label="a market day is over"
)
async def market_day_over(say: Say, context: RenderContext, payload: MarketDayOver) -> Screen:
    """Raises MarketDayEmpty where its reader had something there after all."""
    reader = await context.read(reader_of, context.notification_id)
    return waited_market_day_message(
        say, await context.read(waited_market_day, reader, payload.market_day_id)
    )


@messages.view(LoansDue, label=lambda say: say.plain("reminder: packaging to return"), due_label="a reminder")
async def loans_due(say: Say, context: RenderContext, payload: LoansDue) -> Screen:
    """Raises PackagingIsBack."""
    reader = await context.read(reader_of, context.notification_id)
    tickets = await context.read(loans_due_on, reader, payload.due_on)
    hub, typed = None, next((each for each in tickets if each.packaging is not None), None)
    if typed is not None:
        hub = await context.read(nearest_open_hub, typed.alley.id, typed.packaging, context.now)
    screen = views.loans_due_message(say, tickets, hub, context.now)
    return with_late_note(say, tickets[0].alley.zone, context, screen)


def _with_late_note(say: Say, drop: DropFacts, context: RenderContext, screen: Screen) -> Screen:
    return with_late_note(say, drop.alley.zone, context, screen)


def with_late_note(say: Say, zone: str, context: RenderContext, screen: Screen) -> Screen:
    """The screen, with a first line that says when it was due where it is late."""
    if context.late_since is None:
        return screen
    due = format_datetime(say, context.late_since, zone)
    return replace(screen, note=say("This was due {due}. We were offline, sorry.", due=due))
