"""A person's phone, from Python: what they do, and what they see."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox import deeds, drawing
from sandbox.files import Upload, qr_in
from sandbox.refusal import NotPossible
from sandbox.seen import Button, Message, as_text, button, message
from sandbox.state import Account, Chat, Json, Post, Query, Resident
from sandbox.street import Street

PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tap was answered: a toast or an alert, or a link that opens."""

    text: str = ""
    alert: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """Whether it was paid, and the bot's words where it was not."""

    paid: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """What became of a picture held before the phone: `opened` a link, or `sent` it as a photo."""

    what: str
    text: str


class Phone:
    """Waits at most 5 s for what a bot should do; an AssertionError then shows the phone as text."""

    def __init__(self, street: Street, account: Account, resident: Resident) -> None:
        self._street = street
        self._account = account
        self._who = resident

    @property
    def id(self) -> int:
        return self._who.id

    @property
    def messages(self) -> list[Message]:
        """What the private chat shows, oldest first."""
        return self.seen()

    @property
    def toasts(self) -> list[str]:
        """The newest answers to taps that said something, oldest first."""
        return list(self._who.toasts)

    def seen(self, chat: int | None = None) -> list[Message]:
        return [message(post, self._street.files) for post in self._chat(chat).posts.values()]

    def _chat(self, chat: int | None) -> Chat:
        return deeds.chat_for(self._street, self._account, self._who, chat)

    async def write(self, text: str, *, chat: int | None = None, reply_to: int | None = None) -> Message:
        return self._say(text=text, chat_id=chat, reply_to=reply_to)

    async def open(self, link: str) -> Message:
        """Opens a t.me link, or a bare start payload, and presses Start."""
        return self._shown(deeds.follow(self._street, self._account, self._who, link))

    async def photo(self, picture: bytes, caption: str = "") -> Message:
        upload = Upload("photo.png", picture)
        return self._shown(deeds.photo(self._street, self._account, self._who, upload, caption))

    async def location(self, latitude: float, longitude: float) -> Message:
        return self._say(content={"location": {"latitude": latitude, "longitude": longitude}})

    async def contact(self, phone_number: str) -> Message:
        """Shares their own contact."""
        own = {"phone_number": phone_number, "first_name": self._who.person.first_name, "user_id": self.id}
        return self._say(content={"contact": own})

    async def edit(self, message: int, text: str) -> Message:
        return self._shown(deeds.edit(self._street, self._account, self._who, message, text))

    async def block(self) -> None:
        deeds.block(self._street, self._account, self._who, blocked=True)

    async def unblock(self) -> None:
        deeds.block(self._street, self._account, self._who, blocked=False)

    async def speak(self, language: str | None) -> None:
        """Sets the phone's language, from the next update on."""
        self._who.language = language
        deeds.tell_about(self._street, self._account, self._who)

    async def tap(
        self,
        label: str | None = None,
        *,
        data: str | None = None,
        message: int | None = None,
        chat: int | None = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109
    ) -> Answer | None:
        """Taps by label on the newest message that has it, or sends any data for any message.

        Gives the answer, or None when none came in time. A link, a text to copy and a pay button give
        what they do at once; a shut button without data does nothing; a key of a reply keyboard is written.
        """
        room = self._chat(chat)
        if data is not None:
            newest = next((one.id for one in reversed(room.posts.values()) if one.by_bot), 0)
            return await self._tapped(room, newest if message is None else message, data, timeout)
        post, held = self._find(room, label or "", message)
        if "keyboard" in (post.markup or {}):
            await self.write(held.text, chat=chat)
            return None
        match held:
            case Button(kind="callback", data=str(wish)):
                return await self._tapped(room, post.id, wish, timeout)
            case Button(kind="url", url=str(url)):
                return await self._followed(url)
            case Button(kind="copy", copy=str(words)):
                return Answer(text=words)
            case Button(kind="pay"):
                paid = await self.pay(post.id, chat=chat)
                return Answer(text=paid.text, alert=not paid.paid)
            case _:
                return None

    async def _followed(self, url: str) -> Answer:
        if deeds.link_payload(self._account, url) is not None:
            await self.open(url)
        return Answer(url=url)

    async def _tapped(self, chat: Chat, message_id: int, data: str, seconds: float) -> Answer | None:
        query = deeds.tap(self._street, self._account, self._who, chat, message_id, data)
        answer = await heard(query, seconds)
        return Answer(**answer) if answer else None

    def _find(self, chat: Chat, label: str, message_id: int | None) -> tuple[Post, Button]:
        for post in reversed(chat.posts.values()):
            if message_id not in {None, post.id}:
                continue
            rows = drawing.keyboard(post) or (post.markup or {}).get("keyboard", [])
            for given in (one for row in rows for one in row):
                if given["text"] == label:
                    return post, button(given)
        raise AssertionError(f"There is no button “{label}”.\n\n{self.as_text(chat)}")

    async def pay(self, message: int, *, chat: int | None = None) -> Payment:
        room = self._chat(chat)
        answer = await deeds.pay(self._street, self._account, self._who, room, message)
        return Payment(answer["ok"], answer["error"])

    async def inline(self, query: str, *, timeout: float = PATIENCE) -> list[Json]:  # noqa: ASYNC109
        """The results a bot offers for a query; empty when it does not answer in time."""
        asked = deeds.look_up(self._street, self._account, self._who, query)
        answer = await heard(asked, timeout)
        results: list[Any] = answer["results"] if answer else []
        return results

    async def scan(self, picture: bytes | Message) -> Scan:
        """Holds the camera at a picture: a link to the bot opens, anything else is sent as a photo."""
        content = picture if isinstance(picture, bytes) else picture.photo.content if picture.photo else None
        if content is None:
            raise NotPossible("There is no picture in this message.")
        return await scanned(self._street, self._account, self._who, Upload("photo.png", content))

    async def until(
        self,
        fits: Callable[[Message], bool],
        *,
        timeout: float = PATIENCE,  # noqa: ASYNC109
        chat: int | None = None,
    ) -> Message:
        """The newest message that fits, waited for."""
        room = self._chat(chat)
        try:
            async with asyncio.timeout(timeout):
                while True:
                    for post in reversed(room.posts.values()):
                        if fits(found := message(post, self._street.files)):
                            return found
                    await room.bell.next()
        except TimeoutError:
            raise AssertionError(f"No such message within {timeout:g} s.\n\n{self.as_text(room)}") from None

    def _say(self, **what: Any) -> Message:
        return self._shown(deeds.say(self._street, self._account, self._who, **what))

    def _shown(self, post: Post) -> Message:
        return message(post, self._street.files)

    def as_text(self, chat: Chat | None = None) -> str:
        """The newest ten messages and the last toast, for whoever reads why a test failed."""
        posts = list((chat or self._chat(None)).posts.values())[-10:]
        lines = [f"{self._who.person.name}’s phone:", *(as_text(post) for post in posts)]
        return "\n".join([*lines, *(f"(toast) {words}" for words in self.toasts[-1:])])

    def __str__(self) -> str:
        return self.as_text()


async def heard(query: Query, seconds: float) -> Json | None:
    try:
        return await asyncio.wait_for(asyncio.shield(query.answer), seconds)
    except TimeoutError:
        return None


async def scanned(street: Street, account: Account, who: Resident, upload: Upload) -> Scan:
    said = await asyncio.to_thread(qr_in, upload.content)
    if said is not None and deeds.link_payload(account, said) is not None:
        return Scan("opened", deeds.follow(street, account, who, said).text)
    return Scan("sent", deeds.photo(street, account, who, upload).text)
