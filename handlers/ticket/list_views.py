"""The lists of a person's tickets and of borrowed packaging."""

from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.drop import ShowDrops
from handlers.callbacks.hub import ShowHubs
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.start import ShowStart
from handlers.callbacks.ticket import ShowReturns, ShowTicket, ShowTickets
from handlers.ticket.views import ticket_state_text
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_day
from locales.say import Say
from locales.units import format_units
from locales.user_text import DROP, STALL, sanitize_name
from market.ticket.facts import TicketFacts, TicketStatus, ticket_status
from market.ticket.own_tickets import PAGE, TicketPage
from market.ticket.ticket_words import ticket_amount, ticket_item


def ticket_list(say: Say, page: TicketPage, now: datetime) -> Screen:
    if not page.count:
        return Screen(
            text=say("No tickets yet. You get one when you book."),
            rows=layout_buttons(
                [
                    Button(
                        label=say.label("This weekend"),
                        callback=ShowDrops(back_to=ListLocation().code),
                        style="primary",
                    )
                ],
                [Button(label=say.label("Back"), callback=ShowStart())],
            ),
        )
    head = say.many("{count} ticket", "{count} tickets", page.count)
    rows = [_row(say, place, ticket, now) for place, ticket in _numbered_tickets(page)]
    return Screen(
        text=Markup("\n").join((head, *rows, *page_text(say, page.page, page.pages))),
        rows=layout_buttons(
            *([_ticket_button(place, ticket)] for place, ticket in _numbered_tickets(page)),
            *pager(say, page.page, page.pages, lambda page: ShowTickets(page=page)),
            [
                Button(label=say.label("Returns"), callback=ShowReturns()),
                Button(label=say.label("Back"), callback=ShowStart()),
            ],
        ),
    )


def return_list(say: Say, page: TicketPage, returned: int) -> Screen:
    """Shows the packaging to return; `returned` counts all units ever returned."""
    back = [
        Button(label=say.label("Tickets"), callback=ShowTickets()),
        Button(label=say.label("Back"), callback=ShowStart()),
    ]
    if not page.count:
        hint = say(
            "When a stall lends you a cup or a box, it is listed here. Show its ticket where you return it."
        )
        thanks = say.many("{count} item returned. Thank you.", "{count} items returned. Thank you.", returned)
        parts = (say("You have nothing to return."), thanks if returned else hint)
        return Screen(text=Markup("\n").join(parts), rows=layout_buttons(back))
    rows = [_return_row(say, place, ticket) for place, ticket in _numbered_tickets(page)]
    typed = next((ticket for ticket in page.tickets if ticket.packaging), None)
    hubs = [Button(label=say.label("Hubs"), callback=ShowHubs(alley=typed.alley.id))] if typed else []
    return Screen(
        text=Markup("\n").join((say("To return:"), *rows, *page_text(say, page.page, page.pages))),
        rows=layout_buttons(
            *([_ticket_button(place, ticket)] for place, ticket in _numbered_tickets(page)),
            *pager(say, page.page, page.pages, lambda page: ShowReturns(page=page)),
            [*hubs, *back],
        ),
    )


def _return_row(say: Say, place: int, ticket: TicketFacts) -> Markup:
    row = say(
        "{number}. {units}, {stall} · by {by}",
        number=place,
        units=format_units(say, ticket.unit, ticket.left),
        stall=sanitize_name(ticket.stall_name, STALL),
        by=format_day(say, ticket.due_at or ticket.starts_at, ticket.alley.zone),
    )
    if not ticket.deposit:
        return row
    return say(
        "{row} · {deposit} refunded",
        row=row,
        deposit=ticket_amount(say, ticket, ticket.left * ticket.deposit),
    )


def _row(say: Say, place: int, ticket: TicketFacts, now: datetime) -> Markup:
    head = say(
        "{number}. {units} × {item}, {stall} · {when}",
        number=place,
        units=ticket.units,
        item=ticket_item(say, ticket),
        stall=sanitize_name(ticket.stall_name, STALL),
        when=format_datetime(say, ticket.starts_at, ticket.alley.zone),
    )
    status = ticket_status(ticket, now)
    if status is TicketStatus.VALID and not ticket.done:
        return head
    return Markup(" · ").join((head, ticket_state_text(say, ticket, status)))


def _numbered_tickets(page: TicketPage) -> list[tuple[int, TicketFacts]]:
    return list(enumerate(page.tickets, (page.page - 1) * PAGE + 1))


def _ticket_button(place: int, ticket: TicketFacts) -> Button:
    return Button(
        label=f"{place} {shorten_label(sanitize_name(ticket.drop_name, DROP), 26)}",
        callback=ShowTicket(ticket=ticket.id),
        line=place,
    )
