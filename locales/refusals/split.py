"""Sentences of the refusals of shares."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "SplitUnknown": lambda say: say("This split is not yours. Below are the ones agreed with you."),
    "SplitOver": lambda say: say("This proposal has ended. The stall can propose again."),
    "SplitFixed": lambda say: say(
        "Some of this drop is sold already, so its split stays as it is. You can agree a new one for the next drop."
    ),
    "SplitNeedsDrop": lambda say: say(
        "Takings can be split only while the drop is published and not over. Publish it, or split those of the next one."
    ),
    "ShareUnfit": lambda say: say(
        "That part does not fit: each must be above 0 %, and together they must be 100 % at most. Write another."
    ),
    "SplitLinkEnded": lambda say: say("This link has expired or was used before. Ask for a new one."),
    "OwnSplitLink": lambda say, stall: say(
        "This link is for someone else, named by {stall}. Send it to them; it still works.", stall=stall
    ),
    "OtherParty": lambda say: say(
        "You already have a part in this drop. The link is for somebody else; it still works."
    ),
    "NoUsualShares": lambda say: say("You have not split takings before. Choose the parts for this drop."),
}
