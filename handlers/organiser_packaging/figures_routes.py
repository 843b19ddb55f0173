"""Routes of the figures of packaging for organisers: as a message, as a picture and as CSV, and against single use."""

from handlers.callbacks.organiser_packaging import (
    AskSingleUse,
    DrawFigures,
    SendFigures,
    SendKindShares,
    ShowFigures,
    ShowKindShares,
)
from handlers.organiser_packaging import figures_views as views
from handlers.organiser_packaging.figures_text import figure_sheet
from handlers.stock.photo import read_picture
from handlers.stock.typed_answer import amount_above_zero
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Document, Done, Screen
from market.packaging.figures import PERIOD, WEEK, figures_csv
from market.packaging.figures_of import YEAR, TypeFigures, packaging_figures, type_figures
from market.packaging.sold_in import recent_shares, shares_csv, units_sold, weekly_shares
from market.picture import store_picture

routes = Routes()


class SingleUsePrompt(Prompt, name="single-use", returns_to=AskSingleUse):
    """Asks for the cost of a single-use one."""

    packaging: int


async def _figures(ctx: HandlerContext, packaging: int) -> TypeFigures:
    return await ctx.read_slowly(type_figures, ctx.actor, packaging, ctx.services.zone, now=ctx.now)


@routes.callback(ShowFigures)
async def show_figures(ctx: HandlerContext, callback: ShowFigures) -> Screen:
    return views.figures_page(ctx.say, await _figures(ctx, callback.packaging), ctx.services.zone)


@routes.callback(DrawFigures)
async def draw_figures(ctx: HandlerContext, callback: DrawFigures) -> Screen:
    """Equal figures are an equal picture, which Telegram has already."""
    seen = await _figures(ctx, callback.packaging)
    data = await ctx.services.print_sheet(figure_sheet(ctx.say, seen, ctx.services.zone))
    drawn = await read_picture(ctx, data)
    await ctx.services.store.write(
        store_picture, drawn.key, drawn.width, drawn.height, data=data, now=ctx.now
    )
    return views.figures_picture(ctx.say, seen, drawn.key)


@routes.callback(SendFigures)
async def send_figures(ctx: HandlerContext, callback: SendFigures) -> Screen:
    rows = await ctx.read_slowly(packaging_figures, ctx.actor, ctx.services.zone, ctx.now)
    data = figures_csv(rows).encode("utf-8-sig")
    return views.figures_file(ctx.say, len(rows), Document(f"packaging-{ctx.today}.csv", data))


@routes.callback(ShowKindShares)
async def show_kind_shares(ctx: HandlerContext, callback: ShowKindShares) -> Screen:
    found = await ctx.read_slowly(units_sold, ctx.actor, ctx.now - PERIOD - WEEK)
    return views.kind_shares_page(
        ctx.say, recent_shares(found, ctx.services.zone, ctx.now), ctx.services.zone
    )


@routes.callback(SendKindShares)
async def send_kind_shares(ctx: HandlerContext, callback: SendKindShares) -> Screen:
    weeks = weekly_shares(await ctx.read_slowly(units_sold, ctx.actor, ctx.now - YEAR), ctx.services.zone)
    data = shares_csv(weeks).encode("utf-8-sig")
    return views.kind_shares_file(ctx.say, len(weeks), Document(f"sold-in-{ctx.today}.csv", data))


@routes.question(SingleUsePrompt)
async def ask_single_use(ctx: HandlerContext, callback: AskSingleUse) -> Screen:
    seen = await _figures(ctx, callback.packaging)
    return views.single_use_ask(ctx.say, seen)


@routes.prompt(SingleUsePrompt)
async def single_use_received(ctx: HandlerContext, prompt: SingleUsePrompt, words: str) -> Done:
    seen = await _figures(ctx, prompt.packaging)
    price = amount_above_zero(ctx.say, words, seen.packaging.currency, ctx.today)
    return Done(then=views.break_even_page(ctx.say, seen, price))
