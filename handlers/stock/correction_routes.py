"""Routes that correct what is on sale: by one line, by a button, and their Undo."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from handlers.callbacks.correction import CorrectPrice, CorrectQuantity, SellOutItem
from handlers.callbacks.stock import AskCancel, MergeDrop
from handlers.stock import correction_views
from handlers.stock.change_routes import ask_cancel
from handlers.stock.correction_parser import (
    AddUnits,
    CancelItem,
    ChangeLimit,
    ChangePrice,
    ChangeUnits,
    Correction,
    ItemCorrection,
    LeftUnits,
    PostAgain,
    SellOut,
    read_correction,
)
from handlers.stock.post_parser import StockPost
from handlers.stock.prompts import AgainPrompt
from handlers.stock.routes import my_drop_page, store_draft
from handlers.stock.views import limit_capped
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Reply, Screen, ScreenReply, with_note
from market.drop.facts import DropFacts
from market.drop.own_drop import own_drop, own_drop_of
from market.drop.refusals import DropUnknown
from market.stall import StallState
from market.stock.change import change_limit
from market.stock.correction import (
    Corrected,
    add_units,
    correct_left,
    correct_price,
    correct_quantity,
    sell_out_item,
)
from market.stock.draft import MAX_PER_PERSON, discard_draft, last_drop_id, newest_drop
from market.stock.items_ahead import ItemAhead, items_ahead, items_called, items_named
from market.stock.merge_draft import merge_draft
from market.stock.message_of_drop import message_of_drop
from market.stock.parsed_message import ParsedMessage
from market.stock.stock_line import StockLine
from storage.drop import DropState

routes = Routes()

CHANGEABLE = ("quantity", "price", "limit", "day", "start", "end")


async def correction_received(
    ctx: HandlerContext, stall: StallState, words: str, about: int | None = None
) -> Reply | None:
    """Does what a correcting line says; None where it is none, or nothing on sale has its name. `about` is the drop to whose message it replies.

    An edited line that adds units does nothing: it would add them once more.
    """
    today = ctx.now.astimezone(ZoneInfo(stall.zone)).date()
    ahead = await ctx.read(items_ahead, ctx.actor, stall.id, ctx.now)
    correction = read_correction(words, stall.currency, today, [item.name for item in ahead])
    if correction is None or (ctx.pending_prompt and _is_number_alone(correction)):
        return None
    if isinstance(correction, PostAgain):
        return await _post_again(ctx, stall, correction.changes, about)
    if isinstance(correction, ChangeLimit):
        return await _set_limit(ctx, stall, correction.limit)
    meant = _meant(ahead, correction)
    if meant and ctx.source and ctx.source.is_edited and isinstance(correction, AddUnits):
        return correction_views.addition_edited(ctx.say)
    if len(meant) != 1:
        return correction_views.which_item(ctx.say, meant, correction) if meant else None
    return await _correct(ctx, meant[0], correction)


def _is_number_alone(correction: Correction) -> bool:
    """Returns whether the line is "+5" or "max 4" and no more, which may be the answer to an open question."""
    return isinstance(correction, ChangeLimit) or (isinstance(correction, AddUnits) and not correction.name)


def _meant(ahead: tuple[ItemAhead, ...], correction: ItemCorrection) -> tuple[ItemAhead, ...]:
    """Returns the items that the line may mean. A price needs the whole name, as it may be that of something new; "15 not 20" needs the 20."""
    if isinstance(correction, ChangePrice):
        on_day = tuple(item for item in ahead if correction.day in (None, item.day))
        return items_named(on_day, correction.name)
    if isinstance(correction, ChangeUnits):
        called = items_called(ahead, correction.name, correction.day)
        return tuple(item for item in called if item.quantity == correction.was)
    return items_called(ahead, correction.name, correction.day)


async def _correct(ctx: HandlerContext, item: ItemAhead, correction: ItemCorrection) -> Screen | ScreenReply:
    match correction:
        case AddUnits():
            added = await ctx.act(add_units, ctx.actor, item.id, correction.units, now=ctx.now)
            return correction_views.quantity_corrected(ctx.say, await _drop_of(ctx, added), added)
        case SellOut():
            return await _sell_out(ctx, item.id)
        case LeftUnits():
            left = await ctx.act(correct_left, ctx.actor, item.id, correction.units, now=ctx.now)
            return correction_views.left_corrected(ctx.say, await _drop_of(ctx, left), left, correction.units)
        case ChangeUnits():
            asked = CorrectQuantity(item=item.id, quantity=correction.units, was=item.quantity)
            return await set_quantity(ctx, asked)
        case ChangePrice():
            return await _set_price(ctx, CorrectPrice(item=item.id, price=correction.price, was=item.price))
        case CancelItem():
            return await _cancel(ctx, item)


async def _cancel(ctx: HandlerContext, item: ItemAhead) -> Screen | ScreenReply:
    """Asks whether the drop of an item is cancelled; one of several items cannot be cancelled alone."""
    facts = await ctx.read(own_drop, ctx.actor, item.drop)
    if len([each for each in facts.items if each.offered]) == 1:
        return await ask_cancel(ctx, AskCancel(drop=item.drop))
    note = ctx.say(
        "This drop has other items too. Set the quantity of this item to 0, or cancel the whole drop."
    )
    return ScreenReply(await my_drop_page(ctx, facts), note=note)


async def _set_limit(ctx: HandlerContext, stall: StallState, limit: int) -> Reply | None:
    """Changes the limit for one person of the stall's newest drop, at most to what anybody may have; None without a drop."""
    drop = await ctx.read(newest_drop, stall.id, ctx.now)
    if drop is None:
        return None
    most = min(limit, MAX_PER_PERSON)
    await ctx.act(change_limit, ctx.actor, drop, most, now=ctx.now)
    facts = await ctx.read(own_drop, ctx.actor, drop)
    note = limit_capped(ctx.say, most) if limit > most else ctx.say("Changed.")
    return ScreenReply(await my_drop_page(ctx, facts), note=note)


async def _post_again(
    ctx: HandlerContext, stall: StallState, changes: StockLine, about: int | None
) -> Reply | None:
    """Stores a drop as a new draft, with what the line says in place of its own; None without one.

    It is the drop that is replied to, else the one that was forwarded just now, else the stall's last.
    """
    prompt = ctx.pending_prompt if about is None else None
    forwarded = prompt.drop if isinstance(prompt, AgainPrompt) else None
    drop = about or forwarded or await ctx.read(last_drop_id, stall.id)
    if drop is None:
        return None
    facts = await ctx.read(own_drop, ctx.actor, drop)
    message = message_of_drop(facts)
    if facts.state == DropState.DRAFT:
        message = replace(message, stock_lines=_on_its_day(message, facts))
    if isinstance(prompt, AgainPrompt):
        await _discard(ctx, prompt.draft)
    if changes == StockLine() or len(message.stock_lines) == 1:
        return await store_draft(ctx, stall, _with_changes(message, changes, facts), facts.picture)
    reply = await store_draft(ctx, stall, StockPost(message=message, words=facts.words), facts.picture)
    note = ctx.say("Your last drop has several items, so we copied it unchanged. Change what is different.")
    return with_note(ctx.say, reply, note)


def _on_its_day(message: ParsedMessage, facts: DropFacts) -> tuple[StockLine, ...]:
    """Returns the lines of a draft with its day and hours, which its vendor has just said."""
    zone = ZoneInfo(facts.alley.zone)
    start, end = (moment.astimezone(zone).time() for moment in (facts.starts_at, facts.ends_at))
    first, *others = message.stock_lines
    return (replace(first, day=facts.day, start=first.start or start, end=first.end or end), *others)


async def _discard(ctx: HandlerContext, draft: int) -> None:
    """Deletes the draft that another takes the place of, unless it was published or deleted meanwhile."""
    try:
        await ctx.services.store.write(discard_draft, ctx.actor, draft, ctx.now)
    except DropUnknown:
        return


def _with_changes(message: ParsedMessage, changes: StockLine, facts: DropFacts) -> StockPost:
    """Returns the message with what the line says in place of its own values."""
    said = {field: getattr(changes, field) for field in CHANGEABLE if getattr(changes, field) is not None}
    lines = (replace(line, **said) for line in message.stock_lines)
    return StockPost(message=replace(message, stock_lines=tuple(lines)), words=facts.words)


@routes.callback(CorrectQuantity)
async def set_quantity(ctx: HandlerContext, callback: CorrectQuantity) -> ScreenReply:
    corrected = await ctx.act(
        correct_quantity, ctx.actor, callback.item, callback.quantity, was=callback.was, now=ctx.now
    )
    if corrected is None:
        return await _changed_since(ctx, callback.item)
    screen = correction_views.quantity_corrected(ctx.say, await _drop_of(ctx, corrected), corrected)
    return ScreenReply(screen, toast=ctx.say.plain("Now {count}.", count=corrected.became))


@routes.callback(CorrectPrice)
async def set_price(ctx: HandlerContext, callback: CorrectPrice) -> ScreenReply:
    reply = await _set_price(ctx, callback)
    return reply if isinstance(reply, ScreenReply) else ScreenReply(reply, toast=ctx.say.plain("Changed."))


@routes.callback(SellOutItem)
async def sell_out(ctx: HandlerContext, callback: SellOutItem) -> ScreenReply:
    return ScreenReply(await _sell_out(ctx, callback.item), toast=ctx.say.plain("Sold out."))


@routes.callback(MergeDrop)
async def merge_drop(ctx: HandlerContext, callback: MergeDrop) -> ScreenReply:
    """Adds the units of a draft to the item that is on sale already."""
    merged = await ctx.act(merge_draft, ctx.actor, callback.drop, callback.item, now=ctx.now)
    screen = correction_views.quantity_corrected(ctx.say, await _drop_of(ctx, merged), merged)
    return ScreenReply(screen, toast=ctx.say.plain("Now {count}.", count=merged.became))


async def _set_price(ctx: HandlerContext, callback: CorrectPrice) -> Screen | ScreenReply:
    corrected = await ctx.act(
        correct_price, ctx.actor, callback.item, callback.price, was=callback.was, now=ctx.now
    )
    if corrected is None:
        return await _changed_since(ctx, callback.item)
    return correction_views.price_corrected(ctx.say, await _drop_of(ctx, corrected), corrected)


async def _sell_out(ctx: HandlerContext, item: int) -> Screen:
    corrected = await ctx.act(sell_out_item, ctx.actor, item, ctx.now)
    return correction_views.sold_out(ctx.say, await _drop_of(ctx, corrected), corrected)


async def _changed_since(ctx: HandlerContext, item: int) -> ScreenReply:
    """Shows the drop as it is, where somebody changed it after the button was shown."""
    facts = await ctx.read(own_drop_of, ctx.actor, item)
    return ScreenReply(
        await my_drop_page(ctx, facts), note=ctx.say("This has changed. Here is how it looks now.")
    )


async def _drop_of(ctx: HandlerContext, corrected: Corrected) -> DropFacts:
    return await ctx.read(own_drop, ctx.actor, corrected.drop)
