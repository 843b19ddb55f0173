"""Routes of lost phones: a person asks for their old account, an organiser moves it, the old account objects."""

from handlers.callbacks.recovery import (
    AskMove,
    AskRecovery,
    MoveAccount,
    ObjectToMove,
    RefuseRecovery,
    ShowRecoveries,
    ShowRecovery,
    StopRecovery,
    WithdrawRecovery,
)
from handlers.callbacks.support import ShowSupport
from handlers.recovery import views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.recovery.facts import RecoveryPage, own_recovery, recoveries, recovery_page
from market.recovery.move import move_account
from market.recovery.refusals import RecoveryGone
from market.recovery.request import (
    ask_recovery,
    object_to_move,
    refuse_recovery,
    stop_recovery,
    withdraw_recovery,
)

routes = Routes()


class RecoveryPrompt(Prompt, name="recovery", returns_to=AskRecovery, ticket_codes=True):
    """A ticket's code or a stall's name of the old account."""


@routes.callback(AskRecovery)
async def ask_recovery_tapped(ctx: HandlerContext, callback: AskRecovery) -> Screen:
    if own := await ctx.read(own_recovery, ctx.person, ctx.now):
        return views.recovery_asked(ctx.say, own, ctx.services.zone)
    await ctx.set_prompt(RecoveryPrompt())
    return views.recovery_ask(ctx.say)


async def _ask_again(ctx: HandlerContext, prompt: RecoveryPrompt) -> Screen:
    return views.recovery_ask(ctx.say)


@routes.prompt(RecoveryPrompt, ask_again=_ask_again)
async def account_named(ctx: HandlerContext, prompt: RecoveryPrompt, words: str) -> Screen | Done:
    services = ctx.services
    code = await ctx.act(
        ask_recovery,
        ctx.actor,
        words,
        zone=services.zone,
        admins=services.admins,
        now=ctx.now,
        rng=services.rng,
    )
    if code is None:
        await ctx.clear_prompt()
        return views.recovery_unknown(ctx.say)
    return Done(then=AskRecovery())


@routes.callback(WithdrawRecovery)
async def withdraw_recovery_tapped(ctx: HandlerContext, callback: WithdrawRecovery) -> Done:
    await ctx.act(withdraw_recovery, ctx.actor, ctx.now)
    return Done(ctx.say.plain("Your request is taken back."))


@routes.callback(StopRecovery)
async def stop_recovery_tapped(ctx: HandlerContext, callback: StopRecovery) -> Done:
    stopped = await ctx.act(stop_recovery, ctx.actor, callback.recovery, ctx.services.admins, now=ctx.now)
    told = (
        ctx.say("Stopped. Nothing was moved, and we told the organisers.")
        if stopped
        else ctx.say("We told the organisers again. They decide, since the same person has asked before.")
    )
    return Done(note=told, then=ShowSupport())


@routes.callback(ObjectToMove)
async def object_to(ctx: HandlerContext, callback: ObjectToMove) -> Done:
    services, words = (
        ctx.services,
        ctx.say.plain("This phone was not lost: everything that was here went to another account."),
    )
    await ctx.act(
        object_to_move,
        ctx.actor,
        callback.recovery,
        words,
        zone=services.zone,
        admins=services.admins,
        now=ctx.now,
    )
    return Done(
        note=ctx.say.sentences(ctx.say("Sent."), ctx.say("The organisers answer here.")), then=ShowSupport()
    )


@routes.callback(ShowRecoveries)
async def show_recoveries(ctx: HandlerContext, callback: ShowRecoveries) -> Screen:
    found = await ctx.read(recoveries, ctx.actor, ctx.now)
    return views.recovery_list(ctx.say, found, ctx.services.zone)


@routes.callback(ShowRecovery)
async def show_recovery(ctx: HandlerContext, callback: ShowRecovery) -> Screen:
    page = await _page(ctx, callback.recovery)
    return views.recovery_page(ctx.say, page, ctx.services.zone, ctx.now)


@routes.callback(AskMove)
async def ask_move(ctx: HandlerContext, callback: AskMove) -> Screen:
    page = await _page(ctx, callback.recovery)
    if not page.request.waits(ctx.now):
        raise RecoveryGone
    return views.move_confirm(ctx.say, page)


@routes.callback(MoveAccount)
async def move_account_tapped(ctx: HandlerContext, callback: MoveAccount) -> Done:
    services = ctx.services
    await ctx.act(move_account, ctx.actor, callback.recovery, services.admins, now=ctx.now, rng=services.rng)
    return Done(ctx.say.plain("Moved. We told both accounts."))


@routes.callback(RefuseRecovery)
async def refuse_recovery_tapped(ctx: HandlerContext, callback: RefuseRecovery) -> Done:
    await ctx.act(refuse_recovery, ctx.actor, callback.recovery, ctx.now)
    return Done(ctx.say.sentences(ctx.say("Rejected."), ctx.say("We told them.")))


async def _page(ctx: HandlerContext, recovery: int) -> RecoveryPage:
    return await ctx.read(recovery_page, ctx.actor, recovery, ctx.services.admins, now=ctx.now)
