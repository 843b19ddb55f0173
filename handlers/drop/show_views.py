"""The show in the showroom of a stall, for the screens and messages that tell what is new."""

from markupsafe import Markup

from handlers.callbacks.showroom import ShowShowroom
from handlers.ui.button_layout import LABEL_WIDTHS, shorten_label
from handlers.ui.screen import Button
from locales.say import Say
from locales.user_text import SHOW, sanitize_name
from market.follow.visit import NewShow

STALL = 32


def show_line(say: Say, show: NewShow) -> Markup:
    """Returns a line about it."""
    return say(
        "New on show at {stall}: <b>{show}</b>.",
        stall=sanitize_name(show.stall_name, STALL),
        show=sanitize_name(show.name, SHOW),
    )


def showroom_button(say: Say, show: NewShow, *, below: bool = False) -> Button:
    """Returns the way to the showroom."""
    stall = shorten_label(sanitize_name(show.stall_name, STALL), LABEL_WIDTHS[1] // 2)
    label = say.label("On show: {stall}", stall=stall)
    return Button(label=label, callback=ShowShowroom(stall=show.stall), below=below)
