"""A booking of a holder without a phone: their name is asked for, and what is left is handed over."""

from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.desk import ShowBookings
from handlers.callbacks.scan import CollectSpoken, HandOverSpoken
from handlers.scan.hand_over_views import left_buttons
from handlers.scan.scan_text import ACCEPTED, REFUSED, next_rows, signed
from handlers.ticket.ticket_kinds import kind_views
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.say import Say
from market.ticket.facts import TicketFacts
from market.ticket.ticket_code import grouped
from market.ticket.ticket_words import late_text
from market.ticket.without_phone import SpokenTicket, letters_of
from storage.sale import SaleMethod


def holder_name_ask(say: Say, code: str, stall_day: int) -> Screen:
    """Asks for the name of whoever booked. The screen never says it."""
    text = say(
        "Without the phone, booking <code>{code}</code>: ask for their name. Type its first three letters, or all of a shorter one.",
        code=grouped(code),
    )
    return Screen(text=text, rows=layout_buttons([_list_button(say, stall_day)]))


def spoken_page(say: Say, ticket: TicketFacts, spoken: SpokenTicket, *, now: datetime) -> Screen:
    """Shows a booking whose name fits, with the ways to hand over all that is left of it."""
    of = {"stall_day": spoken.stall_day, "code": ticket.code, "name": letters_of(spoken.name)}

    def paid_by(method: SaleMethod) -> Callback:
        return HandOverSpoken(done=ticket.done, method=method, **of)

    lines = (
        signed(ACCEPTED[ticket.kind], kind_views(ticket.kind).staff_valid_text(say, ticket)),
        *late_text(say, ticket, now),
        say("The name matches. Their ticket will say that it was used without the phone."),
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            left_buttons(say, ticket, CollectSpoken(**of), paid_by), [_list_button(say, spoken.stall_day)]
        ),
    )


def spoken_unknown(say: Say, spoken: SpokenTicket) -> Screen:
    """Answers a name and a code that do not lead to one booking; it does not say which of them is wrong."""
    verdict = say(
        "<b>NOT FOUND</b>. No booking this evening, or more than one, fits this name and code. Ask again and type more. After ten wrong tries, wait an hour."
    )
    return Screen(text=signed(REFUSED, verdict), rows=next_rows(say, [_list_button(say, spoken.stall_day)]))


def _list_button(say: Say, stall_day: int) -> Button:
    return Button(label=say.label("List of bookings"), callback=ShowBookings(stall_day=stall_day))
