"""Both libraries talk to it as to Telegram, and each reads every update it sends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from io import BytesIO
from typing import Any

import aiogram
import aiogram.types as a
import pytest
import telegram as t
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web
from telegram.error import BadRequest, Forbidden, RetryAfter

from sandbox import Fault, Phone, Sandbox

AINA, KEN, GROUP = 1001, 1003, -1001234567890
TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
Call = Callable[..., Awaitable[Any]]


@pytest.fixture
async def gram(address: str) -> AsyncIterator[aiogram.Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(address))
    async with aiogram.Bot(TOKEN, session=session) as bot:
        yield bot


@pytest.fixture
async def ptb(address: str) -> AsyncIterator[t.Bot]:
    async with t.Bot(TOKEN, base_url=f"{address}/bot", base_file_url=f"{address}/file/bot") as bot:
        yield bot


async def test_aiogram_drives_every_method(gram: aiogram.Bot, aina: Phone, picture: bytes) -> None:
    assert (await gram.get_me()).username == "lorong_demo_bot"
    keys = a.InlineKeyboardMarkup(
        inline_keyboard=[
            [
                a.InlineKeyboardButton(text="Go", callback_data="x", style="success"),
                a.InlineKeyboardButton(text="Copy", copy_text=a.CopyTextButton(text="7KQ2")),
                a.InlineKeyboardButton(text="Shut", disabled=a.DisabledButton()),
            ]
        ]
    )
    hello = await gram.send_message(AINA, "<b>Hello</b>", parse_mode="HTML", reply_markup=keys)
    assert hello.html_text == "<b>Hello</b>"
    assert hello.reply_markup is not None
    assert hello.reply_markup.model_dump() == keys.model_dump()
    plain = await gram.send_message(
        AINA,
        "Hello",
        entities=[a.MessageEntity(type="italic", offset=0, length=5)],
        link_preview_options=a.LinkPreviewOptions(is_disabled=True),
        reply_parameters=a.ReplyParameters(message_id=hello.message_id),
        disable_notification=True,
        protect_content=False,
        message_effect_id="5104841245755180586",
        allow_paid_broadcast=False,
    )
    assert plain.reply_to_message is not None
    forced = await gram.send_message(
        AINA, "How many?", reply_markup=a.ForceReply(input_field_placeholder="12")
    )
    assert aina.messages[-1].text == "How many?"
    photo = await gram.send_photo(
        AINA, a.BufferedInputFile(picture, "kuih.png"), caption="<i>Kuih</i>", parse_mode="HTML"
    )
    assert photo.photo is not None
    again = await gram.send_photo(AINA, photo.photo[-1].file_id)
    assert again.photo == photo.photo
    document = await gram.send_document(AINA, a.BufferedInputFile(b"a,b\n", "claims 1.csv"))
    assert document.document is not None
    assert (document.document.file_name, document.document.mime_type) == ("claims 1.csv", "text/csv")
    file = await gram.get_file(document.document.file_id)
    assert file.file_path is not None
    kept = await gram.download_file(file.file_path)
    assert kept is not None
    assert kept.read() == b"a,b\n"
    album = [
        a.InputMediaPhoto(media=a.BufferedInputFile(picture, f"{n}.png"), caption=f"{n}") for n in range(2)
    ]
    both = await gram.send_media_group(AINA, album)
    assert [one.caption for one in both] == ["0", "1"]
    assert both[0].media_group_id == both[1].media_group_id
    place = await gram.send_location(AINA, 5.98, 116.07)
    assert place.location is not None
    spot = await gram.send_venue(AINA, 5.98, 116.07, "Lorong Bakau", "Kota Kinabalu")
    assert spot.venue is not None
    assert (spot.venue.title, spot.venue.location.latitude) == ("Lorong Bakau", 5.98)
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await gram.edit_message_text("a", chat_id=AINA, message_id=spot.message_id)
    invoice = await gram.send_invoice(
        AINA, "Deposit", "A deposit", "deposit:1", "XTR", [a.LabeledPrice(label="Deposit", amount=5)]
    )
    assert invoice.invoice is not None
    edited = await gram.edit_message_text("Bye", chat_id=AINA, message_id=hello.message_id)
    assert isinstance(edited, a.Message)
    assert (edited.text, edited.reply_markup) == ("Bye", None)
    await gram.edit_message_caption(chat_id=AINA, message_id=photo.message_id, caption="Lapis")
    media = a.InputMediaPhoto(media=a.BufferedInputFile(picture, "new.png"), caption="Now")
    await gram.edit_message_media(media, chat_id=AINA, message_id=plain.message_id)
    await gram.edit_message_reply_markup(chat_id=AINA, message_id=photo.message_id, reply_markup=keys)
    assert aina.messages[4].labels == ["Go", "Copy", "Shut"]
    copy = await gram.copy_message(AINA, AINA, photo.message_id, caption="Copied")
    assert aina.messages[-1].id == copy.message_id
    forward = await gram.forward_message(AINA, AINA, photo.message_id)
    assert isinstance(forward.forward_origin, a.MessageOriginUser)
    await gram.send_chat_action(AINA, "typing")
    await gram.pin_chat_message(AINA, photo.message_id)
    chat = await gram.get_chat(AINA)
    assert isinstance(chat.pinned_message, a.Message)
    await gram.unpin_chat_message(AINA)
    await gram.delete_message(AINA, forced.message_id)
    await gram.delete_messages(AINA, [place.message_id, copy.message_id])
    assert isinstance(await gram.get_chat_member(GROUP, AINA), a.ChatMemberMember)
    assert isinstance(await gram.get_chat_member(GROUP, gram.id), a.ChatMemberAdministrator)


async def test_aiogram_sets_up_a_bot(gram: aiogram.Bot) -> None:
    commands = [a.BotCommand(command="drops", description="What is on")]
    scope = a.BotCommandScopeAllPrivateChats()
    await gram.set_my_commands(commands, scope=scope, language_code="en")
    kept = await gram.get_my_commands(scope=scope, language_code="en")
    assert [one.model_dump() for one in kept] == [one.model_dump() for one in commands]
    await gram.delete_my_commands(scope=scope, language_code="en")
    assert await gram.get_my_commands(scope=scope, language_code="en") == []
    await gram.set_my_name("Lorong")
    await gram.set_my_name("Gang", language_code="id")
    assert [(await gram.get_my_name(language_code=code)).name for code in ("id", "th")] == ["Gang", "Lorong"]
    await gram.set_my_description("The front desk")
    assert (await gram.get_my_description()).description == "The front desk"
    await gram.set_my_short_description("A desk")
    assert (await gram.get_my_short_description()).short_description == "A desk"
    await gram.set_chat_menu_button(menu_button=a.MenuButtonCommands())
    assert isinstance(await gram.get_chat_menu_button(), a.MenuButtonCommands)
    await gram.set_webhook("http://127.0.0.1:1/hook", secret_token="s", allowed_updates=["message"])
    info = await gram.get_webhook_info()
    assert (info.url, info.allowed_updates) == ("http://127.0.0.1:1/hook", ["message"])
    await gram.delete_webhook(drop_pending_updates=True)
    assert await gram.get_updates(timeout=0, allowed_updates=[]) == []


async def test_aiogram_understands_each_refusal(gram: aiogram.Bot, sandbox: Sandbox) -> None:
    with pytest.raises(TelegramForbiddenError):
        await gram.send_message(KEN, "Hi")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await gram.send_message(999, "Hi")
    sandbox.fault("sendMessage", Fault.TOO_MANY, retry_after=7)
    with pytest.raises(TelegramRetryAfter) as held:
        await gram.send_message(AINA, "Hi")
    assert held.value.retry_after == 7


async def test_python_telegram_bot_drives_every_method(ptb: t.Bot, aina: Phone, picture: bytes) -> None:
    assert (await ptb.get_me()).username == "lorong_demo_bot"
    keys = t.InlineKeyboardMarkup(
        [
            [
                t.InlineKeyboardButton("Go", callback_data="x"),
                t.InlineKeyboardButton("Copy", copy_text=t.CopyTextButton("7KQ2")),
            ]
        ]
    )
    hello = await ptb.send_message(AINA, "<b>Hello</b>", parse_mode="HTML", reply_markup=keys)
    assert hello.text_html == "<b>Hello</b>"
    assert hello.reply_markup == keys
    plain = await ptb.send_message(
        AINA,
        "Hello",
        entities=[t.MessageEntity("italic", 0, 5)],
        link_preview_options=t.LinkPreviewOptions(is_disabled=True),
        reply_parameters=t.ReplyParameters(hello.message_id),
        disable_notification=True,
        protect_content=False,
        message_effect_id="5104841245755180586",
        allow_paid_broadcast=False,
    )
    assert plain.reply_to_message is not None
    photo = await ptb.send_photo(AINA, picture, caption="<i>Kuih</i>", parse_mode="HTML")
    again = await ptb.send_photo(AINA, photo.photo[-1].file_id)
    assert again.photo == photo.photo
    document = await ptb.send_document(AINA, BytesIO(b"a,b\n"), filename="claims 1.csv")
    assert document.document is not None
    kept = await (await ptb.get_file(document.document.file_id)).download_as_bytearray()
    assert bytes(kept) == b"a,b\n"
    album = [t.InputMediaPhoto(picture, caption=f"{n}", filename=f"{n}.png") for n in range(2)]
    both = await ptb.send_media_group(AINA, album)
    assert [one.caption for one in both] == ["0", "1"]
    place = await ptb.send_location(AINA, 5.98, 116.07)
    invoice = await ptb.send_invoice(
        AINA, "Deposit", "A deposit", "deposit:1", "XTR", [t.LabeledPrice("Deposit", 5)]
    )
    assert invoice.invoice is not None
    edited = await ptb.edit_message_text("Bye", AINA, hello.message_id)
    assert isinstance(edited, t.Message)
    assert (edited.text, edited.reply_markup) == ("Bye", None)
    await ptb.edit_message_caption(AINA, photo.message_id, caption="Lapis")
    await ptb.edit_message_media(t.InputMediaPhoto(picture, caption="Now"), AINA, plain.message_id)
    await ptb.edit_message_reply_markup(AINA, photo.message_id, reply_markup=keys)
    assert aina.messages[3].labels == ["Go", "Copy"]
    copy = await ptb.copy_message(AINA, AINA, photo.message_id, caption="Copied")
    forward = await ptb.forward_message(AINA, AINA, photo.message_id)
    assert isinstance(forward.forward_origin, t.MessageOriginUser)
    await ptb.send_chat_action(AINA, "typing")
    await ptb.pin_chat_message(AINA, photo.message_id)
    chat = await ptb.get_chat(AINA)
    assert isinstance(chat.pinned_message, t.Message)
    await ptb.unpin_chat_message(AINA)
    await ptb.delete_message(AINA, again.message_id)
    await ptb.delete_messages(AINA, [place.message_id, copy.message_id])
    assert isinstance(await ptb.get_chat_member(GROUP, AINA), t.ChatMemberMember)
    assert isinstance(await ptb.get_chat_member(GROUP, ptb.id), t.ChatMemberAdministrator)


async def test_python_telegram_bot_sets_up_a_bot(ptb: t.Bot) -> None:
    commands = (t.BotCommand("drops", "What is on"),)
    scope = t.BotCommandScopeAllPrivateChats()
    await ptb.set_my_commands(commands, scope=scope, language_code="en")
    assert await ptb.get_my_commands(scope=scope, language_code="en") == commands
    await ptb.delete_my_commands(scope=scope, language_code="en")
    assert await ptb.get_my_commands(scope=scope, language_code="en") == ()
    await ptb.set_my_name("Gang", language_code="id")
    assert (await ptb.get_my_name(language_code="id")).name == "Gang"
    await ptb.set_my_description("The front desk")
    assert (await ptb.get_my_description()).description == "The front desk"
    await ptb.set_my_short_description("A desk")
    assert (await ptb.get_my_short_description()).short_description == "A desk"
    await ptb.set_chat_menu_button(menu_button=t.MenuButtonCommands())
    assert isinstance(await ptb.get_chat_menu_button(), t.MenuButtonCommands)
    await ptb.set_webhook("http://127.0.0.1:1/hook", secret_token="s", allowed_updates=["message"])
    assert (await ptb.get_webhook_info()).allowed_updates == ("message",)
    await ptb.delete_webhook(drop_pending_updates=True)
    assert await ptb.get_updates(timeout=0, allowed_updates=[]) == ()


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
async def test_python_telegram_bot_understands_each_refusal(ptb: t.Bot, sandbox: Sandbox) -> None:
    with pytest.raises(Forbidden):
        await ptb.send_message(KEN, "Hi")
    with pytest.raises(BadRequest, match="Chat not found"):
        await ptb.send_message(999, "Hi")
    sandbox.fault("sendMessage", Fault.TOO_MANY, retry_after=7)
    with pytest.raises(RetryAfter):
        await ptb.send_message(AINA, "Hi")


async def test_each_library_answers_each_kind_of_query(gram: aiogram.Bot, ptb: t.Bot, aina: Phone) -> None:
    for number in range(2):
        tap = asyncio.create_task(aina.tap(data="x", message=1))
        query = (await gram.get_updates(offset=-1, timeout=5))[0].callback_query
        assert query is not None
        if number:
            await ptb.answer_callback_query(query.id, "Done", show_alert=True)
        else:
            await gram.answer_callback_query(query.id, "Done", show_alert=True)
        answer = await tap
        assert answer is not None
        assert (answer.text, answer.alert) == ("Done", True)
    asking = asyncio.create_task(aina.inline_query("kuih"))
    inline = (await gram.get_updates(offset=-1, timeout=5))[0].inline_query
    assert inline is not None
    content = a.InputTextMessageContent(message_text="Kuih")
    await gram.answer_inline_query(
        inline.id, [a.InlineQueryResultArticle(id="1", title="Kuih", input_message_content=content)]
    )
    [kuih] = await asking
    assert kuih["title"] == "Kuih"
    chosen = await aina.choose(kuih)
    assert (chosen.text, chosen.by_bot) == ("Kuih", False)
    heard = (await gram.get_updates(offset=-1, timeout=5))[0].message
    assert heard is not None
    assert heard.via_bot is not None
    assert heard.via_bot.id == (await gram.get_me()).id
    asking = asyncio.create_task(aina.inline_query("laksa"))
    asked = (await ptb.get_updates(offset=-1, timeout=5))[0].inline_query
    assert asked is not None
    await ptb.answer_inline_query(
        asked.id, [t.InlineQueryResultArticle("1", "Laksa", t.InputTextMessageContent("Laksa"))]
    )
    assert (await asking)[0]["title"] == "Laksa"
    for library in ("aiogram", "python-telegram-bot"):
        sent = await gram.send_invoice(AINA, "a", "b", "c", "XTR", [a.LabeledPrice(label="a", amount=5)])
        paying = asyncio.create_task(aina.pay(sent.message_id))
        checkout = (await gram.get_updates(offset=-1, timeout=5))[0].pre_checkout_query
        assert checkout is not None
        if library == "aiogram":
            await gram.answer_pre_checkout_query(checkout.id, ok=True)
        else:
            await ptb.answer_pre_checkout_query(checkout.id, ok=True)
        assert (await paying).paid
        message = (await gram.get_updates(offset=-1, timeout=5))[0].message
        assert message is not None
        assert message.successful_payment is not None
        charge = message.successful_payment.telegram_payment_charge_id
        if library == "aiogram":
            await gram.refund_star_payment(AINA, charge)
        else:
            await ptb.refund_star_payment(AINA, charge)


async def every_update(call: Call, aina: Phone, ros: Phone, picture: bytes) -> list[dict[str, Any]]:
    """One update at least of each kind, as they are on the wire."""
    sent = (await call("sendMessage", chat_id=AINA, text="Hi"))["message_id"]
    gone = (await call("sendMessage", chat_id=AINA, text="Hi"))["message_id"]
    await call("deleteMessage", chat_id=AINA, message_id=gone)
    own = await aina.write("/drops@lorong_demo_bot https://x.org", reply_to=sent)
    await aina.edit(own.id, "/drops")
    await aina.photo(picture, caption="12 kuih #halal")
    await aina.location(5.98, 116.07)
    await aina.contact("+60123456789")
    await aina.set_language(None)
    await aina.tap(data="x", message=sent, timeout=0)
    await aina.tap(data="x", message=gone, timeout=0)
    await aina.inline_query("kuih", timeout=0)
    await aina.write("/drops", chat=GROUP)
    await aina.block()
    await aina.open("d_1")
    prices = [{"label": "a", "amount": 5}]
    invoice = await call(
        "sendInvoice", chat_id=AINA, title="a", description="b", payload="c", currency="XTR", prices=prices
    )
    paying = asyncio.create_task(aina.pay(invoice["message_id"]))
    await asyncio.sleep(0.05)
    query = (await call("getUpdates"))[-1]["pre_checkout_query"]["id"]
    await call("answerPreCheckoutQuery", pre_checkout_query_id=query, ok=True)
    assert (await paying).paid
    heard: list[dict[str, Any]] = await call("getUpdates")
    charge = heard[-1]["message"]["successful_payment"]["telegram_payment_charge_id"]
    await call("refundStarPayment", user_id=AINA, telegram_payment_charge_id=charge)
    return [*await call("getUpdates")]


async def test_both_libraries_read_every_update(
    call: Call, aina: Phone, ros: Phone, picture: bytes, ptb: t.Bot
) -> None:
    heard = await every_update(call, aina, ros, picture)
    kinds = {kind for update in heard for kind in update if kind != "update_id"}
    assert kinds == {
        "message",
        "edited_message",
        "callback_query",
        "inline_query",
        "my_chat_member",
        "pre_checkout_query",
    }
    for update in heard:
        (kind,) = set(update) - {"update_id"}
        read = a.Update.model_validate(update)
        assert read.event_type == kind
        assert not _unread(read), update
        parsed = t.Update.de_json(update, ptb)
        assert getattr(parsed, kind) is not None
        assert not getattr(parsed, kind).api_kwargs, update


def _unread(read: Any) -> list[str]:
    """The names of fields, at any depth, that aiogram does not know."""
    found = list(read.model_extra or {})
    for name in type(read).model_fields:
        value = getattr(read, name)
        for one in value if isinstance(value, list) else [value]:
            if hasattr(one, "model_extra"):
                found += _unread(one)
    return found


async def test_an_aiogram_webhook_answers_in_its_reply(call: Call, aina: Phone, picture: bytes) -> None:
    async def echo(message: a.Message) -> Any:
        return message.answer_photo(a.BufferedInputFile(picture, "a.png"), caption=message.text)

    dispatcher, bot = aiogram.Dispatcher(), aiogram.Bot(TOKEN)
    dispatcher.message.register(echo)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token="s3cret").register(
        app, "/hook"
    )
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        await call("setWebhook", url=url, secret_token="s3cret")
        await aina.write("Hello")
        answer = await aina.until(lambda m: m.by_bot)
        assert (answer.kind, answer.text) == ("photo", "Hello")
    finally:
        await call("deleteWebhook")
        await runner.cleanup()
        await bot.session.close()


async def test_an_aiogram_dispatcher_polls_and_answers(gram: aiogram.Bot, aina: Phone) -> None:
    async def tapped(query: a.CallbackQuery) -> None:
        await query.answer(f"Got {query.data}")

    dispatcher = aiogram.Dispatcher()
    dispatcher.callback_query.register(tapped)
    polling = asyncio.create_task(
        dispatcher.start_polling(gram, handle_signals=False, close_bot_session=False)
    )
    answer = await aina.tap(data="x", message=1)
    await dispatcher.stop_polling()
    await polling
    assert answer is not None
    assert answer.text == "Got x"
