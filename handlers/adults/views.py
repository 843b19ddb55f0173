"""The question whether somebody is 18 or older, asked once before a booking of a drop for adults."""

from handlers.callbacks.adults import ConfirmAdult, DenyAdult, packed_within
from handlers.callbacks.callback import Callback
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.say import Say


def adult_question(say: Say, about_to: Callback) -> Screen:
    """Asks, and keeps in its buttons what the person was about to do."""
    then = about_to.then if isinstance(about_to, ConfirmAdult) else packed_within(about_to)
    text = say.sentences(
        say("This drop is for people aged 18 and over. Are you 18 or older?"),
        say("We ask once and store only your answer, no date of birth."),
    )
    return Screen(
        text=text,
        rows=layout_buttons(
            [
                Button(
                    label=say.label("I am 18 or older"),
                    callback=ConfirmAdult(then=then),
                    style="primary",
                )
            ],
            [Button(label=say.label("No"), callback=DenyAdult(then=then))],
        ),
    )
