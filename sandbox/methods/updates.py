"""Methods about the bot itself, and about receiving updates."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from sandbox import api_json
from sandbox.errors import bad_request, conflict
from sandbox.methods.table import method
from sandbox.params import Params
from sandbox.records import BotAccount, Json
from sandbox.telegram_state import TelegramState
from sandbox.webhook import WebhookSettings

WEBHOOK_IS_SET = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@method("getMe")
def get_me(telegram: TelegramState, account: BotAccount, params: Params) -> Json:
    return api_json.user(account) | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": account.bot.inline,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("getUpdates", "offset limit timeout allowed_updates")
async def get_updates(telegram: TelegramState, account: BotAccount, params: Params) -> list[Json]:
    if account.webhook.hook:
        raise conflict(WEBHOOK_IS_SET)
    limit = params.whole("limit", 100)
    account.updates.allow(params.array("allowed_updates"))
    return await account.updates.fetch(
        params.whole("offset", 0), max(1, min(limit, 100)), params.whole("timeout", 0)
    )


@method(
    "setWebhook",
    "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token",
)
async def set_webhook(telegram: TelegramState, account: BotAccount, params: Params) -> bool:
    url, secret = params.text("url"), params.text("secret_token")
    if url:
        _check_url(url)
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    account.updates.allow(params.array("allowed_updates"))
    _drop(account, params)
    max_connections = max(1, min(params.whole("max_connections", 40), 100))
    if url:
        account.updates.end_poll("terminated by setWebhook request")
    await account.webhook.set(
        WebhookSettings(
            url=url, secret=secret, connections=max_connections, certificate="certificate" in params
        )
        if url
        else None
    )
    return True


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    here = parts.hostname in LOOPBACK
    if parts.scheme != "https" and not (here and parts.scheme == "http"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not here and (parts.port or 443) not in {443, 80, 88, 8443}:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _drop(account: BotAccount, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        account.updates.waiting.clear()


@method("deleteWebhook", "drop_pending_updates")
async def delete_webhook(telegram: TelegramState, account: BotAccount, params: Params) -> bool:
    _drop(account, params)
    await account.webhook.set(None)
    return True


@method("getWebhookInfo")
def get_webhook_info(telegram: TelegramState, account: BotAccount, params: Params) -> dict[str, Any]:
    return account.webhook.info()


@method("logOut")
@method("close")
def refuse_to_leave(telegram: TelegramState, account: BotAccount, params: Params) -> bool:
    raise bad_request("a sandbox has one server, there is no other to go to")
