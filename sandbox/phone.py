"""A person's phone, from Python: their actions, and what they see."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox import page_json, user_actions
from sandbox.errors import NotPossible
from sandbox.file_store import UploadedFile, qr_in
from sandbox.phone_messages import Message, SentButton, button, format_message, message
from sandbox.records import BotAccount, Chat, ChatMessage, Json, PendingQuery, UserAccount
from sandbox.telegram_state import TelegramState

ANSWER_TIMEOUT = 5.0


@dataclass(frozen=True, slots=True)
class TapAnswer:
    """The answer to a tap: a toast or an alert, or a link that opens."""

    text: str = ""
    alert: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentResult:
    """The result of a payment, with the bot's error message if it was refused."""

    paid: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The result of a scan: the link that was `opened`, or the photo that was `sent`."""

    what: str
    text: str


class Phone:
    """A person's phone. It waits at most 5 s for the bot; an AssertionError then shows the phone as text."""

    def __init__(self, telegram: TelegramState, account: BotAccount, user: UserAccount) -> None:
        self._telegram = telegram
        self._account = account
        self._user = user

    @property
    def id(self) -> int:
        return self._user.id

    @property
    def messages(self) -> list[Message]:
        """Return the messages of the private chat, oldest first."""
        return self.messages_in()

    @property
    def toasts(self) -> list[str]:
        """Return the newest toasts and alerts, oldest first."""
        return list(self._user.toasts)

    def messages_in(self, chat: int | None = None) -> list[Message]:
        return [message(post, self._telegram.files) for post in self._chat(chat).posts.values()]

    def _chat(self, chat: int | None) -> Chat:
        return user_actions.chat_for(self._telegram, self._account, self._user, chat)

    async def write(self, text: str, *, chat: int | None = None, reply_to: int | None = None) -> Message:
        return self._say(text=text, chat_id=chat, reply_to=reply_to)

    async def open(self, link: str) -> Message:
        """Open a t.me link, or a bare start payload, and press Start."""
        return self._to_message(user_actions.open_link(self._telegram, self._account, self._user, link))

    async def photo(self, picture: bytes, caption: str = "") -> Message:
        upload = UploadedFile("photo.png", picture)
        return self._to_message(
            user_actions.photo(self._telegram, self._account, self._user, upload, caption=caption)
        )

    async def document(self, name: str, content: bytes, caption: str = "") -> Message:
        """Send a file as a file."""
        upload = UploadedFile(name, content)
        return self._to_message(
            user_actions.document(self._telegram, self._account, self._user, upload, caption=caption)
        )

    async def location(self, latitude: float, longitude: float) -> Message:
        return self._say(content={"location": {"latitude": latitude, "longitude": longitude}})

    async def contact(self, phone_number: str) -> Message:
        """Share their own contact."""
        contact = {
            "phone_number": phone_number,
            "first_name": self._user.person.first_name,
            "user_id": self.id,
        }
        return self._say(content={"contact": contact})

    async def edit(self, message: int, text: str) -> Message:
        return self._to_message(
            user_actions.edit_message(self._telegram, self._account, self._user, message, text=text)
        )

    async def block(self) -> None:
        user_actions.set_blocked(self._telegram, self._account, self._user, blocked=True)

    async def unblock(self) -> None:
        user_actions.set_blocked(self._telegram, self._account, self._user, blocked=False)

    async def set_language(self, language: str | None) -> None:
        """Set the phone's language, from the next update on."""
        self._user.language = language
        user_actions.publish_person(self._telegram, self._account, self._user)

    async def choose_language(self, language: str | None) -> None:
        """Note the language that the person chose in the chat, which the phone's no longer changes. Telegram does not know it: the bot's side tells."""
        if language != self._user.chosen_language:
            self._user.chosen_language = language
            user_actions.publish_person(self._telegram, self._account, self._user)

    async def tap(
        self,
        label: str | None = None,
        *,
        data: str | None = None,
        message: int | None = None,
        chat: int | None = None,
        timeout: float = ANSWER_TIMEOUT,  # noqa: ASYNC109
    ) -> TapAnswer | None:
        """Tap the button of this label on the newest message that has it, or send any data for any message.

        Gives the answer, or None when none came in time. A link, a text to copy and a pay button give
        what they do at once; a shut button without data does nothing; a key of a reply keyboard is written.
        """
        chat_record = self._chat(chat)
        if data is not None:
            newest = next((one.id for one in reversed(chat_record.posts.values()) if one.by_bot), 0)
            return await self._tap_and_wait(
                chat_record, newest if message is None else message, data, timeout
            )
        post, found_button = self._find(chat_record, label or "", message)
        if "keyboard" in (post.markup or {}):
            await self.write(found_button.text, chat=chat)
            return None
        match found_button:
            case SentButton(kind="callback", data=str(callback_data)):
                return await self._tap_and_wait(chat_record, post.id, callback_data, timeout)
            case SentButton(kind="url", url=str(url)):
                return await self._open_url(url)
            case SentButton(kind="copy", copy=str(words)):
                return TapAnswer(text=words)
            case SentButton(kind="pay"):
                paid = await self.pay(post.id, chat=chat)
                return TapAnswer(text=paid.text, alert=not paid.paid)
            case _:
                return None

    async def _open_url(self, url: str) -> TapAnswer:
        if user_actions.link_payload(self._account, url) is not None:
            await self.open(url)
        return TapAnswer(url=url)

    async def _tap_and_wait(self, chat: Chat, message_id: int, data: str, seconds: float) -> TapAnswer | None:
        query = user_actions.tap_button(
            self._telegram, self._account, self._user, chat, message_id=message_id, data=data
        )
        answer = await wait_for_answer(query, seconds)
        return TapAnswer(**answer) if answer else None

    def _find(self, chat: Chat, label: str, message_id: int | None) -> tuple[ChatMessage, SentButton]:
        for post in reversed(chat.posts.values()):
            if message_id not in {None, post.id}:
                continue
            rows = page_json.button_rows(post) or (post.markup or {}).get("keyboard", [])
            for raw in (one for row in rows for one in row):
                if raw["text"] == label:
                    return post, button(raw)
        raise AssertionError(f"There is no button “{label}”.\n\n{self.as_text(chat)}")

    async def pay(self, message: int, *, chat: int | None = None) -> PaymentResult:
        chat_record = self._chat(chat)
        answer = await user_actions.pay_invoice(
            self._telegram, self._account, self._user, chat_record, message_id=message
        )
        return PaymentResult(answer["ok"], answer["error"])

    async def inline_query(self, query: str, *, timeout: float = ANSWER_TIMEOUT) -> list[Json]:  # noqa: ASYNC109
        """Return the results of an inline query; empty if the bot does not answer in time."""
        asked = user_actions.send_inline_query(self._telegram, self._account, self._user, query)
        answer = await wait_for_answer(asked, timeout)
        results: list[Any] = answer["results"] if answer else []
        return results

    async def choose(self, result: Json, *, chat: int | None = None) -> Message:
        """Send a result of `inline_query` to a chat, as one taps it in the list."""
        return self._to_message(
            user_actions.choose_result(self._telegram, self._account, self._user, result, chat_id=chat)
        )

    async def scan(self, picture: bytes | Message) -> ScanResult:
        """Scan a picture: a link to the bot is opened, anything else is sent as a photo."""
        content = picture if isinstance(picture, bytes) else picture.photo.content if picture.photo else None
        if content is None:
            raise NotPossible("There is no picture in this message.")
        return await scan_picture(
            self._telegram, self._account, self._user, UploadedFile("photo.png", content)
        )

    async def until(
        self,
        predicate: Callable[[Message], bool],
        *,
        timeout: float = ANSWER_TIMEOUT,  # noqa: ASYNC109
        chat: int | None = None,
    ) -> Message:
        """Wait for a message that matches, and return the newest."""
        chat_record = self._chat(chat)
        try:
            async with asyncio.timeout(timeout):
                while True:
                    for post in reversed(chat_record.posts.values()):
                        if predicate(found := message(post, self._telegram.files)):
                            return found
                    await chat_record.signal.next()
        except TimeoutError:
            raise AssertionError(
                f"No such message within {timeout:g} s.\n\n{self.as_text(chat_record)}"
            ) from None

    def _say(self, **message_fields: Any) -> Message:
        return self._to_message(
            user_actions.write_message(self._telegram, self._account, self._user, **message_fields)
        )

    def _to_message(self, post: ChatMessage) -> Message:
        return message(post, self._telegram.files)

    def as_text(self, chat: Chat | None = None) -> str:
        """Return the newest ten messages and the last toast, for the report of a failed test."""
        posts = list((chat or self._chat(None)).posts.values())[-10:]
        lines = [f"{self._user.person.name}’s phone:", *(format_message(post) for post in posts)]
        return "\n".join([*lines, *(f"(toast) {words}" for words in self.toasts[-1:])])

    def __str__(self) -> str:
        return self.as_text()


async def wait_for_answer(query: PendingQuery, seconds: float) -> Json | None:
    try:
        return await asyncio.wait_for(asyncio.shield(query.answer), seconds)
    except TimeoutError:
        return None


async def scan_picture(
    telegram: TelegramState, account: BotAccount, user: UserAccount, upload: UploadedFile
) -> ScanResult:
    decoded = await asyncio.to_thread(qr_in, upload.content)
    if decoded is not None and user_actions.link_payload(account, decoded) is not None:
        return ScanResult("opened", user_actions.open_link(telegram, account, user, decoded).text)
    return ScanResult("sent", user_actions.photo(telegram, account, user, upload).text)
