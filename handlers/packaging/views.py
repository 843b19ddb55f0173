"""Screens for people about packaging and its hubs."""

from handlers.callbacks.packaging_desk import ShowCrates, ShowWorkplaces
from handlers.callbacks.place import place_code
from handlers.callbacks.ticket import ShowReturns
from handlers.packaging.packaging_text import counted_list, waiver_reason
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime
from locales.say import Say
from locales.units import format_units
from locales.user_text import HUB, PERSON, sanitize_name
from market.audit_log import AuditLine
from market.packaging.hauling import HaulFacts
from market.packaging.hub_facts import HubFacts
from market.packaging.waiver import WaivedFee
from market.ticket.facts import TicketFacts
from market.ticket.ticket_words import ticket_amount


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


def staff_joined_message(say: Say, entry: AuditLine) -> Screen:
    """Tells an organiser who took their link."""
    text = say(
        "{person} works at {hub} from now on.",
        person=sanitize_name(entry.subject, PERSON),
        hub=sanitize_name(entry.thing, HUB),
    )
    return Screen(text=text)


def staff_removed_message(say: Say, hub: HubFacts) -> Screen:
    """Tells a person that they work at a hub no more."""
    name = sanitize_name(hub.name, HUB)
    if hub.closed_at:
        return Screen(text=say("{hub} is closed for good, so you no longer work there. Thank you.", hub=name))
    return Screen(text=say("You no longer work at {hub}. Thank you.", hub=name))


def haul_short_message(say: Say, haul: HaulFacts) -> Screen:
    """Tells who sent crates what has not arrived."""
    target = sanitize_name(haul.target.name, HUB)
    if not sum(haul.units.values()):
        return Screen(text=say("All packaging that you sent to {place} has arrived.", place=target))
    crates = ShowCrates(place=place_code(haul.source.ref))
    return Screen(
        text=say(
            "Still missing at {place}, from what you sent {at}: {items}. Please look for it.",
            place=target,
            at=format_datetime(say, haul.sent_at, haul.source.zone),
            items=counted_list(say, haul.kinds, haul.units),
        ),
        rows=layout_buttons([Button(label=say.label("Move crates"), callback=crates, below=True)]),
    )


def written_off_message(say: Say, ticket: TicketFacts) -> Screen:
    """Tells a borrower what is written off, and what that costs."""
    text = say(
        "{units} from {stall} did not come back in time.",
        units=format_units(say, ticket.unit, ticket.lost),
        stall=sanitize_name(ticket.stall_name, HUB),
    )
    kept = say(
        "The {deposit} deposit is no longer refunded. You can still bring the packaging back.",
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
