"""An admission ticket: its words for the holder and for the staff who scan it."""

from dataclasses import replace

from markupsafe import Markup

from handlers.callbacks.scan import CollectUnits
from handlers.ticket.kind_views import FaceWords, KindViews
from handlers.ticket.pickup_ticket import PICKUP_VIEWS, booking_page
from handlers.ticket.ticket_text import code_text, scanned_at_text, scanned_by, ticket_item, to_pay_text
from handlers.ui.screen import Button, Screen
from locales.say import Say
from market.ticket.facts import TicketFacts, TicketStatus


def holder_page(say: Say, ticket: TicketFacts, state: Markup, status: TicketStatus) -> Screen:
    """Shows an admission ticket as it is now, to be scanned at the entrance."""
    first = say("<b>Admission: {units} × {item}</b>", units=ticket.units, item=ticket_item(say, ticket))
    return booking_page(say, ticket, first, state, status=status)


def face_words(say: Say, ticket: TicketFacts) -> FaceWords:
    return replace(
        PICKUP_VIEWS.face_words(say, ticket),
        # text: on the picture of a ticket that is shown to be let in, in big letters
        kind=say.plain("ADMISSION"),
        partly=say.plain("{done} of {units} admitted", done=ticket.done, units=ticket.units),
        # text: across the picture of a ticket whose people were let in, in big letters
        done=say.plain("ADMITTED"),
    )


def valid_text(say: Say, ticket: TicketFacts) -> Markup:
    if ticket.done:
        return say(
            "Admitted {done} of {units}, {at}.",
            done=ticket.done,
            units=ticket.units,
            at=scanned_at_text(say, ticket),
        )
    return say("Show this picture or say the code. Not used yet.")


def done_text(say: Say, ticket: TicketFacts) -> Markup:
    return say("All admitted, {at}.", at=scanned_at_text(say, ticket))


def staff_valid_text(say: Say, ticket: TicketFacts) -> Markup:
    head = say(
        "<b>VALID</b>. Admission: {units} × {item}, nobody admitted yet.",
        units=ticket.units,
        item=ticket_item(say, ticket),
    )
    if ticket.done:
        head = say(
            "<b>VALID</b>. Admission: {units} × {item}. {done} admitted {at}, by {name}.",
            units=ticket.units,
            item=ticket_item(say, ticket),
            done=ticket.done,
            at=scanned_at_text(say, ticket),
            name=scanned_by(ticket),
        )
    return Markup("\n").join((head, to_pay_text(say, ticket, ticket.left), code_text(say, ticket)))


def staff_done_text(say: Say, ticket: TicketFacts) -> Markup:
    return say(
        "<b>ALREADY ADMITTED</b>. {done} of {units}, {at}, by {name}.",
        done=ticket.done,
        units=ticket.units,
        at=scanned_at_text(say, ticket),
        name=scanned_by(ticket),
    )


def scan_button(say: Say, ticket: TicketFacts, units: int) -> Button:
    callback = CollectUnits(code=ticket.code, units=units)
    return Button(label=say.label("Admit {count}", count=units), callback=callback)


def scanned_text(say: Say, ticket: TicketFacts, units: int) -> Markup:
    return say(
        "<b>ADMITTED</b>. {done} of {units}, {at}.",
        done=ticket.done,
        units=ticket.units,
        at=scanned_at_text(say, ticket),
    )


def scanned_toast(say: Say) -> str:
    return say.plain("Admitted.")


def together_label(say: Say, count: int) -> str:
    # text: on a button, with the number of tickets whose people are let in by one tap
    return say.label("Admit all {count}", count=count)


def together_text(say: Say, items: str) -> Markup:
    return say("<b>ADMITTED</b>. {items}.", items=items)


ADMISSION_VIEWS = KindViews(
    holder_page=holder_page,
    face_words=face_words,
    valid_text=valid_text,
    done_text=done_text,
    staff_valid_text=staff_valid_text,
    staff_done_text=staff_done_text,
    scan_button=scan_button,
    scanned_text=scanned_text,
    scanned_toast=scanned_toast,
    left_text=PICKUP_VIEWS.left_text,
    together_label=together_label,
    together_text=together_text,
)
