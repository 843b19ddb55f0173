"""The answers to a stall that paused, resumed or cancelled something: what was done, and how many people were told."""

from markupsafe import Markup

from handlers.ui.told_count import told_count
from locales.say import Say


def paused_text(say: Say, people: int) -> Markup:
    if not people:
        return say("Paused.")
    return say.sentences(say("Paused."), told_count(say, people))


def resumed_text(say: Say, people: int) -> Markup:
    if not people:
        return say("Resumed.")
    return say.sentences(say("Resumed."), told_count(say, people))


def cancelled_text(say: Say, people: int) -> Markup:
    if not people:
        return say("Cancelled.")
    return say.sentences(say("Cancelled."), told_count(say, people))
