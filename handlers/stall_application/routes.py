"""Routes for organisers who decide about a stall: its request, its deposits, its licence."""

from markupsafe import Markup

from handlers.callbacks.stall_application import (
    AllowDeposits,
    ApproveStall,
    ChooseReason,
    EndWaiver,
    RejectStall,
    ShowApprovals,
    ShowStallRequest,
    StopDeposits,
    WaiveLicence,
)
from handlers.stall_application import views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply
from locales.user_text import sanitize_name
from market.deciders import decider
from market.deposit.payee import allow_deposits
from market.licence import end_waiver, waive_licence
from market.organiser.overview import overview
from market.organiser.stalls import (
    StallApplication,
    application_in_state,
    approvals,
    approve,
    stall_application,
    turn_down,
)
from storage.stall import StallApproval

routes = Routes()


class RejectionPrompt(Prompt, name="rejection", returns_to=ChooseReason, free_words=True):
    """Why a stall is rejected, in the organiser's own words."""

    stall: int
    expected_state: StallApproval


@routes.callback(ShowApprovals)
async def show_approvals(ctx: HandlerContext, callback: ShowApprovals) -> Screen:
    return views.approval_list(
        ctx.say, await ctx.read(approvals, ctx.actor, callback.after_stall_id), ctx.services.zone
    )


@routes.callback(ShowStallRequest)
async def show_stall(ctx: HandlerContext, callback: ShowStallRequest) -> Screen:
    return await _card(ctx, await ctx.read(stall_application, ctx.actor, callback.stall))


async def _card(ctx: HandlerContext, stall: StallApplication) -> Screen:
    decides = await ctx.read(decider, ctx.actor, stall.id, ctx.services.admins)
    return views.approval_card(ctx.say, stall, decides=decides)


@routes.callback(ApproveStall)
async def approve_stall(ctx: HandlerContext, callback: ApproveStall) -> ScreenReply:
    stall = await ctx.act(approve, ctx.actor, callback.stall, callback.expected_state, now=ctx.now)
    is_first = (await ctx.read_slowly(overview, ctx.actor, ctx.now)).stalls == 1
    opened = ctx.say("<b>Your market is open.</b> {stall} can sell now.", stall=sanitize_name(stall.name, 40))
    return ScreenReply(
        await _card(ctx, stall),
        toast=ctx.say.sentences(ctx.say("Approved."), ctx.say("We told the stall.")),
        note=opened if is_first else Markup(),
    )


@routes.callback(AllowDeposits)
async def allow_stall_deposits(ctx: HandlerContext, callback: AllowDeposits) -> Done:
    await ctx.act(allow_deposits, ctx.actor, callback.stall, True, now=ctx.now)
    return Done(ctx.say.sentences(ctx.say("Changed."), ctx.say("We told the stall.")))


@routes.callback(StopDeposits)
async def stop_stall_deposits(ctx: HandlerContext, callback: StopDeposits) -> Done:
    await ctx.act(allow_deposits, ctx.actor, callback.stall, False, now=ctx.now)
    return Done(ctx.say.sentences(ctx.say("Changed."), ctx.say("We told the stall.")))


@routes.callback(WaiveLicence)
async def waive_stall_licence(ctx: HandlerContext, callback: WaiveLicence) -> Done:
    await ctx.act(waive_licence, ctx.actor, callback.stall, ctx.now)
    return Done(ctx.say.sentences(ctx.say("Changed."), ctx.say("We told the stall.")))


@routes.callback(EndWaiver)
async def end_stall_waiver(ctx: HandlerContext, callback: EndWaiver) -> Done:
    await ctx.act(end_waiver, ctx.actor, callback.stall, ctx.now)
    return Done(ctx.say.plain("Changed."))


@routes.question(RejectionPrompt)
async def choose_reason(ctx: HandlerContext, callback: ChooseReason) -> Screen:
    stall = await ctx.read(application_in_state, ctx.actor, callback.stall, callback.expected_state)
    return views.reason_list(ctx.say, stall)


@routes.callback(RejectStall)
async def reject_stall(ctx: HandlerContext, callback: RejectStall) -> Done:
    return await _reject(ctx, callback.stall, callback.expected_state, callback.reason)


@routes.prompt(RejectionPrompt)
async def rejection_written(ctx: HandlerContext, prompt: RejectionPrompt, words: str) -> Done:
    return await _reject(ctx, prompt.stall, prompt.expected_state, words)


async def _reject(ctx: HandlerContext, stall: int, expected_state: StallApproval, reason: str) -> Done:
    await ctx.act(turn_down, ctx.actor, stall, expected_state, reason=reason, now=ctx.now)
    return Done(ctx.say.sentences(ctx.say("Rejected."), ctx.say("We told the stall.")))
