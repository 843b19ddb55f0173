"""The notification with the numbers of a drop that has ended, for its stall."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.desk.views import item_numbers_row
from handlers.drop.views import DROP
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_day
from locales.say import Say
from locales.user_text import sanitize_name
from market.desk import day_numbers
from storage.store import Store


async def drop_numbers(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    """Tells the stall the numbers of a drop when it has ended."""
    numbers = await store.read(day_numbers, payload["drop"])
    head = say(
        "Ended: {drop}, {when}.",
        drop=sanitize_name(numbers.drop.name, DROP),
        when=format_day(say, numbers.drop.starts_at, numbers.drop.alley.zone),
    )
    rows = [item_numbers_row(say, numbers.drop, item) for item in numbers.items]
    return Screen(
        text=Markup("\n").join((head, *rows)),
        rows=layout_buttons([Button(label=say.label("Desk"), callback=ShowDesk(), below=True)]),
    )
