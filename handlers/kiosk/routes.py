"""Routes of the kiosk of a stall or hub, or of the gates of an alley: its devices, the link for one more, and scans that a person decides about."""

from handlers.callbacks.kiosk import (
    AskRevokeDevice,
    MakeKioskLink,
    RevokeDevice,
    SettleScans,
    ShowKiosk,
    ShowScanConflict,
    ShowScanConflicts,
)
from handlers.callbacks.place import place_code
from handlers.kiosk import gate_views, views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.kiosk.conflicts import conflict_facts, conflict_list, settle_conflict
from market.kiosk.devices import device_of, gate_state, kiosk_state, revoke_device
from market.kiosk.kiosk_place import GateRef
from market.kiosk.sign_in import make_link

routes = Routes()


@routes.callback(ShowKiosk)
async def show_kiosk(ctx: HandlerContext, callback: ShowKiosk) -> Screen:
    place, zone, address = callback.ref, ctx.services.zone, ctx.services.public_url
    if isinstance(place, GateRef):
        gate = await ctx.read(gate_state, ctx.actor, place.alley, ctx.now)
        return gate_views.gate_page(ctx.say, gate, zone=zone, address=address)
    return views.kiosk_page(
        ctx.say, await ctx.read(kiosk_state, ctx.actor, place), zone=zone, address=address
    )


@routes.callback(MakeKioskLink)
async def make_kiosk_link(ctx: HandlerContext, callback: MakeKioskLink) -> Screen:
    if not ctx.services.public_url:
        return await show_kiosk(ctx, ShowKiosk(place=callback.place))
    offer = await ctx.act(make_link, ctx.actor, callback.ref, ctx.now, rng=ctx.services.rng)
    link = f"{ctx.services.public_url}/kiosk#{offer.code}"
    return views.kiosk_link(ctx.say, callback.place, link, offer.until, zone=ctx.services.zone)


@routes.callback(AskRevokeDevice)
async def ask_revoke(ctx: HandlerContext, callback: AskRevokeDevice) -> Screen:
    place, device = await ctx.read(device_of, ctx.actor, callback.device)
    return views.revoke_ask(ctx.say, place_code(place), device)


@routes.callback(RevokeDevice)
async def revoke_device_tapped(ctx: HandlerContext, callback: RevokeDevice) -> Done:
    place = await ctx.act(revoke_device, ctx.actor, callback.device, ctx.now)
    return Done(ctx.say.plain("Signed out."), ShowKiosk(place=place_code(place)))


@routes.callback(ShowScanConflicts)
async def show_conflicts(ctx: HandlerContext, callback: ShowScanConflicts) -> Screen:
    waiting = await ctx.read(conflict_list, ctx.actor, callback.ref)
    return views.conflict_list(ctx.say, callback.place, waiting)


@routes.callback(ShowScanConflict)
async def show_conflict(ctx: HandlerContext, callback: ShowScanConflict) -> Screen:
    return views.conflict_card(ctx.say, await ctx.read(conflict_facts, ctx.actor, callback.conflict))


@routes.callback(SettleScans)
async def settle_scans(ctx: HandlerContext, callback: SettleScans) -> Done:
    place = await ctx.act(
        settle_conflict,
        ctx.actor,
        callback.conflict,
        callback.choice,
        newest_counted=callback.counted,
        now=ctx.now,
        rng=ctx.services.rng,
    )
    return Done(ctx.say.plain("Noted. The ticket says so now."), ShowScanConflicts(place=place_code(place)))
