"""Sentences of the refusals of questions to the organisers."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number

SENTENCES: dict[str, Callable[..., Markup]] = {
    "QuestionUnknown": lambda say: say("This question is gone. You can ask again in /support."),
    "QuestionWordless": lambda say: say("There is nothing in it. Write a few words."),
    "QuestionSent": lambda say: say("The organisers were told already. You can write back."),
    "QuestionAnswered": lambda say: say("Another organiser was quicker. Here is how it stands now."),
    "TooManyQuestions": lambda say, maximum: say(
        "You have {count} open questions, and that is the limit. Write back to one of them.",
        count=format_number(say, maximum),
    ),
    "TooManyTexts": lambda say, maximum: say(
        "You have written {count} messages in a row. Wait for an answer first.",
        count=format_number(say, maximum),
    ),
}
