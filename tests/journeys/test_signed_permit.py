"""A permit from its paper to a wall and back: recorded in the office, printed there, read off the poster, and opened by a stranger."""

import asyncio
import re
from base64 import b64decode

from sqlmodel import col, select

from market.actor import Actor
from market.permit.record import withdraw_permit
from storage.permit import Permit
from tests.journeys.harness import KEN, Market
from tests.journeys.test_office import ADMINS, OfficeBrowser, market, office_browser, sign_in
from tests.journeys.test_office_permit import fill, paper
from tests.printed import qrs_in
from web.parts.public_page import FRESH_SECONDS

__all__ = ["market"]

NEWEST = select(Permit.id).order_by(col(Permit.id).desc()).limit(1)
PDF = re.compile(r"data:application/pdf;base64,([A-Za-z0-9+/=]+)")


async def test_a_poster_proves_its_market_until_the_authority_takes_the_permit_back(market: Market) -> None:
    async with office_browser(market) as office:
        await sign_in(market, office, KEN)
        await office.open("/office/alleys")
        await office.follow("Lorong Bakau")
        await fill(office, *paper(market, 30, authority="City Hall", number="KK 7"))
        await office.follow("Posters")
        printed = PDF.search(office.page)
        assert printed is not None
        links = {found.text for found in qrs_in(b64decode(printed[1]))}
        paths = [f"/P/{link.partition('/P/')[2]}" for link in links if "/P/" in link]
        pages = {path: await public_page(office, path) for path in paths}
        [bakau] = [path for path, words in pages.items() if "Lorong Bakau, " in words]
        assert len(paths) == 2, "the demo gives one to another alley"
        assert "Valid. This market has a permit until" in pages[bakau]
        assert "Given by City Hall" in pages[bakau]
        assert "Number KK 7" in pages[bakau]
        ken = Actor(await market.person(KEN), is_configured_admin=True)
        newest = await market.store.read(lambda session: session.exec(NEWEST).one())
        await market.store.write(withdraw_permit, ken, newest, ADMINS, market.clock())
        await asyncio.sleep(FRESH_SECONDS)
        assert "Not valid. The authority took the permit back." in await public_page(office, bakau)


async def public_page(office: OfficeBrowser, path: str) -> str:
    await office.open(path)
    assert office.status == 200
    return office.words
