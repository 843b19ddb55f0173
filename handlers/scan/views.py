"""What whoever scans sees: the verdict is the first word."""

from datetime import datetime

from markupsafe import Markup

from handlers.drop.lines import LINE
from handlers.drop.views import ALLEY, STALL
from handlers.scan.callbacks import AskScan, CollectUnits, TakeBack, UndoScan
from handlers.start.callbacks import ShowStart
from handlers.ticket.views import amount, done_at, to_pay
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Row, Screen, Style
from locales.formats import day, moment
from locales.say import Say
from locales.units import counted
from locales.words import name
from market.ticket.code import grouped
from market.ticket.facts import Standing, TicketFacts, standing

FIRST_NAME = 40
EXAMPLE = "7KQ2-M9XF-3"


def scan_ask(say: Say) -> Screen:
    return Screen(say("Send a photo of the QR code, type the code, or point your camera at it."), ask=EXAMPLE)


def not_ours(say: Say) -> Screen:
    return Screen(say("<b>NOT OURS</b>. This is not a Lorong ticket."), _next(say))


def nothing_read(say: Say) -> Screen:
    return Screen(say("No QR code found in this picture. Type the code printed below it."), _next(say))


def anyone(say: Say, ticket: TicketFacts, now: datetime) -> Screen:
    """To whom it is no business of theirs."""
    good = standing(ticket, now) is Standing.VALID
    text = say("A Lorong ticket, valid.") if good else say("A Lorong ticket, no longer valid.")
    return Screen(text, packed([Button(say.label("Back"), ShowStart())]))


def elsewhere(say: Say, ticket: TicketFacts, now: datetime) -> Screen:
    """To the staff of another stall."""
    if standing(ticket, now) is not Standing.VALID:
        return Screen(say("<b>NOT VALID</b>. It has ended, and it is not for this stall."), _next(say))
    text = say(
        "<b>NOT FOR THIS STALL</b>. Valid at {stall}, {alley}, {day}.",
        stall=name(ticket.stall_name, STALL),
        alley=name(ticket.alley.name, ALLEY),
        day=day(say, ticket.starts_at, ticket.alley.zone),
    )
    return Screen(text, _next(say))


def scan_result(say: Say, ticket: TicketFacts, now: datetime, undo: int = 0) -> Screen:
    """To the staff; `undo` is the scan of theirs that can still be undone, 0 for none."""
    stands = standing(ticket, now)
    undoing = [Button(say.label("Undo, 1 minute"), UndoScan(scan=undo, code=ticket.code))] if undo else []
    if stands is Standing.VALID:
        text = _valid_return(say, ticket) if ticket.kind == "return" else _valid_claim(say, ticket)
        return Screen(text, packed(_units(say, ticket), undoing, [Button(say.label("Not now"), AskScan())]))
    return Screen(_verdict(say, ticket, stands), _next(say, undoing))


def collected(say: Say, ticket: TicketFacts, scan: int) -> Screen:
    """After the tap."""
    text = say(
        "<b>COLLECTED</b> {done} of {units}, {at}.",
        done=ticket.done,
        units=ticket.units,
        at=done_at(say, ticket),
    )
    return Screen(
        text, _next(say, [Button(say.label("Undo, 1 minute"), UndoScan(scan=scan, code=ticket.code))])
    )


def returned(say: Say, ticket: TicketFacts, scan: int, units: int) -> Screen:
    """After the tap; what these units pay back."""
    text = say(
        "<b>RETURNED</b> {done} of {units}. Refund {deposit}.",
        done=ticket.done,
        units=ticket.units,
        deposit=amount(say, ticket, units * ticket.deposit),
    )
    return Screen(
        text, _next(say, [Button(say.label("Undo, 1 minute"), UndoScan(scan=scan, code=ticket.code))])
    )


def _valid_claim(say: Say, ticket: TicketFacts) -> Markup:
    head = say(
        "<b>VALID</b>. Pickup: {units} × {line}, none collected yet.",
        units=ticket.units,
        line=name(ticket.line, LINE),
    )
    if ticket.done:
        head = say(
            "<b>VALID</b>. Pickup: {units} × {line}. {done} collected {at}, by {name}.",
            units=ticket.units,
            line=name(ticket.line, LINE),
            done=ticket.done,
            at=done_at(say, ticket),
            name=_by(ticket),
        )
    return Markup("\n").join((head, to_pay(say, ticket, ticket.left), _code(say, ticket)))


def _valid_return(say: Say, ticket: TicketFacts) -> Markup:
    head = say(
        "<b>VALID</b>. Returns: {units} from {stall}, {done} returned so far.",
        units=counted(say, ticket.unit, ticket.units),
        stall=name(ticket.stall_name, STALL),
        done=ticket.done,
    )
    each = say("Refund {deposit} for each.", deposit=amount(say, ticket, ticket.deposit))
    return Markup("\n").join((head, each, _code(say, ticket)))


def _verdict(say: Say, ticket: TicketFacts, stands: Standing) -> Markup:
    zone = ticket.alley.zone
    match stands:
        case Standing.DONE if ticket.kind == "return":
            return say(
                "<b>ALREADY RETURNED</b>. {done} of {units}, {at}, by {name}.",
                done=ticket.done,
                units=ticket.units,
                at=done_at(say, ticket),
                name=_by(ticket),
            )
        case Standing.DONE:
            return say(
                "<b>ALREADY COLLECTED</b>. {done} of {units}, {at}, by {name}.",
                done=ticket.done,
                units=ticket.units,
                at=done_at(say, ticket),
                name=_by(ticket),
            )
        case Standing.GIVEN_BACK:
            at = moment(say, ticket.ended_at or ticket.starts_at, zone)
            return say("<b>NOT VALID</b>. Released by its holder {at}.", at=at)
        case Standing.GIVEN_ON:
            at = moment(say, ticket.revoked_at or ticket.starts_at, zone)
            return say("<b>NOT VALID</b>. Given to a friend {at}.", at=at)
        case Standing.NOT_COME:
            at = moment(say, ticket.ended_at or ticket.starts_at, zone)
            return say("<b>NOT VALID</b>. Not collected by {at}, so it went to someone else.", at=at)
        case Standing.CANCELLED:
            at = moment(say, ticket.cancelled_at or ticket.ended_at or ticket.starts_at, zone)
            return say("<b>NOT VALID</b>. The drop was cancelled {at}.", at=at)
        case Standing.UNDONE:
            return say("<b>NOT VALID</b>. The handover was undone; there is nothing to return.")
        case _:
            return say("<b>NOT VALID</b>. The drop was on {day}.", day=day(say, ticket.starts_at, zone))


def _units(say: Say, ticket: TicketFacts) -> list[Button]:
    """All that is left first."""
    counts = range(ticket.left, 0, -1)
    if ticket.kind == "return":
        return [
            Button(
                say.label("Take back {count}", count=n),
                TakeBack(code=ticket.code, units=n),
                _style(ticket, n),
            )
            for n in counts
        ]
    return [
        Button(
            say.label("Hand over {count}", count=n),
            CollectUnits(code=ticket.code, units=n),
            _style(ticket, n),
        )
        for n in counts
    ]


def _style(ticket: TicketFacts, units: int) -> Style:
    return "success" if units == ticket.left else ""


def _next(say: Say, undoing: list[Button] | None = None) -> tuple[Row, ...]:
    return packed(
        [Button(say.label("Scan next"), AskScan(), style="primary")],
        undoing or [],
        [Button(say.label("Back"), ShowStart())],
    )


def _code(say: Say, ticket: TicketFacts) -> Markup:
    return say("Code: <code>{code}</code>", code=grouped(ticket.code))


def _by(ticket: TicketFacts) -> str:
    return name(ticket.last.by if ticket.last else "", FIRST_NAME)
