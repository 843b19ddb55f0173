"""The page by keyboard alone."""

import pytest
from playwright.async_api import expect

from tests.sandbox.page.page_harness import ChatPage

pytestmark = pytest.mark.browser


async def test_somebody_without_a_mouse_writes_and_taps(chat_page: ChatPage) -> None:
    await chat_page.press("Tab")
    await expect(chat_page.page.get_by_role("link", name="Skip to the first phone")).to_be_focused()
    await chat_page.press("Enter")
    await expect(chat_page.composer("Aina")).to_be_focused()
    await chat_page.press("Control+A")
    await chat_page.type("/count")
    await chat_page.press("Enter")
    await expect(chat_page.text("Aina", "Counted 0")).to_be_visible()
    await chat_page.press("Tab")
    await chat_page.press("Tab")
    await expect(chat_page.button("Aina", "Count")).to_be_focused()
    await chat_page.press("Enter")
    await expect(chat_page.text("Aina", "Counted 1")).to_be_visible()


async def test_after_an_edit_the_same_button_keeps_the_focus(chat_page: ChatPage) -> None:
    button = await chat_page.counter()
    for number in (1, 2):
        await chat_page.press("Enter")
        await expect(chat_page.text("Aina", f"Counted {number}")).to_be_visible()
        await expect(button).to_be_focused()


async def test_a_button_that_is_gone_leaves_the_focus_in_its_place(chat_page: ChatPage) -> None:
    await chat_page.counter()
    await chat_page.press("ArrowDown")
    await expect(chat_page.phone("Aina").get_by_role("button", name="After 0")).to_be_focused()
    await chat_page.press("Enter")
    await expect(chat_page.text("Aina", "Counted 1")).to_be_visible()
    await expect(chat_page.button("Aina", "Count")).to_be_focused()


async def test_f6_goes_from_phone_to_phone(chat_page: ChatPage) -> None:
    for name in ("Aina", "Ros", "Ken", "Aina"):
        await chat_page.press("F6")
        await expect(chat_page.composer(name)).to_be_focused()
    await chat_page.press("Shift+F6")
    await expect(chat_page.composer("Ken")).to_be_focused()


async def test_arrows_move_within_a_block_of_buttons(chat_page: ChatPage) -> None:
    await chat_page.counter()
    for key, label in (
        ("ArrowDown", "After 0"),
        ("ArrowDown", "1b"),
        ("ArrowRight", "1c"),
        ("ArrowDown", "2c"),
        ("ArrowLeft", "2b"),
        ("End", "Shut"),
        ("Home", "Count"),
    ):
        await chat_page.press(key)
        await expect(chat_page.button("Aina", label)).to_be_focused()


async def test_a_slash_in_an_empty_composer_opens_the_commands(chat_page: ChatPage) -> None:
    await chat_page.composer("Ros").focus()
    await chat_page.type("/")
    menu = chat_page.phone("Ros").get_by_role("menu", name="Commands")
    await expect(menu.get_by_role("menuitem")).to_have_text(
        ["/count The count", "/ticket The ticket", "/start The start"]
    )
    await chat_page.press("Escape")
    await expect(menu).to_be_hidden()
    await chat_page.type("t")
    await expect(menu.get_by_role("menuitem")).to_have_count(1)
    await chat_page.press("ArrowDown")
    await chat_page.press("Enter")
    await expect(chat_page.ticket("Ros")).to_be_visible()
    await expect(chat_page.composer("Ros")).to_be_focused()
    await chat_page.phone("Ros").get_by_role("button", name="Commands").click()
    await expect(menu).to_be_visible()
    await chat_page.press("F6")
    await expect(menu).to_be_hidden()


async def test_up_brings_back_the_lines_that_were_sent(chat_page: ChatPage) -> None:
    for text in ("one line", "another"):
        await chat_page.write("Ros", text)
        await expect(chat_page.text("Ros", f"Got “{text}”")).to_be_visible()
    await chat_page.press("ArrowUp")
    await expect(chat_page.composer("Ros")).to_have_value("another")
    await chat_page.press("ArrowUp")
    await expect(chat_page.composer("Ros")).to_have_value("one line")
