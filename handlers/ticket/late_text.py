"""Being late: the button that says so, and until when the stall keeps it, on a ticket, a booking and a market day."""

from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.ui.screen import Button
from locales.formats import format_time
from locales.say import Say


def late_button(say: Say, callback: Callback, *, below: bool = False) -> Button:
    return Button(label=say.label("I am late"), callback=callback, below=below)


def kept_text(say: Say, until: datetime, zone: str) -> Markup:
    return say(
        "You said that you are late. The stall keeps it until {until}.", until=format_time(say, until, zone)
    )


def kept_toast(say: Say, until: datetime, zone: str) -> str:
    return say.plain("The stall keeps it until {until}.", until=format_time(say, until, zone))
