"""The messages about visits, from the visits as they are when they are sent."""

from handlers.message_registry import RenderContext, messages
from handlers.showroom import views
from handlers.ui.screen import Screen
from locales.say import Say
from market.reminder.notifications import VisitSoon
from market.showroom.notifications import VisitEnded, VisitorGone
from market.showroom.refusals import VisitSettled
from market.showroom.visit import any_visit
from storage.showroom import VisitState


@messages.view(VisitSoon, label=lambda say: say.plain("reminder: a visit"), due_label="a reminder")
async def visit_soon(say: Say, context: RenderContext, payload: VisitSoon) -> Screen:
    """Raises VisitSettled where it is not booked any more."""
    visit = await context.read(any_visit, payload.visit_id)
    if visit.state is not VisitState.BOOKED:
        raise VisitSettled
    return views.visit_soon(say, visit, context.notification_id)


@messages.view(VisitEnded, label=lambda say: say.plain("a visit that the stall cancelled"))
async def visit_ended(say: Say, context: RenderContext, payload: VisitEnded) -> Screen:
    return views.visit_ended(say, await context.read(any_visit, payload.visit_id), payload.reason)


@messages.view(VisitorGone, label=lambda say: say.plain("a visitor who will not come"))
async def visitor_gone(say: Say, context: RenderContext, payload: VisitorGone) -> Screen:
    return views.visitor_gone(say, await context.read(any_visit, payload.visit_id))
