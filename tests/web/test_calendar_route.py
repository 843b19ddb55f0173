"""The calendar file at its address: in the reader's language, with an ETag that changes when the drop moves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import aiohttp
import vobject
from aiohttp import web

from market.drop.facts import DropFacts
from market.drop.refusals import DropUnknown
from tests.market.samples import DROP
from web.calendar_route import add_calendar_route
from web.security_headers import secure


@asynccontextmanager
async def served(drops: dict[str, DropFacts]) -> AsyncIterator[str]:
    async def load(code: str) -> DropFacts:
        if code not in drops:
            raise DropUnknown
        return drops[code]

    app = secure(web.Application())
    add_calendar_route(app, load, "kk_lorong_bot")
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_a_drop_has_its_file_and_an_unknown_one_has_none() -> None:
    async with served({DROP.code: DROP}) as address, aiohttp.ClientSession() as session:
        async with session.get(
            f"{address}/d/{DROP.code.lower()}.ics", headers={"Accept-Language": "ms"}
        ) as answer:
            assert (answer.status, answer.content_type) == (200, "text/calendar")
            event = vobject.readOne(await answer.text()).vevent
            tag = answer.headers["ETag"]
        assert event.dtstart.value == DROP.starts_at
        assert event.valarm.description.value == "Dua jam lagi: Kuih lapis"
        async with session.get(
            f"{address}/d/{DROP.code}.ics", headers={"Accept-Language": "ms", "If-None-Match": tag}
        ) as answer:
            assert answer.status == 304
        for path in ("/d/ABCDEF.ics", "/d/.ics", "/d/..%2Fx.ics"):
            async with session.get(address + path) as answer:
                assert answer.status == 404


async def test_a_move_changes_the_etag() -> None:
    tags = []
    for drop in (DROP, replace(DROP, revision=1, starts_at=DROP.starts_at + timedelta(hours=1))):
        async with (
            served({DROP.code: drop}) as address,
            aiohttp.ClientSession() as session,
            session.get(f"{address}/d/{DROP.code}.ics") as answer,
        ):
            tags.append(answer.headers["ETag"])
    assert len(set(tags)) == 2
