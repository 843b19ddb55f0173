"""The messages to a person who was blocked, or may take part again."""

from markupsafe import Markup

from handlers.callbacks.start import ShowStart
from handlers.callbacks.support import AskSupport
from handlers.message_registry import RenderContext, messages
from handlers.people import views
from handlers.ui.button_layout import layout_buttons
from handlers.ui.objection_button import objection_buttons
from handlers.ui.reason_question import reason_lines
from handlers.ui.screen import Button, Screen
from locales.say import Say
from market.organiser.notifications import BlockLifted, PersonBlocked


@messages.view(PersonBlocked, label=lambda say: say.plain("they were blocked from the market"))
async def person_blocked(say: Say, context: RenderContext, payload: PersonBlocked) -> Screen:
    shut = say(
        "An organiser has blocked you from this market: you cannot join, book or sell here. If this is a mistake, write to them."
    )
    released = say.many(
        "{count} booking went to the next person.",
        "{count} bookings went to the next people.",
        payload.released,
    )
    lines = [shut, *reason_lines(say, payload.reason), *([released] if payload.released else [])]
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            objection_buttons(say, payload.decision_id),
            [Button(label=say.label("Write a message"), callback=AskSupport(), below=True)],
        ),
    )


@messages.view(BlockLifted, label=lambda say: say.plain("they may take part again"))
async def block_lifted(say: Say, context: RenderContext, payload: BlockLifted) -> Screen:
    text = say("The organisers have lifted the block: you can join, book and sell here again.")
    start = Button(label=say.label("Start"), callback=ShowStart(), below=True)
    if not payload.has_stall:
        return Screen(text=text, rows=layout_buttons([start]))
    return views.vendor_again(say, text, deposits_stopped=payload.deposits_stopped)
