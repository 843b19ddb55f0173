"""What is seen of all of one's tickets, and of all that is out with one."""

from datetime import datetime

from markupsafe import Markup

from handlers.drop.callbacks import ShowDrops
from handlers.drop.lines import LINE
from handlers.drop.views import DROP, STALL
from handlers.drop.where import Where
from handlers.start.callbacks import ShowStart
from handlers.ticket.callbacks import ShowReturns, ShowTicket, ShowTickets
from handlers.ticket.views import amount, state
from handlers.ui.rows import narrow, packed, turning
from handlers.ui.screen import Button, Screen
from locales.formats import clock, day, moment
from locales.say import Say
from locales.units import counted
from locales.words import name
from market.ticket.facts import Standing, TicketFacts, standing
from market.ticket.own import PAGE, Tickets


def ticket_list(say: Say, page: Tickets, now: datetime) -> Screen:
    if not page.count:
        return Screen(
            say("No tickets yet. You get one when you confirm."),
            packed(
                [Button(say.label("This weekend"), ShowDrops(where=Where().code), style="primary")],
                [Button(say.label("Back"), ShowStart())],
            ),
        )
    head = say.many("{count} ticket", "{count} tickets", page.count)
    rows = [_row(say, place, ticket, now) for place, ticket in _numbered(page)]
    return Screen(
        Markup("\n").join((head, *rows)),
        packed(
            *([_ticket_button(place, ticket)] for place, ticket in _numbered(page)),
            turning(say, page.page, page.pages, lambda page: ShowTickets(page=page)),
            [Button(say.label("Returns"), ShowReturns()), Button(say.label("Back"), ShowStart())],
        ),
    )


def return_list(say: Say, page: Tickets, returned: int) -> Screen:
    """What is out; `returned` is how much came back, ever."""
    back = [Button(say.label("Tickets"), ShowTickets()), Button(say.label("Back"), ShowStart())]
    if not page.count:
        parts = [say("You have nothing to return.")]
        if returned:
            parts.append(
                say.many(
                    "{count} item returned. Thank you.",
                    "{count} items returned. Thank you.",
                    returned,
                )
            )
        return Screen(Markup("\n").join(parts), packed(back))
    rows = [
        say(
            "{number}. {units}, {stall} · by {by} · {deposit} refunded",
            number=place,
            units=counted(say, ticket.unit, ticket.left),
            stall=name(ticket.stall_name, STALL),
            by=day(say, ticket.due_at or ticket.starts_at, ticket.alley.zone),
            deposit=amount(say, ticket, ticket.left * ticket.deposit),
        )
        for place, ticket in _numbered(page)
    ]
    return Screen(
        Markup("\n").join((say("To return:"), *rows)),
        packed(
            *([_ticket_button(place, ticket)] for place, ticket in _numbered(page)),
            turning(say, page.page, page.pages, lambda page: ShowReturns(page=page)),
            back,
        ),
    )


def _row(say: Say, place: int, ticket: TicketFacts, now: datetime) -> Markup:
    head = say(
        "{number}. {units} × {line}, {stall} · {when}",
        number=place,
        units=ticket.units,
        line=_line(say, ticket),
        stall=name(ticket.stall_name, STALL),
        when=moment(say, ticket.starts_at, ticket.alley.zone),
    )
    stands = standing(ticket, now)
    if stands is Standing.VALID and not ticket.done:
        return head
    return Markup(" · ").join((head, state(say, ticket, stands)))


def _line(say: Say, ticket: TicketFacts) -> str:
    """An hour alone says little: then its drop's name is before it."""
    line = name(ticket.line, LINE)
    if ticket.line.strip() != clock(say, ticket.starts_at, ticket.alley.zone):
        return line
    # text: a drop, and one of its slots
    return say.plain("{drop}, {slot}", drop=name(ticket.drop_name, LINE), slot=line)


def _numbered(page: Tickets) -> list[tuple[int, TicketFacts]]:
    return list(enumerate(page.tickets, (page.page - 1) * PAGE + 1))


def _ticket_button(place: int, ticket: TicketFacts) -> Button:
    return Button(f"{place} {narrow(name(ticket.drop_name, DROP), 26)}", ShowTicket(ticket=ticket.id))
