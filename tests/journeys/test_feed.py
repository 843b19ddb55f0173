"""A shopper's calendar, over the wire: the link from the chat is read by HTTP, follows what they book, and ends when they say so."""

import re
from collections.abc import AsyncIterator

import aiohttp
import pytest
from sqlmodel import Session, col, select

from storage.alley import Alley
from storage.drop import Drop
from storage.stall import Stall
from tests.calendars import ReadEntry, read_calendar
from tests.journeys.harness import LINA, TOM, Market, Visitor
from tests.journeys.test_licence import PUBLIC, market_with_pages
from tests.journeys.test_waitlist import empty_drop


@pytest.fixture
async def market(database_url: str) -> AsyncIterator[Market]:
    async with market_with_pages(database_url) as market:
        await market.change(empty_drop, market.town.kuih_lapis, 2)
        yield market


def codes(session: Session) -> tuple[str, str]:
    """Return the codes of the stall and the alley of the drop."""
    drop = session.exec(select(Drop).where(col(Drop.code) == "RACE2")).one()
    return session.get_one(Stall, drop.stall_id).code, session.get_one(Alley, drop.alley_id).code


async def calendar_link(tom: Visitor) -> str:
    """Return the path of the link on the screen."""
    found = re.search(rf"{re.escape(PUBLIC)}(/i/[A-Za-z0-9_-]{{22}}\.ics)", tom.reads)
    assert found, tom.reads
    return found[1]


async def asked(market: Market, path: str, **headers: str) -> tuple[int, bytes, str]:
    """Return status, body and ETag."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(market.pages + path, headers=headers) as answer,
    ):
        return answer.status, await answer.read(), answer.headers.get("ETag", "")


async def entries(market: Market, path: str) -> list[ReadEntry]:
    status, data, _ = await asked(market, path)
    assert status == 200
    return [*read_calendar(data).values()]


async def test_a_calendar_follows_its_person_until_they_end_the_link(market: Market) -> None:
    tom = market.visitor(TOM)
    await tom.writes("/settings")
    await tom.tap("My calendar")
    await tom.tap("Make a link")
    link = await calendar_link(tom)
    assert await entries(market, link) == []
    _, _, tag = await asked(market, link)
    assert (await asked(market, link, **{"If-None-Match": tag}))[0] == 304

    await tom.open("d_RACE2")
    await tom.tap("Join for 1")
    (booked,) = await entries(market, link)
    assert booked.uid == "drop-RACE2@lorong_demo_bot.t.me"
    assert booked.description.startswith("Booked: 1 × ")
    assert (await asked(market, link, **{"If-None-Match": tag}))[0] == 200, "it has changed"

    await tom.writes("/settings")
    await tom.tap("My calendar")
    await tom.tap("New link")
    await tom.tap("New link")
    new = await calendar_link(tom)
    assert new != link
    assert (await asked(market, link))[:2] == (404, b"404: Not Found")
    assert await entries(market, new) == [booked]

    await tom.tap("Back")
    await tom.tap("Stop")
    await tom.tap("Stop")
    assert (await asked(market, new))[0] == 404


async def test_forget_ends_a_link_and_the_stalls_feed_goes_on(market: Market) -> None:
    lina = market.visitor(LINA)
    await lina.writes("/settings")
    await lina.tap("My calendar")
    await lina.tap("Make a link")
    link = await calendar_link(lina)
    await lina.open("d_RACE2")
    await lina.tap("Join for 1")
    (entry,) = await entries(market, link)
    await lina.writes("/forget")
    await lina.tap("Delete my data")
    assert (await asked(market, link))[0] == 404
    stall, alley = await market.store.read(codes)
    for path in (f"/s/{stall}.ics", f"/y/{alley}.ics"):
        found = {each.uid: each for each in await entries(market, path)}
        assert found[entry.uid].starts_at == entry.starts_at
