"""Sentences of the refusals of complaints."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "ComplaintUnknown": lambda say: say("No such complaint waits here. See those of the alley."),
    "ComplaintTimeUnfit": lambda say: say(
        "That time is ahead, or more than 30 days ago. Choose another one, or leave it empty for now."
    ),
    "ComplaintMeasureUnfit": lambda say: say(
        "A level is from 20 to 140 decibels. Correct it, or leave it empty."
    ),
    "ComplaintsFull": lambda say: say(
        "So many have complained this hour that the organisers know. Try again in an hour."
    ),
    "ComplaintClosed": lambda say: say("Somebody was quicker: it is closed. Its answer stands below."),
    "ComplaintNotClosed": lambda say: say("It is open again already. Its state stands on this page."),
    "ReopeningOver": lambda say: say(
        "This one can no longer be opened again. If it is so now, please complain anew."
    ),
    "AnswerWordless": lambda say: say("There is no answer yet. Write one sentence."),
    "PromiseUnfit": lambda say: say("A promise is from 1 to 720 hours. Write other numbers."),
    "AlleyChangeUnknown": lambda say: say("This change is not in the list. Choose another one."),
    "AlleyChangeUnfit": lambda say: say("That day is more than a year away. Choose another one."),
}
