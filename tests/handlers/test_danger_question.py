"""The question before something that hurts."""

from markupsafe import Markup

from handlers.callbacks.organiser_packaging import CloseHub, OverseeHub
from handlers.ui.danger_question import danger_question


def test_what_hurts_is_red_and_what_keeps_leads_to_where_it_came_from() -> None:
    screen = danger_question(Markup("Close it?"), "Close the hub", CloseHub(hub=7), keep="Keep it")
    [[keep], [close]] = screen.rows
    assert (keep.label, keep.callback, keep.style) == ("Keep it", OverseeHub(hub=7), "primary")
    assert (close.label, close.callback, close.style) == ("Close the hub", CloseHub(hub=7), "danger")
