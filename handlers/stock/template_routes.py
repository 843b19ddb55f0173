"""Routes of a stall's usual drops: saved, listed, published for the next day of their weekday, renamed, deleted."""

from datetime import date

from handlers.callbacks.editable import EditableKind, ShowRecord, ShowRecords
from handlers.callbacks.template import (
    PostTemplate,
    SaveTemplate,
    ShowTemplates,
)
from handlers.editable.routes import show_record, show_records
from handlers.stock.routes import post_stock, published_reply
from handlers.stock.template_record import usual_name
from handlers.stock.usual_words import SaveUsual, read_usual
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Reply, Screen, ScreenReply
from locales.formats import whole_weekday_name
from market.drop.own_drop import own_drop
from market.drop.planned_drops import span
from market.refusal import ButtonForged
from market.staff.desks import open_desk
from market.stall import StallState
from market.stock.draft import last_drop_id
from market.stock.template import (
    post_template,
    save_template,
)

routes = Routes()


@routes.callback(ShowTemplates)
async def show_templates(ctx: HandlerContext, callback: ShowTemplates) -> Reply:
    desk = await ctx.read(open_desk, ctx.person)
    if desk is None or desk.posting is None:
        return await post_stock(ctx, "")
    return await _template_list(ctx, desk.posting)


async def _template_list(ctx: HandlerContext, stall: StallState) -> Screen:
    return await show_records(ctx, ShowRecords(kind=EditableKind.TEMPLATE, owner=stall.id))


@routes.callback(SaveTemplate)
async def save_usual(ctx: HandlerContext, callback: SaveTemplate) -> ScreenReply:
    return await _save(ctx, callback.drop, None)


@routes.callback(PostTemplate)
async def post_usual(ctx: HandlerContext, callback: PostTemplate) -> ScreenReply:
    posted = await ctx.act(
        post_template,
        ctx.actor,
        callback.template,
        _day(callback.day),
        beacon=ctx.services.beacon.kind,
        now=ctx.now,
        rng=ctx.services.rng,
    )
    return await published_reply(ctx, posted)


async def usual_received(
    ctx: HandlerContext, stall: StallState, words: str, drop: int | None
) -> Reply | None:
    """Saves a drop, the last one where none is meant, as the usual one, or lists the usual ones; None for another text."""
    asked = read_usual(words, ctx.today)
    if asked is None:
        return None
    meant = drop or await ctx.read(last_drop_id, stall.id)
    if isinstance(asked, SaveUsual) and meant is not None:
        return await _save(ctx, meant, asked.day)
    return await _template_list(ctx, stall)


async def _save(ctx: HandlerContext, drop: int, day: date | None) -> ScreenReply:
    """Saves a drop under the weekday of a day; without one, under that of the drop."""
    facts = await ctx.read(own_drop, ctx.actor, drop)
    meant = day or facts.day
    name = usual_name(ctx.say, meant)
    saved = await ctx.act(save_template, ctx.actor, drop, weekday=meant.weekday(), name=name, now=ctx.now)
    screen = await show_record(
        ctx, ShowRecord(kind=EditableKind.TEMPLATE, owner=facts.stall.id, record=saved)
    )
    note = ctx.say(
        "Saved. One tap publishes it again for the next {weekday}.",
        weekday=whole_weekday_name(ctx.say, meant),
    )
    return ScreenReply(screen, note=note)


def _day(number: int) -> date:
    """Returns the day of a number such as 20261204. Raises ButtonForged."""
    days = ButtonForged.unless(span(str(number)) if number >= 10_000_000 else None)
    return days[0]
