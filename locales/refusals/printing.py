"""Sentences of the refusals of printing."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_script
from locales.user_text import truncate

SENTENCES: dict[str, Callable[..., Markup]] = {
    "LettersNotPrintable": lambda say, letters, script: (
        say(
            "We have no {script} letters to print with: “{letters}”. Please tell us at /support, and we will add them.",
            script=format_script(say, script),
            letters=truncate(letters, 12),
        )
        if script
        else say(
            "We cannot print “{letters}” yet. Please tell us at /support, and we will add it.",
            letters=truncate(letters, 12),
        )
    ),
    "PrintingFailed": lambda say: say("We could not print that just now. Please try again in a minute."),
}
