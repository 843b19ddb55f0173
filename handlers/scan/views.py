"""The result of a scan: a sign to be seen at arm's length, then the verdict, which says it all without the sign."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.scan import (
    AskScan,
    PayRefund,
    ScanTogether,
    TakeLateFee,
    UndoScan,
    UndoTogether,
)
from handlers.callbacks.start import ShowStart
from handlers.drop.views import ALLEY, STALL
from handlers.ticket.returns_ticket import money_text
from handlers.ticket.ticket_kinds import kind_views
from handlers.ticket.ticket_text import ticket_amount
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Row, Screen
from locales.formats import format_datetime, format_day, format_list_and
from locales.say import Say
from locales.user_text import sanitize_name
from market.packaging.refund import ReturnMoney
from market.ticket.facts import TicketFacts, TicketStatus, ticket_status
from market.ticket.together import ScannedTogether
from storage.ticket import TicketKind

EXAMPLE = "7KQ2-M9XF-3"
REFUSED = "⛔"
ACCEPTED = {TicketKind.PICKUP: "✅", TicketKind.ADMISSION: "✅", TicketKind.RETURNS: "↩"}
"""Shown before a verdict and nowhere else."""


def scan_ask(say: Say) -> Screen:
    return Screen(
        text=say("Send a photo of the QR code, type the code, or point your camera at it."),
        reply_placeholder=EXAMPLE,
    )


def not_our_ticket(say: Say) -> Screen:
    return _refused(say, say("<b>NOT OURS</b>. This is not a Lorong ticket."))


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
        return _refused(say, say("<b>NOT VALID</b>. It has ended, and it is not for this stall."))
    text = say(
        "<b>WRONG STALL</b>. Valid at {stall}, {alley}, {day}.",
        stall=sanitize_name(ticket.stall_name, STALL),
        alley=sanitize_name(ticket.alley.name, ALLEY),
        day=format_day(say, ticket.starts_at, ticket.alley.zone),
    )
    return _refused(say, text)


def scan_result(
    say: Say, ticket: TicketFacts, now: datetime, undo: int = 0, *, others: tuple[TicketFacts, ...] = ()
) -> Screen:
    """Shows a ticket to the staff; `undo` is their scan that can still be undone, 0 for none. `others` can be scanned with it."""
    status = ticket_status(ticket, now)
    undoing = (
        [Button(label=say.label("Undo, 1 minute"), callback=UndoScan(scan=undo, code=ticket.code))]
        if undo
        else []
    )
    if status is TicketStatus.VALID:
        text = _signed(ACCEPTED[ticket.kind], kind_views(ticket.kind).staff_valid_text(say, ticket))
        return Screen(
            text=text + _others_text(say, others),
            rows=layout_buttons(
                _units(say, ticket),
                _together(say, ticket, others),
                undoing,
                [Button(label=say.label("Not now"), callback=AskScan())],
            ),
        )
    return _refused(say, _verdict(say, ticket, status), undoing)


def scanned(
    say: Say, ticket: TicketFacts, scan: int, units: int, *, money: ReturnMoney | None = None
) -> Screen:
    """Confirms a scan, which can be undone for a minute. `money` is that of a return of typed packaging."""
    undo = Button(label=say.label("Undo, 1 minute"), callback=UndoScan(scan=scan, code=ticket.code))
    text = kind_views(ticket.kind).scanned_text(say, ticket, units)
    if money is None:
        return Screen(text=_signed(ACCEPTED[ticket.kind], text), rows=_next(say, [undo]))
    text = money_text(say, ticket, money)
    buttons = [*_money_buttons(say, ticket, scan, money), undo]
    return Screen(text=_signed(ACCEPTED[ticket.kind], text), rows=_next(say, buttons))


def _money_buttons(say: Say, ticket: TicketFacts, scan: int, money: ReturnMoney) -> list[Button]:
    """Returns the buttons that record what staff paid out or were paid."""
    found = []
    if money.owed:
        label = say.label("Pay back {amount}", amount=ticket_amount(say, ticket, money.owed))
        found.append(Button(label=label, callback=PayRefund(scan=scan, code=ticket.code)))
    if money.fee:
        label = say.label("Take fee {amount}", amount=ticket_amount(say, ticket, money.fee))
        found.append(Button(label=label, callback=TakeLateFee(scan=scan, code=ticket.code)))
    return found


def scanned_together(say: Say, done: ScannedTogether) -> Screen:
    """Confirms what one tap scanned, which can be undone for a minute."""
    kind, items = done.ticket.kind, _left_of(say, (done.ticket, *done.others))
    undo = UndoTogether(scan=done.scan, code=done.ticket.code)
    words = kind_views(kind).together_text(say, format_list_and(say, items))
    return Screen(
        text=_signed(ACCEPTED[kind], words),
        rows=_next(say, [Button(label=say.label("Undo, 1 minute"), callback=undo)]),
    )


def _others_text(say: Say, others: tuple[TicketFacts, ...]) -> Markup:
    """Returns a line about the other tickets of the same holder; nothing where there is none."""
    if not others:
        return Markup()
    return Markup("\n") + say("Also theirs here: {items}.", items=format_list_and(say, _left_of(say, others)))


def _left_of(say: Say, tickets: tuple[TicketFacts, ...]) -> list[str]:
    """Returns what is left of each."""
    return [kind_views(ticket.kind).left_text(say, ticket) for ticket in tickets]


def _together(say: Say, ticket: TicketFacts, others: tuple[TicketFacts, ...]) -> list[Button]:
    if not others:
        return []
    label = kind_views(ticket.kind).together_label(say, len(others) + 1)
    return [Button(label=label, callback=ScanTogether(code=ticket.code))]


def _refused(say: Say, verdict: Markup, undoing: list[Button] | None = None) -> Screen:
    return Screen(text=_signed(REFUSED, verdict), rows=_next(say, undoing))


def _signed(sign: str, verdict: Markup) -> Markup:
    return Markup("{} {}").format(sign, verdict)


def _verdict(say: Say, ticket: TicketFacts, status: TicketStatus) -> Markup:
    zone = ticket.alley.zone
    match status:
        case TicketStatus.DONE:
            return kind_views(ticket.kind).staff_done_text(say, ticket)
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
        case TicketStatus.WRITTEN_OFF:
            return say("<b>TOO LATE</b>. Take the packaging back, but do not refund it.")
        case TicketStatus.VALID | TicketStatus.MISSED | TicketStatus.OVER:
            return say(
                "<b>NOT VALID</b>. The drop was on {day}.", day=format_day(say, ticket.starts_at, zone)
            )
        case _:
            assert_never(status)


def _units(say: Say, ticket: TicketFacts) -> list[Button]:
    """All that is left first."""
    scan_button = kind_views(ticket.kind).scan_button
    first, *others = (scan_button(say, ticket, units) for units in range(ticket.left, 0, -1))
    return [replace(first, style="success"), *others]


def _next(say: Say, undoing: list[Button] | None = None) -> tuple[Row, ...]:
    return layout_buttons(
        [Button(label=say.label("Scan next"), callback=AskScan(), style="primary")],
        undoing or [],
        [Button(label=say.label("Back"), callback=ShowStart())],
    )
