"""The status page of a ticket: its item and validity, in its holder's language, without the holder's name."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any, Literal

import pytest
import zxingcpp
from aiohttp import web
from nacl.signing import SigningKey
from PIL import Image
from playwright.async_api import Page

from locales.units import ItemUnit
from market.ticket.facts import TicketFacts, signed_content
from market.ticket.public_ticket import PublicTicket
from market.ticket.refusals import TicketUnknown
from market.ticket.signed_ticket import TicketSigner, read_signed, to_symbols
from storage.ticket import TicketKind
from tests.handlers.ticket.test_views import NOW, ROS, TICKET
from tests.journeys.harness import without_bidi_marks
from tests.sandbox.page.page_harness import violations
from tests.web.page_harness import SITE, asked, got, served
from web.parts import public_page
from web.picture_route import add_picture_route
from web.security_headers import SECURITY_HEADERS, WORKER_POLICY
from web.ticket_page import TicketPages, add_ticket_page, ticket_html

KEY = SigningKey(b"a" * 32)
SIGNER = TicketSigner(1, KEY)
CODE = "7KQ2M9XFH"
PICKUP = replace(TICKET, code=CODE)
RETURNS = replace(PICKUP, kind=TicketKind.RETURNS, deposit=300, due_at=NOW + timedelta(days=14))


@asynccontextmanager
async def served_tickets(*tickets: TicketFacts, language: str = "", drop: str = "") -> AsyncIterator[str]:
    async with served(*routes_of(list(tickets), language=language, drop=drop)) as address:
        yield address


def routes_of(
    tickets: list[TicketFacts], *, language: str = "", drop: str = ""
) -> tuple[Callable[[web.Application], None], ...]:
    """The routes of what `tickets` holds at the time, and of the picture of every drop."""

    async def load(signed: bytes) -> PublicTicket:
        code = read_signed(signed, {1: bytes(KEY.verify_key)}).code
        for ticket in tickets:
            if ticket.code == code:
                return PublicTicket(facts=ticket, language=language, drop=drop)
        raise TicketUnknown

    async def load_picture(_code: str) -> bytes:
        picture = BytesIO()
        Image.new("RGB", (400, 300), "teal").save(picture, "JPEG")
        return picture.getvalue()

    return (
        lambda app: add_ticket_page(app, SITE, replace(PAGES, load=load)),
        lambda app: add_picture_route(app, load_picture),
    )


async def load_nothing(_signed: bytes) -> PublicTicket:
    raise TicketUnknown


PAGES = TicketPages(
    load=load_nothing, chat_link=lambda code: f"https://t.me/lorong_bot?start=t_{code}", now=lambda: NOW
)


def page_of(ticket: TicketFacts, *, language: str = "", drop: str = "") -> str:
    public = PublicTicket(facts=ticket, language=language, drop=drop)
    symbols = path_of(ticket).removeprefix("/T/")
    return without_bidi_marks(ticket_html(asked(code=symbols), SITE, public, pages=PAGES))


async def read(address: str, path: str, language: str = "en") -> tuple[int, str]:
    answer = await got(address + path, Accept_Language=language)
    return answer.status, answer.text


def path_of(ticket: TicketFacts) -> str:
    return f"/T/{to_symbols(SIGNER.sign(signed_content(ticket)))}"


async def test_a_ticket_has_its_page_in_its_holders_language_unless_the_reader_chose_one() -> None:
    async with served_tickets(PICKUP, language="ms") as address:
        for path in (path_of(PICKUP), path_of(PICKUP).lower()):
            page = await got(address + path, Accept_Language="zh")
            assert page.status == 200
            assert '<html lang="ms">' in page.text
            assert "Sah. Belum digunakan." in page.text
            assert len(page.text.encode()) < 15_000
        chosen = await got(f"{address}{path_of(PICKUP)}?language=zh_Hans", Accept_Language="ms")
        assert "有效。尚未使用。" in chosen.text
        kept = await got(address + path_of(PICKUP), Accept_Language="ms", Cookie="language=zh_Hans")
        assert "有效。尚未使用。" in kept.text
        assert "Sah." in (await got(address + path_of(PICKUP), Accept_Language="zh-Hans")).text
    async with served_tickets(PICKUP) as address:
        _, text = await read(address, path_of(PICKUP), "zh")
        assert "有效。尚未使用。" in text


async def test_only_its_own_answers_allow_a_worker_and_pictures() -> None:
    async with served_tickets(PICKUP) as address:
        found, missing = await got(address + path_of(PICKUP)), await got(f"{address}/T/A")
        worker = await got(f"{address}/ticket-worker.js")
    assert found.headers["Content-Security-Policy"] == WORKER_POLICY
    assert "worker-src 'self'; img-src 'self' data:" in WORKER_POLICY
    assert {**missing.headers, **SECURITY_HEADERS} == missing.headers
    assert {**worker.headers, **SECURITY_HEADERS} == worker.headers
    assert "javascript" in worker.headers["Content-Type"]


async def test_what_is_no_ticket_is_told_and_not_an_error() -> None:
    other = TicketSigner(1, SigningKey(b"b" * 32))
    forged = f"/T/{to_symbols(other.sign(signed_content(PICKUP)))}"
    async with served_tickets(PICKUP) as address:
        for path in (
            forged,
            path_of(RETURNS)[:-1],
            path_of(PICKUP) + "A",
            "/T/A",
            f"/T/{CODE}",
            "/T/%C3%A9=%2F",
            "/t/" + "A" * 4000,
        ):
            status, page = await read(address, path)
            assert status == 404
            assert "This is not a ticket of this market." in page
            assert 'href="/"' in page, "it leads on"
        assert "看看市集" in (await read(address, "/T/A", "zh"))[1]
    async with served_tickets() as address:
        assert (await read(address, path_of(PICKUP)))[0] == 404, "its row is gone"


@pytest.mark.parametrize(
    ("changes", "verdict", "look"),
    [
        ({}, "Valid. Not used yet.", "valid"),
        ({"done": 1, "last": ROS}, "Valid. 1 of 2 are used.", "valid"),
        ({"done": 2, "last": ROS, "state": "collected"}, "Used. All 2, the last Fri 27 Nov 19:12.", "done"),
        ({"state": "released", "ended_at": NOW}, "Not valid. It was released.", "void"),
        ({"revoked_at": NOW}, "Not valid. It was given to somebody else, who has a new ticket.", "void"),
        ({"state": "missed", "drop_ends_at": NOW}, "Valid. Not used yet.", "valid"),
        (
            {"state": "missed", "drop_ends_at": NOW},
            "Its drop ended Fri 27 Nov 19:12; collectable until Sat 28 Nov 19:12.",
            "valid",
        ),
        ({"state": "missed", "revoked_at": NOW}, "Not valid. It was not collected in time.", "void"),
        ({"state": "cancelled"}, "Not valid. The drop was cancelled.", "void"),
        (
            {"kind": TicketKind.RETURNS, "units": 0, "due_at": NOW},
            "Not valid. There is nothing to return.",
            "void",
        ),
    ],
)
def test_each_state_has_its_words_and_nobodys_name(changes: dict[str, Any], verdict: str, look: str) -> None:
    page = page_of(replace(PICKUP, **changes))
    assert verdict in page
    assert f'class="narrow {look}"' in page
    assert ('<svg class="qr"' in page) is (look == "valid"), "only a ticket that is shown has its QR"
    assert ("maps/search/?api=1&amp;query=6.0,116.0" in page) is (look == "valid")
    assert ("Thank you for coming." in page) is (look == "done")
    assert "scan it there" not in page
    assert "7KQ2-M9XF-H" in page
    assert ROS.by not in page.replace("Dapur Nenek Ros", ""), "who scanned it is the stall's matter"
    assert page.count("<script") == 1, "the one that registers the worker"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {},
            "Show this at Dapur Nenek Ros, Lorong Bakau: Fri 27 Nov, 18:00 to 22:00. Pay RM17.00 at the stall.",
        ),
        ({"paid": 1700}, "22:00. Nothing to pay."),
        ({"done": 1, "last": ROS}, "22:00. Pay RM8.50 at the stall."),
        ({"kind": TicketKind.ADMISSION, "unit": ItemUnit.SEAT}, "22:00. Pay RM17.00 at the stall."),
    ],
)
def test_its_holder_reads_what_to_do_next(changes: dict[str, Any], said: str) -> None:
    assert said in page_of(replace(PICKUP, **changes))


def test_packaging_that_came_back_is_thanked_for_and_what_is_out_may_be_brought_by_anyone() -> None:
    back = page_of(replace(RETURNS, done=2, last=ROS))
    assert "All returned, Fri 27 Nov 19:12. Thank you." in back
    assert "any stall" not in back
    out = page_of(RETURNS)
    assert "You get RM6.00 back at any stall of this market" in out
    assert "Anyone may return the packaging with this ticket." in out


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (TicketKind.PICKUP, "Pickup ticket"),
        (TicketKind.ADMISSION, "Admission ticket"),
        (TicketKind.RETURNS, "Returns ticket"),
    ],
)
def test_each_kind_says_what_it_is(kind: TicketKind, title: str) -> None:
    page = page_of(replace(RETURNS, kind=kind))
    assert f"<h1>{title}</h1>" in page
    assert ("RM6.00 back" in page) == (kind is TicketKind.RETURNS)


def test_a_stalls_markup_stays_text() -> None:
    page = page_of(replace(PICKUP, item="<script>alert(1)</script>", stall_name="a&b"))
    assert "<script>alert" not in page
    assert "a&amp;b" in page


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_it_and_it_fits_an_old_phone(
    page: Page, scheme: Literal["light", "dark"]
) -> None:
    await page.emulate_media(color_scheme=scheme)
    long = replace(
        PICKUP, item="Hinava, semangkuk untuk dua orang, dengan sambal tuhau", state="released", ended_at=NOW
    )
    for ticket in (PICKUP, RETURNS, long):
        async with served_tickets(ticket, language="ms", drop="ABC123") as address:
            for width in (320, 390, 1280):
                await page.set_viewport_size({"width": width, "height": 844})
                await page.goto(address + path_of(ticket))
                assert await violations(page) == []
                assert await page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ticket", [PICKUP, RETURNS])
async def test_it_is_shown_without_a_network_and_is_not_valid_once_it_was_released(
    page: Page, ticket: TicketFacts, scheme: Literal["light", "dark"], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_page, "FRESH_SECONDS", 0)
    await page.emulate_media(color_scheme=scheme)
    await page.set_viewport_size({"width": 390, "height": 844})
    tickets, link = [ticket], f"{SITE.public_url}{path_of(ticket)}".upper()
    async with served(*routes_of(tickets, drop="ABC123")) as address:
        await page.goto(address + path_of(ticket))
        assert await scanned(page) == [link]
        assert not await page.locator(".kept").is_visible()
        await page.wait_for_function(
            "(async () => (await (await caches.open('lorong-tickets')).keys()).length === 3)()"
        )
        await page.context.set_offline(True)
        await page.reload()
        assert await scanned(page) == [link]
        words = without_bidi_marks(await page.locator("main").inner_text())
        assert "No network: this is the ticket as it was Fri 27 Nov 19:12." in words
        assert await page.locator("main.valid").count() == 0, "nothing is green that nobody checked"
        assert await page.locator(".picture").evaluate("each => each.complete && each.naturalWidth") == 400
        assert await violations(page) == []
        tickets[0] = replace(ticket, state="released", ended_at=NOW, revoked_at=NOW)
        await page.context.set_offline(False)
        await page.reload()
        assert "Not valid." in await page.locator(".verdict:not(.kept)").inner_text()
        assert not await page.locator(".kept").is_visible()
        assert await page.locator(".qr").count() == 0
        await page.context.set_offline(True)
        await page.reload()
        assert "Not valid." in await page.locator(".verdict:not(.kept)").inner_text(), "it stays so"
        await page.context.set_offline(False)


async def scanned(page: Page) -> list[str]:
    """What a camera reads of the screen."""
    await page.locator("h1").wait_for()
    picture = Image.open(BytesIO(await page.screenshot(full_page=True)))
    return [found.text for found in zxingcpp.read_barcodes(picture)]
