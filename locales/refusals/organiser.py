"""Sentences of the refusals of the organisers' work."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number
from locales.user_text import sanitize_name

SENTENCES: dict[str, Callable[..., Markup]] = {
    "NothingToStop": lambda say: say("There is nothing ahead to stop here. See the market days."),
    "StoppedAlready": lambda say: say(
        "Somebody was quicker: it is stopped already. You can undo it, or let it end."
    ),
    "MovedAlready": lambda say: say(
        "It was moved there already, or a moment ago. Undo that, or write another place ten minutes later."
    ),
    "StopFinal": lambda say: say("The time to undo this is over. The market day shows how it stands now."),
    "PersonUnknown": lambda say: say("This person is not known here. Search again."),
    "MarketDayUnknown": lambda say: say("No stall stands there on that day now. /admin shows the next one."),
    "LastOrganiser": lambda say: say("You are the only organiser. Add another one first."),
    "OrganiserLinkGone": lambda say: say(
        "This link was used already, or has run out. The person who runs the bot can print a new one."
    ),
    "NamedBySettings": lambda say: say(
        "The bot's settings make this person an organiser. Ask the bot's operator to change that."
    ),
    "OrganiserNotBlocked": lambda say: say("This person is an organiser. Remove that role first."),
    "StallDecided": lambda say: say("Another organiser was quicker. Here is how it stands now."),
    "ApplicationWithdrawn": lambda say: say(
        "Its owner has withdrawn this request. There is nothing to decide."
    ),
    "AlleyNameTaken": lambda say, *, city: say(
        "{city} has an alley of this name already. Give this one another name.", city=sanitize_name(city, 40)
    ),
    "AlleyUnfinished": lambda say: say("An alley needs a name and a place on the map. Add them first."),
    "PlaceUnfit": lambda say: say("That is not a location. Share one, or type it like 5.98, 116.07"),
    "ReportGone": lambda say: say("This report is gone. /admin shows what is waiting."),
    "ReportClosed": lambda say: say("Another organiser was quicker. Here is how it stands now."),
    "AlreadyReported": lambda say: say(
        "You reported this already. The organisers tell you what becomes of it."
    ),
    "TooManyReports": lambda say, maximum: say(
        "You made {count} reports today, and that is the limit. For more, write in /support.",
        count=format_number(say, maximum),
    ),
    "OwnReport": lambda say: say("This is about a stall where you sell, so another organiser decides."),
    "ObjectionGone": lambda say: say("You cannot object to this here. Write to the organisers in /support."),
    "ObjectionUsed": lambda say: say("You have objected to this already. You can still write in /support."),
    "DecisionLifted": lambda say: say("This decision no longer stands, so there is nothing to object to."),
    "ObjectionClosed": lambda say: say("Another organiser was quicker. Here is how it stands now."),
    "OwnDecision": lambda say: say("You decided this. Another organiser looks at it first, for two days."),
}
