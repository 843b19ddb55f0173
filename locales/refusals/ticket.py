"""Sentences of the refusals of tickets and scans."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number
from locales.user_text import truncate

SENTENCES: dict[str, Callable[..., Markup]] = {
    "TicketUnknown": lambda say: say(
        "No ticket has this code. Check it: codes have 9 characters, like 7KQ2-M9XF-3."
    ),
    "TicketNotYours": lambda say: say("This is not one of your tickets. See /tickets for yours."),
    "TicketDone": lambda say, done, units, at, by: say(
        "Already done: {done} of {units}, {at}, scanned by {name}. Scan the next ticket.",
        done=format_number(say, done),
        units=format_number(say, units),
        at=at,
        name=truncate(by, 40) or "…",
    ),
    "CollectedMeanwhile": lambda say: say(
        "Some of this ticket was handed over or taken back meanwhile, so nothing was done. Look at it again."
    ),
    "TicketEnded": lambda say: say("This ticket is no longer valid. See /tickets for yours."),
    "DepositNeedsTicket": lambda say: say(
        "A deposit was paid for this, so its ticket is needed to hand it over. Ask for it: on a charged phone, or printed."
    ),
    "RefundNeedsTicket": lambda say: say(
        "A deposit is refunded when this packaging comes back, so its ticket is needed. Ask for it: on a charged phone, or printed."
    ),
    "HandOverUndone": lambda say: say("That hand-over was undone. See your ticket for how it is now."),
    "NotStaff": lambda say: say("Only a stall or hub of this market takes packaging back. Bring it to one."),
    "OwnPackaging": lambda say: say(
        "You borrowed this packaging yourself, so someone else must take it back."
    ),
    "PackagingDiffers": lambda say: say(
        "Only packaging of the same kind can be swapped. Take it back and refund it instead."
    ),
    "PackagingIsBack": lambda say: say(
        "Its packaging was already returned, so you cannot undo this. Scan the next ticket."
    ),
    "UndoExpired": lambda say: say("This can be undone for a minute, by the person who did it. Ask them."),
    "UndoTooLate": lambda say: say(
        "A scan can be undone once, within a minute, and that minute is over. Scan the next ticket."
    ),
    "TooManyCodes": lambda say, again: say(
        "Too many wrong codes. Type again after {again}, or scan the QR code now.", again=again
    ),
}
