"""Routes that add an alley: its name, then its place. The rest is read from the map and can be changed."""

from typing import assert_never

from handlers.alley import organiser_views as views
from handlers.callbacks.alley import (
    AddAlley,
    AlleyField,
    AskAlley,
    ChooseZone,
    ShowAlleyDraft,
    ShowAlleys,
    ShowZones,
)
from handlers.callbacks.organiser import ShowAdmin
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply
from locales.refusals import sentence
from locales.user_text import sanitize_name
from market.alley_zone import read_place, zones_near
from market.organiser.alleys import (
    add_alley,
    alley_draft,
    choose_zone,
    name_alley,
    name_city,
    overseen_alleys,
    place_alley,
)
from market.organiser.overview import overview
from market.organiser.refusals import AlleyNameTaken

routes = Routes()

ZONES = 9


class AlleyPrompt(Prompt, name="alley", returns_to=AskAlley, free_words=True):
    """One field of a new alley."""

    field: AlleyField


@routes.callback(ShowAlleys)
async def show_alleys(ctx: HandlerContext, callback: ShowAlleys) -> Screen:
    return views.alley_list(ctx.say, await ctx.read(overseen_alleys, ctx.actor), callback.page)


@routes.question(AlleyPrompt)
async def ask_alley(ctx: HandlerContext, callback: AskAlley) -> Screen:
    await ctx.read(alley_draft, ctx.actor)
    return views.alley_ask(ctx.say, callback.field)


@routes.prompt(AlleyPrompt)
async def answer_received(ctx: HandlerContext, prompt: AlleyPrompt, words: str) -> Screen:
    """Stores the answer, and asks for what is lacking. Raises NameUnfit, PlaceUnfit."""
    match prompt.field:
        case AlleyField.NAME:
            await ctx.act(name_alley, ctx.actor, words)
        case AlleyField.PLACE:
            await ctx.act(place_alley, ctx.actor, *(read_place(words) or (999.0, 999.0)))
        case AlleyField.CITY:
            await ctx.act(name_city, ctx.actor, words)
        case _:
            assert_never(prompt.field)
    return await _next(ctx)


@routes.location
async def location_received(ctx: HandlerContext, latitude: float, longitude: float) -> Screen | None:
    """Stores the location, only if it was asked for."""
    if ctx.pending_prompt != AlleyPrompt(field=AlleyField.PLACE):
        return None
    await ctx.act(place_alley, ctx.actor, latitude, longitude)
    return await _next(ctx)


async def _next(ctx: HandlerContext) -> Screen:
    draft = await ctx.read(alley_draft, ctx.actor)
    if not draft.name:
        return await ask_alley(ctx, AskAlley(field=AlleyField.NAME))
    if draft.latitude is None:
        return await ask_alley(ctx, AskAlley(field=AlleyField.PLACE))
    if not draft.city:
        return await ask_alley(ctx, AskAlley(field=AlleyField.CITY))
    await ctx.clear_prompt()
    return views.alley_draft_page(ctx.say, draft)


@routes.callback(ShowAlleyDraft)
async def draft_page(ctx: HandlerContext, _: ShowAlleyDraft) -> Screen:
    return await _next(ctx)


@routes.callback(ShowZones)
async def show_zones(ctx: HandlerContext, callback: ShowZones) -> Screen:
    draft = await ctx.read(alley_draft, ctx.actor)
    if draft.latitude is None or draft.longitude is None:
        return await ask_alley(ctx, AskAlley(field=AlleyField.PLACE))
    return views.zone_list(ctx.say, zones_near(draft.latitude, draft.longitude, ZONES))


@routes.callback(ChooseZone)
async def choose_zone_tapped(ctx: HandlerContext, callback: ChooseZone) -> Screen:
    await ctx.act(choose_zone, ctx.actor, callback.zone)
    return await _next(ctx)


@routes.callback(AddAlley)
async def add_alley_tapped(ctx: HandlerContext, callback: AddAlley) -> ScreenReply | Done:
    """Adds the alley; where its name is taken, another is asked for."""
    try:
        added = await ctx.act(add_alley, ctx.actor, ctx.services.rng)
    except AlleyNameTaken as refusal:
        note = sentence(ctx.say, type(refusal).__name__, refusal.facts())
        return ScreenReply(await ask_alley(ctx, AskAlley(field=AlleyField.NAME)), note=note)
    stands = (await ctx.read_slowly(overview, ctx.actor, ctx.now)).stands
    return Done(
        ctx.say.plain("Added: {alley}.", alley=sanitize_name(added, 40)),
        ShowAlleys() if stands else ShowAdmin(),
    )
