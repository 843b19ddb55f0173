"""Each refusal in one table: the call, the code, and Telegram's text."""

import json
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from PIL import Image

from sandbox import Phone, Sandbox

AINA, ROS, KEN, NOBODY = 1001, 1002, 1003, 999
TEXT, PHOTO, DELETED, OWN = 2, 3, 4, 1
Reply = Callable[..., Awaitable[dict[str, Any]]]


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def button(**action: Any) -> dict[str, Any]:
    return keyboard([{"text": "Go", **action}])


def text(words: str, **more: Any) -> dict[str, Any]:
    return {"chat_id": AINA, "text": words, **more}


def html(words: str) -> dict[str, Any]:
    return text(words, parse_mode="HTML")


def marked(markup: Any) -> dict[str, Any]:
    return text("Hello", reply_markup=markup)


def invoice(**changed: Any) -> dict[str, Any]:
    return {
        "chat_id": AINA,
        "title": "Deposit",
        "description": "A deposit",
        "payload": "deposit:1",
        "currency": "XTR",
        "prices": [{"label": "Deposit", "amount": 5}],
        **changed,
    }


def venue(**changed: Any) -> dict[str, Any]:
    place = {"latitude": 5.98, "longitude": 116.07, "title": "Lorong Bakau", "address": "Kota Kinabalu"}
    return {"chat_id": AINA, **place, **changed}


def png(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


UNREADABLE = "Bad Request: can't parse entities: "
NO_BUTTON = "Bad Request: can't parse inline keyboard button: "
SAME = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly"
    " the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
ARTICLE = {"type": "article", "id": "1", "title": "Kuih", "input_message_content": {"message_text": "Kuih"}}
SOME = [ARTICLE]
NO_RESULT = "Bad Request: can't parse inline query results: "

REFUSALS: list[tuple[str, dict[str, Any], int, str]] = [
    # methods and parameters
    ("sendMesage", {}, 404, "Not Found"),
    ("sendMessage", text("Hi", parsemode="HTML"), 400, 'Bad Request: unknown parameter "parsemode"'),
    ("sendMessage", {"text": "Hi"}, 400, "Bad Request: chat_id is empty"),
    ("sendMessage", text("Hi", entities="[{"), 400, "Bad Request: can't parse entities JSON object"),
    ("logOut", {}, 400, "Bad Request: a sandbox has one server, there is no other to go to"),
    # whom a bot may write to
    ("sendMessage", {"chat_id": NOBODY, "text": "Hi"}, 400, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": "@nobody", "text": "Hi"}, 400, "Bad Request: chat not found"),
    (
        "sendMessage",
        {"chat_id": ROS, "text": "Hi"},
        403,
        "Forbidden: bot can't initiate conversation with a user",
    ),
    ("sendMessage", {"chat_id": KEN, "text": "Hi"}, 403, "Forbidden: bot was blocked by the user"),
    ("sendChatAction", {"chat_id": KEN, "action": "typing"}, 403, "Forbidden: bot was blocked by the user"),
    # texts
    ("sendMessage", text(""), 400, "Bad Request: message text is empty"),
    ("sendMessage", text(" \n "), 400, "Bad Request: message text is empty"),
    ("sendMessage", html("<b></b>"), 400, "Bad Request: message text is empty"),
    ("sendMessage", text("a" * 4097), 400, "Bad Request: message is too long"),
    ("sendMessage", text("😀" * 2049), 400, "Bad Request: message is too long"),
    ("sendMessage", text("Hi", parse_mode="BBCode"), 400, "Bad Request: unsupported parse_mode"),
    (
        "sendMessage",
        text("*Hi*", parse_mode="MarkdownV2"),
        400,
        "Bad Request: this sandbox reads HTML and entities, not Markdown",
    ),
    ("sendMessage", html("é <x>"), 400, UNREADABLE + 'Unsupported start tag "x" at byte offset 3'),
    ("sendMessage", html("1 < 2"), 400, UNREADABLE + 'Unsupported start tag "" at byte offset 2'),
    ("sendMessage", html("<b>Hi"), 400, UNREADABLE + 'Can\'t find end tag corresponding to start tag "b"'),
    ("sendMessage", html("Hi</b>"), 400, UNREADABLE + "Unexpected end tag at byte offset 2"),
    (
        "sendMessage",
        html("<b><i>Hi</b></i>"),
        400,
        UNREADABLE + 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"',
    ),
    ("sendMessage", html("Hi <b"), 400, UNREADABLE + "Unclosed start tag at byte offset 3"),
    ("sendMessage", html("<b>Hi</b"), 400, UNREADABLE + "Unclosed end tag at byte offset 5"),
    (
        "sendMessage",
        html("<span>Hi</span>"),
        400,
        UNREADABLE + 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    ),
    (
        "sendMessage",
        text("Hi", entities=[{"type": "bold", "offset": 1, "length": 9}]),
        400,
        "Bad Request: entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 2",
    ),
    (
        "sendMessage",
        text("Hi", reply_parameters={"message_id": 99}),
        400,
        "Bad Request: message to be replied not found",
    ),
    # keyboards
    ("sendMessage", marked(button(callback_data="")), 400, "Bad Request: BUTTON_DATA_INVALID"),
    ("sendMessage", marked(button(callback_data="a" * 65)), 400, "Bad Request: BUTTON_DATA_INVALID"),
    ("sendMessage", marked(button(callback_data="é" * 33)), 400, "Bad Request: BUTTON_DATA_INVALID"),
    ("sendMessage", marked(button()), 400, NO_BUTTON + "Text buttons are unallowed in the inline keyboard"),
    (
        "sendMessage",
        marked(button(callback_data="a", url="https://example.org")),
        400,
        NO_BUTTON + "Exactly one action is allowed, found callback_data and url",
    ),
    ("sendMessage", marked(button(data="a")), 400, NO_BUTTON + 'Unknown field "data"'),
    ("sendMessage", marked(keyboard([{"callback_data": "a"}])), 400, NO_BUTTON + 'Can\'t find field "text"'),
    (
        "sendMessage",
        marked(button(callback_data="a", style="pink")),
        400,
        NO_BUTTON + "Invalid button style specified",
    ),
    (
        "sendMessage",
        marked(button(url="http://localhost/x")),
        400,
        "Bad Request: inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL",
    ),
    (
        "sendMessage",
        marked(button(copy_text={"text": "a" * 257})),
        400,
        "Bad Request: BUTTON_COPY_TEXT_INVALID",
    ),
    ("sendMessage", marked(button(pay=True)), 400, "Bad Request: BUTTON_TYPE_INVALID"),
    (
        "sendMessage",
        marked(keyboard(*[[{"text": "a", "callback_data": "a"}]] * 101)),
        400,
        "Bad Request: reply markup is too long",
    ),
    (
        "sendMessage",
        marked(keyboard([{"text": "a", "callback_data": "a"}] * 9)),
        400,
        "Bad Request: reply markup is too long",
    ),
    ("sendMessage", marked([1]), 400, "Bad Request: object expected as reply markup"),
    (
        "sendMessage",
        marked({"buttons": []}),
        400,
        "Bad Request: can't parse reply keyboard markup JSON object",
    ),
    # pictures and documents
    ("sendPhoto", {"chat_id": AINA}, 400, "Bad Request: there is no photo in the request"),
    (
        "sendPhoto",
        {"chat_id": AINA, "photo": "AgACnone"},
        400,
        "Bad Request: wrong file identifier/HTTP URL specified",
    ),
    ("sendPhoto", {"chat_id": AINA, "photo": b"no picture"}, 400, "Bad Request: IMAGE_PROCESS_FAILED"),
    ("sendPhoto", {"chat_id": AINA, "photo": png(2100, 100)}, 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"),
    ("sendPhoto", {"chat_id": AINA, "photo": png(5001, 5000)}, 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"),
    ("sendPhoto", {"chat_id": AINA, "photo": b"a" * 10_000_001}, 413, "Request Entity Too Large"),
    (
        "sendPhoto",
        {"chat_id": AINA, "photo": "AgACnone", "caption": "a" * 1025},
        400,
        "Bad Request: message caption is too long",
    ),
    (
        "sendMediaGroup",
        {"chat_id": AINA, "media": []},
        400,
        "Bad Request: there must be 2-10 items in an album",
    ),
    ("getFile", {"file_id": "AgACnone"}, 400, "Bad Request: invalid file_id"),
    # editing
    ("editMessageText", text("Hi", message_id=99), 400, "Bad Request: message to edit not found"),
    ("editMessageText", text("Hi", message_id=OWN), 400, "Bad Request: message can't be edited"),
    ("editMessageText", text("Hello", message_id=TEXT), 400, SAME),
    (
        "editMessageText",
        text("Hi", message_id=PHOTO),
        400,
        "Bad Request: there is no text in the message to edit",
    ),
    (
        "editMessageCaption",
        {"chat_id": AINA, "message_id": TEXT, "caption": "Hi"},
        400,
        "Bad Request: there is no caption in the message to edit",
    ),
    ("editMessageReplyMarkup", {"chat_id": AINA, "message_id": TEXT}, 400, SAME),
    ("editMessageText", {"inline_message_id": "1", "text": "Hi"}, 400, "Bad Request: MESSAGE_ID_INVALID"),
    # deleting, copying, pinning
    (
        "deleteMessage",
        {"chat_id": AINA, "message_id": DELETED},
        400,
        "Bad Request: message to delete not found",
    ),
    (
        "deleteMessages",
        {"chat_id": AINA, "message_ids": []},
        400,
        "Bad Request: there must be 1-100 message identifiers",
    ),
    (
        "copyMessage",
        {"chat_id": AINA, "from_chat_id": AINA, "message_id": 99},
        400,
        "Bad Request: message to copy not found",
    ),
    (
        "forwardMessage",
        {"chat_id": AINA, "from_chat_id": AINA, "message_id": 99},
        400,
        "Bad Request: message to forward not found",
    ),
    ("pinChatMessage", {"chat_id": AINA, "message_id": 99}, 400, "Bad Request: message to pin not found"),
    ("unpinChatMessage", {"chat_id": AINA}, 400, "Bad Request: message to unpin not found"),
    # answers
    ("answerCallbackQuery", {"callback_query_id": "1"}, 400, TOO_OLD),
    (
        "answerCallbackQuery",
        {"callback_query_id": "1", "text": "a" * 201},
        400,
        "Bad Request: MESSAGE_TOO_LONG",
    ),
    (
        "answerCallbackQuery",
        {"callback_query_id": "1", "url": "https://x.org"},
        400,
        "Bad Request: URL_INVALID",
    ),
    ("answerInlineQuery", {"inline_query_id": "1", "results": SOME}, 400, TOO_OLD),
    (
        "answerInlineQuery",
        {"inline_query_id": "1", "results": SOME * 2},
        400,
        "Bad Request: RESULT_ID_DUPLICATE",
    ),
    (
        "answerInlineQuery",
        {"inline_query_id": "1", "results": SOME * 51},
        400,
        "Bad Request: RESULTS_TOO_MUCH",
    ),
    *(
        ("answerInlineQuery", {"inline_query_id": "1", "results": [{**ARTICLE, **changed}]}, 400, words)
        for changed, words in (
            ({"title": ""}, NO_RESULT + 'Can\'t find field "title"'),
            ({"caption": "a"}, NO_RESULT + 'Unknown field "caption"'),
            ({"type": "sticker"}, NO_RESULT + "the sandbox knows no result of type sticker"),
            ({"input_message_content": None}, "Bad Request: MESSAGE_CONTENT_REQUIRED"),
            ({"input_message_content": {"message_text": ""}}, "Bad Request: MESSAGE_EMPTY"),
            ({"input_message_content": {"message_text": "a" * 4097}}, "Bad Request: MESSAGE_TOO_LONG"),
            ({"reply_markup": {"keyboard": []}}, "Bad Request: inline keyboard expected"),
            ({"id": "a" * 65}, "Bad Request: RESULT_ID_INVALID"),
        )
    ),
    *(
        (
            "answerInlineQuery",
            {"inline_query_id": "1", "results": [{"type": "photo", "id": "1", **photo}]},
            400,
            "Bad Request: wrong file identifier/HTTP URL specified",
        )
        for photo in (
            {"photo_file_id": "x"},
            {"photo_url": "https://market.example/kuih.jpg"},
            {"photo_url": "kuih.jpg", "thumbnail_url": "kuih.jpg"},
        )
    ),
    (
        "answerInlineQuery",
        {"inline_query_id": "1", "results": SOME, "next_offset": "a" * 65},
        400,
        "Bad Request: NEXT_OFFSET_INVALID",
    ),
    (
        "sendMessage",
        marked(button(switch_inline_query_chosen_chat={"query": "a"})),
        400,
        "Bad Request: at least one chat type must be allowed",
    ),
    ("answerPreCheckoutQuery", {"pre_checkout_query_id": "1", "ok": True}, 400, TOO_OLD),
    (
        "answerPreCheckoutQuery",
        {"pre_checkout_query_id": "1", "ok": False},
        400,
        "Bad Request: error_message is empty",
    ),
    # venues
    (
        "sendVenue",
        venue(title=" "),
        400,
        "Bad Request: venue title must be non-empty",
    ),
    (
        "sendVenue",
        venue(address=""),
        400,
        "Bad Request: venue address must be non-empty",
    ),
    (
        "sendVenue",
        venue(latitude=91),
        400,
        "Bad Request: can't parse location: wrong latitude or longitude",
    ),
    # payments
    ("sendInvoice", invoice(title="a" * 33), 400, "Bad Request: title is invalid"),
    ("sendInvoice", invoice(payload="é" * 65), 400, "Bad Request: INVOICE_PAYLOAD_INVALID"),
    (
        "sendInvoice",
        invoice(prices=[{"label": "a", "amount": 1}] * 2),
        400,
        "Bad Request: STARS_INVOICE_INVALID",
    ),
    ("sendInvoice", invoice(currency="MYR"), 400, "Bad Request: PAYMENT_PROVIDER_INVALID"),
    (
        "sendInvoice",
        invoice(reply_markup=button(callback_data="a")),
        400,
        "Bad Request: BUTTON_POS_INVALID",
    ),
    (
        "refundStarPayment",
        {"user_id": AINA, "telegram_payment_charge_id": "x"},
        400,
        "Bad Request: CHARGE_NOT_FOUND",
    ),
    # profile
    (
        "setMyCommands",
        {"commands": [{"command": "Drops", "description": "a"}]},
        400,
        "Bad Request: BOT_COMMAND_INVALID",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "drops", "description": "a" * 257}]},
        400,
        "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "drops", "description": "a"}] * 101},
        400,
        "Bad Request: BOT_COMMANDS_TOO_MUCH",
    ),
    (
        "setMyName",
        {"name": "a", "language_code": "zh-hans"},
        400,
        "Bad Request: invalid language code specified",
    ),
    ("setMyName", {"name": "a" * 65}, 400, "Bad Request: name is too long"),
    ("getChatMember", {"chat_id": AINA, "user_id": NOBODY}, 400, "Bad Request: user not found"),
    # webhooks
    (
        "setWebhook",
        {"url": "http://example.org/hook"},
        400,
        "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
    ),
    (
        "setWebhook",
        {"url": "https://example.org:9443/hook"},
        400,
        "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
    ),
    (
        "setWebhook",
        {"url": "https://example.org/hook", "secret_token": "no spaces"},
        400,
        "Bad Request: secret token contains unallowed characters",
    ),
]


@pytest.fixture
async def sample_messages(reply: Reply, sandbox: Sandbox, picture: bytes) -> None:
    """Aina has a text (2) and a picture (3) of the bot; Ken has blocked it."""
    ken = sandbox.person(KEN)
    await reply("sendMessage", chat_id=AINA, text="Hello")
    await reply("sendPhoto", chat_id=AINA, photo=picture)
    await reply("sendMessage", chat_id=AINA, text="Soon gone")
    await reply("deleteMessage", chat_id=AINA, message_id=DELETED)
    await ken.write("/start")
    await ken.block()


@pytest.mark.usefixtures("sample_messages")
@pytest.mark.parametrize(
    ("method", "params", "code", "words"),
    REFUSALS,
    ids=[f"{n:02} {method} {words[:60]}" for n, (method, _, _, words) in enumerate(REFUSALS)],
)
async def test_it_is_refused_in_telegrams_words(
    reply: Reply, aina: Phone, method: str, params: dict[str, Any], code: int, words: str
) -> None:
    before = aina.messages
    assert await reply(method, **params) == {"ok": False, "error_code": code, "description": words}
    assert aina.messages == before


async def test_a_wrong_token_is_unauthorized(address: str, web: aiohttp.ClientSession) -> None:
    async with web.get(f"{address}/bot7000000001:wrong/getMe") as response:
        assert response.status == 401
        assert (await response.json())["description"] == "Unauthorized"


async def test_a_body_that_is_no_object_is_refused(
    address: str, web: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    where = f"{address}/bot{sandbox.telegram.first_account.bot.token}/getMe"
    async with web.post(where, data="[1", headers={"Content-Type": "application/json"}) as response:
        assert response.status == 400
        assert "JSON object" in (await response.json())["description"]


async def test_what_is_just_within_the_limits_is_taken(reply: Reply) -> None:
    row = [{"text": "a", "callback_data": "é" * 32, "style": "danger"}] * 8
    for params in (
        text("😀" * 2048),
        html("<b>" + "a" * 4096 + "</b>"),
        marked(json.dumps({"inline_keyboard": [row] * 12})),
        marked(button(disabled={})),
        marked({"force_reply": True, "input_field_placeholder": "12 kuih"}),
    ):
        assert (await reply("sendMessage", **params))["ok"]
