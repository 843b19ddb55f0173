"""The messages of calls for help."""

from handlers.help_call import views
from handlers.message_registry import RenderContext, messages
from handlers.support.views import answer_message
from handlers.ui.screen import Screen
from locales.say import Say
from market.help_call.facts import changed_call, open_call, untaken_call
from market.help_call.notifications import HelpAnswered, HelpAsked, HelpChanged, HelpWords
from market.notification.outbox import reader_of
from market.support import answered_question


@messages.view(HelpAsked, label=lambda say: say.plain("a call for help"))
async def help_asked(say: Say, context: RenderContext, payload: HelpAsked) -> Screen:
    """Raises HelpCallUnknown, HelpCallTaken, HelpCallOver where nobody is asked any more."""
    call = await context.read(untaken_call, payload.call_id)
    return views.organiser_page(say, call, await context.read(reader_of, context.notification_id))


@messages.view(HelpWords, label=lambda say: say.plain("words of somebody who needs help"))
async def help_words(say: Say, context: RenderContext, payload: HelpWords) -> Screen:
    """Raises HelpCallUnknown, HelpCallOver."""
    call = await context.read(open_call, payload.call_id)
    return views.organiser_page(say, call, await context.read(reader_of, context.notification_id))


@messages.view(HelpChanged, label=lambda say: say.plain("how their call for help stands"))
async def help_changed(say: Say, context: RenderContext, payload: HelpChanged) -> Screen:
    """Raises HelpCallUnknown where it stands otherwise by now."""
    return views.caller_page(say, await context.read(changed_call, payload.call_id, payload.state))


@messages.view(HelpAnswered, label=lambda say: say.plain("an answer to a call for help"))
async def help_answered(say: Say, context: RenderContext, payload: HelpAnswered) -> Screen:
    """Raises QuestionUnknown where it was deleted."""
    question, text = await context.read(answered_question, payload.message_id)
    return answer_message(say, question, text)
