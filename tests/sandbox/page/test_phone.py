"""A person's actions on a phone, and what it shows them."""

import pytest
from PIL import Image
from playwright.async_api import FilePayload, expect

from sandbox import Fault
from tests.sandbox.page.page_harness import AINA, ChatPage, violations
from tests.sandbox.page.sample_bot import TICKET, USERNAME, WELCOME, png, qr

pytestmark = pytest.mark.browser

KUIH = png(Image.new("RGB", (80, 60), "teal"))
DROP = """async ([node, bytes, name]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], name, {type: "image/png"}));
    node.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


HEAR = """status => {
  window.heard = [];
  new MutationObserver(() => heard.push(status.textContent)).observe(status, { childList: true });
}"""
HEARD = "texts => texts.every(text => heard.join().split(text).length === 2)"
"""Each text was said, once."""


async def test_a_toast_is_said_once_and_stays_to_be_read(chat_page: ChatPage) -> None:
    """Toast and change come in any order, together or one after the other."""
    await chat_page.counter()
    await chat_page.status.evaluate(HEAR)
    await chat_page.press("Enter")
    await chat_page.page.wait_for_function(HEARD, arg=["Now 1.", "Lorong changed: Counted 1"])
    await chat_page.press("Enter")
    toasts = chat_page.phone("Aina").locator("details")
    await expect(toasts.locator("summary")).to_contain_text("Now 2.")
    await toasts.locator("summary").click()
    await expect(toasts.get_by_role("listitem")).to_contain_text(["Now 1."])


async def test_a_tapped_button_is_busy_until_it_is_answered(chat_page: ChatPage) -> None:
    chat_page.sandbox.fault("answerCallbackQuery", Fault.TOO_MANY)
    await chat_page.counter()
    await chat_page.press("End")
    shut = chat_page.phone("Aina").get_by_role("button", name="Shut")
    await chat_page.press("Enter")
    await expect(shut).to_have_attribute("aria-busy", "true")
    await expect(chat_page.text("Aina", "answerCallbackQuery: too many")).to_be_visible()
    await chat_page.press("Enter")
    await expect(chat_page.page.get_by_role("dialog", name="Lorong to Aina")).to_contain_text(
        "Opens at 12:00."
    )
    await chat_page.press("Escape")
    await expect(shut).to_be_focused()
    await expect(shut).not_to_have_attribute("aria-busy", "true")


async def test_a_qr_is_shown_to_another_phone(chat_page: ChatPage) -> None:
    await chat_page.write("Aina", "/ticket")
    ticket = chat_page.ticket("Aina")
    await ticket.press("Enter")
    whom = chat_page.page.get_by_role("dialog", name="Show this to:")
    await whom.get_by_role("button", name="Ros, vendor").press("Enter")
    await expect(chat_page.text("Ros", "VALID")).to_be_visible()
    await expect(ticket).to_be_focused()
    await chat_page.page.get_by_role("button", name="Start here").click()
    await expect(chat_page.tutorial.locator(".dots .done")).to_have_count(1)


async def test_a_dropped_picture_is_scanned_and_another_is_sent(chat_page: ChatPage) -> None:
    ros = await chat_page.phone("Ros").element_handle()
    await chat_page.page.evaluate(DROP, [ros, list(qr(TICKET)), "ticket.png"])
    await expect(chat_page.text("Ros", "VALID")).to_be_visible()
    await chat_page.page.evaluate(DROP, [ros, list(KUIH), "kuih.png"])
    await expect(chat_page.text("Ros", "Got photo")).to_be_visible()


async def test_a_picture_goes_out_with_its_caption(chat_page: ChatPage) -> None:
    picture: FilePayload = {"name": "kuih.png", "mimeType": "image/png", "buffer": KUIH}
    await chat_page.phone("Ros").locator("input[type=file]").set_input_files([picture])
    await expect(chat_page.composer("Ros")).to_be_focused()
    await chat_page.write("Ros", "12 kuih lapis RM8.50")
    await expect(chat_page.text("Ros", "Got photo “12 kuih lapis RM8.50”")).to_be_visible()
    await expect(chat_page.phone("Ros").get_by_role("img", name="Picture")).to_be_visible()


async def test_a_question_is_answered_as_a_reply(chat_page: ChatPage) -> None:
    await chat_page.write("Ros", "/ask")
    await expect(chat_page.text("Ros", "Replying to: What is it called?")).to_be_visible()
    await expect(chat_page.composer("Ros")).to_be_focused()
    await expect(chat_page.composer("Ros")).to_have_attribute("placeholder", "Dapur Nenek Ros")
    await chat_page.write("Ros", "Ros")
    await expect(chat_page.text("Ros", "Got “Ros” for What is it called?")).to_be_visible()


async def test_a_phone_speaks_another_language(chat_page: ChatPage) -> None:
    menu = await chat_page.menu("Aina")
    await menu.get_by_role("combobox", name="Language of Aina’s phone").select_option("ms")
    await chat_page.press("Escape")
    await chat_page.write("Aina", "/start")
    await expect(chat_page.text("Aina", WELCOME["ms"])).to_be_visible()


async def test_a_language_that_was_chosen_in_the_chat_is_shown_and_not_offered_again(
    chat_page: ChatPage,
) -> None:
    await chat_page.sandbox.person(AINA).choose_language("ms")
    await expect(chat_page.phone("Aina").locator("ol").first).to_have_attribute("lang", "ms")
    menu = await chat_page.menu("Aina")
    await expect(menu).to_contain_text("Language: Melayu, chosen in the chat. It is changed there.")
    await expect(menu.get_by_role("combobox", name="Language of")).to_have_count(0)


async def test_what_a_bot_finds_is_listed_while_its_name_and_words_are_typed_and_sent_by_a_tap(
    chat_page: ChatPage,
) -> None:
    await chat_page.composer("Aina").focus()
    await chat_page.type("@")
    results = chat_page.phone("Aina").get_by_role("menu", name="Results of Lorong")
    await expect(results.get_by_role("menuitem")).to_contain_text([f"@{USERNAME}"])
    await chat_page.press("Enter")
    await expect(chat_page.composer("Aina")).to_have_value(f"@{USERNAME} ")
    await expect(results.get_by_role("menuitem")).to_contain_text(["Kuih lapis", "Kuih cincin", "Sambal"])
    await chat_page.type("kuih")
    await expect(results.get_by_role("menuitem")).to_contain_text(["Kuih lapis", "Kuih cincin"])
    await expect(chat_page.status).to_contain_text("2 results, arrow down to choose.")
    assert await violations(chat_page.page) == []
    for _ in range(2):
        await chat_page.press("ArrowDown")
    await chat_page.press("Enter")
    await expect(chat_page.text("Aina", "A card of Kuih cincin")).to_be_visible()
    await expect(chat_page.text("Aina", f"via @{USERNAME}")).to_be_visible()
    await expect(results).to_be_hidden()
    await expect(chat_page.composer("Aina")).to_be_focused()
    await expect(chat_page.composer("Aina")).to_have_value("")

    await chat_page.button("Ken", "Bakau neighbours").click()
    await chat_page.type(f"@{USERNAME} samb")
    await chat_page.phone("Ken").get_by_role("menuitem", name="Sambal").click()
    await chat_page.button("Aina", "Bakau neighbours").click()
    await expect(chat_page.text("Aina", "A card of Sambal")).to_be_visible()

    await chat_page.composer("Ros").focus()
    await chat_page.type(f"@{USERNAME} nothing like it")
    await expect(chat_page.status).to_contain_text("Nothing found.")
    await chat_page.press("Enter")
    await expect(chat_page.text("Ros", f"Got “@{USERNAME} nothing like it”")).to_be_visible()


async def test_a_place_is_sent_from_the_menu(chat_page: ChatPage) -> None:
    place = (await chat_page.menu("Aina")).get_by_role("textbox", name="Send a place")
    await place.fill("5.98, 116.07")
    await place.press("Enter")
    await expect(chat_page.text("Aina", "5.98000, 116.07000")).to_be_visible()


async def test_what_is_broken_on_demand_is_a_line_in_the_chat(chat_page: ChatPage) -> None:
    menu = await chat_page.menu("Ros")
    await menu.get_by_role("combobox", name="Break something").select_option("too_many")
    await menu.get_by_role("button", name="Break it once").click()
    await expect(chat_page.text("Ros", "The next sendMessage: Too many requests (429)")).to_be_visible()
    await chat_page.write("Ros", "hello")
    await expect(chat_page.phone("Ros").get_by_text("sendMessage: too many", exact=True)).to_be_visible()


async def test_a_phone_blocks_the_bot_and_lets_it_back(chat_page: ChatPage) -> None:
    await (await chat_page.menu("Aina")).get_by_role("button", name="Block Lorong").click()
    await expect(chat_page.composer("Aina")).to_be_hidden()
    await chat_page.phone("Aina").get_by_role("button", name="Unblock").click()
    await expect(chat_page.composer("Aina")).to_be_visible()


async def test_a_link_is_opened_on_a_phone(chat_page: ChatPage) -> None:
    await (await chat_page.menu("Ken")).get_by_role("textbox", name="Open a link").fill(TICKET)
    await chat_page.press("Enter")
    await expect(chat_page.text("Ken", "VALID")).to_be_visible()
    await expect(chat_page.phone("Ken").locator(".right .words")).to_have_text(["/start", "/start"])


async def test_what_people_write_is_never_markup(chat_page: ChatPage) -> None:
    hostile = "<img src=x onerror=alert(1)> & <b>bold</b>"
    await chat_page.write("Aina", hostile)
    await expect(chat_page.phone("Aina").get_by_text(hostile, exact=True)).to_be_visible()
    await expect(chat_page.phone("Aina").locator(".words img")).to_have_count(0)


async def test_a_text_is_shown_as_it_was_meant(chat_page: ChatPage) -> None:
    await chat_page.write("Aina", "/rich")
    words = chat_page.phone("Aina").locator(".words").filter(has_text="quoted within")
    for tag, text in (
        ("b >> nth=0", "bold"),
        ("i", "italic"),
        ("u", "under"),
        ("s", "struck"),
        ("code >> nth=0", "code"),
        ("pre", "as it is"),
        ("blockquote", "quoted within"),
        ("blockquote b", "within"),
        ("time", "at six"),
    ):
        await expect(words.locator(tag)).to_have_text(text)
    await expect(words.get_by_role("link", name="a link")).to_have_attribute("href", "https://example.org/")
    await expect(words.get_by_text("laksa")).to_be_hidden()
    await words.get_by_role("button", name="Hidden words").press("Enter")
    await expect(words.get_by_text("laksa")).to_be_visible()
    await words.get_by_role("button", name="at six").press("Enter")
    await expect(chat_page.phone("Aina").locator("summary")).to_contain_text(
        "On the alley’s wall: Mon 24 Nov 16:00"
    )
    await words.get_by_role("button", name="/count").press("Enter")
    await expect(chat_page.text("Aina", "Counted 0")).to_be_visible()


async def test_a_button_copies_and_another_opens_a_link_on_the_phone(chat_page: ChatPage) -> None:
    await chat_page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await chat_page.write("Aina", "/links")
    await chat_page.phone("Aina").get_by_role("button", name="Copy code").click()
    await expect(chat_page.status).to_contain_text("Copied: 7KQ2")
    assert await chat_page.page.evaluate("navigator.clipboard.readText()") == "7KQ2"
    await chat_page.phone("Aina").get_by_role("button", name="Ticket, a link").click()
    await expect(chat_page.text("Aina", "VALID")).to_be_visible()


async def test_an_invoice_is_paid(chat_page: ChatPage) -> None:
    await chat_page.write("Ros", "/bill")
    await expect(chat_page.text("Ros", "10 Stars")).to_be_visible()
    await chat_page.button("Ros", "Pay").click()
    await expect(chat_page.text("Ros", "10 Stars, paid")).to_be_visible()


async def test_a_group_is_another_chat_on_the_phones_of_its_members(chat_page: ChatPage) -> None:
    await chat_page.button("Aina", "Bakau neighbours").click()
    await chat_page.write("Aina", f"/count@{USERNAME}")
    await chat_page.button("Ken", "Bakau neighbours").click()
    await chat_page.button("Ken", "Count").click()
    for name in ("Aina", "Ken"):
        await expect(chat_page.text(name, "Counted 1")).to_be_visible()
    await expect(chat_page.phone("Ken").locator("summary")).to_contain_text("Now 1.")
    await expect(chat_page.button("Ros", "Bakau neighbours")).to_have_count(0)
