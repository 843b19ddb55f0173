"""A bot's name and descriptions by language, and its menu button."""

from __future__ import annotations

from sandbox.errors import bad_request
from sandbox.methods.commands import language_of
from sandbox.methods.sending import chat_of
from sandbox.methods.table import Function, method
from sandbox.params import Params
from sandbox.records import BotAccount, Json
from sandbox.telegram_state import TelegramState

FIELDS = (
    ("Name", "name", 64),
    ("Description", "description", 512),
    ("ShortDescription", "short_description", 120),
)


def _setter(field: str, longest: int) -> Function:
    def set_field(telegram: TelegramState, account: BotAccount, params: Params) -> bool:
        words, code = params.text(field), language_of(params)
        if len(words) > longest:
            raise bad_request(f"{field} is too long")
        account.profile[field, code] = words
        if not words:
            del account.profile[field, code]
        return True

    return set_field


def _getter(field: str) -> Function:
    def get_field(telegram: TelegramState, account: BotAccount, params: Params) -> Json:
        code = language_of(params)
        usual = account.bot.name if field == "name" else ""
        plain = account.profile.get((field, ""), usual)
        return {field: account.profile.get((field, code), plain)}

    return get_field


for title, field, longest in FIELDS:
    method(f"setMy{title}", f"{field} language_code")(_setter(field, longest))
    method(f"getMy{title}", "language_code")(_getter(field))


@method("setChatMenuButton", "chat_id menu_button")
def set_chat_menu_button(telegram: TelegramState, account: BotAccount, params: Params) -> bool:
    button = params.object("menu_button") or {"type": "default"}
    if button.get("type") not in ("commands", "web_app", "default"):
        raise bad_request("MenuButton has unsupported type")
    account.menus[_chat(telegram, account, params)] = button
    return True


@method("getChatMenuButton", "chat_id")
def get_chat_menu_button(telegram: TelegramState, account: BotAccount, params: Params) -> Json:
    button = account.menus.get(_chat(telegram, account, params)) or account.menus.get(0)
    return button or {"type": "commands"}


def _chat(telegram: TelegramState, account: BotAccount, params: Params) -> int:
    return chat_of(telegram, account, params).id if "chat_id" in params else 0
