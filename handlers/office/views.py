"""The office in a browser: the link that signs one in, which is shown once, and the browsers that are signed in."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.office import MakeOfficeLink, ShowOffice, SignOutOffice
from handlers.callbacks.settings import ShowSettings
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime
from locales.say import Say
from market.office_session import SignedInBrowser


def office(say: Say, browsers: Sequence[SignedInBrowser], zone: str, has_address: bool) -> Screen:
    """Shows the browsers that are signed in, the one that was here last first. Without an address of the market's pages there is no office."""
    does = say("The office: tables, figures and forms, in a browser on a phone or a computer.")
    back = [Button(label=say.label("Back"), callback=ShowSettings())]
    if not has_address:
        needs = say(
            "It needs an address for this market's pages: the person who runs Lorong can set <code>{setting}</code>.",
            setting="LORONG_PUBLIC_URL",
        )
        return Screen(text=Markup("\n").join((does, needs)), rows=layout_buttons(back))
    lines = [
        say(
            "Signed in {since}, last used {used}.",
            since=format_datetime(say, each.made_at, zone),
            used=format_datetime(say, each.seen_at, zone),
        )
        for each in browsers
    ]
    sign_out = Button(label=say.label("Sign out everywhere"), callback=SignOutOffice())
    return Screen(
        text=Markup("\n").join((does, *(lines or [say("No browser is signed in.")]))),
        rows=layout_buttons(
            [Button(label=say.label("Open the office"), callback=MakeOfficeLink(), style="primary")],
            [sign_out] if browsers else [],
            back,
        ),
    )


def office_link(say: Say, link: str, app: str) -> Screen:
    """Shows a new link as a button, and the `app` that opens inside Telegram, which takes https; "" for none."""
    text = say(
        "This link signs one browser in to the office. It works once, for 15 minutes. Please keep it to yourself."
    )
    label = say.label("Open in a browser") if app else say.label("Open the office")
    open_here = [Button(label=say.label("Open here"), app=app, style="primary")] if app else []
    return Screen(
        text=text,
        rows=layout_buttons(
            open_here,
            [Button(label=label, url=link, style="" if app else "primary")],
            [
                Button(label=say.label("Copy link"), copy=link),
                Button(label=say.label("Back"), callback=ShowOffice()),
            ],
        ),
    )
