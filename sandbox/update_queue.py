"""The queue of one bot's updates: ids, lifetimes, and fetching."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.errors import conflict
from sandbox.name_sets import name_set

KINDS = name_set(
    "message edited_message channel_post edited_channel_post business_connection business_message"
    " edited_business_message deleted_business_messages message_reaction message_reaction_count"
    " inline_query chosen_inline_result callback_query shipping_query pre_checkout_query"
    " purchased_paid_media poll poll_answer my_chat_member chat_member chat_join_request chat_boost"
    " removed_chat_boost managed_bot guest_message"
)
DEFAULT_KINDS = KINDS - {"chat_member", "message_reaction", "message_reaction_count"}
QUERIES = frozenset({"callback_query", "pre_checkout_query", "shipping_query", "inline_query"})
QUERY_LIFE, UPDATE_LIFE = 150.0, 24 * 3600.0
MAX_POLL = 50.0
OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(slots=True, kw_only=True)
class PendingUpdate:
    id: int
    kind: str
    body: dict[str, Any]
    source: str
    until: float
    twice: bool = False

    def wire(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.body}


class UpdateQueue:
    """Holds updates until they are confirmed or too old: 150 s for queries, 24 h for everything else."""

    def __init__(self, time: Callable[[], float], takes_duplicate_fault: Callable[[], bool]) -> None:
        self.time = time
        self.takes_duplicate_fault = takes_duplicate_fault
        self.waiting: dict[int, PendingUpdate] = {}
        self.allowed: frozenset[str] = DEFAULT_KINDS
        self.newest = 100_000_000
        self.on_push: Callable[[PendingUpdate], None] = lambda update: None
        self._poll: asyncio.Future[None] | None = None

    def push(self, kind: str, body: dict[str, Any], source: str) -> None:
        """Queue an update. `source` is the queue of a webhook in which the order is kept."""
        if kind not in self.allowed:
            return
        self.newest += 1
        until = self.time() + (QUERY_LIFE if kind in QUERIES else UPDATE_LIFE)
        update = PendingUpdate(
            id=self.newest,
            kind=kind,
            body=body,
            source=source,
            until=until,
            twice=self.takes_duplicate_fault(),
        )
        self.waiting[update.id] = update
        self.on_push(update)
        self._ring()

    def allow(self, kinds: Iterable[object] | None) -> None:
        """Set the allowed kinds. None keeps the last setting, an empty list means the default kinds."""
        if kinds is not None:
            self.allowed = frozenset(map(str, kinds)) & KINDS or DEFAULT_KINDS

    def alive(self) -> list[PendingUpdate]:
        now = self.time()
        for update in [u for u in self.waiting.values() if u.until <= now]:
            del self.waiting[update.id]
        return sorted(self.waiting.values(), key=lambda u: u.id)

    def done(self, update: PendingUpdate) -> None:
        """Remove a delivered update; one that is to come twice stays for one more delivery."""
        if update.twice:
            update.twice = False
        else:
            self.waiting.pop(update.id, None)

    def confirm(self, offset: int) -> None:
        """Confirm everything before `offset`; below zero, all but the newest so many."""
        alive = self.alive()
        if offset < 0:
            before = {u.id for u in alive[:offset]}
            self.waiting = {u.id: u for u in alive if u.id not in before}
            return
        for update in alive:
            if update.id < offset:
                self.done(update)

    async def fetch(self, offset: int, limit: int, seconds: float) -> list[dict[str, Any]]:
        """Return at most `limit` updates; if there is none, wait up to so many seconds for the first.

        A newer call ends this one with a 409, as in Telegram.
        """
        self.end_poll(OTHER_POLL)
        self.confirm(offset)
        if not self.alive() and seconds > 0:
            await self._wait(min(seconds, MAX_POLL))
        return [update.wire() for update in self.alive()[:limit]]

    async def _wait(self, seconds: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(poll, seconds)
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None

    def stop(self) -> None:
        self._ring()

    def _ring(self) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def end_poll(self, words: str) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_exception(conflict(words))
