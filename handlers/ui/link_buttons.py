"""The buttons of screens with a link to pass on, and the label that everybody can read."""

from handlers.ui.screen import Button
from handlers.ui.share_link import share_link_button
from locales.say import Say

LANGUAGES_LABEL = "Language 语言 Bahasa"
"""Always in three languages, so that a reader of each finds it."""


def link_buttons(say: Say, link: str, words: str) -> list[Button]:
    """Returns the buttons that copy a link and that open Telegram's list of chats for it; `words` are sent with it."""
    return [Button(label=say.label("Copy link"), copy=link), share_link_button(say, link, words)]
