"""Routes of the start screen."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from handlers.callbacks.inert import Inert
from handlers.callbacks.start import ShowStart
from handlers.drop.followed import followed_drops
from handlers.start import views
from handlers.start.unopened import no_organiser
from handlers.start.views import NearPeriod
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes, reads_only
from handlers.ui.screen import Screen, ScreenReply, Toast
from market.actor import Right, stalls_with
from market.address import chat_of
from market.alley import alley_names
from market.drop.browse import drop_cards, planned
from market.drop.facts import DropFacts
from market.drop.planned_drops import EVENING, DropFilter, DropPeriod, Planned
from market.drop.status import is_joinable
from market.market_day.day import day_of
from market.organiser.first_organiser import organiser_count
from market.ticket.facts import TicketFacts, TicketStatus, ticket_status
from market.ticket.own_tickets import own_pickup_ticket
from market.waitlist.position import ActiveBooking, MyItem, WaitingEntry, my_items
from storage.drop import DropState

routes = Routes()

SHOWN_DROPS, SHOWN_AT_HOME = 3, 2
READ_AT_ONCE = 8
"""Drops whose cards are read together, in search of some that can be joined."""


@routes.command("start")
@reads_only
async def start(ctx: HandlerContext, words: str) -> Screen:
    if await _is_unorganised(ctx):
        return no_organiser(ctx.say, await ctx.read(chat_of, ctx.person))
    return await welcome(ctx, first=ctx.new)


async def _is_unorganised(ctx: HandlerContext) -> bool:
    """Only organisers add alleys, so nobody is counted where there is one."""
    if ctx.services.admins:
        return False
    alleys = await ctx.read_cached(alley_names)
    return not alleys and not await ctx.read(organiser_count)


@routes.callback(ShowStart)
@reads_only
async def show_start(ctx: HandlerContext, callback: ShowStart) -> Screen:
    return await welcome(ctx)


@routes.callback(Inert)
async def ignore(ctx: HandlerContext, callback: Inert) -> Toast:
    return Toast("")


@routes.command("cancel")
async def cancel(ctx: HandlerContext, words: str) -> ScreenReply:
    if ctx.pending_prompt:
        await ctx.clear_prompt()
        return ScreenReply(await welcome(ctx), note=ctx.say("Cancelled. Nothing was changed."))
    return ScreenReply(await welcome(ctx), note=ctx.say("There is nothing to cancel. Here is what is on."))


async def welcome(ctx: HandlerContext, first: bool = False) -> Screen:
    """Shows the person's next steps, and the next drops that can be joined."""
    everything = await ctx.read_cached(planned, ctx.minute)
    cities = dict.fromkeys(alley.city for alley in await ctx.read_cached(alley_names))
    me = await ctx.known()
    own_items = await ctx.read(my_items, ctx.person, ctx.now) if me and me.entered else ()
    followed = await followed_drops(ctx)
    home = views.HomeFacts(
        cities=tuple(cities),
        drops=await _next_to_join(
            ctx, _not_mine(everything, own_items), SHOWN_DROPS if first else SHOWN_AT_HOME
        ),
        counts=drop_counts(everything, ctx.today, in_the_evening=_is_evening(ctx)),
        today=ctx.today,
        now=ctx.minute,
        own_items=own_items,
        ticket=await _ticket_of_today(ctx, own_items),
        new=followed.new,
        shows=followed.shows,
        has_stall=me is not None and me.has_stall,
        works_at_hub=me is not None and me.works_at_hub,
        helps=me is not None and me.helps,
        organises=ctx.actor.is_configured_admin or (me is not None and me.is_organiser),
    )
    return views.newcomers_page(ctx.say, home) if first else views.welcome(ctx.say, home)


def _not_mine(everything: Sequence[Planned], own_items: Sequence[MyItem]) -> list[Planned]:
    """Returns the drops in which nothing is booked or held for the reader: of the others their own items speak."""
    mine = {one.drop.id for one in own_items if not isinstance(one.entry, WaitingEntry)}
    return [drop for drop in everything if drop.id not in mine]


async def _ticket_of_today(ctx: HandlerContext, own_items: Sequence[MyItem]) -> TicketFacts | None:
    """Returns the ticket of what is to be collected next, if that is today: nothing else is read of it."""
    for one in own_items:
        zone = one.drop.alley.zone
        if isinstance(one.entry, ActiveBooking) and one.entry.collected < one.entry.units:
            if day_of(one.starts_at, zone) != day_of(ctx.now, zone):
                return None
            ticket = await ctx.read(own_pickup_ticket, ctx.person, one.entry.id)
            return ticket if ticket_status(ticket, ctx.now) is TicketStatus.VALID else None
    return None


async def _next_to_join(
    ctx: HandlerContext, everything: Sequence[Planned], limit: int
) -> tuple[DropFacts, ...]:
    """Returns the first drops that somebody can join, or be notified about before they open.

    Of those that are read together, one with nothing left gives its place to a later one.
    """
    published = [drop.id for drop in everything if drop.state == DropState.PUBLISHED]
    found: list[DropFacts] = []
    for start in range(0, len(published), READ_AT_ONCE):
        cards = await ctx.read_cached(drop_cards, tuple(published[start : start + READ_AT_ONCE]))
        found += [drop for drop in cards if is_joinable(drop, ctx.now)]
        if len(found) >= limit:
            break
    chosen = {drop.id for drop in sorted(found, key=_has_nothing_left)[:limit]}
    return tuple(drop for drop in found if drop.id in chosen)


def _has_nothing_left(drop: DropFacts) -> bool:
    return not drop.free


def _is_evening(ctx: HandlerContext) -> bool:
    return ctx.now.astimezone(ZoneInfo(ctx.services.zone)).time() >= EVENING


@lru_cache(maxsize=16)
def drop_counts(everything: tuple[Planned, ...], today: date, *, in_the_evening: bool) -> views.DropCounts:
    """Counts the drops ahead. The evening has a list of its own once it has begun; a day without drops has none."""
    first: NearPeriod = DropPeriod.TONIGHT if in_the_evening else DropPeriod.TODAY
    near: tuple[NearPeriod, ...] = (first, DropPeriod.TOMORROW, DropPeriod.WEEKEND)
    counted = {when: len(DropFilter(when).chosen(everything, today)) for when in near}
    lists = [when for when in near if counted[when]]
    shown = lists if len(lists) < len(near) else [near[0], near[-1]]
    return views.DropCounts(
        everything=len(everything),
        weekend=counted[DropPeriod.WEEKEND],
        lists=tuple((when, counted[when]) for when in shown),
    )


async def unreadable_message(ctx: HandlerContext) -> ScreenReply:
    """Answers a sticker, a voice message or a photo that nothing has asked for."""
    return ScreenReply(
        await welcome(ctx), note=ctx.say("We can only read text, photos and buttons. Here is what is on.")
    )


async def unasked_file(ctx: HandlerContext) -> ScreenReply:
    """Answers a file that nothing has asked for. Owners of stalls read where their licence is sent."""
    if await ctx.read(stalls_with, ctx.person, Right.OWN):
        note = ctx.say(
            "This file was not kept. To send a licence, open My stall, Licence, “Licence document” first."
        )
        return ScreenReply(await welcome(ctx), note=note)
    note = ctx.say("This file was not kept: we understand text and buttons. Here is what is on.")
    return ScreenReply(await welcome(ctx), note=note)
