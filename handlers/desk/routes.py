"""Routes of the desk: today's or the next items, and their numbers."""

from handlers.callbacks.desk import (
    AskNoShow,
    AskQuantity,
    ChangeQuantity,
    MarkSoldOut,
    OpenDesk,
    ReleaseNoShow,
    ShowDesk,
    ShowDesks,
    ShowDrafts,
    ShowItemBlocker,
    ShowNoShows,
    ShowPastDrop,
    ShowPastDrops,
    ShowQuantity,
    ShowStallMenu,
    ShowWaitlist,
)
from handlers.callbacks.packaging_desk import ShowWorkplaces
from handlers.desk import choice_views, drop_list_views, no_show_views, views
from handlers.packaging.desk_routes import show_workplaces
from handlers.stall import views as stall_views
from handlers.stock.typed_answer import number_in
from handlers.ui.allowed_buttons import for_staff, only_allowed
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.actor import former_stall
from market.alley import alley_names
from market.desk import desk, desk_drop, desk_item, draft_list, item_waitlist, past_drops
from market.forecast.forecast import next_forecast
from market.packaging.place import works_with_packaging
from market.staff.desks import Desk, choose_desk, open_desk, workplaces_of
from market.stock.change import change_quantity, sell_out
from market.waitlist.blocker import item_blocker
from market.waitlist.no_show import no_shows, release_no_show

routes = Routes()


class QuantityPrompt(Prompt, name="quantity", returns_to=AskQuantity):
    """The number of units that an item has in all."""

    item: int


@routes.command("desk")
async def my_desk(ctx: HandlerContext, words: str) -> Screen:
    return await show_desk(ctx, ShowDesk())


@routes.callback(ShowDesk)
async def show_desk(ctx: HandlerContext, callback: ShowDesk) -> Screen:
    """Shows the open desk; the stalls to choose from where a person works at several and has not chosen; the way to one where they work at none."""
    works = await ctx.read(workplaces_of, ctx.person)
    has_packaging = await ctx.read(works_with_packaging, ctx.person)
    if works.open:
        return await _desk_page(ctx, works.open, callback, has_packaging=has_packaging)
    if works.desks:
        return choice_views.desk_choice(ctx.say, works)
    if has_packaging:
        return await show_workplaces(ctx, ShowWorkplaces())
    former = await ctx.read(former_stall, ctx.person)
    return stall_views.stall_form(ctx.say, await ctx.read_cached(alley_names), 1, former=former)


async def _desk_page(
    ctx: HandlerContext, own_desk: Desk, callback: ShowDesk, *, has_packaging: bool
) -> Screen:
    stall = own_desk.stall.id
    page = await ctx.read(desk, ctx.actor, stall, ctx.now, page=callback.page, item=callback.item)
    forecast = await ctx.read(next_forecast, ctx.actor, stall, ctx.now)
    screen = views.desk_today(
        ctx.say,
        page,
        deposits=own_desk.stall.takes_deposits,
        has_packaging=has_packaging,
        forecast=forecast,
        own_desk=own_desk,
    )
    return only_allowed(screen, own_desk.rights)


@routes.callback(ShowStallMenu)
async def show_stall_menu(ctx: HandlerContext, callback: ShowStallMenu) -> Screen:
    own = await ctx.read(open_desk, ctx.person)
    if own is None:
        return await show_desk(ctx, ShowDesk())
    page = await ctx.read(desk, ctx.actor, own.stall.id, ctx.now, page=1)
    return only_allowed(views.stall_menu(ctx.say, page, own), own.rights)


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
    return drop_list_views.drafts_page(
        ctx.say, await ctx.read(draft_list, ctx.actor, own.stall.id, callback.page)
    )


@routes.callback(ShowPastDrops)
async def show_past_drops(ctx: HandlerContext, callback: ShowPastDrops) -> Screen:
    own = await ctx.read(open_desk, ctx.person)
    if own is None:
        return await show_desk(ctx, ShowDesk())
    page = await ctx.read(past_drops, ctx.actor, own.stall.id, ctx.now, page=callback.page)
    return drop_list_views.past_drops_page(ctx.say, page)


@routes.callback(ShowPastDrop)
async def show_past_drop(ctx: HandlerContext, callback: ShowPastDrop) -> Screen:
    past = await ctx.read(desk_drop, ctx.actor, callback.drop)
    screen = drop_list_views.past_drop_page(ctx.say, past, callback.page)
    return await for_staff(ctx, past.drop.stall.id, screen)


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
    return Done(ctx.say.plain("Sold out at {count}.", count=quantity))


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
    """Asks before passing on; shows the current list if the units were collected or passed on meanwhile."""
    _, numbers = await ctx.read(desk_item, ctx.actor, callback.item)
    _, bookings = await ctx.read(no_shows, ctx.actor, callback.item, ctx.now)
    no_show = next((each for each in bookings if each.booking == callback.booking), None)
    if no_show is None:
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
    toast = (
        ctx.say.plain("Now {count}. We told number {number}.", count=quantity, number=went_to)
        if went_to
        else ctx.say.plain("Now {count}.", count=quantity)
    )
    return Done(toast, ShowQuantity(item=item))
