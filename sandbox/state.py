"""What a street is made of: bots, people, their chats, messages and open questions."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sandbox.events import Bell
from sandbox.limits import Limits
from sandbox.people import Bot, Group, Person
from sandbox.updates import Updates
from sandbox.webhook import Webhook

Json = dict[str, Any]


@dataclass(slots=True)
class Post:
    """A message. `content` is what else it carries (a photo, a place), `origin` how it came: as on the wire.

    `sale` is what an invoice keeps to itself: its payload, and whether it is paid. `wall` is what the bot's
    clock said, where it has one of its own: the page shows that, the wire tells the real time.
    """

    id: int
    chat: Chat
    author: Resident | Account
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
        return isinstance(self.author, Account)


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat of one person with one bot, or a group. A bot may write once it is open."""

    id: int
    of: Resident | Group
    ids: Ids
    posts: dict[int, Post] = field(default_factory=dict)
    pins: list[int] = field(default_factory=list)
    open: bool = False
    blocked: bool = False
    bell: Bell = field(default_factory=Bell)
    instance: str = field(default_factory=lambda: str(secrets.randbits(62)))


class Sent(NamedTuple):
    """A message of a bot that was accepted; `at` in the sandbox's own Unix seconds."""

    at: float
    chat: int
    message: int


@dataclass(slots=True)
class Ids:
    last: int = 0

    def next(self) -> int:
        self.last += 1
        return self.last


@dataclass(slots=True, eq=False)
class Resident:
    """A person of the street: who they are, and the language their phone has now."""

    person: Person
    language: str | None
    toasts: deque[str] = field(default_factory=lambda: deque(maxlen=20))

    @property
    def id(self) -> int:
        return self.person.id


@dataclass(slots=True)
class Query:
    """A question to a bot that one answer closes: a tap, an inline query, a payment about to happen."""

    id: str
    kind: str
    person: int
    until: float
    answer: asyncio.Future[Json]


@dataclass(slots=True, eq=False)
class Account:
    """A bot as Telegram keeps it."""

    bot: Bot
    updates: Updates
    limits: Limits
    webhook: Webhook
    chats: dict[int, Chat] = field(default_factory=dict)
    ids: Ids = field(default_factory=Ids)
    queries: dict[str, Query] = field(default_factory=dict)
    commands: dict[tuple[str, int, int, str], list[Json]] = field(default_factory=dict)
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    menus: dict[int, Json] = field(default_factory=dict)
    charges: dict[str, Json] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return self.bot.id
