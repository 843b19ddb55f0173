"""The person who opened a page inside Telegram: its init data, which Telegram signs with a key made from the bot's token."""

import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qsl

FRESH, AHEAD = timedelta(minutes=15), timedelta(minutes=1)
"""How old init data may be, and how far ahead of our clock."""
MAX_FIELDS = 32
MAX_ID = 2**63 - 1
"""The largest id that a database takes; Telegram's have 52 bits."""


class InitDataForged(Exception):
    """It is not Telegram's for this bot, or is not fresh."""


@dataclass(frozen=True)
class InitData:
    """The user of Telegram who opened a page, and Telegram's signature: the same however the text is written, so what works once is told by it."""

    user: int
    signature: str


def read_init_data(text: str, bot_token: str, now: datetime) -> InitData:
    """Return who opened the page, as Telegram signed it for this bot within the last quarter of an hour. Raises InitDataForged."""
    try:
        pairs = parse_qsl(text, strict_parsing=True, max_num_fields=MAX_FIELDS, errors="strict")
    except ValueError as wrong:
        raise InitDataForged from wrong
    fields = dict(pairs)
    if len(fields) != len(pairs) or not hmac.compare_digest(
        _signature(fields, bot_token), fields.get("hash", "").encode()
    ):
        raise InitDataForged
    _refuse_stale(fields.get("auth_date", ""), now)
    return InitData(_user(fields.get("user", "")), fields["hash"])


def _signature(fields: dict[str, str], bot_token: str) -> bytes:
    """Return the signature of all fields but itself: one a line, sorted, under a key made from the token."""
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()) if name != "hash")
    key = hmac.digest(b"WebAppData", bot_token.encode(), sha256)
    return hmac.digest(key, lines.encode(), sha256).hex().encode()


def _refuse_stale(auth_date: str, now: datetime) -> None:
    if not (auth_date.isascii() and auth_date.isdecimal()) or len(auth_date) > 12:
        raise InitDataForged
    age = now.timestamp() - int(auth_date)
    if not -AHEAD.total_seconds() <= age < FRESH.total_seconds():
        raise InitDataForged


def _user(text: str) -> int:
    try:
        user = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise InitDataForged from wrong
    number = user.get("id") if isinstance(user, dict) else None
    if type(number) is not int or not 0 < number <= MAX_ID or user.get("is_bot"):
        raise InitDataForged
    return number
