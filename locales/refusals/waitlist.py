"""Sentences of the refusals of entries, holds, bookings and gifts."""

from collections.abc import Callable

from markupsafe import Markup

from locales.say import Say
from locales.user_text import truncate


def _too_many(say: Say, maximum: int, already_held: int) -> Markup:
    """Returns how many can be had, of which the person may have asked for or have some."""
    if already_held >= maximum:
        return say(
            "Limit {most} per person, and you already asked for or have {had}. See /mine.",
            most=maximum,
            had=already_held,
        )
    if already_held:
        return say(
            "Limit {most} per person. You already asked for or have {had}. Choose fewer.",
            most=maximum,
            had=already_held,
        )
    if maximum == 1:
        return say("You can have only 1 here. Choose 1.")
    return say("You can have 1 to {most} here. Choose again.", most=maximum)


SENTENCES: dict[str, Callable[..., Markup]] = {
    "WaitlistNotOpen": lambda say, opens: say(
        "This opens {opens}. Tap “Notify me” and we notify you then.", opens=opens
    ),
    "WaitlistClosed": lambda say, closed: say(
        "This waitlist closed {closed}. You may still find some at the stall.", closed=closed
    ),
    "DrawClosed": lambda say, closed: say(
        "Joining ended {closed}. After the draw, you can join at the end.", closed=closed
    ),
    "AdultsOnly": lambda say: say(
        "This is for people aged 18 and over. Open the drop, tap Join, and say once that you are."
    ),
    "AlreadyWaiting": lambda say, number, units: (
        say("You are already waiting: number {number}, for {units}. See /mine.", number=number, units=units)
        if number
        else say("You have already joined, for {units}. The draw will give you a number.", units=units)
    ),
    "AlreadyHolding": lambda say, units, until: say(
        "You have {units} on hold until {until}. Answer that first.", units=units, until=until
    ),
    "AlreadyBooked": lambda say, units: say(
        "You booked {units} just now. If you want more, join again in a minute.", units=units
    ),
    "TooManyUnits": lambda say, maximum, already_held: _too_many(say, maximum, already_held),
    "WaitlistFull": lambda say, available: (
        say.many(
            "Only {count} is available, and no more people can wait. Choose fewer.",
            "Only {count} are available, and no more people can wait. Choose fewer.",
            available,
        )
        if available
        else say("No more people can wait. Tap “Notify me” and we tell you when there is room.")
    ),
    "NothingFull": lambda say: say("You can join this now. Choose how many."),
    "HoldExpired": lambda say, until: say(
        "This hold ended {until} and went to the next person. You can rejoin at the end.", until=until
    ),
    "HoldDeclined": lambda say, until: say(
        "You declined this {at}. If you want it after all, tap below.", at=until
    ),
    "HoldNotYours": lambda say: say("This is someone else’s. See /mine for yours."),
    "BookingNotYours": lambda say: say("This is someone else’s. See /mine for yours."),
    "ItemNotOffered": lambda say, item: say(
        "{item} is only sold as part of a set. Choose the set.", item=truncate(item, 40)
    ),
    "SlotFull": lambda say, at, left: (
        say.many(
            "{at} has {count} left, too few for you. Choose fewer or another time.",
            "{at} has {count} left, too few for you. Choose fewer or another time.",
            left,
            at=at,
        )
        if left
        else say("{at} is full. Choose another time, or wait for it.", at=at)
    ),
    "UnitsGone": lambda say, number: say(
        "Someone else got it first. You keep number {number}, and we tell you about the next one.",
        number=number,
    ),
    "UndoOver": lambda say: say("Too late to undo. You can join again at the end."),
    "GiftGone": lambda say: say("Someone already accepted this, or it was withdrawn. Ask your friend."),
    "GiftAlreadyPassedOn": lambda say: say(
        "A place from a draw can be given to a friend only once, and this one already was. You can release it instead."
    ),
    "OwnGift": lambda say: say(
        "This link is for your friend: send it to them. Until they accept, it stays yours."
    ),
    "BookingUnknown": lambda say: say("This booking is no longer available. See /mine for yours."),
    "NoShowTooSoon": lambda say, at: say(
        "They still have time to come. You can pass it on from {at}.", at=at
    ),
    "KeptForLate": lambda say, until: say(
        "They will be late but are still coming, so you cannot pass it on. Please keep it until {until}.",
        until=until,
    ),
    "LateTooSoon": lambda say, at: say(
        "You can say that you will be late from {at} on. Until then nobody else gets what you booked.", at=at
    ),
    "SlotNotKept": lambda say: say(
        "Your booking is for a set time, so the stall cannot keep it for later. Choose another time, or talk to the stall."
    ),
    "NothingToKeep": lambda say: say(
        "Nothing that you booked waits for you now. See /mine for what you have."
    ),
    "NotWaiting": lambda say: say("You are no longer on this waitlist. You can join it again."),
    "DepositForAll": lambda say, units: say(
        "Your deposit is for all {units}, so you cannot keep fewer. You can give all of it up, or give it to a friend.",
        units=units,
    ),
    "OptionUnknown": lambda say: say("This can no longer be chosen. Choose again."),
    "AlreadyCollected": lambda say, admitted: (
        say("You were already admitted, so this cannot be changed. Talk to the stall.")
        if admitted
        else say("This was already collected, so it cannot be changed. Talk to the stall.")
    ),
}
