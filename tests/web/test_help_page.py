"""I need help from a page: one button, one call a place in two minutes, and nothing of who pressed it."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiohttp
import pytest
from playwright.async_api import Page
from sqlmodel import Session, select

from market.admins import Admins
from market.help_call.call import call_for_help, strangers_call
from market.help_call.facts import HelpPlace
from market.help_call.refusals import NobodyReachable
from market.public_market import public_alley, public_stall
from storage.help_call import HelpCall
from storage.store import Store
from tests.journeys.harness import without_bidi_marks
from tests.market.waitlist.conftest import NOW, add_drop
from tests.people import add_person, telegram_id
from tests.sandbox.page.page_harness import violations
from tests.web.page_harness import SITE, got, served
from web.help_page import HelpPages, add_help_pages
from web.parts.form_token import FormTokens

KEN = 990_001


@dataclass
class HelpSite:
    """The pages on a store, at a time that tests move."""

    store: Store
    address: str = ""
    now: datetime = NOW
    reaches_nobody: bool = False
    admins: Admins = field(default_factory=lambda: Admins(frozenset()))

    async def call(self, place: HelpPlace) -> object:
        if self.reaches_nobody:
            raise NobodyReachable
        return await self.store.write(call_for_help, place, None, self.admins, now=self.now)

    async def calls(self) -> list[tuple[int, int | None, int | None, datetime]]:
        """Alley, stall, caller and time of each call."""

        def read(session: Session) -> list[tuple[int, int | None, int | None, datetime]]:
            rows = session.exec(select(HelpCall).where(HelpCall.alley_id == 1).order_by(HelpCall.id))  # type: ignore[arg-type]
            return [(row.alley_id, row.stall_id, row.caller_id, row.asked_at) for row in rows]

        return await self.store.read(read)

    async def press(self, path: str, **fields: str) -> tuple[int, str]:
        """Open the form with a browser of its own, press the button, and return the status and the page that follows."""
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar) as session:
            async with session.get(self.address + path) as answer:
                token = re.search(r'name="token" value="([^"]*)"', await answer.text())
            sent = {"token": token[1] if token else ""} | fields
            async with session.post(self.address + path, data=sent) as answer:
                return answer.status, await answer.text()


@pytest.fixture
async def site(store: Store) -> AsyncIterator[HelpSite]:
    """A stall and an alley, and an organiser who can be told."""
    site = HelpSite(store)

    def lay_out(session: Session) -> None:
        add_drop(session)
        add_person(session, KEN, first_name="Ken", language="en", created_at=NOW)

    await store.write(lay_out)
    site.admins = Admins(frozenset({telegram_id(KEN)}))
    pages = HelpPages(
        site=SITE,
        load_stall=lambda code: store.read(public_stall, code, site.now),
        load_alley=lambda code: store.read(public_alley, code, site.now),
        call=site.call,
        last_call=lambda place, within: store.read(strangers_call, place, site.now, within=within),
        tokens=FormTokens(key=b"k" * 32, now=lambda: site.now),
    )
    async with served(lambda app: add_help_pages(app, pages)) as address:
        site.address = address
        yield site


@pytest.mark.parametrize(
    ("path", "stall", "back"),
    [
        ("/s/ROS/help", 1, 'href="/s/ROS">Back to Ros, Lorong Bakau</a>'),
        ("/y/BAKAU/help", None, 'href="/y/BAKAU">Back to Lorong Bakau</a>'),
        ("/Y/BAKAU/HELP", None, 'href="/y/BAKAU">Back to Lorong Bakau</a>'),
    ],
)
async def test_one_press_tells_the_place_and_the_time_and_nothing_of_who_pressed(
    site: HelpSite, path: str, stall: int | None, back: str
) -> None:
    status, page = await site.press(path)
    assert status == 200
    assert "The organisers were told at 10:00." in page
    assert back in without_bidi_marks(page), "it leads back to where one stands"
    assert await site.calls() == [(1, stall, None, NOW)]


async def test_a_place_calls_once_in_two_minutes_whoever_presses(site: HelpSite) -> None:
    for _ in range(3):
        assert "told at 10:00." in (await site.press("/s/ROS/help"))[1]
    assert len(await site.calls()) == 1
    await site.press("/y/BAKAU/help")
    assert len(await site.calls()) == 2, "another place is another call"
    site.now = NOW + timedelta(minutes=2)
    assert "told at 10:02." in (await site.press("/s/ROS/help"))[1]
    assert len(await site.calls()) == 3


async def test_opening_the_page_or_a_forged_press_calls_nobody(site: HelpSite) -> None:
    assert (await got(f"{site.address}/s/ROS/help")).status == 200
    assert (await site.press("/s/ROS/help", token="forged"))[0] == 403
    assert (await got(f"{site.address}/s/ROS/help/told")).status == 404
    assert await site.calls() == []


async def test_where_nobody_can_be_told_it_says_so_and_the_next_press_is_tried(site: HelpSite) -> None:
    site.reaches_nobody = True
    status, page = await site.press("/s/ROS/help")
    assert (status, await site.calls()) == (409, [])
    assert 'role="alert"' in page
    site.reaches_nobody = False
    assert "told at 10:00." in (await site.press("/s/ROS/help"))[1]


async def test_unknown_places_lead_to_the_market(site: HelpSite) -> None:
    for path in ("/s/NONE/help", "/y/NONE/help", "/y/%00/help", "/s/NONE/help/told"):
        answer = await got(site.address + path)
        assert answer.status == 404
        assert 'href="/"' in answer.text


async def test_what_was_told_is_said_for_half_an_hour(site: HelpSite) -> None:
    await site.press("/s/ROS/help")
    site.now = NOW + timedelta(minutes=31)
    assert (await got(f"{site.address}/s/ROS/help/told")).status == 404


@pytest.mark.browser
async def test_it_is_pressed_in_a_browser_without_a_script_and_axe_finds_nothing(
    site: HelpSite, page: Page
) -> None:
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.goto(f"{site.address}/s/ROS/help")
    assert await violations(page) == []
    await page.get_by_role("button", name="Call organisers now").press("Enter")
    await page.wait_for_url("**/told")
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    assert await site.calls() == [(1, 1, None, NOW)]
