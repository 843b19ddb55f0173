"""The office over the wire: signing in from the chat, the chat's screens in a browser, and what loses its effect with a right."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from playwright.async_api import Browser
from sqlmodel import Session, func, select

from market.actor import Actor
from market.admins import Admins
from market.ledger.transfers import post_transfer
from market.office.evenings import evening_page
from market.organiser.roles import name_organiser, remove_organiser
from market.organiser.stall_list import stall_rows
from market.packaging.crate import Crate
from market.packaging.hauling import send_haul
from market.packaging.place import hub_ref
from market.paging import PageKey
from market.sale.day import CashRequest, enter_cash
from market.staff.helpers import add_helper, remove_helper
from storage.deposit import Deposit, DepositState, PaymentMethod, TransferKind
from storage.packaging import PackagingState
from storage.sale import CashKind
from storage.staff import StaffRole
from storage.stall import Stall
from storage.waitlist import Hold
from tests.free_ports import free_port
from tests.journeys.conftest import open_market
from tests.journeys.harness import KEN, ROS, TOM, Market, without_bidi_marks
from tests.journeys.packaging_demo import HANA, IVAN, PHONES, add_packaging
from tests.journeys.test_form_routes import every_row
from tests.sandbox.page.page_harness import violations
from web.office.sign_in_page import set_office_cookie
from web.parts.frame import Site

ADMINS = Admins(frozenset({KEN}))
WRITTEN_MEANWHILE = {"heartbeat", "inbox", "lease", "notification", "process_share", "shown"}
AXE_PATHS = (
    *("", "/evenings", "/stalls", "/money", "/days", "/messages", "/packaging", "/figures", "/log"),
    *("/screen/o", "/screen/b", "/screen/bw", "/screen/gone:1", "/out"),
    *("/stalls/1", "/stalls/1/evenings", "/stalls/1/print", "/hubs/1"),
    *("/messages/new", "/refunds", "/ledger", "/packaging/figures", "/alleys", "/alleys/1"),
    *("/alleys/1/mix", "/alleys/1/mix/1", "/alleys/1/headcount", "/alleys/1/complaints", "/alleys/1/changes"),
    "/evenings/1/power",
    *("/calendar", "/calendar/1", "/calendar/1/import"),
)
LINK = re.compile(r"/office/in/[\w-]{22}")


@dataclass
class OfficeBrowser:
    """A browser without scripts: it follows links, presses buttons and fills the one field of a screen."""

    address: str
    session: aiohttp.ClientSession
    path: str = ""
    status: int = 0
    page: str = ""

    @property
    def words(self) -> str:
        """The words of the page's main part."""
        main = self.page.partition("<main")[2].partition("</main>")[0]
        return without_bidi_marks(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main)))

    async def open(self, path: str, **headers: str) -> None:
        async with self.session.get(self.address + path, headers=headers) as answer:
            self.path, self.status, self.page = answer.url.path_qs, answer.status, await answer.text()

    async def follow(self, words: str) -> None:
        """Open the first link with these words."""
        found = re.search(
            rf'<a[^>]*href="([^"]+)"[^>]*>[^<]*{re.escape(words)}', without_bidi_marks(self.page)
        )
        assert found, (words, self.words)
        await self.open(found[1].replace("&amp;", "&"))

    async def send(self, path: str, **request: Any) -> None:
        async with self.session.post(self.address + path, **request) as answer:
            self.path, self.status, self.page = answer.url.path_qs, answer.status, await answer.text()

    @property
    def fields(self) -> dict[str, str]:
        """The hidden fields of the page's last form."""
        form = self.page.rpartition('<form method="post"')[2]
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))

    def hidden(self) -> dict[str, str]:
        unescaped = {name: value.replace("&#34;", '"') for name, value in self.fields.items()}
        return {name: value.replace("&amp;", "&") for name, value in unescaped.items()}

    async def press(self, label: str) -> None:
        """Press a button of a screen."""
        found = re.search(rf'formaction="([^"]+)"[^>]*>{re.escape(label)}', without_bidi_marks(self.page))
        assert found, (label, self.words)
        await self.send(found[1], data=self.hidden())

    async def write(self, words: str) -> None:
        """Answer what a screen asks."""
        await self.send(self.path, data={**self.hidden(), "words": words})


async def rows(market: Market) -> dict[str, tuple[int, str]]:
    """The rows of the market, but for those that jobs and the chat write meanwhile."""
    await market.deliver()
    found = await market.store.read(every_row)
    return {table: found[table] for table in found if table not in WRITTEN_MEANWHILE}


@asynccontextmanager
async def office_browser(market: Market) -> AsyncIterator[OfficeBrowser]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield OfficeBrowser(market.pages, session)


async def link_for(market: Market, person: int) -> str:
    """The link that the chat sends to a person who writes /office."""
    visitor = market.visitor(person)
    await visitor.phone.set_language("en")
    await visitor.writes("/office")
    found = LINK.search(str(visitor.screen))
    assert found, visitor.reads
    return found[0]


async def sign_in(market: Market, office: OfficeBrowser, person: int) -> None:
    await office.open(await link_for(market, person))
    await office.send(office.path, data=office.hidden())
    assert (office.status, office.path) == (200, "/office"), office.words


@pytest.fixture
async def market(closed_market: Market) -> Market:
    """Yield the demo data with Ken as an organiser by the settings, and its pages."""
    return await with_pages(closed_market)


@pytest.fixture
async def market_with_hubs(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield as `market` does, with the people who work at its hubs."""
    async with open_market(Market(sqlite_url, PHONES)) as market:
        yield await with_pages(market)


async def with_pages(market: Market) -> Market:
    market.pages = f"http://127.0.0.1:{free_port()}"
    bind = market.pages.removeprefix("http://")
    await market.open(admins=str(KEN), public_url=market.pages, web_bind=bind)
    await market.visitor(KEN).writes("/start")
    return market


async def test_a_link_from_the_chat_opens_the_office_once_and_opening_it_alone_changes_nothing(
    market: Market,
) -> None:
    link = await link_for(market, KEN)
    before = await rows(market)
    async with office_browser(market) as preview, office_browser(market) as office:
        await preview.open(link)
        await preview.open(link)
        assert await rows(market) == before, "apps fetch links to preview them"
        await preview.open("/office")
        assert (preview.path, "not signed in" in preview.words) == ("/office/in", True)
        await office.open(link)
        await office.send(link, data=office.hidden())
        assert office.path == "/office"
        assert "To do" in office.words or "Nothing waits" in office.words
        await preview.send(link, data={"token": preview.hidden().get("token", "")})
        assert preview.status in (403, 404, 409)
        await preview.open(link)
        assert (preview.status, "no longer works" in preview.words) == (404, True)
        [cookie] = [each for each in office.session.cookie_jar if each.key == "office"]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/office")


def test_the_cookie_goes_over_https_alone_where_the_market_has_it() -> None:
    for address, is_secure in (("https://market.example", True), ("http://127.0.0.1:8080", False)):
        response = web.Response()
        set_office_cookie(response, Site(public_url=address, username="lorong_bot"), "secret")
        assert bool(response.cookies["office"]["secure"]) is is_secure


async def test_ken_approves_a_stall_in_the_office_and_its_owner_is_told(market: Market) -> None:
    async with office_browser(market) as office:
        await sign_in(market, office, KEN)
        await office.follow("A stall asks for approval")
        assert "Tuhau Tambunan" in office.words
        await office.press("Approve")
        assert "Approved. We told the stall." in office.words
        await office.press("Allow deposits")
        assert "Stop deposits" in office.words or "deposits" in office.words.lower()
        await office.open("/office")
        assert "A stall asks" not in office.words
        await office.open("/office/log")
        assert "Ken approved the stall Tuhau Tambunan." in office.words
        await office.open("/office/stalls?words=Tuhau")
        await office.follow("Tuhau Tambunan")
        await office.follow("History")
        assert "Ken approved the stall Tuhau Tambunan." in office.words
        assert "All changes" in office.words
        await office.open("/office/log?about=stall:1")
        assert "Tuhau Tambunan" not in office.words, "the history of another"
        await office.open("/office/log?about=stall:1%27%20OR%201")
        assert "Tuhau Tambunan" in office.words, "what is no thing narrows nothing"


async def test_a_question_is_answered_on_the_page_and_not_in_the_chat(market: Market) -> None:
    ken = market.visitor(KEN)
    async with office_browser(market) as office:
        await sign_in(market, office, KEN)
        await office.open("/office/screen/b")
        await office.press("Write it")
        assert 'name="words"' in office.page
        await ken.writes("kaya toast")
        assert "of 4,096 characters" not in ken.reads, "the chat was asked nothing"
        await office.write("Rain tonight: we open at <b>7</b>.\nSee you")
        assert "English: " in office.words
        await office.press("Preview")
        assert "As others get it" in office.page
        assert "Rain tonight: we open at &lt;b&gt;7&lt;/b&gt;.<br>See you" in office.page
        await office.write("x" * 4097)
        assert office.status in (403, 422)


async def test_nothing_is_done_by_get_whatever_a_button_carries(market: Market) -> None:
    async with office_browser(market) as office:
        await sign_in(market, office, KEN)
        stall = await market.store.read(lambda session: session.exec(select(func.max(Stall.id))).one())
        before = await rows(market)
        for data in (f"oy:{stall}:asked", "b", "bw", "ofx", "of", "oal:1", "gone:1", "x" * 200, "o:\0", "★"):
            await office.open(f"/office/screen/{data}")
            assert office.status in (200, 404), (data, office.status)
        assert await rows(market) == before
        await office.open(f"/office/screen/oy:{stall}:asked")
        assert "please press the button" in office.words


async def test_a_post_with_a_stale_foreign_or_missing_token_changes_nothing_and_says_why(
    market: Market,
) -> None:
    async with office_browser(market) as office, office_browser(market) as other:
        await sign_in(market, office, KEN)
        await office.follow("A stall asks for approval")
        [path] = re.findall(r'formaction="([^"]+)"[^>]*>Approve', office.page)
        good = office.hidden()
        before = await rows(market)
        for data, headers in (
            ({}, {}),
            ({**good, "token": "x"}, {}),
            ({**good, "question": '[1,0,"broadcast"]'}, {}),
            (good, {"Origin": "https://evil.example"}),
            (good, {"Sec-Fetch-Site": "cross-site"}),
        ):
            await office.send(path, data=data, headers=headers)
            assert (office.status, "Nothing was done" in office.words) == (403, True), data
        await office.send(path, data={**good, "words": "x" * 5000})
        assert office.status == 422
        await office.send(path, data={**good, "words": "x" * 100_000})
        assert office.status == 413
        await other.send(path, data=good)
        assert (other.status, "not signed in" in other.words) == (403, True), "another browser"
        assert await rows(market) == before
        await office.send(path, data=good)
        assert "Approved" in office.words
        after = await rows(market)
        await office.send(path, data=good)
        assert (office.status, "sent already" in office.words) == (403, True)
        assert await rows(market) == after


async def test_an_organiser_who_is_removed_while_a_page_is_open_changes_nothing(market: Market) -> None:
    await market.visitor(TOM).writes("/start")
    tom = await market.person(TOM)
    ken = Actor(await market.person(KEN), is_configured_admin=True)
    await market.store.write(name_organiser, ken, tom, ADMINS, market.clock())
    async with office_browser(market) as office:
        await sign_in(market, office, TOM)
        await office.follow("A stall asks for approval")
        [path] = re.findall(r'formaction="([^"]+)"[^>]*>Approve', office.page)
        good = office.hidden()
        await market.store.write(remove_organiser, ken, tom, ADMINS, market.clock())
        await market.deliver()
        before = await rows(market)
        await office.send(path, data=good)
        assert office.status == 403
        assert "Nothing was done: you signed out, or no longer have a role here." in office.words
        for page in ("/office", "/office/stalls", "/office/log.csv", "/office/screen/o"):
            await office.open(page)
            assert office.path == "/office/in", page
        assert await rows(market) == before


async def test_a_vendor_has_their_own_desk_and_no_page_of_organisers(market: Market) -> None:
    async with office_browser(market) as office:
        await sign_in(market, office, ROS)
        assert "Dapur Nenek Ros" in office.words
        for page in (
            "evenings",
            "stalls",
            "money",
            "payments",
            "refunds",
            "ledger",
            "days",
            "messages",
            "messages/new",
            "missed",
            "packaging",
            "packaging/figures",
            "log",
        ):
            for ending in ("", ".csv") if page not in ("packaging", "messages/new") else ("",):
                await office.open(f"/office/{page}{ending}")
                assert office.status == 403, page
        await office.open("/office")
        await office.follow("Dapur Nenek Ros")
        await office.follow("Desk")
        if "please press the button" in office.words:
            await office.press("Continue")
        assert "Seri muka" in office.words
        await office.open("/office/screen/o")
        assert "organiser" in office.words.lower()


async def test_each_reads_of_a_stall_what_the_chat_shows_them_and_nobody_else_finds_its_page(
    market: Market,
) -> None:
    await market.visitor(TOM).writes("/start")
    await market.visitor(ROS).writes("/start")
    ros, tom = await market.person(ROS), await market.person(TOM)
    stall = await market.store.read(lambda s: s.exec(select(Stall.id).where(Stall.owner_id == ros)).one())
    other = await market.store.read(
        lambda s: s.exec(select(func.max(Stall.id)).where(Stall.id != stall)).one()
    )
    page = f"/office/stalls/{stall}"
    async with office_browser(market) as office:
        await sign_in(market, office, ROS)
        assert [
            each for each in ("Statement", "Dossier", "Taken", "Seller and contact") if each in office.words
        ] == []
        await office.follow("Dapur Nenek Ros")
        assert (office.path, office.status) == (page, 200)
        for words in ("Statement", "Dossier", "Taken", "Seller and contact", "Nobody helps here yet"):
            assert words in office.words, words
        assert "Reports" not in office.words
        await office.follow("All evenings")
        assert office.path == f"{page}/evenings"
        rows = office.page.count("<tr>") - 1
        await office.follow("Save as CSV")
        lines = office.page.strip().splitlines()
        assert (rows > 0, len(lines) - 1) == (True, rows)
        for address in (
            f"/office/stalls/{other}",
            f"/office/stalls/{other}/evenings.csv",
            f"/office/stalls/{other}/statement",
            f"/office/stalls/{other}/statement/2026-11-23.csv",
            f"/office/stalls/{other}/drops.csv",
            f"/office/stalls/{other}/showroom",
            f"/office/stalls/{other}/print",
            f"{page}/statement/2026-13-01",
            f"{page}/statement/2999-01-01",
            "/office/stalls/999999",
        ):
            await office.open(address)
            assert (office.status, "There is no page" in office.words) == (404, True), address
    await market.store.write(add_helper, stall, tom, StaffRole.SELL, now=market.clock())
    async with office_browser(market) as office:
        await sign_in(market, office, TOM)
        await office.follow("Dapur Nenek Ros")
        assert office.path == page
        assert "Desk" in office.words
        for words in ("Statement", "Dossier", "Usual drops", "Nobody helps", "Licence document", "Taken"):
            assert words not in office.words, words
        for kept in ("statement", "statement.csv", "drops", "showroom.csv"):
            await office.open(f"{page}/{kept}")
            assert (office.status, "<td" in office.page) == (403, False), kept
        await office.open(f"{page}/evenings.csv")
        assert ("Booked" in office.page, "Taken" in office.page) == (True, False)
        await office.open(f"{page}/print")
        assert [each for each in ("Price tags", "List of bookings", "Poster") if each in office.words] == [
            "Price tags"
        ]
        await market.store.write(remove_helper, Actor(ros), stall, tom, now=market.clock())
        for address in (page, f"{page}/evenings", f"{page}/evenings.csv"):
            await office.open(address)
            assert (office.path, "Evenings" in office.words) == ("/office/in", False), address
    async with office_browser(market) as office:
        await sign_in(market, office, KEN)
        await office.open(page)
        assert (office.status, "Owner" in office.words, "Dossier" in office.words) == (200, True, False)


async def test_an_owner_reads_weeks_days_and_movements_and_prints_their_sheets(market: Market) -> None:
    await market.visitor(ROS).writes("/start")
    ros, now = await market.person(ROS), market.clock()
    async with office_browser(market) as office:
        await sign_in(market, office, ROS)
        await office.follow("Dapur Nenek Ros")
        page = office.path
        paid = CashRequest(
            stall=int(page.rpartition("/")[2]), day=now.date(), kind=CashKind.PAY_IN, amount=500
        )
        await market.store.write(enter_cash, Actor(ros), paid, now=now)
        await office.follow("Statement")
        assert "Middle sale" in office.words
        await office.follow("Sun 29 Nov")
        assert ("Movements" in office.words, "Paid in" in office.words) == (True, True)
        rows = office.page.rpartition('id="movements"')[2].count("<tr>") - 1
        await office.follow("Save as CSV")
        assert len(office.page.strip().splitlines()) - 1 == rows > 0
        await office.open(page)
        await office.follow("Usual drops")
        assert (office.status, office.path) == (200, f"{page}/drops")
        await office.follow("Change or publish")
        assert "usual drop" in office.words.lower()
        await office.open(f"{page}/showroom")
        assert (office.status, "Change hours" in office.words) == (200, True)
        await office.open(f"{page}/print")
        await office.follow("Poster")
        assert "data:application/pdf;base64," in office.page
        await office.open(f"{page}/print")
        await office.follow("Price tags")
        assert "data:application/pdf;base64," in office.page


async def test_staff_of_a_hub_read_its_shelves_and_crates_and_nothing_of_another_hub(
    market_with_hubs: Market,
) -> None:
    market = market_with_hubs
    demo = await add_packaging(market)
    hana, now = await market.person(HANA), market.clock()
    ends, crate = (hub_ref(demo.bakau), hub_ref(demo.tanjung)), Crate(units={demo.bowl: 4})
    await market.store.write(send_haul, Actor(hana), ends, crate, state=PackagingState.CLEAN, now=now)
    for person, hub, other, clean in (
        (HANA, demo.bakau, demo.tanjung, 16),
        (IVAN, demo.tanjung, demo.bakau, 0),
    ):
        async with office_browser(market) as office:
            await sign_in(market, office, person)
            await office.follow("Hub Bakau" if person == HANA else "Hub Tanjung")
            assert (office.status, office.path) == (200, f"/office/hubs/{hub}")
            shelves, _, crates = office.page.partition('id="crates"')
            assert (f">{clean}</td>" in shelves, "Nothing is on the shelves" in office.words) == (
                clean > 0,
                not clean,
            )
            assert (">4</td>" in crates, "/office/screen/" in crates) == (True, person == IVAN)
            await office.open(f"/office/hubs/{hub}/crates.csv")
            assert len(office.page.strip().splitlines()) == 2
            for address in (
                f"/office/hubs/{other}",
                f"/office/hubs/{other}/shelves.csv",
                "/office/hubs/999999",
            ):
                await office.open(address)
                assert (office.status, "<td" in office.page) == (404, False), address
    async with office_browser(market) as office:
        await sign_in(market, office, ROS)
        await office.open(f"/office/hubs/{demo.bakau}")
        assert office.status == 404
    async with office_browser(market) as office:
        await sign_in(market, office, KEN)
        await office.open(f"/office/hubs/{demo.bakau}")
        assert (office.status, "On the shelves" in office.words) == (200, True)


@pytest.mark.parametrize("person", [TOM])
async def test_somebody_without_a_role_reads_for_whom_the_office_is(market: Market, person: int) -> None:
    tom = market.visitor(person)
    await tom.phone.set_language("en")
    await tom.writes("/office")
    assert tom.reads.startswith("The office is for organisers")


async def test_all_browsers_are_listed_and_signed_out_in_the_chat(market: Market) -> None:
    ken = market.visitor(KEN)
    async with office_browser(market) as office, office_browser(market) as other:
        await sign_in(market, office, KEN)
        await sign_in(market, other, KEN)
        await ken.writes("/settings")
        await ken.tap("Office")
        assert ken.reads.count("Signed in ") == 2
        await ken.tap("Sign out everywhere")
        assert "No browser is signed in." in ken.reads
        for each in (office, other):
            await each.open("/office")
            assert each.path == "/office/in"


async def test_one_browser_signs_out_by_a_button(market: Market) -> None:
    async with office_browser(market) as office, office_browser(market) as other:
        await sign_in(market, office, KEN)
        await sign_in(market, other, KEN)
        await office.open("/office/out")
        await office.send("/office/out", data=office.hidden())
        await office.open("/office")
        assert office.path == "/office/in"
        await other.open("/office")
        assert other.path == "/office"
        assert "Ken" in other.page


@pytest.mark.parametrize("language", ["ms", "zh-Hans"])
async def test_every_page_is_in_the_readers_language(market: Market, language: str) -> None:
    async with office_browser(market) as office:
        await sign_in(market, office, KEN)
        for page in (
            "",
            "/evenings",
            "/stalls",
            "/stalls/1",
            "/stalls/1/evenings",
            "/stalls/1/print",
            "/money",
            "/payments",
            "/refunds",
            "/ledger",
            "/days",
            "/messages",
            "/messages/new",
            "/missed",
            "/packaging",
            "/packaging/figures",
            "/log",
        ):
            await office.open(f"/office{page}?language={language.replace('-', '_')}")
            assert (office.status, f'<html lang="{language}">' in office.page) == (200, True), page
            assert len(office.page.encode()) < 50_000, page
            head = re.findall(r"<th scope=\"col\"[^>]*>([^<]+)<", office.page)
            assert not {"Stall", "Alley", "State", "Day"} & {without_bidi_marks(each) for each in head}


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_in_the_office_without_a_script_and_nothing_is_cut(
    market: Market, browser: Browser, scheme: Any
) -> None:
    link = await link_for(market, KEN)
    context = await browser.new_context(locale="en", color_scheme=scheme)
    phone = await context.new_page()
    await phone.goto(market.pages + link)
    await phone.keyboard.press("Tab")
    await phone.click("main button")
    for width in (390, 1280):
        await phone.set_viewport_size({"width": width, "height": 844})
        for path in AXE_PATHS:
            await phone.goto(f"{market.pages}/office{path}")
            assert await phone.get_by_text("Sign out").count(), "signed in"
            assert await violations(phone) == [], (width, path)
            assert await phone.evaluate("document.documentElement.scrollWidth") <= width, path
    await context.close()


async def test_a_file_has_the_rows_of_its_table(market: Market) -> None:
    async with office_browser(market) as office:
        await sign_in(market, office, KEN)
        await office.open("/office/stalls?words=ros")
        assert "Dapur Nenek Ros" in office.words
        rows = office.page.count("<tr>") - 1
        await office.follow("Save as CSV")
        lines = office.page.strip().splitlines()
        assert lines[0].lstrip("\ufeff").startswith("Stall,Owner,Alley")
        assert len(lines) - 1 == rows
        assert "Dapur Nenek Ros" in lines[1]


async def all_by_key(market: Market, query: Any, *arguments: Any) -> list[int]:
    """The ids of a list's rows, three a page."""
    ken = Actor(await market.person(KEN), is_configured_admin=True)
    found: list[int] = []
    page_key, turned = PageKey(), False
    while not turned or page_key.row is not None:
        turned = True
        page = await market.store.read(query, ken, *arguments, page_key, size=3)
        ids = [row.id for row in page.rows]
        found += ids
        page_key = PageKey(page.next)
    return found


async def test_lists_by_key_have_each_row_once_forward_and_back(market: Market) -> None:
    ken = Actor(await market.person(KEN), is_configured_admin=True)
    for query, arguments in ((evening_page, ()), (stall_rows, (market.clock(),))):
        whole = await market.store.read(query, ken, *arguments, PageKey(), size=500)
        ids = [row.id for row in whole.rows]
        assert len(ids) == len({*ids}) > 3, query
        assert await all_by_key(market, query, *arguments) == ids, query
        last = PageKey(ids[-1], is_backward=True)
        before = await market.store.read(query, ken, *arguments, last, size=3)
        assert [row.id for row in before.rows] == ids[-4:-1], query


async def test_only_the_demo_opens_the_office_without_a_link(market: Market) -> None:
    async with office_browser(market) as office:
        await office.open("/demo/office")
        assert office.status == 404
        assert [each for each in office.session.cookie_jar if each.key == "office"] == []


async def test_refunds_and_the_ledger_are_lists_with_files(market: Market) -> None:
    now = market.clock()

    def owe(session: Session) -> None:
        holds = session.exec(select(Hold.id).limit(2)).all()
        for hold, days in zip(holds, (1, 3), strict=True):
            deposit = Deposit(
                hold_id=hold,
                stall_id=1,
                person_id=None,
                units=1,
                amount=850,
                currency="MYR",
                way=PaymentMethod.CASH,
                reference=f"LR-{days}",
                state=DepositState.DUE,
                refund_until=now,
                asked_at=now - timedelta(days=4),
                due_at=now - timedelta(days=days),
            )
            session.add(deposit)
            session.flush()
            post_transfer(session, deposit, TransferKind.RECEIVED, now)
            post_transfer(session, deposit, TransferKind.OWED, now)

    await market.store.write(owe)
    async with office_browser(market) as office:
        await sign_in(market, office, KEN)
        await office.open("/office/money")
        await office.follow("Refunds due")
        assert office.words.count("in cash") == 2
        assert (office.words.count("RM8.50"), office.words.count(", overdue")) == (2, 1)
        await office.follow("Save as CSV")
        head, *lines = office.page.strip().lstrip("\ufeff").splitlines()
        assert head == "Reference,Stall,Amount,Paid by,Due since,To be back by"
        assert [line.split(",")[0] for line in lines] == ["LR-3", "LR-1"]
        assert [line.split(",")[2] for line in lines] == ["8.50", "8.50"]
        await office.open("/office/refunds")
        await office.follow("LR-3")
        assert "The stall has not refunded it yet." in office.words
        await office.open("/office/ledger")
        for words in ("the stall received it", "to be refunded by the stall", "cash box", "deposits held"):
            assert office.words.count(words) >= 2, words
        await office.follow("Save as CSV")
        lines = office.page.strip().splitlines()
        assert lines[0].endswith(
            "Posted on,Stall,Reference,Kind of transfer,Amount,Debit account,Credit account"
        )
        assert lines[1].endswith(",LR-3,to be refunded by the stall,8.50,deposits held,refunds due")
        assert len(lines) == 5
