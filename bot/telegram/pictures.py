"""Pictures on their way to Telegram: by file_id where it has them, else their bytes."""

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy.exc import DBAPIError

from handlers.drop.placeholder_picture import draw_placeholder
from handlers.ticket.qr import qr_png
from handlers.ui.screen import ScreenPicture
from market.picture import bytes_of, file_ids, store_file_id
from market.ticket.ticket_key import TicketKey
from storage.store import Store

log = structlog.get_logger()


def ticket_link(key: TicketKey, username: str, code: str) -> str:
    """Return the link that the QR of a ticket carries."""
    return f"https://t.me/{username}?start=t_{key.link_code(code)}"


class PictureCache:
    """Remembers which pictures this bot has sent before, across restarts. `ticket_link` is that of a ticket's code."""

    def __init__(self, store: Store, bot: int, ticket_link: Callable[[str], str]) -> None:
        self._store, self._bot, self._ticket_link = store, bot, ticket_link
        self._file_ids: dict[str, str] = {}

    async def load(self) -> None:
        self._file_ids = await self._store.read(file_ids, self._bot)

    def file_id(self, picture: ScreenPicture) -> str | None:
        return self._file_ids.get(picture.key)

    async def data(self, picture: ScreenPicture) -> bytes:
        if picture.qr:
            return await asyncio.to_thread(qr_png, self._ticket_link(picture.qr))
        if picture.text:
            return await asyncio.to_thread(qr_png, picture.text)
        if picture.motif:
            return await asyncio.to_thread(draw_placeholder, picture.motif, picture.seed)
        return await self._store.read(bytes_of, picture.key)

    async def remember(self, picture: ScreenPicture, file_id: str) -> None:
        """What was sent was sent: where this cannot be kept, it is known until the end of this process."""
        if self._file_ids.get(picture.key) == file_id:
            return
        self._file_ids[picture.key] = file_id
        try:
            await self._store.write(store_file_id, self._bot, picture.key, file_id)
        except DBAPIError:
            log.exception("what Telegram calls a picture was not kept", picture=picture.key)

    def forget(self, picture: ScreenPicture) -> None:
        """Telegram does not know it by that file_id any more."""
        self._file_ids.pop(picture.key, None)
