"""The command menu, by scope and language."""

from __future__ import annotations

import re

from sandbox import drawing
from sandbox.methods.sending import chat_of
from sandbox.methods.table import method
from sandbox.params import Params
from sandbox.refusal import bad_request
from sandbox.state import Account, Json
from sandbox.street import Street

WIDE = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
Key = tuple[str, int, int, str]


def language_of(params: Params) -> str:
    code = params.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _key(street: Street, account: Account, params: Params) -> Key:
    scope = Params(params.thing("scope") or {"type": "default"})
    kind, code = scope.text("type"), language_of(params)
    if kind in WIDE:
        return kind, 0, 0, code
    if kind in {"chat", "chat_administrators", "chat_member"}:
        chat = chat_of(street, account, scope)
        person = scope.whole("user_id", 0) if kind == "chat_member" else 0
        return kind, chat.id, person, code
    raise bad_request("can't parse BotCommandScope: Unsupported type specified")


@method("setMyCommands", "commands scope language_code")
def set_my_commands(street: Street, account: Account, params: Params) -> bool:
    key = _key(street, account, params)
    commands = params.things("commands")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    account.commands[key] = [_checked(one) for one in commands]
    _tell(street, account)
    return True


def _checked(given: Json) -> Json:
    command = str(given.get("command", "")).removeprefix("/")
    description = str(given.get("description", ""))
    if not re.fullmatch(r"[a-z0-9_]{1,32}", command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def _tell(street: Street, account: Account) -> None:
    for resident in street.residents.values():
        if street.chat(account, resident.id):
            street.show(account, "person", person=drawing.about(account, resident))


@method("getMyCommands", "scope language_code")
def get_my_commands(street: Street, account: Account, params: Params) -> list[Json]:
    return account.commands.get(_key(street, account, params), [])


@method("deleteMyCommands", "scope language_code")
def delete_my_commands(street: Street, account: Account, params: Params) -> bool:
    account.commands.pop(_key(street, account, params), None)
    _tell(street, account)
    return True
