"""The result of a scan: a sign, then the verdict, which says it all without the sign."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.place import place_code
from handlers.callbacks.scan import (
    AcceptReturn,
    AskCondition,
    AskScan,
    PayRefund,
    ScanTogether,
    ShowReturn,
    ShowScan,
    ShowSwap,
    UndoScan,
)
from handlers.callbacks.start import ShowStart
from handlers.scan.hand_over_views import everything_text, hand_over_groups
from handlers.scan.scan_text import ACCEPTED, REFUSED, next_rows, own_rows, signed
from handlers.ticket.returns_ticket import left_text, returned_text, take_back_button, together_label
from handlers.ticket.ticket_kinds import kind_views
from handlers.ui.button_layout import layout_buttons, room_for_name, shorten_label
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_day, format_list_and
from locales.say import Say
from locales.units import admits, format_units
from locales.user_text import ALLEY, STALL, quoted, sanitize_name
from market.packaging.place import PlaceFacts
from market.ticket.facts import TicketFacts, TicketStatus, ticket_status
from market.ticket.lookup import TicketView
from market.ticket.ticket_words import late_text, ticket_amount
from market.ticket.together import ScannedTogether
from storage.packaging import Stream
from storage.ticket import ReturnCondition, TicketSubject

EXAMPLE, EXAMPLE_SPOKEN = "7KQ2-M9XF-3", "Ain 7K"
CODE = 20
"""Characters of a typed code that are shown."""


def scan_ask(say: Say) -> Screen:
    return Screen(
        text=Markup("\n").join(
            (
                say("Send a photo of the QR code, type the code, or point your camera at it."),
                say(
                    "Without the phone: type the first three letters of the name and the first two characters of the code, like {example}.",
                    example=EXAMPLE_SPOKEN,
                ),
            )
        ),
        reply_placeholder=EXAMPLE,
    )


def not_our_ticket(say: Say, *, scans: bool) -> Screen:
    """Answers a picture or link of something else; `scans` says whether its sender scans tickets."""
    return _unknown(say, say("<b>NOT OURS</b>. This is not a Lorong ticket."), scans=scans)


def code_unknown(say: Say, typed: str, *, scans: bool) -> Screen:
    """Answers a code that somebody typed and no ticket has: the next step is to read it again, not to send a guest away."""
    verdict = say(
        "<b>NOT FOUND</b>. No ticket has the code “{code}”. Read it again and type it, or scan the QR code.",
        code=quoted(typed, CODE),
    )
    return _unknown(say, verdict, scans=scans)


def no_code_found(say: Say, *, scans: bool) -> Screen:
    return Screen(
        text=say("No QR code found in this picture. Type the code printed below it."),
        rows=next_rows(say) if scans else own_rows(say),
    )


def public_page(say: Say, ticket: TicketFacts, now: datetime) -> Screen:
    """Shows a ticket to people who are not staff."""
    good = ticket_status(ticket, now) is TicketStatus.VALID
    text = say("A Lorong ticket, valid.") if good else say("A Lorong ticket, no longer valid.")
    return Screen(text=text, rows=layout_buttons([Button(label=say.label("Back"), callback=ShowStart())]))


def other_stall_page(say: Say, ticket: TicketFacts, now: datetime) -> Screen:
    """Shows a ticket to the staff of another stall."""
    if ticket_status(ticket, now) is not TicketStatus.VALID:
        return _refused(say, _not_valid(say, say("It has ended, and it is not for this stall.")))
    text = say(
        "<b>WRONG STALL</b>. Valid at {stall}, {alley}, {day}.",
        stall=sanitize_name(ticket.stall_name, STALL),
        alley=sanitize_name(ticket.alley.name, ALLEY),
        day=format_day(say, ticket.starts_at, ticket.alley.zone),
    )
    return _refused(say, text)


def scan_result(say: Say, view: TicketView, now: datetime, undo: int = 0) -> Screen:
    """Shows a ticket to the staff; `undo` is their scan that can still be undone, 0 for none."""
    ticket, place = view.ticket, place_code(view.place.ref) if view.place else ""
    status = ticket_status(ticket, now)
    undoing = (
        [
            Button(
                label=say.label("Undo (1 min)"),
                callback=UndoScan(scan=undo, code=ticket.code, place=place),
            )
        ]
        if undo
        else []
    )
    unpaid, paying = _unpaid_text(say, view), _unpaid_buttons(say, view)
    if status is TicketStatus.WRITTEN_OFF:
        taking = [take_back_button(say, ticket, units, place) for units in range(ticket.lost, 0, -1)]
        return _refused(
            say, _verdict(say, ticket, status) + unpaid, [*taking, *paying, *undoing], place=place
        )
    if status is not TicketStatus.VALID:
        return _refused(say, _verdict(say, ticket, status) + unpaid, [*paying, *undoing], place=place)
    verdict = signed(ACCEPTED[ticket.kind], kind_views(ticket.kind).staff_valid_text(say, ticket))
    text = Markup("\n").join((verdict, *late_text(say, ticket, now)))
    groups = (
        *_scan_groups(say, view, place, now),
        paying,
        _packaging_buttons(say, ticket, place),
        [_elsewhere_button(say, ticket, other) for other in view.elsewhere],
        undoing,
        [Button(label=say.label("Not now"), callback=AskScan(place=place))],
    )
    return Screen(
        text=text + unpaid + _others_text(say, ticket, view.others) + _place_text(say, view),
        rows=layout_buttons(*groups),
    )


def _unpaid_text(say: Say, view: TicketView) -> Markup:
    """Returns what came back before and was not paid out; nothing where all was."""
    lines = [
        say(
            "Not paid out yet: {amount} for {units}, returned {at} at {place}.",
            amount=ticket_amount(say, view.ticket, each.amount),
            units=format_units(say, view.ticket.unit, each.units),
            at=format_datetime(say, each.at, view.ticket.alley.zone),
            place=sanitize_name(each.place.name, STALL),
        )
        for each in view.unpaid
    ]
    return Markup("").join(Markup("\n") + line for line in lines)


def _unpaid_buttons(say: Say, view: TicketView) -> list[Button]:
    """Returns the buttons that record that this was paid out, for the reader's own places."""
    return [
        Button(
            label=say.label("Refund {amount}", amount=ticket_amount(say, view.ticket, each.amount)),
            callback=PayRefund(scan=each.scan, code=view.ticket.code, place=place_code(each.place.ref)),
        )
        for each in view.unpaid
        if each.may_pay
    ]


def _place_text(say: Say, view: TicketView) -> Markup:
    """Returns where packaging is taken back, for a person who works at several places."""
    if view.place is None or not view.elsewhere:
        return Markup()
    return Markup("\n") + say("You take it back at {place}.", place=sanitize_name(view.place.name, STALL))


def _elsewhere_button(say: Say, ticket: TicketFacts, place: PlaceFacts) -> Button:
    room = room_for_name(say.label("At {place}", place="x"))
    return Button(
        label=say.label("At {place}", place=shorten_label(place.name, room)),
        callback=ShowScan(code=ticket.code, place=place_code(place.ref)),
    )


def _packaging_buttons(say: Say, ticket: TicketFacts, place: str) -> list[Button]:
    """Returns what else can be done with packaging of a type: it comes back spoilt, is swapped, or goes out for what is brought back."""
    if ticket.packaging_facts is None or ticket.is_single:
        return []
    if ticket.kind.subject is TicketSubject.BOOKING:
        ask = AskScan(place=place, pickup=ticket.code)
        return [Button(label=say.label("They bring empties"), callback=ask)]
    return [
        Button(label=say.label("Swap for clean"), callback=ShowSwap(code=ticket.code, place=place)),
        Button(label=say.label("Something is wrong"), callback=AskCondition(code=ticket.code, place=place)),
    ]


def together_text(say: Say, scans: ScannedTogether) -> Markup:
    """Returns what packaging one tap took back."""
    items = [left_text(say, ticket) for ticket in (scans.ticket, *scans.others)]
    return signed(ACCEPTED[scans.ticket.kind], returned_text(say, format_list_and(say, items)))


def condition_ask(say: Say, ticket: TicketFacts, place: str) -> Screen:
    """Asks which units come back damaged, or, of halal packaging, from a crate with other packaging. The deposit is refunded in each case."""
    halal = ticket.packaging_facts is not None and ticket.packaging_facts.stream is Stream.HALAL
    units = range(ticket.left, 0, -1)

    def take(label: str, count: int, condition: ReturnCondition) -> Button:
        return Button(
            label=label,
            callback=AcceptReturn(code=ticket.code, units=count, place=place, condition=condition),
        )

    damaged = [
        take(say.label("{count} damaged", count=count), count, ReturnCondition.DAMAGED) for count in units
    ]
    mixed = [
        take(say.label("{count} from mixed crate", count=count), count, ReturnCondition.MIXED)
        for count in units
    ]
    return Screen(
        text=say(
            "{units} are out. In what state do they come back? Set them apart; the deposit is refunded.",
            units=format_units(say, ticket.unit, ticket.left),
        ),
        rows=layout_buttons(
            damaged,
            mixed if halal else [],
            [Button(label=say.label("Back"), callback=ShowReturn(code=ticket.code, place=place))],
        ),
    )


def _others_text(say: Say, ticket: TicketFacts, others: tuple[TicketFacts, ...]) -> Markup:
    """Returns a line about the other tickets of the same holder; nothing where there is none."""
    if ticket.kind.subject is TicketSubject.BOOKING:
        return everything_text(say, ticket, others)
    if not others:
        return Markup()
    items = [left_text(say, ticket) for ticket in others]
    return Markup("\n") + say("Also for this person here: {items}.", items=format_list_and(say, items))


def _together(say: Say, view: TicketView, place: str) -> list[Button]:
    if not view.others:
        return []
    label = together_label(say, len(view.others) + 1)
    return [Button(label=label, callback=ScanTogether(code=view.ticket.code, place=place))]


def _unknown(say: Say, verdict: Markup, *, scans: bool) -> Screen:
    """Returns the verdict about no ticket; only people who scan are offered the next scan."""
    return Screen(text=signed(REFUSED, verdict), rows=next_rows(say) if scans else own_rows(say))


def _refused(say: Say, verdict: Markup, buttons: list[Button] | None = None, *, place: str = "") -> Screen:
    return Screen(text=signed(REFUSED, verdict), rows=next_rows(say, buttons or [], place=place))


def _not_valid(say: Say, reason: Markup) -> Markup:
    return say.sentences(say("<b>NOT VALID</b>."), reason)


def _verdict(say: Say, ticket: TicketFacts, status: TicketStatus) -> Markup:
    zone = ticket.alley.zone
    match status:
        case TicketStatus.DONE:
            return kind_views(ticket.kind).staff_done_text(say, ticket)
        case TicketStatus.RELEASED:
            at = format_datetime(say, ticket.ended_at or ticket.starts_at, zone)
            return _not_valid(say, say("Released {at}.", at=at))
        case TicketStatus.PASSED_ON:
            at = format_datetime(say, ticket.revoked_at or ticket.starts_at, zone)
            if ticket.moved:
                return _not_valid(say, say("Moved to another account {at}.", at=at))
            return _not_valid(say, say("Given to a friend {at}.", at=at))
        case TicketStatus.NO_SHOW:
            at = format_datetime(say, ticket.ended_at or ticket.starts_at, zone)
            if admits(ticket.unit):
                return _not_valid(say, say("Nobody came by {at}, so the stall passed it on.", at=at))
            return _not_valid(say, say("Not collected by {at}, so the stall passed it on.", at=at))
        case TicketStatus.CANCELLED:
            at = format_datetime(say, ticket.cancelled_at or ticket.ended_at or ticket.starts_at, zone)
            return _not_valid(say, say("The drop was cancelled {at}.", at=at))
        case TicketStatus.UNDONE:
            return _not_valid(say, say("The handover was undone; there is nothing to return."))
        case TicketStatus.WRITTEN_OFF:
            return say("<b>TOO LATE</b>. Take the packaging back, but give no refund.")
        case TicketStatus.VALID | TicketStatus.OVER:
            return _not_valid(say, say("The drop was on {day}.", day=format_day(say, ticket.starts_at, zone)))
        case _:
            assert_never(status)


def _scan_groups(say: Say, view: TicketView, place: str, now: datetime) -> tuple[list[Button], ...]:
    if view.ticket.kind.subject is TicketSubject.BOOKING:
        return hand_over_groups(say, view.ticket, view.others, int(now.timestamp()))
    return _take_buttons(say, view.ticket, place), _together(say, view, place)


def _take_buttons(say: Say, ticket: TicketFacts, place: str) -> list[Button]:
    """All that is left first. Pieces with a serial are scanned one by one."""
    if ticket.is_single:
        return []
    first, *others = (take_back_button(say, ticket, units, place) for units in range(ticket.left, 0, -1))
    return [replace(first, style="success"), *others]
