"""Routes of a hub's or stall's packaging for organisers: buying, lending on paper tickets, settling its cash."""

from datetime import timedelta

from handlers.callbacks.organiser_packaging import (
    AskPurchase,
    AskStrip,
    ChoosePurchase,
    ChooseStrip,
    LendStrip,
    LoseHaul,
    OverseeHaul,
    OverseePlace,
    SettlePlace,
)
from handlers.organiser_packaging import place_views as views
from handlers.stock.price_parsing import read_number
from handlers.stock.typed_answer import number_in
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.drop.refusals import NumberUnfit
from market.packaging.asset import buy_assets, next_serials
from market.packaging.hauling import lose_haul, overseen_haul
from market.packaging.overview import OverseenPlace, overseen_packaging, overseen_place, overseen_types
from market.packaging.packaging_type import PackagingFacts
from market.packaging.place import PlaceFacts, PlaceRef
from market.packaging.refund import settle_place
from market.packaging.stock import buy_packaging
from market.ticket.bearer import MOST_APART, lend_apart
from storage.packaging import PlaceKind

routes = Routes()

MOST_BOUGHT, MOST_PIECES = 100_000, 450
"""Units bought at a time; pieces with a label of their own, ten pages of them."""


class PurchasePrompt(Prompt, name="packaging-bought", returns_to=AskPurchase, free_words=True):
    """Asks for the units that were bought for a place, or the numbers of new pieces."""

    kind: PlaceKind
    place: int
    packaging: int


class StripPrompt(Prompt, name="packaging-strip", returns_to=AskStrip):
    """Asks for the number of paper tickets to print."""

    kind: PlaceKind
    place: int
    packaging: int


Asked = OverseePlace | ChoosePurchase | AskPurchase | ChooseStrip | AskStrip | LendStrip | SettlePlace


async def _overview(ctx: HandlerContext, request: Asked | PurchasePrompt | StripPrompt) -> OverseenPlace:
    return await ctx.read(overseen_place, ctx.actor, PlaceRef(request.kind, request.place), ctx.now)


@routes.callback(OverseePlace)
async def oversee_place(ctx: HandlerContext, callback: OverseePlace) -> Screen:
    return views.place_page(ctx.say, await _overview(ctx, callback))


@routes.callback(OverseeHaul)
async def oversee_haul(ctx: HandlerContext, callback: OverseeHaul) -> Screen:
    haul = await ctx.read(overseen_haul, ctx.actor, callback.haul)
    return views.haul_ask(ctx.say, PlaceRef(callback.kind, callback.place), haul)


@routes.callback(LoseHaul)
async def lose_haul_tapped(ctx: HandlerContext, callback: LoseHaul) -> Done:
    await ctx.act(lose_haul, ctx.actor, callback.haul, now=ctx.now)
    return Done(ctx.say.plain("Counted as lost."))


@routes.callback(ChoosePurchase)
async def choose_purchase(ctx: HandlerContext, callback: ChoosePurchase) -> Screen:
    overview = await _overview(ctx, callback)
    return views.purchase_choice(ctx.say, overview.place, await _kept_types(ctx, overview), callback.page)


async def _kept_types(ctx: HandlerContext, overview: OverseenPlace) -> tuple[PackagingFacts, ...]:
    """Returns what a place may keep: a hub what it takes, a stall all of its currency."""
    types = await ctx.read(overseen_types, ctx.actor)
    if overview.desk.hub is None:
        return tuple(kind for kind in types if kind.currency == overview.place.currency)
    taken = {kind.id for kind in overview.desk.hub.takes}
    return tuple(kind for kind in types if kind.id in taken)


@routes.question(PurchasePrompt)
async def ask_purchase(ctx: HandlerContext, callback: AskPurchase) -> Screen:
    overview, kind = await _overview(ctx, callback), await _kind(ctx, callback.packaging)
    return views.purchase_ask(ctx.say, overview.place, kind)


async def _kind(ctx: HandlerContext, packaging: int) -> PackagingFacts:
    return (await ctx.read(overseen_packaging, ctx.actor, packaging)).facts


@routes.prompt(PurchasePrompt)
async def purchase_received(ctx: HandlerContext, prompt: PurchasePrompt, words: str) -> Done:
    """Adds what was bought; of counted units a number, of pieces their numbers."""
    place, kind = (await _overview(ctx, prompt)).place, await _kind(ctx, prompt.packaging)
    if kind.single:
        return await _buy_pieces(ctx, place, kind, words)
    number = number_in(ctx.say, words, maximum=MOST_BOUGHT)
    await ctx.act(buy_packaging, ctx.actor, place.ref, kind.id, units=number, now=ctx.now)
    return Done(ctx.say.plain("Added."))


async def _buy_pieces(ctx: HandlerContext, place: PlaceFacts, kind: PackagingFacts, words: str) -> Done:
    """Adds pieces by their numbers, or numbers so many new ones. Raises NumberUnfit, AssetExists, SerialUnfit."""
    number = read_number(words)
    if number is None:
        serials = tuple(words.replace(",", " ").upper().split())
    else:
        serials = await ctx.read(next_serials, kind.id, min(number, MOST_PIECES + 1))
    if not 1 <= len(serials) <= MOST_PIECES:
        raise NumberUnfit(MOST_PIECES)
    bought = await ctx.act(buy_assets, ctx.actor, place.ref, kind.id, serials=serials, now=ctx.now)
    return Done(then=views.pieces_bought(ctx.say, place, kind, serials, first=bought[0]))


@routes.callback(ChooseStrip)
async def choose_strip(ctx: HandlerContext, callback: ChooseStrip) -> Screen:
    overview = await _overview(ctx, callback)
    counted = tuple(kind for kind in await _kept_types(ctx, overview) if not kind.single)
    return views.strip_choice(ctx.say, overview.place, counted, callback.page)


@routes.question(StripPrompt)
async def ask_strip(ctx: HandlerContext, callback: AskStrip) -> Screen:
    overview, kind = await _overview(ctx, callback), await _kind(ctx, callback.packaging)
    return views.strip_ask(ctx.say, overview.place, kind, MOST_APART)


@routes.prompt(StripPrompt)
async def strip_received(ctx: HandlerContext, prompt: StripPrompt, words: str) -> Done:
    """Shows what would be lent. Raises NumberUnfit."""
    overview, kind = await _overview(ctx, prompt), await _kind(ctx, prompt.packaging)
    number = read_number(words)
    if number is None or not 1 <= number <= MOST_APART:
        raise NumberUnfit(MOST_APART)
    due_at = ctx.now + timedelta(days=kind.terms.free_days)
    return Done(then=views.strip_confirm(ctx.say, overview, kind, number, due_at=due_at))


@routes.callback(LendStrip)
async def lend_strip(ctx: HandlerContext, callback: LendStrip) -> Done:
    """For organisers: staff lend one at a time, to a person in front of them."""
    place = (await _overview(ctx, callback)).place
    first = await ctx.act(
        lend_apart,
        ctx.actor,
        place.ref,
        callback.packaging,
        count=callback.units,
        now=ctx.now,
        rng=ctx.services.rng,
    )
    return Done(ctx.say.plain("Lent."), views.strip_lent(ctx.say, place.ref, first, callback.units))


@routes.callback(SettlePlace)
async def settle_cash(ctx: HandlerContext, callback: SettlePlace) -> Done:
    ref = PlaceRef(callback.kind, callback.place)
    shown = callback.amount if callback.inward else -callback.amount
    await ctx.act(settle_place, ctx.actor, ref, now=ctx.now, expected=shown)
    return Done(ctx.say.plain("Settled."))
