"""Routes for the reports of broadcasts, and for correcting, recalling or extending one."""

from handlers.broadcast import correction_views, report_views
from handlers.broadcast.progress_routes import progress_reply
from handlers.broadcast.report_file import report_csv
from handlers.callbacks.broadcast_progress import (
    AskCorrection,
    AskExtend,
    AskRecall,
    CorrectBroadcast,
    ExtendBroadcast,
    RecallBroadcast,
    SendBroadcastReport,
    ShowBroadcasts,
    ShowFailureReasons,
)
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Document, Done, Screen
from market.broadcast.correcting import correct_broadcast, correctable, recall_broadcast, recallable
from market.broadcast.extending import count_new, extend_broadcast
from market.broadcast.report import delivery_rows, past_broadcasts, reasons
from market.refusal import ButtonForged

routes = Routes()


class CorrectionPrompt(Prompt, name="correct", returns_to=AskCorrection, free_words=True):
    """The corrected words of a broadcast in one language."""

    broadcast: int
    language: str


@routes.callback(ShowBroadcasts)
async def list_broadcasts(ctx: HandlerContext, callback: ShowBroadcasts) -> Screen:
    found, pages = await ctx.read(past_broadcasts, ctx.actor, callback.page)
    return report_views.broadcast_list(ctx.say, found, callback.page, pages, zone=ctx.services.zone)


@routes.callback(ShowFailureReasons)
async def show_reasons(ctx: HandlerContext, callback: ShowFailureReasons) -> Screen:
    found = await ctx.read_slowly(reasons, ctx.actor, callback.broadcast, ctx.now)
    return report_views.reason_list(ctx.say, callback.broadcast, found)


@routes.callback(SendBroadcastReport)
async def send_report(ctx: HandlerContext, callback: SendBroadcastReport) -> Screen:
    lines = await ctx.read_slowly(delivery_rows, ctx.actor, callback.broadcast, ctx.now)
    document = Document(f"broadcast-{callback.broadcast}.csv", report_csv(lines, ctx.services.zone))
    return report_views.report_file(ctx.say, callback.broadcast, len(lines), document)


@routes.callback(AskExtend)
async def ask_extend(ctx: HandlerContext, callback: AskExtend) -> Screen:
    count = await ctx.read_slowly(count_new, ctx.actor, callback.broadcast, ctx.services.admins, now=ctx.now)
    return correction_views.extend_confirm(ctx.say, callback.broadcast, count)


@routes.callback(ExtendBroadcast)
async def extend_broadcast_tapped(ctx: HandlerContext, callback: ExtendBroadcast) -> Screen:
    """Sends to new people and turns the confirmation into the progress message."""
    admins = ctx.services.admins
    return progress_reply(
        ctx,
        await ctx.act(
            extend_broadcast, ctx.actor, callback.broadcast, ctx.message, admins=admins, now=ctx.now
        ),
    )


@routes.callback(CorrectBroadcast)
async def correct_broadcast_tapped(ctx: HandlerContext, callback: CorrectBroadcast) -> Screen:
    written = await ctx.read_slowly(correctable, ctx.actor, callback.broadcast, ctx.now)
    return correction_views.correction_choice(ctx.say, callback.broadcast, written)


@routes.question(CorrectionPrompt)
async def ask_correction(ctx: HandlerContext, callback: AskCorrection) -> Screen:
    written = await ctx.read_slowly(correctable, ctx.actor, callback.broadcast, ctx.now)
    if callback.language not in dict(written):
        raise ButtonForged
    return correction_views.correction_ask(ctx.say, callback.language)


@routes.prompt(CorrectionPrompt)
async def correction_received(ctx: HandlerContext, prompt: CorrectionPrompt, words: str) -> Done:
    found = await ctx.act(
        correct_broadcast, ctx.actor, prompt.broadcast, prompt.language, words=words, now=ctx.now
    )
    return Done(then=progress_reply(ctx, found))


@routes.callback(AskRecall)
async def ask_recall(ctx: HandlerContext, callback: AskRecall) -> Screen:
    young, old = await ctx.read_slowly(recallable, ctx.actor, callback.broadcast, ctx.now)
    return correction_views.recall_confirm(ctx.say, callback.broadcast, young, old)


@routes.callback(RecallBroadcast)
async def recall_broadcast_tapped(ctx: HandlerContext, callback: RecallBroadcast) -> Screen:
    """Recalls the broadcast and turns the confirmation into the progress message."""
    return progress_reply(
        ctx, await ctx.act(recall_broadcast, ctx.actor, callback.broadcast, ctx.message, now=ctx.now)
    )
