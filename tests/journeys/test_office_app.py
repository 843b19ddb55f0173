"""The office inside Telegram: what Telegram signed opens a session once, for whom it names; in a frame it gives a link for a browser."""

from datetime import timedelta
from html import escape
from typing import Any
from urllib.parse import quote

import pytest
from playwright.async_api import Browser, expect
from sqlmodel import col, func, select

from handlers.office.views import office_link
from locales.say import speak
from market.actor import Actor
from market.organiser.block import block
from market.staff.helpers import add_helper, remove_helper
from storage.office import OfficeLink, OfficeSession
from storage.processed_update import ProcessedUpdate
from storage.staff import StaffRole
from tests.conftest import SPEAKS_TO_NOBODY_ELSE, chromium
from tests.journeys.harness import KEN, ROS, TOKEN, TOM, Market
from tests.journeys.test_office import ADMINS, OfficeBrowser, market, office_browser
from tests.kiosk.test_in_telegram import PUBLIC_SITE_MAY_OPEN_LOOPBACK
from tests.sandbox.page.page_harness import violations
from tests.web.init_data import signed_init_data
from web.init_data import FRESH

__all__ = ["market"]

APP = "/office/app"


def opened_by(market: Market, person: int, **changes: Any) -> str:
    """What Telegram hands to a page that a person opens."""
    return signed_init_data(person, market.clock(), **{"token": TOKEN, **changes})


async def hand_over(office: OfficeBrowser, init_data: str, *, framed: str = "", **headers: str) -> None:
    await office.send(APP, data={"init_data": init_data, "framed": framed}, headers=headers)


async def written(market: Market) -> list[int]:
    """How many links and sessions there are, and openings that were used."""
    used = select(func.count()).select_from(ProcessedUpdate).where(col(ProcessedUpdate.update_id) < 0)
    counts = (
        select(func.count()).select_from(OfficeLink),
        select(func.count()).select_from(OfficeSession),
        used,
    )
    return [await market.store.read(lambda session, each=each: session.exec(each).one()) for each in counts]


async def is_signed_in(office: OfficeBrowser) -> bool:
    await office.open("/office")
    return office.path == "/office"


async def test_what_telegram_signed_opens_the_session_of_its_person_once(market: Market) -> None:
    init_data = opened_by(market, KEN)
    async with office_browser(market) as office, office_browser(market) as thief:
        await hand_over(office, init_data)
        assert (office.status, office.page) == (200, '{"path": "/office"}')
        assert await written(market) == [0, 1, 1]
        [cookie] = [each for each in office.session.cookie_jar if each.key == "office"]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/office")
        assert (await is_signed_in(office), "To do" in office.words) == (True, True)
        written_differently = "&".join(init_data.split("&")[::-1]).replace("+", "%20")
        for again in (init_data, written_differently):
            for framed in ("", "1"):
                await hand_over(thief, again, framed=framed)
                assert (thief.status, "no longer works" in thief.page) == (403, True)
        assert not await is_signed_in(thief)
        await office.open("/office/out")
        await office.send("/office/out", data=office.hidden())
        await hand_over(office, init_data)
        assert (office.status, await is_signed_in(office)) == (403, False)


@pytest.mark.parametrize(
    "changes",
    [
        {"token": "43:another-bot"},
        {"tampered": KEN},
        {"age": FRESH},
        {"age": -timedelta(minutes=2)},
        {"user": '{"id": "1"}'},
    ],
)
async def test_what_telegram_did_not_sign_just_now_opens_nothing_and_writes_nothing(
    market: Market, changes: dict[str, Any]
) -> None:
    init_data = opened_by(market, TOM if "tampered" in changes else KEN, **changes)
    async with office_browser(market) as office:
        for framed in ("", "1"):
            await hand_over(office, init_data, framed=framed)
            assert (office.status, "Telegram did not say" in office.page) == (403, True)
        assert not await is_signed_in(office)
    assert await written(market) == [0, 0, 0]


async def test_no_other_site_signs_a_browser_in_and_no_other_body_is_read(market: Market) -> None:
    init_data = opened_by(market, KEN)
    async with office_browser(market) as office:
        for name, value in (
            ("Origin", "https://evil.example"),
            ("Origin", "null"),
            ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Site", "same-site"),
        ):
            await hand_over(office, init_data, **{name: value})
            assert (office.status, "could not be read" in office.page) == (403, True), (name, value)
        await office.send(APP, json={"init_data": init_data})
        assert office.status == 403
        await office.send(APP, data={"init_data": "x" * 70_000})
        assert office.status == 403
        assert not await is_signed_in(office)
        assert await written(market) == [0, 0, 0]


async def test_somebody_blocked_unknown_or_without_a_role_is_told_so_and_gets_no_session(
    market: Market,
) -> None:
    await market.visitor(TOM).writes("/start")
    await market.visitor(ROS).writes("/start")
    ken, ros, tom = [await market.person(each) for each in (KEN, ROS, TOM)]
    organiser = Actor(ken, is_configured_admin=True)
    stall = 1
    async with office_browser(market) as office:
        for person in (TOM, 999_999_999):
            await hand_over(office, opened_by(market, person))
            assert (office.status, "The office is for organisers" in office.page) == (403, True), person
        await market.store.write(add_helper, stall, tom, StaffRole.SELL, now=market.clock())
        await hand_over(office, opened_by(market, TOM))
        assert (office.status, await is_signed_in(office)) == (200, True)
        assert ("To do" in office.words, "Dapur Nenek Ros" in office.words) == (False, True)
        await market.store.write(remove_helper, Actor(ros), stall, tom, now=market.clock())
        assert not await is_signed_in(office)
    async with office_browser(market) as office:
        await market.store.write(block, organiser, ros, ADMINS, market.clock())
        for framed in ("", "1"):
            await hand_over(office, opened_by(market, ROS), framed=framed)
            assert (office.status, "path" in office.page, "link" in office.page) == (403, False, False)
        assert not await is_signed_in(office)


async def test_in_a_frame_it_is_a_link_that_works_once_in_another_browser(market: Market) -> None:
    async with office_browser(market) as framed, office_browser(market) as other:
        await hand_over(framed, opened_by(market, KEN), framed="1")
        link = framed.page.partition('"/office/in/')[2].partition('"')[0]
        assert (framed.status, len(link), not await is_signed_in(framed)) == (200, 22, True)
        await other.open(f"/office/in/{link}")
        await other.send(other.path, data=other.hidden())
        assert await is_signed_in(other)
        await framed.open(f"/office/in/{link}")
        assert framed.status == 404


@pytest.mark.parametrize(("app", "shown"), [("https://market.example/office/app", True), ("", False)])
def test_the_chat_offers_both_where_telegram_can_open_the_page_itself(app: str, shown: bool) -> None:
    screen = office_link(speak("en"), "https://market.example/office/in/x", app)
    buttons = [button for row in screen.rows for button in row]
    assert [button.app for button in buttons if button.app] == ([app] if shown else [])
    assert any(button.url.endswith("/office/in/x") for button in buttons)


async def test_nothing_of_the_page_is_signed_in_by_get_and_only_telegram_frames_it(market: Market) -> None:
    async with office_browser(market) as office:
        async with office.session.get(market.pages + APP) as answer:
            policy, page = answer.headers["Content-Security-Policy"], await answer.text()
        assert "frame-ancestors https://web.telegram.org" in policy
        assert ("Write /office to the bot" in page, answer.cookies.get("office")) == (True, None)
        await office.open("/office/in")
        async with office.session.get(f"{market.pages}/office/in") as answer:
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def address_of(market: Market, person: int) -> str:
    """The address as Telegram opens it."""
    return f"{market.pages}{APP}#tgWebAppData={quote(opened_by(market, person), safe='')}&tgWebAppVersion=9.1"


@pytest.mark.browser
async def test_telegrams_page_leads_to_the_office_and_leaves_nothing_of_the_data_in_the_address(
    market: Market, browser: Browser
) -> None:
    context = await browser.new_context(locale="en")
    page = await context.new_page()
    await page.goto(address_of(market, KEN))
    await expect(page.locator("h1")).to_have_text("Today")
    assert page.url == f"{market.pages}/office"
    await page.goto(f"{market.pages}{APP}")
    await expect(page.locator("#how")).to_contain_text("Write /office to the bot")
    await expect(page.locator("#link")).to_be_hidden()
    assert await violations(page) == []
    await page.goto("about:blank")
    await page.goto(address_of(market, TOM))
    await expect(page.locator("#how")).to_contain_text("The office is for organisers")
    await context.close()


@pytest.mark.browser
async def test_in_the_frame_of_telegrams_web_client_a_link_opens_a_page_of_its_own(
    market: Market, browser: Browser
) -> None:
    arguments = [SPEAKS_TO_NOBODY_ELSE, PUBLIC_SITE_MAY_OPEN_LOOPBACK]
    own_browser = await browser.browser_type.launch(executable_path=chromium(), args=arguments)
    context = await own_browser.new_context(locale="en")
    page = await context.new_page()
    frame = f'<!doctype html><title>chat</title><iframe width="390" height="700" src="{escape(address_of(market, KEN))}"></iframe>'
    await page.route(
        "https://web.telegram.org/**", lambda route: route.fulfill(content_type="text/html", body=frame)
    )
    await page.goto("https://web.telegram.org/")
    shown = page.frames[1]
    await expect(shown.locator("#how")).to_contain_text("This link works once")
    async with context.expect_page() as opened:
        await shown.get_by_role("link", name="Open in a browser").click()
    own = await opened.value
    await own.get_by_role("button", name="Sign in").click()
    await expect(own.locator("h1")).to_have_text("Today")
    await own_browser.close()
