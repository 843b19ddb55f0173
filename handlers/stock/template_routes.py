"""Routes of a stall's usual drops: saved, listed, published for the next day of their weekday, renamed, deleted."""

from datetime import date

from handlers.callbacks.template import (
    AskTemplateName,
    DeleteTemplate,
    PostTemplate,
    SaveTemplate,
    ShowTemplate,
    ShowTemplates,
)
from handlers.stock import template_views as views
from handlers.stock.routes import post_stock, published_reply
from handlers.stock.usual_words import SaveUsual, read_usual
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
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
    delete_template,
    own_template,
    post_template,
    rename_template,
    save_template,
    templates_of,
)

routes = Routes()


class TemplateNamePrompt(Prompt, name="template-name", returns_to=AskTemplateName, free_words=True):
    """Asks for the name of a template."""

    template: int


@routes.callback(ShowTemplates)
async def show_templates(ctx: HandlerContext, callback: ShowTemplates) -> Reply:
    desk = await ctx.read(open_desk, ctx.person)
    if desk is None or desk.posting is None:
        return await post_stock(ctx, "")
    return await _template_list(ctx, desk.posting)


async def _template_list(ctx: HandlerContext, stall: StallState) -> Screen:
    return views.template_list(ctx.say, await ctx.read(templates_of, ctx.actor, stall.id, ctx.now))


@routes.callback(ShowTemplate)
async def show_template(ctx: HandlerContext, callback: ShowTemplate) -> Screen:
    return views.template_page(ctx.say, await ctx.read(own_template, ctx.actor, callback.template, ctx.now))


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


@routes.callback(AskTemplateName)
async def ask_name(ctx: HandlerContext, callback: AskTemplateName) -> Screen:
    template = await ctx.read(own_template, ctx.actor, callback.template, ctx.now)
    await ctx.set_prompt(TemplateNamePrompt(template=template.id))
    return views.template_name_ask(ctx.say, template)


@routes.prompt(TemplateNamePrompt)
async def name_received(ctx: HandlerContext, prompt: TemplateNamePrompt, words: str) -> Screen:
    await ctx.act(rename_template, ctx.actor, prompt.template, words)
    await ctx.clear_prompt()
    return await show_template(ctx, ShowTemplate(template=prompt.template))


@routes.callback(DeleteTemplate)
async def delete(ctx: HandlerContext, callback: DeleteTemplate) -> Reply:
    await ctx.act(delete_template, ctx.actor, callback.template)
    return ScreenReply(await _list_of_mine(ctx), toast=ctx.say.plain("Deleted."))


async def _list_of_mine(ctx: HandlerContext) -> Screen:
    """Returns the list of somebody who has just had a template, and so posts for a stall."""
    desk = await ctx.read(open_desk, ctx.person)
    return (
        await _template_list(ctx, desk.posting) if desk and desk.posting else views.template_list(ctx.say, ())
    )


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
    name = views.usual_name(ctx.say, meant)
    saved = await ctx.act(save_template, ctx.actor, drop, weekday=meant.weekday(), name=name, now=ctx.now)
    screen = await show_template(ctx, ShowTemplate(template=saved))
    note = ctx.say(
        "Saved. One tap publishes it again for the next {weekday}.",
        weekday=whole_weekday_name(ctx.say, meant),
    )
    return ScreenReply(screen, note=note)


def _day(number: int) -> date:
    """Returns the day of a number such as 20261204. Raises ButtonForged."""
    days = span(str(number)) if number >= 10_000_000 else None
    if days is None:
        raise ButtonForged
    return days[0]
