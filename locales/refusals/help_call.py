"""Sentences of the refusals of calls for help."""

from collections.abc import Callable

from markupsafe import Markup

from locales.user_text import NAME, sanitize_name

SENTENCES: dict[str, Callable[..., Markup]] = {
    "HelpCallUnknown": lambda say: say("This call for help is gone. If you need help, tap “I need help”."),
    "NobodyReachable": lambda say: say(
        "No organiser can be reached right now. Ask at the nearest stall, or call the police or an ambulance."
    ),
    "HelpCallTaken": lambda say, organiser: (
        say("{person} was quicker and is coming. You need do nothing.", person=sanitize_name(organiser, NAME))
        if organiser
        else say("Another organiser was quicker and is coming. You need do nothing.")
    ),
    "HelpCallOver": lambda say, closed_at: say(
        "This call for help ended {at}. Nothing is left to do.", at=closed_at
    ),
    "NotComing": lambda say: say("You had not said that you are coming. Here is how it stands now."),
    "HelpWordsAdded": lambda say: say("The organisers have your message. To write more: /support"),
    "HelpCallerUnknown": lambda say: say(
        "You cannot answer this call: it came from a web page, or is too old."
    ),
    "DutyDayUnknown": lambda say: say("This market day is gone. Choose another one."),
}
