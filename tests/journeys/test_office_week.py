"""Ken's week in the office, and Ros's evening: in Chromium without a script, and without the chat, but for the links that sign them in."""

from datetime import UTC, datetime
from itertools import product

import pytest
from playwright.async_api import Browser
from sqlmodel import col, select

from locales.languages import CODES
from storage.ticket import Ticket
from tests.free_ports import free_port
from tests.journeys.harness import KEN, LINA, ROS, SITI, TOM, Market, Visitor
from tests.journeys.office_chromium import FOUR_LOOKS, TWO_LOOKS, Look, OfficeUser, office_user
from tests.journeys.test_deposit import CARDS, ask_deposit, hold, repeat
from tests.journeys.test_licence import deliver_all
from tests.journeys.test_office import link_for
from tests.journeys.test_screenshot import file
from tests.pdfs import scanned_pdf

EVENING, AFTERWARDS = datetime(2026, 11, 27, 11, tzinfo=UTC), datetime(2026, 11, 27, 15, tzinfo=UTC)
"""Friday, at seven and at eleven by the alley's clock."""
WRITTEN = "It rains: we open under the roof."
CORRECTED = "It rains: come to the hall."
LOST_PAYMENT = {
    "currency": "MYR",
    "total_amount": 700,
    "invoice_payload": "deposit:77:77:LR-QQQQQ",
    "telegram_payment_charge_id": "tg_1",
    "provider_payment_charge_id": "pr_1",
}
NOT_ON_THE_WAY = (
    "/office/in",
    "/office/out",
    *(f"/office/{each}" for each in ("stalls", "money", "payments", "missed", "log")),
)


@pytest.fixture
async def market(closed_market: Market) -> Market:
    """Yield the demo data with its pages, Ken as an organiser, and everybody reading English."""
    market = closed_market
    market.pages = f"http://127.0.0.1:{free_port()}"
    bind = market.pages.removeprefix("http://")
    await market.open(admins=str(KEN), public_url=market.pages, web_bind=bind, payment_token=CARDS)
    for person in (KEN, ROS, TOM, SITI, LINA):
        await market.visitor(person).phone.set_language("en")
        await market.visitor(person).writes("/start")
    return market


async def sign_in(market: Market, user: OfficeUser, person: int) -> None:
    await user.open(await link_for(market, person))
    await user.press("Sign in")
    assert user.path == "/office"


async def approve_a_stall(market: Market, ken: OfficeUser) -> Visitor:
    """With the keyboard alone, from the link on."""
    lina = market.visitor(LINA)
    await lina.writes("/stall")
    await lina.tap("Lorong Bakau")
    await lina.writes("Warung Lina")
    ken.has_keyboard_alone = True
    await sign_in(market, ken, KEN)
    await ken.follow("A stall asks for approval", row="Warung Lina")
    await ken.press("Approve")
    assert "Approved. We told the stall." in await ken.reads()
    ken.has_keyboard_alone = False
    await deliver_all(market)
    assert lina.reads.startswith("Approved: Warung Lina, Lorong Bakau.")
    return lina


async def check_a_licence(market: Market, ken: OfficeUser, lina: Visitor) -> None:
    await lina.writes("/stall")
    await lina.tap("Licence")
    await lina.writes("31/12/2026")
    await lina.tap("Licence document")
    await file(market, lina, "lesen.pdf", scanned_pdf(1))
    await lina.tap("Hawker licence")
    await lina.writes("dbkk/26/0123")
    await ken.open("/office")
    await ken.follow("A licence to check", row="Warung Lina")
    assert "number DBKK/26/0123" in await ken.reads()
    await ken.press("Show the PDF")
    assert await ken.page.locator("a[download]").count() == 1, "the PDF itself is on the page"
    await ken.open("/office")
    await ken.follow("A licence to check", row="Warung Lina")
    await ken.press("I have checked it")
    assert "Checked. We told the stall." in await ken.reads()
    await ken.open("/office")
    assert "A licence to check" not in await ken.reads()


async def plan_an_evening(market: Market, ken: OfficeUser, tom: Visitor) -> None:
    """Ken is on duty and sees that somebody booked."""
    await to_friday(ken)
    assert "2 people booked, 0 came." in await ken.reads()
    await ken.press("I'm on duty")
    assert "Organisers on duty: Ken." in await ken.reads()
    await tom.writes("kuih lapis")
    await tom.tap("1 Kuih lapis")
    await tom.tap("Join for 1")
    await to_friday(ken)
    assert "3 people booked, 0 came." in await ken.reads()


async def to_friday(ken: OfficeUser) -> None:
    await ken.open("/office/evenings")
    await ken.follow("Fri 27 Nov", row="Lorong Bakau")
    await ken.follow("As in the chat")


async def write_to_all_who_booked(market: Market, ken: OfficeUser, tom: Visitor) -> None:
    """A broadcast is written, seen as others get it, sent and corrected."""
    await ken.press("Write to all", "Write it")
    await ken.write(WRITTEN)
    await ken.press("Preview")
    assert WRITTEN in await ken.page.inner_text(".preview")
    await ken.press("Send to 1", "Send to 1")
    await deliver_all(market)
    assert tom.reads == WRITTEN
    await ken.open("/office/messages")
    await ken.follow("Tue 24 Nov", row="sent")
    assert "sent 1 of 1." in await ken.reads()
    await ken.press("Correct it", "English, 1")
    await ken.write(CORRECTED)
    await deliver_all(market)
    assert tom.reads == CORRECTED, "on the same message"


async def settle_money(market: Market, ken: OfficeUser, tom: Visitor, siti: Visitor) -> None:
    """A payment that belongs to nothing is refunded; a deposit is answered for a stall that is silent for two days."""
    repeat(market, TOM, LOST_PAYMENT)
    await market.until_idle()
    market.clock.move(minutes=6)
    await market.deliver()
    await ken.open("/office")
    await ken.follow("A payment without a deposit")
    await ken.press("I refunded it")
    assert "by Ken." in await ken.reads()
    await deliver_all(market)
    assert tom.reads.startswith("An organiser refunded your payment of MYR 7.00.")
    await market.change(ask_deposit, market.town.kuih_lapis, market.clock())
    await hold(market, siti)
    for label in ("Pay the deposit", "Bank QR", "I paid"):
        await siti.tap(label)
    market.clock.move(days=2, minutes=1)
    await market.deliver()
    await ken.open("/office")
    await ken.follow("A deposit")
    await ken.press("Money received")
    assert "Answered for the stall." in await ken.reads()
    await market.deliver()
    assert siti.reads.startswith("Pickup ticket: 1 × Kuih lapis")


async def open_and_stock_a_hub(ken: OfficeUser) -> None:
    await ken.open("/office/packaging")
    await ken.follow("Types, hubs and figures")
    await ken.press("Types", "New packaging", "Units", "Halal", "By count", "A deposit", "14 days")
    await ken.write("3", "Bowl")
    await ken.open("/office/packaging")
    await ken.follow("Types, hubs and figures")
    await ken.press("Hubs", "Open a hub", "Lorong Bakau")
    await ken.write("Hub Bakau", "10am to 11pm", "200")
    await ken.press("Packaging", "Bowl")
    await ken.open("/office/packaging")
    await ken.follow("Hub Bakau")
    await ken.press("Stock and cash", "Buy", "Bowl")
    await ken.write("60")
    assert "Bowl: 60 units clean" in await ken.reads()


async def decide_a_report(market: Market, ken: OfficeUser, siti: Visitor) -> None:
    await siti.tap(data=f"p:{market.town.kuih_lapis}:all.0..1")
    for label in ("Report", "Unsafe", "Send report"):
        await siti.tap(label)
    await ken.open("/office")
    await ken.follow("A report", row="Dapur Nenek Ros")
    await ken.press("Close")
    assert "Decided: nothing was changed." in await ken.reads()
    await ken.open("/office")
    assert "A report" not in await ken.reads()


async def collect(market: Market) -> None:
    """Tom shows his ticket at the stall on Friday evening, and it ends."""
    market.clock.now = EVENING
    await market.deliver()
    own = select(Ticket.code).where(col(Ticket.person_id) == await market.person(TOM))
    stall = market.visitor(ROS)
    await stall.writes(await market.store.read(lambda session: session.exec(own).one()))
    await stall.tap("Handed over, cash")
    market.clock.now = AFTERWARDS
    await market.deliver()


async def close_the_evening(market: Market, ros: OfficeUser) -> None:
    """Ros looks at her evening and closes its cash box."""
    await sign_in(market, ros, ROS)
    await ros.follow("Dapur Nenek Ros")
    await ros.follow("Fri 27 Nov")
    assert "1 of 12 sold, 3 not collected" in await ros.reads()
    await ros.press("Money")
    assert "The cash box should hold RM8.50." in await ros.reads()
    await ros.press("Cash is right")
    assert "Closed" in await ros.reads()


async def read_figures(ken: OfficeUser) -> None:
    """The file has what the page shows."""
    await ken.open("/office/days")
    assert "Dapur Nenek Ros" in await ken.reads()
    await ken.open("/office/figures")
    assert "RM8.50" in await ken.reads()
    await ken.page.click("summary")
    heads, *weeks = (line.split(",") for line in (await ken.save("Save as CSV")).splitlines())
    present = dict(zip(heads, weeks[-1], strict=True))
    assert (present["week"], present["came"], present["taken_MYR"]) == ("2026-11-23", "1", "850")


async def live_a_week(
    market: Market, browser: Browser, looks: tuple[Look, ...] = TWO_LOOKS, languages: tuple[str, ...] = ()
) -> None:
    """The whole week; then a page of each kind in each of these languages."""
    tom, siti = market.visitor(TOM), market.visitor(SITI)
    async with office_user(browser, market.pages, looks) as ken:
        lina = await approve_a_stall(market, ken)
        await check_a_licence(market, ken, lina)
        await plan_an_evening(market, ken, tom)
        await write_to_all_who_booked(market, ken, tom)
        await open_and_stock_a_hub(ken)
        await decide_a_report(market, ken, siti)
        await settle_money(market, ken, tom, siti)
        await collect(market)
        async with office_user(browser, market.pages, looks) as ros:
            ros.checks.paths = ken.checks.paths
            await close_the_evening(market, ros)
        await read_figures(ken)
        for language, path in product(languages, (*ken.checks.paths.values(), *NOT_ON_THE_WAY)):
            await ken.open(f"{path}?language={language}")
            assert await ken.page.get_attribute("html", "lang") == language.replace("_", "-")
            await ken.checks.check(ken.page, f"{path} in {language}")


@pytest.mark.browser
async def test_ken_lives_a_week_without_the_chat_and_ros_closes_her_evening(
    market: Market, browser: Browser
) -> None:
    await live_a_week(market, browser)


@pytest.mark.browser
@pytest.mark.proof
async def test_each_page_of_the_week_holds_in_each_language_light_and_dark_on_a_phone_and_a_computer(
    market: Market, browser: Browser
) -> None:
    await live_a_week(market, browser, FOUR_LOOKS, CODES)
