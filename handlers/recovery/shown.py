"""Requests of lost phones as they are now, on every organiser's phone and on the old one."""

from handlers.message_registry import RenderContext
from handlers.recovery import views
from handlers.recovery.views import RequestForm
from handlers.shown_registry import shown
from handlers.ui.screen import Screen
from locales.say import Say
from market.actor import Actor
from market.recovery.facts import any_recovery, recovery_page
from market.shown import StaleMessage
from storage.shown import ShownKind


@shown.kind(ShownKind.ORGANISER_REQUEST, form="recovery")
async def recovery_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns that somebody asks while they do, else the page of the request. Raises NotOrganiser, RecoveryGone."""
    reader = Actor(message.person, await context.read(context.admins.include, message.person))
    page = await context.read(recovery_page, reader, message.subject, context.admins, now=context.now)
    if message.form == RequestForm.ASKED and page.request.waits(context.now):
        return views.requested_message(say, page.request, context.now)
    return views.recovery_page(say, page, context.zone, context.now)


@shown.kind(ShownKind.ORGANISER_REQUEST, form=RequestForm.ACCOUNT)
async def account_asked_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen:
    """Returns what the old phone reads of the request. Raises RecoveryGone."""
    request = await context.read(any_recovery, message.subject)
    return views.account_asked_message(say, request, context.now)
