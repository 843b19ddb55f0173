"""The buttons of screens with a link to pass on, and the label that everybody can read."""

from urllib.parse import urlencode

from handlers.ui.screen import Button
from locales.say import Say

SHARE = "https://t.me/share/url"
LANGUAGES_LABEL = "Language 语言 Bahasa"
"""Always in three languages, so that a reader of each finds it."""


def link_buttons(say: Say, link: str) -> list[Button]:
    """Returns the buttons that copy a link and that open Telegram's list of chats for it."""
    share = Button(label=say.label("Share"), url=f"{SHARE}?{urlencode({'url': link})}")
    return [Button(label=say.label("Copy link"), copy=link), share]
