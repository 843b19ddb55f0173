"""Routes of the hubs, for people who bring packaging back."""

from markupsafe import Markup

from handlers.callbacks.hub import SendHubVenue, ShowHub, ShowHubs
from handlers.packaging import hub_views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Reply, Screen, ScreenReply
from locales.refusals import sentence
from market.packaging.hub_facts import HubFacts, hub_by_code, hub_facts, hubs_near
from market.packaging.place import hub_ref, works_at
from market.packaging.refusals import HubUnknown

routes = Routes()


@routes.callback(ShowHubs)
async def show_hubs(ctx: HandlerContext, callback: ShowHubs) -> Screen:
    near = await ctx.read(hubs_near, callback.alley or None, callback.packaging or None)
    return hub_views.hub_list(ctx.say, near, callback, ctx.now)


@routes.callback(ShowHub)
async def show_hub(ctx: HandlerContext, callback: ShowHub) -> Screen:
    return await _hub_card(ctx, await ctx.read(hub_facts, callback.hub), callback)


@routes.link("h")
async def open_hub(ctx: HandlerContext, code: str) -> Reply:
    """Shows the hub of a poster; of one that is gone the list of the others, if there are any."""
    try:
        hub = await ctx.read(hub_by_code, code)
    except HubUnknown as refusal:
        near = await ctx.read(hubs_near, None, None)
        note = sentence(ctx.say, type(refusal).__name__, refusal.facts()) if near else Markup()
        return ScreenReply(hub_views.hub_list(ctx.say, near, ShowHubs(), ctx.now), note=note)
    return await _hub_card(ctx, hub, ShowHub(hub=hub.id))


async def _hub_card(ctx: HandlerContext, hub: HubFacts, opened: ShowHub) -> Screen:
    works_here = await ctx.read(works_at, ctx.actor, hub_ref(hub.id))
    return hub_views.hub_card(ctx.say, hub, ctx.now, opened, works_here=works_here)


@routes.callback(SendHubVenue)
async def send_venue(ctx: HandlerContext, callback: SendHubVenue) -> Screen:
    return hub_views.hub_venue(ctx.say, await ctx.read(hub_facts, callback.hub))
