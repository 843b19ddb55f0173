"""Directions: a venue, and the way back to where it was opened."""

import pytest
from markupsafe import Markup

from handlers.alley.routes import back_from
from handlers.alley.views import directions
from handlers.callbacks.alley import SendVenue
from handlers.callbacks.callback import Callback, parse_callback
from handlers.callbacks.drop import ShowDrop
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.start import ShowStart
from handlers.callbacks.ticket import ShowTicket
from handlers.ui.screen import Button, Screen
from handlers.ui.telegram_calls import ChatTarget, calls_to_show
from locales.say import speak
from locales.user_text import isolate
from market.alley import AlleyLocation

BAKAU = AlleyLocation(name="Lorong Bakau", city="Kota Kinabalu", latitude=5.98215, longitude=116.07467)


def first_button(screen: Screen) -> Button:
    return screen.rows[0][0]


@pytest.mark.parametrize(
    ("opened", "label", "back"),
    [
        (SendVenue(alley=1, ticket=7), "Back to the ticket", ShowTicket(ticket=7)),
        (SendVenue(alley=1, drop=3), "Back to the drop", ShowDrop(drop=3, back_to=ListLocation().code)),
        (SendVenue(alley=1), "Back", ShowStart()),
    ],
)
def test_back_leads_to_where_directions_were_opened(opened: SendVenue, label: str, back: Callback) -> None:
    button = first_button(directions(speak("en"), 1, BAKAU, back_from(opened)))
    assert (button.label, button.callback) == (label, back)


def test_a_button_from_before_there_was_a_way_back_still_works() -> None:
    assert parse_callback("al:1") == SendVenue(alley=1)


def test_it_is_telegrams_own_venue() -> None:
    [call] = calls_to_show(ChatTarget(chat=5), directions(speak("ms"), 1, BAKAU, ShowStart()))
    assert call.method == "sendVenue"
    assert {name: call.params[name] for name in ("chat_id", "latitude", "longitude", "title", "address")} == {
        "chat_id": 5,
        "latitude": 5.98215,
        "longitude": 116.07467,
        "title": isolate("Lorong Bakau"),
        "address": isolate("Kota Kinabalu"),
    }


def test_a_map_gives_way_to_the_next_screen_whatever_that_is() -> None:
    venue = ChatTarget(chat=5, message=9, has_picture=False, is_venue=True)
    for screen in (directions(speak("en"), 1, BAKAU, ShowStart()), Screen(text=Markup("Hello"))):
        gone, shown = calls_to_show(venue, screen)
        assert (gone.method, gone.params) == ("deleteMessage", {"chat_id": 5, "message_id": 9})
        assert shown.method in ("sendVenue", "sendMessage")
