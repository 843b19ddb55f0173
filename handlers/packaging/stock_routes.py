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
    WorkOnUnits,
)
from handlers.callbacks.place import read_place
from handlers.packaging import lending_views, stock_views
from handlers.packaging.crate_views import number_note
from handlers.packaging.desk_routes import read_desk
from handlers.stock.price_parsing import read_number
from handlers.stock.typed_answer import number_in
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
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


class UnitsPrompt(Prompt, name="packaging units", returns_to=ChooseUnits):
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


async def _ask_units(ctx: HandlerContext, question: ChooseUnits | UnitsPrompt) -> Screen:
    callback = ChooseUnits(**dict(question))
    desk = await read_desk(ctx, callback.ref)
    return stock_views.units_choice(ctx.say, desk, desk.kind(callback.packaging), callback, now=ctx.now)


@routes.callback(ChooseUnits)
async def choose_units(ctx: HandlerContext, callback: ChooseUnits) -> Screen:
    """Asks for the number of units, which may be written, but for lending: a returns ticket is of a few."""
    desk = await read_desk(ctx, callback.ref)
    kind = desk.kind(callback.packaging)
    if kind.single:
        return stock_views.pieces_ask(ctx.say, desk, kind)
    if callback.work is not StockWork.LEND:
        await ctx.set_prompt(UnitsPrompt(**dict(callback)))
    return await _ask_units(ctx, callback)


@routes.prompt(UnitsPrompt, ask_again=_ask_units)
async def units_received(ctx: HandlerContext, prompt: UnitsPrompt, words: str) -> Done:
    number = read_number(words)
    if not number:
        raise NoAnswer(number_note(ctx.say, number))
    return await work_on_units(ctx, WorkOnUnits(**dict(prompt), units=number))


@routes.callback(WorkOnUnits)
async def work_on_units(ctx: HandlerContext, callback: WorkOnUnits) -> Done:
    place, units = callback.ref, {callback.packaging: callback.units}
    stock = StockUnits(place=place, packaging=callback.packaging, state=callback.state)
    match callback.work:
        case StockWork.LEND:
            return await _lend(ctx, callback)
        case StockWork.WASH:
            await ctx.act(start_wash, ctx.actor, place, Crate(units=units), now=ctx.now)
            return Done(ctx.say.plain("The wash has started."), ShowWashing(place=callback.place))
        case StockWork.SEND:
            ends = place, read_place(callback.target)
            await ctx.act(send_haul, ctx.actor, ends, Crate(units=units), state=callback.state, now=ctx.now)
            return Done(ctx.say.plain("Sent. They count what arrives."), ShowCrates(place=callback.place))
        case StockWork.DAMAGED | StockWork.MIXED:
            damaged = callback.work is StockWork.DAMAGED
            reason = MovementReason.DAMAGED if damaged else MovementReason.MIXED
            await ctx.act(quarantine, ctx.actor, stock, units=callback.units, reason=reason, now=ctx.now)
            return Done(ctx.say.plain("Set apart."), ShowSetApart(place=callback.place))
        case StockWork.RETIRE:
            await ctx.act(retire, ctx.actor, stock, units=callback.units, now=ctx.now)
            return Done(ctx.say.plain("Taken out of the stock."), ShowSetApart(place=callback.place))
        case StockWork.RELEASE:
            await ctx.act(
                release_quarantined,
                ctx.actor,
                place,
                callback.packaging,
                units=callback.units,
                now=ctx.now,
            )
            return Done(ctx.say.plain("It goes back to the wash."), ShowSetApart(place=callback.place))
        case _:
            assert_never(callback.work)


async def _lend(ctx: HandlerContext, callback: WorkOnUnits) -> Done:
    code = await ctx.act(
        lend_packaging,
        ctx.actor,
        callback.ref,
        callback.packaging,
        units=callback.units,
        now=ctx.now,
        rng=ctx.services.rng,
    )
    return Done(ctx.say.plain("Lent."), await lent_screen(ctx, callback.place, code))


async def lent_screen(ctx: HandlerContext, place: str, code: str) -> Screen:
    """Returns the returns ticket of what was lent just now. Raises TicketUnknown."""
    view = TicketUnknown.unless(await ctx.read(look_up, ctx.actor, code, ctx.now))
    desk, ticket = await read_desk(ctx, read_place(place)), view.ticket
    return lending_views.lent_page(ctx.say, desk, ticket, desk.kind(ticket.packaging or 0), now=ctx.now)


@routes.callback(ShowCount)
async def show_count(ctx: HandlerContext, callback: ShowCount) -> Screen:
    return stock_views.count_choice(ctx.say, await read_desk(ctx, callback.ref), callback.page)


@routes.callback(CountType)
async def count_type(ctx: HandlerContext, callback: CountType) -> Screen:
    desk = await read_desk(ctx, callback.ref)
    return stock_views.count_type_page(ctx.say, desk, desk.kind(callback.packaging))


@routes.question(StockCountPrompt)
async def ask_count(ctx: HandlerContext, callback: AskStockCount) -> Screen:
    desk = await read_desk(ctx, callback.ref)
    return stock_views.count_ask(ctx.say, desk, desk.kind(callback.packaging), callback.state)


@routes.prompt(StockCountPrompt)
async def count_received(ctx: HandlerContext, prompt: StockCountPrompt, words: str) -> Done:
    counted = {prompt.state: number_in(ctx.say, words)}
    place = read_place(prompt.place)
    found = await ctx.act(count_stock, ctx.actor, place, prompt.packaging, counted=counted, now=ctx.now)
    return Done(note=stock_views.difference_text(ctx.say, found[prompt.state]))
