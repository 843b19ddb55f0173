"""The message with the figures of a drop that is over."""

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.desk.drop_list_views import no_show_buttons
from handlers.desk.item_numbers_text import past_numbers_row
from handlers.message_registry import RenderContext, messages
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_day
from locales.say import Say
from locales.user_text import DROP, sanitize_name
from market.desk import day_numbers
from market.drop.notifications import DayNumbers


@messages.view(DayNumbers, label=lambda say: say.plain("a day's figures"))
async def day_numbers_message(say: Say, context: RenderContext, payload: DayNumbers) -> Screen:
    """To the stall, when its hours are over."""
    over = await context.read(day_numbers, payload.drop_id)
    head = say(
        "Ended: {drop}, {when}.",
        drop=sanitize_name(over.drop.name, DROP),
        when=format_day(say, over.drop.starts_at, over.drop.alley.zone),
    )
    rows = [past_numbers_row(say, over.drop, item) for item in over.items]
    missing = [item for item in over.items if item.booked]
    return Screen(
        text=Markup("\n").join((head, *rows)),
        rows=layout_buttons(
            no_show_buttons(say, over.drop, missing, below=True),
            [Button(label=say.label("Desk"), callback=ShowDesk(), below=True)],
        ),
    )
