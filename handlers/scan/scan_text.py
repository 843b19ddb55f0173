"""Parts that all verdicts share: a sign to be seen at arm's length, and the next step."""

from markupsafe import Markup

from handlers.callbacks.scan import AskScan
from handlers.callbacks.start import ShowStart
from handlers.callbacks.ticket import ShowTickets
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Row
from locales.say import Say
from storage.ticket import TicketKind

REFUSED = "⛔"
ACCEPTED = {TicketKind.PICKUP: "✅", TicketKind.ADMISSION: "✅", TicketKind.RETURNS: "↩"}
"""Shown before a verdict and nowhere else."""


def signed(sign: str, verdict: Markup) -> Markup:
    return Markup("{} {}").format(sign, verdict)


def next_rows(say: Say, *groups: list[Button], place: str = "") -> tuple[Row, ...]:
    """Returns the way to the next scan, other buttons, and the way back."""
    return layout_buttons(
        [Button(label=say.label("Scan next"), callback=AskScan(place=place), style="primary")],
        *groups,
        [Button(label=say.label("Back"), callback=ShowStart())],
    )


def own_rows(say: Say) -> tuple[Row, ...]:
    """Returns the ways on for people who scan nothing: to their own tickets, and back."""
    return layout_buttons(
        [
            Button(label=say.label("My tickets"), callback=ShowTickets()),
            Button(label=say.label("Back"), callback=ShowStart()),
        ]
    )
