"""Two accounts of one person: the link for the other one, and what that one is asked. The link is shown once, since it is not stored."""

from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.merge import AcceptMerge, DeclineMerge, OfferMerge
from handlers.callbacks.my_items import ShowMyItems
from handlers.callbacks.settings import ShowSettings
from handlers.callbacks.start import ShowStart
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime
from locales.say import Say
from locales.user_text import sanitize_name
from market.merge import MergeRequest


def merge_offered(say: Say, link: str, until: datetime, zone: str) -> Screen:
    text = say(
        "Do you also use Lorong from another Telegram account? Open this link there and confirm: everything of "
        "that account comes to this one. The link works once and ends {until}. Send it to nobody else.",
        until=format_datetime(say, until, zone),
    )
    return Screen(
        text=Markup("\n").join((text, Markup("{}").format(link))),
        rows=layout_buttons(
            [Button(label=say.label("Copy link"), copy=link)],
            [Button(label=say.label("Back"), callback=ShowSettings())],
        ),
    )


def merge_asked(say: Say, request: MergeRequest, code: str) -> Screen:
    """Shows the other account who asks, and what confirming means."""
    text = say(
        "{person} asks to make this account and theirs one. Confirm only if both are yours: your bookings, tickets, "
        "stall and messages all go to that account, and nobody can undo it.",
        person=sanitize_name(request.first_name, 40),
    )
    return Screen(
        text=text,
        rows=layout_buttons(
            [Button(label=say.label("No, thank you"), callback=DeclineMerge(code=code), style="primary")],
            [Button(label=say.label("Both are mine"), callback=AcceptMerge(code=code), style="danger")],
        ),
    )


def merged(say: Say) -> Screen:
    return Screen(
        text=say(
            "Your accounts are one now. Use either; messages come to the one you wrote from last. Old buttons may need /start once."
        ),
        rows=layout_buttons([Button(label=say.label("Drops"), callback=ShowStart())]),
    )


def declined(say: Say) -> Screen:
    return Screen(
        text=say("Nothing was changed, and the link no longer works. We told the account that asked."),
        rows=layout_buttons([Button(label=say.label("Drops"), callback=ShowStart())]),
    )


def confirmed_message(say: Say) -> Screen:
    """Tells who asked, on the account that they asked from."""
    return Screen(
        text=say(
            "Your other account confirmed: the two are one now. Everything of both is here. Later messages come to the one you wrote from last."
        ),
        rows=layout_buttons([Button(label=say.label("My items"), callback=ShowMyItems())]),
    )


def declined_message(say: Say) -> Screen:
    """Tells who asked that nothing comes of it, without who said no."""
    return Screen(
        text=say(
            "The account that opened your link said no: nothing was changed, and the link no longer works. If it was the wrong account, make a new link."
        ),
        rows=layout_buttons([Button(label=say.label("New link"), callback=OfferMerge())]),
    )
