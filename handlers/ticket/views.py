"""A ticket. It stays in the chat, so its times are absolute and its buttons open below."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.printing import PrintTicket
from handlers.callbacks.return_money import AskLeave
from handlers.callbacks.ticket import ShowReturns
from handlers.callbacks.waitlist import SayLate, UndoConfirm, UndoJoin
from handlers.ticket.face import ticket_face
from handlers.ticket.late_text import kept_text, late_button
from handlers.ticket.option_text import option_question, option_rows
from handlers.ticket.ticket_kinds import kind_views
from handlers.ticket.without_phone_views import not_me_rows
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Row, Screen, ScreenPicture, Shown
from locales.formats import format_datetime, format_day
from locales.say import Say
from locales.units import admits, format_units
from locales.user_text import STALL, sanitize_name
from market.packaging.refund import ReturnMoney
from market.ticket.booking_undo import UndoneAct
from market.ticket.facts import ScanFacts, TicketFacts, TicketStatus, ticket_status, valid_until
from market.ticket.ticket_words import late_text, ticket_amount
from storage.shown import ShownKind
from storage.ticket import TicketSubject

UNDO = {UndoneAct.JOIN: UndoJoin, UndoneAct.CONFIRM: UndoConfirm}


def ticket_page(say: Say, ticket: TicketFacts, now: datetime, undo_to: ListLocation | None = None) -> Screen:
    """Returns a ticket as it is now, with its QR, for its holder.

    `undo_to` is where the card of what was joined, or the hold that was confirmed, led back to: for a minute this can be undone, and the message is that again.
    """
    status = ticket_status(ticket, now)
    kept = _kept_text(say, ticket, status, now)
    asked = option_question(say, ticket) if status is TicketStatus.VALID else []
    state = say.sentences(ticket_state_text(say, ticket, status), *late_text(say, ticket, now), *kept)
    page = kind_views(ticket.kind).holder_page(say, ticket, state, status)
    face = ticket_face(say, ticket, status)
    rows, until = (*page.rows, *not_me_rows(say, ticket)), None
    if status is TicketStatus.VALID:
        until = valid_until(ticket)
        if ticket.kind.subject is TicketSubject.LOAN:
            printed = PrintTicket(ticket=ticket.id)
            rows = _with_last(rows, Button(label=say.label("Print"), callback=printed, below=True))
        rows = (*option_rows(say, ticket), *rows)
        rows += _late_row(say, ticket, now)
        if undo_to and ticket.undo and now < ticket.undo.until:
            undo = UNDO[ticket.undo.act](booking=ticket.booking, back_to=undo_to.code)
            rows = _with_last(rows, Button(label=say.label("Undo (1 min)"), callback=undo))
            until = ticket.undo.until
    return replace(
        page,
        text=Markup("\n").join((page.text, *asked)),
        rows=rows,
        picture=ScreenPicture(key=face.key, ticket=face),
        shows=replace(ticket_shown(ticket), form=undo_to.code if undo_to else "", until=until),
    )


def ticket_shown(ticket: TicketFacts) -> Shown:
    """Returns what keeps a message with a ticket true."""
    return Shown(kind=ShownKind.TICKET, subject=ticket.id, item=ticket.item_id, marks=ticket.item_marks)


def _kept_text(say: Say, ticket: TicketFacts, status: TicketStatus, now: datetime) -> list[Markup]:
    """Returns until when the stall keeps what its holder is late for."""
    is_kept = ticket.late_at is not None and status is TicketStatus.VALID and not ticket.done
    if not is_kept or now >= ticket.drop_ends_at:
        return []
    return [kept_text(say, ticket.drop_ends_at, ticket.alley.zone)]


def _late_row(say: Say, ticket: TicketFacts, now: datetime) -> tuple[Row, ...]:
    if not ticket.can_say_late(now):
        return ()
    late = SayLate(booking=ticket.booking, back_to=ListLocation().code)
    return layout_buttons([late_button(say, late, below=True)])


def _with_last(rows: tuple[Row, ...], button: Button) -> tuple[Row, ...]:
    """Returns the rows with a button in the last one."""
    return (*rows[:-1], *layout_buttons([*rows[-1], button]))


def packaging_returned_message(
    say: Say, ticket: TicketFacts, scan: ScanFacts, money: ReturnMoney | None
) -> Screen:
    """Tells the owner of a returns ticket that packaging came back, and what became of its deposit. `money` is None for untyped packaging."""
    back = say(
        "{units} returned {at}, at {stall}.",
        units=format_units(say, ticket.unit, scan.units),
        at=format_datetime(say, scan.at, ticket.alley.zone),
        stall=sanitize_name(scan.stall, STALL),
    )
    parts = [say.sentences(back, *_deposit_text(say, ticket, scan, money))]
    if ticket.left:
        parts.append(
            say(
                "Still to return: {units}, by {by}.",
                units=format_units(say, ticket.unit, ticket.left),
                by=format_day(say, ticket.due_at or ticket.starts_at, ticket.alley.zone),
            )
        )
    leave = Button(label=say.label("Leave to the alley"), callback=AskLeave(scan=scan.id), below=True)
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(
            [leave] if money and money.owed else [],
            [Button(label=say.label("My returns"), callback=ShowReturns(), below=True)],
        ),
        shows=Shown(kind=ShownKind.RETURNED, subject=scan.id, item=ticket.item_id or None),
    )


def _deposit_text(say: Say, ticket: TicketFacts, scan: ScanFacts, money: ReturnMoney | None) -> list[Markup]:
    """Returns what became of the deposit: paid to the person who brought it, not paid out yet, or left to the alley."""
    whole = scan.units * ticket.deposit
    owed, left = (money.owed, money.left) if money else (0, 0)
    paid = whole - owed - left
    return [
        *(
            [
                say(
                    "The {deposit} deposit went to the person who brought it back.",
                    deposit=ticket_amount(say, ticket, paid),
                )
            ]
            if paid > 0
            else []
        ),
        *([say("{amount} left to the alley.", amount=ticket_amount(say, ticket, left))] if left else []),
        *(
            [
                say(
                    "{amount} is not paid out yet: ask for it there, or leave it to the alley.",
                    amount=ticket_amount(say, ticket, owed),
                )
            ]
            if owed
            else []
        ),
    ]


def _no_longer_works(say: Say, reason: Markup) -> Markup:
    return say.sentences(reason, say("This ticket no longer works."))


def ticket_state_text(say: Say, ticket: TicketFacts, status: TicketStatus) -> Markup:
    zone = ticket.alley.zone
    match status:
        case TicketStatus.VALID:
            return kind_views(ticket.kind).valid_text(say, ticket)
        case TicketStatus.DONE:
            return kind_views(ticket.kind).done_text(say, ticket)
        case TicketStatus.RELEASED:
            at = format_datetime(say, ticket.ended_at or ticket.starts_at, zone)
            return _no_longer_works(say, say("Released {at}.", at=at))
        case TicketStatus.PASSED_ON:
            at = format_datetime(say, ticket.revoked_at or ticket.starts_at, zone)
            if ticket.moved:
                return _no_longer_works(say, say("Moved to another account {at}.", at=at))
            return _no_longer_works(say, say("Given to a friend {at}.", at=at))
        case TicketStatus.NO_SHOW:
            at = format_datetime(say, ticket.ended_at or ticket.starts_at, zone)
            if admits(ticket.unit):
                return _no_longer_works(say, say("Nobody came by {at}, so the stall passed it on.", at=at))
            return _no_longer_works(say, say("Not collected by {at}, so the stall passed it on.", at=at))
        case TicketStatus.CANCELLED:
            at = format_datetime(say, ticket.cancelled_at or ticket.ended_at or ticket.starts_at, zone)
            if ticket.done and admits(ticket.unit):
                return say(
                    "Admitted {done} of {units}. The drop was cancelled {at}.",
                    done=ticket.done,
                    units=ticket.units,
                    at=at,
                )
            if ticket.done:
                return say(
                    "Collected {done} of {units}. The drop was cancelled {at}.",
                    done=ticket.done,
                    units=ticket.units,
                    at=at,
                )
            return say("The drop was cancelled {at}.", at=at)
        case TicketStatus.OVER if admits(ticket.unit):
            return say("Not used in time; the drop has ended.")
        case TicketStatus.OVER:
            return say("Not collected in time; the drop has ended.")
        case TicketStatus.UNDONE:
            return say("The handover was undone; there is nothing to return.")
        case TicketStatus.WRITTEN_OFF:
            return say(
                "Not returned in time, so its deposit is not refunded. You can still bring the packaging back."
            )
        case _:
            assert_never(status)
