"""The page of a permit: whether the market there has one, in the reader's language, without a script."""

from dataclasses import replace
from datetime import date

import pytest
from nacl.signing import SigningKey
from playwright.async_api import Page

from market.permit.public_permit import PermitStanding, PublicPermit
from market.permit.refusals import PermitUnknown
from market.permit.signed_permit import SignedPermit, read_signed_permit, sign_permit
from market.ticket.signed_ticket import TicketContent, TicketSigner, to_symbols
from storage.ticket import TicketKind
from tests.journeys.harness import without_bidi_marks
from tests.market.permit.test_signed_permit import PERMIT
from tests.market.ticket.conftest import NOW
from tests.sandbox.page.page_harness import violations
from tests.web.page_harness import SITE, asked, got, served
from web.permit_page import add_permit_page, permit_html

KEY = SigningKey(b"a" * 32)
SIGNER = TicketSigner(1, KEY)
PUBLIC = PublicPermit(
    standing=PermitStanding.VALID,
    alley="Lorong <b>Bakau</b>",
    alley_code="BAKAU",
    city="Kota Kinabalu",
    first_day=date(2026, 11, 1),
    last_day=date(2027, 1, 29),
    authority="City Hall <i>",
    number="KK 7",
)
VALID = f"/P/{to_symbols(sign_permit(SIGNER, PERMIT))}"


async def load(signed: bytes) -> PublicPermit:
    permit: SignedPermit = read_signed_permit(signed, {1: bytes(KEY.verify_key)})
    if permit != PERMIT:
        raise PermitUnknown
    return PUBLIC


def page_of(standing: PermitStanding) -> str:
    return without_bidi_marks(permit_html(asked(), SITE, replace(PUBLIC, standing=standing)))


@pytest.mark.parametrize(
    ("standing", "words", "look"),
    [
        (PermitStanding.VALID, "Valid. This market has a permit until Fri 29 Jan 2027.", "valid"),
        (PermitStanding.EARLY, "Not valid yet. The permit begins Sun 1 Nov 2026.", "void"),
        (PermitStanding.OVER, "Not valid. The permit ended Fri 29 Jan 2027.", "void"),
        (PermitStanding.WITHDRAWN, "Not valid. The authority took the permit back.", "void"),
        (PermitStanding.VOID, "Not valid. The permit was recorded by mistake.", "void"),
    ],
)
def test_the_page_says_how_the_permit_stands(standing: PermitStanding, words: str, look: str) -> None:
    page = page_of(standing)
    assert words in page
    assert f"narrow {look}" in page
    assert "Lorong &lt;b&gt;Bakau&lt;/b&gt;, Kota Kinabalu" in page
    assert "Given by City Hall &lt;i&gt;" in page
    assert "Number KK 7" in page


async def test_a_genuine_permit_opens_in_the_readers_language_in_either_case() -> None:
    async with served(lambda app: add_permit_page(app, SITE, load)) as address:
        for path in (VALID, VALID.lower()):
            assert "Valid. This market has a permit" in without_bidi_marks((await got(address + path)).text)
        assert '<html lang="zh' in (await got(address + VALID, Accept_Language="zh")).text


async def test_a_forgery_is_named_and_anything_else_is_not_a_permit() -> None:
    foreign = to_symbols(sign_permit(TicketSigner(9, KEY), PERMIT))
    stranger = to_symbols(sign_permit(TicketSigner(1, SigningKey(b"b" * 32)), PERMIT))
    other = "A" if VALID[20] != "A" else "B"
    ticket = TicketContent(code="7KQ2M9XFH", kind=TicketKind.PICKUP, drop=1, expires_at=NOW, units=1)
    unknown = to_symbols(sign_permit(SIGNER, replace(PERMIT, permit=5)))
    async with served(lambda app: add_permit_page(app, SITE, load)) as address:
        assert "Another market signed this" in (await got(f"{address}/P/{foreign}")).text
        for forged in (f"/P/{stranger}", VALID[:20] + other + VALID[21:]):
            page = await got(address + forged)
            assert (page.status, "Forged." in page.text) == (200, True)
        for nothing in ("/P/", "/P/X", VALID + "A", f"/P/{to_symbols(SIGNER.sign(ticket))}", f"/P/{unknown}"):
            page = await got(address + nothing)
            assert (page.status, "This is not a permit of this market." in page.text) == (404, True), nothing


@pytest.mark.browser
async def test_the_page_is_usable_by_everybody(page: Page) -> None:
    async with served(lambda app: add_permit_page(app, SITE, load)) as address:
        await page.set_viewport_size({"width": 390, "height": 844})
        for path in (VALID, f"/P/{to_symbols(sign_permit(TicketSigner(9, KEY), PERMIT))}"):
            await page.goto(address + path)
            assert await violations(page) == []
            assert await page.evaluate("document.documentElement.scrollWidth") <= 390
