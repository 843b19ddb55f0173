"""Screens for people about packaging and its hubs."""

from handlers.callbacks.packaging_desk import ShowWorkplaces
from handlers.callbacks.ticket import ShowReturns
from handlers.packaging.packaging_text import waiver_reason
from handlers.ticket.ticket_text import ticket_amount
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.say import Say
from locales.units import format_units
from locales.user_text import sanitize_name
from market.packaging.hauling import HaulFacts
from market.packaging.hub_facts import HubFacts
from market.packaging.waiver import WaivedFee
from market.ticket.facts import TicketFacts

HUB = 40


def staff_named_message(say: Say, hub: HubFacts) -> Screen:
    """Tells a person that they work at a hub."""
    return Screen(
        text=say(
            "You now work at <b>{hub}</b>, {alley}. Scan a returns ticket to take packaging back.",
            hub=sanitize_name(hub.name, HUB),
            alley=sanitize_name(hub.alley_name, HUB),
        ),
        rows=layout_buttons([Button(label=say.label("Hub desk"), callback=ShowWorkplaces(), below=True)]),
    )


def staff_removed_message(say: Say, hub: HubFacts) -> Screen:
    """Tells a person that they work at a hub no more."""
    return Screen(text=say("You no longer work at {hub}. Thank you.", hub=sanitize_name(hub.name, HUB)))


def haul_short_message(say: Say, haul: HaulFacts) -> Screen:
    """Tells who sent crates how many units have not arrived."""
    missing, target = sum(haul.units.values()), sanitize_name(haul.target.name, HUB)
    if not missing:
        return Screen(text=say("All packaging that you sent to {place} has arrived.", place=target))
    return Screen(
        text=say.many(
            "{count} item of packaging that you sent to {place} has not arrived. Look for it, please.",
            "{count} items of packaging that you sent to {place} have not arrived. Look for them, please.",
            missing,
            place=target,
        )
    )


def written_off_message(say: Say, ticket: TicketFacts) -> Screen:
    """Tells a borrower what is written off, and what that costs."""
    text = say(
        "{units} from {stall} did not come back in time.",
        units=format_units(say, ticket.unit, ticket.lost),
        stall=sanitize_name(ticket.stall_name, HUB),
    )
    kept = say(
        "The deposit of {deposit} is not refunded any more. You can still bring it back.",
        deposit=ticket_amount(say, ticket, ticket.lost * ticket.deposit),
    )
    still = say("You can still bring it back to any hub or stall.")
    button = Button(label=say.label("My returns"), callback=ShowReturns(), below=True)
    return Screen(text=text + "\n" + (kept if ticket.deposit else still), rows=layout_buttons([button]))


def fee_waived_message(say: Say, ticket: TicketFacts, waived: WaivedFee) -> Screen:
    """Tells a borrower that a late fee need not be paid."""
    amount, reason = ticket_amount(say, ticket, waived.amount), waiver_reason(say, waived.reason)
    text = (
        say("You do not have to pay the late fee of {amount}: {reason}.", amount=amount, reason=reason)
        if reason
        else say("You do not have to pay the late fee of {amount}.", amount=amount)
    )
    button = Button(label=say.label("My returns"), callback=ShowReturns(), below=True)
    return Screen(text=text, rows=layout_buttons([button]))
