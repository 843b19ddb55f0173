"""The answers to a stall that paused, resumed or cancelled something: what was done, and how many people were told."""

from markupsafe import Markup

from locales.say import Say


def paused_text(say: Say, people: int) -> Markup:
    if not people:
        return say("Paused.")
    return say.many("Paused. We told {count} person.", "Paused. We told {count} people.", people)


def resumed_text(say: Say, people: int) -> Markup:
    if not people:
        return say("Resumed.")
    return say.many("Resumed. We told {count} person.", "Resumed. We told {count} people.", people)


def cancelled_text(say: Say, people: int) -> Markup:
    if not people:
        return say("Cancelled.")
    return say.many("Cancelled. We told {count} person.", "Cancelled. We told {count} people.", people)
