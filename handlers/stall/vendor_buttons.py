"""Buttons of the start screen for vendors, and for people who can become one."""

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.packaging_desk import ShowWorkplaces
from handlers.callbacks.stall import OpenStall, ShowMyStall
from handlers.callbacks.stock import AskStock
from handlers.ui.screen import Button
from locales.say import Say


def vendor_rows(say: Say, has_stall: bool, works_at_hub: bool, helps: bool = False) -> list[Button]:
    """Returns the ways to the stall, or to one of their own; before them, to the hub or the stall where they work."""
    hub = [Button(label=say.label("Hub desk"), callback=ShowWorkplaces())] if works_at_hub else []
    if not has_stall:
        desk = [Button(label=say.label("Desk"), callback=ShowDesk())] if helps else []
        return [*hub, *desk, Button(label=say.label("Open a stall"), callback=OpenStall())]
    return [
        *hub,
        Button(label=say.label("Desk"), callback=ShowDesk()),
        Button(label=say.label("Post"), callback=AskStock()),
        Button(label=say.label("My stall"), callback=ShowMyStall()),
    ]
