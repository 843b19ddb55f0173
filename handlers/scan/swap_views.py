"""A swap: empty packaging in, full or clean packaging out, in one scan. The deposit stays."""

from markupsafe import Markup

from handlers.callbacks.scan import AskScan, ShowReturn, SwapUnits, UndoScan
from handlers.scan.scan_text import ACCEPTED, next_rows, signed
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen, Style
from locales.formats import format_day
from locales.say import Say
from locales.units import format_units
from market.ticket.facts import TicketFacts
from market.ticket.ticket_words import ticket_amount
from storage.ticket import TicketKind

RETURNS = ACCEPTED[TicketKind.RETURNS]


def empties_ask(say: Say) -> Screen:
    """Asks for the returns ticket of what is brought back while goods go out."""
    return Screen(
        text=say("Scan the returns ticket of the empties, or type its code."),
        reply_placeholder="4T8W-C2PH-D",
    )


def swap_page(say: Say, ticket: TicketFacts, pickup: TicketFacts | None, place: str) -> Screen:
    """Offers to swap what comes back: for the goods of a pickup ticket, or for clean packaging."""
    most = min(ticket.left, pickup.left) if pickup else ticket.left
    parts = [_swap_text(say, say("<b>SWAP</b>."), ticket, most)]
    if pickup:
        parts.append(
            say(
                "To pay for {units}: {price}.",
                units=format_units(say, pickup.unit, most),
                price=ticket_amount(say, ticket, pickup.to_pay(most)),
            )
        )
    code = pickup.code if pickup else ""

    def swap(units: int) -> Button:
        callback = SwapUnits(code=ticket.code, units=units, pickup=code, place=place)
        style: Style = "success" if units == most else ""
        return Button(label=say.label("Swap {count}", count=units), callback=callback, style=style)

    return Screen(
        text=signed(RETURNS, Markup("\n").join(parts)),
        rows=layout_buttons(
            [swap(units) for units in range(most, 0, -1)],
            [
                Button(
                    label=say.label("Refund instead"),
                    callback=ShowReturn(code=ticket.code, place=place),
                )
            ],
            [Button(label=say.label("Not now"), callback=AskScan(place=place))],
        ),
    )


def swapped(say: Say, ticket: TicketFacts, scan: int, swap: SwapUnits) -> Screen:
    """Confirms a swap, which can be undone for a minute."""
    undo = UndoScan(scan=scan, code=ticket.code, place=swap.place)
    due = say("Due {day}.", day=format_day(say, ticket.due_at or ticket.starts_at, ticket.alley.zone))
    text = say.sentences(_swap_text(say, say("<b>SWAPPED</b>."), ticket, swap.units), due)
    return Screen(
        text=signed(RETURNS, text),
        rows=next_rows(say, [Button(label=say.label("Undo (1 min)"), callback=undo)], place=swap.place),
    )


def _swap_text(say: Say, verdict: Markup, ticket: TicketFacts, units: int) -> Markup:
    back = format_units(say, ticket.unit, units)
    moved = say("{back} back, {out} out.", back=back, out=back)
    if not ticket.deposit:
        return say.sentences(verdict, moved)
    stays = say("The {deposit} deposit stays.", deposit=ticket_amount(say, ticket, units * ticket.deposit))
    return say.sentences(verdict, moved, stays)
