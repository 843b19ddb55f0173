"""The messages about complaints, from those that nobody has seen when they are sent."""

from handlers.complaint import views
from handlers.message_registry import RenderContext, messages
from handlers.ui.screen import Screen
from locales.say import Say
from market.complaint.facts import unseen_complaints
from market.complaint.notifications import ComplaintsCame, ComplaintsOnDuty


@messages.view(ComplaintsCame, label=lambda say: say.plain("complaints about an alley"))
async def complaints_came(say: Say, context: RenderContext, payload: ComplaintsCame) -> Screen:
    """Raises ComplaintUnknown where somebody has seen all of them."""
    return views.complaints_message(say, await context.read(unseen_complaints, payload.alley_id))


@messages.view(ComplaintsOnDuty, label=lambda say: say.plain("complaints about an alley"))
async def complaints_on_duty(say: Say, context: RenderContext, payload: ComplaintsOnDuty) -> Screen:
    """Raises ComplaintUnknown where somebody has seen all of them."""
    return await complaints_came(say, context, payload)
