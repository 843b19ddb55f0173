"""The location of an alley: its address and a map link."""

from handlers.callbacks.neighbour import ShowNeighbour
from handlers.callbacks.start import ShowStart
from handlers.drop.views import ALLEY
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.say import Say
from locales.user_text import sanitize_name
from market.alley import AlleyLocation

MAP = "https://www.openstreetmap.org/?mlat={0}&mlon={1}#map=18/{0}/{1}"


def directions(say: Say, alley_id: int, alley: AlleyLocation) -> Screen:
    pin = f"{alley.latitude:.5f}, {alley.longitude:.5f}"
    text = say(
        "{alley}, {city}. On a map: {pin}.", alley=sanitize_name(alley.name, ALLEY), city=alley.city, pin=pin
    )
    return Screen(
        text=text,
        rows=layout_buttons(
            [Button(label=say.label("Open the map"), url=MAP.format(*pin.split(", ")))],
            [Button(label=say.label("Copy location"), copy=pin)],
            [Button(label=say.label("I live near here"), callback=ShowNeighbour(alley=alley_id))],
            [Button(label=say.label("Back"), callback=ShowStart())],
        ),
    )
