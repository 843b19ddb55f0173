"""Routes that show the card of a drop, and its opening reminder."""

from handlers.callbacks.drop import AskAlert, CancelOpeningReminder, RemindOpening, ShowDrop, StopAlert
from handlers.callbacks.list_location import ListLocation
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes, reads_only
from handlers.ui.screen import Screen, ScreenReply
from handlers.waitlist import card_views
from locales.formats import format_datetime
from market.drop.browse import drop_by_code, drop_card, planned_ids
from market.drop.facts import DropFacts
from market.drop.opening_reminder import forget_opening, opening_asked, remind_opening
from market.drop.status import Status, full_items, status
from market.waitlist.availability import alert_asked, ask_for_alert, forget_alert
from market.waitlist.position import NO_POSITION, PositionRequest, positions_in_drops

routes = Routes()


@routes.callback(ShowDrop)
@reads_only
async def show_drop(ctx: HandlerContext, callback: ShowDrop) -> Screen:
    return await drop_card_page(
        ctx, await ctx.read_cached(drop_card, callback.drop), ListLocation.read(callback.back_to)
    )


@routes.link("d")
@reads_only
async def open_drop(ctx: HandlerContext, code: str) -> Screen:
    return await drop_card_page(ctx, await ctx.read_cached(drop_by_code, code), ListLocation())


async def drop_card_page(
    ctx: HandlerContext, drop: DropFacts, location: ListLocation, *, is_listed: bool = True
) -> Screen:
    """Shows the card of a drop, with this person's position and opening reminder; one that `is_listed` leads to the drops around it."""
    me = await ctx.known()
    position = NO_POSITION
    if me and me.entered:
        position = await ctx.read_batched(positions_in_drops, PositionRequest(ctx.person, drop.id, ctx.now))
    drop_status = status(drop, ctx.now)
    upcoming = drop_status is Status.UPCOMING
    is_reminded = (upcoming and await ctx.read(opening_asked, ctx.person, drop.id)) or (
        not position.all
        and bool(full_items(drop, drop_status))
        and await ctx.read(alert_asked, ctx.person, drop.id)
    )
    listed = (
        await ctx.read_cached(planned_ids, ctx.minute, location.drop_filter, ctx.today) if is_listed else ()
    )
    previous_id, next_id = _adjacent_drops(listed, drop.id)
    link = f"https://t.me/{ctx.services.username}?start=d_{drop.code}"
    return card_views.drop_card(
        ctx.say,
        drop,
        location,
        ctx.now,
        link=link,
        inline=ctx.services.inline,
        is_reminded=is_reminded,
        previous_id=previous_id,
        next_id=next_id,
        position=position,
        reader_zone=(me.zone if me else "") or ctx.services.zone,
    )


def _adjacent_drops(listed: tuple[int, ...], drop: int) -> tuple[int, int]:
    """Returns the drops before and after this one in a list, 0 for none."""
    if drop not in listed:
        return 0, 0
    place = listed.index(drop) + 1
    around = (0, *listed, 0)
    return around[place - 1], around[place + 1]


@routes.callback(RemindOpening)
async def remind(ctx: HandlerContext, callback: RemindOpening) -> ScreenReply:
    drop = await ctx.act(remind_opening, ctx.person, callback.drop, ctx.now)
    at = format_datetime(ctx.say, drop.opens_at, drop.alley.zone)
    return ScreenReply(
        await drop_card_page(ctx, drop, ListLocation.read(callback.back_to)),
        toast=ctx.say.plain("We will notify you {at}.", at=at),
    )


@routes.callback(CancelOpeningReminder)
async def cancel_reminder(ctx: HandlerContext, callback: CancelOpeningReminder) -> ScreenReply:
    await ctx.act(forget_opening, ctx.person, callback.drop)
    screen = await show_drop(ctx, ShowDrop(drop=callback.drop, back_to=callback.back_to))
    return ScreenReply(screen, toast=ctx.say.plain("You will not be notified."))


@routes.callback(AskAlert)
async def ask_alert(ctx: HandlerContext, callback: AskAlert) -> ScreenReply:
    drop = await ctx.act(ask_for_alert, ctx.person, callback.drop, ctx.now)
    return ScreenReply(
        await drop_card_page(ctx, drop, ListLocation.read(callback.back_to)),
        toast=ctx.say.plain("We will tell you when it is available."),
    )


@routes.callback(StopAlert)
async def stop_alert(ctx: HandlerContext, callback: StopAlert) -> ScreenReply:
    await ctx.act(forget_alert, ctx.person, callback.drop)
    screen = await show_drop(ctx, ShowDrop(drop=callback.drop, back_to=callback.back_to))
    return ScreenReply(screen, toast=ctx.say.plain("You will not be notified."))
