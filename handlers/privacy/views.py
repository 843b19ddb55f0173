"""What is kept about a person, in words."""

from handlers.settings.callbacks import ShowSettings
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from locales.say import Say


def privacy_summary(say: Say, letters: int, contact: str) -> Screen:
    kept = say.many(
        "Kept about you: your Telegram number, your first name as Telegram shows it, your language, and {count} letter from Lorong.",
        "Kept about you: your Telegram number, your first name as Telegram shows it, your language, and {count} letters from Lorong.",
        letters,
    )
    rest = say(
        "Not kept: your phone number, where you are, what you look at, what you search for. Who runs this market: {contact}.",
        contact=contact,
    )
    return Screen(kept + "\n" + rest, packed([Button(say.label("Back"), ShowSettings())]))
