"""The Share button: a drop's card in any chat, by the bot's inline mode, or else Telegram's own share link."""

from urllib.parse import urlencode

from handlers.ui.screen import Button
from locales.say import Say
from market.drop.facts import DropFacts

SHARE_LINK = "https://t.me/share/url"


def share_button(say: Say, drop: DropFacts, link: str, inline: bool) -> Button:
    """Returns the button; `inline`: whether inline mode is on at BotFather."""
    if inline:
        return Button(label=say.label("Share"), share=share_query(drop))
    words = urlencode({"url": link, "text": drop.name})
    return Button(label=say.label("Share"), url=f"{SHARE_LINK}?{words}")


def share_query(drop: DropFacts) -> str:
    """Returns the inline query that finds this drop alone."""
    return f"d_{drop.code}"
