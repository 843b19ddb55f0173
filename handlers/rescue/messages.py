"""The message about a rescue, from what is left when it is sent."""

from handlers.message_registry import RenderContext, messages
from handlers.rescue import views
from handlers.ui.screen import Screen
from locales.say import Say
from market.rescue.notifications import RescueOffered
from market.rescue.rescue import rescue_facts


@messages.view(
    RescueOffered, label=lambda say: say.plain("what is left, for less"), due_label="a message about a rescue"
)
async def rescue_offered(say: Say, context: RenderContext, payload: RescueOffered) -> Screen:
    """Raises RescueGone where nothing is left any more."""
    return views.rescue_message(say, await context.read(rescue_facts, payload.rescue_id, context.now))
