"""Reminders to a shopper. They stay in the chat, so their times are absolute."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.hub import ShowHubs
from handlers.callbacks.ticket import ShowReturns, ShowTicket
from handlers.ticket.returns_ticket import late_fee_text, left_text
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen, Shown
from handlers.waitlist.position_text import hold_buttons
from handlers.waitlist.views import ANYWHERE
from locales.formats import format_datetime, format_day, format_list_and
from locales.say import Say
from locales.units import format_units
from locales.user_text import ALLEY, STALL, sanitize_name
from market.drop.amounts import format_total
from market.drop.item_text import full_name
from market.packaging.hub_facts import HubFacts, open_until
from market.ticket.facts import TicketFacts
from market.ticket.ticket_words import ticket_amount
from market.waitlist.position import HoldFacts
from storage.shown import ShownKind

ANY_LOCATION = ANYWHERE.code


def hold_half_elapsed_message(say: Say, hold: HoldFacts) -> Screen:
    drop = hold.drop
    held = say(
        "<b>Held for you until {until}: {units} × {item}, {price}.</b>",
        until=format_datetime(say, hold.until, drop.alley.zone),
        units=hold.units,
        item=full_name(say, drop, hold.item),
        price=format_total(say, drop, hold.units * hold.item.price, hold.units * hold.item.loan_deposit),
    )
    next_step = (
        say("Pay the deposit to confirm.") if hold.deposit_each else say("Tap once to tell the stall.")
    )
    return Screen(
        text=say.sentences(held, next_step),
        rows=layout_buttons(
            *hold_buttons(say, hold.id, hold.units, ANY_LOCATION, deposit=bool(hold.deposit_each))
        ),
        shows=Shown(kind=ShownKind.HOLD_REMINDER, subject=hold.id, item=hold.item.id, marks=hold.item.marks),
    )


def loans_due_message(
    say: Say, tickets: Sequence[TicketFacts], hub: HubFacts | None, now: datetime
) -> Screen:
    """Reminds the day before packaging is due, of all that is due on that date. `hub` is the nearest one that is open."""
    typed = [ticket for ticket in tickets if ticket.packaging]
    parts = [
        *_to_return(say, tickets),
        *_refund_text(say, tickets),
        *dict.fromkeys(line for ticket in tickets for line in late_fee_text(say, ticket)),
        *_hub_text(say, hub, now),
    ]
    show = Button(
        label=say.label("Returns ticket"),
        callback=ShowTicket(ticket=tickets[0].id),
        style="primary",
        below=True,
    )
    returns = Button(label=say.label("My returns"), callback=ShowReturns(), below=True)
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(
            [show] if len(tickets) == 1 else [],
            [_hubs_button(say, typed[0])] if typed else [],
            [returns if len(tickets) == 1 else replace(returns, style="primary")],
        ),
    )


def _hubs_button(say: Say, ticket: TicketFacts) -> Button:
    hubs = ShowHubs(alley=ticket.alley.id, packaging=ticket.packaging or 0)
    return Button(label=say.label("Hubs"), callback=hubs, below=True)


def _to_return(say: Say, tickets: Sequence[TicketFacts]) -> list[Markup]:
    """Returns the units of each ticket, in a sentence or as a list, with the day on which all is due."""
    by = format_day(say, tickets[0].due_at or tickets[0].starts_at, tickets[0].alley.zone)
    if len(tickets) > 1:
        lines = (Markup("{}").format(left_text(say, ticket)) for ticket in tickets)
        return [say("<b>To return, by {by}:</b>", by=by), *lines]
    [ticket] = tickets
    stall = sanitize_name(ticket.stall_name, STALL)
    units = format_units(say, ticket.unit, ticket.left)
    return [say("To return: {units} from {stall}, by {by}.", units=units, stall=stall, by=by)]


def _refund_text(say: Say, tickets: Sequence[TicketFacts]) -> list[Markup]:
    """Returns what is refunded, and where; nothing for packaging without a deposit."""
    refunds = dict[str, tuple[TicketFacts, int]]()
    for ticket in tickets:
        _, before = refunds.get(ticket.alley.currency, (ticket, 0))
        refunds[ticket.alley.currency] = ticket, before + ticket.left * ticket.deposit
    amounts = [ticket_amount(say, ticket, amount) for ticket, amount in refunds.values() if amount]
    if not amounts:
        return []
    deposit = format_list_and(say, amounts)
    if any(ticket.packaging is None for ticket in tickets):
        return [
            say("You get {deposit} back when you return it, at any stall of this market.", deposit=deposit)
        ]
    return [
        say(
            "You get {deposit} back when you return it, at any stall of this market or at a hub.",
            deposit=deposit,
        )
    ]


def _hub_text(say: Say, hub: HubFacts | None, now: datetime) -> list[Markup]:
    """Returns the nearest open hub, with the day, since the message stays."""
    until = open_until(hub, now) if hub else None
    if hub is None or until is None:
        return []
    return [
        say(
            "Nearest hub: {hub}, {alley}, open until {until}.",
            hub=sanitize_name(hub.name, STALL),
            alley=sanitize_name(hub.alley_name, ALLEY),
            until=format_datetime(say, until, hub.zone),
        )
    ]
