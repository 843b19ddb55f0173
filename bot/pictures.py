"""Pictures on their way to Telegram: by file_id where it has them, else their bytes."""

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy.exc import DBAPIError

from handlers.drop.plate import plate
from handlers.ticket.qr import qr_png
from handlers.ui.screen import Picture
from market.picture import bytes_of, file_ids, keep_file_id
from storage.store import Store

log = structlog.get_logger()


class Pictures:
    """Remembers which pictures this bot has sent before, across restarts. `link` is that of a ticket's code."""

    def __init__(self, store: Store, bot: int, link: Callable[[str], str]) -> None:
        self._store, self._bot, self._link = store, bot, link
        self._sent: dict[str, str] = {}

    async def load(self) -> None:
        self._sent = await self._store.read(file_ids, self._bot)

    def file_id(self, picture: Picture) -> str | None:
        return self._sent.get(picture.key)

    async def data(self, picture: Picture) -> bytes:
        if picture.qr:
            return await asyncio.to_thread(qr_png, self._link(picture.qr))
        if picture.text:
            return await asyncio.to_thread(qr_png, picture.text)
        if picture.plate:
            return await asyncio.to_thread(plate, picture.plate, picture.seed)
        return await self._store.read(bytes_of, picture.key)

    async def remember(self, picture: Picture, file_id: str) -> None:
        """What was sent was sent: where this cannot be kept, it is known until the end of this process."""
        if self._sent.get(picture.key) == file_id:
            return
        self._sent[picture.key] = file_id
        try:
            await self._store.write(keep_file_id, self._bot, picture.key, file_id)
        except DBAPIError:
            log.exception("what Telegram calls a picture was not kept", picture=picture.key)

    def forget(self, picture: Picture) -> None:
        """Telegram does not know it by that file_id any more."""
        self._sent.pop(picture.key, None)
