"""Whose desk: for a person who works at several stalls."""

from markupsafe import Markup

from handlers.callbacks.desk import OpenDesk
from handlers.callbacks.start import ShowStart
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.say import Say
from locales.staff_roles import role_name
from locales.user_text import STALL, sanitize_name
from market.staff.desks import Desk, Workplaces

LABEL = 24


def desk_choice(say: Say, works: Workplaces) -> Screen:
    """Shows the stalls at which the reader works, their own first."""
    buttons = [
        Button(label=sanitize_name(desk.stall.name, LABEL), callback=OpenDesk(stall=desk.stall.id))
        for desk in works.desks
    ]
    return Screen(
        text=Markup("\n").join((say("<b>Whose desk?</b>"), *(_row(say, desk) for desk in works.desks))),
        rows=layout_buttons(buttons, [Button(label=say.label("Back"), callback=ShowStart())]),
    )


def _row(say: Say, desk: Desk) -> Markup:
    stall = sanitize_name(desk.stall.name, STALL)
    if desk.role is None:
        return say("{stall}: your own", stall=stall)
    return say("{label}: {value}", label=stall, value=role_name(say, desk.role))
