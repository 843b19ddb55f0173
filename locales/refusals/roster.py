"""Sentences of the refusals of rosters and shifts."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "RosterGone": lambda say: say("There are no shifts for this day now. See Shifts on /desk."),
    "RosterClosed": lambda say: say("These shifts are closed. Ask the stall for a change."),
    "ShiftGone": lambda say: say("This shift is gone. See Shifts on /desk for those of now."),
    "ShiftTaken": lambda say: say("Somebody else has this shift. See Shifts on /desk for others."),
    "ShiftOver": lambda say: say("It is too late for this shift. See Shifts on /desk for others."),
    "NotYourShift": lambda say: say("This shift is not yours now. See Shifts on /desk for yours."),
    "ShiftsForHelpers": lambda say: say("Shifts are for helpers. Invite one on /desk: More, Staff."),
    "BusyThen": lambda say, at: say("You have another shift then, from {at}. Offer that one first.", at=at),
    "HelperBusy": lambda say: say(
        "They have another shift at that time. Choose somebody else or another shift."
    ),
    "TooLateToGiveBack": lambda say, until: say(
        "You could give it back until {until}. Offer it to the others instead.", until=until
    ),
    "NotOffered": lambda say: say("This shift is not offered now. See Shifts on /desk for others."),
    "ExchangeEnded": lambda say: say(
        "This swap has ended: one of the shifts changed. Below is how it is now."
    ),
    "TooManyPlaces": lambda say, maximum: say(
        "A shift has {count} places at most. Open a roster with more shifts instead.",
        count=format_number(say, maximum),
    ),
    "PlacesHeld": lambda say: say("All places of this shift are taken. Take somebody off first."),
    "NoHelperHere": lambda say: say("This person no longer helps here. Choose somebody else."),
    "NoEmptyPlace": lambda say: say("All places are taken. See Shifts on /desk."),
}
