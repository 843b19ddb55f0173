"""Buttons of the start screen for vendors, and for people who can become one."""

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.stall import OpenStall, ShowMyStall
from handlers.callbacks.stock import AskStock
from handlers.ui.screen import Button
from locales.say import Say


def vendor_rows(say: Say, has_stall: bool) -> list[Button]:
    if not has_stall:
        return [Button(label=say.label("Open a stall"), callback=OpenStall())]
    return [
        Button(label=say.label("Desk"), callback=ShowDesk()),
        Button(label=say.label("Post"), callback=AskStock()),
        Button(label=say.label("My stall"), callback=ShowMyStall()),
    ]
