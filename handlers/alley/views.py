"""The place of an alley, as Telegram's own venue: a map that opens in the reader's navigation."""

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.complaint import AskLoud
from handlers.callbacks.drop import ShowDrop
from handlers.callbacks.help_call import AskHelp
from handlers.callbacks.neighbour import ShowNeighbour
from handlers.callbacks.ticket import ShowTicket
from handlers.ui.button_layout import layout_buttons
from handlers.ui.help_button import help_button
from handlers.ui.screen import Button, Screen, Venue
from locales.say import Say
from locales.user_text import ALLEY, sanitize_name
from market.alley import AlleyLocation

CITY = 60


def directions(say: Say, alley_id: int, alley: AlleyLocation, back: Callback) -> Screen:
    """Shows an alley on a map; `back` leads to where it was opened."""
    name, city = sanitize_name(alley.name, ALLEY), sanitize_name(alley.city, CITY)
    loud = Button(label=say.label("It is loud now"), callback=AskLoud(alley=alley_id, **_opened_from(back)))
    near = Button(label=say.label("I live near here"), callback=ShowNeighbour(alley=alley_id))
    return Screen(
        text=Markup("<b>{}</b>\n{}").format(name, city),
        venue=Venue(title=name, address=city, latitude=alley.latitude, longitude=alley.longitude),
        rows=layout_buttons(
            [Button(label=_back_label(say, back), callback=back)],
            [near, help_button(say, AskHelp(alley=alley_id, **_opened_from(back)))],
            [loud],
        ),
    )


def _opened_from(back: Callback) -> dict[str, int]:
    """Returns the ticket or drop that the map was opened from."""
    match back:
        case ShowTicket():
            return {"ticket": back.ticket}
        case ShowDrop():
            return {"drop": back.drop}
        case _:
            return {}


def _back_label(say: Say, back: Callback) -> str:
    match back:
        case ShowTicket():
            return say.label("Back to the ticket")
        case ShowDrop():
            return say.label("Back to the drop")
        case _:
            return say.label("Back")
