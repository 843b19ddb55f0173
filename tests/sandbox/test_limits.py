"""The published rates, on a clock set by the tests."""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from sandbox import Bot, Group, Phone, Sandbox, UserProfile
from sandbox.errors import ApiError
from sandbox.rate_limits import ApiLimits

GROUP = -1001234567890
TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
Reply = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def sandbox(time: Any) -> Sandbox:
    people = [UserProfile(id=1001 + n, first_name=f"Guest {n}") for n in range(40)]
    bot = Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")
    return Sandbox(
        [bot], people, [Group(id=GROUP, title="Lorong Seni", members=[1001])], limits=True, time=time
    )


@pytest.fixture
async def guests(sandbox: Sandbox, address: str) -> list[Phone]:
    phones = [sandbox.person(1001 + n) for n in range(40)]
    for phone in phones:
        await phone.write("/start")
    return phones


async def sent(reply: Reply, chats: list[int], **more: Any) -> list[int]:
    """The codes of messages to these chats, at one moment."""
    bodies = [await reply("sendMessage", chat_id=chat, text="Hi", **more) for chat in chats]
    return [body.get("error_code", 200) for body in bodies]


async def test_thirty_a_second_in_all(reply: Reply, guests: list[Phone], time: Any) -> None:
    codes = await sent(reply, [phone.id for phone in guests])
    assert codes == [200] * 30 + [429] * 10
    time.now += 1
    assert await sent(reply, [phone.id for phone in guests[:31]]) == [200] * 30 + [429]


async def test_paid_broadcasts_go_by_a_limit_of_their_own(
    reply: Reply, guests: list[Phone], time: Any
) -> None:
    everyone = [phone.id for phone in guests]
    assert await sent(reply, everyone[:30]) == [200] * 30
    assert await sent(reply, everyone, allow_paid_broadcast=True) == [200] * 40
    assert await sent(reply, everyone[30:]) == [429] * 10
    time.now += 1
    assert await sent(reply, everyone[:30]) == [200] * 30


async def test_a_thousand_paid_ones_a_second() -> None:
    limits = ApiLimits(time=lambda: 0.0)
    for chat in range(1000):
        limits.take(chat, paid=True)
    with pytest.raises(ApiError):
        limits.take(1000, paid=True)
    limits.take(1000)


async def test_the_limit_of_a_chat_stays_for_who_pays(reply: Reply, guests: list[Phone]) -> None:
    assert await sent(reply, [1001] * 5, allow_paid_broadcast=True) == [200] * 4 + [429]


async def test_one_a_second_to_a_chat_with_a_small_burst(
    reply: Reply, guests: list[Phone], time: Any
) -> None:
    assert await sent(reply, [1001] * 6) == [200] * 4 + [429] * 2
    time.now += 1
    assert await sent(reply, [1001] * 2) == [200, 429]


async def test_twenty_a_minute_to_a_group(reply: Reply, guests: list[Phone], time: Any) -> None:
    assert await sent(reply, [GROUP] * 21) == [200] * 20 + [429]
    time.now += 3
    assert await sent(reply, [GROUP] * 2) == [200, 429]


async def test_a_refusal_says_after_how_long_to_come_back(
    reply: Reply, guests: list[Phone], time: Any
) -> None:
    await sent(reply, [GROUP] * 20)
    refused = await reply("sendMessage", chat_id=GROUP, text="Hi")
    assert refused == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 3",
        "parameters": {"retry_after": 3},
    }
    time.now += 3
    assert (await reply("sendMessage", chat_id=GROUP, text="Hi"))["ok"]


async def test_copies_and_forwards_count_and_edits_and_answers_are_free(
    reply: Reply, guests: list[Phone]
) -> None:
    message = (await reply("sendMessage", chat_id=1001, text="0"))["result"]["message_id"]
    source = {"chat_id": 1001, "from_chat_id": 1001, "message_id": message}
    for method in ("copyMessage", "forwardMessage", "copyMessage"):
        assert (await reply(method, **source))["ok"]
    assert (await reply("copyMessage", **source))["error_code"] == 429
    for number in range(1, 41):
        edited = await reply("editMessageText", chat_id=1001, message_id=message, text=f"{number}")
        assert edited["ok"]
        await guests[0].tap(data="x", message=message, timeout=0)
        query = (await reply("getUpdates", offset=-1))["result"][0]["callback_query"]["id"]
        assert (await reply("answerCallbackQuery", callback_query_id=query))["ok"]


async def test_what_is_refused_for_another_reason_costs_nothing(reply: Reply, guests: list[Phone]) -> None:
    for _ in range(10):
        assert (await reply("sendMessage", chat_id=1001, text=""))["error_code"] == 400
    assert await sent(reply, [1001] * 4) == [200] * 4


async def test_an_album_counts_each_of_its_pictures(
    reply: Reply, guests: list[Phone], picture: bytes
) -> None:
    photo = (await reply("sendPhoto", chat_id=1002, photo=picture))["result"]["photo"][-1]["file_id"]
    media = [{"type": "photo", "media": photo}] * 3
    assert (await reply("sendMediaGroup", chat_id=1001, media=media))["ok"]
    assert await sent(reply, [1001] * 2) == [200, 429]


async def test_without_limits_nothing_is_held_back(time: Any, web: aiohttp.ClientSession) -> None:
    bot = Bot(id=7000000001, token=TOKEN, username="lorong_demo_bot", name="Lorong")
    sandbox = Sandbox([bot], [UserProfile(id=1001, first_name="Aina")], limits=False, time=time)
    async with sandbox.serve() as address:
        await sandbox.person(1001).write("/start")
        for number in range(100):
            body = {"chat_id": 1001, "text": f"{number}"}
            async with web.post(f"{address}/bot{TOKEN}/sendMessage", json=body) as response:
                assert response.status == 200
