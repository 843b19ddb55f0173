"""Routes of reports and objections: made in the chat of a person, decided in that of an organiser."""

from handlers.callbacks.report import (
    AskBlockReported,
    AskHideReported,
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
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from locales.decision_reasons import DecisionReason
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
from storage.report import ReportReason

routes = Routes()


class ReportPrompt(Prompt, name="report", returns_to=ChooseReport, free_words=True):
    """A line about a stall or drop that is reported for this reason; `drop` is 0 for the stall itself."""

    stall: int
    drop: int
    reason: ReportReason


class HideReportedPrompt(Prompt, name="hide reported", returns_to=AskHideReported, free_words=True):
    """Why a reported drop is hidden, in the organiser's own words."""

    report: int


class BlockReportedPrompt(Prompt, name="block reported", returns_to=AskBlockReported, free_words=True):
    """Why the owner of a reported stall is blocked, in the organiser's own words."""

    report: int


class ObjectionPrompt(Prompt, name="objection", returns_to=AskObjection, free_words=True):
    """Why a person objects to a decision."""

    decision: int


@routes.callback(AskReport)
async def ask_report(ctx: HandlerContext, callback: AskReport) -> Screen:
    subject = await ctx.read(reported_subject, callback.stall, callback.drop or None)
    return views.reason_list(ctx.say, subject, callback.stall, callback.drop)


@routes.question(ReportPrompt)
async def choose_reason(ctx: HandlerContext, callback: ChooseReport) -> Screen:
    subject = await ctx.read(reported_subject, callback.stall, callback.drop or None)
    return views.line_ask(ctx.say, subject, callback.stall, callback.drop, reason=callback.reason)


@routes.callback(SendReport)
async def send_report(ctx: HandlerContext, callback: SendReport) -> Done:
    request = ReportRequest(stall=callback.stall, drop=callback.drop or None, reason=callback.reason)
    return await _report(ctx, request)


@routes.prompt(ReportPrompt)
async def line_received(ctx: HandlerContext, prompt: ReportPrompt, words: str) -> Done:
    request = ReportRequest(stall=prompt.stall, drop=prompt.drop or None, reason=prompt.reason, words=words)
    return await _report(ctx, request)


async def _report(ctx: HandlerContext, request: ReportRequest) -> Done:
    await ctx.act(make_report, ctx.actor, request, ctx.services.admins, now=ctx.now)
    screen = views.report_sent(ctx.say, request.stall, request.drop or 0)
    return Done(ctx.say.plain("Reported."), screen)


@routes.callback(ShowReports)
async def show_reports(ctx: HandlerContext, callback: ShowReports) -> Screen:
    return views.report_list(ctx.say, await ctx.read(report_queue, ctx.actor, callback.previous))


@routes.callback(ShowReport)
async def show_report(ctx: HandlerContext, callback: ShowReport) -> Screen:
    return views.report_page(ctx.say, await ctx.read(report_facts, ctx.actor, callback.report))


@routes.question(HideReportedPrompt)
async def ask_hiding(ctx: HandlerContext, callback: AskHideReported) -> Screen:
    return views.hide_ask(ctx.say, await ctx.read(report_facts, ctx.actor, callback.report))


@routes.callback(HideReported)
async def hide_reported_tapped(ctx: HandlerContext, callback: HideReported) -> Done:
    return await _hide(ctx, callback.report, callback.reason)


@routes.prompt(HideReportedPrompt)
async def hiding_written(ctx: HandlerContext, prompt: HideReportedPrompt, words: str) -> Done:
    return await _hide(ctx, prompt.report, words)


async def _hide(ctx: HandlerContext, report: int, reason: str) -> Done:
    await ctx.act(hide_reported, ctx.actor, report, ctx.now, reason=reason)
    return Done(ctx.say.sentences(ctx.say("Hidden."), ctx.say("We told the stall.")))


@routes.question(BlockReportedPrompt)
async def ask_block(ctx: HandlerContext, callback: AskBlockReported) -> Screen:
    return views.block_ask(ctx.say, await ctx.read(report_facts, ctx.actor, callback.report))


@routes.callback(BlockReported)
async def block_owner(ctx: HandlerContext, callback: BlockReported) -> Screen | Done:
    if callback.reason not in tuple(DecisionReason):
        return await ask_block(ctx, AskBlockReported(report=callback.report))
    return await _block(ctx, callback.report, callback.reason)


@routes.prompt(BlockReportedPrompt)
async def block_reason_written(ctx: HandlerContext, prompt: BlockReportedPrompt, words: str) -> Done:
    return await _block(ctx, prompt.report, words)


async def _block(ctx: HandlerContext, report: int, reason: str) -> Done:
    await ctx.act(block_reported, ctx.actor, report, ctx.services.admins, now=ctx.now, reason=reason)
    return Done(ctx.say.sentences(ctx.say("Blocked."), ctx.say("We told them.")))


@routes.callback(CloseReport)
async def close_report_tapped(ctx: HandlerContext, callback: CloseReport) -> Done:
    await ctx.act(close_report, ctx.actor, callback.report, ctx.now)
    return Done(ctx.say.plain("Closed."))


@routes.question(ObjectionPrompt)
async def ask_objection(ctx: HandlerContext, callback: AskObjection) -> Screen:
    await ctx.read(may_object, ctx.person, callback.decision)
    return objection_views.objection_ask(ctx.say)


@routes.prompt(ObjectionPrompt)
async def objection_received(ctx: HandlerContext, prompt: ObjectionPrompt, words: str) -> Done:
    admins = ctx.services.admins
    await ctx.act(make_objection, ctx.actor, prompt.decision, words, admins=admins, now=ctx.now)
    return Done(ctx.say.plain("Sent. The organisers look at it again and tell you here."), ShowSupport())


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
async def lift_decision_tapped(ctx: HandlerContext, callback: LiftDecision) -> Done:
    await ctx.act(lift_decision, ctx.actor, callback.objection, ctx.now)
    return Done(ctx.say.sentences(ctx.say("Lifted."), ctx.say("We told them.")))


@routes.callback(UpholdDecision)
async def uphold_decision_tapped(ctx: HandlerContext, callback: UpholdDecision) -> Done:
    await ctx.act(uphold_decision, ctx.actor, callback.objection, ctx.services.admins, now=ctx.now)
    return Done(ctx.say.plain("Decision kept. We told them."))
