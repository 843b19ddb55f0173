"""A card that somebody sends to any chat by an inline query: one for all who read it there."""

from dataclasses import dataclass
from typing import Any

from handlers.ui.screen import Screen
from handlers.ui.telegram_calls import CAPTION_LIMIT, TEXT_LIMIT, fit_text, keyboard_params

MAX_CARDS = 20


@dataclass(frozen=True, kw_only=True)
class InlineCard:
    """A result of an inline query: its title and description in the list, and the screen that is sent. `id` has at most 64 bytes.

    `picture_url` is where Telegram can fetch the screen's picture as JPEG; "" where the market has no public address.
    """

    id: str
    title: str
    description: str
    screen: Screen
    picture_url: str = ""


def inline_result(card: InlineCard, file_id: str | None) -> dict[str, Any]:
    """Returns the result as the Bot API takes it: a photo that Telegram has or can fetch, else an article."""
    listed = {"id": card.id, "title": card.title, "description": card.description}
    listed |= keyboard_params(card.screen)
    if file_id or card.picture_url:
        fetched = {"photo_url": card.picture_url, "thumbnail_url": card.picture_url}
        photo = {"photo_file_id": file_id} if file_id else fetched
        caption = fit_text(card.screen.text, CAPTION_LIMIT)
        return {**listed, "type": "photo", **photo, "caption": caption, "parse_mode": "HTML"}
    content = {
        "message_text": fit_text(card.screen.text, TEXT_LIMIT),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    return {**listed, "type": "article", "input_message_content": content}
