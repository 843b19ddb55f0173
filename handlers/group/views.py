"""The reply in a group: never anything personal."""

from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.say import Say


def in_private(say: Say, username: str) -> Screen:
    text = say("We answer in a private chat only. Please ask there.")
    return Screen(
        text=text,
        rows=layout_buttons([Button(label=say.label("Open Lorong"), url=f"https://t.me/{username}")]),
    )
