"""A person's calendar feed: the link that their calendar app reads, which is shown once, since it is not stored."""

from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.feed import AskStopFeed, MakeFeedLink, ShowFeed, StopFeed
from handlers.callbacks.settings import ShowSettings
from handlers.ui.button_layout import layout_buttons
from handlers.ui.danger_question import danger_question
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime
from locales.say import Say


def feed_page(say: Say, made_at: datetime | None, zone: str, has_address: bool) -> Screen:
    """Shows since when the person has a link, None for none. Without an address of the market's pages there are no links."""
    does = say(
        "The calendar on your phone can show what you have booked here, and follows when a stall changes the time."
    )
    back = [Button(label=say.label("Back"), callback=ShowSettings())]
    if not has_address:
        needs = say(
            "It needs an address for this market's pages: the person who runs Lorong can set <code>{setting}</code>. "
            "Until then, each ticket has its own file for your calendar.",
            setting="LORONG_PUBLIC_URL",
        )
        return Screen(text=Markup("\n").join((does, needs)), rows=layout_buttons(back))
    if made_at is None:
        make = Button(label=say.label("Make a link"), callback=MakeFeedLink(), style="primary")
        once = say("Make a link, and add it to your calendar once.")
        return Screen(text=Markup("\n").join((does, once)), rows=layout_buttons([make], back))
    works = say(
        "You made your link {at}. We do not keep it, so we cannot show it again. If you need it once more, or somebody else has it, make a new one.",
        at=format_datetime(say, made_at, zone),
    )
    change = [
        Button(label=say.label("New link"), callback=MakeFeedLink()),
        Button(label=say.label("Stop"), callback=AskStopFeed()),
    ]
    return Screen(text=Markup("\n").join((does, works)), rows=layout_buttons(change, back))


def feed_link(say: Say, link: str) -> Screen:
    """Shows a new link, and how it is added."""
    lines = (
        say("Your calendar link. Copy it now, we show it once:"),
        Markup("{}").format(link),
        say("iPhone: Calendar, Calendars, Add Calendar, Add Subscription Calendar, then paste it."),
        say("Google Calendar: on a computer, Other calendars +, From URL, then paste it."),
        say("Anybody with this link can see your bookings: please keep it to yourself."),
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [Button(label=say.label("Copy link"), copy=link)],
            [Button(label=say.label("Back"), callback=ShowFeed())],
        ),
    )


def new_link_ask(say: Say) -> Screen:
    """Asks before a new link ends the one there is."""
    text = say("Make a new link? The old one stops, and you add the new one to your calendar again.")
    return danger_question(
        text, say.label("New link"), MakeFeedLink(replaces=True), keep=say.label("Keep the link")
    )


def stop_ask(say: Say) -> Screen:
    """Asks before the link ends."""
    text = say("Stop your calendar link? Your calendar then gets no more changes. Your bookings stay.")
    return danger_question(text, say.label("Stop"), StopFeed(), keep=say.label("Keep the link"))
