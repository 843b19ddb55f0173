"""The steps of docs/start.md in a real Chromium: a new market as its organiser sees it, and the pictures of that page."""

import os
import re
from pathlib import Path
from random import Random

import pytest
from playwright.async_api import Locator, Page, expect

from bot.app import open_app
from bot.clock import wall_clock
from bot.printing.layout import layout
from bot.settings import load_settings
from handlers.printing.sheets import alley_posters
from locales.say import speak
from market.organiser.first_organiser import make_organiser_link
from sandbox import Bot, PageContent, Sandbox, UserProfile
from storage.schema import upgrade
from storage.store import Store
from tests.demo.demo_process import PageUser
from tests.handlers.ticket.test_views import ALLEY
from tests.journeys.test_new_market import running_app
from tests.printed import pages_of, qrs_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]

TOKEN = "7000000001:AAExample-of-a-token-that-opens-nothing"
KEN, ROS = 1003, 1002
PATIENCE = 20_000


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(
        [Bot(id=7000000001, token=TOKEN, username="kk_lorong_bot", name="KK Lorong")],
        [
            UserProfile(id=KEN, first_name="Ken", role="organiser"),
            UserProfile(id=ROS, first_name="Ros", role="stall"),
        ],
        page=PageContent(title="KK Lorong"),
    )


async def test_the_walk_of_the_start_page(sandbox: Sandbox, page: Page, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'lorong.db'}"
    upgrade(url)
    store = Store(url)
    code = await store.write(make_organiser_link, wall_clock(), Random(1))
    await store.close()
    user = PageUser(page)
    page.set_default_timeout(PATIENCE)
    await page.set_viewport_size({"width": 900, "height": 760})
    async with sandbox.serve() as address:
        settings = load_settings(
            None,
            bot_token=TOKEN,
            api_base=address,
            database_url=url,
            web_bind="127.0.0.1:0",
            health_bind="127.0.0.1:0",
            beacon="local",
        )
        async with open_app(settings, bytes(32)) as app, running_app(app):
            await sandbox.person(KEN).open(f"https://t.me/kk_lorong_bot?start=o_{code}")
            await user.open(address)
            ken = user.phone("Ken")
            await expect(user.newest("Ken")).to_contain_text("Three steps to a market.")
            await keep(ken, "start-checklist.png")
            await user.button("Ken", "Add an alley").click()
            await expect(user.newest("Ken")).to_contain_text("What is the alley called?")
            await user.composer("Ken").press_sequentially("Lorong Bakau")
            await user.press("Enter")
            await expect(user.newest("Ken")).to_contain_text("Where is it?")
            await user.composer("Ken").press_sequentially("5.98, 116.07")
            await user.press("Enter")
            await expect(user.newest("Ken")).to_contain_text("Nobody sees it yet.")
            await keep(ken, "start-alley.png")
            await user.button("Ken", "Add this alley").click()
            await user.button("Ken", "Invite stalls").click()
            await expect(user.newest("Ken")).to_contain_text("start=stall_open")
            await keep(ken, "start-invite.png")
            await sandbox.person(ROS).open("https://t.me/kk_lorong_bot?start=stall_open")
            await user.button("Ros", "Lorong Bakau").click()
            await expect(user.newest("Ros")).to_contain_text("What is your stall called?")
            await user.composer("Ros").press_sequentially("Dapur Nenek Ros")
            await user.press("Enter")
            await expect(user.newest("Ros")).to_contain_text("Request sent to the organisers")
            await expect(user.newest("Ken")).to_contain_text("New stall:")
            await user.button("Ken", re.compile("^Approve$")).click()
            await expect(user.newest("Ken")).to_contain_text("Your market is open.")
            await keep(page.locator("#phones"), "start-open.png")
            await user.composer("Ken").press_sequentially("/admin")
            await user.press("Enter")
            await user.button("Ken", "Poster").click()
            file = ken.get_by_role("link", name="poster.pdf")
            async with page.expect_download() as download:
                await file.click()
            poster = tmp_path / "poster.pdf"
            await (await download.value).save_as(poster)
            assert [each.text for each in qrs_in(poster.read_bytes())] == ["https://t.me/kk_lorong_bot"] * 5
            keep_poster("start-poster.png")


def keep_poster(name: str) -> None:
    """The page for the wall, where LORONG_SCREENSHOTS names a folder."""
    if folder := os.environ.get("LORONG_SCREENSHOTS"):
        sheet = alley_posters(speak("en"), (ALLEY,), "https://t.me/kk_lorong_bot", lambda _: "", permits={})
        pages_of(layout(sheet), 60)[0].save(Path(folder) / name)


async def keep(shown: Locator, name: str) -> None:
    """A picture for docs/start.md, where LORONG_SCREENSHOTS names a folder."""
    if folder := os.environ.get("LORONG_SCREENSHOTS"):
        await shown.screenshot(path=Path(folder) / name, animations="disabled")
