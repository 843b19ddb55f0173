"""Every route of the running pages that takes a POST: what its own form does not send, from its browser, once, writes nothing and says why."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from sqlmodel import Session, SQLModel, col, select

from bot.app import open_app
from bot.intake.webhook import PATH as WEBHOOK
from market.actor import Actor
from market.admins import NO_ADMINS
from market.complaint.answer import close_complaint
from market.complaint.complain import Grievance, complain
from storage.alley import Alley
from storage.complaint import ComplaintKind
from storage.stall import Stall
from tests.journeys.harness import KEN, KEY, Market
from tests.web.page_harness import served

NO_FORMS = {
    WEBHOOK,
    "/kiosk/sign-in",
    "/kiosk/sign-in-app",
    "/kiosk/scans",
    "/kiosk/photo",
    "/kiosk/help",
    "/office/app",
}
"""Programs post here, with secrets and keys of their own: tests/bot/intake/test_webhook.py, tests/web/test_kiosk_routes.py; and a script, with
what Telegram signed: tests/journeys/test_office_app.py."""
OF_THE_OFFICE = {
    "/office/in/{secret}",
    "/office/out",
    "/office/screen/{data}",
    "/office/messages/new",
    "/office/alleys/{code}",
    "/office/evenings/{code}/power",
    "/office/alleys/{code}/mix",
    "/office/alleys/{code}/mix/{serial}",
    "/office/alleys/{code}/complaints",
    "/office/alleys/{code}/changes",
    "/office/calendar/{code}",
    "/office/calendar/{code}/import",
}
"""They need a link or a session first: tests/journeys/test_office.py, tests/journeys/test_office_mix.py, tests/journeys/test_office_power.py,
tests/journeys/test_office_broadcast.py, tests/journeys/test_office_permit.py, tests/journeys/test_complaint.py,
tests/journeys/test_office_calendar.py."""
READ_ONLY = {"GET", "HEAD"}
FORM = "application/x-www-form-urlencoded"
LARGE = 1 << 20
CODE = re.compile(r"\{(code|secret)[^}]*\}")


@dataclass
class FormBrowser:
    """A browser with a form open."""

    address: str
    session: aiohttp.ClientSession
    token: str = ""
    names: list[str] = field(default_factory=list)
    chosen: dict[str, str] = field(default_factory=dict)

    async def open(self, path: str) -> None:
        async with self.session.get(self.address + path) as answer:
            page = await answer.text()
        self.names = re.findall(
            r'name="([^"]+)"', "".join(re.findall(r"<form method=\"post\".*?</form>", page, re.DOTALL))
        )
        self.chosen = dict(
            re.findall(r'<select[^>]* name="([^"]+)".*?<option value="([^"]*)"', page, re.DOTALL)
        )
        found = re.search(r'name="token" value="([^"]+)"', page)
        self.token = found[1] if found else ""

    async def send(self, path: str, method: str = "POST", **request: Any) -> tuple[int, str]:
        """Return the status and the page."""
        whole = self.address + path
        async with self.session.request(method, whole, allow_redirects=False, **request) as answer:
            return answer.status, await answer.text()


@asynccontextmanager
async def browser(address: str, path: str) -> AsyncIterator[FormBrowser]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        made = FormBrowser(address, session)
        await made.open(path)
        yield made


def writing_routes(app: web.Application) -> dict[str, set[str]]:
    """The paths of an application with the methods that may write, as they were registered."""
    found: dict[str, set[str]] = {}
    for route in app.router.routes():
        if route.method not in READ_ONLY and route.resource is not None:
            found.setdefault(route.resource.canonical, set()).add(route.method)
    return found


def every_row(session: Session) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a hash of them."""
    found = {}
    for table in SQLModel.metadata.sorted_tables:
        rows = sorted(repr(tuple(row)) for row in session.execute(table.select()))
        found[table.name] = len(rows), sha256("".join(rows).encode()).hexdigest()
    return found


async def attacks_that_work(address: str, path: str, other_path: str) -> list[str]:
    """The names of what a form answers with anything but a refusal that says why."""
    works: list[str] = []

    def judge(name: str, answer: tuple[int, str], statuses: tuple[int, ...]) -> None:
        reason = re.search(r'(?:role="alert"|class="error"[^>]*)>\s*([^<]{20,})', answer[1])
        if answer[0] not in statuses or (answer[0] != 405 and reason is None):
            works.append(f"{name}: {answer[0]}")

    async with browser(address, path) as mine, browser(address, path) as other:
        await other.open(other_path)
        of_other_path = other.token
        await other.open(path)
        for name, token in {
            "no token": None,
            "an empty token": "",
            "a made-up token": f"{0x6925_0000:x}.aaaaaaaaaaaaaaaa.{'0' * 32}",
            "a token with another end": mine.token[:-1] + ("0" if mine.token[-1:] != "0" else "1"),
            "the token of another browser": other.token,
        }.items():
            data = {} if token is None else {"token": token}
            judge(name, await mine.send(path, data=data), (403,))
        judge("the token of another path", await other.send(path, data={"token": of_other_path}), (403,))
        for header, value in (
            ("Origin", "https://evil.example"),
            ("Origin", "null"),
            ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Site", "same-site"),
        ):
            answer = await mine.send(path, data={"token": mine.token}, headers={header: value})
            judge(f"{header} {value}", answer, (403,))
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as without_cookies:
            bare = FormBrowser(address, without_cookies)
            for cookie in ("", "form=aaaaaaaaaaaaaaaaaaaaaa", "form=../../etc"):
                answer = await bare.send(path, data={"token": mine.token}, headers={"Cookie": cookie})
                judge(f"the cookie {cookie!r}", answer, (403,))
        good = f"token={mine.token}".encode()
        for name, body, kind in (
            ("a field of 1 MB", good + b"&words=" + b"x" * LARGE, FORM),
            ("too many fields", good + b"&a=1" * 99, FORM),
            ("bytes that are no text", good + b"&words=\xff\xfe", FORM),
            ("JSON", b'{"token": "' + mine.token.encode() + b'"}', "application/json"),
            ("plain text", good, "text/plain"),
            ("no content type", good, ""),
            ("several parts", b"--x\r\n\r\nx\r\n--x--", "multipart/form-data; boundary=x"),
        ):
            judge(name, await mine.send(path, data=body, headers={"Content-Type": kind}), (413,))
        for field_name in set(mine.names) - {"token"}:
            data = {"token": mine.token, field_name: "x" * 60_000}
            judge(f"a long {field_name}", await mine.send(path, data=data), (422,))
        for method in ("PUT", "DELETE", "PATCH"):
            judge(method, await mine.send(path, method, data={"token": mine.token}), (405,))
    return works


@dataclass(frozen=True)
class ServedApp:
    """The pages of the running application on the demo data, without its jobs, whose rows would stand beside those of a form."""

    market: Market
    web: web.Application
    address: str

    async def rows(self) -> dict[str, tuple[int, str]]:
        return await self.market.store.read(every_row)


@pytest.fixture
async def app(closed_market: Market) -> AsyncIterator[ServedApp]:
    settings = closed_market.settings(
        admins=str(KEN), webhook=True, public_url="https://market.example", web_bind="127.0.0.1:0"
    )
    async with open_app(settings, KEY, closed_market.clock) as lorong:
        runner = web.AppRunner(lorong.web_app())
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield ServedApp(closed_market, runner.app, f"http://127.0.0.1:{runner.addresses[0][1]}")
        await runner.cleanup()


async def answered_complaints(app: ServedApp) -> list[str]:
    """The secrets of two complaints that organisers have answered."""
    secrets, noise = ["a" * 22, "b" * 22], Grievance(kind=ComplaintKind.NOISE)
    ken = Actor(await app.market.person(KEN), is_configured_admin=True)
    now, write = app.market.clock(), app.market.store.write
    for number, secret in enumerate(secrets, 1):
        await write(complain, 1, noise, secret, admins=NO_ADMINS, now=now)
        await write(close_complaint, ken, number, "It was turned down.", now=now)
    return secrets


async def paths_of(app: ServedApp) -> dict[str, tuple[str, str]]:
    """The forms of the running application: of each route two paths that exist. A new first part needs its codes here."""

    def codes(session: Session, table: type[Stall] | type[Alley]) -> list[str]:
        return [*session.exec(select(table.code).order_by(col(table.id)).limit(2))]

    of_first_part = {
        "s": await app.market.store.read(codes, Stall),
        "y": await app.market.store.read(codes, Alley),
        "n": await app.market.store.read(codes, Alley),
        "complaint": await answered_complaints(app),
    }
    found = {}
    for route, methods in writing_routes(app.web).items():
        if route in NO_FORMS | OF_THE_OFFICE:
            continue
        assert methods == {"POST"}, f"{route} takes {methods}: only POST does something"
        first, other = of_first_part[route.split("/")[1].lower()]
        found[route] = re.sub(CODE, first, route), re.sub(CODE, other, route)
    return found


async def test_no_form_writes_but_for_its_own_page_and_once(app: ServedApp) -> None:
    paths = await paths_of(app)
    assert len(paths) >= 2
    for route, (path, other_path) in paths.items():
        before = await app.rows()
        assert await attacks_that_work(app.address, path, other_path) == [], route
        assert await app.rows() == before, f"{route} wrote something"
        async with browser(app.address, path) as mine:
            await too_late(app, mine, path)
            await mine.open(path)
            whole = {"token": mine.token, **mine.chosen}
            assert (await mine.send(path, data=whole))[0] == 303, "the page itself does it"
            after = await app.rows()
            assert after != before, "or nothing was tried"
            status, page = await mine.send(path, data=whole)
            assert (status, "sent already" in page) == (403, True)
            assert await app.rows() == after, f"{route} does it twice"


async def too_late(app: ServedApp, mine: FormBrowser, path: str) -> None:
    """Send a token two hours after it was made."""
    before = await app.rows()
    app.market.clock.move(hours=2)
    status, page = await mine.send(path, data={"token": mine.token})
    assert (status, "open too long" in page) == (403, True)
    assert await app.rows() == before


async def test_what_takes_no_form_is_named_and_there(app: ServedApp) -> None:
    assert writing_routes(app.web).keys() >= NO_FORMS | OF_THE_OFFICE


@pytest.mark.parametrize("answer", [web.Response, lambda: web.Response(status=403, text="No.")])
async def test_a_planted_route_without_the_form_part_is_found(answer: Callable[[], web.Response]) -> None:
    async def post(_: web.Request) -> web.Response:
        return answer()

    def add(app: web.Application) -> None:
        app.router.add_post("/s/{code}/planted", post)
        assert writing_routes(app) == {"/s/{code}/planted": {"POST"}}

    async with served(add) as address:
        works = await attacks_that_work(address, "/s/ROS/planted", "/s/MEI/planted")
    assert {name.partition(":")[0] for name in works} >= {"no token", "JSON", "a field of 1 MB"}
