"""The Share button: a drop's card in any chat, by the bot's inline mode, or else Telegram's own share link."""

from handlers.ui.screen import Button
from handlers.ui.share_link import share_link_button
from locales.say import Say
from market.drop.facts import DropFacts


def share_button(say: Say, drop: DropFacts, link: str, inline: bool) -> Button:
    """Returns the button; `inline`: whether inline mode is on at BotFather."""
    if inline:
        return Button(label=say.label("Share"), share=share_query(drop))
    return share_link_button(say, link, drop.name)


def share_query(drop: DropFacts) -> str:
    """Returns the inline query that finds this drop alone."""
    return f"d_{drop.code}"
