"""The messages of reports and objections."""

from handlers.message_registry import RenderContext, messages
from handlers.report import objection_views, views
from handlers.ui.screen import Screen
from locales.say import Say
from market.organiser.notifications import ObjectionAnswered, ObjectionMade, ReportDecided, ReportMade
from market.organiser.objections import answered_objection, open_objection
from market.organiser.reports import decided_report, open_report


@messages.view(ReportMade, label=lambda say: say.plain("a report"))
async def report_made(say: Say, context: RenderContext, payload: ReportMade) -> Screen:
    """Raises ReportGone, ReportClosed where nothing is left to decide."""
    return views.made_message(say, await context.read(open_report, payload.report_id))


@messages.view(ReportDecided, label=lambda say: say.plain("the result of a report"))
async def report_decided(say: Say, context: RenderContext, payload: ReportDecided) -> Screen:
    """Raises ReportGone where it was deleted."""
    return views.decided_message(say, await context.read(decided_report, payload.report_id))


@messages.view(ObjectionMade, label=lambda say: say.plain("an objection"))
async def objection_made(say: Say, context: RenderContext, payload: ObjectionMade) -> Screen:
    """Raises ObjectionGone, ObjectionClosed where nothing is left to answer."""
    return objection_views.made_message(say, await context.read(open_objection, payload.objection_id))


@messages.view(ObjectionAnswered, label=lambda say: say.plain("the result of an objection"))
async def objection_answered(say: Say, context: RenderContext, payload: ObjectionAnswered) -> Screen:
    """Raises ObjectionGone where it was deleted."""
    return objection_views.answered_message(say, await context.read(answered_objection, payload.objection_id))
