"""Sentences of the refusals of authority."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "StallUnknown": lambda say: say("This is no longer here. See /drops for what is on."),
    "NotOrganiser": lambda say: say("Only an organiser can do this. Questions? See /support."),
    "NotYourStall": lambda say, stall: say(
        "Only the stall can do this: {stall}. Ask someone there.", stall=stall
    ),
    "OwnStallDecided": lambda say, stall: say(
        "You own or help at {stall}, so only another organiser can do this.",
        stall=stall,
    ),
    "HelpEnded": lambda say, stall: say(
        "You no longer help at {stall}. Questions? Ask its owner.", stall=stall
    ),
    "OutsideRole": lambda say, stall: say(
        "Your role at {stall} does not include this. Ask the owner.", stall=stall
    ),
}
