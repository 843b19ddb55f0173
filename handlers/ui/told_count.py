"""The number of people who were told of what somebody did."""

from markupsafe import Markup

from locales.say import Say


def told_count(say: Say, people: int) -> Markup:
    return say.many("We told {count} person.", "We told {count} people.", people)
