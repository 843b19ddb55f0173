"""Routes for crates between places: sent, received all or in part."""

from handlers.callbacks.packaging_desk import (
    AddToHaul,
    AddUnitsToHaul,
    AskAdded,
    AskArrived,
    ChooseTarget,
    ReceiveAll,
    ReceivePiece,
    ShowCrates,
    ShowHaul,
)
from handlers.callbacks.place import read_place
from handlers.packaging import crate_views
from handlers.packaging.desk_routes import read_desk
from handlers.stock.price_parsing import read_number
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.packaging.crate import Crate
from market.packaging.hauling import HaulFacts, add_to_haul, hauls_from, hauls_to, open_hauls, receive_haul
from market.packaging.place import other_places
from market.packaging.refusals import HaulClosed, HaulUnknown

routes = Routes()


class ArrivedPrompt(Prompt, name="packaging arrived", returns_to=AskArrived):
    """The number of units of a haul that arrived."""

    place: str
    haul: int
    packaging: int


class AddedPrompt(Prompt, name="packaging added", returns_to=AskAdded):
    """The number of units that go into crates on the way."""

    place: str
    haul: int
    packaging: int


@routes.callback(ShowCrates)
async def show_crates(ctx: HandlerContext, callback: ShowCrates) -> Screen:
    hauls = await ctx.read(hauls_to, ctx.actor, callback.ref)
    sent = await ctx.read(hauls_from, ctx.actor, callback.ref)
    desk = await read_desk(ctx, callback.ref)
    return crate_views.crates_page(ctx.say, desk, hauls, callback.page, sent=sent, now=ctx.now)


@routes.callback(ChooseTarget)
async def choose_target(ctx: HandlerContext, callback: ChooseTarget) -> Screen:
    places = await ctx.read(other_places, ctx.actor, callback.ref)
    return crate_views.target_choice(ctx.say, await read_desk(ctx, callback.ref), places, callback.page)


@routes.callback(ShowHaul)
async def show_haul(ctx: HandlerContext, callback: ShowHaul) -> Screen:
    haul = await _haul_here(ctx, callback.place, callback.haul)
    return crate_views.haul_page(ctx.say, await read_desk(ctx, callback.ref), haul)


@routes.callback(ReceiveAll)
async def receive_all(ctx: HandlerContext, callback: ReceiveAll) -> Done:
    haul = await _haul_here(ctx, callback.place, callback.haul)
    return await _receive(ctx, callback.place, haul, haul.crate, mixed=callback.mixed)


@routes.callback(ReceivePiece)
async def receive_piece(ctx: HandlerContext, callback: ReceivePiece) -> Done:
    haul = await _haul_here(ctx, callback.place, callback.haul)
    return await _receive(ctx, callback.place, haul, Crate(assets=(callback.asset,)), mixed=False)


@routes.callback(AddToHaul)
async def add_to_haul_tapped(ctx: HandlerContext, callback: AddToHaul) -> Screen:
    haul = await _open_haul(ctx, callback.place, callback.haul)
    return crate_views.adding_page(ctx.say, await read_desk(ctx, callback.ref), haul)


@routes.question(AddedPrompt)
async def ask_added(ctx: HandlerContext, callback: AskAdded) -> Screen:
    haul = await _open_haul(ctx, callback.place, callback.haul)
    desk = await read_desk(ctx, callback.ref)
    return crate_views.added_ask(ctx.say, desk, haul, desk.kind(callback.packaging))


@routes.prompt(AddedPrompt)
async def added_received(ctx: HandlerContext, prompt: AddedPrompt, words: str) -> Done:
    number = read_number(words)
    if not number:
        raise NoAnswer(crate_views.number_note(ctx.say, number))
    return await add_units(ctx, AddUnitsToHaul(**dict(prompt), units=number))


@routes.callback(AddUnitsToHaul)
async def add_units(ctx: HandlerContext, callback: AddUnitsToHaul) -> Done:
    crate = Crate(units={callback.packaging: callback.units})
    await ctx.act(add_to_haul, ctx.actor, callback.haul, crate, now=ctx.now)
    return Done(ctx.say.plain("Added."), AddToHaul(place=callback.place, haul=callback.haul))


async def _open_haul(ctx: HandlerContext, place: str, haul: int) -> HaulFacts:
    """Returns a haul from a place into which more can be put, for its staff. Raises HaulClosed, and as `open_hauls`."""
    sent = await ctx.read(open_hauls, ctx.actor, read_place(place), ctx.now)
    return HaulClosed.unless(next((each for each in sent if each.id == haul), None))


@routes.question(ArrivedPrompt)
async def ask_arrived(ctx: HandlerContext, callback: AskArrived) -> Screen:
    haul = await _haul_here(ctx, callback.place, callback.haul, callback.packaging)
    return _arrived_ask(ctx, haul, callback.packaging)


@routes.prompt(ArrivedPrompt)
async def arrived_received(ctx: HandlerContext, prompt: ArrivedPrompt, words: str) -> Done:
    number = read_number(words)
    haul = await _haul_here(ctx, prompt.place, prompt.haul, prompt.packaging)
    sent = haul.crate.units[prompt.packaging]
    if number is None or number > sent:
        raise NoAnswer(crate_views.number_note(ctx.say, number, sent))
    crate = Crate(units={prompt.packaging: number} if number else {})
    return await _receive(ctx, prompt.place, haul, crate, mixed=False)


def _arrived_ask(ctx: HandlerContext, haul: HaulFacts, packaging: int) -> Screen:
    kind = next(each for each in haul.kinds if each.id == packaging)
    return crate_views.arrived_ask(ctx.say, kind, haul.crate.units[packaging])


async def _haul_here(ctx: HandlerContext, place: str, haul: int, packaging: int | None = None) -> HaulFacts:
    """Returns a haul on the way to a place, with units of a type, for its staff. Raises HaulUnknown, and as `hauls_to`."""
    coming = await ctx.read(hauls_to, ctx.actor, read_place(place))
    found = next((each for each in coming if each.id == haul), None)
    if found is None or (packaging is not None and not found.crate.units.get(packaging)):
        raise HaulUnknown
    return found


async def _receive(ctx: HandlerContext, place: str, haul: HaulFacts, crate: Crate, *, mixed: bool) -> Done:
    left = await ctx.act(receive_haul, ctx.actor, haul.id, crate, mixed=mixed, now=ctx.now)
    return Done(then=ShowCrates(place=place), note=crate_views.received_text(ctx.say, left, mixed=mixed))
