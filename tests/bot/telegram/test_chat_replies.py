"""Replies that wait for their chat's rate limit: in order, kept until sent, replaced or rendered again while they wait. The clock is simulated."""

import asyncio
from itertools import count
from typing import Any

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from markupsafe import Markup

from bot.telegram.chat_replies import MAX_AGE, STALE_AFTER, ChatReplies, Remake
from bot.telegram.client import RawCall
from bot.telegram.rate_limiter import RateLimiter
from handlers.ui.screen import Document, Screen, ScreenPicture
from handlers.ui.telegram_calls import ApiCall, ChatTarget
from tests.fake_clock import FakeClock

HANG = TelegramNetworkError(method=RawCall(), message="no answer")


def too_many(seconds: int) -> TelegramRetryAfter:
    return TelegramRetryAfter(method=RawCall(), message="Too Many Requests", retry_after=seconds)


class Telegram:
    """Records calls as (method, chat, text), after the errors armed for a chat. What is sent is message 9."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock, self.calls = clock, list[tuple[str, int, str]]()
        self.times: list[float] = []
        self.errors: dict[int, list[Exception]] = {}

    async def __call__(self, call: ApiCall) -> dict[str, int]:
        chat = call.params["chat_id"]
        if self.errors.get(chat):
            raise self.errors[chat].pop(0)
        words = call.params.get("media", call.params)
        self.calls.append((call.method, chat, words.get("text") or words.get("caption", "")))
        self.times.append(self.clock())
        return {"message_id": call.params.get("message_id", 9)}


class Chats:
    def __init__(self, per_second: float = 1000) -> None:
        self.clock = FakeClock()
        self.telegram = Telegram(self.clock)
        self.limiter = RateLimiter(per_second, clock=self.clock, sleep=self.clock.sleep)
        self.crowded, self.shown = False, list[tuple[int, str]]()
        self.replies = ChatReplies(
            self.limiter,
            self.telegram,
            self._note,
            crowded=lambda: self.crowded,
            clock=self.clock,
            sleep=self.clock.sleep,
        )

    async def _note(self, call: ApiCall, result: Any) -> None:
        picture = call.screen.picture if call.screen else None
        self.shown.append((result["message_id"], picture.key if picture else ""))

    def send(
        self,
        text: str,
        chat: int = 1,
        message: int | None = None,
        remake: Remake | None = None,
        **screen: Any,
    ) -> asyncio.Task[None]:
        target = ChatTarget(chat=chat, message=message, has_picture=None if message is None else False)
        return asyncio.create_task(self.replies.send(target, Screen(text=Markup(text), **screen), remake))

    @property
    def texts(self) -> list[str]:
        return [text for _, _, text in self.telegram.calls]


LATER = {"picture": ScreenPicture(key="qr"), "picture_later": True}


@pytest.mark.parametrize(("message", "first"), [(7, "editMessageText"), (None, "sendMessage")])
async def test_a_picture_follows_its_text_in_the_same_message(message: int | None, first: str) -> None:
    chats = Chats()
    await chats.clock.run(chats.send("ticket", message=message, **LATER))
    assert [method for method, _, _ in chats.telegram.calls] == [first, "editMessageMedia"]
    assert chats.shown == [(message or 9, "qr")], "it is registered once, with its picture"


async def test_in_a_crowd_the_picture_is_left_to_whoever_keeps_messages_true() -> None:
    chats = Chats()
    chats.crowded = True
    await chats.clock.run(chats.send("ticket", message=7, **LATER))
    assert [method for method, _, _ in chats.telegram.calls] == ["editMessageText"]
    assert chats.shown == [(7, "")]


@pytest.mark.parametrize("fails_at", [0, 1])
async def test_where_an_edit_is_refused_the_ticket_is_one_new_message(fails_at: int) -> None:
    chats = Chats()
    gone = TelegramBadRequest(method=RawCall(), message="Bad Request: message to edit not found")
    make_call, place = chats.telegram.__call__, count()

    async def refuse_one(call: ApiCall) -> dict[str, int]:
        if next(place) == fails_at:
            raise gone
        return await make_call(call)

    chats.replies._make_call = refuse_one
    await chats.clock.run(chats.send("ticket", message=7, **LATER))
    assert [method for method, _, _ in chats.telegram.calls][fails_at:] == ["sendPhoto"]
    assert chats.shown == [(9, "qr")]


async def test_a_picture_that_telegram_did_not_take_is_sent_again_without_its_text() -> None:
    chats = Chats()
    make_call, place = chats.telegram.__call__, count()

    async def hang_once(call: ApiCall) -> dict[str, int]:
        if next(place) == 1:
            raise HANG
        return await make_call(call)

    chats.replies._make_call = hang_once
    await chats.clock.run(chats.send("ticket", message=7, **LATER))
    assert [method for method, _, _ in chats.telegram.calls] == ["editMessageText", "editMessageMedia"]


async def test_replies_to_a_chat_are_sent_in_order() -> None:
    chats = Chats()
    sending = [chats.send(f"{number}") for number in range(5)]
    await chats.clock.run(asyncio.gather(*sending))
    assert chats.texts == ["0", "1", "2", "3", "4"]


async def test_a_chat_that_is_told_to_wait_holds_up_no_other_and_gets_its_reply() -> None:
    chats = Chats()
    chats.telegram.errors[1] = [too_many(30)]
    waiting, other = chats.send("hers", 1), chats.send("his", 2)
    await chats.clock.run(other)
    assert chats.texts == ["his"]
    began = chats.clock()
    await chats.clock.run(waiting)
    assert chats.texts == ["his", "hers"]
    assert chats.clock() - began == pytest.approx(30, abs=0.1)


async def test_a_chat_that_hangs_holds_up_no_other_and_is_sent_again() -> None:
    chats = Chats()
    chats.telegram.errors[1] = [HANG] * 6
    waiting, other = chats.send("hers", 1), chats.send("his", 2)
    await chats.clock.run(other)
    await chats.clock.run(waiting)
    assert chats.texts == ["his", "hers"]


async def test_while_a_chat_waits_a_newer_screen_takes_the_place_of_older_ones() -> None:
    chats = Chats()
    chats.telegram.errors[1] = [too_many(30)]
    sending = [chats.send("first")]
    await chats.clock.advance(2)
    sending.append(chats.send("second"))
    await chats.clock.advance(2)
    sending.append(chats.send("third"))
    await chats.clock.run(asyncio.gather(*sending))
    assert chats.texts == ["third"]


async def test_what_is_worth_keeping_and_other_messages_are_not_replaced() -> None:
    chats = Chats()
    chats.telegram.errors[1] = [too_many(30)]
    file = Document("mine.csv", b"a")
    sending = [chats.send("file", document=file), chats.send("card 7", message=7)]
    await chats.clock.advance(3)
    sending += [chats.send("card 8", message=8), chats.send("text")]
    await chats.clock.advance(3)
    sending.append(chats.send("newer card 7", message=7))
    await chats.clock.run(asyncio.gather(*sending))
    assert chats.texts == ["file", "card 8", "text", "newer card 7"]


async def test_what_waited_long_is_made_anew_before_it_is_sent() -> None:
    chats = Chats()
    chats.telegram.errors[1] = [too_many(int(STALE_AFTER) + 1)]

    async def now() -> Screen:
        return Screen(text=Markup("how it is now"))

    await chats.clock.run(chats.send("how it was", remake=now))
    assert chats.texts == ["how it is now"]


async def test_an_hour_without_telegram_loses_no_reply_and_more_ends_it() -> None:
    chats = Chats()
    chats.telegram.errors[1] = [HANG] * 10_000
    lost = chats.send("lost", 1)
    kept = chats.send("kept", 2)
    chats.telegram.errors[2] = [HANG] * 100
    await chats.clock.run(kept)
    assert chats.texts == ["kept"]
    assert chats.clock() - 1000 > 0.8 * MAX_AGE
    await chats.clock.run(asyncio.wait((lost,)))
    assert isinstance(lost.exception(), TelegramNetworkError)


async def test_whoever_blocked_the_bot_is_reported_and_the_next_reply_is_tried() -> None:
    chats = Chats()
    chats.telegram.errors[1] = [
        TelegramForbiddenError(method=RawCall(), message="Forbidden: bot was blocked")
    ]
    first, second = chats.send("first"), chats.send("second")
    await chats.clock.run(asyncio.wait((first, second)))
    assert isinstance(first.exception(), TelegramForbiddenError)
    assert chats.texts == ["second"]


async def test_a_message_that_cannot_be_edited_is_sent_anew() -> None:
    chats = Chats()
    chats.telegram.errors[1] = [TelegramBadRequest(method=RawCall(), message="message can't be edited")]
    await chats.clock.run(chats.send("card", message=7))
    assert chats.telegram.calls == [("sendMessage", 1, "card")]


async def test_a_crowd_is_answered_within_the_limits_and_in_time() -> None:
    chats = Chats(per_second=28)
    sending = [chats.send("hello", chat) for chat in range(300)]
    began = chats.clock()
    await chats.clock.run(asyncio.gather(*sending))
    assert len(chats.telegram.calls) == 300
    assert chats.clock() - began <= 300 / 28 + 5
    times = chats.telegram.times
    assert max(sum(1 for time in times if start <= time < start + 1) for start in times) <= 30


async def test_edits_wait_for_no_slot() -> None:
    chats = Chats(per_second=1)
    sending = [chats.send("card", chat, message=7) for chat in range(50)]
    began = chats.clock()
    await chats.clock.run(asyncio.gather(*sending))
    assert chats.clock() == began


async def test_it_remembers_no_chat_without_a_reply() -> None:
    chats = Chats()
    await chats.clock.run(asyncio.gather(*(chats.send("hello", chat) for chat in range(50))))
    assert not chats.replies._queues
