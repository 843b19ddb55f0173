"""Routes of a stall's dossier: what is in it, and the link by which its owner releases parts of it."""

from handlers.callbacks.dossier import AskStopDossier, MakeDossierLink, ShowDossier, StopDossierLink
from handlers.dossier import views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.dossier.contents import DossierParts
from market.dossier.link import make_dossier_link, own_dossier, stop_dossier_link

routes = Routes()


@routes.callback(ShowDossier)
async def show_dossier(ctx: HandlerContext, callback: ShowDossier) -> Screen:
    own = await ctx.read(own_dossier, ctx.actor, callback.stall, ctx.now)
    return views.dossier_page(ctx.say, own, _parts(callback), has_address=bool(ctx.services.public_url))


@routes.callback(MakeDossierLink)
async def make_dossier_link_tapped(ctx: HandlerContext, callback: MakeDossierLink) -> Screen:
    own = await ctx.read(own_dossier, ctx.actor, callback.stall, ctx.now)
    parts = _parts(callback)
    if not ctx.services.public_url:
        return views.dossier_page(ctx.say, own, parts, has_address=False)
    if own.open_link and not callback.replaces:
        return views.new_link_ask(ctx.say, callback.stall, parts)
    made = await ctx.act(
        make_dossier_link, ctx.actor, callback.stall, parts, now=ctx.now, rng=ctx.services.rng
    )
    return views.dossier_link(ctx.say, made, f"{ctx.services.public_url}/dossier/{made.secret}")


@routes.callback(AskStopDossier)
async def ask_stop_dossier(ctx: HandlerContext, callback: AskStopDossier) -> Screen:
    await ctx.read(own_dossier, ctx.actor, callback.stall, ctx.now)
    return views.stop_ask(ctx.say, callback.stall)


@routes.callback(StopDossierLink)
async def stop_dossier_link_tapped(ctx: HandlerContext, callback: StopDossierLink) -> Done:
    await ctx.act(stop_dossier_link, ctx.actor, callback.stall)
    return Done(ctx.say.plain("The link is stopped."))


def _parts(callback: ShowDossier | MakeDossierLink) -> DossierParts:
    return DossierParts(licence=callback.licence, seller=callback.seller, photos=callback.photos)
