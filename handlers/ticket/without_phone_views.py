"""A ticket that was used without its holder's phone: the message about it, and the way to say that it was somebody else."""

from handlers.callbacks.ticket import AskNotMe, ReportNotMe, ShowTicket
from handlers.ticket.ticket_text import goods_text
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Row, Screen
from locales.formats import format_datetime
from locales.say import Say
from locales.user_text import STALL, sanitize_name
from market.ticket.facts import ScanFacts, TicketFacts


def not_me_rows(say: Say, ticket: TicketFacts) -> tuple[Row, ...]:
    """Returns the way to the organisers below a ticket that was used without the phone; nothing below others."""
    if not ticket.went_without_phone:
        return ()
    return layout_buttons([_not_me_button(say, ticket)])


def not_me_ask(say: Say, ticket: TicketFacts) -> Screen:
    """Asks whether to tell the organisers."""
    text = say(
        "{goods}: somebody said your name and got it. If it was neither you nor a friend, tell the organisers: they see who handed it over, and ask there.",
        goods=goods_text(say, ticket, ticket.units),
    )
    return Screen(
        text=text,
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Tell the organisers"),
                    callback=ReportNotMe(ticket=ticket.id),
                    style="danger",
                )
            ],
            [Button(label=say.label("Back"), callback=ShowTicket(ticket=ticket.id))],
        ),
    )


def without_phone_message(say: Say, ticket: TicketFacts, scan: ScanFacts) -> Screen:
    """Tells a holder what was handed over without their phone."""
    text = say(
        "{goods}: handed over without your phone, {at}, by {stall}. They asked for your name.",
        goods=goods_text(say, ticket, scan.units),
        at=format_datetime(say, scan.at, ticket.alley.zone),
        stall=sanitize_name(scan.stall, STALL),
    )
    show = Button(label=say.label("Ticket"), callback=ShowTicket(ticket=ticket.id), below=True)
    return Screen(text=text, rows=layout_buttons([_not_me_button(say, ticket), show]))


def _not_me_button(say: Say, ticket: TicketFacts) -> Button:
    return Button(label=say.label("This was not me"), callback=AskNotMe(ticket=ticket.id), below=True)
