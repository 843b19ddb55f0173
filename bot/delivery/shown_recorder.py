"""Remembering what messages show, as soon as Telegram has them."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import structlog
from sqlmodel import Session

from bot.clock import Now
from handlers.ui.screen import Screen
from handlers.ui.telegram_calls import ApiCall, drawing_digest, message_of
from market.shown import DrawnMessage, forget_messages, remember, remembered_among
from storage.store import DATABASE_AWAY, Store

log = structlog.get_logger()

MessageKey = tuple[int, int]
"""A chat and a message in it."""
GATHER = 0.1
"""Seconds in which what is shown is gathered for one transaction."""


class ShownRecorder:
    """Registers messages by the `shows` of their screens, together with what others show within `GATHER` seconds.

    Of a message that is shown again meanwhile the newest counts. Where the database is away, it is not remembered.
    """

    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now
        self._waiting: dict[MessageKey, DrawnMessage | None] = {}
        self._writing: asyncio.Task[None] | None = None
        self._in_turn, self._finishing = asyncio.Lock(), asyncio.Event()

    async def made(self, call: ApiCall, result: Any) -> None:
        """Note what a call that succeeded made a message show, None if nothing that changes; nobody waits until it is stored."""
        place = _place(call, result)
        if place is None:
            return
        drawn = _drawn(place, call.screen) if call.screen else None
        if drawn or not call.method.startswith("send"):
            self._waiting[place] = drawn
            self._writing = self._writing or asyncio.create_task(self._write_soon())

    async def made_and_stored(self, call: ApiCall, result: Any) -> None:
        """Note it as `made`, and return when it is stored: for a message that is sent again if this process ends before."""
        await self.made(call, result)
        if self._writing:
            await asyncio.shield(self._writing)

    async def flush(self) -> None:
        """Return when all that was noted so far is stored. What is noted later is stored later, so that the newest counts."""
        async with self._in_turn:
            waiting, self._waiting = self._waiting, {}
            try:
                await self._store_all(waiting)
            except DATABASE_AWAY as error:
                log.warning("messages are not kept true", count=len(waiting), why=type(error).__name__)
            except Exception:  # they were sent: nobody may take them for failed
                log.exception("messages are not kept true", count=len(waiting))

    async def _store_all(self, waiting: Mapping[MessageKey, DrawnMessage | None]) -> None:
        drawn = [one for one in waiting.values() if one]
        others = [place for place, one in waiting.items() if one is None]
        forgotten = await self._store.read(remembered_among, others) if others else ()
        if drawn or forgotten:
            await self._store.write(_remember_and_forget, drawn, forgotten, self._now())

    async def finish(self) -> None:
        """Store the last of it at once."""
        self._finishing.set()
        if self._writing:
            await self._writing
        await self.flush()

    async def _write_soon(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._finishing.wait(), GATHER)
        self._writing = None
        await self.flush()


def _remember_and_forget(
    session: Session, drawn: Sequence[DrawnMessage], forgotten: Collection[MessageKey], now: datetime
) -> None:
    remember(session, drawn, now)
    forget_messages(session, forgotten)


def _place(call: ApiCall, result: Any) -> MessageKey | None:
    """Return the private chat and message of a call; None for another call."""
    chat, message = call.params.get("chat_id"), message_of(call, result)
    return (chat, message) if isinstance(chat, int) and chat > 0 and isinstance(message, int) else None


def _drawn(place: MessageKey, screen: Screen) -> DrawnMessage | None:
    shows = screen.shows
    if shows is None:
        return None
    return DrawnMessage(
        chat=place[0],
        message=place[1],
        kind=shows.kind,
        subject=shows.subject,
        item=shows.item,
        item_marks=shows.marks,
        form=shows.form,
        picture=screen.picture.key if screen.picture else "",
        digest=drawing_digest(screen),
        true_until=shows.until,
    )
