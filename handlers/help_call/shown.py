"""Calls for help as they stand now, on the phones of organisers and of the caller."""

from handlers.help_call import views
from handlers.help_call.views import HelpForm
from handlers.message_registry import RenderContext
from handlers.shown_registry import shown
from handlers.ui.screen import Screen
from locales.say import Say
from market.actor import Actor
from market.help_call.facts import overseen_call, own_call
from market.shown import StaleMessage
from storage.shown import ShownKind


@shown.kind(ShownKind.ORGANISER_REQUEST, form=HelpForm.ORGANISER)
async def help_request_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns an organiser's page of a call. Raises NotOrganiser, HelpCallUnknown."""
    reader = Actor(message.person, await context.read(context.admins.include, message.person))
    call = await context.read(overseen_call, reader, message.subject)
    return views.organiser_page(say, call, message.person)


@shown.kind(ShownKind.ORGANISER_REQUEST, form=HelpForm.CALLER)
async def help_call_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns the caller's page. Raises HelpCallUnknown."""
    return views.caller_page(say, await context.read(own_call, message.person, message.subject))
