"""The place of an alley, as Telegram's own venue: a map that opens in the reader's navigation."""

from markupsafe import Markup

from handlers.callbacks.alley import SendVenue
from handlers.callbacks.drop import ShowDrop
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.neighbour import ShowNeighbour
from handlers.callbacks.start import ShowStart
from handlers.callbacks.ticket import ShowTicket
from handlers.drop.views import ALLEY
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen, Venue
from locales.say import Say
from locales.user_text import sanitize_name
from market.alley import AlleyLocation

CITY = 60


def directions(say: Say, opened: SendVenue, alley: AlleyLocation) -> Screen:
    """Shows an alley on a map, with the way back to where `opened` was tapped."""
    name, city = sanitize_name(alley.name, ALLEY), sanitize_name(alley.city, CITY)
    near = Button(label=say.label("I live near here"), callback=ShowNeighbour(alley=opened.alley))
    return Screen(
        text=Markup("<b>{}</b>\n{}").format(name, city),
        venue=Venue(title=name, address=city, latitude=alley.latitude, longitude=alley.longitude),
        rows=layout_buttons([_back(say, opened)], [near]),
    )


def _back(say: Say, opened: SendVenue) -> Button:
    if opened.ticket:
        return Button(label=say.label("Back to the ticket"), callback=ShowTicket(ticket=opened.ticket))
    if opened.drop:
        return Button(
            label=say.label("Back to the drop"),
            callback=ShowDrop(drop=opened.drop, back_to=ListLocation().code),
        )
    return Button(label=say.label("Back"), callback=ShowStart())
