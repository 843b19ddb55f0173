"""Keyboards: valid buttons, and Telegram's error messages for others."""

from __future__ import annotations

from typing import Any

from sandbox.errors import ApiError, bad_request
from sandbox.html_parser import whole_link
from sandbox.name_sets import name_set

Markup = dict[str, Any]
ACTIONS = name_set(
    "url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat"
    " switch_inline_query_chosen_chat copy_text callback_game pay disabled"
)
ADORNMENTS = frozenset({"text", "style", "icon_custom_emoji_id"})
REPLY_BUTTON = ADORNMENTS | {
    "request_users",
    "request_chat",
    "request_managed_bot",
    "request_contact",
    "request_location",
    "request_poll",
    "web_app",
    "request_user",
}
STYLES = frozenset({"primary", "success", "danger"})
MAX_BUTTONS, MAX_BUTTONS_IN_A_ROW = 100, 8


def read(raw: Any, *, invoice: bool = False) -> Markup | None:
    """Return a checked markup; None without one. Raises ApiError."""
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in raw:
        rows = _rows(raw["inline_keyboard"], "inline keyboard", _inline_button)
        _check_pay(rows, invoice=invoice)
        return {"inline_keyboard": rows} if rows else None
    if "keyboard" in raw:
        return raw | {"keyboard": _rows(raw["keyboard"], "reply keyboard", _reply_button)}
    if raw.get("force_reply") or raw.get("remove_keyboard"):
        return dict(raw)
    if not raw:
        return None
    raise bad_request("can't parse reply keyboard markup JSON object")


def inline_only(raw: Any, *, invoice: bool = False) -> Markup | None:
    markup = read(raw, invoice=invoice)
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def _rows(raw: Any, what_kind: str, button: Any) -> list[list[Markup]]:
    if not isinstance(raw, list) or not all(isinstance(row, list) for row in raw):
        raise bad_request(f"can't parse {what_kind}: an array of arrays expected")
    rows = [[button(one) for one in row] for row in raw if row]
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_BUTTONS_IN_A_ROW for row in rows):
        raise bad_request("reply markup is too long")
    return rows


def _inline_button(raw: Any) -> Markup:
    button = _text_of(raw, "inline keyboard button")
    actions = [key for key in button if key in ACTIONS]
    unknown = sorted(button.keys() - ACTIONS - ADORNMENTS)
    if unknown:
        raise _wrong_button(f'Unknown field "{unknown[0]}"')
    if not actions:
        raise _wrong_button("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _wrong_button(f"Exactly one action is allowed, found {' and '.join(actions)}")
    _check_action(actions[0], button[actions[0]], button)
    return button


def _reply_button(raw: Any) -> Markup:
    button = _text_of({"text": raw} if isinstance(raw, str) else raw, "keyboard button")
    unknown = sorted(button.keys() - REPLY_BUTTON)
    if unknown:
        raise bad_request(f'can\'t parse keyboard button: Unknown field "{unknown[0]}"')
    return button


def _text_of(raw: Any, what_kind: str) -> Markup:
    if not isinstance(raw, dict):
        raise bad_request(f"can't parse {what_kind}: Object expected")
    button = {key: value for key, value in raw.items() if value is not None and value is not False}
    if not isinstance(button.get("text"), str):
        raise bad_request(f"can't parse {what_kind}: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad_request(f"can't parse {what_kind}: Text must be non-empty")
    if str(button.get("style", "primary")) not in STYLES:
        raise bad_request(f"can't parse {what_kind}: Invalid button style specified")
    return button


CHATS = name_set("allow_user_chats allow_bot_chats allow_group_chats allow_channel_chats")


def _check_chosen_chat(value: Any) -> None:
    if not isinstance(value, dict) or value.keys() - CHATS - {"query"}:
        raise _wrong_button("Object expected as switch_inline_query_chosen_chat")
    if not any(value.get(kind) is True for kind in CHATS):
        raise bad_request("at least one chat type must be allowed")
    if len(str(value.get("query", "")).encode()) > 256:
        raise bad_request("QUERY_TOO_LONG")


def _check_action(action: str, value: Any, button: Markup) -> None:
    match action:
        case "callback_data":
            _check_data(value)
        case "url":
            _check_url(value)
        case "copy_text":
            words = value.get("text") if isinstance(value, dict) else None
            if not isinstance(words, str) or not 1 <= len(words) <= 256:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")
        case "switch_inline_query_chosen_chat":
            _check_chosen_chat(value)
        case "web_app" | "login_url":
            link = str(value.get("url", "")) if isinstance(value, dict) else ""
            if not link.startswith("https://"):
                raise bad_request(
                    f"inline keyboard button {action.replace('_', ' ')} URL '{link}' is invalid"
                )
        case _:
            pass


def _check_data(value: Any) -> None:
    if not isinstance(value, str) or not 1 <= len(value.encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(value: Any) -> None:
    link = str(value)
    if not whole_link(link):
        raise bad_request(f"inline keyboard button URL '{link}' is invalid: Wrong HTTP URL")


def _check_pay(rows: list[list[Markup]], *, invoice: bool) -> None:
    for number, button in enumerate(button for row in rows for button in row):
        if "pay" in button and not invoice:
            raise bad_request("BUTTON_TYPE_INVALID")
        if "pay" in button and number:
            raise bad_request("BUTTON_POS_INVALID")
    if invoice and rows and "pay" not in rows[0][0]:
        raise bad_request("BUTTON_POS_INVALID")


def _wrong_button(words: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {words}")
