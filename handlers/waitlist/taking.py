"""The last two hours, to one who waits: what is free, and the tap that has it."""

from markupsafe import Markup

from handlers.ui.screen import Button
from handlers.waitlist.callbacks import LeaveWaitlist, TakeUnits
from locales.say import Say
from locales.units import counted
from market.drop.facts import DropFacts
from market.waitlist.standing import Waiting


def call_words(say: Say, drop: DropFacts, own: Waiting) -> Markup:
    """What a tap gives, and what becomes of a party that it is too little for."""
    line = drop.line(own.line)
    words = say(
        "{units} available. We told everyone waiting; the first to tap gets it.",
        units=counted(say, line.unit, drop.spare(line)),
    )
    if own.party <= drop.spare(line):
        return words
    if own.split:
        return say.sentences(words, say("You stay on the waitlist for the rest."))
    return say.sentences(words, say("If you take fewer than you asked for, you leave the waitlist."))


def take_steps(say: Say, drop: DropFacts, own: Waiting, at: str) -> list[list[Button]]:
    leave = Button(say.label("Leave waitlist"), LeaveWaitlist(line=own.line, where=at))
    return [[take_step(say, drop, own, at)], [leave]]


def take_step(say: Say, drop: DropFacts, own: Waiting, at: str) -> Button:
    """As many as one's party and what is free allow."""
    label = say.label("Take {count} now", count=min(own.party, drop.spare(drop.line(own.line))))
    return Button(label, TakeUnits(line=own.line, where=at), style="primary")
