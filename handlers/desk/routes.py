"""Routes of the desk: the evening that runs or is next, the ones beside it, and their dishes."""

from datetime import time

from handlers.callbacks.desk import (
    AskNoShow,
    AskQuantity,
    AskSameAgain,
    AskSetUp,
    ChangeQuantity,
    MarkSoldOut,
    OpenDesk,
    PostSameAgain,
    ReleaseNoShow,
    SetUpFrom,
    ShowBookings,
    ShowDesk,
    ShowDesks,
    ShowDrafts,
    ShowItemBlocker,
    ShowNoShows,
    ShowPastDays,
    ShowPastDrop,
    ShowQuantity,
    ShowStallDay,
    ShowStallMenu,
    ShowWaitlist,
    ShowWholeStallDay,
)
from handlers.callbacks.packaging_desk import ShowWorkplaces
from handlers.desk import choice_views, draft_views, no_show_views, stall_day_views, views
from handlers.packaging.desk_routes import show_workplaces
from handlers.stall import views as stall_views
from handlers.stock.typed_answer import number_in
from handlers.typed_time.hours_reading import read_hours
from handlers.typed_time.normalized_text import normalize
from handlers.ui.allowed_buttons import for_staff, only_allowed
from handlers.ui.context import HandlerContext
from handlers.ui.day_number import clock_in, day_in, minute_number
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from locales.formats import format_minute_of_day
from market.actor import former_stall
from market.alley import alley_names
from market.desk import (
    DeskPage,
    desk,
    desk_drop,
    desk_item,
    desk_of_day,
    draft_list,
    item_waitlist,
    past_stall_days,
)
from market.market_day.own_stall_day import set_up_from
from market.packaging.place import works_with_packaging
from market.staff.desks import Desk, choose_desk, desk_at, open_desk, workplaces_of
from market.stock.change import change_quantity, sell_out
from market.stock.post_again import post_stall_day_again, same_again
from market.ticket.stall_day_tickets import stall_day_tickets
from market.waitlist.blocker import item_blocker
from market.waitlist.no_show import no_shows, release_no_show

routes = Routes()


class QuantityPrompt(Prompt, name="quantity", returns_to=AskQuantity):
    """The number of units that an item has in all."""

    item: int


class SetUpPrompt(Prompt, name="set_up", returns_to=AskSetUp):
    """From when a stall sets up for a stall day."""

    stall_day: int


@routes.command("desk")
async def my_desk(ctx: HandlerContext, words: str) -> Screen:
    return await show_desk(ctx, ShowDesk())


@routes.callback(ShowDesk)
async def show_desk(ctx: HandlerContext, callback: ShowDesk) -> Screen:
    """Shows the open desk; the stalls to choose from where a person works at several and has not chosen; the way to one where they work at none."""
    works = await ctx.read(workplaces_of, ctx.person)
    if works.open:
        page = await ctx.read(desk, ctx.actor, works.open.stall.id, ctx.now, item=callback.item)
        return await _desk_page(ctx, works.open, page)
    if works.desks:
        return choice_views.desk_choice(ctx.say, works)
    if await ctx.read(works_with_packaging, ctx.person):
        return await show_workplaces(ctx, ShowWorkplaces())
    former = await ctx.read(former_stall, ctx.person)
    return stall_views.stall_form(ctx.say, await ctx.read_cached(alley_names), 1, former=former)


async def _desk_page(ctx: HandlerContext, own_desk: Desk, page: DeskPage) -> Screen:
    return only_allowed(stall_day_views.desk_page(ctx.say, page, own_desk, ctx.now), own_desk.rights)


@routes.callback(ShowStallDay)
async def show_stall_day(ctx: HandlerContext, callback: ShowStallDay) -> Screen:
    page = await ctx.read(desk_of_day, ctx.actor, callback.stall_day, ctx.now, page=callback.page)
    return await _desk_page(ctx, await ctx.read(desk_at, ctx.actor, page.stall), page)


@routes.callback(ShowWholeStallDay)
async def show_whole_stall_day(ctx: HandlerContext, callback: ShowWholeStallDay) -> Screen:
    page = await ctx.read(desk_of_day, ctx.actor, callback.stall_day, ctx.now)
    own_desk = await ctx.read(desk_at, ctx.actor, page.stall)
    screen = stall_day_views.whole_stall_day(ctx.say, page.shown_day, own_desk, ctx.now)
    return only_allowed(screen, own_desk.rights)


@routes.callback(ShowBookings)
async def show_bookings(ctx: HandlerContext, callback: ShowBookings) -> Screen:
    booked = await ctx.read(stall_day_tickets, ctx.actor, callback.stall_day, callback.page)
    return stall_day_views.bookings_page(ctx.say, booked)


@routes.question(SetUpPrompt)
async def ask_set_up(ctx: HandlerContext, callback: AskSetUp) -> Screen:
    page = await ctx.read(desk_of_day, ctx.actor, callback.stall_day, ctx.now)
    return stall_day_views.set_up_ask(ctx.say, page.shown_day, ctx.now)


@routes.prompt(SetUpPrompt)
async def set_up_received(ctx: HandlerContext, prompt: SetUpPrompt, words: str) -> Done:
    clock = read_hours(normalize(words), ctx.today).start
    if clock is None:
        raise NoAnswer(ctx.say("We did not understand that. Write the time, like 15:30."))
    return await _set_up(ctx, prompt.stall_day, clock)


@routes.callback(SetUpFrom)
async def set_up(ctx: HandlerContext, callback: SetUpFrom) -> Done:
    return await _set_up(ctx, callback.stall_day, clock_in(callback.minute))


async def _set_up(ctx: HandlerContext, stall_day: int, clock: time) -> Done:
    await ctx.act(set_up_from, ctx.actor, stall_day, clock, now=ctx.now)
    words = ctx.say.plain("Set up from {time}.", time=format_minute_of_day(ctx.say, minute_number(clock)))
    return Done(words, ShowWholeStallDay(stall_day=stall_day))


@routes.callback(AskSameAgain)
async def ask_same_again(ctx: HandlerContext, callback: AskSameAgain) -> Screen:
    again = await ctx.read(same_again, ctx.actor, callback.stall_day, ctx.now)
    return stall_day_views.same_again_ask(ctx.say, again)


@routes.callback(PostSameAgain)
async def post_same_again(ctx: HandlerContext, callback: PostSameAgain) -> Done:
    posted = await ctx.act(
        post_stall_day_again,
        ctx.actor,
        callback.stall_day,
        day_in(callback.day),
        beacon=ctx.services.beacon.kind,
        now=ctx.now,
        rng=ctx.services.rng,
    )
    return Done(ctx.say.plain("Published."), ShowStallDay(stall_day=posted))


@routes.callback(ShowStallMenu)
async def show_stall_menu(ctx: HandlerContext, callback: ShowStallMenu) -> Screen:
    own = await ctx.read(open_desk, ctx.person)
    if own is None:
        return await show_desk(ctx, ShowDesk())
    page = await ctx.read(desk, ctx.actor, own.stall.id, ctx.now)
    has_packaging = await ctx.read(works_with_packaging, ctx.person)
    return only_allowed(views.stall_menu(ctx.say, page, own, has_packaging=has_packaging), own.rights)


@routes.callback(ShowDesks)
async def show_desks(ctx: HandlerContext, callback: ShowDesks) -> Screen:
    works = await ctx.read(workplaces_of, ctx.person)
    if len(works.desks) < 2:
        return await show_desk(ctx, ShowDesk())
    return choice_views.desk_choice(ctx.say, works)


@routes.callback(OpenDesk)
async def open_other_desk(ctx: HandlerContext, callback: OpenDesk) -> Screen:
    await ctx.act(choose_desk, ctx.actor, callback.stall)
    return await show_desk(ctx, ShowDesk())


@routes.callback(ShowDrafts)
async def show_drafts(ctx: HandlerContext, callback: ShowDrafts) -> Screen:
    own = await ctx.read(open_desk, ctx.person)
    if own is None:
        return await show_desk(ctx, ShowDesk())
    return draft_views.drafts_page(
        ctx.say, await ctx.read(draft_list, ctx.actor, own.stall.id, callback.page)
    )


@routes.callback(ShowPastDays)
async def show_past_days(ctx: HandlerContext, callback: ShowPastDays) -> Screen:
    own = await ctx.read(open_desk, ctx.person)
    if own is None:
        return await show_desk(ctx, ShowDesk())
    page = await ctx.read(past_stall_days, ctx.actor, own.stall.id, ctx.now, page=callback.page)
    return stall_day_views.past_days_page(ctx.say, page)


@routes.callback(ShowPastDrop)
async def show_past_drop(ctx: HandlerContext, callback: ShowPastDrop) -> Screen:
    """Shows the evening of a drop. A draft has none."""
    past = await ctx.read(desk_drop, ctx.actor, callback.drop)
    stall = past.drop.stall.id
    page = await ctx.read(desk, ctx.actor, stall, ctx.now, item=past.items[0].item.id if past.items else 0)
    return await _desk_page(ctx, await ctx.read(desk_at, ctx.actor, stall), page)


@routes.callback(ShowQuantity)
async def show_quantity(ctx: HandlerContext, callback: ShowQuantity) -> Screen:
    drop, numbers = await ctx.read(desk_item, ctx.actor, callback.item)
    return await for_staff(ctx, drop.stall.id, views.item_quantity_page(ctx.say, drop, numbers))


@routes.callback(ChangeQuantity)
async def change_item_quantity(ctx: HandlerContext, callback: ChangeQuantity) -> Done:
    return await _set_quantity(ctx, callback.item, callback.quantity)


@routes.callback(MarkSoldOut)
async def mark_sold_out(ctx: HandlerContext, callback: MarkSoldOut) -> Done:
    quantity = await ctx.act(sell_out, ctx.actor, callback.item, ctx.now)
    return Done(ctx.say.plain("Sold out: {count} in all.", count=quantity))


@routes.question(QuantityPrompt)
async def ask_quantity(ctx: HandlerContext, callback: AskQuantity) -> Screen:
    _, numbers = await ctx.read(desk_item, ctx.actor, callback.item)
    return views.quantity_ask(ctx.say, numbers)


@routes.prompt(QuantityPrompt)
async def quantity_received(ctx: HandlerContext, prompt: QuantityPrompt, words: str) -> Done:
    return await _set_quantity(ctx, prompt.item, number_in(ctx.say, words))


@routes.callback(ShowWaitlist)
async def show_waitlist(ctx: HandlerContext, callback: ShowWaitlist) -> Screen:
    return views.item_waitlist_page(
        ctx.say, await ctx.read(item_waitlist, ctx.actor, callback.item, callback.page)
    )


@routes.callback(ShowItemBlocker)
async def show_item_blocker(ctx: HandlerContext, callback: ShowItemBlocker) -> Screen:
    return no_show_views.item_blocker_page(
        ctx.say, await ctx.read(item_blocker, ctx.actor, callback.item, ctx.now)
    )


@routes.callback(ShowNoShows)
async def show_no_shows(ctx: HandlerContext, callback: ShowNoShows) -> Screen:
    drop, numbers = await ctx.read(desk_item, ctx.actor, callback.item)
    since, bookings = await ctx.read(no_shows, ctx.actor, callback.item, ctx.now)
    return no_show_views.no_show_list(
        ctx.say, drop, numbers.item, since, bookings=bookings, page=callback.page, now=ctx.now
    )


@routes.callback(AskNoShow)
async def ask_no_show(ctx: HandlerContext, callback: AskNoShow) -> Screen:
    """Asks before passing on; shows the current list if the units were collected, passed on or kept for somebody late meanwhile."""
    _, numbers = await ctx.read(desk_item, ctx.actor, callback.item)
    _, bookings = await ctx.read(no_shows, ctx.actor, callback.item, ctx.now)
    no_show = next((each for each in bookings if each.booking == callback.booking), None)
    if no_show is None or no_show.late:
        return await show_no_shows(ctx, ShowNoShows(item=callback.item))
    return no_show_views.no_show_confirm(ctx.say, numbers.item, no_show)


@routes.callback(ReleaseNoShow)
async def pass_on(ctx: HandlerContext, callback: ReleaseNoShow) -> Done:
    number = await ctx.act(release_no_show, ctx.actor, callback.booking, ctx.now)
    return Done(
        ctx.say.plain("Passed on to number {number}.", number=number)
        if number
        else ctx.say.plain("Passed on.")
    )


async def _set_quantity(ctx: HandlerContext, item: int, quantity: int) -> Done:
    went_to = await ctx.act(change_quantity, ctx.actor, item, quantity, now=ctx.now)
    told = ctx.say("We told number {number}.", number=went_to) if went_to else ""
    return Done(ctx.say.sentences(ctx.say("Now {count}.", count=quantity), told), ShowQuantity(item=item))
