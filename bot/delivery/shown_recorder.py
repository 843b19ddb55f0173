"""Remembering what messages show, as soon as Telegram has them."""

import asyncio
from datetime import datetime
from typing import Any

import structlog
from sqlmodel import Session

from bot.clock import Now
from handlers.ui.screen import Screen
from handlers.ui.telegram_calls import ApiCall, drawing_digest
from market.shown import DrawnMessage, forget_messages, is_remembered, remember
from storage.store import DATABASE_AWAY, Store

log = structlog.get_logger()

Place = tuple[int, int]
"""A chat and a message in it."""


class ShownRecorder:
    """Registers messages by the `shows` of their screens. What comes while a transaction runs is written together in the next."""

    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now
        self._waiting: dict[Place, DrawnMessage | None] = {}
        self._written: asyncio.Future[None] | None = None
        self._writing: asyncio.Task[None] | None = None
        self._forgetting: dict[Place, asyncio.Task[None]] = {}

    async def made(self, call: ApiCall, result: Any) -> None:
        """Note what a call that succeeded made a message show; return when it is stored. Where the database is away, it is not remembered.

        A message that shows something else now is forgotten soon: nobody waits for that.
        """
        place = _place(call, result)
        if place is None:
            return
        drawn = _drawn(place, call.screen) if call.screen else None
        before = self._forgetting.get(place)
        if before:
            await before
        if drawn:
            await self._write(place, drawn)
        elif not call.method.startswith("send"):
            task = self._forgetting[place] = asyncio.create_task(self._forget(place))
            task.add_done_callback(lambda _: self._forgetting.pop(place, None))

    async def finish(self) -> None:
        """Forget what is to be forgotten."""
        if self._forgetting:
            await asyncio.wait([*self._forgetting.values()])

    async def _forget(self, place: Place) -> None:
        """Forget a message if it was remembered."""
        try:
            known = await self._store.read(is_remembered, *place)
        except DATABASE_AWAY:
            return
        if known:
            await self._write(place, None)

    async def _write(self, place: Place, drawn: DrawnMessage | None) -> None:
        self._waiting[place] = drawn
        self._written = self._written or asyncio.get_running_loop().create_future()
        written = self._written
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_waiting())
        try:
            await written
        except DATABASE_AWAY as error:
            log.warning("a message is not kept true", why=type(error).__name__)

    async def _write_waiting(self) -> None:
        while self._waiting and (written := self._written):
            waiting, self._waiting, self._written = self._waiting, {}, None
            try:
                await self._store.write(_store_all, waiting, self._now())
            except Exception as error:
                written.set_exception(error)
            else:
                written.set_result(None)
        self._writing = None


def _store_all(session: Session, waiting: dict[Place, DrawnMessage | None], now: datetime) -> None:
    remember(session, [drawn for drawn in waiting.values() if drawn], now)
    forget_messages(session, [place for place, drawn in waiting.items() if drawn is None])


def _place(call: ApiCall, result: Any) -> Place | None:
    """Return the private chat and message of a call; None for another call."""
    chat, message = call.params.get("chat_id"), call.params.get("message_id")
    if message is None and isinstance(result, dict):
        message = result.get("message_id")
    return (chat, message) if isinstance(chat, int) and chat > 0 and isinstance(message, int) else None


def _drawn(place: Place, screen: Screen) -> DrawnMessage | None:
    shows = screen.shows
    if shows is None:
        return None
    return DrawnMessage(
        chat=place[0],
        message=place[1],
        kind=shows.kind,
        subject=shows.subject,
        item=shows.item,
        form=shows.form,
        picture=screen.picture.key if screen.picture else "",
        digest=drawing_digest(screen),
        true_until=shows.until,
    )
