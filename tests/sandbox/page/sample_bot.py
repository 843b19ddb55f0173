"""A small bot of raw calls for the page to talk to."""

import io
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp
import qrcode
from PIL import Image

USERNAME = "page_test_bot"
TOKEN = "7000000009:AAE-page-test-token-that-is-never-shown"
TICKET = f"https://t.me/{USERNAME}?start=t_1"
WELCOME = {"en": "Welcome to the alley", "ms": "Selamat datang ke lorong"}
COMMANDS = ("count", "ticket", "start")
GOODS = ("Kuih lapis", "Kuih cincin", "Sambal")
BILL = {
    "title": "Deposit",
    "description": "Fully refundable until Friday",
    "payload": "deposit",
    "currency": "XTR",
    "prices": [{"label": "Deposit", "amount": 10}],
}
RICH = (
    "<b>bold</b> <i>italic</i> <u>under</u> <s>struck</s> <code>code</code> <pre>as it is</pre>"
    '<blockquote>quoted <b>within</b></blockquote> <a href="https://example.org/">a link</a>'
    ' <tg-spoiler>laksa</tg-spoiler> <tg-time unix="1764000000">at six</tg-time> 🥮 /count'
)


def png(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.convert("RGB").save(written, "PNG")
    return written.getvalue()


def qr(text: str) -> bytes:
    return png(qrcode.make(text).get_image())


def button(text: str, data: str, style: str | None = None) -> dict[str, str]:
    return {"text": text, "callback_data": data} | ({"style": style} if style else {})


def keys(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def counter(count: int) -> dict[str, Any]:
    """Return buttons that change places at each tap, and one of them its label."""
    first = [[button("Count", f"count:{count}", "primary")], [button(f"After {count}", f"count:{count}")]]
    grid = [[button(f"{row}{column}", "quiet:") for column in "abc"] for row in "12"]
    return keys(*(first if count % 2 == 0 else first[::-1]), *grid, [button("Shut", "shut:", "danger")])


def article(goods: str) -> dict[str, Any]:
    content = {"message_text": f"A card of {goods}"}
    return {
        "type": "article",
        "id": goods,
        "title": goods,
        "description": "Dapur Nenek Ros",
        "input_message_content": content,
    }


def said(message: dict[str, Any]) -> dict[str, Any]:
    """Return what the bot sends for a line; for any other it repeats the text."""
    match message.get("text", "").removesuffix(f"@{USERNAME}"):
        case "/start":
            return {"text": f"<b>{WELCOME[message['from']['language_code']]}</b>", "parse_mode": "HTML"}
        case "/start t_1":
            return {"text": "VALID"}
        case "/count":
            return {"text": "Counted 0", "reply_markup": counter(0)}
        case "/ticket":
            return {"photo": qr(TICKET), "caption": "Code: 7KQ2-M9XF-3"}
        case "/ask":
            asked = {"force_reply": True, "input_field_placeholder": "Dapur Nenek Ros"}
            return {"text": "What is it called?", "reply_markup": asked}
        case "/tell":
            return {"chat_id": 1002, "text": "For Ros"}
        case "/rich":
            return {"text": RICH, "parse_mode": "HTML"}
        case "/month":
            weeks = [[button(f"{day}✓", "quiet:") for day in range(first, first + 7)] for first in (15, 22)]
            return {"text": "November", "reply_markup": keys(*weeks)}
        case "/links":
            ways: list[dict[str, Any]] = [
                {"text": "Copy code", "copy_text": {"text": "7KQ2"}},
                {"text": "Ticket", "url": TICKET},
                {"text": "Share", "url": f"https://t.me/share/url?{urlencode({'url': TICKET})}"},
            ]
            return {"text": "Two ways", "reply_markup": keys(ways)}
        case _:
            what = f"photo “{message.get('caption')}”" if "photo" in message else f"“{message.get('text')}”"
            return {"text": f"Got {what} for {message.get('reply_to_message', {}).get('text')}"}


@dataclass
class SampleBot:
    """It greets, counts taps, sends pictures and asks."""

    api: aiohttp.ClientSession
    address: str

    async def call(self, method: str, **params: Any) -> Any:
        form = aiohttp.FormData()
        for name, value in params.items():
            if isinstance(value, bytes):
                form.add_field(name, value, filename="picture.png")
            else:
                form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        async with self.api.post(f"{self.address}/bot{TOKEN}/{method}", data=form) as answer:
            return (await answer.json()).get("result")

    async def work(self) -> None:
        menu = [{"command": each, "description": f"The {each}"} for each in COMMANDS]
        await self.call("setMyCommands", commands=menu)
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=20) or []:
                offset = update["update_id"] + 1
                await self.answer(update)

    async def answer(self, update: dict[str, Any]) -> None:
        match update:
            case {"pre_checkout_query": {"id": query}}:
                await self.call("answerPreCheckoutQuery", pre_checkout_query_id=query, ok=True)
            case {"message": {"successful_payment": _}} | {"message": {"via_bot": _}}:
                pass
            case {"message": {"text": "/bill", "chat": {"id": chat}}}:
                await self.call("sendInvoice", chat_id=chat, **BILL)
            case {"message": {"chat": {"id": chat}} as message}:
                what = {"chat_id": chat} | said(message)
                await self.call("sendPhoto" if "photo" in what else "sendMessage", **what)
            case {"inline_query": {"id": query, "query": words}}:
                found = [goods for goods in GOODS if words in goods.lower()]
                await self.call("answerInlineQuery", inline_query_id=query, results=[*map(article, found)])
            case {"callback_query": query}:
                await self.answer_query(query)

    async def answer_query(self, query: dict[str, Any]) -> None:
        name, number = query["data"].split(":")
        toast: dict[str, Any] = {}
        if name == "shut":
            toast = {"text": "Opens at 12:00.", "show_alert": True}
        if name == "count":
            toast = {"text": f"Now {int(number) + 1}."}
            await self.recount(query["message"], int(number) + 1)
        await self.call("answerCallbackQuery", callback_query_id=query["id"], **toast)

    async def recount(self, message: dict[str, Any], count: int) -> None:
        where = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        await self.call("editMessageText", **where, text=f"Counted {count}", reply_markup=counter(count))
