"""Routes of a running broadcast: send, pause, stop, show."""

from handlers.broadcast.draft_routes import edit_drafts
from handlers.broadcast.progress_views import broadcast_progress
from handlers.callbacks.broadcast import EditDrafts
from handlers.callbacks.broadcast_progress import (
    ChangeBroadcast,
    PauseBroadcast,
    ResumeBroadcast,
    SendBroadcast,
    SendNow,
    ShowProgress,
    StopBroadcast,
)
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, ScreenReply
from market.broadcast.pausing import pause_broadcast, resume_broadcast, stop_broadcast
from market.broadcast.progress import Progress, organiser_progress
from market.broadcast.scheduling import edit_again
from market.broadcast.sending import send_broadcast, send_now

routes = Routes()


@routes.callback(SendBroadcast)
async def send_broadcast_tapped(ctx: HandlerContext, callback: SendBroadcast) -> Screen:
    """Starts the broadcast and turns the confirmation into the progress message."""
    services = ctx.services
    return progress_reply(
        ctx,
        await ctx.act(
            send_broadcast,
            ctx.actor,
            callback.broadcast,
            ctx.message,
            admins=services.admins,
            zone=services.zone,
            now=ctx.now,
        ),
    )


@routes.callback(SendNow)
async def send_now_tapped(ctx: HandlerContext, callback: SendNow) -> Screen:
    services = ctx.services
    return progress_reply(
        ctx,
        await ctx.act(
            send_now, ctx.actor, callback.broadcast, services.admins, zone=services.zone, now=ctx.now
        ),
    )


@routes.callback(ChangeBroadcast)
async def change_broadcast(ctx: HandlerContext, callback: ChangeBroadcast) -> ScreenReply:
    await ctx.act(edit_again, ctx.actor, callback.broadcast)
    off = ctx.say("Schedule cancelled. It is sent when you tap Send.")
    return ScreenReply(await edit_drafts(ctx, EditDrafts()), toast=off.unescape(), note=off)


@routes.callback(PauseBroadcast)
async def pause_broadcast_tapped(ctx: HandlerContext, callback: PauseBroadcast) -> Screen:
    return progress_reply(ctx, await ctx.act(pause_broadcast, ctx.actor, callback.broadcast, ctx.now))


@routes.callback(ResumeBroadcast)
async def resume_broadcast_tapped(ctx: HandlerContext, callback: ResumeBroadcast) -> Screen:
    return progress_reply(ctx, await ctx.act(resume_broadcast, ctx.actor, callback.broadcast, ctx.now))


@routes.callback(StopBroadcast)
async def stop_broadcast_tapped(ctx: HandlerContext, callback: StopBroadcast) -> Screen:
    return progress_reply(ctx, await ctx.act(stop_broadcast, ctx.actor, callback.broadcast, ctx.now))


@routes.callback(ShowProgress)
async def show_progress(ctx: HandlerContext, callback: ShowProgress) -> Screen:
    found = await ctx.read_slowly(organiser_progress, ctx.actor, callback.broadcast, ctx.now)
    return progress_reply(ctx, found) if found else await edit_drafts(ctx, EditDrafts())


def progress_reply(ctx: HandlerContext, progress: Progress) -> Screen:
    return broadcast_progress(ctx.say, progress, ctx.services.zone, ctx.now)
