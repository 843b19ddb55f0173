"""The message to a stall whose drop was hidden."""

from markupsafe import Markup

from handlers.message_registry import RenderContext, messages
from handlers.ui.button_layout import layout_buttons
from handlers.ui.objection_button import objection_buttons
from handlers.ui.reason_question import reason_lines
from handlers.ui.screen import Screen
from locales.formats import format_datetime
from locales.say import Say
from locales.user_text import sanitize_name
from market.organiser.drops import hidden_drop
from market.organiser.notifications import DropHidden


@messages.view(DropHidden, label=lambda say: say.plain("a drop was hidden"))
async def drop_hidden(say: Say, context: RenderContext, payload: DropHidden) -> Screen:
    drop = await context.read(hidden_drop, payload.drop_id)
    text = say(
        "An organiser has hidden {drop}, {at}. Nobody sees it; numbers and bookings stay. Questions? See /support.",
        drop=sanitize_name(drop.name, 40),
        at=format_datetime(say, drop.starts_at, drop.zone),
    )
    return Screen(
        text=Markup("\n").join((text, *reason_lines(say, payload.reason))),
        rows=layout_buttons(objection_buttons(say, payload.decision_id)),
    )
