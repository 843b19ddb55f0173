"""The street: it holds the accounts, chats, messages, files and open questions, and tells what changes."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import takewhile
from typing import Any

from sandbox.calls import Calls
from sandbox.drawing import drawn
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.files import Files
from sandbox.limits import Limits
from sandbox.people import Bot, Group, Person, Step
from sandbox.refusal import NotPossible
from sandbox.state import Account, Chat, Ids, Json, Post, Query, Resident, Sent
from sandbox.trail import Trail
from sandbox.updates import QUERY_LIFE, Updates
from sandbox.webhook import Webhook

PAYMENT_SECONDS = 10.0


class Street:
    """All of it, by token and by id. `time` gives Unix seconds, `wall` what the bot's own clock says."""

    def __init__(
        self,
        bots: Iterable[Bot],
        people: Iterable[Person],
        groups: Iterable[Group],
        *,
        trail: Iterable[Step],
        limits: bool,
        keep_sent: int | None,
        time: Callable[[], float],
        wall: Callable[[], datetime] | None = None,
    ) -> None:
        self.time = time
        self.wall = wall
        self.events = Events()
        self.files = Files()
        self.faults = Faults()
        self.calls = Calls()
        self.sent: deque[Sent] = deque(maxlen=keep_sent)
        self.trail = Trail(trail)
        self.residents = {one.id: Resident(one, one.language_code) for one in people}
        self.groups = {one.id: Chat(one.id, one, Ids(), open=True) for one in groups}
        self.moved: dict[int, int] = {}
        self.accounts = {bot.token: self._account(bot, limits=limits) for bot in bots}
        if not self.accounts:
            raise ValueError("a sandbox needs at least one bot")
        self.numbers = Ids(secrets.randbits(40))

    def _account(self, bot: Bot, *, limits: bool) -> Account:
        updates = Updates(self.time, self.faults.of_update)
        return Account(bot, updates, Limits(self.time, limits), Webhook(updates, self.time))

    @property
    def first(self) -> Account:
        return next(iter(self.accounts.values()))

    def resident(self, person: int) -> Resident:
        found = self.residents.get(person)
        if not found:
            raise NotPossible(f"There is nobody with the id {person}.")
        return found

    def chat(self, account: Account, chat_id: int) -> Chat | None:
        """A group, or the private chat that a person has opened with this bot."""
        found = self.groups.get(chat_id) or account.chats.get(chat_id)
        return found if found and found.open else None

    def private(self, account: Account, resident: Resident) -> Chat:
        """The private chat of a person with this bot, open or not yet."""
        if resident.id not in account.chats:
            account.chats[resident.id] = Chat(resident.id, resident, account.ids)
        return account.chats[resident.id]

    def add(self, chat: Chat, author: Resident | Account, **fields: Any) -> Post:
        post = Post(chat.ids.next(), chat, author, self.time(), wall=self.wall and self.wall(), **fields)
        chat.posts[post.id] = post
        self.changed(post)
        return post

    def send(self, chat: Chat, account: Account, **fields: Any) -> Post:
        """Adds a message that a bot sent, and counts it."""
        post = self.add(chat, account, **fields)
        self.sent.append(Sent(post.at, chat.id, post.id))
        return post

    def move(self, old: Chat, group: Group) -> Chat:
        """A group lives on under another id; what was said before stays behind."""
        del self.groups[old.id]
        self.moved[old.id] = group.id
        self.groups[group.id] = Chat(group.id, group, Ids(), open=True)
        return self.groups[group.id]

    def changed(self, post: Post) -> None:
        if self._on_page(post.chat):
            self.events.tell("message", chat=post.chat.id, message=drawn(post))
        post.chat.bell.ring()

    def remove(self, chat: Chat, ids: Iterable[int]) -> None:
        gone = [one for one in ids if chat.posts.pop(one, None)]
        chat.pins = [one for one in chat.pins if one not in gone]
        if gone and self._on_page(chat):
            self.events.tell("deleted", chat=chat.id, ids=gone)
        chat.bell.ring()

    def _on_page(self, chat: Chat) -> bool:
        """The page shows the groups, and of the private chats those with the first bot."""
        return chat.id in self.groups or self.first.chats.get(chat.id) is chat

    def show(self, account: Account, type_: str, **what: Any) -> None:
        """Tells the page, if it is about the bot that it shows."""
        if account is self.first:
            self.events.tell(type_, **what)

    def toast(self, account: Account, person: int, text: str, *, alert: bool, url: str | None) -> None:
        if text:
            self.residents[person].toasts.append(text)
        self.show(account, "toast", person=person, text=text, alert=alert, url=url)

    def ask(self, account: Account, kind: str, person: int) -> Query:
        life = PAYMENT_SECONDS if kind == "pre_checkout_query" else QUERY_LIFE
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        query = Query(str(self.numbers.next()), kind, person, self.time() + life, answer)
        account.queries[query.id] = query
        return query

    def closed(self, account: Account, query_id: str, kind: str) -> Query | None:
        """Takes the open question of this id; None where it is unknown, answered or too old."""
        now = self.time()
        for old in list(takewhile(lambda one: one.until <= now, account.queries.values())):
            del account.queries[old.id]
        query = account.queries.get(query_id)
        if not query or query.kind != kind or query.until <= now:
            return None
        return account.queries.pop(query_id)
