"""What is seen of one's own tickets. A ticket is kept, so its times are absolute and its buttons open below."""

from datetime import datetime

from markupsafe import Markup

from handlers.alley.callbacks import ShowAlley
from handlers.drop.lines import LINE
from handlers.drop.views import ALLEY, STALL
from handlers.drop.where import Where
from handlers.gift.callbacks import GiveTicket
from handlers.ticket.callbacks import ShowReturns, ShowTickets
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Picture, Screen
from handlers.waitlist.callbacks import ReleaseClaim
from locales.formats import day, hours, moment, money
from locales.say import Say
from locales.units import counted
from locales.words import name
from market.ticket.code import grouped
from market.ticket.facts import ScanFacts, Standing, TicketFacts, standing


def ticket_picture(say: Say, ticket: TicketFacts, now: datetime) -> Screen:
    return return_ticket(say, ticket, now) if ticket.kind == "return" else claim_ticket(say, ticket, now)


def claim_ticket(say: Say, ticket: TicketFacts, now: datetime) -> Screen:
    """To be shown at the stall, as it is now."""
    first = say("<b>Pickup ticket: {units} × {line}</b>", units=ticket.units, line=name(ticket.line, LINE))
    stands = standing(ticket, now)
    can_release = stands is Standing.VALID and not ticket.done
    release = Button(
        say.label("Cannot come"), ReleaseClaim(claim=ticket.claim, where=Where().code), below=True
    )
    give = Button(say.label("Give to a friend"), GiveTicket(claim=ticket.claim), below=True)
    return Screen(
        Markup("\n").join(
            (
                first,
                to_pay(say, ticket, ticket.units),
                _place(say, ticket),
                _code(say, ticket),
                state(say, ticket, stands),
            )
        ),
        packed(
            [_copy(say, ticket)],
            [Button(say.label("Directions"), ShowAlley(alley=ticket.alley.id), below=True)],
            [release] if can_release else [],
            [give] if can_release else [],
            [Button(say.label("My tickets"), ShowTickets(), below=True)],
        ),
        _picture(ticket),
    )


def return_ticket(say: Say, ticket: TicketFacts, now: datetime) -> Screen:
    """One for all that is out from one claim."""
    stands = standing(ticket, now)
    first = say(
        "<b>Returns ticket: {units}</b>. You get {deposit} back.",
        units=counted(say, ticket.unit, ticket.units),
        deposit=amount(say, ticket, ticket.units * ticket.deposit),
    )
    from_ = say(
        "From {stall}. At any stall of this market, by {by}.",
        stall=name(ticket.stall_name, STALL),
        by=day(say, ticket.due_at or ticket.starts_at, ticket.alley.zone),
    )
    parts = (
        first,
        from_,
        _code(say, ticket),
        say("Anyone may return them with this ticket."),
        state(say, ticket, stands),
    )
    return Screen(
        Markup("\n").join(parts),
        packed([_copy(say, ticket)], [Button(say.label("My returns"), ShowReturns(), below=True)]),
        _picture(ticket),
    )


def packaging_back(say: Say, ticket: TicketFacts, scan: ScanFacts) -> Screen:
    """The letter to the holder, kept."""
    parts = [
        say(
            "{units} returned {at}, at {stall}. The {deposit} deposit went to the person who brought it.",
            units=counted(say, ticket.unit, scan.units),
            at=moment(say, scan.at, ticket.alley.zone),
            stall=name(scan.stall, STALL),
            deposit=amount(say, ticket, scan.units * ticket.deposit),
        )
    ]
    if ticket.left:
        parts.append(
            say(
                "Still to return: {units}, by {by}.",
                units=counted(say, ticket.unit, ticket.left),
                by=day(say, ticket.due_at or ticket.starts_at, ticket.alley.zone),
            )
        )
    return Screen(
        Markup("\n").join(parts), packed([Button(say.label("My returns"), ShowReturns(), below=True)])
    )


def to_pay(say: Say, ticket: TicketFacts, units: int) -> Markup:
    """For so many units, with the deposit for their packaging; what was paid ahead counts to the first."""
    price = amount(say, ticket, ticket.to_pay(units))
    if ticket.deposit:
        words = say(
            "To pay at the stall: {price}, plus {deposit} deposit, refunded when you return the packaging",
            price=price,
            deposit=amount(say, ticket, units * ticket.deposit),
        )
    else:
        words = say("To pay at the stall: {price}", price=price)
    if not ticket.paid or ticket.done:
        return words
    return words + ". " + say("Deposit paid: {paid}", paid=amount(say, ticket, ticket.paid))


def done_at(say: Say, ticket: TicketFacts) -> str:
    """When the last of it was scanned."""
    return moment(say, ticket.last.at if ticket.last else ticket.starts_at, ticket.alley.zone)


def _place(say: Say, ticket: TicketFacts) -> Markup:
    zone = ticket.alley.zone
    return say(
        "{stall}, {alley}. {day}, {hours} ({city} time)",
        stall=name(ticket.stall_name, STALL),
        alley=name(ticket.alley.name, ALLEY),
        day=day(say, ticket.starts_at, zone),
        hours=hours(say, ticket.starts_at, ticket.ends_at, zone),
        city=ticket.alley.city,
    )


def _code(say: Say, ticket: TicketFacts) -> Markup:
    return say("Code: <code>{code}</code>", code=grouped(ticket.code))


def state(say: Say, ticket: TicketFacts, stands: Standing) -> Markup:
    zone = ticket.alley.zone
    match stands:
        case Standing.VALID if ticket.kind == "return":
            return say("{done} of {units} returned.", done=ticket.done, units=ticket.units)
        case Standing.VALID if ticket.done:
            return say(
                "Collected {done} of {units}, {at}.",
                done=ticket.done,
                units=ticket.units,
                at=done_at(say, ticket),
            )
        case Standing.VALID:
            return say("Show this picture or say the code. Not collected yet.")
        case Standing.DONE if ticket.kind == "return":
            return say("All returned, {at}. Thank you.", at=done_at(say, ticket))
        case Standing.DONE:
            return say("All collected, {at}.", at=done_at(say, ticket))
        case Standing.GIVEN_BACK:
            at = moment(say, ticket.ended_at or ticket.starts_at, zone)
            return say("You released this {at}; this ticket no longer works.", at=at)
        case Standing.GIVEN_ON:
            at = moment(say, ticket.revoked_at or ticket.starts_at, zone)
            return say("Given to a friend {at}; this ticket no longer works.", at=at)
        case Standing.NOT_COME:
            at = moment(say, ticket.ended_at or ticket.starts_at, zone)
            return say(
                "Not collected by {at}, so the stall passed it on; this ticket no longer works.", at=at
            )
        case Standing.MISSED:
            return say("Not collected; the drop has ended.")
        case Standing.CANCELLED:
            at = moment(say, ticket.cancelled_at or ticket.ended_at or ticket.starts_at, zone)
            return say("The drop was cancelled {at}.", at=at)
        case Standing.OVER:
            return say("Not collected in time; the drop has ended.")
        case Standing.UNDONE:
            return say("The handover was undone; there is nothing to return.")


def _copy(say: Say, ticket: TicketFacts) -> Button:
    return Button(say.label("Copy code"), copy=grouped(ticket.code))


def _picture(ticket: TicketFacts) -> Picture:
    return Picture(f"ticket:{ticket.code}", qr=ticket.code)


def amount(say: Say, ticket: TicketFacts, minor: int) -> str:
    return money(say, minor, ticket.alley.currency, ticket.alley.territory)
