"""The webhook: Telegram sends updates to the web server."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import structlog
from aiogram import Bot
from aiohttp import web

from bot.intake.intake import IntakeClosed
from bot.intake.polling import BatchTaker
from bot.intake.raw_update import update_id_of
from bot.telegram.client import TelegramClient
from bot.telegram.retries import send_with_retries
from storage.store import DATABASE_AWAY

log = structlog.get_logger()

PATH = "/telegram"
PROOF_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MAX_CONNECTIONS = 40


def webhook_secret(key: bytes) -> str:
    """Return the secret by which Telegram proves itself, the same in every process that has the key."""
    return hmac.new(key, b"lorong webhook", hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class WebhookAddress:
    """The public address of the web server, and the secret."""

    public_url: str
    secret: str


async def set_webhook(
    bot: Bot, client: TelegramClient, address: WebhookAddress, allowed_updates: Sequence[str]
) -> None:
    """Tell Telegram where to send updates. Raises aiogram's errors."""
    params = {
        "url": address.public_url + PATH,
        "secret_token": address.secret,
        "allowed_updates": [*allowed_updates],
        "max_connections": MAX_CONNECTIONS,
    }
    await send_with_retries(partial(client.call, bot, "setWebhook"), params)


def add_webhook_route(app: web.Application, intake: BatchTaker, secret: str) -> None:
    """Serve the webhook. Without the secret it looks like any page that is not there."""

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(PROOF_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, secret.encode()):
            raise web.HTTPNotFound
        raw = await _read_json(request)
        if update_id_of(raw) is None:
            raise web.HTTPBadRequest
        try:
            await intake.accept([raw])
        except IntakeClosed:
            raise web.HTTPServiceUnavailable from None
        except Exception as error:
            if not isinstance(error, DATABASE_AWAY):  # of those the store says so, once
                log.exception("an update could not be stored; Telegram sends it again")
            await intake.apologise_for_outage([raw])
            raise web.HTTPServiceUnavailable from None
        return web.Response()

    app.router.add_post(PATH, receive)


async def _read_json(request: web.Request) -> object:
    """Return the body; None where it is no JSON, or too deep. Raises HTTPRequestEntityTooLarge above aiohttp's 1 MiB."""
    try:
        return json.loads(await request.read())
    except (ValueError, RecursionError):
        return None
