"""Faults on demand: what the caller sees, and whether the call took effect."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

import aiohttp
import pytest

from sandbox import Fault, Phone, Sandbox

Reply = Callable[..., Awaitable[dict[str, Any]]]
HELLO = {"chat_id": 1001, "text": "Hello"}


@pytest.fixture
def where(address: str, sandbox: Sandbox) -> str:
    return f"{address}/bot{sandbox.telegram.first_account.bot.token}/sendMessage"


async def test_too_many_says_when_to_come_back_and_does_nothing(
    reply: Reply, sandbox: Sandbox, aina: Phone
) -> None:
    sandbox.fault("sendMessage", Fault.TOO_MANY, times=2, retry_after=7)
    for _ in range(2):
        assert await reply("sendMessage", **HELLO) == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        }
    assert len(aina.messages) == 1
    assert (await reply("sendMessage", **HELLO))["ok"]


async def test_a_bad_gateway_is_a_page_and_does_nothing(
    where: str, web: aiohttp.ClientSession, sandbox: Sandbox, aina: Phone
) -> None:
    sandbox.fault("sendMessage", Fault.BAD_GATEWAY)
    async with web.post(where, json=HELLO) as response:
        assert (response.status, response.content_type) == (502, "text/html")
        assert "<html>" in await response.text()
    assert len(aina.messages) == 1


@pytest.mark.parametrize(
    ("fault", "code", "description"),
    [
        (Fault.UNAUTHORIZED, 401, "Unauthorized"),
        (Fault.NOT_FOUND, 404, "Not Found"),
        (
            Fault.CONFLICT,
            409,
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        ),
    ],
)
async def test_an_error_of_telegram_is_answered_and_does_nothing(
    reply: Reply, sandbox: Sandbox, aina: Phone, fault: Fault, code: int, description: str
) -> None:
    sandbox.fault("sendMessage", fault)
    answer = await reply("sendMessage", **HELLO)
    assert answer == {"ok": False, "error_code": code, "description": description}
    assert len(aina.messages) == 1
    assert (await reply("sendMessage", **HELLO))["ok"]


async def test_a_cut_connection_has_no_answer_and_no_effect(
    where: str, web: aiohttp.ClientSession, sandbox: Sandbox, aina: Phone
) -> None:
    sandbox.fault("sendMessage", Fault.CUT)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await web.post(where, json=HELLO)
    assert len(aina.messages) == 1


async def test_a_hanging_call_has_no_answer_until_the_caller_gives_up(
    where: str, web: aiohttp.ClientSession, sandbox: Sandbox, aina: Phone, reply: Reply
) -> None:
    sandbox.fault("sendMessage", Fault.HANG)
    with pytest.raises(TimeoutError):
        await web.post(where, json=HELLO, timeout=aiohttp.ClientTimeout(total=0.3))
    assert len(aina.messages) == 1
    assert (await reply("sendMessage", **HELLO))["ok"]


async def test_a_lost_answer_has_its_effect(
    where: str, web: aiohttp.ClientSession, sandbox: Sandbox, aina: Phone
) -> None:
    sandbox.fault("sendMessage", Fault.LOST)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await web.post(where, json=HELLO)
    assert aina.messages[-1].text == "Hello"


async def test_a_fault_meets_its_method_alone_and_a_star_any(reply: Reply, sandbox: Sandbox) -> None:
    sandbox.fault("sendPhoto", Fault.TOO_MANY)
    assert (await reply("sendMessage", **HELLO))["ok"]
    sandbox.fault("*", Fault.TOO_MANY)
    assert (await reply("getMe"))["error_code"] == 429


async def test_a_hanging_call_does_not_hold_up_the_end() -> None:
    from sandbox import Bot

    sandbox = Sandbox([Bot(id=1, token="1:a", username="a_bot", name="A")])
    sandbox.fault("getMe", Fault.HANG)
    async with aiohttp.ClientSession() as web:
        async with sandbox.serve() as address:
            hanging = asyncio.create_task(web.post(f"{address}/bot1:a/getMe"))
            poll = asyncio.create_task(web.post(f"{address}/bot1:a/getUpdates", json={"timeout": 50}))
            await asyncio.sleep(0.2)
            began = monotonic()
        assert monotonic() - began < 1
        await asyncio.gather(hanging, poll, return_exceptions=True)


async def test_each_fault_is_on_the_wire_with_what_was_answered(
    where: str, web: aiohttp.ClientSession, reply: Reply, sandbox: Sandbox
) -> None:
    for fault in (Fault.TOO_MANY, Fault.BAD_GATEWAY):
        sandbox.fault("sendMessage", fault)
        await web.post(where, json=HELLO)
    assert [call.code for call in sandbox.calls] == [429, 502]


async def test_the_wire_holds_no_token_no_secret_and_no_bytes(
    reply: Reply, sandbox: Sandbox, picture: bytes
) -> None:
    token = sandbox.telegram.first_account.bot.token
    await reply("setWebhook", url=f"http://127.0.0.1:1/{token}", secret_token="s3cret")
    await reply("deleteWebhook")
    await reply("sendPhoto", chat_id=1001, photo=picture, caption=f"my token is {token}")
    await reply(
        "sendMessage",
        chat_id=1001,
        text="Hi",
        reply_markup={"inline_keyboard": [[{"text": token, "callback_data": token[:64]}]]},
    )
    written = repr(sandbox.calls)
    assert token not in written
    assert "s3cret" not in written
    assert "PNG" not in written
    assert sandbox.calls[2].params["photo"] == f"a.png, {len(picture)} bytes"


async def test_the_wire_keeps_the_newest_two_thousand(sandbox: Sandbox) -> None:
    from sandbox.params import Params

    for number in range(2_100):
        sandbox.telegram.calls.record("a_bot", "1:a", "getMe", Params({"n": number}), code=200)
    assert len(sandbox.calls) == 2_000
    assert sandbox.calls[-1].params == {"n": 2_099}
