"""The records of the pretend Telegram: bots, people, chats, messages and pending queries."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sandbox.config import Bot, Group, UserProfile
from sandbox.event_log import Signal
from sandbox.rate_limits import ApiLimits
from sandbox.update_queue import UpdateQueue
from sandbox.webhook import Webhook

Json = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class ChatMessage:
    """A message. `content` (a photo, a location) and `origin` (a forward, a reply) are as in the Bot API.

    `sale` holds what an invoice does not show: its payload, and whether it is paid. `wall` is what the bot's
    clock said, where it has one of its own: the page shows that, the wire tells the real time.
    """

    id: int
    chat: Chat
    author: UserAccount | BotAccount
    at: float
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    content: Json = field(default_factory=dict)
    markup: Json | None = None
    origin: Json = field(default_factory=dict)
    reply_to: int | None = None
    edited: float | None = None
    wall: datetime | None = None
    sale: Json = field(default_factory=dict)

    @property
    def by_bot(self) -> bool:
        return isinstance(self.author, BotAccount)


@dataclass(slots=True, eq=False, kw_only=True)
class Chat:
    """A private chat of one person with one bot, or a group. A bot may write once it is open."""

    id: int
    peer: UserAccount | Group
    ids: IdCounter
    posts: dict[int, ChatMessage] = field(default_factory=dict)
    pins: list[int] = field(default_factory=list)
    open: bool = False
    blocked: bool = False
    signal: Signal = field(default_factory=Signal)
    instance: str = field(default_factory=lambda: str(secrets.randbits(62)))


class SentMessage(NamedTuple):
    """An accepted message of a bot; `at` in the sandbox's own Unix seconds."""

    at: float
    chat: int
    message: int


@dataclass(slots=True)
class IdCounter:
    last: int = 0

    def next(self) -> int:
        self.last += 1
        return self.last


class InlineAnswer(NamedTuple):
    """The answer of a bot to an inline query, until one of its results is chosen."""

    query: str
    results: list[Json]


@dataclass(slots=True, eq=False, kw_only=True)
class UserAccount:
    """A person: their profile, and the language their phone has now.

    `chosen_language` is what they chose in the chat, as the bot's side told; None while the bot follows the phone.
    """

    person: UserProfile
    language: str | None
    chosen_language: str | None = None
    inline_answers: deque[InlineAnswer] = field(default_factory=lambda: deque(maxlen=10))
    toasts: deque[str] = field(default_factory=lambda: deque(maxlen=20))

    @property
    def id(self) -> int:
        return self.person.id


@dataclass(slots=True, kw_only=True)
class PendingQuery:
    """A query that one answer of the bot closes: a callback, an inline query or a pre-checkout."""

    id: str
    kind: str
    person: int
    until: float
    answer: asyncio.Future[Json]


@dataclass(slots=True, eq=False, kw_only=True)
class BotAccount:
    """A bot and its state in Telegram."""

    bot: Bot
    updates: UpdateQueue
    limits: ApiLimits
    webhook: Webhook
    chats: dict[int, Chat] = field(default_factory=dict)
    ids: IdCounter = field(default_factory=IdCounter)
    queries: dict[str, PendingQuery] = field(default_factory=dict)
    commands: dict[tuple[str, int, int, str], list[Json]] = field(default_factory=dict)
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    menus: dict[int, Json] = field(default_factory=dict)
    charges: dict[str, Json] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return self.bot.id
