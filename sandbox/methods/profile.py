"""How a bot introduces itself, by language, and its menu button."""

from __future__ import annotations

from sandbox.methods.commands import language_of
from sandbox.methods.sending import chat_of
from sandbox.methods.table import Function, method
from sandbox.params import Params
from sandbox.refusal import bad_request
from sandbox.state import Account, Json
from sandbox.street import Street

FIELDS = (
    ("Name", "name", 64),
    ("Description", "description", 512),
    ("ShortDescription", "short_description", 120),
)


def _setter(field: str, longest: int) -> Function:
    def set_field(street: Street, account: Account, params: Params) -> bool:
        words, code = params.text(field), language_of(params)
        if len(words) > longest:
            raise bad_request(f"{field} is too long")
        account.profile[field, code] = words
        if not words:
            del account.profile[field, code]
        return True

    return set_field


def _getter(field: str) -> Function:
    def get_field(street: Street, account: Account, params: Params) -> Json:
        code = language_of(params)
        usual = account.bot.name if field == "name" else ""
        plain = account.profile.get((field, ""), usual)
        return {field: account.profile.get((field, code), plain)}

    return get_field


for title, field, longest in FIELDS:
    method(f"setMy{title}", f"{field} language_code")(_setter(field, longest))
    method(f"getMy{title}", "language_code")(_getter(field))


@method("setChatMenuButton", "chat_id menu_button")
def set_chat_menu_button(street: Street, account: Account, params: Params) -> bool:
    button = params.thing("menu_button") or {"type": "default"}
    if button.get("type") not in ("commands", "web_app", "default"):
        raise bad_request("MenuButton has unsupported type")
    account.menus[_chat(street, account, params)] = button
    return True


@method("getChatMenuButton", "chat_id")
def get_chat_menu_button(street: Street, account: Account, params: Params) -> Json:
    button = account.menus.get(_chat(street, account, params)) or account.menus.get(0)
    return button or {"type": "commands"}


def _chat(street: Street, account: Account, params: Params) -> int:
    return chat_of(street, account, params).id if "chat_id" in params else 0
