"""Sentences of the refusals of showrooms."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "ShowroomClosed": lambda say: say("This showroom cannot be visited now. See what else is on."),
    "SlotTaken": lambda say: say("That time is taken, and no other is available. Please look again later."),
    "SlotTakenNear": lambda say, nearest: say(
        "That time is taken. The nearest available one is {nearest}.", nearest=nearest
    ),
    "VisitAhead": lambda say, at: say(
        "You have a visit here at {at}. You can have only one visit at a time: move that one.", at=at
    ),
    "VisitUnknown": lambda say: say("We do not know this visit. See My items."),
    "VisitSettled": lambda say: say("This visit can no longer be changed. Look at it again."),
    "VisitNotYet": lambda say, opens: say("You can mark this from {opens} on. Try again then.", opens=opens),
    "UndoVisitOver": lambda say: say("It is too late to undo this. Book again."),
    "WindowUnfit": lambda say: say(
        "Hours begin and end in steps of five minutes, on one day, and last at least as long as one visit. Write them again."
    ),
    "VisitsUnfit": lambda say: say(
        "Visits are 10, 15 or 20 min, 0 to 15 min apart, for 1 to 6 people; one in 2 to 5 is for walk-ins. Write them again."
    ),
    "WindowExists": lambda say: say("You have hours that begin then. Change those."),
    "TooManyWindows": lambda say, limit: say(
        "A showroom has {limit} opening hours at most. Delete some first.", limit=limit
    ),
    "WindowUnknown": lambda say: say("This is no longer here. Look at the list again."),
    "CurationPassed": lambda say, today: say(
        "Choose today, {today}, or a later day. Write the day again.", today=today
    ),
    "TooManyCurations": lambda say, limit: say(
        "You can plan {limit} shows at most. Delete one first.", limit=limit
    ),
    "CurationUnknown": lambda say: say("This is no longer here. Look at the list again."),
}
