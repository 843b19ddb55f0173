"""Access facts of an alley in words, by their codes."""

from collections.abc import Callable

from markupsafe import Markup

from locales.say import Say
from locales.user_text import ACCESS_WORDS, sanitize_name

NAMES: dict[str, Callable[[Say], str]] = {
    "step_free": lambda say: say.plain("Way in without steps"),
    "toilet": lambda say: say.plain("Toilet"),
    "prayer_room": lambda say: say.plain("Prayer room"),
    "seats": lambda say: say.plain("Seats to rest"),
    "light": lambda say: say.plain("Light on the way"),
}
SENTENCES: dict[tuple[str, str], Callable[[Say], Markup]] = {
    ("step_free", "yes"): lambda say: say("You get in without steps."),
    ("step_free", "no"): lambda say: say("There are steps on the way in."),
    ("toilet", "yes"): lambda say: say("There is a toilet."),
    ("toilet", "no"): lambda say: say("There is no toilet."),
    ("prayer_room", "yes"): lambda say: say("There is a prayer room."),
    ("prayer_room", "no"): lambda say: say("There is no prayer room."),
    ("seats", "yes"): lambda say: say("There are seats to rest."),
    ("seats", "no"): lambda say: say("There are no seats to rest."),
    ("light", "yes"): lambda say: say("The way is lit after dark."),
    ("light", "no"): lambda say: say("The way is not lit after dark."),
}
ANSWERS: dict[str, Callable[[Say], str]] = {
    "unknown": lambda say: say.label("Not known"),
    "yes": lambda say: say.label("Yes, there is"),
    "no": lambda say: say.label("No, there is not"),
}


def access_name(say: Say, kind: str) -> str:
    """Returns the name of a fact."""
    return NAMES[kind](say)


def access_answer(say: Say, answer: str) -> str:
    """Returns an answer, as a button says it."""
    return ANSWERS[answer](say)


def access_text(say: Say, kind: str, answer: str, words: str) -> Markup:
    """Returns what is known of a fact in a sentence, with the organisers' words about it."""
    sentence = SENTENCES.get((kind, answer))
    known = sentence(say) if sentence else Markup("{}: {}").format(NAMES[kind](say), ANSWERS[answer](say))
    return say.sentences(known, Markup("{}").format(sanitize_name(words, ACCESS_WORDS))) if words else known
