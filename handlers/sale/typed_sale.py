"""A sale that is typed: "sold 12 curry puffs cash" (docs/desk.md)."""

from zoneinfo import ZoneInfo

from handlers.callbacks.sale import SellAtStall
from handlers.sale import cart_views
from handlers.sale.amount_routes import facts_of, with_typed
from handlers.sale.routes import receipt_of_sale, sell_at_stall
from handlers.sale.sale_line_parser import TypedSale, read_sale
from handlers.ui.cart_code import pack_cart, screen_number
from handlers.ui.context import HandlerContext
from handlers.ui.screen import Reply, Screen, ScreenReply
from locales.user_text import quoted
from market.sale.amounts import add_amounts, with_amounts
from market.sale.cart import MAX_UNITS, CartLine, SaleItem, items_of_today
from market.sale.refusals import CartUnitsUnfit
from market.sale.sell import SaleRequest, sell
from market.stall import StallState
from market.stock.items_ahead import items_called

QUOTE = 40


async def sale_received(ctx: HandlerContext, stall: StallState, words: str) -> Reply | None:
    """Sells what a line says, or asks how it was paid or which item is meant; None where it is no such line.

    A line that only may be about a sale is none where nothing on sale has its name. An edited line sells nothing: it would sell once more.
    Raises CartUnitsUnfit, and as `sell`.
    """
    line = read_sale(words, stall.currency, ctx.now.astimezone(ZoneInfo(stall.zone)).date())
    if line is None:
        return None
    items = await ctx.read(items_of_today, ctx.actor, stall.id, ctx.now)
    meant = items_called(items, line.name, None) if line.name else ()
    if line.name and not meant:
        return await _not_on_sale(ctx, stall, line) if line.is_over else None
    if ctx.source and ctx.source.is_edited:
        return cart_views.sale_edited(ctx.say)
    if not line.name:
        return await _with_amounts(ctx, pack_cart(stall.id), line)
    if line.units > MAX_UNITS:
        raise CartUnitsUnfit(MAX_UNITS)
    able = tuple(item for item in meant if item.left) or meant
    if len(able) > 1:
        return await _which(ctx, able, line)
    return await _sell(ctx, able[0], line)


async def _sell(ctx: HandlerContext, item: SaleItem, line: TypedSale) -> Reply:
    """Sells an item, or shows it in a cart: where the line names no way to pay, or more than is left."""
    stall, cart = item.drop.stall.id, (CartLine(item.item.id, line.units),)
    if line.amounts:
        return await _with_amounts(ctx, pack_cart(stall, cart), line)
    if line.method is None or line.units > item.left:
        return await sell_at_stall(ctx, SellAtStall(cart=pack_cart(stall, cart)))
    total = line.units * item.item.price
    sale = SaleRequest(stall=stall, cart=cart, method=line.method, total=total)
    stored = await ctx.act(sell, ctx.actor, sale, now=ctx.now, rng=ctx.services.rng)
    if ctx.pending_prompt:
        await ctx.clear_prompt()
    return await receipt_of_sale(ctx, stored)


async def _with_amounts(ctx: HandlerContext, code: str, line: TypedSale) -> Reply:
    """Shows the cart with the amounts of the line: what has no item is read before it is paid. Raises DiscountTooHigh."""
    then = await with_typed(ctx, await facts_of(ctx, code), line.amounts)
    return await sell_at_stall(ctx, then) if isinstance(then, SellAtStall) else then


async def _which(ctx: HandlerContext, items: tuple[SaleItem, ...], line: TypedSale) -> Screen:
    """Asks which item was sold; nothing typed answers it. A discount without a reason is left to the cart."""
    if ctx.pending_prompt:
        await ctx.clear_prompt()
    new = [each.new for each in line.amounts if each.new]
    added = await ctx.act(add_amounts, ctx.actor, items[0].drop.stall.id, new, now=ctx.now) if new else ()
    return cart_views.which_sold(
        ctx.say,
        items,
        line.units,
        line.method,
        screen=screen_number(ctx.update),
        amounts=with_amounts((), added),
    )


async def _not_on_sale(ctx: HandlerContext, stall: StallState, line: TypedSale) -> ScreenReply:
    name = quoted(line.name, QUOTE)
    note = ctx.say("You have nothing on sale called “{name}”. Tap what you sold.", name=name)
    return ScreenReply(await sell_at_stall(ctx, SellAtStall(cart=pack_cart(stall.id))), note=note)
