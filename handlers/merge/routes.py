"""Routes by which a person makes two accounts one."""

from handlers.callbacks.merge import AcceptMerge, DeclineMerge, OfferMerge
from handlers.callbacks.recovery import AskRecovery
from handlers.merge import views
from handlers.recovery.routes import ask_recovery_tapped as ask_recovery
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, ScreenReply
from locales.refusals import sentence
from market.account_move import BothInDrop
from market.merge import accept_merge, decline_merge, merge_request, offer_merge

routes = Routes()


@routes.callback(OfferMerge)
async def offer_merge_tapped(ctx: HandlerContext, callback: OfferMerge) -> Screen:
    offered = await ctx.act(offer_merge, ctx.person, ctx.now, rng=ctx.services.rng)
    link = f"https://t.me/{ctx.services.username}?start=m_{offered.code}"
    return views.merge_offered(ctx.say, link, offered.until, ctx.services.zone)


@routes.link("m")
async def open_link(ctx: HandlerContext, code: str) -> Screen:
    asked = await ctx.read(merge_request, ctx.person, code, ctx.now, admins=ctx.services.admins)
    return views.merge_asked(ctx.say, asked, code)


@routes.callback(AcceptMerge)
async def accept_merge_tapped(ctx: HandlerContext, callback: AcceptMerge) -> ScreenReply:
    """Merges the two, or shows that an organiser has to agree; asks again while both have something in one drop."""
    services = ctx.services
    try:
        asker = await ctx.act(
            accept_merge, ctx.person, callback.code, ctx.now, rng=services.rng, admins=services.admins
        )
    except BothInDrop as refusal:
        note = sentence(ctx.say, type(refusal).__name__, refusal.facts())
        return ScreenReply(await open_link(ctx, callback.code), toast=note.unescape(), note=note)
    if asker is None:
        return ScreenReply(await ask_recovery(ctx, AskRecovery()))
    return ScreenReply(views.merged(ctx.say))


@routes.callback(DeclineMerge)
async def decline_merge_tapped(ctx: HandlerContext, callback: DeclineMerge) -> ScreenReply:
    await ctx.act(decline_merge, ctx.person, callback.code, ctx.now)
    return ScreenReply(views.declined(ctx.say))
