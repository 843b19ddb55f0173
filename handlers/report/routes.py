"""Routes of reports and objections: made in the chat of a person, decided in that of an organiser."""

from handlers.callbacks.report import (
    AskBlockReported,
    AskObjection,
    AskReport,
    BlockReported,
    ChooseReport,
    CloseReport,
    HideReported,
    LiftDecision,
    SendReport,
    ShowObjection,
    ShowObjections,
    ShowReport,
    ShowReports,
    UpholdDecision,
)
from handlers.callbacks.support import ShowSupport
from handlers.report import objection_views, views
from handlers.support.routes import show_support
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, ScreenReply
from locales.refusals import sentence
from market.organiser.objections import (
    lift_decision,
    make_objection,
    may_object,
    objection_facts,
    objection_queue,
    uphold_decision,
)
from market.organiser.reports import (
    ReportRequest,
    block_reported,
    close_report,
    hide_reported,
    make_report,
    report_facts,
    report_queue,
    reported_subject,
)
from market.refusal import Refusal, TooLong
from storage.report import ReportReason

routes = Routes()


class ReportPrompt(Prompt, name="report", returns_to=ChooseReport, free_words=True):
    """A line about a stall or drop that is reported for this reason; `drop` is 0 for the stall itself."""

    stall: int
    drop: int
    reason: ReportReason


class ObjectionPrompt(Prompt, name="objection", returns_to=AskObjection, free_words=True):
    """Why a person objects to a decision."""

    decision: int


@routes.callback(AskReport)
async def ask_report(ctx: HandlerContext, callback: AskReport) -> Screen:
    subject = await ctx.read(reported_subject, callback.stall, callback.drop or None)
    return views.reason_list(ctx.say, subject, callback.stall, callback.drop)


@routes.callback(ChooseReport)
async def choose_reason(ctx: HandlerContext, callback: ChooseReport) -> Screen:
    subject = await ctx.read(reported_subject, callback.stall, callback.drop or None)
    await ctx.set_prompt(ReportPrompt(stall=callback.stall, drop=callback.drop, reason=callback.reason))
    return views.line_ask(ctx.say, subject, callback.stall, callback.drop, reason=callback.reason)


@routes.callback(SendReport)
async def send_report(ctx: HandlerContext, callback: SendReport) -> ScreenReply:
    request = ReportRequest(stall=callback.stall, drop=callback.drop or None, reason=callback.reason)
    await ctx.clear_prompt()
    return await _report(ctx, request)


@routes.prompt(ReportPrompt)
async def line_received(ctx: HandlerContext, prompt: ReportPrompt, words: str) -> ScreenReply:
    request = ReportRequest(stall=prompt.stall, drop=prompt.drop or None, reason=prompt.reason, words=words)
    try:
        reply = await _report(ctx, request)
    except TooLong as refusal:
        subject = await ctx.read(reported_subject, prompt.stall, prompt.drop or None)
        note = sentence(ctx.say, type(refusal).__name__, refusal.facts())
        screen = views.line_ask(ctx.say, subject, prompt.stall, prompt.drop, reason=prompt.reason)
        return ScreenReply(screen, note=note)
    except Refusal:
        await ctx.clear_prompt()
        raise
    await ctx.clear_prompt()
    return reply


async def _report(ctx: HandlerContext, request: ReportRequest) -> ScreenReply:
    await ctx.act(make_report, ctx.actor, request, ctx.services.admins, now=ctx.now)
    screen = views.report_sent(ctx.say, request.stall, request.drop or 0)
    return ScreenReply(screen, toast=ctx.say.plain("Reported."))


@routes.callback(ShowReports)
async def show_reports(ctx: HandlerContext, callback: ShowReports) -> Screen:
    return views.report_list(ctx.say, await ctx.read(report_queue, ctx.actor, callback.previous))


@routes.callback(ShowReport)
async def show_report(ctx: HandlerContext, callback: ShowReport) -> Screen:
    return views.report_page(ctx.say, await ctx.read(report_facts, ctx.actor, callback.report))


@routes.callback(HideReported)
async def hide(ctx: HandlerContext, callback: HideReported) -> ScreenReply:
    await ctx.act(hide_reported, ctx.actor, callback.report, ctx.now)
    return await _decided(ctx, callback.report, ctx.say.plain("Hidden. We told the stall."))


@routes.callback(AskBlockReported)
async def ask_block(ctx: HandlerContext, callback: AskBlockReported) -> Screen:
    return views.block_ask(ctx.say, await ctx.read(report_facts, ctx.actor, callback.report))


@routes.callback(BlockReported)
async def block_owner(ctx: HandlerContext, callback: BlockReported) -> ScreenReply:
    await ctx.act(block_reported, ctx.actor, callback.report, ctx.services.admins, now=ctx.now)
    return await _decided(ctx, callback.report, ctx.say.plain("Blocked. We told them."))


@routes.callback(CloseReport)
async def close(ctx: HandlerContext, callback: CloseReport) -> ScreenReply:
    await ctx.act(close_report, ctx.actor, callback.report, ctx.now)
    return await _decided(ctx, callback.report, ctx.say.plain("Closed."))


async def _decided(ctx: HandlerContext, report: int, toast: str) -> ScreenReply:
    return ScreenReply(await show_report(ctx, ShowReport(report=report)), toast=toast)


@routes.callback(AskObjection)
async def ask_objection(ctx: HandlerContext, callback: AskObjection) -> Screen:
    await ctx.read(may_object, ctx.person, callback.decision)
    await ctx.set_prompt(ObjectionPrompt(decision=callback.decision))
    return objection_views.objection_ask(ctx.say)


@routes.prompt(ObjectionPrompt)
async def objection_received(ctx: HandlerContext, prompt: ObjectionPrompt, words: str) -> ScreenReply:
    try:
        await ctx.act(
            make_objection, ctx.actor, prompt.decision, words, admins=ctx.services.admins, now=ctx.now
        )
    except TooLong as refusal:
        note = sentence(ctx.say, type(refusal).__name__, refusal.facts())
        return ScreenReply(objection_views.objection_ask(ctx.say), note=note)
    except Refusal:
        await ctx.clear_prompt()
        raise
    await ctx.clear_prompt()
    sent = ctx.say("Sent. The organisers look at it again and tell you here.")
    return ScreenReply(await show_support(ctx, ShowSupport()), note=sent)


@routes.callback(ShowObjections)
async def show_objections(ctx: HandlerContext, callback: ShowObjections) -> Screen:
    queue = await ctx.read(
        objection_queue, ctx.actor, ctx.services.admins, ctx.now, previous_id=callback.previous
    )
    return objection_views.objection_list(ctx.say, queue)


@routes.callback(ShowObjection)
async def show_objection(ctx: HandlerContext, callback: ShowObjection) -> Screen:
    objection = await ctx.read(objection_facts, ctx.actor, callback.objection)
    return objection_views.objection_page(ctx.say, objection)


@routes.callback(LiftDecision)
async def lift(ctx: HandlerContext, callback: LiftDecision) -> ScreenReply:
    await ctx.act(lift_decision, ctx.actor, callback.objection, ctx.now)
    screen = await show_objection(ctx, ShowObjection(objection=callback.objection))
    return ScreenReply(screen, toast=ctx.say.plain("Lifted. We told them."))


@routes.callback(UpholdDecision)
async def uphold(ctx: HandlerContext, callback: UpholdDecision) -> ScreenReply:
    await ctx.act(uphold_decision, ctx.actor, callback.objection, ctx.services.admins, now=ctx.now)
    screen = await show_objection(ctx, ShowObjection(objection=callback.objection))
    return ScreenReply(screen, toast=ctx.say.plain("It stays. We told them."))
