"""The chat page in a real Chromium, over a real sandbox, with a small bot of raw calls."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any

import aiohttp
import pytest
import qrcode
from PIL import Image
from playwright.async_api import FilePayload, Locator, Page, expect

from sandbox import Bot, Done, Due, Fault, Person, Sandbox, Step

pytestmark = pytest.mark.browser

TOKEN = "7000000009:AAE-page-test-token-that-is-never-shown"
AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WELCOME = {"en": "Welcome to the alley", "ms": "Selamat datang ke lorong"}
TICKET = "https://t.me/page_test_bot?start=t_1"


def png(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.convert("RGB").save(written, "PNG")
    return written.getvalue()


def button(text: str, data: str, style: str | None = None) -> dict[str, str]:
    return {"text": text, "callback_data": data} | ({"style": style} if style else {})


def counter(count: int) -> dict[str, Any]:
    """Its wishes change places at each tap, and one of them its name."""
    rows = [[button("Count", f"count:{count}", "primary")], [button(f"After {count}", f"count:{count}")]]
    grid = [[button(f"{row}{column}", "quiet") for column in "abc"] for row in "12"]
    return {
        "inline_keyboard": [
            *(rows if count % 2 == 0 else rows[::-1]),
            *grid,
            [button("Shut", "shut", "danger")],
        ]
    }


@dataclass
class Stall:
    """A bot of raw calls: it greets, counts taps, sends pictures and asks."""

    api: aiohttp.ClientSession
    address: str
    offset: int = 0

    async def call(self, method: str, **params: Any) -> Any:
        form = {
            key: value if isinstance(value, str | bytes) else json.dumps(value)
            for key, value in params.items()
        }
        body = aiohttp.FormData()
        for name, value in form.items():
            extra = {"filename": "picture.png"} if isinstance(value, bytes) else {}
            body.add_field(name, value, **extra)
        async with self.api.post(f"{self.address}/bot{TOKEN}/{method}", data=body) as answer:
            return (await answer.json()).get("result")

    async def work(self) -> None:
        await self.call(
            "setMyCommands",
            commands=[{"command": c, "description": f"The {c}"} for c in ("count", "ticket", "start")],
        )
        while True:
            try:
                updates = await self.call("getUpdates", offset=self.offset, timeout=20)
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
                continue
            for update in updates or []:
                self.offset = update["update_id"] + 1
                await (
                    self.hear(update["message"])
                    if "message" in update
                    else self.feel(update.get("callback_query"))
                )

    async def hear(self, message: dict[str, Any]) -> None:
        chat, text = message["chat"]["id"], message.get("text", "")
        match text:
            case "/start":
                said = WELCOME[message["from"]["language_code"]]
                await self.call("sendMessage", chat_id=chat, text=f"<b>{said}</b>", parse_mode="HTML")
            case "/start t_1":
                await self.call("sendMessage", chat_id=chat, text="VALID")
            case "/count":
                await self.call("sendMessage", chat_id=chat, text="Counted 0", reply_markup=counter(0))
            case "/ticket":
                code = png(qrcode.make(TICKET).get_image())
                await self.call("sendPhoto", chat_id=chat, photo=code, caption="Code: 7KQ2-M9XF-3")
            case "/ask":
                asked = {"force_reply": True, "input_field_placeholder": "Dapur Nenek Ros"}
                await self.call("sendMessage", chat_id=chat, text="What is it called?", reply_markup=asked)
            case "/tell":
                await self.call("sendMessage", chat_id=1002, text="For Ros")
            case _:
                what = f"photo with “{message.get('caption')}”" if "photo" in message else f"“{text}”"
                answered = message.get("reply_to_message", {}).get("text", "nothing")
                await self.call("sendMessage", chat_id=chat, text=f"Got {what} as an answer to {answered}")

    async def feel(self, query: dict[str, Any] | None) -> None:
        if not query:
            return
        name, _, number = query["data"].partition(":")
        if name == "shut":
            await self.call(
                "answerCallbackQuery", callback_query_id=query["id"], text="Opens at 12:00.", show_alert=True
            )
            return
        if name == "quiet":
            await self.call("answerCallbackQuery", callback_query_id=query["id"])
            return
        count, message = int(number) + 1, query["message"]
        where = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        await self.call("editMessageText", **where, text=f"Counted {count}", reply_markup=counter(count))
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text=f"Now {count}.")


@dataclass
class Wall:
    """A clock that moves when it is told to."""

    at: datetime = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    moves: list[datetime] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def next_due(self) -> Due | None:
        return Due(self.at + timedelta(hours=6), "reminder")

    async def move(self, to: datetime) -> str:
        self.moves.append(to)
        self.at = to
        return "3 letters, 1 hold ended"


def fresh(wall: Wall) -> Sandbox:
    return Sandbox(
        bots=[Bot(id=7000000009, token=TOKEN, username="page_test_bot", name="Lorong")],
        people=[
            Person(id=1001, first_name="Aina", language_code="en", role="shopper"),
            Person(id=1002, first_name="Ros", language_code="en", role="vendor"),
            Person(id=1003, first_name="Ken", language_code="ms", role="organiser"),
        ],
        clock=wall,
        trail=[
            Step(
                "Count something", 1001, "/count", Done(method="sendMessage", person=1001, contains="Counted")
            ),
            Step("Scan her ticket", 1002, "", Done(method="sendMessage", person=1002, contains="VALID")),
        ],
        languages=[("en", "English"), ("ms", "Melayu")],
        title="A test street",
        limits=False,
    )


@dataclass
class Demo:
    sandbox: Sandbox
    wall: Wall
    address: str


@pytest.fixture
async def demo(page: Page) -> AsyncIterator[Demo]:
    """The page open on a street where everybody has pressed Start."""
    wall = Wall()
    sandbox = fresh(wall)
    async with sandbox.serve() as address, aiohttp.ClientSession() as api:
        working = asyncio.create_task(Stall(api, address).work())
        for person in (1001, 1002, 1003):
            await sandbox.person(person).write("/start")
            await sandbox.person(person).until(lambda m: m.text in WELCOME.values())
        await look(page, address)
        yield Demo(sandbox, wall, address)
        await page.goto("about:blank")
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


async def look(page: Page, address: str) -> None:
    await page.goto(address)
    await page.wait_for_selector("html[data-ready]")


def phone(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def composer(page: Page, name: str) -> Locator:
    return phone(page, name).get_by_role("textbox", name=f"Write as {name}")


async def write(page: Page, name: str, text: str) -> None:
    await composer(page, name).fill(text)
    await composer(page, name).press("Enter")


async def count(page: Page) -> Locator:
    """A counter on Aina's phone, with the focus on its first button."""
    await write(page, "Aina", "/count")
    first = phone(page, "Aina").get_by_role("button", name="Count", exact=True)
    await first.focus()
    return first


async def wrong_for_axe(page: Page) -> list[str]:
    await page.evaluate(AXE)
    asked = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
    found = await page.evaluate(asked, RULES)
    return [
        f"{rule['id']}: {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


async def test_somebody_without_a_mouse_writes_and_taps(page: Page, demo: Demo) -> None:
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the first phone")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(composer(page, "Aina")).to_be_focused()
    await page.keyboard.press("Control+A")
    await page.keyboard.type("/count")
    await page.keyboard.press("Enter")
    await expect(phone(page, "Aina").get_by_text("Counted 0")).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(phone(page, "Aina").get_by_role("button", name="Count", exact=True)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(phone(page, "Aina").get_by_text("Counted 1")).to_be_visible()


async def test_after_an_edit_the_same_wish_keeps_the_focus(page: Page, demo: Demo) -> None:
    wish = await count(page)
    for number in (1, 2):
        await page.keyboard.press("Enter")
        await expect(phone(page, "Aina").get_by_text(f"Counted {number}")).to_be_visible()
        await expect(wish).to_be_focused()


async def test_a_wish_that_is_gone_leaves_the_focus_in_its_place(page: Page, demo: Demo) -> None:
    await count(page)
    await page.keyboard.press("ArrowDown")
    await expect(phone(page, "Aina").get_by_role("button", name="After 0")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(phone(page, "Aina").get_by_text("Counted 1")).to_be_visible()
    await expect(phone(page, "Aina").get_by_role("button", name="Count", exact=True)).to_be_focused()


async def test_a_toast_is_said_once_and_stays_to_be_read(page: Page, demo: Demo) -> None:
    await count(page)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Now 1.")
    await expect(page.get_by_role("status")).to_contain_text("Lorong changed: Counted 1")
    await page.keyboard.press("Enter")
    toasts = phone(page, "Aina").get_by_role("group").filter(has_text="Now 2.")
    await expect(toasts.locator("summary")).to_contain_text("Now 2.")
    await toasts.locator("summary").click()
    await expect(toasts.get_by_role("listitem")).to_contain_text(["Now 1."])


async def test_a_tapped_button_is_busy_until_it_is_answered(page: Page, demo: Demo) -> None:
    demo.sandbox.fault("answerCallbackQuery", Fault.TOO_MANY)
    await count(page)
    await page.keyboard.press("End")
    shut = phone(page, "Aina").get_by_role("button", name="Shut")
    await page.keyboard.press("Enter")
    await expect(shut).to_have_attribute("aria-busy", "true")
    await expect(phone(page, "Aina").get_by_text("answerCallbackQuery: too many")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Lorong to Aina")).to_contain_text("Opens at 12:00.")
    await page.keyboard.press("Escape")
    await expect(shut).to_be_focused()
    await expect(shut).not_to_have_attribute("aria-busy", "true")


async def test_f6_goes_from_phone_to_phone(page: Page, demo: Demo) -> None:
    for name in ("Aina", "Ros", "Ken", "Aina"):
        await page.keyboard.press("F6")
        await expect(composer(page, name)).to_be_focused()
    await page.keyboard.press("Shift+F6")
    await expect(composer(page, "Ken")).to_be_focused()


async def test_arrows_move_within_a_block_of_buttons(page: Page, demo: Demo) -> None:
    await count(page)
    for key, label in (
        ("ArrowDown", "After 0"),
        ("ArrowDown", "1b"),
        ("ArrowRight", "1c"),
        ("ArrowDown", "2c"),
        ("ArrowLeft", "2b"),
        ("End", "Shut"),
        ("Home", "Count"),
    ):
        await page.keyboard.press(key)
        await expect(phone(page, "Aina").get_by_role("button", name=label, exact=True)).to_be_focused()


async def test_a_slash_in_an_empty_composer_opens_the_commands(page: Page, demo: Demo) -> None:
    await composer(page, "Ros").focus()
    await page.keyboard.type("/")
    menu = phone(page, "Ros").get_by_role("menu", name="Commands")
    await expect(menu.get_by_role("menuitem")).to_have_text(
        ["/count The count", "/ticket The ticket", "/start The start"]
    )
    await page.keyboard.press("Escape")
    await expect(menu).to_be_hidden()
    await page.keyboard.type("t")
    await expect(menu.get_by_role("menuitem")).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(phone(page, "Ros").get_by_role("button", name="QR ticket, code 7KQ2-M9XF-3")).to_be_visible()
    await expect(composer(page, "Ros")).to_be_focused()
    await phone(page, "Ros").get_by_role("button", name="Commands").click()
    await expect(menu).to_be_visible()
    await page.keyboard.press("F6")
    await expect(menu).to_be_hidden()


async def test_up_brings_back_the_lines_that_were_sent(page: Page, demo: Demo) -> None:
    for text in ("one line", "another"):
        await write(page, "Ros", text)
        await expect(phone(page, "Ros").get_by_text(f"Got “{text}”")).to_be_visible()
    await page.keyboard.press("ArrowUp")
    await expect(composer(page, "Ros")).to_have_value("another")
    await page.keyboard.press("ArrowUp")
    await expect(composer(page, "Ros")).to_have_value("one line")


async def test_a_qr_is_shown_to_another_phone(page: Page, demo: Demo) -> None:
    await write(page, "Aina", "/ticket")
    ticket = phone(page, "Aina").get_by_role("button", name="QR ticket, code 7KQ2-M9XF-3")
    await ticket.press("Enter")
    await (
        page.get_by_role("dialog", name="Show this to:")
        .get_by_role("button", name="Ros, vendor")
        .press("Enter")
    )
    await expect(phone(page, "Ros").get_by_text("VALID")).to_be_visible()
    await expect(ticket).to_be_focused()
    await expect(
        page.get_by_role("region", name="Trail").get_by_role("button", name="Scan her ticket")
    ).to_contain_text("done")


async def test_a_dropped_picture_is_scanned_and_another_is_sent(page: Page, demo: Demo) -> None:
    drop = """async ([node, bytes, name]) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], name, {type: "image/png"}));
        node.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
    }"""
    ros = await phone(page, "Ros").element_handle()
    await page.evaluate(drop, [ros, list(png(qrcode.make(TICKET).get_image())), "ticket.png"])
    await expect(phone(page, "Ros").get_by_text("VALID")).to_be_visible()
    await page.evaluate(drop, [ros, list(png(Image.new("RGB", (40, 30), "teal"))), "kuih.png"])
    await expect(phone(page, "Ros").get_by_text("Got photo")).to_be_visible()


async def test_a_picture_goes_out_with_its_caption(page: Page, demo: Demo) -> None:
    picture: FilePayload = {
        "name": "kuih.png",
        "mimeType": "image/png",
        "buffer": png(Image.new("RGB", (80, 60), "teal")),
    }
    await phone(page, "Ros").locator("input[type=file]").set_input_files([picture])
    await expect(composer(page, "Ros")).to_be_focused()
    await write(page, "Ros", "12 kuih lapis RM8.50")
    await expect(phone(page, "Ros").get_by_text("Got photo with “12 kuih lapis RM8.50”")).to_be_visible()
    await expect(phone(page, "Ros").get_by_role("img", name="Picture")).to_be_visible()


async def test_a_question_is_answered_as_a_reply(page: Page, demo: Demo) -> None:
    await write(page, "Ros", "/ask")
    await expect(phone(page, "Ros").get_by_text("Replying to: What is it called?")).to_be_visible()
    await expect(composer(page, "Ros")).to_be_focused()
    await expect(composer(page, "Ros")).to_have_attribute("placeholder", "Dapur Nenek Ros")
    await write(page, "Ros", "Ros")
    await expect(
        phone(page, "Ros").get_by_text("Got “Ros” as an answer to What is it called?")
    ).to_be_visible()


async def test_the_clock_is_moved_and_says_what_happened(page: Page, demo: Demo) -> None:
    clock = page.get_by_role("region", name="Clock")
    await expect(clock.get_by_role("button", name="Next: reminder")).to_be_visible()
    await clock.get_by_role("button", name="+1 h").click()
    await expect(clock).to_contain_text("3 letters, 1 hold ended")
    await expect(page.get_by_role("status")).to_contain_text("3 letters, 1 hold ended")
    await write(page, "Aina", "after an hour")
    sent = phone(page, "Aina").get_by_role("listitem").filter(has_text="after an hour").first
    await expect(sent.get_by_role("time")).to_have_text("03:00")
    assert demo.wall.moves == [datetime(2026, 11, 24, 3, 0, tzinfo=UTC)]


async def test_a_phone_speaks_another_language(page: Page, demo: Demo) -> None:
    await phone(page, "Aina").get_by_role("combobox").select_option("ms")
    await write(page, "Aina", "/start")
    await expect(phone(page, "Aina").get_by_text(WELCOME["ms"])).to_be_visible()


async def test_the_theme_is_kept(page: Page, demo: Demo) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = await page.evaluate(ground)
    await page.get_by_role("button", name="Theme: system").click()
    await page.get_by_role("button", name="Theme: light").click()
    dark = await page.evaluate(ground)
    assert dark != light
    await look(page, demo.address)
    await expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()
    assert await page.evaluate(ground) == dark


async def test_after_a_reload_all_is_as_it_was(page: Page, demo: Demo) -> None:
    await count(page)
    await page.keyboard.press("Enter")
    await expect(phone(page, "Aina").locator("summary")).to_contain_text("Now 1.")
    await composer(page, "Ken").fill("half a sent")
    before = await page.locator("#phones").inner_text()
    await look(page, demo.address)
    assert await page.locator("#phones").inner_text() == before
    await expect(composer(page, "Ken")).to_have_value("half a sent")


async def test_the_page_comes_back_with_its_sandbox(page: Page) -> None:
    sandbox = fresh(Wall())
    async with sandbox.serve() as address:
        await sandbox.person(1001).write("before")
        await look(page, address)
        await expect(phone(page, "Aina").get_by_text("before")).to_be_visible()
    await expect(page.get_by_text("Lost the sandbox, trying again").first).to_be_visible()
    newer = fresh(Wall())
    await newer.person(1001).write("a new day")
    async with newer.serve(port=int(address.rsplit(":", 1)[1])):
        await expect(phone(page, "Aina").get_by_text("a new day")).to_be_visible()
        await expect(phone(page, "Aina").get_by_text("before")).to_have_count(0)
        await expect(page.locator("#banner")).to_be_hidden()
        await newer.person(1001).write("and on")
        await expect(phone(page, "Aina").get_by_text("and on")).to_be_visible()
        await page.goto("about:blank")


async def test_a_phone_blocks_the_bot_and_lets_it_back(page: Page, demo: Demo) -> None:
    await phone(page, "Aina").get_by_role("button", name="Aina’s phone").click()
    await page.get_by_role("dialog").get_by_role("button", name="Block Lorong").click()
    await expect(composer(page, "Aina")).to_be_hidden()
    await phone(page, "Aina").get_by_role("button", name="Unblock").click()
    await expect(composer(page, "Aina")).to_be_visible()


async def test_a_link_is_opened_on_a_phone(page: Page, demo: Demo) -> None:
    await phone(page, "Ken").get_by_role("button", name="Ken’s phone").click()
    await page.get_by_role("textbox", name="Open a link").fill(TICKET)
    await page.keyboard.press("Enter")
    await expect(phone(page, "Ken").get_by_text("VALID")).to_be_visible()


async def test_the_trail_offers_its_line_and_ticks_itself(page: Page, demo: Demo) -> None:
    trail = page.get_by_role("region", name="Trail")
    await expect(trail).to_contain_text("Trail 0 of 2")
    await expect(composer(page, "Aina")).to_have_value("/count")
    await composer(page, "Aina").fill("something else")
    await trail.get_by_role("button", name="Count something, Aina").click()
    await expect(composer(page, "Aina")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(trail).to_contain_text("Trail 1 of 2")
    await trail.get_by_role("button", name="Hide").click()
    await expect(trail).to_be_hidden()
    await expect(page.get_by_role("button", name="Trail", exact=True)).to_be_focused()


async def test_the_wire_shows_each_call_newest_first_and_no_token(page: Page, demo: Demo) -> None:
    await page.get_by_role("button", name="Wire", exact=True).click()
    wire = page.get_by_role("complementary", name="Wire")
    await expect(wire.get_by_role("listitem").first).to_contain_text("sendMessage")
    await write(page, "Aina", "/ticket")
    await expect(wire.get_by_role("listitem").first).to_contain_text("sendPhoto")
    assert TOKEN not in await page.content()


async def test_what_people_write_is_never_markup(page: Page, demo: Demo) -> None:
    hostile = "<img src=x onerror=alert(1)> & <b>bold</b>"
    await write(page, "Aina", hostile)
    await expect(phone(page, "Aina").get_by_text(hostile, exact=True)).to_be_visible()
    await expect(phone(page, "Aina").locator(".words img")).to_have_count(0)


async def test_a_narrow_window_has_one_phone_and_tabs_that_count(page: Page, demo: Demo) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await expect(phone(page, "Ros")).to_be_hidden()
    await write(page, "Aina", "/tell")
    await page.get_by_role("navigation", name="Phones").get_by_role("button", name="Ros, 1 new").click()
    await expect(phone(page, "Ros").get_by_text("For Ros")).to_be_visible()
    await expect(page.get_by_role("button", name="Ros", exact=True)).to_have_attribute("aria-pressed", "true")
    await page.set_viewport_size({"width": 900, "height": 800})
    shown = page.locator("section.phone:visible")
    await expect(shown).to_have_count(2)
    await expect(page.get_by_role("navigation", name="Phones").get_by_role("button")).to_have_text(
        "Ken, organiser"
    )


@pytest.mark.parametrize("width", [320, 640])
async def test_nothing_is_wider_than_the_window(page: Page, demo: Demo, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 640})
    await count(page)
    assert await page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_the_page_or_in_its_dialogs(page: Page, demo: Demo, scheme: Any) -> None:
    await page.emulate_media(color_scheme=scheme)
    await count(page)
    await page.keyboard.press("Enter")
    await write(page, "Aina", "/ticket")
    ticket = phone(page, "Aina").get_by_role("button", name="QR ticket")
    await expect(ticket).to_be_visible()
    assert await wrong_for_axe(page) == []
    for opener in (
        ticket,
        page.get_by_role("button", name="Keys"),
        phone(page, "Ken").get_by_role("button", name="Ken’s phone"),
    ):
        await opener.click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        assert await wrong_for_axe(page) == []
        await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Wire", exact=True).click()
    await phone(page, "Aina").get_by_role("button", name="Commands").click()
    assert await wrong_for_axe(page) == []
    await page.set_viewport_size({"width": 320, "height": 640})
    assert await wrong_for_axe(page) == []
