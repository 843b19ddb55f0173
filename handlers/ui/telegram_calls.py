"""The Bot API calls that show a screen in a chat. A message with a picture can never lose it."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from html import unescape
from typing import Any, TypeVar

from markupsafe import Markup

from handlers.ui.screen import Button, Document, Invoice, Screen, ScreenPicture
from locales.user_text import ELLIPSIS, clusters

Made = TypeVar("Made")
TEXT_LIMIT, CAPTION_LIMIT, ALERT_LIMIT = 4096, 1024, 200
TITLE_LIMIT, DESCRIPTION_LIMIT = 32, 255
"""Characters of an invoice."""
SHARED_TO = {"allow_user_chats": True, "allow_group_chats": True, "allow_channel_chats": True}
TAG = re.compile(r"<[^<>]*>")
BELOW_MARK = "+"
"""Prefix of button data that is answered by a new message below."""


@dataclass(frozen=True, kw_only=True)
class ChatTarget:
    """The place of a reply. `message` is the message of the button, None for typed text.

    `has_picture`: whether that message has a picture; None: Telegram no longer gives access to it.
    `is_venue`: it is a map, which cannot be edited.
    """

    chat: int
    message: int | None = None
    has_picture: bool | None = None
    is_venue: bool = False


@dataclass(frozen=True, kw_only=True)
class ApiCall:
    """One call to the Bot API. The sender adds the bytes or file_id of `picture`. `screen` is what the message shows then.

    `followed_by`: what the message is to show next, with its picture.
    """

    method: str
    params: Mapping[str, Any]
    picture: ScreenPicture | None = None
    document: Document | None = None
    screen: Screen | None = None
    followed_by: Screen | None = None


def calls_to_show(target: ChatTarget, screen: Screen) -> tuple[ApiCall, ...]:
    """Returns the calls that show `screen` at `target`, in order: an edit if possible, else a new message.

    A screen with another one above is sent anew with it and replaces the message of the button.
    """
    if screen.picture_later:
        return _calls_for_text_first(target, screen)
    is_editable = target.message is not None and target.has_picture is not None
    message_ids = {"chat_id": target.chat, "message_id": target.message}
    if screen.above:
        deletion = (ApiCall(method="deleteMessage", params=message_ids),) if is_editable else ()
        return (*deletion, send_call(target.chat, screen.above), send_call(target.chat, screen))
    if target.is_venue:
        return (ApiCall(method="deleteMessage", params=message_ids), send_call(target.chat, screen))
    if not is_editable or screen.reply_placeholder or screen.document or screen.venue or screen.invoice:
        return (send_call(target.chat, screen),)
    if screen.picture:
        return (picture_call(target.chat, target.message or 0, screen),)
    if target.has_picture:
        return (ApiCall(method="deleteMessage", params=message_ids), send_call(target.chat, screen))
    params = {**message_ids, **_text(screen), **keyboard_params(screen)}
    return (ApiCall(method="editMessageText", params=params, screen=screen),)


def _calls_for_text_first(target: ChatTarget, screen: Screen) -> tuple[ApiCall, ...]:
    """Returns the calls that show the text of a screen; below a picture it is its caption until the other one is drawn."""
    shown = replace(screen, picture_later=False)
    text = replace(shown, picture=None)
    if target.has_picture and target.message is not None:
        last = replace(edit_call(target.chat, target.message, screen), screen=text)
        return (replace(last, followed_by=shown),)
    *before, last = calls_to_show(target, text)
    return (*before, replace(last, followed_by=shown))


def picture_call(chat: int, message: int, screen: Screen) -> ApiCall:
    """Returns the call that gives a message, with a picture or without, that of the screen and its text."""
    return ApiCall(
        method="editMessageMedia",
        params={"chat_id": chat, "message_id": message, **keyboard_params(screen), "media": _media(screen)},
        picture=screen.picture,
        screen=screen,
    )


def message_of(call: ApiCall, result: Any) -> int | None:
    """Returns the message that a call edited or sent."""
    edited: int | None = call.params.get("message_id")
    return edited or (result.get("message_id") if isinstance(result, dict) else None)


def send_call(chat: int, screen: Screen) -> ApiCall:
    """Returns the call that sends a new message."""
    if screen.invoice:
        return ApiCall(
            method="sendInvoice",
            params={"chat_id": chat, **_invoice(screen, screen.invoice), **keyboard_params(screen)},
        )
    if screen.document:
        caption = {"caption": fit_text(_text_with_note(screen), CAPTION_LIMIT), "parse_mode": "HTML"}
        return ApiCall(
            method="sendDocument",
            params={"chat_id": chat, **caption, **keyboard_params(screen), **_notification_params(screen)},
            document=screen.document,
        )
    if screen.venue:
        venue = {"chat_id": chat, **asdict(screen.venue)}
        return ApiCall(
            method="sendVenue", params={**venue, **keyboard_params(screen), **_notification_params(screen)}
        )
    if screen.picture:
        caption = {"caption": fit_text(_text_with_note(screen), CAPTION_LIMIT), "parse_mode": "HTML"}
        return ApiCall(
            method="sendPhoto",
            params={"chat_id": chat, **caption, **keyboard_params(screen), **_notification_params(screen)},
            picture=screen.picture,
            screen=screen,
        )
    return ApiCall(
        method="sendMessage",
        params={
            "chat_id": chat,
            **_text(screen),
            **_reply_params(screen),
            **keyboard_params(screen),
            **_notification_params(screen),
        },
        screen=screen,
    )


def _reply_params(screen: Screen) -> dict[str, Any]:
    """Returns what makes a message a reply; it is sent also where the other message was deleted."""
    if not screen.answers:
        return {}
    return {"reply_parameters": {"message_id": screen.answers, "allow_sending_without_reply": True}}


def edit_call(chat: int, message: int, screen: Screen) -> ApiCall:
    """Returns the call that edits text and buttons; the picture stays."""
    message_ids = {"chat_id": chat, "message_id": message}
    if screen.picture:
        caption = {"caption": fit_text(_text_with_note(screen), CAPTION_LIMIT), "parse_mode": "HTML"}
        return ApiCall(
            method="editMessageCaption", params={**message_ids, **caption, **keyboard_params(screen)}
        )
    return ApiCall(
        method="editMessageText", params={**message_ids, **_text(screen), **keyboard_params(screen)}
    )


def redraw_call(chat: int, message: int, picture: str, screen: Screen) -> ApiCall:
    """Returns the call that makes a message show `screen`. One with `picture` (a key) keeps a picture, one without gets only a ticket's."""
    if not picture and not shows_ticket(screen):
        return edit_call(chat, message, replace(screen, picture=None))
    if screen.picture is None or screen.picture.key == picture:
        return edit_call(chat, message, replace(screen, picture=ScreenPicture(key=picture)))
    return picture_call(chat, message, screen)


def shows_ticket(screen: Screen) -> bool:
    return screen.picture is not None and screen.picture.ticket is not None


def drawing_digest(screen: Screen) -> str:
    """Returns a digest of a screen's text and buttons, without its note and picture."""
    return _once(screen, _digest)


def _digest(screen: Screen) -> str:
    return hashlib.sha256(repr((str(screen.text), screen.rows)).encode()).hexdigest()


def delete_call(chat: int, message: int) -> ApiCall:
    return ApiCall(method="deleteMessage", params={"chat_id": chat, "message_id": message})


def fit_text(text: Markup, limit: int) -> str:
    """Returns at most `limit` units of the text: whole lines are dropped from the end, never the first."""
    lines = str(text).split("\n")
    while len(lines) > 1 and text_units("\n".join(lines)) > limit:
        lines.pop()
    return "\n".join(lines)


def text_units(text: str) -> int:
    """Returns the length by Telegram's count: UTF-16 units, without tags."""
    return _length(unescape(TAG.sub("", text)))


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2


def _text_with_note(screen: Screen) -> Markup:
    return screen.note + "\n\n" + screen.text if screen.note else screen.text


def _text(screen: Screen) -> dict[str, Any]:
    return {
        "text": fit_text(_text_with_note(screen), TEXT_LIMIT),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


def _media(screen: Screen) -> dict[str, Any]:
    return {
        "type": "photo",
        "caption": fit_text(_text_with_note(screen), CAPTION_LIMIT),
        "parse_mode": "HTML",
    }


def _invoice(screen: Screen, invoice: Invoice) -> dict[str, Any]:
    """Returns the parameters of an invoice, without the provider's token."""
    return {
        "title": _truncate_plain(invoice.title, TITLE_LIMIT),
        "description": _truncate_plain(screen.text.striptags(), DESCRIPTION_LIMIT),
        "payload": invoice.payload,
        "currency": invoice.currency,
        "prices": [{"label": invoice.label, "amount": invoice.amount}],
        "start_parameter": invoice.start,
    }


def _truncate_plain(text: str, limit: int) -> str:
    """Returns at most `limit` units of plain text, cut between characters."""
    if _length(text) <= limit:
        return text
    short, room = "", limit - 1
    for sign in clusters(text):
        room -= _length(sign)
        if room < 0:
            break
        short += sign
    return short.rstrip() + ELLIPSIS


def _notification_params(screen: Screen) -> dict[str, Any]:
    return {"disable_notification": True} if screen.silent else {}


def keyboard_params(screen: Screen) -> dict[str, Any]:
    """Returns the parameter with the buttons; none where there are none. Nobody changes it: it is the same for each time the screen is sent."""
    return _once(screen, _keyboard)


def _once(screen: Screen, make: Callable[[Screen], Made]) -> Made:
    """Returns what is made of a screen, made once."""
    if make not in screen.drawn:
        screen.drawn[make] = make(screen)
    made: Made = screen.drawn[make]
    return made


def _keyboard(screen: Screen) -> dict[str, Any]:
    if screen.reply_placeholder:
        return {"reply_markup": {"force_reply": True, "input_field_placeholder": screen.reply_placeholder}}
    if not screen.rows:
        return {}
    return {"reply_markup": {"inline_keyboard": [[_button(button) for button in row] for row in screen.rows]}}


def _button(button: Button) -> dict[str, Any]:
    shown: dict[str, Any] = {"text": button.label}
    if button.callback:
        shown["callback_data"] = BELOW_MARK * button.below + button.callback.pack()
    elif button.url:
        shown["url"] = button.url
    elif button.app:
        shown["web_app"] = {"url": button.app}
    elif button.pay:
        shown["pay"] = True
    elif button.share:
        shown["switch_inline_query_chosen_chat"] = {"query": button.share, **SHARED_TO}
    else:
        shown["copy_text"] = {"text": button.copy}
    if button.style:
        shown["style"] = button.style
    return shown
