"""Updates by polling: confirmed by offset, kept while they live, fetched by one poller at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

from sandbox import Fault, Phone, Sandbox

Call = Callable[..., Awaitable[Any]]


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_an_update_stays_until_its_offset_confirms_it(call: Call, aina: Phone) -> None:
    await aina.write("one")
    await aina.write("two")
    first = await call("getUpdates")
    assert texts(first) == ["one", "two"]
    assert await call("getUpdates") == first
    assert texts(await call("getUpdates", offset=first[0]["update_id"] + 1)) == ["two"]
    assert await call("getUpdates", offset=first[1]["update_id"] + 1) == []
    assert await call("getUpdates", offset=0) == []


async def test_a_limit_takes_the_oldest(call: Call, aina: Phone) -> None:
    for number in range(4):
        await aina.write(f"{number}")
    assert texts(await call("getUpdates", limit=3)) == ["0", "1", "2"]


async def test_an_offset_below_zero_forgets_all_but_the_newest(call: Call, aina: Phone) -> None:
    for number in range(4):
        await aina.write(f"{number}")
    assert texts(await call("getUpdates", offset=-1)) == ["3"]
    assert texts(await call("getUpdates")) == ["3"]


async def test_a_long_poll_wakes_when_something_happens(call: Call, aina: Phone) -> None:
    began = monotonic()
    poll = asyncio.create_task(call("getUpdates", timeout=30))
    await asyncio.sleep(0.1)
    assert not poll.done()
    await aina.write("now")
    assert texts(await poll) == ["now"]
    assert monotonic() - began < 2


async def test_a_long_poll_ends_empty_when_nothing_does(call: Call) -> None:
    began = monotonic()
    assert await call("getUpdates", timeout=1) == []
    assert 0.9 < monotonic() - began < 3


async def test_of_two_pollers_the_older_is_told_of_the_conflict(
    reply: Callable[..., Awaitable[dict[str, Any]]], aina: Phone
) -> None:
    older = asyncio.create_task(reply("getUpdates", timeout=30))
    await asyncio.sleep(0.1)
    newer = asyncio.create_task(reply("getUpdates", timeout=30))
    assert (await older) == {
        "ok": False,
        "error_code": 409,
        "description": "Conflict: terminated by other getUpdates request;"
        " make sure that only one bot instance is running",
    }
    await aina.write("for the newer")
    assert texts((await newer)["result"]) == ["for the newer"]


async def test_polling_conflicts_with_a_webhook(
    reply: Callable[..., Awaitable[dict[str, Any]]], call: Call
) -> None:
    await call("setWebhook", url="http://127.0.0.1:1/hook")
    assert (await reply("getUpdates"))["description"] == (
        "Conflict: can't use getUpdates method while webhook is active;"
        " use deleteWebhook to delete the webhook first"
    )
    await call("deleteWebhook")
    assert (await reply("getUpdates"))["ok"]


async def test_allowed_updates_are_kept_when_left_out(call: Call, aina: Phone) -> None:
    await call("getUpdates", allowed_updates=["callback_query"])
    await aina.write("unheard")
    assert await call("getUpdates") == []
    await call("getUpdates", allowed_updates=[])
    await aina.write("heard")
    assert texts(await call("getUpdates")) == ["heard"]


async def test_queries_live_150_seconds_and_messages_a_day(
    call: Call, sandbox: Sandbox, aina: Phone, time: Any
) -> None:
    await aina.write("a message")
    await aina.tap(data="a tap", message=1, timeout=0)
    kinds = [set(one) - {"update_id"} for one in await call("getUpdates")]
    assert kinds == [{"message"}, {"callback_query"}]
    time.now += 149
    assert len(await call("getUpdates")) == 2
    time.now += 2
    assert texts(await call("getUpdates")) == ["a message"]
    time.now += 24 * 3600
    assert await call("getUpdates") == []


async def test_a_query_can_be_answered_once_and_only_in_time(
    call: Call, reply: Callable[..., Awaitable[dict[str, Any]]], aina: Phone, time: Any
) -> None:
    for wait, good in ((149, True), (151, False)):
        await aina.tap(data="x", message=1, timeout=0)
        query = (await call("getUpdates", offset=-1))[0]["callback_query"]["id"]
        time.now += wait
        assert (await reply("answerCallbackQuery", callback_query_id=query))["ok"] is good
        again = await reply("answerCallbackQuery", callback_query_id=query)
        assert again["description"].startswith("Bad Request: query is too old")


async def test_a_payment_waits_ten_seconds_even_behind_an_older_tap(
    call: Call, reply: Callable[..., Awaitable[dict[str, Any]]], aina: Phone, time: Any
) -> None:
    prices = [{"label": "Deposit", "amount": 5}]
    asked = {"title": "a", "description": "b", "payload": "c", "currency": "XTR", "prices": prices}
    invoice = await call("sendInvoice", chat_id=1001, **asked)
    await aina.tap(data="x", message=1, timeout=0)
    paying = asyncio.create_task(aina.pay(invoice["message_id"]))
    query = (await call("getUpdates", offset=-1, timeout=5))[0]["pre_checkout_query"]["id"]
    time.now += 10
    late = await reply("answerPreCheckoutQuery", pre_checkout_query_id=query, ok=True)
    assert late["description"].startswith("Bad Request: query is too old")
    paying.cancel()


async def test_a_duplicate_comes_again_after_it_was_confirmed(
    call: Call, sandbox: Sandbox, aina: Phone
) -> None:
    sandbox.fault("getUpdates", Fault.DUPLICATE)
    await aina.write("twice")
    await aina.write("once")
    first, second = await call("getUpdates")
    again = await call("getUpdates", offset=second["update_id"] + 1)
    assert again == [first]
    assert await call("getUpdates", offset=second["update_id"] + 1) == []


async def test_pending_updates_are_dropped_on_demand(call: Call, aina: Phone) -> None:
    await aina.write("old")
    await call("deleteWebhook", drop_pending_updates=True)
    assert await call("getUpdates") == []


async def test_a_group_tells_commands_and_replies_alone(call: Call, aina: Phone) -> None:
    group = -1001234567890
    hello = await call("sendMessage", chat_id=group, text="Hello")
    await aina.write("only among us", chat=group)
    await aina.write("/drops", chat=group)
    await aina.write("/drops@lorong_demo_bot", chat=group)
    await aina.write("/drops@other_bot", chat=group)
    await aina.write("an answer", chat=group, reply_to=hello["message_id"])
    heard = await call("getUpdates")
    assert texts(heard) == ["/drops", "/drops@lorong_demo_bot", "an answer"]
    assert heard[-1]["message"]["reply_to_message"]["text"] == "Hello"
    assert heard[0]["message"]["chat"] == {"id": group, "type": "supergroup", "title": "Lorong Seni"}
