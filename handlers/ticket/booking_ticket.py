"""Tickets of bookings, which are shown to collect goods or to be let in: one page, one picture and one flow, with the words of each kind."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from handlers.callbacks.alley import SendVenue
from handlers.callbacks.help_call import AskHelp
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.printing import PrintTicket
from handlers.callbacks.ticket import ShowTicket, ShowTicketDetails, ShowTickets
from handlers.callbacks.waitlist import ShowBooking
from handlers.drop.calendar_views import calendar_button
from handlers.drop.views import closed_lines, stop_lines
from handlers.ticket.kind_views import FaceWords, KindViews
from handlers.ticket.ticket_text import (
    code_text,
    copy_button,
    hours_line,
    paid_ahead_text,
    place_text,
    scanned_at_text,
    scanned_by,
    stall_line,
    still_waiting_text,
    take_text,
    to_pay_text,
)
from handlers.ui.button_layout import layout_buttons
from handlers.ui.help_button import help_button
from handlers.ui.pitch_text import pitch_lines
from handlers.ui.screen import Button, Screen
from locales.say import Say
from locales.user_text import ALLEY, sanitize_name
from market.drop.stall_words import note_lines
from market.ticket.facts import TicketFacts, TicketStatus
from market.ticket.ticket_words import pay_text, ticket_item
from storage.sale import SaleMethod
from storage.ticket import TicketKind

Facts = dict[str, int | str]
"""`units` and how many are `done`, `at` the last scan, the `name` of who scanned, the `item` and `what` went out: what the words of a kind may say."""
Text = Callable[[Say, Facts], Markup]


@dataclass(frozen=True, kw_only=True)
class BookingWords:
    """The words of a kind: `face` and those after it on the picture, `staff_...` for the staff who scan it.

    `done_label` is on their button where nothing is to pay, `paid_label` on that of each way to pay; `scanned` says `what` went out, and how it was paid.
    """

    heading: Text
    face: Callable[[Say], str]
    face_partly: Callable[[Say, Facts], str]
    face_done: Callable[[Say], str]
    unused: Text
    partly: Text
    done: Text
    without_phone: Text
    staff_unused: Text
    staff_partly: Text
    staff_done: Text
    done_label: Callable[[Say], str]
    paid_label: Callable[[Say, SaleMethod], str]
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
        done_text=lambda say, ticket: (words.without_phone if ticket.went_without_phone else words.done)(
            say, _facts(say, ticket)
        ),
        staff_valid_text=lambda say, ticket: _staff_valid_text(say, ticket, words),
        staff_done_text=lambda say, ticket: words.staff_done(say, _facts(say, ticket)),
        scanned_toast=words.scanned_toast,
    )


def _staff_valid_text(say: Say, ticket: TicketFacts, words: BookingWords) -> Markup:
    """Returns what to take for what is left, then what it is."""
    what = (words.staff_partly if ticket.done else words.staff_unused)(say, _facts(say, ticket))
    verdict = say.sentences(take_text(say, ticket, ticket.left), what)
    return Markup("\n").join((verdict, *paid_ahead_text(say, ticket), code_text(say, ticket)))


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
    """Shows a ticket of a booking, whose first line says what it is. One that can be used says below its picture what to pay, when and where, and its code."""
    if status is not TicketStatus.VALID:
        mine = Button(label=say.label("My tickets"), callback=ShowTickets(), below=True)
        text = Markup("\n").join((first, place_text(say, ticket), code_text(say, ticket), state))
        return Screen(text=text, rows=layout_buttons([mine]))
    # text: a day and hours, and the alley
    when = say(
        "{first}, {second}", first=hours_line(say, ticket), second=sanitize_name(ticket.alley.name, ALLEY)
    )
    parts = (
        first,
        say.sentences(pay_text(say, ticket), state),
        when,
        *pitch_lines(say, ticket.pitch, ticket.moved_to),
        code_text(say, ticket),
        *closed_lines(say, ticket.alley),
        *stop_lines(say, ticket.stop_kind, ticket.stop_until, ticket.alley.zone),
        *note_lines(say, ticket.note),
        *still_waiting_text(say, ticket.still_waiting),
    )
    return Screen(text=Markup("\n").join(parts), rows=layout_buttons(*_valid_buttons(say, ticket)))


def details_page(say: Say, ticket: TicketFacts) -> Screen:
    """Shows the rest of a ticket that can be used: its price by parts, its stall and place, and what is rarely needed."""
    parts = (
        booking_words(ticket.kind).heading(say, _facts(say, ticket)),
        to_pay_text(say, ticket, ticket.left),
        place_text(say, ticket),
        *pitch_lines(say, ticket.pitch, ticket.moved_to),
        code_text(say, ticket),
        say("Show the picture of your ticket, or say the code."),
    )
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(
            [calendar_button(say, ticket.drop, ticket.item_id), copy_button(say, ticket)],
            [
                Button(label=say.label("My tickets"), callback=ShowTickets()),
                Button(label=say.label("Print"), callback=PrintTicket(ticket=ticket.id), below=True),
            ],
            [
                help_button(say, AskHelp(alley=ticket.alley.id, stall=ticket.stall, ticket=ticket.id)),
                Button(label=say.label("Back"), callback=ShowTicket(ticket=ticket.id)),
            ],
        ),
    )


def _valid_buttons(say: Say, ticket: TicketFacts) -> list[list[Button]]:
    """Returns the buttons of a ticket that can be used: the way there, the booking as long as nothing of it was used, and the rest."""
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
            *([] if ticket.done else [change]),
        ],
        [Button(label=say.label("More"), callback=ShowTicketDetails(ticket=ticket.id), below=True)],
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


PICKUP_WORDS = BookingWords(
    heading=lambda say, facts: say("<b>Pickup ticket: {units} × {item}</b>", **facts),
    # text: on the picture of a ticket that is shown to collect goods, in big letters
    face=lambda say: say.plain("PICKUP"),
    face_partly=lambda say, facts: say.plain("{done} of {units} collected", **facts),
    # text: across the picture of a ticket that was used, in big letters
    face_done=lambda say: say.plain("COLLECTED"),
    unused=lambda say, _: say("Not collected yet."),
    partly=lambda say, facts: say("Collected {done} of {units}, {at}.", **facts),
    done=lambda say, facts: say("All collected, {at}.", **facts),
    without_phone=lambda say, facts: say("Handed over without the phone, {at}, by the stall.", **facts),
    staff_unused=lambda say, facts: say("{units} × {item}, none collected yet.", **facts),
    staff_partly=lambda say, facts: say(
        "{units} × {item}. {done} collected {at}, scanned by {name}.", **facts
    ),
    staff_done=lambda say, facts: say(
        "<b>ALREADY COLLECTED</b>. {done} of {units}, {at}, scanned by {name}.", **facts
    ),
    done_label=lambda say: say.label("Handed over"),
    paid_label=lambda say, method: (
        say.label("Handed over, QR") if method is SaleMethod.QR else say.label("Handed over, cash")
    ),
    scanned=lambda say, facts: say("<b>HANDED OVER</b>. {what}, {at}.", **facts),
    scanned_toast=lambda say: say.plain("Handed over."),
    # text: on a button, with the number of tickets whose goods are handed over by one tap
    together=lambda say, count: say.label("Everything, {count} items", count=count),
    scanned_together=lambda say, items: say("<b>HANDED OVER</b>. {items}.", items=items),
)
ADMISSION_WORDS = BookingWords(
    heading=lambda say, facts: say("<b>Admission: {units} × {item}</b>", **facts),
    # text: on the picture of a ticket that is shown to be let in, in big letters
    face=lambda say: say.plain("ADMISSION"),
    face_partly=lambda say, facts: say.plain("{done} of {units} admitted", **facts),
    # text: across the picture of a ticket whose people were let in, in big letters
    face_done=lambda say: say.plain("ADMITTED"),
    unused=lambda say, _: say("Not used yet."),
    partly=lambda say, facts: say("Admitted {done} of {units}, {at}.", **facts),
    done=lambda say, facts: say("All admitted, {at}.", **facts),
    without_phone=lambda say, facts: say("Admitted without the phone, {at}, by the stall.", **facts),
    staff_unused=lambda say, facts: say("{units} × {item}, nobody admitted yet.", **facts),
    staff_partly=lambda say, facts: say(
        "{units} × {item}. {done} admitted {at}, scanned by {name}.", **facts
    ),
    staff_done=lambda say, facts: say(
        "<b>ALREADY ADMITTED</b>. {done} of {units}, {at}, scanned by {name}.", **facts
    ),
    done_label=lambda say: say.label("Admitted"),
    paid_label=lambda say, method: (
        say.label("Admitted, QR") if method is SaleMethod.QR else say.label("Admitted, cash")
    ),
    scanned=lambda say, facts: say("<b>ADMITTED</b>. {what}, {at}.", **facts),
    scanned_toast=lambda say: say.plain("Admitted."),
    # text: on a button, with the number of tickets whose people are let in by one tap
    together=lambda say, count: say.label("Admit all {count}", count=count),
    scanned_together=lambda say, items: say("<b>ADMITTED</b>. {items}.", items=items),
)
PICKUP_VIEWS, ADMISSION_VIEWS = booking_views(PICKUP_WORDS), booking_views(ADMISSION_WORDS)


def booking_words(kind: TicketKind) -> BookingWords:
    """Returns the words of a kind of ticket for a booking."""
    return ADMISSION_WORDS if kind is TicketKind.ADMISSION else PICKUP_WORDS
