"""Sentences of the refusals of the organisers' work."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "PersonUnknown": lambda say: say("This person is not known here. Search again."),
    "LastOrganiser": lambda say: say("You are the last organiser. Add another one first."),
    "OrganiserLinkGone": lambda say: say(
        "This link was used already, or has run out. Whoever runs the bot can print a new one."
    ),
    "NamedBySettings": lambda say: say(
        "The bot's settings make this person an organiser. Ask the bot's operator to change that."
    ),
    "OrganiserNotBanned": lambda say: say("This person is an organiser. Remove that role first."),
    "StallDecided": lambda say: say("Another organiser decided first. Here is how it stands now."),
    "AlleyUnfinished": lambda say: say("An alley needs a name and a place on the map. Add them first."),
    "PlaceUnfit": lambda say: say("That is not a location. Share one, or type it like 5.98, 116.07"),
}
