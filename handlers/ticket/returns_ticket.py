"""A returns ticket: its words for the holder and for the staff who scan it."""

from markupsafe import Markup

from handlers.callbacks.hub import ShowHubs
from handlers.callbacks.scan import AcceptReturn
from handlers.callbacks.ticket import ShowReturns
from handlers.ticket.kind_views import FaceWords, KindViews
from handlers.ticket.ticket_text import code_text, copy_button, scanned_at_text, scanned_by, stall_line
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_day
from locales.say import Say
from locales.units import format_units
from locales.user_text import STALL, sanitize_name
from market.packaging.refund import ReturnMoney
from market.ticket.facts import TicketFacts, TicketStatus
from market.ticket.ticket_words import ticket_amount


def holder_page(say: Say, ticket: TicketFacts, state: Markup, status: TicketStatus) -> Screen:
    """Shows the returns ticket for all packaging of one booking. Where nothing is out, it no longer says where to bring it."""
    is_out = status in {TicketStatus.VALID, TicketStatus.WRITTEN_OFF}
    where = (_where_text(say, ticket), *late_fee_text(say, ticket)) if is_out else ()
    anyone = (say("Anyone may return the packaging with this ticket."),) if is_out else ()
    parts = (_units_text(say, ticket, status), *where, code_text(say, ticket), *anyone, state)
    hubs = ShowHubs(alley=ticket.alley.id, packaging=ticket.packaging or 0)
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(
            [Button(label=say.label("Hubs"), callback=hubs, below=True)]
            if ticket.packaging and is_out
            else [],
            [copy_button(say, ticket)] if is_out else [],
            [Button(label=say.label("My returns"), callback=ShowReturns(), below=True)],
        ),
    )


def _units_text(say: Say, ticket: TicketFacts, status: TicketStatus) -> Markup:
    """Returns what went out, and as long as all of it can come back, what is refunded then."""
    if not ticket.units:
        return say("<b>Returns ticket</b>")
    units = format_units(say, ticket.unit, ticket.units)
    if status is not TicketStatus.VALID:
        return say("<b>Returns ticket: {units}</b>", units=units)
    if not ticket.deposit:
        return say("<b>Returns ticket: {units}</b>. No deposit was taken.", units=units)
    deposit = ticket_amount(say, ticket, ticket.units * ticket.deposit)
    return say("<b>Returns ticket: {units}</b>. You get {deposit} back.", units=units, deposit=deposit)


def _where_text(say: Say, ticket: TicketFacts) -> Markup:
    """Shows where packaging comes back: untyped packaging at stalls alone."""
    stall = sanitize_name(ticket.stall_name, STALL)
    by = format_day(say, ticket.due_at or ticket.starts_at, ticket.alley.zone)
    if ticket.packaging is None:
        return say("From {stall}. At any stall of this market, by {by}.", stall=stall, by=by)
    return say("From {stall}. At any stall of this market and at its hubs, by {by}.", stall=stall, by=by)


def late_fee_text(say: Say, ticket: TicketFacts) -> list[Markup]:
    """Returns what packaging without a deposit costs after it was due, and what at most; nothing for packaging with one."""
    if ticket.terms is None or not ticket.terms.fee_per_day:
        return []
    return [
        say(
            "Until {day} it costs nothing; then {fee} a day each, at most {most} each.",
            day=format_datetime(say, ticket.terms.due_at, ticket.alley.zone),
            fee=ticket_amount(say, ticket, ticket.terms.fee_per_day),
            most=ticket_amount(say, ticket, ticket.terms.price),
        )
    ]


def face_words(say: Say, ticket: TicketFacts) -> FaceWords:
    refund = ticket_amount(say, ticket, ticket.units * ticket.deposit)
    return FaceWords(
        # text: on the picture of a ticket that is shown to return packaging, in big letters
        kind=say.plain("RETURNS"),
        quantity=format_units(say, ticket.unit, ticket.units).unescape(),
        title=say.plain("Refund: {amount}", amount=refund) if ticket.deposit else say.plain("No deposit"),
        lines=(
            stall_line(say, ticket),
            say.plain("by {day}", day=format_day(say, ticket.due_at or ticket.starts_at, ticket.alley.zone)),
        ),
        partly=say.plain("{done} of {units} returned", done=ticket.done, units=ticket.units),
        # text: across the picture of a ticket that was used, in big letters
        done=say.plain("RETURNED"),
        done_at=scanned_at_text(say, ticket),
    )


def valid_text(say: Say, ticket: TicketFacts) -> Markup:
    return say("{done} of {units} returned.", done=ticket.done, units=ticket.units)


def done_text(say: Say, ticket: TicketFacts) -> Markup:
    return say("All returned, {at}. Thank you.", at=scanned_at_text(say, ticket))


def staff_valid_text(say: Say, ticket: TicketFacts) -> Markup:
    fields = {
        "units": format_units(say, ticket.unit, ticket.units),
        "stall": sanitize_name(ticket.stall_name, STALL),
    }
    head = say("<b>VALID</b>. Returns: {units} from {stall}, none returned yet.", **fields)
    if ticket.done:
        head = say(
            "<b>VALID</b>. Returns: {units} from {stall}, {done} returned so far.", done=ticket.done, **fields
        )
    each = say("Refund {deposit} for each.", deposit=ticket_amount(say, ticket, ticket.deposit))
    free = say("It went out without a deposit: there is nothing to refund.")
    return Markup("\n").join((head, each if ticket.deposit else free, code_text(say, ticket)))


def staff_done_text(say: Say, ticket: TicketFacts) -> Markup:
    return say(
        "<b>ALREADY RETURNED</b>. {done} of {units}, {at}, scanned by {name}.",
        done=ticket.done,
        units=ticket.units,
        at=scanned_at_text(say, ticket),
        name=scanned_by(ticket),
    )


def take_back_button(say: Say, ticket: TicketFacts, units: int, place: str) -> Button:
    callback = AcceptReturn(code=ticket.code, units=units, place=place)
    return Button(label=say.label("Take back {count}", count=units), callback=callback)


def scanned_text(say: Say, ticket: TicketFacts, units: int) -> Markup:
    return say(
        "<b>RETURNED</b>. {done} of {units}. Refund {deposit} now.",
        done=ticket.done,
        units=ticket.units,
        deposit=ticket_amount(say, ticket, units * ticket.deposit),
    )


def money_text(say: Say, ticket: TicketFacts, money: ReturnMoney) -> Markup:
    """Shows what is to be paid for packaging that came back, either way."""
    counts = {"done": ticket.done, "units": ticket.units}
    if money.owed:
        owed = ticket_amount(say, ticket, money.owed)
        head = say("<b>RETURNED</b>. {done} of {units}. Refund {deposit} now.", deposit=owed, **counts)
    elif money.paid:
        paid = ticket_amount(say, ticket, money.paid)
        head = say("<b>RETURNED</b>. {done} of {units}. {amount} refunded.", amount=paid, **counts)
    else:
        head = say("<b>RETURNED</b>. {done} of {units}. Nothing to refund.", **counts)
    if not money.fee:
        return head
    return head + "\n" + say("Late fee to take: {amount}.", amount=ticket_amount(say, ticket, money.fee))


def scanned_toast(say: Say) -> str:
    return say.plain("Taken back.")


def left_text(say: Say, ticket: TicketFacts) -> str:
    # text: packaging of a stall, in a list
    return say.plain(
        "{units} from {stall}",
        units=format_units(say, ticket.unit, ticket.left).unescape(),
        stall=sanitize_name(ticket.stall_name, STALL),
    )


def together_label(say: Say, count: int) -> str:
    # text: on a button, with the number of tickets whose packaging is taken back by one tap
    return say.label("Take back all {count}", count=count)


def returned_text(say: Say, items: str) -> Markup:
    return say("<b>RETURNED</b>. {items}.", items=items)


RETURNS_VIEWS = KindViews(
    holder_page=holder_page,
    face_words=face_words,
    valid_text=valid_text,
    done_text=done_text,
    staff_valid_text=staff_valid_text,
    staff_done_text=staff_done_text,
    scanned_toast=scanned_toast,
)
