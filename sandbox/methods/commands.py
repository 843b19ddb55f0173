"""Methods of the command menu, by scope and language."""

from __future__ import annotations

import re

from sandbox import page_json
from sandbox.errors import bad_request
from sandbox.methods.sending import chat_of
from sandbox.methods.table import method
from sandbox.params import Params
from sandbox.records import BotAccount, Json
from sandbox.telegram_state import TelegramState

UNTARGETED_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
Key = tuple[str, int, int, str]


def language_of(params: Params) -> str:
    code = params.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _key(telegram: TelegramState, account: BotAccount, params: Params) -> Key:
    scope = Params(params.object("scope") or {"type": "default"})
    kind, code = scope.text("type"), language_of(params)
    if kind in UNTARGETED_SCOPES:
        return kind, 0, 0, code
    if kind in {"chat", "chat_administrators", "chat_member"}:
        chat = chat_of(telegram, account, scope)
        person = scope.whole("user_id", 0) if kind == "chat_member" else 0
        return kind, chat.id, person, code
    raise bad_request("can't parse BotCommandScope: Unsupported type specified")


@method("setMyCommands", "commands scope language_code")
def set_my_commands(telegram: TelegramState, account: BotAccount, params: Params) -> bool:
    key = _key(telegram, account, params)
    commands = params.objects("commands")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    account.commands[key] = [_checked(one) for one in commands]
    _publish_commands(telegram, account)
    return True


def _checked(raw: Json) -> Json:
    command = str(raw.get("command", "")).removeprefix("/")
    description = str(raw.get("description", ""))
    if not re.fullmatch(r"[a-z0-9_]{1,32}", command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def _publish_commands(telegram: TelegramState, account: BotAccount) -> None:
    for user in telegram.users.values():
        if telegram.chat(account, user.id):
            telegram.publish_if_shown(account, "person", person=page_json.person_json(account, user))


@method("getMyCommands", "scope language_code")
def get_my_commands(telegram: TelegramState, account: BotAccount, params: Params) -> list[Json]:
    return account.commands.get(_key(telegram, account, params), [])


@method("deleteMyCommands", "scope language_code")
def delete_my_commands(telegram: TelegramState, account: BotAccount, params: Params) -> bool:
    account.commands.pop(_key(telegram, account, params), None)
    _publish_commands(telegram, account)
    return True
