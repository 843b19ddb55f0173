"""The status page of a ticket: its item and validity, in its holder's language, without the holder's name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

import aiohttp
import pytest
from aiohttp import web
from nacl.signing import SigningKey
from playwright.async_api import Page

from locales.say import speak
from market.ticket.facts import TicketFacts, signed_content
from market.ticket.public_ticket import PublicTicket
from market.ticket.refusals import TicketUnknown
from market.ticket.signed_ticket import TicketSigner, read_signed, to_symbols
from storage.ticket import TicketKind
from tests.handlers.ticket.test_views import NOW, ROS, TICKET
from tests.sandbox.page.page_harness import violations
from web.parts.static import add_page_files
from web.security_headers import secure
from web.ticket_page import TicketPages, add_ticket_route, ticket_html

KEY = SigningKey(b"a" * 32)
SIGNER = TicketSigner(1, KEY)
CODE = "7KQ2M9XFH"
PICKUP = replace(TICKET, code=CODE)
RETURNS = replace(PICKUP, kind=TicketKind.RETURNS, deposit=300, due_at=NOW + timedelta(days=14))


@asynccontextmanager
async def served(*tickets: TicketFacts, language: str = "") -> AsyncIterator[str]:
    async def load(signed: bytes) -> PublicTicket:
        code = read_signed(signed, {1: bytes(KEY.verify_key)}).code
        for ticket in tickets:
            if ticket.code == code:
                return PublicTicket(ticket, language)
        raise TicketUnknown

    app = secure(web.Application())
    add_page_files(app)
    add_ticket_route(
        app,
        TicketPages(
            load=load, chat_link=lambda code: f"https://t.me/lorong_bot?start=t_{code}", now=lambda: NOW
        ),
    )
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def read(address: str, path: str, language: str = "en") -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(address + path, headers={"Accept-Language": language}) as answer,
    ):
        assert answer.content_type == "text/html"
        return answer.status, await answer.text()


def path_of(ticket: TicketFacts) -> str:
    return f"/T/{to_symbols(SIGNER.sign(signed_content(ticket)))}"


async def test_a_ticket_has_its_page_in_its_holders_language_and_in_either_case() -> None:
    async with served(PICKUP, language="ms") as address:
        for path in (path_of(PICKUP), path_of(PICKUP).lower()):
            status, page = await read(address, path, "zh")
            assert status == 200
            assert '<html lang="ms">' in page
            assert "Sah. Belum digunakan." in page
    async with served(PICKUP) as address:
        _, page = await read(address, path_of(PICKUP), "zh")
        assert "有效。尚未使用。" in page


async def test_what_is_no_ticket_is_told_and_not_an_error() -> None:
    other = TicketSigner(1, SigningKey(b"b" * 32))
    forged = f"/T/{to_symbols(other.sign(signed_content(PICKUP)))}"
    async with served(PICKUP) as address:
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
    async with served() as address:
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
    page = ticket_html(speak("en"), replace(PICKUP, **changes), NOW, "https://t.me/lorong_bot?start=t_x")
    assert verdict in page
    assert f'<main class="{look}">' in page
    assert "7KQ2-M9XF-H" in page
    assert ROS.by not in page.replace("Dapur Nenek Ros", ""), "who scanned it is the stall's matter"
    assert "<script" not in page


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (TicketKind.PICKUP, "Pickup ticket"),
        (TicketKind.ADMISSION, "Admission ticket"),
        (TicketKind.RETURNS, "Returns ticket"),
    ],
)
def test_each_kind_says_what_it_is(kind: TicketKind, title: str) -> None:
    page = ticket_html(speak("en"), replace(RETURNS, kind=kind), NOW, "")
    assert f"<h1>{title}</h1>" in page
    assert ("RM6.00 back" in page) == (kind is TicketKind.RETURNS)


def test_a_stalls_markup_stays_text() -> None:
    page = ticket_html(
        speak("en"), replace(PICKUP, item="<script>alert(1)</script>", stall_name="a&b"), NOW, ""
    )
    assert "<script" not in page
    assert "a&amp;b" in page


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_it_and_it_fits_an_old_phone(
    page: Page, scheme: Literal["light", "dark"]
) -> None:
    await page.emulate_media(color_scheme=scheme)
    await page.set_viewport_size({"width": 320, "height": 568})
    long = replace(
        PICKUP, item="Hinava, semangkuk untuk dua orang, dengan sambal tuhau", state="released", ended_at=NOW
    )
    for ticket in (PICKUP, RETURNS, long):
        async with served(ticket, language="ms") as address:
            await page.goto(address + path_of(ticket))
            assert await violations(page) == []
            assert await page.evaluate("document.documentElement.scrollWidth") == 320
