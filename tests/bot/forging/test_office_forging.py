"""Whoever posts to the office changes what is theirs to change and nothing else: every button and answer of the chat, in every role, and every form."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from random import Random
from urllib.parse import unquote

import aiohttp
import pytest
from aiohttp import web
from sqlmodel import Session

from bot.office.chat_screens import ChatScreens
from bot.office.office_pages import OfficePages
from handlers.callbacks.stock import PublishDrop
from handlers.routes import all_routes
from market.actor import Actor, Right
from market.admins import NO_ADMINS
from market.office_session import begin_office_session
from market.organiser.roles import name_organiser, remove_organiser
from market.ticket.ticket_key import TicketKey
from market.ticket.ticket_link import TicketLinks
from storage.stall import Stall
from tests.bot.forging.changes import Role, foreign_changes
from tests.bot.forging.forgery import Forger, Forgery, sample
from tests.bot.forging.test_forging import BOSS, KEN, NOW, ROLES, add_neighbours, services
from tests.bot.forging.trial_store import Rows, TrialStore
from tests.market.staff.conftest import NEW, ROS, WEI, StaffScenario
from tests.market.staff.test_authority import DRAFT, Prepared, prepared, scenario
from tests.web.init_data import BOT_TOKEN
from tests.web.page_harness import served
from web.office.office_page import PATH, screen_path
from web.office.screen_page import token_path
from web.parts.form_token import FormTokens, new_browser

__all__ = ["prepared", "scenario"]


def remove_who_has_a_stall(session: Session) -> None:
    name_organiser(session, BOSS, WEI, NO_ADMINS, NOW)
    remove_organiser(session, BOSS, WEI, NO_ADMINS, NOW)


WRONG = {
    **{
        name: ROLES[name]
        for name in (
            *("stranger", "shopper", "blocked helper", "former helper", "former organiser"),
            *("owner of another stall", "helper at the counter"),
            *("helper, removed meanwhile", "owner, blocked meanwhile", "organiser, removed meanwhile"),
        )
    },
    "organiser with a stall, removed meanwhile": Role(
        person=WEI,
        stalls=ROLES["owner of another stall"].stalls,
        rights=ROLES["owner of another stall"].rights,
        loses=remove_who_has_a_stall,
    ),
}
"""Those who post what is not theirs. Each has a row of a session, also who would get none."""
OUTSIDE = {*WRONG} - {
    "owner of another stall",
    "helper at the counter",
    "organiser with a stall, removed meanwhile",
}
"""Of these, those who have no role any more: a POST of theirs is read by nobody."""
RIGHTFUL = {"organiser": KEN, "owner": ROS}
NOTED = {"person", "office_session", "processed_update", "follower"}
"""Tables in which a POST may leave its trace: that somebody was here, and its number."""
NOT_DONE = "Nothing was done"
FAILED = "Sorry, that did not work"


@dataclass(frozen=True)
class Tried:
    """What came of a POST: the rows of each table that it wrote to, before and after."""

    status: int
    words: str
    before: dict[str, Rows]
    after: dict[str, Rows]

    @property
    def changed(self) -> set[str]:
        return {table for table, rows in self.after.items() if self.before[table] != rows}


@dataclass
class OfficeTries:
    """The office of a market, and what came of what was posted to it."""

    store: TrialStore
    tokens: FormTokens
    address: str
    http: aiohttp.ClientSession
    rows: dict[str, Rows]
    forms: tuple[str, ...]
    foreign: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    async def press(
        self, role: Role | None, forgery: Forgery, *, headers: dict[str, str] | None = None, times: int = 1
    ) -> Tried:
        """Post a button or an answer as it stands on a page of this person. None: without a session."""
        question = forgery.prompt.pack(NOW) if forgery.prompt else ""
        fields = {"question": question, "words": forgery.words} if forgery.prompt else {}
        path = screen_path(forgery.data or "s")
        return await self.post(
            role, path, fields, token_for=token_path(question), headers=headers or {}, times=times
        )

    async def post(
        self,
        role: Role | None,
        path: str,
        fields: dict[str, str],
        *,
        token_for: str,
        headers: dict[str, str],
        times: int = 1,
    ) -> Tried:
        """Post with a good token, compare the rows before the last time with those after it, and roll all of it back."""
        self.store.begin()
        try:
            cookies = {"form": new_browser(), "language": "en"}
            if role:
                cookies["office"] = await self.store.write(
                    begin_office_session, role.person, NOW, rng=Random(5)
                )
            data = {"token": self.tokens.issue(token_for, cookies["form"]), "at": "s", **fields}
            if role and role.loses:
                await self.store.write(role.loses)
            for _ in range(times):
                before = {**self.rows, **self.store.written_rows()}
                status, words = await self._send(path, data, headers, cookies)
            return Tried(status, words, before, self.store.written_rows())
        finally:
            self.store.roll_back()

    async def _send(
        self, path: str, data: dict[str, str], headers: dict[str, str], cookies: dict[str, str]
    ) -> tuple[int, str]:
        sent = {**headers, "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        body = with_a_file(data) if path.endswith("/import") else data
        async with self.http.post(
            self.address + path, data=body, headers=sent, allow_redirects=False
        ) as answer:
            said = answer.cookies.get("said")
            page = await answer.text()
        main = re.sub(r"<[^>]*>", " ", page.partition("<main")[2].partition("</main>")[0])
        return answer.status, unquote(said.value) if said else re.sub(r"\s+", " ", main)

    async def attempt(self, who: str, forgery: Forgery) -> None:
        """Post what is not theirs, and note what it changed."""
        role = WRONG[who]
        tried = await self.press(None if who == "stranger" else role, forgery)
        self.counts["tries"] += 1
        if who in OUTSIDE:
            found = [f"{table} changed" for table in tried.changed]
            if tried.status != 403 or NOT_DONE not in tried.words:
                found.append(f"{tried.status}, and it does not say why: {tried.words}")
        else:
            found = foreign_changes(role, tried.before, tried.after)
            if tried.status >= 500 or FAILED in tried.words:
                found.append(f"{tried.status}: {tried.words}")
        self.foreign += [f"{who}: {forgery}: {each}" for each in found]

    async def effective(self, count: int, rng: Random) -> list[tuple[str, Forgery]]:
        """Return forgeries that change something where they are posted by whom they are for."""
        forgeries = [*Forger(self.rows, rng).forgeries(1)]
        found = []
        for forgery in sample(forgeries, count, rng):
            for who, role in self.rightful.items():
                tried = await self.press(role, forgery)
                assert tried.status < 500, (who, str(forgery))
                if tried.changed - NOTED:
                    found.append((who, forgery))
        return found

    @property
    def rightful(self) -> dict[str, Role]:
        """Return those for whom the office is: an organiser, the owner of a stall, and staff of a hub."""
        [staff, *_] = self.rows["hub_staff"].values()
        hub = Role(person=staff["person_id"])
        return {**{who: Role(person=person) for who, person in RIGHTFUL.items()}, "staff of a hub": hub}

    def found_nothing(self) -> None:
        assert self.foreign == [], "\n".join(self.foreign)
        assert self.store.all_rows() == self.rows, "each try was rolled back"


@pytest.fixture
async def office(
    scenario: StaffScenario, prepared: Prepared, database_url: str
) -> AsyncIterator[OfficeTries]:
    await scenario.store.write(add_neighbours)
    for person in (KEN, NEW):
        await scenario.store.write(name_organiser, BOSS, person, NO_ADMINS, NOW)
    await scenario.store.write(remove_organiser, BOSS, NEW, NO_ADMINS, NOW)
    store, key = TrialStore(database_url), TicketKey(b"k" * 32)
    links = TicketLinks(key=key, signer=1, username="lorong_bot", public_url="https://lorong.example")
    screens = ChatScreens(
        services=services(store, links),
        routes=all_routes(),
        picture_data=picture_data,
        pdf_data=pdf_data,
        now=lambda: NOW,
    )
    pages = OfficePages(
        store=store,
        ticket_links=links,
        screens=screens,
        admins=NO_ADMINS,
        zone="Asia/Kuching",
        bot_token=BOT_TOKEN,
        now=lambda: NOW,
        rng=Random(7),
    )
    forms: list[str] = []

    def add(app: web.Application) -> None:
        pages.add_pages(app)
        forms.extend(
            route.resource.canonical
            for route in app.router.routes()
            if route.method not in ("GET", "HEAD") and route.resource
        )

    async with served(add) as address, aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        tokens = FormTokens(key=key.form_key(), now=lambda: NOW)
        yield OfficeTries(store, tokens, address, http, store.all_rows(), tuple(forms))
    await store.close()


async def picture_data(_: object) -> bytes:
    return b"\x89PNG"


def with_a_file(data: dict[str, str]) -> aiohttp.FormData:
    """Return the fields as a browser sends them with a file."""
    form = aiohttp.FormData(data)
    form.add_field("file", b"day,place,stall\n", filename="places.csv")
    return form


async def pdf_data(_: str) -> bytes:
    return b"%PDF-1.7"


ABROAD = {
    "from another origin": {"Origin": "https://evil.example"},
    "from nowhere": {"Origin": "null"},
    "from another site": {"Sec-Fetch-Site": "cross-site"},
}


async def refuses(office: OfficeTries, who: str, forgery: Forgery) -> None:
    """Post what changes something as those whose it is not, twice, and from elsewhere."""
    for wrong in WRONG:
        await office.attempt(wrong, forgery)
    role = office.rightful[who]
    tried = {name: await office.press(role, forgery, headers=headers) for name, headers in ABROAD.items()}
    tried["a second time"] = await office.press(role, forgery, times=2)
    for name, each in tried.items():
        says_why = NOT_DONE in each.words or "not signed in" in each.words
        if each.changed or each.status != 403 or not says_why:
            office.foreign.append(f"{who}, {name}: {forgery}: {each.status} {each.changed} {each.words}")


async def test_buttons_and_answers_that_change_something_change_nothing_for_others(
    office: OfficeTries,
) -> None:
    found = await office.effective(120, Random(2026))
    assert len(found) >= 10, "or nothing is tried"
    for who, forgery in found[:12]:
        await refuses(office, who, forgery)
    office.found_nothing()


async def test_no_form_of_the_office_is_for_whoever_sends_it(office: OfficeTries) -> None:
    """Each route that takes a POST, with a good token and no session, or with one of somebody without a role."""
    assert {f"{PATH}/in/{{secret}}", f"{PATH}/out"} <= {*office.forms}
    for route in office.forms:
        path = re.sub(r"\{[^}]*\}", "1", route)
        for who in OUTSIDE:
            role = None if who == "stranger" else WRONG[who]
            tried = await office.post(role, path, {}, token_for=path, headers={})
            assert tried.changed <= {"office_session"}, (route, who)
            assert not tried.changed or path == f"{PATH}/out", (route, who)
        for headers in ABROAD.values():
            tried = await office.post(Role(person=KEN), path, {}, token_for=path, headers=headers)
            assert (tried.status in (403, 404), tried.changed) == (True, set()), (route, headers)


@pytest.mark.proof
@pytest.mark.long
@pytest.mark.parametrize("part", range(8))
async def test_every_button_and_answer_changes_nothing_for_others(office: OfficeTries, part: int) -> None:
    found = await office.effective(100, Random(f"{part} on {office.store.sqlite}"))
    for who, forgery in found:
        await refuses(office, who, forgery)
    print(f"\n{len(found)} that change something, posted by others: {dict(office.counts)}")
    office.found_nothing()


async def test_an_open_door_of_the_office_is_found(
    office: OfficeTries, monkeypatch: pytest.MonkeyPatch
) -> None:
    def anybody(session: Session, actor: Actor, stall: int, right: Right) -> Stall:
        return session.get_one(Stall, stall)

    monkeypatch.setattr("market.market_day.place.require_right", anybody)
    await office.attempt("owner of another stall", Forgery(data=PublishDrop(drop=DRAFT).pack()))
    assert [each for each in office.foreign if ": drop 50" in each]
