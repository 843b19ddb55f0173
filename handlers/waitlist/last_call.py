"""The last two hours, for people on the waitlist: the units available, and the button that takes them."""

from markupsafe import Markup

from handlers.callbacks.waitlist import LeaveWaitlist, TakeUnits
from handlers.ui.screen import Button
from locales.say import Say
from locales.units import format_units
from market.drop.facts import DropFacts
from market.waitlist.position import WaitingEntry


def last_call_text(say: Say, drop: DropFacts, position: WaitingEntry) -> Markup:
    """Returns the units available, and what happens if they are fewer than requested."""
    item = drop.item(position.item)
    words = say(
        "{units} available. We told everyone waiting; the first to tap gets it.",
        units=format_units(say, item.unit, drop.spare(item)),
    )
    if position.units <= drop.spare(item):
        return words
    if position.split:
        return say.sentences(words, say("You stay on the waitlist for the rest."))
    return say.sentences(words, say("If you take fewer than you asked for, you leave the waitlist."))


def take_buttons(say: Say, drop: DropFacts, position: WaitingEntry, back_to: str) -> list[list[Button]]:
    leave_button = Button(
        label=say.label("Leave waitlist"), callback=LeaveWaitlist(item=position.item, back_to=back_to)
    )
    return [[take_button(say, drop, position, back_to), leave_button]]


def take_button(say: Say, drop: DropFacts, position: WaitingEntry, back_to: str) -> Button:
    """Returns the button that takes the requested units, or as many as are available."""
    label = say.label("Take {count} now", count=min(position.units, drop.spare(drop.item(position.item))))
    return Button(label=label, callback=TakeUnits(item=position.item, back_to=back_to), style="primary")
