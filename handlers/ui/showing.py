"""Showing a screen in a chat: which Telegram call that is. It alone knows that a message with a picture can never lose it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from markupsafe import Markup

from handlers.ui.screen import Button, Document, Invoice, Picture, Screen
from locales.words import ELLIPSIS, clusters

TEXT_LIMIT, CAPTION_LIMIT, ALERT_LIMIT = 4096, 1024, 200
TITLE_LIMIT, DESCRIPTION_LIMIT = 32, 255
"""Of an invoice."""
TAG = re.compile(r"<[^<>]*>")
BELOW = "+"
"""Before a wish in a button's data: answered by a new message below."""


@dataclass(frozen=True)
class Place:
    """Where a wish came from. `message` is what was tapped, None for what was typed.

    `pictured` says whether it has a picture; None: it cannot be seen any more.
    """

    chat: int
    message: int | None = None
    pictured: bool | None = None


@dataclass(frozen=True)
class Call:
    """One call to the Bot API. `picture` is what is sent along; its bytes or file_id are put in by who calls."""

    method: str
    params: Mapping[str, Any]
    picture: Picture | None = None
    document: Document | None = None


def calls(place: Place, screen: Screen) -> tuple[Call, ...]:
    """The calls that show `screen` at `place`, in their order: an edit where one is possible, else a new message below.

    What has something above it is sent anew with it, and takes the place of what was tapped.
    """
    seen = place.message is not None and place.pictured is not None
    there = {"chat_id": place.chat, "message_id": place.message}
    if screen.above:
        gone = (Call("deleteMessage", there),) if seen else ()
        return (*gone, sending(place.chat, screen.above), sending(place.chat, screen))
    if not seen or screen.ask or screen.document or screen.invoice:
        return (sending(place.chat, screen),)
    if screen.picture:
        return (
            Call("editMessageMedia", {**there, **_keyboard(screen), "media": _media(screen)}, screen.picture),
        )
    if place.pictured:
        return (Call("deleteMessage", there), sending(place.chat, screen))
    return (Call("editMessageText", {**there, **_text(screen), **_keyboard(screen)}),)


def sending(chat: int, screen: Screen) -> Call:
    """A new message."""
    if screen.invoice:
        return Call("sendInvoice", {"chat_id": chat, **_invoice(screen, screen.invoice), **_keyboard(screen)})
    if screen.document:
        caption = {"caption": fitted(screen.text, CAPTION_LIMIT), "parse_mode": "HTML"}
        return Call(
            "sendDocument",
            {"chat_id": chat, **caption, **_keyboard(screen), **_sound(screen)},
            document=screen.document,
        )
    if screen.picture:
        caption = {"caption": fitted(screen.text, CAPTION_LIMIT), "parse_mode": "HTML"}
        return Call(
            "sendPhoto", {"chat_id": chat, **caption, **_keyboard(screen), **_sound(screen)}, screen.picture
        )
    return Call("sendMessage", {"chat_id": chat, **_text(screen), **_keyboard(screen), **_sound(screen)})


def changing(chat: int, message: int, screen: Screen) -> Call:
    """Other words and buttons in a message; its picture stays."""
    there = {"chat_id": chat, "message_id": message}
    if screen.picture:
        caption = {"caption": fitted(screen.text, CAPTION_LIMIT), "parse_mode": "HTML"}
        return Call("editMessageCaption", {**there, **caption, **_keyboard(screen)})
    return Call("editMessageText", {**there, **_text(screen), **_keyboard(screen)})


def deleting(chat: int, message: int) -> Call:
    return Call("deleteMessage", {"chat_id": chat, "message_id": message})


def fitted(text: Markup, limit: int) -> str:
    """At most `limit` units: whole lines are left out from the end, the first line never."""
    lines = str(text).split("\n")
    while len(lines) > 1 and units("\n".join(lines)) > limit:
        lines.pop()
    return "\n".join(lines)


def units(text: str) -> int:
    """How long Telegram finds this HTML: UTF-16 units, without its tags."""
    return _length(unescape(TAG.sub("", text)))


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2


def _text(screen: Screen) -> dict[str, Any]:
    return {
        "text": fitted(screen.text, TEXT_LIMIT),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


def _media(screen: Screen) -> dict[str, Any]:
    return {"type": "photo", "caption": fitted(screen.text, CAPTION_LIMIT), "parse_mode": "HTML"}


def _invoice(screen: Screen, invoice: Invoice) -> dict[str, Any]:
    """Without the provider's token, which no screen knows."""
    return {
        "title": _short(invoice.title, TITLE_LIMIT),
        "description": _short(screen.text.striptags(), DESCRIPTION_LIMIT),
        "payload": invoice.payload,
        "currency": invoice.currency,
        "prices": [{"label": invoice.label, "amount": invoice.amount}],
        "start_parameter": invoice.start,
    }


def _short(text: str, limit: int) -> str:
    """At most `limit` units of plain text, whole signs only."""
    if _length(text) <= limit:
        return text
    short, room = "", limit - 1
    for sign in clusters(text):
        room -= _length(sign)
        if room < 0:
            break
        short += sign
    return short.rstrip() + ELLIPSIS


def _sound(screen: Screen) -> dict[str, Any]:
    return {"disable_notification": True} if screen.silent else {}


def _keyboard(screen: Screen) -> dict[str, Any]:
    if screen.ask:
        return {"reply_markup": {"force_reply": True, "input_field_placeholder": screen.ask}}
    if not screen.rows:
        return {}
    return {"reply_markup": {"inline_keyboard": [[_button(button) for button in row] for row in screen.rows]}}


def _button(button: Button) -> dict[str, Any]:
    shown: dict[str, Any] = {"text": button.label}
    if button.wish:
        shown["callback_data"] = BELOW * button.below + button.wish.pack()
    elif button.url:
        shown["url"] = button.url
    elif button.pay:
        shown["pay"] = True
    else:
        shown["copy_text"] = {"text": button.copy}
    if button.style:
        shown["style"] = button.style
    return shown
