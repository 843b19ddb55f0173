"""The state of the pretend Telegram: accounts, chats, messages, files and pending queries."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import takewhile
from typing import Any

from sandbox.call_log import CallLog
from sandbox.config import Bot, Group, TutorialStep, UserProfile
from sandbox.errors import NotPossible
from sandbox.event_log import EventLog
from sandbox.fault_injection import FaultInjector
from sandbox.file_store import FileStore
from sandbox.page_json import message_json
from sandbox.rate_limits import ApiLimits
from sandbox.records import (
    BotAccount,
    Chat,
    ChatMessage,
    IdCounter,
    Json,
    PendingQuery,
    SentMessage,
    UserAccount,
)
from sandbox.tutorial import Tutorial
from sandbox.update_queue import QUERY_LIFE, UpdateQueue
from sandbox.webhook import Webhook

PAYMENT_TIMEOUT = 10.0


class TelegramState:
    """Holds everything by token and by id, and publishes changes. `time` gives Unix seconds, `wall` the bot's own time.

    An invoice below `least_invoice`, by currency, is refused.
    """

    def __init__(
        self,
        bots: Iterable[Bot],
        people: Iterable[UserProfile],
        groups: Iterable[Group],
        *,
        tutorial: Iterable[TutorialStep],
        limits: bool,
        keep_sent: int | None,
        time: Callable[[], float],
        wall: Callable[[], datetime] | None = None,
    ) -> None:
        self.time = time
        self.wall = wall
        self.least_invoice: dict[str, int] = {}
        self.events = EventLog()
        self.files = FileStore()
        self.faults = FaultInjector()
        self.calls = CallLog()
        self.sent: deque[SentMessage] = deque(maxlen=keep_sent)
        self.tutorial = Tutorial(tutorial)
        self.users = {one.id: UserAccount(person=one, language=one.language_code) for one in people}
        self.groups = {one.id: Chat(id=one.id, peer=one, ids=IdCounter(), open=True) for one in groups}
        self.moved: dict[int, int] = {}
        self.accounts = {bot.token: self._account(bot, limits=limits) for bot in bots}
        if not self.accounts:
            raise ValueError("a sandbox needs at least one bot")
        for account in self.accounts.values():
            for user in self.users.values():
                if not user.person.on_page:
                    self.private_chat(account, user).open = True
        self.numbers = IdCounter(secrets.randbits(40))

    def _account(self, bot: Bot, *, limits: bool) -> BotAccount:
        updates = UpdateQueue(self.time, self.faults.for_update)
        return BotAccount(
            bot=bot,
            updates=updates,
            limits=ApiLimits(time=self.time, enabled=limits),
            webhook=Webhook(updates, self.time),
        )

    @property
    def first_account(self) -> BotAccount:
        return next(iter(self.accounts.values()))

    def user(self, person: int) -> UserAccount:
        found = self.users.get(person)
        if not found:
            raise NotPossible(f"There is nobody with the id {person}.")
        return found

    def chat(self, account: BotAccount, chat_id: int) -> Chat | None:
        """Return a group, or the private chat that a person has opened with this bot."""
        found = self.groups.get(chat_id) or account.chats.get(chat_id)
        return found if found and found.open else None

    def private_chat(self, account: BotAccount, user: UserAccount) -> Chat:
        """Return the private chat of a person with this bot, open or not yet."""
        if user.id not in account.chats:
            account.chats[user.id] = Chat(id=user.id, peer=user, ids=account.ids)
        return account.chats[user.id]

    def add(self, chat: Chat, author: UserAccount | BotAccount, **fields: Any) -> ChatMessage:
        post = ChatMessage(
            id=chat.ids.next(),
            chat=chat,
            author=author,
            at=self.time(),
            wall=self.wall and self.wall(),
            **fields,
        )
        chat.posts[post.id] = post
        self.message_changed(post)
        return post

    def send(self, chat: Chat, account: BotAccount, **fields: Any) -> ChatMessage:
        """Add a message that a bot sent, and count it."""
        post = self.add(chat, account, **fields)
        self.sent.append(SentMessage(post.at, chat.id, post.id))
        return post

    def move(self, old: Chat, group: Group) -> Chat:
        """Move a group to another id. Its messages stay behind."""
        del self.groups[old.id]
        self.moved[old.id] = group.id
        self.groups[group.id] = Chat(id=group.id, peer=group, ids=IdCounter(), open=True)
        return self.groups[group.id]

    def message_changed(self, post: ChatMessage) -> None:
        if self._on_page(post.chat):
            self.events.publish("message", chat=post.chat.id, message=message_json(post))
        post.chat.signal.notify()

    def remove(self, chat: Chat, ids: Iterable[int]) -> None:
        gone = [one for one in ids if chat.posts.pop(one, None)]
        chat.pins = [one for one in chat.pins if one not in gone]
        if gone and self._on_page(chat):
            self.events.publish("deleted", chat=chat.id, ids=gone)
        chat.signal.notify()

    def _on_page(self, chat: Chat) -> bool:
        """Return whether the page shows a chat: groups, and private chats of its phones with the first bot."""
        if isinstance(chat.peer, UserAccount) and not chat.peer.person.on_page:
            return False
        return chat.id in self.groups or self.first_account.chats.get(chat.id) is chat

    def publish_if_shown(self, account: BotAccount, type_: str, **fields: Any) -> None:
        """Publish an event if it is about the bot that the page shows."""
        if account is self.first_account:
            self.events.publish(type_, **fields)

    def toast(self, account: BotAccount, person: int, text: str, *, alert: bool, url: str | None) -> None:
        if text:
            self.users[person].toasts.append(text)
        self.publish_if_shown(account, "toast", person=person, text=text, alert=alert, url=url)

    def open_query(self, account: BotAccount, kind: str, person: int) -> PendingQuery:
        life = PAYMENT_TIMEOUT if kind == "pre_checkout_query" else QUERY_LIFE
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        query = PendingQuery(
            id=str(self.numbers.next()), kind=kind, person=person, until=self.time() + life, answer=answer
        )
        account.queries[query.id] = query
        return query

    def take_query(self, account: BotAccount, query_id: str, kind: str) -> PendingQuery | None:
        """Remove and return the pending query of this id; None if it is unknown, answered or too old."""
        now = self.time()
        for old in list(takewhile(lambda one: one.until <= now, account.queries.values())):
            del account.queries[old.id]
        query = account.queries.get(query_id)
        if not query or query.kind != kind or query.until <= now:
            return None
        return account.queries.pop(query_id)
