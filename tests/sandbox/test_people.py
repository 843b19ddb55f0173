"""The actions of people on their phones, and the updates that the bot gets."""

import asyncio
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any

import pytest
import qrcode

from sandbox import Bot, NotPossible, PaymentResult, Phone, Sandbox, ScanResult, TapAnswer, UserProfile

GROUP = -1001234567890
Call = Callable[..., Awaitable[Any]]
Ask = Callable[..., Awaitable[tuple[int, Any]]]


def qr(text: str) -> bytes:
    out = BytesIO()
    qrcode.make(text).save(out)
    return out.getvalue()


async def next_update(call: Call, kind: str) -> dict[str, Any]:
    """The newest update, confirmed, which must be of this kind."""
    update = (await call("getUpdates", offset=-1, timeout=5))[0]
    await call("getUpdates", offset=update["update_id"] + 1)
    body: dict[str, Any] = update[kind]
    return body


def keys(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


async def test_writing_gives_the_message_and_tells_the_bot(call: Call, aina: Phone) -> None:
    sent = await aina.write("/drops today")
    heard = await next_update(call, "message")
    assert (sent.text, sent.by_bot) == ("/drops today", False)
    assert heard["message_id"] == sent.id
    assert heard["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert heard["from"] == {
        "id": 1001,
        "is_bot": False,
        "first_name": "Aina",
        "username": "aina",
        "language_code": "ms",
    }


@pytest.mark.parametrize("code", ["", None, "en-raw", "zh-hans", "pt-br"])
async def test_a_language_code_is_sent_as_it_is(call: Call, aina: Phone, code: str | None) -> None:
    await aina.set_language(code)
    await aina.write("Hello")
    sender = (await next_update(call, "message"))["from"]
    assert sender.get("language_code", "left out") == ("left out" if code is None else code)


async def test_a_tap_by_label_waits_for_its_answer(call: Call, aina: Phone) -> None:
    for number in range(2):
        markup = keys({"text": "Calendar", "callback_data": f"calendar:{number}"})
        await call("sendMessage", chat_id=1001, text=f"{number}", reply_markup=markup)
    tap = asyncio.create_task(aina.tap("Calendar"))
    heard = await next_update(call, "callback_query")
    assert (heard["data"], heard["message"]["text"]) == ("calendar:1", "1")
    assert heard["chat_instance"]
    await call("answerCallbackQuery", callback_query_id=heard["id"], text="Here", show_alert=True)
    assert await tap == TapAnswer("Here", alert=True)
    assert aina.toasts == ["Here"]


async def test_a_tap_without_an_answer_is_none_after_the_timeout(call: Call, aina: Phone) -> None:
    await call("sendMessage", chat_id=1001, text="a", reply_markup=keys({"text": "Go", "callback_data": "x"}))
    assert await aina.tap("Go", timeout=0.05) is None


async def test_a_tap_can_be_forged_and_may_hit_a_message_that_is_gone(call: Call, aina: Phone) -> None:
    gone = (await call("sendMessage", chat_id=1001, text="a"))["message_id"]
    await call("deleteMessage", chat_id=1001, message_id=gone)
    await aina.tap(data="forged:1", message=gone, timeout=0)
    heard = await next_update(call, "callback_query")
    assert heard["data"] == "forged:1"
    assert (heard["message"]["message_id"], heard["message"]["date"]) == (gone, 0)
    assert "text" not in heard["message"]


async def test_a_label_that_is_nowhere_shows_the_phone(call: Call, aina: Phone) -> None:
    await call(
        "sendMessage", chat_id=1001, text="Drops", reply_markup=keys({"text": "Go", "callback_data": "x"})
    )
    with pytest.raises(AssertionError) as failed:
        await aina.tap("Calendar")
    assert str(failed.value) == (
        "There is no button “Calendar”.\n\nAina’s phone:\n#1 Aina: /start\n#2 Lorong: Drops\n    [Go]"
    )


async def test_other_buttons_do_what_they_say(call: Call, aina: Phone) -> None:
    markup = keys(
        {"text": "Map", "url": "https://example.org/map"},
        {"text": "Code", "copy_text": {"text": "7KQ2"}},
        {"text": "Shut", "disabled": {}},
        {"text": "Drop", "url": "https://t.me/lorong_demo_bot?start=d_7KQ2"},
    )
    await call("sendMessage", chat_id=1001, text="a", reply_markup=markup)
    assert await aina.tap("Map") == TapAnswer(url="https://example.org/map")
    assert await aina.tap("Code") == TapAnswer(text="7KQ2")
    assert await aina.tap("Shut") is None
    assert await call("getUpdates") == []
    await aina.tap("Drop")
    assert (await next_update(call, "message"))["text"] == "/start d_7KQ2"


async def test_a_key_of_a_reply_keyboard_is_written(call: Call, aina: Phone) -> None:
    await call(
        "sendMessage", chat_id=1001, text="a", reply_markup={"keyboard": [["Drops", {"text": "Mine"}]]}
    )
    await aina.tap("Mine")
    assert (await next_update(call, "message"))["text"] == "Mine"


async def test_a_photo_comes_with_its_sizes_and_can_be_fetched(
    call: Call, aina: Phone, picture: bytes, address: str, sandbox: Sandbox, web: Any
) -> None:
    await aina.photo(picture, caption="12 kuih lapis RM8.50")
    heard = await next_update(call, "message")
    assert heard["caption"] == "12 kuih lapis RM8.50"
    assert [(one["width"], one["height"]) for one in heard["photo"]] == [(90, 68), (320, 240), (400, 300)]
    for size in heard["photo"]:
        file = await call("getFile", file_id=size["file_id"])
        token = sandbox.telegram.first_account.bot.token
        async with web.get(f"{address}/file/bot{token}/{file['file_path']}") as response:
            assert response.status == 200
            content = await response.read()
    assert content == picture
    assert aina.messages[-1].photo is not None


async def test_what_is_no_picture_is_not_sent(aina: Phone) -> None:
    with pytest.raises(NotPossible, match="not a picture"):
        await aina.photo(b"GIF89a but not really")
    assert aina.messages == []


async def test_a_place_and_a_contact_are_sent(call: Call, aina: Phone) -> None:
    await aina.location(5.98, 116.07)
    assert (await next_update(call, "message"))["location"] == {"latitude": 5.98, "longitude": 116.07}
    await aina.contact("+60123456789")
    contact = (await next_update(call, "message"))["contact"]
    assert contact == {"phone_number": "+60123456789", "first_name": "Aina", "user_id": 1001}


async def test_one_edits_ones_own_message_and_no_other(call: Call, aina: Phone) -> None:
    own = await aina.write("12 kuih")
    other = (await call("sendMessage", chat_id=1001, text="Hi"))["message_id"]
    await aina.edit(own.id, "15 kuih")
    heard = await next_update(call, "edited_message")
    assert (heard["text"], "edit_date" in heard) == ("15 kuih", True)
    with pytest.raises(NotPossible):
        await aina.edit(other, "mine now")


async def test_a_deep_link_opens_as_start(call: Call, ros: Phone) -> None:
    for link in (
        "d_7KQ2M9",
        "https://t.me/lorong_demo_bot?start=d_7KQ2M9",
        "t.me/lorong_demo_bot?start=d_7KQ2M9",
    ):
        await ros.open(link)
        assert (await next_update(call, "message"))["text"] == "/start d_7KQ2M9"
    with pytest.raises(NotPossible, match="does not lead"):
        await ros.open("https://t.me/other_bot?start=d_7KQ2M9")


async def test_blocking_and_unblocking_are_told_and_start_unblocks(
    call: Call, reply: Callable[..., Awaitable[Any]], aina: Phone
) -> None:
    await aina.block()
    heard = await next_update(call, "my_chat_member")
    assert (heard["old_chat_member"]["status"], heard["new_chat_member"]["status"]) == ("member", "kicked")
    assert (await reply("sendMessage", chat_id=1001, text="Hi"))["error_code"] == 403
    with pytest.raises(NotPossible, match="blocked the bot"):
        await aina.write("Hello?")
    await aina.write("/start")
    unblocked, start = await call("getUpdates")
    assert unblocked["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert start["message"]["text"] == "/start"
    assert (await reply("sendMessage", chat_id=1001, text="Hi"))["ok"]
    await aina.block()
    await aina.unblock()
    assert (await reply("sendMessage", chat_id=1001, text="Hi"))["ok"]


async def test_stars_are_paid_once_the_bot_agrees_and_can_be_given_back(call: Call, aina: Phone) -> None:
    prices = [{"label": "Deposit", "amount": 5}]
    sent = await call(
        "sendInvoice",
        chat_id=1001,
        title="Deposit",
        description="d",
        payload="deposit:1",
        currency="XTR",
        prices=prices,
    )
    paying = asyncio.create_task(aina.pay(sent["message_id"]))
    query = await next_update(call, "pre_checkout_query")
    assert (query["total_amount"], query["invoice_payload"]) == (5, "deposit:1")
    await call("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    assert await paying == PaymentResult(paid=True)
    paid = (await next_update(call, "message"))["successful_payment"]
    assert (paid["currency"], paid["invoice_payload"]) == ("XTR", "deposit:1")
    with pytest.raises(NotPossible, match="paid already"):
        await aina.pay(sent["message_id"])
    charge = paid["telegram_payment_charge_id"]
    await call("refundStarPayment", user_id=1001, telegram_payment_charge_id=charge)
    assert (await next_update(call, "message"))["refunded_payment"]["telegram_payment_charge_id"] == charge


async def test_a_bot_that_does_not_agree_gets_no_stars(call: Call, aina: Phone) -> None:
    prices = [{"label": "Deposit", "amount": 5}]
    await call(
        "sendInvoice", chat_id=1001, title="a", description="b", payload="c", currency="XTR", prices=prices
    )
    paying = asyncio.create_task(aina.tap("Pay"))
    query = await next_update(call, "pre_checkout_query")
    await call("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=False, error_message="Gone")
    assert await paying == TapAnswer("Gone", alert=True)
    assert await call("getUpdates") == []


async def test_inline_results_come_back(call: Call, aina: Phone) -> None:
    asking = asyncio.create_task(aina.inline_query("kuih"))
    query = await next_update(call, "inline_query")
    assert query["query"] == "kuih"
    article = {
        "type": "article",
        "id": "1",
        "title": "Kuih",
        "input_message_content": {"message_text": "Kuih"},
    }
    await call("answerInlineQuery", inline_query_id=query["id"], results=[article])
    assert await asking == [article]


async def test_a_photo_at_an_address_is_sent_as_its_caption(call: Call, aina: Phone) -> None:
    url = "https://market.example/kuih.jpg"
    photo = {"type": "photo", "id": "1", "photo_url": url, "thumbnail_url": url, "caption": "Kuih"}
    asking = asyncio.create_task(aina.inline_query("kuih"))
    query = await next_update(call, "inline_query")
    await call("answerInlineQuery", inline_query_id=query["id"], results=[photo])
    [found] = await asking
    sent = await aina.choose(found)
    assert (sent.text, sent.photo) == ("Kuih", None)


async def test_scanning_a_link_opens_it_and_any_other_picture_is_sent(
    call: Call, aina: Phone, ros: Phone, picture: bytes
) -> None:
    link = "https://t.me/lorong_demo_bot?start=t_ABCDEFGHIJKLMNOPQRSTUV"
    await call("sendPhoto", chat_id=1001, photo=qr(link))
    assert await ros.scan(aina.messages[-1]) == ScanResult("opened", "/start t_ABCDEFGHIJKLMNOPQRSTUV")
    assert (await next_update(call, "message"))["text"] == "/start t_ABCDEFGHIJKLMNOPQRSTUV"
    for other in (picture, qr("https://example.org/")):
        assert (await ros.scan(other)).what == "sent"
        assert "photo" in await next_update(call, "message")


async def test_until_gives_the_newest_that_fits_or_shows_the_phone(call: Call, aina: Phone) -> None:
    waiting = asyncio.create_task(aina.until(lambda m: "Drops" in m.text))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await call("sendMessage", chat_id=1001, text="Drops today")
    assert (await waiting).text == "Drops today"
    with pytest.raises(AssertionError, match="#2 Lorong: Drops today"):
        await aina.until(lambda m: m.text == "never", timeout=0.1)


async def test_the_text_of_a_message_becomes_a_picture_in_place_and_never_back(
    call: Call, reply: Callable[..., Awaitable[Any]], aina: Phone, picture: bytes
) -> None:
    sent = (await call("sendMessage", chat_id=1001, text="Soon"))["message_id"]
    media = '{"type": "photo", "media": "attach://ticket", "caption": "Now"}'
    await call("editMessageMedia", chat_id=1001, message_id=sent, media=media, ticket=picture)
    shown = aina.messages[-1]
    assert (shown.id, shown.kind, shown.text, shown.edited) == (sent, "photo", "Now", True)
    back = await reply("editMessageText", chat_id=1001, message_id=sent, text="Soon")
    assert back["description"] == "Bad Request: there is no text in the message to edit"


async def test_only_members_write_in_a_group(sandbox: Sandbox, address: str) -> None:
    with pytest.raises(NotPossible, match="Ken Lim is not in a chat"):
        await sandbox.person(1003).write("/drops", chat=GROUP)


async def test_old_messages_can_not_be_deleted(
    call: Call, reply: Callable[..., Awaitable[Any]], aina: Phone, time: Any
) -> None:
    sent = (await call("sendMessage", chat_id=1001, text="a"))["message_id"]
    theirs = (await aina.write("b")).id
    assert await call("deleteMessages", chat_id=1001, message_ids=[theirs, 99])
    time.now += 48 * 3600
    refused = await reply("deleteMessage", chat_id=1001, message_id=sent)
    assert refused["description"] == "Bad Request: message can't be deleted for everyone"


async def test_what_a_bot_sent_in_private_can_be_edited_however_old(
    call: Call, aina: Phone, picture: bytes, time: Any
) -> None:
    text, photo = [
        (await call("sendMessage", chat_id=1001, text="a"))["message_id"],
        (await call("sendPhoto", chat_id=1001, photo=picture, caption="a"))["message_id"],
    ]
    time.now += 400 * 24 * 3600
    await call("editMessageText", chat_id=1001, message_id=text, text="b")
    await call("editMessageCaption", chat_id=1001, message_id=photo, caption="b")
    media = '{"type": "photo", "media": "attach://other", "caption": "c"}'
    await call("editMessageMedia", chat_id=1001, message_id=photo, media=media, other=picture)
    assert [shown.text for shown in aina.messages[-2:]] == ["b", "c"]


async def test_two_bots_keep_their_chats_apart() -> None:
    bots = [Bot(id=n, token=f"{n}:a", username=f"bot_{n}", name=f"Bot {n}") for n in (1, 2)]
    sandbox = Sandbox(bots, [UserProfile(id=1001, first_name="Aina")])
    await sandbox.person(1001, bot=2).write("only to the second")
    assert sandbox.person(1001).messages == []
    heard = [len(account.updates.waiting) for account in sandbox.telegram.accounts.values()]
    assert heard == [0, 1]
    assert [event["type"] for _, event in sandbox.telegram.events.log] == []
    await sandbox.person(1001).write("to the first")
    assert [event["message"]["text"] for _, event in sandbox.telegram.events.log] == ["to the first"]


async def test_the_menu_speaks_the_language_of_the_phone(call: Call, person_api: Ask, aina: Phone) -> None:
    for code, words in (("", "What is on"), ("ms", "Apa yang ada")):
        commands = [{"command": "drops", "description": words}]
        await call("setMyCommands", commands=commands, language_code=code)
    private = [{"command": "mine", "description": "Yours"}]
    _, state = await person_api("/state")
    menus = {person["name"]: person["commands"] for person in state["people"]}
    assert menus["Aina"] == [{"command": "drops", "description": "Apa yang ada"}]
    assert menus["Ros"] == [{"command": "drops", "description": "What is on"}]
    await call("setMyCommands", commands=private, scope={"type": "chat", "chat_id": 1001})
    _, state = await person_api("/state")
    assert state["people"][0]["commands"] == private


@pytest.mark.parametrize("start", ["d 7KQ2M9", "x" * 65, "d_é"])
async def test_an_invoice_is_forwarded_only_with_what_a_link_can_carry(reply: Any, start: str) -> None:
    asked = {
        "chat_id": 1001,
        "title": "Deposit",
        "description": "d",
        "payload": "deposit:1:1",
        "currency": "MYR",
        "provider_token": "284685063:TEST:x",
        "prices": [{"label": "Deposit", "amount": 1000}],
    }
    assert (await reply("sendInvoice", **asked, start_parameter="d_7KQ2M9"))["ok"]
    refused = await reply("sendInvoice", **asked, start_parameter=start)
    assert (refused["error_code"], refused["description"]) == (400, "Bad Request: START_PARAM_INVALID")
