"""Routes for single pieces of packaging that were scanned: their story, and the work of staff on them."""

from typing import assert_never

from handlers.callbacks.hub import ShowHubs
from handlers.callbacks.packaging_desk import ShowCrates
from handlers.callbacks.piece import PieceWork, SendPiece, ShowPiece, WorkOnPiece
from handlers.callbacks.place import place_code, read_place
from handlers.packaging.hub_routes import show_hubs
from handlers.packaging.piece_views import passport_page, piece_page, piece_target_choice
from handlers.packaging.stock_routes import lent_screen
from handlers.scan.return_routes import return_done
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.packaging.asset import AssetFacts, is_piece, mark_lid, read_asset_path
from market.packaging.crate import Crate
from market.packaging.hauling import add_to_haul, arriving_haul, open_hauls, receive_haul, send_haul
from market.packaging.piece_story import piece_story, type_story
from market.packaging.place import PlaceRef, other_places, works_at, works_with_packaging
from market.packaging.refusals import AssetElsewhere, HaulUnknown
from market.packaging.stock import StockUnits, quarantine, retire
from market.packaging.undo import last_work
from market.packaging.washing import start_wash
from market.ticket.asset_scan import take_asset_back
from market.ticket.bearer import lend_packaging
from market.ticket.scan import PackagingReturn
from storage.packaging import MovementReason
from storage.ticket import ReturnCondition

routes = Routes()


async def piece_in(ctx: HandlerContext, text: str) -> tuple[str, str] | None:
    """Returns the type's code and the serial of a piece whose path or link a text is, also without the first letter of its path; None for any other."""
    found = read_asset_path(text) or read_asset_path(f"/A/{text.strip()}")
    if found is None:
        return None
    known = await ctx.read(is_piece, *found)
    return found if known else None


@routes.callback(ShowPiece)
async def show_piece(ctx: HandlerContext, callback: ShowPiece) -> Screen:
    """Shows staff where a piece is what they can do with it, and anybody else its story."""
    zone = ctx.services.zone
    story = await ctx.read(piece_story, callback.code, callback.serial)
    place = story.asset.place.ref if story.asset.place else None
    works = (
        await ctx.read(works_at, ctx.actor, place)
        if place
        else await ctx.read(works_with_packaging, ctx.person)
    )
    if not works:
        return passport_page(ctx.say, story, ctx.now, zone)
    undo = await ctx.read(last_work, ctx.actor, place, ctx.now) if place else 0
    arrives = await ctx.read(arriving_haul, ctx.actor, story.asset.id)
    here = place_code(arrives.target.ref) if arrives else callback.place
    return piece_page(ctx.say, story, ctx.now, zone, place=here, undo=undo, arrives=arrives is not None)


@routes.callback(SendPiece)
async def send_piece(ctx: HandlerContext, callback: SendPiece) -> Screen | Done:
    asset = (await ctx.read(piece_story, callback.code, callback.serial)).asset
    place, crate = _place_of(asset), Crate(assets=(asset.id,))
    if callback.haul:
        await ctx.act(add_to_haul, ctx.actor, callback.haul, crate, now=ctx.now)
    elif callback.target:
        ends = place, read_place(callback.target)
        await ctx.act(send_haul, ctx.actor, ends, crate, state=asset.state, now=ctx.now)
    else:
        sent = await ctx.read(open_hauls, ctx.actor, place, ctx.now)
        places = await ctx.read(other_places, ctx.actor, place)
        return piece_target_choice(ctx.say, asset, sent, places)
    return Done(ctx.say.plain("Sent. They count what arrives."), ShowCrates(place=place_code(place)))


@routes.link("a")
async def open_piece(ctx: HandlerContext, code: str) -> Screen:
    """A code without a serial is of packaging that is counted: who has it wants to know where it comes back."""
    packaging, _, serial = code.partition("-")
    if not serial:
        found = await ctx.read(type_story, packaging.upper())
        return await show_hubs(ctx, ShowHubs(packaging=found.packaging.id))
    return await show_piece(ctx, ShowPiece(code=packaging, serial=serial))


@routes.callback(WorkOnPiece)
async def work_on_piece(ctx: HandlerContext, callback: WorkOnPiece) -> Done:
    asset = (await ctx.read(piece_story, callback.code, callback.serial)).asset
    match callback.work:
        case PieceWork.TAKE_BACK:
            return await _take_back(ctx, callback, ReturnCondition.FINE)
        case PieceWork.BACK_DAMAGED:
            return await _take_back(ctx, callback, ReturnCondition.DAMAGED)
        case PieceWork.BACK_MIXED:
            return await _take_back(ctx, callback, ReturnCondition.MIXED)
        case PieceWork.LEND:
            return await _lend(ctx, callback, asset)
        case PieceWork.WASH:
            crate = Crate(assets=(asset.id,))
            await ctx.act(start_wash, ctx.actor, _place_of(asset), crate, now=ctx.now)
            return Done(ctx.say.plain("The wash has started."))
        case PieceWork.DAMAGED:
            return await _set_apart(ctx, callback, asset, MovementReason.DAMAGED)
        case PieceWork.MIXED:
            return await _set_apart(ctx, callback, asset, MovementReason.MIXED)
        case PieceWork.RETIRE:
            await ctx.act(retire, ctx.actor, _stock(asset), units=1, now=ctx.now)
            return Done(ctx.say.plain("Taken out of the stock."))
        case PieceWork.ARRIVED:
            return await _arrived(ctx, callback, asset)
        case PieceWork.LID_MISSING:
            await ctx.act(mark_lid, ctx.actor, asset.id, True, now=ctx.now)
            return Done(ctx.say.plain("Noted. It is not lent meanwhile."))
        case PieceWork.LID_FOUND:
            await ctx.act(mark_lid, ctx.actor, asset.id, False, now=ctx.now)
            return Done(ctx.say.plain("Noted. It can be lent again."))
        case _:
            assert_never(callback.work)


async def _take_back(ctx: HandlerContext, callback: WorkOnPiece, condition: ReturnCondition) -> Done:
    place = read_place(callback.place) if callback.place else None
    how = PackagingReturn(place=place, condition=condition)
    scan = await ctx.act(
        take_asset_back, ctx.actor, callback.code, callback.serial, now=ctx.now, packaging_return=how
    )
    return await return_done(ctx, scan, ctx.say.plain("Taken back."))


async def _lend(ctx: HandlerContext, callback: WorkOnPiece, asset: AssetFacts) -> Done:
    code = await ctx.act(
        lend_packaging,
        ctx.actor,
        _place_of(asset),
        asset.packaging.id,
        units=1,
        now=ctx.now,
        rng=ctx.services.rng,
        assets=(asset.id,),
    )
    return Done(ctx.say.plain("Lent."), await lent_screen(ctx, callback.place, code))


async def _arrived(ctx: HandlerContext, callback: WorkOnPiece, asset: AssetFacts) -> Done:
    haul = HaulUnknown.unless(await ctx.read(arriving_haul, ctx.actor, asset.id))
    await ctx.act(receive_haul, ctx.actor, haul.id, Crate(assets=(asset.id,)), mixed=False, now=ctx.now)
    return Done(ctx.say.plain("Received."))


async def _set_apart(
    ctx: HandlerContext, callback: WorkOnPiece, asset: AssetFacts, reason: MovementReason
) -> Done:
    await ctx.act(quarantine, ctx.actor, _stock(asset), units=1, reason=reason, now=ctx.now)
    return Done(ctx.say.plain("Set apart."))


def _stock(asset: AssetFacts) -> StockUnits:
    return StockUnits(
        place=_place_of(asset), packaging=asset.packaging.id, state=asset.state, assets=(asset.id,)
    )


def _place_of(asset: AssetFacts) -> PlaceRef:
    """Returns the hub or stall of a piece. Raises AssetElsewhere where it is out or on the way."""
    if asset.place is None:
        raise AssetElsewhere(asset.serial)
    return asset.place.ref
