"""A drop as a calendar file, in the chat or at its address."""

from handlers.callbacks.drop import AddToCalendar
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Document, Screen
from locales.say import Say
from market.drop.facts import DropFacts


def calendar_button(say: Say, drop: int, item: int = 0) -> Button:
    """Returns the button that sends the file of a drop, or of its slot `item`."""
    return Button(
        label=say.label("Add to calendar"), callback=AddToCalendar(drop=drop, item=item), below=True
    )


def calendar_screen(say: Say, drop: DropFacts, data: bytes, public_url: str = "") -> Screen:
    """Returns the file with a word on what to do with it; `public_url` is the address of the market's pages, "" for none."""
    address = f"{public_url}/d/{drop.code}.ics"
    in_browser = Button(label=say.label("Open in the browser"), url=address)
    return Screen(
        text=say("Open this file to add it to your calendar. It reminds you two hours before."),
        document=Document(f"lorong-{drop.code}.ics", data),
        rows=layout_buttons([in_browser] if public_url else []),
    )
