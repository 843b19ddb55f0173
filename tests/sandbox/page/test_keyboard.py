"""Everything without a mouse."""

import pytest
from playwright.async_api import expect

from tests.sandbox.page.stage import Demo

pytestmark = pytest.mark.browser


async def test_somebody_without_a_mouse_writes_and_taps(demo: Demo) -> None:
    await demo.press("Tab")
    await expect(demo.page.get_by_role("link", name="Skip to the first phone")).to_be_focused()
    await demo.press("Enter")
    await expect(demo.composer("Aina")).to_be_focused()
    await demo.press("Control+A")
    await demo.type("/count")
    await demo.press("Enter")
    await expect(demo.text("Aina", "Counted 0")).to_be_visible()
    await demo.press("Tab")
    await demo.press("Tab")
    await expect(demo.button("Aina", "Count")).to_be_focused()
    await demo.press("Enter")
    await expect(demo.text("Aina", "Counted 1")).to_be_visible()


async def test_after_an_edit_the_same_wish_keeps_the_focus(demo: Demo) -> None:
    wish = await demo.counter()
    for number in (1, 2):
        await demo.press("Enter")
        await expect(demo.text("Aina", f"Counted {number}")).to_be_visible()
        await expect(wish).to_be_focused()


async def test_a_wish_that_is_gone_leaves_the_focus_in_its_place(demo: Demo) -> None:
    await demo.counter()
    await demo.press("ArrowDown")
    await expect(demo.phone("Aina").get_by_role("button", name="After 0")).to_be_focused()
    await demo.press("Enter")
    await expect(demo.text("Aina", "Counted 1")).to_be_visible()
    await expect(demo.button("Aina", "Count")).to_be_focused()


async def test_f6_goes_from_phone_to_phone(demo: Demo) -> None:
    for name in ("Aina", "Ros", "Ken", "Aina"):
        await demo.press("F6")
        await expect(demo.composer(name)).to_be_focused()
    await demo.press("Shift+F6")
    await expect(demo.composer("Ken")).to_be_focused()


async def test_arrows_move_within_a_block_of_buttons(demo: Demo) -> None:
    await demo.counter()
    for key, label in (
        ("ArrowDown", "After 0"),
        ("ArrowDown", "1b"),
        ("ArrowRight", "1c"),
        ("ArrowDown", "2c"),
        ("ArrowLeft", "2b"),
        ("End", "Shut"),
        ("Home", "Count"),
    ):
        await demo.press(key)
        await expect(demo.button("Aina", label)).to_be_focused()


async def test_a_slash_in_an_empty_composer_opens_the_commands(demo: Demo) -> None:
    await demo.composer("Ros").focus()
    await demo.type("/")
    menu = demo.phone("Ros").get_by_role("menu", name="Commands")
    await expect(menu.get_by_role("menuitem")).to_have_text(
        ["/count The count", "/ticket The ticket", "/start The start"]
    )
    await demo.press("Escape")
    await expect(menu).to_be_hidden()
    await demo.type("t")
    await expect(menu.get_by_role("menuitem")).to_have_count(1)
    await demo.press("ArrowDown")
    await demo.press("Enter")
    await expect(demo.ticket("Ros")).to_be_visible()
    await expect(demo.composer("Ros")).to_be_focused()
    await demo.phone("Ros").get_by_role("button", name="Commands").click()
    await expect(menu).to_be_visible()
    await demo.press("F6")
    await expect(menu).to_be_hidden()


async def test_up_brings_back_the_lines_that_were_sent(demo: Demo) -> None:
    for text in ("one line", "another"):
        await demo.write("Ros", text)
        await expect(demo.text("Ros", f"Got “{text}”")).to_be_visible()
    await demo.press("ArrowUp")
    await expect(demo.composer("Ros")).to_have_value("another")
    await demo.press("ArrowUp")
    await expect(demo.composer("Ros")).to_have_value("one line")
