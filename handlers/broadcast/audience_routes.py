"""Routes that choose the audience and the kind of a broadcast."""

from typing import assert_never

from handlers.broadcast import audience_labels
from handlers.broadcast import audience_views as views
from handlers.broadcast.audience_views import PAGE, AudienceOption
from handlers.broadcast.prompts import take_first_words
from handlers.callbacks.broadcast import (
    AimAtMarketDay,
    ChooseAudience,
    ChooseKind,
    EditBroadcast,
    PageAudience,
    PickKind,
    ToggleAudience,
)
from handlers.callbacks.list_location import fits_callback
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from locales.languages import LANGUAGES
from locales.user_text import sanitize_name, tag_text
from market.alley import alley_names
from market.broadcast.activity import Activity
from market.broadcast.audience import AudienceRole, Criterion
from market.broadcast.choices import coming_drops, coming_market_days, tags_in_use
from market.broadcast.draft import BroadcastDraft, broadcast_draft
from market.broadcast.preparing import aim, aim_at_any, aim_at_market_day, choose_kind
from market.broadcast.sending import last_sent

routes = Routes()


@routes.command("broadcast")
async def broadcast(ctx: HandlerContext, words: str) -> Screen:
    draft = await my_draft(ctx)
    await take_first_words(ctx, draft)
    last = await ctx.read(last_sent, ctx.actor)
    return views.audience_home(ctx.say, draft, len(await ctx.read_cached(alley_names)), last)


@routes.callback(EditBroadcast)
async def edit_broadcast(ctx: HandlerContext, callback: EditBroadcast) -> Screen:
    return await broadcast(ctx, "")


async def my_draft(ctx: HandlerContext) -> BroadcastDraft:
    """Returns the draft of the person who taps. Raises NotOrganiser."""
    return await ctx.read_slowly(
        broadcast_draft, ctx.actor, ctx.services.admins, ctx.services.zone, now=ctx.now
    )


@routes.callback(AimAtMarketDay)
async def aim_at_booked(ctx: HandlerContext, callback: AimAtMarketDay) -> Screen:
    await ctx.act(aim_at_market_day, ctx.actor, callback.market_day, ctx.now)
    return await broadcast(ctx, "")


@routes.callback(ChooseAudience)
async def choose_audience(ctx: HandlerContext, callback: ChooseAudience) -> Screen:
    return await _choices(ctx, callback.criterion, 1)


@routes.callback(PageAudience)
async def show_page(ctx: HandlerContext, callback: PageAudience) -> Screen:
    return await _choices(ctx, callback.criterion, callback.page)


@routes.callback(ToggleAudience)
async def toggle_audience(ctx: HandlerContext, callback: ToggleAudience) -> Screen:
    """Toggles one choice and shows the same page with the new count."""
    criterion, value = callback.criterion, callback.value
    if value in ("-", "0"):
        await ctx.act(aim_at_any, ctx.actor, criterion, ctx.now)
        return await _choices(ctx, criterion, 1)
    await ctx.act(aim, ctx.actor, criterion, _value(criterion, value), now=ctx.now)
    values = [each.value for each in await audience_options(ctx, criterion)]
    return await _choices(ctx, criterion, values.index(value) // PAGE + 1 if value in values else 1)


def _value(criterion: Criterion, value: str) -> int | str:
    """Returns the id of an alley, a drop or a market day, 0 for what is none; of the others the text."""
    if criterion not in (Criterion.ALLEY, Criterion.DROP, Criterion.MARKET_DAY):
        return value
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


async def _choices(ctx: HandlerContext, criterion: Criterion, page: int) -> Screen:
    draft = await my_draft(ctx)
    await take_first_words(ctx, draft)
    options = await audience_options(ctx, criterion)
    chosen = [str(one) for one in draft.audience.chosen(criterion)]
    return views.audience_choice(ctx.say, draft, criterion, options, chosen=chosen, page=page)


async def audience_options(ctx: HandlerContext, criterion: Criterion) -> list[AudienceOption]:
    """Returns what can be chosen of a criterion now. Raises NotOrganiser."""
    match criterion:
        case Criterion.LANGUAGE:
            return [AudienceOption(one.name, one.code) for one in LANGUAGES]
        case Criterion.ROLE:
            return [AudienceOption(audience_labels.role_option(ctx.say, one), one) for one in AudienceRole]
        case Criterion.ACTIVITY:
            return [AudienceOption(audience_labels.activity_option(ctx.say, one), one) for one in Activity]
        case Criterion.TAG:
            tags = [tag for tag in await ctx.read_slowly(tags_in_use, ctx.actor) if fits_callback(tag)]
            return [AudienceOption(tag_text(tag), tag) for tag in tags]
        case Criterion.DROP:
            drops = await ctx.read(coming_drops, ctx.actor, ctx.now)
            return [
                AudienceOption(audience_labels.choice_label(ctx.say, one, ctx.services.zone), str(one.id))
                for one in drops
            ]
        case Criterion.MARKET_DAY:
            days = await ctx.read(coming_market_days, ctx.actor, ctx.now)
            return [
                AudienceOption(audience_labels.market_day_option(ctx.say, one), str(one.id)) for one in days
            ]
        case Criterion.ALLEY:
            alleys = await ctx.read_cached(alley_names)
            return [AudienceOption(sanitize_name(alley.name, 32), str(alley.id)) for alley in alleys]
        case _:
            assert_never(criterion)


@routes.callback(ChooseKind)
async def choose_kinds(ctx: HandlerContext, callback: ChooseKind) -> Screen:
    return views.kind_choice(ctx.say, await my_draft(ctx))


@routes.callback(PickKind)
async def pick_kind(ctx: HandlerContext, callback: PickKind) -> Screen:
    await ctx.act(choose_kind, ctx.actor, callback.kind, ctx.now)
    return await choose_kinds(ctx, ChooseKind())
