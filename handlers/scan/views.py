"""The result of a scan: the verdict is the first word."""

from datetime import datetime
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.scan import AcceptReturn, AskScan, CollectUnits, UndoScan
from handlers.callbacks.start import ShowStart
from handlers.drop.item_text import ITEM
from handlers.drop.views import ALLEY, STALL
from handlers.ticket.views import scanned_at_text, ticket_amount, to_pay_text
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Row, Screen, Style
from locales.formats import format_datetime, format_day
from locales.say import Say
from locales.units import format_units
from locales.user_text import sanitize_name
from market.ticket.facts import TicketFacts, TicketStatus, ticket_status
from market.ticket.ticket_code import grouped
from storage.ticket import TicketKind

FIRST_NAME = 40
EXAMPLE = "7KQ2-M9XF-3"


def scan_ask(say: Say) -> Screen:
    return Screen(
        text=say("Send a photo of the QR code, type the code, or point your camera at it."),
        reply_placeholder=EXAMPLE,
    )


def not_our_ticket(say: Say) -> Screen:
    return Screen(text=say("<b>NOT OURS</b>. This is not a Lorong ticket."), rows=_next(say))


def no_code_found(say: Say) -> Screen:
    return Screen(
        text=say("No QR code found in this picture. Type the code printed below it."), rows=_next(say)
    )


def public_page(say: Say, ticket: TicketFacts, now: datetime) -> Screen:
    """Shows a ticket to people who are not staff."""
    good = ticket_status(ticket, now) is TicketStatus.VALID
    text = say("A Lorong ticket, valid.") if good else say("A Lorong ticket, no longer valid.")
    return Screen(text=text, rows=layout_buttons([Button(label=say.label("Back"), callback=ShowStart())]))


def other_stall_page(say: Say, ticket: TicketFacts, now: datetime) -> Screen:
    """Shows a ticket to the staff of another stall."""
    if ticket_status(ticket, now) is not TicketStatus.VALID:
        return Screen(
            text=say("<b>NOT VALID</b>. It has ended, and it is not for this stall."), rows=_next(say)
        )
    text = say(
        "<b>NOT FOR THIS STALL</b>. Valid at {stall}, {alley}, {day}.",
        stall=sanitize_name(ticket.stall_name, STALL),
        alley=sanitize_name(ticket.alley.name, ALLEY),
        day=format_day(say, ticket.starts_at, ticket.alley.zone),
    )
    return Screen(text=text, rows=_next(say))


def scan_result(say: Say, ticket: TicketFacts, now: datetime, undo: int = 0) -> Screen:
    """Shows a ticket to the staff; `undo` is their scan that can still be undone, 0 for none."""
    status = ticket_status(ticket, now)
    undoing = (
        [Button(label=say.label("Undo, 1 minute"), callback=UndoScan(scan=undo, code=ticket.code))]
        if undo
        else []
    )
    if status is TicketStatus.VALID:
        return Screen(
            text=_valid_text(say, ticket),
            rows=layout_buttons(
                _units(say, ticket), undoing, [Button(label=say.label("Not now"), callback=AskScan())]
            ),
        )
    return Screen(text=_verdict(say, ticket, status), rows=_next(say, undoing))


def collected(say: Say, ticket: TicketFacts, scan: int) -> Screen:
    """Confirms collected units."""
    text = say(
        "<b>COLLECTED</b> {done} of {units}, {at}.",
        done=ticket.done,
        units=ticket.units,
        at=scanned_at_text(say, ticket),
    )
    return Screen(
        text=text,
        rows=_next(
            say, [Button(label=say.label("Undo, 1 minute"), callback=UndoScan(scan=scan, code=ticket.code))]
        ),
    )


def returned(say: Say, ticket: TicketFacts, scan: int, units: int) -> Screen:
    """Confirms returned units and the refund they give."""
    text = say(
        "<b>RETURNED</b> {done} of {units}. Refund {deposit}.",
        done=ticket.done,
        units=ticket.units,
        deposit=ticket_amount(say, ticket, units * ticket.deposit),
    )
    return Screen(
        text=text,
        rows=_next(
            say, [Button(label=say.label("Undo, 1 minute"), callback=UndoScan(scan=scan, code=ticket.code))]
        ),
    )


def _pickup_page(say: Say, ticket: TicketFacts) -> Markup:
    head = say(
        "<b>VALID</b>. Pickup: {units} × {item}, none collected yet.",
        units=ticket.units,
        item=sanitize_name(ticket.item, ITEM),
    )
    if ticket.done:
        head = say(
            "<b>VALID</b>. Pickup: {units} × {item}. {done} collected {at}, by {name}.",
            units=ticket.units,
            item=sanitize_name(ticket.item, ITEM),
            done=ticket.done,
            at=scanned_at_text(say, ticket),
            name=_scanned_by(ticket),
        )
    return Markup("\n").join((head, to_pay_text(say, ticket, ticket.left), _code(say, ticket)))


def _returns_page(say: Say, ticket: TicketFacts) -> Markup:
    head = say(
        "<b>VALID</b>. Returns: {units} from {stall}, {done} returned so far.",
        units=format_units(say, ticket.unit, ticket.units),
        stall=sanitize_name(ticket.stall_name, STALL),
        done=ticket.done,
    )
    each = say("Refund {deposit} for each.", deposit=ticket_amount(say, ticket, ticket.deposit))
    return Markup("\n").join((head, each, _code(say, ticket)))


def _verdict(say: Say, ticket: TicketFacts, status: TicketStatus) -> Markup:
    zone = ticket.alley.zone
    match status:
        case TicketStatus.DONE:
            return _done_text(say, ticket)
        case TicketStatus.RELEASED:
            at = format_datetime(say, ticket.ended_at or ticket.starts_at, zone)
            return say("<b>NOT VALID</b>. Released by its holder {at}.", at=at)
        case TicketStatus.PASSED_ON:
            at = format_datetime(say, ticket.revoked_at or ticket.starts_at, zone)
            return say("<b>NOT VALID</b>. Given to a friend {at}.", at=at)
        case TicketStatus.NO_SHOW:
            at = format_datetime(say, ticket.ended_at or ticket.starts_at, zone)
            return say("<b>NOT VALID</b>. Not collected by {at}, so it went to someone else.", at=at)
        case TicketStatus.CANCELLED:
            at = format_datetime(say, ticket.cancelled_at or ticket.ended_at or ticket.starts_at, zone)
            return say("<b>NOT VALID</b>. The drop was cancelled {at}.", at=at)
        case TicketStatus.UNDONE:
            return say("<b>NOT VALID</b>. The handover was undone; there is nothing to return.")
        case TicketStatus.VALID | TicketStatus.MISSED | TicketStatus.OVER:
            return say(
                "<b>NOT VALID</b>. The drop was on {day}.", day=format_day(say, ticket.starts_at, zone)
            )
        case _:
            assert_never(status)


def _valid_text(say: Say, ticket: TicketFacts) -> Markup:
    """Return what the staff have to do with a valid ticket."""
    match ticket.kind:
        case TicketKind.PICKUP:
            return _pickup_page(say, ticket)
        case TicketKind.RETURNS:
            return _returns_page(say, ticket)
        case _:
            assert_never(ticket.kind)


def _done_text(say: Say, ticket: TicketFacts) -> Markup:
    """Return when the last unit was scanned, and by whom."""
    scanned: dict[str, str | int] = {
        "done": ticket.done,
        "units": ticket.units,
        "at": scanned_at_text(say, ticket),
        "name": _scanned_by(ticket),
    }
    match ticket.kind:
        case TicketKind.PICKUP:
            return say("<b>ALREADY COLLECTED</b>. {done} of {units}, {at}, by {name}.", **scanned)
        case TicketKind.RETURNS:
            return say("<b>ALREADY RETURNED</b>. {done} of {units}, {at}, by {name}.", **scanned)
        case _:
            assert_never(ticket.kind)


def _units(say: Say, ticket: TicketFacts) -> list[Button]:
    """All that is left first."""
    return [_unit_button(say, ticket, units) for units in range(ticket.left, 0, -1)]


def _unit_button(say: Say, ticket: TicketFacts, units: int) -> Button:
    style = _style(ticket, units)
    match ticket.kind:
        case TicketKind.PICKUP:
            label = say.label("Hand over {count}", count=units)
            return Button(label=label, callback=CollectUnits(code=ticket.code, units=units), style=style)
        case TicketKind.RETURNS:
            label = say.label("Take back {count}", count=units)
            return Button(label=label, callback=AcceptReturn(code=ticket.code, units=units), style=style)
        case _:
            assert_never(ticket.kind)


def _style(ticket: TicketFacts, units: int) -> Style:
    return "success" if units == ticket.left else ""


def _next(say: Say, undoing: list[Button] | None = None) -> tuple[Row, ...]:
    return layout_buttons(
        [Button(label=say.label("Scan next"), callback=AskScan(), style="primary")],
        undoing or [],
        [Button(label=say.label("Back"), callback=ShowStart())],
    )


def _code(say: Say, ticket: TicketFacts) -> Markup:
    return say("Code: <code>{code}</code>", code=grouped(ticket.code))


def _scanned_by(ticket: TicketFacts) -> str:
    return sanitize_name(ticket.last.by if ticket.last else "", FIRST_NAME)
