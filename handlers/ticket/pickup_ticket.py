"""A pickup ticket: its words for the holder and for the staff who scan it."""

from markupsafe import Markup

from handlers.callbacks.alley import SendVenue
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.scan import CollectUnits
from handlers.callbacks.ticket import ShowTickets
from handlers.callbacks.waitlist import ShowBooking
from handlers.drop.calendar_views import calendar_button
from handlers.ticket.kind_views import FaceWords, KindViews
from handlers.ticket.ticket_text import (
    code_text,
    copy_button,
    hours_line,
    place_text,
    scanned_at_text,
    scanned_by,
    stall_line,
    ticket_item,
    to_pay_text,
)
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.say import Say
from market.ticket.facts import TicketFacts, TicketStatus


def holder_page(say: Say, ticket: TicketFacts, state: Markup, status: TicketStatus) -> Screen:
    """Shows a pickup ticket as it is now, to be scanned at the stall."""
    first = say("<b>Pickup ticket: {units} × {item}</b>", units=ticket.units, item=ticket_item(say, ticket))
    return booking_page(say, ticket, first, state, status=status)


def booking_page(
    say: Say, ticket: TicketFacts, first: Markup, state: Markup, *, status: TicketStatus
) -> Screen:
    """Shows a ticket of a booking, whose first line says what it is. One that is used or no longer works asks for no money and no way there."""
    is_valid = status is TicketStatus.VALID
    parts = (
        first,
        *([to_pay_text(say, ticket, ticket.left)] if is_valid else []),
        place_text(say, ticket),
        code_text(say, ticket),
        state,
    )
    mine = [Button(label=say.label("My tickets"), callback=ShowTickets(), below=True)]
    rows = layout_buttons(*(_valid_buttons(say, ticket) if is_valid else []), mine)
    return Screen(text=Markup("\n").join(parts), rows=rows)


def _valid_buttons(say: Say, ticket: TicketFacts) -> list[list[Button]]:
    """Returns the buttons of a ticket that can be used: the way there, and the booking as long as nothing of it was used."""
    change = Button(
        label=say.label("Change booking"),
        callback=ShowBooking(booking=ticket.booking, back_to=ListLocation().code),
        below=True,
    )
    return [
        [
            Button(
                label=say.label("Directions"),
                callback=SendVenue(alley=ticket.alley.id, ticket=ticket.id),
                below=True,
            ),
            calendar_button(say, ticket.drop, ticket.item_id),
        ],
        [copy_button(say, ticket), *([] if ticket.done else [change])],
    ]


def face_words(say: Say, ticket: TicketFacts) -> FaceWords:
    return FaceWords(
        # text: on the picture of a ticket that is shown to collect goods, in big letters
        kind=say.plain("PICKUP"),
        # text: the number of units on the picture of a ticket
        quantity=say.plain("{units} ×", units=ticket.units),
        title=ticket_item(say, ticket),
        lines=(stall_line(say, ticket), hours_line(say, ticket)),
        partly=say.plain("{done} of {units} collected", done=ticket.done, units=ticket.units),
        # text: across the picture of a ticket that was used, in big letters
        done=say.plain("COLLECTED"),
        done_at=scanned_at_text(say, ticket),
    )


def valid_text(say: Say, ticket: TicketFacts) -> Markup:
    if ticket.done:
        return say(
            "Collected {done} of {units}, {at}.",
            done=ticket.done,
            units=ticket.units,
            at=scanned_at_text(say, ticket),
        )
    return say("Show this picture or say the code. Not collected yet.")


def done_text(say: Say, ticket: TicketFacts) -> Markup:
    return say("All collected, {at}.", at=scanned_at_text(say, ticket))


def staff_valid_text(say: Say, ticket: TicketFacts) -> Markup:
    head = say(
        "<b>VALID</b>. Pickup: {units} × {item}, none collected yet.",
        units=ticket.units,
        item=ticket_item(say, ticket),
    )
    if ticket.done:
        head = say(
            "<b>VALID</b>. Pickup: {units} × {item}. {done} collected {at}, by {name}.",
            units=ticket.units,
            item=ticket_item(say, ticket),
            done=ticket.done,
            at=scanned_at_text(say, ticket),
            name=scanned_by(ticket),
        )
    return Markup("\n").join((head, to_pay_text(say, ticket, ticket.left), code_text(say, ticket)))


def staff_done_text(say: Say, ticket: TicketFacts) -> Markup:
    return say(
        "<b>ALREADY COLLECTED</b>. {done} of {units}, {at}, by {name}.",
        done=ticket.done,
        units=ticket.units,
        at=scanned_at_text(say, ticket),
        name=scanned_by(ticket),
    )


def scan_button(say: Say, ticket: TicketFacts, units: int) -> Button:
    callback = CollectUnits(code=ticket.code, units=units)
    return Button(label=say.label("Hand over {count}", count=units), callback=callback)


def scanned_text(say: Say, ticket: TicketFacts, units: int) -> Markup:
    return say(
        "<b>HANDED OVER</b>. {done} of {units}, {at}.",
        done=ticket.done,
        units=ticket.units,
        at=scanned_at_text(say, ticket),
    )


def scanned_toast(say: Say) -> str:
    return say.plain("Handed over.")


def left_text(say: Say, ticket: TicketFacts) -> str:
    # text: units of an item, in a list
    return say.plain("{units} × {item}", units=ticket.left, item=ticket_item(say, ticket))


def together_label(say: Say, count: int) -> str:
    # text: on a button, with the number of tickets whose goods are handed over by one tap
    return say.label("Hand over all {count}", count=count)


def together_text(say: Say, items: str) -> Markup:
    return say("<b>HANDED OVER</b>. {items}.", items=items)


PICKUP_VIEWS = KindViews(
    holder_page=holder_page,
    face_words=face_words,
    valid_text=valid_text,
    done_text=done_text,
    staff_valid_text=staff_valid_text,
    staff_done_text=staff_done_text,
    scan_button=scan_button,
    scanned_text=scanned_text,
    scanned_toast=scanned_toast,
    left_text=left_text,
    together_label=together_label,
    together_text=together_text,
)
