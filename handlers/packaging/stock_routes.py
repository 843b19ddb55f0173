"""Routes for work on units of one type: lending, washing, sending, setting apart, retiring, counting."""

from typing import assert_never

from handlers.callbacks.packaging_desk import (
    AskStockCount,
    ChooseStock,
    ChooseUnits,
    CountType,
    ShowCount,
    ShowCrates,
    ShowSetApart,
    ShowWashing,
    StockWork,
    TypeUnits,
    WorkOnUnits,
)
from handlers.callbacks.place import read_place
from handlers.packaging import lending_views, stock_views
from handlers.packaging.crate_routes import show_crates
from handlers.packaging.crate_views import number_note
from handlers.packaging.desk_routes import read_desk, show_set_apart, show_washing
from handlers.stock.price_parsing import read_number
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Reply, Screen, ScreenReply
from market.packaging.crate import Crate
from market.packaging.hauling import send_haul
from market.packaging.place import place_facts
from market.packaging.stock import StockUnits, count_stock, quarantine, release_quarantined, retire
from market.packaging.washing import start_wash
from market.ticket.bearer import lend_packaging
from market.ticket.lookup import look_up
from market.ticket.refusals import TicketUnknown
from storage.packaging import MovementReason, PackagingState

routes = Routes()


class UnitsPrompt(Prompt, name="packaging units", returns_to=TypeUnits):
    """The number of units to work on."""

    place: str
    work: StockWork
    packaging: int
    state: PackagingState
    target: str


class StockCountPrompt(Prompt, name="packaging count", returns_to=AskStockCount):
    """The number of units of a type and state that were counted."""

    place: str
    packaging: int
    state: PackagingState


@routes.callback(ChooseStock)
async def choose_stock(ctx: HandlerContext, callback: ChooseStock) -> Screen:
    target = await ctx.read(place_facts, read_place(callback.target)) if callback.target else None
    return stock_views.stock_choice(ctx.say, await read_desk(ctx, callback.ref), callback, target)


@routes.callback(ChooseUnits)
async def choose_units(ctx: HandlerContext, callback: ChooseUnits) -> Screen:
    desk = await read_desk(ctx, callback.ref)
    kind = desk.kind(callback.packaging)
    if kind.single:
        return stock_views.pieces_ask(ctx.say, desk, kind)
    return stock_views.units_choice(ctx.say, desk, kind, callback, now=ctx.now)


@routes.callback(TypeUnits)
async def type_units(ctx: HandlerContext, callback: TypeUnits) -> Screen:
    desk = await read_desk(ctx, callback.ref)
    await ctx.set_prompt(UnitsPrompt(**dict(callback)))
    return stock_views.units_ask(ctx.say, desk, desk.kind(callback.packaging), callback.state)


@routes.prompt(UnitsPrompt)
async def units_received(ctx: HandlerContext, prompt: UnitsPrompt, words: str) -> Reply | None:
    number = read_number(words)
    if not number:
        desk = await read_desk(ctx, read_place(prompt.place))
        ask = stock_views.units_ask(ctx.say, desk, desk.kind(prompt.packaging), prompt.state)
        return await ctx.prompt_once_more(prompt, ScreenReply(ask, note=number_note(ctx.say, number)))
    shown = await work_on_units(ctx, WorkOnUnits(**dict(prompt), units=number))
    await ctx.clear_prompt()
    return shown


@routes.callback(WorkOnUnits)
async def work_on_units(ctx: HandlerContext, callback: WorkOnUnits) -> ScreenReply:
    place, units = callback.ref, {callback.packaging: callback.units}
    stock = StockUnits(place=place, packaging=callback.packaging, state=callback.state)
    match callback.work:
        case StockWork.LEND:
            return await _lend(ctx, callback)
        case StockWork.WASH:
            await ctx.act(start_wash, ctx.actor, place, Crate(units=units), now=ctx.now)
            screen = await show_washing(ctx, ShowWashing(place=callback.place))
            return ScreenReply(screen, toast=ctx.say.plain("The wash has started."))
        case StockWork.SEND:
            ends = place, read_place(callback.target)
            await ctx.act(send_haul, ctx.actor, ends, Crate(units=units), state=callback.state, now=ctx.now)
            screen = await show_crates(ctx, ShowCrates(place=callback.place))
            return ScreenReply(screen, toast=ctx.say.plain("Sent. They count what arrives."))
        case StockWork.DAMAGED | StockWork.MIXED:
            damaged = callback.work is StockWork.DAMAGED
            reason = MovementReason.DAMAGED if damaged else MovementReason.MIXED
            await ctx.act(quarantine, ctx.actor, stock, units=callback.units, reason=reason, now=ctx.now)
            return await _set_apart(ctx, callback, ctx.say.plain("Set apart."))
        case StockWork.RETIRE:
            await ctx.act(retire, ctx.actor, stock, units=callback.units, now=ctx.now)
            return await _set_apart(ctx, callback, ctx.say.plain("Taken out of the stock."))
        case StockWork.RELEASE:
            await ctx.act(
                release_quarantined,
                ctx.actor,
                place,
                callback.packaging,
                units=callback.units,
                now=ctx.now,
            )
            return await _set_apart(ctx, callback, ctx.say.plain("It is washed again."))
        case _:
            assert_never(callback.work)


async def _set_apart(ctx: HandlerContext, callback: WorkOnUnits, toast: str) -> ScreenReply:
    return ScreenReply(await show_set_apart(ctx, ShowSetApart(place=callback.place)), toast=toast)


async def _lend(ctx: HandlerContext, callback: WorkOnUnits) -> ScreenReply:
    code = await ctx.act(
        lend_packaging,
        ctx.actor,
        callback.ref,
        callback.packaging,
        units=callback.units,
        now=ctx.now,
        rng=ctx.services.rng,
    )
    return ScreenReply(await lent_screen(ctx, callback.place, code), toast=ctx.say.plain("Lent."))


async def lent_screen(ctx: HandlerContext, place: str, code: str) -> Screen:
    """Returns the returns ticket of what was lent just now. Raises TicketUnknown."""
    view = await ctx.read(look_up, ctx.actor, code, ctx.now)
    if view is None:
        raise TicketUnknown
    desk, ticket = await read_desk(ctx, read_place(place)), view.ticket
    return lending_views.lent_page(ctx.say, desk, ticket, desk.kind(ticket.packaging or 0), now=ctx.now)


@routes.callback(ShowCount)
async def show_count(ctx: HandlerContext, callback: ShowCount) -> Screen:
    return stock_views.count_choice(ctx.say, await read_desk(ctx, callback.ref), callback.page)


@routes.callback(CountType)
async def count_type(ctx: HandlerContext, callback: CountType) -> Screen:
    desk = await read_desk(ctx, callback.ref)
    return stock_views.count_type_page(ctx.say, desk, desk.kind(callback.packaging))


@routes.callback(AskStockCount)
async def ask_count(ctx: HandlerContext, callback: AskStockCount) -> Screen:
    desk = await read_desk(ctx, callback.ref)
    await ctx.set_prompt(StockCountPrompt(**dict(callback)))
    return stock_views.count_ask(ctx.say, desk, desk.kind(callback.packaging), callback.state)


@routes.prompt(StockCountPrompt)
async def count_received(ctx: HandlerContext, prompt: StockCountPrompt, words: str) -> Reply | None:
    number, place = read_number(words), read_place(prompt.place)
    if number is None:
        desk = await read_desk(ctx, place)
        ask = stock_views.count_ask(ctx.say, desk, desk.kind(prompt.packaging), prompt.state)
        return await ctx.prompt_once_more(prompt, ScreenReply(ask, note=number_note(ctx.say, number)))
    counted = {prompt.state: number}
    found = await ctx.act(count_stock, ctx.actor, place, prompt.packaging, counted=counted, now=ctx.now)
    await ctx.clear_prompt()
    screen = await count_type(ctx, CountType(place=prompt.place, packaging=prompt.packaging))
    return ScreenReply(screen, note=stock_views.difference_text(ctx.say, found[prompt.state]))
