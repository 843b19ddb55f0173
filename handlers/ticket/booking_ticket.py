"""Tickets of bookings, which are shown to collect goods or to be let in: one page, one picture and one flow, with the words of each kind."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from handlers.callbacks.alley import SendVenue
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.scan import CollectUnits
from handlers.callbacks.ticket import ShowTickets
from handlers.callbacks.waitlist import ShowBooking
from handlers.drop.calendar_views import calendar_button
from handlers.drop.views import closed_lines, note_lines
from handlers.ticket.kind_views import FaceWords, KindViews
from handlers.ticket.ticket_text import (
    code_text,
    copy_button,
    hours_line,
    place_text,
    scanned_at_text,
    scanned_by,
    stall_line,
    still_waiting_text,
    ticket_item,
    to_pay_text,
)
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.say import Say
from market.ticket.facts import TicketFacts, TicketStatus

Facts = dict[str, int | str]
"""`units` and how many are `done`, `at` the last scan, the `name` of who scanned, and the `item`: what the words of a kind may say."""
Text = Callable[[Say, Facts], Markup]


@dataclass(frozen=True, kw_only=True)
class BookingWords:
    """The words of a kind: `face` and those after it on the picture, `staff_...` for the staff who scan it, `scan` on their button."""

    heading: Text
    face: Callable[[Say], str]
    face_partly: Callable[[Say, Facts], str]
    face_done: Callable[[Say], str]
    unused: Text
    partly: Text
    done: Text
    staff_unused: Text
    staff_partly: Text
    staff_done: Text
    scan: Callable[[Say, int], str]
    scanned: Text
    scanned_toast: Callable[[Say], str]
    together: Callable[[Say, int], str]
    scanned_together: Callable[[Say, str], Markup]


def booking_views(words: BookingWords) -> KindViews:
    """Returns the views of a kind with these words."""
    return KindViews(
        holder_page=lambda say, ticket, state, status: booking_page(
            say, ticket, words.heading(say, _facts(say, ticket)), state, status=status
        ),
        face_words=lambda say, ticket: _face_words(say, ticket, words),
        valid_text=lambda say, ticket: (words.partly if ticket.done else words.unused)(
            say, _facts(say, ticket)
        ),
        done_text=lambda say, ticket: words.done(say, _facts(say, ticket)),
        staff_valid_text=lambda say, ticket: Markup("\n").join(
            (
                (words.staff_partly if ticket.done else words.staff_unused)(say, _facts(say, ticket)),
                to_pay_text(say, ticket, ticket.left),
                code_text(say, ticket),
            )
        ),
        staff_done_text=lambda say, ticket: words.staff_done(say, _facts(say, ticket)),
        scan_button=lambda say, ticket, units: Button(
            label=words.scan(say, units), callback=CollectUnits(code=ticket.code, units=units)
        ),
        scanned_text=lambda say, ticket, _: words.scanned(say, _facts(say, ticket)),
        scanned_toast=words.scanned_toast,
        # text: units of an item, in a list
        left_text=lambda say, ticket: say.plain(
            "{units} × {item}", units=ticket.left, item=ticket_item(say, ticket)
        ),
        together_label=words.together,
        together_text=words.scanned_together,
    )


def _facts(say: Say, ticket: TicketFacts) -> Facts:
    return {
        "units": ticket.units,
        "done": ticket.done,
        "item": ticket_item(say, ticket),
        "at": scanned_at_text(say, ticket),
        "name": scanned_by(ticket),
    }


def booking_page(
    say: Say, ticket: TicketFacts, first: Markup, state: Markup, *, status: TicketStatus
) -> Screen:
    """Shows a ticket of a booking, whose first line says what it is. One that is used or no longer works asks for no money and no way there."""
    is_valid = status is TicketStatus.VALID
    parts = (
        first,
        *([to_pay_text(say, ticket, ticket.left)] if is_valid else []),
        place_text(say, ticket),
        *((*closed_lines(say, ticket.alley), *note_lines(say, ticket.note)) if is_valid else ()),
        code_text(say, ticket),
        state,
        *(still_waiting_text(say, ticket.still_waiting) if is_valid else ()),
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


def _face_words(say: Say, ticket: TicketFacts, words: BookingWords) -> FaceWords:
    return FaceWords(
        kind=words.face(say),
        # text: the number of units on the picture of a ticket
        quantity=say.plain("{units} ×", units=ticket.units),
        title=ticket_item(say, ticket),
        lines=(stall_line(say, ticket), hours_line(say, ticket)),
        partly=words.face_partly(say, _facts(say, ticket)),
        done=words.face_done(say),
        done_at=scanned_at_text(say, ticket),
    )


PICKUP_VIEWS = booking_views(
    BookingWords(
        heading=lambda say, facts: say("<b>Pickup ticket: {units} × {item}</b>", **facts),
        # text: on the picture of a ticket that is shown to collect goods, in big letters
        face=lambda say: say.plain("PICKUP"),
        face_partly=lambda say, facts: say.plain("{done} of {units} collected", **facts),
        # text: across the picture of a ticket that was used, in big letters
        face_done=lambda say: say.plain("COLLECTED"),
        unused=lambda say, _: say("Show this picture or say the code. Not collected yet."),
        partly=lambda say, facts: say("Collected {done} of {units}, {at}.", **facts),
        done=lambda say, facts: say("All collected, {at}.", **facts),
        staff_unused=lambda say, facts: say(
            "<b>VALID</b>. Pickup: {units} × {item}, none collected yet.", **facts
        ),
        staff_partly=lambda say, facts: say(
            "<b>VALID</b>. Pickup: {units} × {item}. {done} collected {at}, by {name}.", **facts
        ),
        staff_done=lambda say, facts: say(
            "<b>ALREADY COLLECTED</b>. {done} of {units}, {at}, by {name}.", **facts
        ),
        scan=lambda say, units: say.label("Hand over {count}", count=units),
        scanned=lambda say, facts: say("<b>HANDED OVER</b>. {done} of {units}, {at}.", **facts),
        scanned_toast=lambda say: say.plain("Handed over."),
        # text: on a button, with the number of tickets whose goods are handed over by one tap
        together=lambda say, count: say.label("Hand over all {count}", count=count),
        scanned_together=lambda say, items: say("<b>HANDED OVER</b>. {items}.", items=items),
    )
)
ADMISSION_VIEWS = booking_views(
    BookingWords(
        heading=lambda say, facts: say("<b>Admission: {units} × {item}</b>", **facts),
        # text: on the picture of a ticket that is shown to be let in, in big letters
        face=lambda say: say.plain("ADMISSION"),
        face_partly=lambda say, facts: say.plain("{done} of {units} admitted", **facts),
        # text: across the picture of a ticket whose people were let in, in big letters
        face_done=lambda say: say.plain("ADMITTED"),
        unused=lambda say, _: say("Show this picture or say the code. Not used yet."),
        partly=lambda say, facts: say("Admitted {done} of {units}, {at}.", **facts),
        done=lambda say, facts: say("All admitted, {at}.", **facts),
        staff_unused=lambda say, facts: say(
            "<b>VALID</b>. Admission: {units} × {item}, nobody admitted yet.", **facts
        ),
        staff_partly=lambda say, facts: say(
            "<b>VALID</b>. Admission: {units} × {item}. {done} admitted {at}, by {name}.", **facts
        ),
        staff_done=lambda say, facts: say(
            "<b>ALREADY ADMITTED</b>. {done} of {units}, {at}, by {name}.", **facts
        ),
        scan=lambda say, units: say.label("Admit {count}", count=units),
        scanned=lambda say, facts: say("<b>ADMITTED</b>. {done} of {units}, {at}.", **facts),
        scanned_toast=lambda say: say.plain("Admitted."),
        # text: on a button, with the number of tickets whose people are let in by one tap
        together=lambda say, count: say.label("Admit all {count}", count=count),
        scanned_together=lambda say, items: say("<b>ADMITTED</b>. {items}.", items=items),
    )
)
