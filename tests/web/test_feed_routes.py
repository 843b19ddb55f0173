"""Feeds at their addresses: languages, ETags, what caches are told, and one answer for every link that shows nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import aiohttp
from aiohttp import web

from market.actor import StallUnknown
from market.alley import AlleyUnknown
from market.feed.feed_drops import DropFeed
from market.feed.own_feed import MatterState, OwnEntry, OwnFeed, OwnMatter
from market.refusal import LinkUnknown
from tests.calendars import read_calendar
from tests.market.samples import ALLEY, DROP
from web.feed_routes import Feeds, add_feed_routes
from web.security_headers import SECURITY_HEADERS, secure

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
SECRET = "AbC_-" + "0" * 17
ALLEY_FEED = DropFeed(name="Lorong Bakau", zone=ALLEY.zone, drops=(DROP,))
MATTER = OwnMatter(state=MatterState.BOOKED, item="Kuih lapis", units=2, changed_at=NOW)
OWN_FEED = OwnFeed(language="ms", zone="", entries=(OwnEntry(DROP, None, (MATTER,)),))


@dataclass
class Shown:
    """What the market has, and how often it was asked."""

    alley: DropFeed = ALLEY_FEED
    own: OwnFeed | None = OWN_FEED
    asked: list[str] = field(default_factory=list)

    async def load_alley(self, code: str) -> DropFeed:
        self.asked.append(code)
        if code != ALLEY.code:
            raise AlleyUnknown
        return self.alley

    async def load_stall(self, code: str) -> DropFeed:
        if code != DROP.stall.code:
            raise StallUnknown
        return replace(self.alley, name="Dapur Nenek Ros")

    async def load_own(self, secret: str) -> OwnFeed:
        self.asked.append(secret)
        if secret != SECRET or self.own is None:
            raise LinkUnknown
        return self.own


@asynccontextmanager
async def served(shown: Shown) -> AsyncIterator[aiohttp.ClientSession]:
    feeds = Feeds(
        load_alley=shown.load_alley,
        load_stall=shown.load_stall,
        load_own=shown.load_own,
        username="kk_lorong_bot",
        zone="Asia/Kuching",
        now=lambda: NOW,
    )
    app = secure(web.Application())
    add_feed_routes(app, feeds)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}") as session:
        yield session
    await runner.cleanup()


async def read(
    session: aiohttp.ClientSession, path: str, **headers: str
) -> tuple[aiohttp.ClientResponse, bytes]:
    async with session.get(
        path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    ) as answer:
        return answer, await answer.read()


async def test_an_alley_and_a_stall_have_feeds_in_the_readers_language() -> None:
    async with served(Shown()) as session:
        for path, name in (
            (f"/y/{ALLEY.code.lower()}.ics", "Lorong Bakau"),
            (f"/s/{DROP.stall.code}.ics", "Dapur Nenek Ros"),
        ):
            answer, data = await read(session, path, Accept_Language="ms")
            assert (answer.status, answer.content_type, answer.charset) == (200, "text/calendar", "utf-8")
            assert [*read_calendar(data)] == [f"drop-{DROP.code}@kk_lorong_bot.t.me"]
            assert f"NAME:{name}\r\n".encode() in data
            assert b"Dua jam lagi" in data
            assert answer.headers["Cache-Control"] == "public, max-age=60"
            assert answer.headers["Vary"] == "Accept-Language, Cookie"
            assert SECURITY_HEADERS.items() <= dict(answer.headers).items()


async def test_a_persons_feed_is_in_their_language_and_kept_nowhere() -> None:
    async with served(Shown()) as session:
        answer, data = await read(session, f"/i/{SECRET}.ics", Accept_Language="zh")
        (entry,) = read_calendar(data).values()
        assert entry.description.startswith("Ditempah: 2 × Kuih lapis\n")
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


async def test_who_has_a_feed_already_is_told_so_until_it_changes() -> None:
    for path in (f"/y/{ALLEY.code}.ics", f"/s/{DROP.stall.code}.ics", f"/i/{SECRET}.ics"):
        tags = []
        moved = replace(DROP, revision=1, starts_at=DROP.starts_at + timedelta(hours=1))
        for drop in (DROP, DROP, moved):
            alley, own = (
                replace(ALLEY_FEED, drops=(drop,)),
                replace(OWN_FEED, entries=(OwnEntry(drop, None, (MATTER,)),)),
            )
            async with served(Shown(alley, own)) as session:
                answer, _ = await read(session, path)
                tags.append(answer.headers["ETag"])
                again, data = await read(session, path, If_None_Match=tags[-1])
                assert (again.status, data) == (304, b"")
                assert again.headers["ETag"] == tags[-1]
                assert again.headers["Cache-Control"] == answer.headers["Cache-Control"]
                other, _ = await read(session, path, If_None_Match='"x"')
                assert other.status == 200
        assert tags[0] == tags[1] != tags[2]


async def test_a_link_that_ends_shows_nothing_from_then_on() -> None:
    shown = Shown()
    async with served(shown) as session:
        answer, _ = await read(session, f"/i/{SECRET}.ics")
        assert answer.status == 200
        shown.own = None
        ended, _ = await read(session, f"/i/{SECRET}.ics", If_None_Match=answer.headers["ETag"])
        assert ended.status == 404


async def test_every_link_that_shows_nothing_is_answered_alike() -> None:
    shown = Shown()
    async with served(shown) as session:
        wrong = ["B" * 22, SECRET.lower(), SECRET.replace("_", "-")]
        seen = [await read(session, f"/i/{secret}.ics") for secret in wrong]
        answers = {
            (answer.status, answer.content_type, data, *sorted(set(answer.headers) - {"Date"}))
            for answer, data in seen
        }
        assert len(answers) == 1
        assert {answer.status for answer, _ in seen} == {404}
        assert shown.asked == wrong
        for path in ("/i/.ics", "/i/x.ics", f"/i/{SECRET}0.ics", f"/i/{SECRET}", f"/i/{SECRET[:-1]}%27.ics"):
            answer, data = await read(session, path)
            assert (answer.status, data) == (404, seen[0][1])


async def test_unknown_codes_have_no_feed() -> None:
    async with served(Shown()) as session:
        for path in (
            "/y/ABCDEF.ics",
            "/s/ABCDEF.ics",
            "/y/.ics",
            "/s/..%2Fx.ics",
            f"/y/{DROP.stall.code}.ics",
            "/y/AAAAAAAAAAAAAAA.ics",
        ):
            answer, _ = await read(session, path)
            assert answer.status == 404


async def test_a_crowd_of_readers_makes_one_feed() -> None:
    shown = Shown()
    async with served(shown) as session:
        for _ in range(5):
            await read(session, f"/y/{ALLEY.code}.ics")
        await read(session, f"/y/{ALLEY.code}.ics", Accept_Language="ms")
        assert shown.asked == [ALLEY.code] * 2, "once in each language"


async def test_nothing_is_changed_by_asking_otherwise() -> None:
    async with served(Shown()) as session:
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            async with session.request(method, f"/i/{SECRET}.ics") as answer:
                assert answer.status == 405
