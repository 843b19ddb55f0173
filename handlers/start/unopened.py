"""The start screen of a market that nobody organises yet."""

from markupsafe import Markup

from handlers.callbacks.language import ShowLanguages
from handlers.ui.button_layout import layout_buttons
from handlers.ui.link_buttons import LANGUAGES_LABEL
from handlers.ui.screen import Button, Screen
from locales.say import Say


def no_organiser(say: Say, own_id: int) -> Screen:
    """Says how to become the organiser. Being first gives no rights."""
    lines = [
        say("This market is not open yet."),
        say(
            "Is it yours? Open the link that <code>lorong setup</code> printed. Has it run out? <code>lorong setup</code> prints a new one."
        ),
        say(
            "Or set your Telegram ID there as LORONG_ADMINS: <code>{id}</code>",
            id=str(own_id),
        ),
    ]
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [
                Button(label=say.label("Copy my ID"), copy=str(own_id)),
                Button(label=LANGUAGES_LABEL, callback=ShowLanguages()),
            ]
        ),
    )
