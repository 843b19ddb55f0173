"""Sending pictures and PDFs: by file_id where Telegram has them, else by their bytes."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError

from bot.telegram.errors import FailureKind, classify
from handlers.deposit.bank_qr_picture import bank_qr_picture
from handlers.draw.result_picture import draw_result
from handlers.drop.placeholder_picture import draw_placeholder, draw_strip
from handlers.ticket.qr import qr_png
from handlers.ticket.ticket_picture import ticket_picture
from handlers.ui.screen import ScreenPicture
from market.draw.published_draw import drawn_numbers
from market.pdf import pdf_bytes
from market.picture import bytes_of, file_id_of, file_ids_of, store_file_ids
from market.ticket.signed_ticket import TicketContent
from storage.store import Store

log = structlog.get_logger()


MAX_KNOWN = 5_000
"""File_ids in memory; those that were not used for longest are looked up again."""


class PictureCache:
    """The file_ids of the pictures and PDFs that this bot has sent, kept across restarts. `ticket_link` returns the link of a ticket."""

    def __init__(
        self, store: Store, bot: int, ticket_link: Callable[[TicketContent], str], now: Callable[[], datetime]
    ) -> None:
        self._store, self._bot, self._ticket_link, self._now = store, bot, ticket_link, now
        self._file_ids: OrderedDict[str, str] = OrderedDict()
        self._unstored: dict[str, str] = {}
        self._in_turn = asyncio.Lock()

    async def send(self, picture: ScreenPicture, send: Callable[[str | bytes], Awaitable[Any]]) -> Any:
        """Send a picture by its file_id, else by its bytes, and remember the new file_id. `send` gets either and returns the message."""
        return await self._send(self._key(picture), partial(self.data, picture), send)

    async def send_pdf(self, key: str, send: Callable[[str | bytes], Awaitable[Any]]) -> Any:
        """Send a stored PDF in the same way, by the hash of its bytes."""
        return await self._send(key, partial(self._store.read, pdf_bytes, key), send)

    async def _send(
        self, key: str, data: Callable[[], Awaitable[bytes]], send: Callable[[str | bytes], Awaitable[Any]]
    ) -> Any:
        if file_id := await self._file_id(key):
            try:
                return await send(file_id)
            except Exception as error:
                if classify(error).kind is not FailureKind.FILE_UNKNOWN:
                    raise
                self._file_ids.pop(key, None)
        sent = await send(await data())
        await self._remember(key, _file_id_in(sent))
        return sent

    async def known(self, pictures: Iterable[ScreenPicture]) -> dict[ScreenPicture, str]:
        """Return the file_ids of those pictures that this bot has sent, in one query for all that are not in memory."""
        keys = {picture: self._key(picture) for picture in pictures}
        if unread := {key for key in keys.values() if key not in self._file_ids}:
            for key, file_id in (await self._store.read(file_ids_of, self._bot, unread)).items():
                self._keep(key, file_id)
        return {picture: self._file_ids[key] for picture, key in keys.items() if key in self._file_ids}

    def forget(self, pictures: Iterable[ScreenPicture]) -> None:
        """Drop from memory what Telegram does not know any more; it is replaced when a picture is sent next."""
        for picture in pictures:
            self._file_ids.pop(self._key(picture), None)

    def _key(self, picture: ScreenPicture) -> str:
        """Return the key of a picture; a ticket's is another one as soon as its QR is, such as with a new signing key."""
        if picture.ticket is None:
            return picture.key
        link = self._ticket_link(picture.ticket.content)
        return f"ticket:{hashlib.sha256(f'{picture.key} {link}'.encode()).hexdigest()[:48]}"

    async def _file_id(self, key: str) -> str | None:
        """Return Telegram's file_id of a picture that was sent before."""
        if key not in self._file_ids:
            stored = await self._store.read(file_id_of, self._bot, key)
            if stored is None:
                return None
            self._keep(key, stored)
        self._file_ids.move_to_end(key)
        return self._file_ids[key]

    def _keep(self, key: str, file_id: str) -> None:
        self._file_ids[key] = file_id
        if len(self._file_ids) > MAX_KNOWN:
            self._file_ids.popitem(last=False)

    async def data(self, picture: ScreenPicture) -> bytes:
        """Return the bytes of a picture, drawn anew or read from the store."""
        if picture.png:
            return picture.png
        if picture.ticket:
            link = self._ticket_link(picture.ticket.content)
            return await asyncio.to_thread(ticket_picture, picture.ticket, link)
        if picture.lines:
            return await asyncio.to_thread(bank_qr_picture, picture.text, picture.lines, picture.language)
        if picture.text:
            return await asyncio.to_thread(qr_png, picture.text)
        if picture.plates:
            return await asyncio.to_thread(draw_strip, picture.plates, picture.first)
        if picture.draw:
            found = await self._store.read(drawn_numbers, picture.draw)
            return await asyncio.to_thread(
                draw_result, picture.motif, picture.seed, found.entries, found.numbers
            )
        if picture.motif:
            return await asyncio.to_thread(draw_placeholder, picture.motif, picture.seed)
        return await self._store.read(bytes_of, picture.key)

    async def _remember(self, key: str, file_id: str) -> None:
        """Store a file_id, in one transaction with those that came while another was stored.

        Where the database fails, they are known until the end of this process: the pictures were sent.
        """
        if self._file_ids.get(key) == file_id:
            return
        self._keep(key, file_id)
        self._unstored[key] = file_id
        async with self._in_turn:
            some, self._unstored = self._unstored, {}
            if not some:
                return
            try:
                await self._store.write(store_file_ids, self._bot, some, self._now())
            except DBAPIError:
                log.exception("file_ids were not stored", pictures=len(some))


def _file_id_in(message: Any) -> str:
    """Return the file_id in a message that was sent: of its PDF, or of the largest size of its picture."""
    file = message["document"] if "document" in message else message["photo"][-1]
    file_id: str = file["file_id"]
    return file_id
